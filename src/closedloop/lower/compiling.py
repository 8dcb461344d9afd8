"""From a text to a program, through everything that can be said about it.

Guarantees: names and types are looked at only if all of the text was read (half a tree would raise findings that are
none), paths and data only if names and types are right. What is found comes in the order of the text.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from closedloop.check.flow import check_flow
from closedloop.check.flow.finding import Finding
from closedloop.check.report import Report
from closedloop.lower.process import lower_process
from closedloop.messages import Language, language_from_locale
from closedloop.model.process import At, Process
from closedloop.program import Program
from closedloop.syntax import tree
from closedloop.syntax.parse import Parsed, parse_bytes, parse_text
from closedloop.text import NOWHERE, Diagnostic, Related, Source, Span, compile_error, in_order


@frozen
class Compiled:
    """`program` is None where `diagnostics` has an error."""

    program: Program | None
    diagnostics: tuple[Diagnostic, ...]
    source: Source


def compile_text(text: str, name: str = "<text>") -> Compiled:
    """Reads, checks and lowers a text; never raises for what it contains."""
    return _compiled(parse_text(text, name=name))


def compile_bytes(data: bytes, name: str = "<text>") -> Compiled:
    """The same for the bytes of a file, which must be UTF-8."""
    return _compiled(parse_bytes(data, name=name))


def _compiled(parsed: Parsed) -> Compiled:
    if parsed.file is None or not parsed.complete:
        return Compiled(None, parsed.diagnostics, parsed.source)
    processes, found = lower_file(parsed.file, parsed.source)
    diagnostics = in_order((*parsed.diagnostics, *found), parsed.source)
    broken = any(each.severity == "error" for each in diagnostics)
    return Compiled(None if broken else Program(processes, diagnostics), diagnostics, parsed.source)


def lower_file(file: tree.File, source: Source | None = None) -> tuple[tuple[Process, ...], tuple[Diagnostic, ...]]:
    """The processes of a file that have no errors, and what was found in all of them."""
    found = list(_named_once(file, source))
    processes = []
    for each in file.processes:
        lowered = lower_process(each, source, file.dialect)
        found += lowered.diagnostics
        if lowered.process is not None:
            processes.append(lowered.process)
            found += map(_diagnostic, check_flow(lowered.process))
    return tuple(processes), in_order(found, source)


def check_file(file: tree.File, source: Source | None = None) -> tuple[Diagnostic, ...]:
    """What there is to say about a file, in the order of the text."""
    return lower_file(file, source)[1]


def required(compiled: Compiled, lang: Language | None = None) -> Program:
    """The program; `CompileError` with all that was found where there is none."""
    if compiled.program is None:
        raise compile_error(compiled.diagnostics, compiled.source, lang or language_from_locale())
    return compiled.program


def _named_once(file: tree.File, source: Source | None) -> Iterable[Diagnostic]:
    report = Report(source)
    first: dict[str, tree.Name] = {}
    for process in file.processes:
        earlier = first.setdefault(process.name.text, process.name)
        if earlier is not process.name:
            report.error("CL100", process.name.span, related=(Related(earlier.span),), name=process.name.text)
    return report.found


def _diagnostic(finding: Finding) -> Diagnostic:
    related = tuple(Related(_span(at), key, params) for at, key, params in finding.related)
    return Diagnostic(finding.code, _span(finding.at), finding.severity, finding.params, related)


def _span(at: At) -> Span:
    return NOWHERE if at is None else Span(at[2], at[3])
