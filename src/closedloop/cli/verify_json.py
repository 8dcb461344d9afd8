"""Proofs for programs: JSON with the counterexamples, SARIF with a finding for what is not plainly proved."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from closedloop.cli.inputs import STDIN, name_of, read_bytes
from closedloop.cli.verify_story import refusal_of, story_of
from closedloop.cli.verify_words import VerifyWords, counts_of
from closedloop.kernel import compile_process
from closedloop.kernel.journal import record_to_json
from closedloop.messages import Language
from closedloop.model.process import At, Process, Scenario
from closedloop.prove.verdicts import Counterexample, Proof, Said, Verdict
from closedloop.testing.retelling import scenario_of
from closedloop.testing.scenario_text import scenario_text
from closedloop.text import NOWHERE, Diagnostic, Source, Span, render_sarif

SCHEMA = 1


def verify_json(path: str, proofs: Sequence[Proof], lang: Language) -> str:
    """`{"schema": 1, "file": …, "processes": […]}`."""
    form = {"schema": SCHEMA, "file": name_of(path), "processes": [_proof(proof, lang) for proof in proofs]}
    return json.dumps(form, indent=2, ensure_ascii=False)


def _proof(proof: Proof, lang: Language) -> dict[str, Any]:
    words = VerifyWords(proof, lang)
    return {
        "process": proof.process.name,
        "interrupted": proof.interrupted,
        "counts": counts_of(proof.verdicts),
        "rests_on": list(words.grounds()),
        "verdicts": [_verdict(proof, each, words) for each in proof.verdicts],
    }


def _verdict(proof: Proof, verdict: Verdict, words: VerifyWords) -> dict[str, Any]:
    effort = verdict.effort
    at = place_of(proof.process, verdict)
    return {
        "about": verdict.subject.kind,
        "name": verdict.subject.name,
        "verdict": verdict.kind,
        "line": None if at is None else at[0],
        "states": effort.states,
        "depth": effort.depth,
        "days": effort.days,
        "first_day": None if effort.first is None else effort.first.isoformat(),
        "last_day": None if effort.last is None else effort.last.isoformat(),
        "seconds": round(effort.seconds, 3),
        "vacuous": verdict.vacuous,
        "assumed": [_said(each, words) for each in verdict.assumed],
        "why": [_said(each, words) for each in verdict.why],
        "prevented": None if verdict.prevented is None else _said(verdict.prevented, words),
        "counterexample": counterexample_json(proof.process, verdict, words),
    }


def _said(said: Said, words: VerifyWords) -> dict[str, Any]:
    params = {name: list(value) if isinstance(value, tuple) else value for name, value in said.params.items()}
    return {"key": said.key, "params": params, "text": words.said(said)}


def counterexample_json(process: Process, verdict: Verdict, words: VerifyWords) -> dict[str, Any] | None:
    """Its story, refusal, scenario and records."""
    shown = verdict.counterexample
    if shown is None:
        return None
    scenario = scenario_of(process, verdict)
    machine = compile_process(shown.process)
    return {
        "story": [
            {"at": line.at.isoformat(), "who": line.who, "what": line.what, "changes": list(line.changes)}
            for line in story_of(verdict, shown, words.lang)
        ],
        "refused": list(refusal_of(shown, words.lang)),
        "scenario": scenario_text(process, scenario, depth=0) if isinstance(scenario, Scenario) else None,
        "records": [record_to_json(machine, record) for record in shown.records],
    }


# --------------------------------------------------------------------------------------------------------------- SARIF


def verify_sarif(path: str, proofs: Sequence[Proof], lang: Language) -> str:
    """Refuted: errors; open and never tested: warnings; enforced: advice."""
    source = Source(name_of(path), _text(path))
    return render_sarif([each for proof in proofs for each in findings(proof, lang)], source, lang)


def _text(path: str) -> str:
    """The text that places are in; none for standard input, which has been read, and for what is compiled."""
    return "" if path == STDIN or path.lower().endswith(".json") else read_bytes(path).decode("utf-8-sig", "replace")


def findings(proof: Proof, lang: Language) -> Iterator[Diagnostic]:
    """What there is to say against the process, with its places."""
    words = VerifyWords(proof, lang)
    for verdict in proof.verdicts:
        at = place_of(proof.process, verdict)
        span = NOWHERE if at is None else Span(at[2], at[3])
        found = _finding(proof.process, verdict, words)
        if found is not None:
            code, severity, params = found
            yield Diagnostic(code, span, severity, params)  # type: ignore[arg-type]
        if verdict.vacuous:
            yield Diagnostic("CL403", span, "warning", {"rule": verdict.subject.name})


def _finding(process: Process, verdict: Verdict, words: VerifyWords) -> tuple[str, str, dict[str, Any]] | None:
    subject = verdict.subject
    of_rule = subject.kind == "rule"
    if verdict.kind == "open":
        why = {"en": "; ", "zh": "；"}[words.lang].join(map(words.said, verdict.why))
        if of_rule:
            return "CL402", "warning", {"rule": subject.name, "why": why}
        return "CL408", "warning", {"what": words.subject(subject), "why": why}
    if verdict.kind == "enforced":
        return "CL401", "advice", {"rule": subject.name}
    if verdict.kind != "refuted":
        return None
    if of_rule:
        return "CL400", "error", {"rule": subject.name}
    code = {"step": "CL404", "event": "CL405", "stuck": "CL406", "ends": "CL407"}[subject.kind]
    name = subject.name if verdict.counterexample is None else _stays(verdict.counterexample)
    return code, "error", {{"step": "name", "event": "event"}.get(subject.kind, "step"): name}


def _stays(shown: Counterexample) -> str:
    return next((record.to for record in reversed(shown.records) if record.to is not None), "")


def place_of(process: Process, verdict: Verdict) -> At:
    """Where the rule, the step, the end or the first offer of the event stands."""
    subject = verdict.subject
    if subject.rule is not None:
        return subject.rule.at
    if subject.kind == "event":
        offers = [offer for step in process.steps for offer in step.offers]
        offers += [offer for anywhere in process.anywhere for offer in anywhere.offers]
        return next((offer.at for offer in offers if offer.event == subject.name), None)
    shown = verdict.counterexample
    name = subject.name if shown is None else _stays(shown)
    at = {step.name: step.at for step in process.steps} | {end.name: end.at for end in process.ends}
    return at.get(name)
