"""Verdicts kept with the compiled process that they are about."""

from __future__ import annotations

from attrs import evolve

from closedloop.kernel.proved import digest_of
from closedloop.model.process import Process, RuleVerdict, Verdicts
from closedloop.prove.verdicts import Proof


def with_verdicts(proof: Proof) -> Process:
    """The process with the verdicts on its rules; a change of it makes them void."""
    rules = tuple(
        RuleVerdict(each.subject.name, each.kind, tuple(said.key for said in each.assumed)) for each in proof.rules
    )
    return evolve(proof.process, verdicts=Verdicts(digest_of(proof.process), rules))
