"""Verdicts that are others in a new version of a process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from closedloop.prove.verdicts import Proof, Subject, Verdict


@frozen
class Changed:
    """The verdicts on one subject; None in the version that does not have it, or where it is not decided."""

    subject: Subject
    before: Verdict | None
    after: Verdict | None


def changed_verdicts(old: Proof, new: Proof) -> tuple[Changed, ...]:
    """Rules that are new, gone, or have another verdict or nothing more to speak of, in the order of the new version;
    then what holds of every process and does so in one version only. Of proofs that were interrupted, what both have
    decided.
    """
    return (*_rules(old, new), *_rest(old, new))


def _rules(old: Proof, new: Proof) -> Iterator[Changed]:
    before, after = _keyed(old, rules=True), _keyed(new, rules=True)
    known = [{rule.name for rule in proof.process.rules} for proof in (old, new)]
    for key in dict.fromkeys((*after, *before)):
        one, other = before.get(key), after.get(key)
        undecided = (one is None and key[1] in known[0]) or (other is None and key[1] in known[1])
        if not undecided and (one is None or other is None or _differ(one, other)):
            yield Changed((other or one).subject, one, other)  # type: ignore[union-attr]


def _rest(old: Proof, new: Proof) -> Iterator[Changed]:
    """That a step is there or is gone is told elsewhere; here only what goes wrong with it, and no longer does."""
    before, after = _keyed(old, rules=False), _keyed(new, rules=False)
    for key, now in after.items():
        was = before.get(key)
        if now.kind != ("proved" if was is None else was.kind) and not (old.interrupted or new.interrupted):
            yield Changed(now.subject, was, now)


def _differ(one: Verdict, other: Verdict) -> bool:
    return (one.kind, one.vacuous) != (other.kind, other.vacuous)


def _keyed(proof: Proof, *, rules: bool) -> Mapping[tuple[str, str], Verdict]:
    return {
        (each.subject.kind, each.subject.name): each
        for each in proof.verdicts
        if (each.subject.kind == "rule") == rules
    }
