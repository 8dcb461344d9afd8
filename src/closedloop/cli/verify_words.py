"""What verdicts are called, for all forms of the report alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from closedloop.calendars import calendar, local_date
from closedloop.cli.verify_story import refusal_of
from closedloop.engine.story import Teller
from closedloop.kernel import compile_process
from closedloop.messages import Language, say
from closedloop.model.process import EveryCaseEnds, Process
from closedloop.prove.verdicts import Counterexample, Proof, Said, Subject, Verdict

DASH = "—"


class VerifyWords:
    """The words of one proof in one language."""

    def __init__(self, proof: Proof, lang: Language) -> None:
        self.proof = proof
        self.lang: Language = lang
        self.teller = Teller(compile_process(proof.process), lang)
        self._calendar = calendar(proof.process.calendar, proof.process.zone)
        self._ends = {end.name for end in proof.process.ends}

    def say(self, key: str, **params: object) -> str:
        return say(f"proof.{key}", self.lang, **params)

    def said(self, said: Said) -> str:
        """A sentence of the prover; steps and events by the author's titles."""
        params = dict(said.params)
        if "step" in params:
            params["step"] = self.teller.step(str(params["step"]))
        return self.say(said.key, **params)

    def subject(self, subject: Subject) -> str:
        """What was decided, in a few words."""
        if subject.kind == "rule":
            return subject.name
        if subject.kind == "step":
            key = "end" if subject.name in self._ends else "step"
            return self.say(key, name=subject.name)
        return self.say(subject.kind, event=subject.name)

    def verdict(self, verdict: Verdict) -> str:
        return self.say(verdict.kind)

    def remarks(self, verdict: Verdict) -> Iterator[str]:
        """Why it is open, what it rests on of its own, what else there is to know."""
        yield from map(self.said, verdict.why)
        yield from map(self.said, verdict.assumed)
        if verdict.vacuous:
            yield self.say("vacuous")
        if verdict.kind == "refuted" and verdict.counterexample is None:
            yield self.say("never_happens")
        if verdict.kind == "proved" and self._of_ends(verdict):
            yield self.say("somebody_acts")

    @staticmethod
    def _of_ends(verdict: Verdict) -> bool:
        rule = verdict.subject.rule
        return verdict.subject.kind == "ends" or (rule is not None and rule.prop == EveryCaseEnds())

    def headline(self, verdict: Verdict) -> str:
        """What the story of its counterexample shows."""
        trap = verdict.counterexample is not None and verdict.counterexample.waiting
        return self.say("story_trap" if trap else f"story_{verdict.kind}")

    def ending(self, verdict: Verdict, shown: Counterexample) -> str:
        """What the story comes to."""
        if shown.waiting:
            how = "stays" if verdict.subject.kind == "stuck" else "no_way_out"
            days = [local_date(self._calendar, each.at) for each in (shown.records[-1], shown.asked[-1])]
            return self.say(how) if days[0] >= days[1] else self.say(f"{how}_from", day=days[1])
        if shown.refused is not None:
            return self.say("refuses", why={"en": "; ", "zh": "；"}[self.lang].join(refusal_of(shown, self.lang)))
        rule = verdict.subject.rule
        return self.say("breaks", rule=verdict.subject.name if rule is None else rule.title or rule.name)

    def built_in(self) -> str | None:
        """All that holds of every process, if all of it is proved."""
        rest = [each for each in self.proof.verdicts if each.subject.kind != "rule"]
        if not rest or any(each.kind != "proved" for each in rest):
            return None
        counts = {kind: sum(each.subject.kind == kind for each in rest) for kind in ("step", "event", "ends")}
        parts = [
            self.say("steps_count", number=counts["step"]),
            self.say("events_count", number=counts["event"]),
            self.say("nothing_stuck"),
        ]
        if counts["ends"]:
            parts.append(self.say("ends_everywhere"))
        return {"en": ", ", "zh": "，"}[self.lang].join(parts)

    def summary(self) -> str:
        verdicts = self.proof.verdicts
        return self.say("summary", number=len(verdicts), **counts_of(verdicts))

    def grounds(self) -> Iterator[str]:
        """What all of it rests on."""
        yield self.say("timers")
        yield self.say("data")
        if _scores(self.proof.process):
            yield self.say("other_cases")
        days = [each.effort for each in self.proof.verdicts if each.effort.first is not None]
        if days:
            cal = self._calendar
            first = min(each.first for each in days if each.first is not None)
            last = max(each.last for each in days if each.last is not None)
            yield self.say("calendar", first=first, last=last, calendar=cal.name, version=cal.version)


def counts_of(verdicts: Sequence[Verdict]) -> Mapping[str, int]:
    """How many there are of each kind."""
    return {kind: sum(each.kind == kind for each in verdicts) for kind in ("proved", "enforced", "refuted", "open")}


def _scores(process: Process) -> bool:
    """Whether the process looks at scores, to which other cases contribute."""
    from closedloop.model.expressions import ScoreOf
    from closedloop.prove.reads import inside

    return any(isinstance(part, ScoreOf) for part in inside(process))
