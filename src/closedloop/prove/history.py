"""History as variables of a system: the slots that conditions look at, changed by what is observed."""

from __future__ import annotations

from closedloop.model.expressions import Atom
from closedloop.model.process import (
    ActorSlot,
    CountSlot,
    FromToSlot,
    LastSlot,
    PreviousSlot,
    Process,
    Slot,
    TimeSlot,
)
from closedloop.prove.landmarks import KEPT, TODAY
from closedloop.prove.meaning import Meaning
from closedloop.prove.reads import Reads
from closedloop.prove.running import Run
from closedloop.prove.terms import FALSE, Num, Term, add, choose, equal, least
from closedloop.prove.watching import hit


class Slots:
    """The slots that matter."""

    def __init__(self, process: Process, meaning: Meaning, reads: Reads) -> None:
        self._meaning = meaning
        self._reads = reads
        self._slots: tuple[tuple[int, Slot], ...] = tuple(
            (index, slot) for index, slot in enumerate(process.slots) if ("slot", str(index)) in reads.relevant
        )

    def begin(self, run: Run, *, opening: bool) -> None:
        """A round begins: what does not look beyond it starts anew."""
        for index, slot in self._slots:
            if opening or not (isinstance(slot, PreviousSlot) or getattr(slot, "ever", False)):
                run.write(f"slot:{index}", self._initial(index, slot))

    def _initial(self, index: int, slot: Slot) -> Term:
        if isinstance(slot, CountSlot):
            return Num(self._reads.domain(("slot", str(index))).code(0) or 0)
        return Num(0)

    def written(self, run: Run, field: str, really: Term) -> None:
        """A field gets a value, if `really`: what it held before the record is remembered."""
        for index, slot in self._slots:
            if isinstance(slot, PreviousSlot) and slot.field == field:
                name = f"slot:{index}"
                run.write(name, choose(really, run.before_record(f"field:{field}"), run.read(name)))

    def observe(self, run: Run, kind: str, name: str) -> None:
        """An event, an expiry or the entry of a step."""
        for index, slot in self._slots:
            self._change(run, index, slot, kind, name)
        for index, slot in self._slots:
            if isinstance(slot, CountSlot) and kind == "step" and slot.since == name:
                run.write(f"slot:{index}", self._initial(index, slot))

    def _change(self, run: Run, index: int, slot: Slot, kind: str, name: str) -> None:
        at = f"slot:{index}"
        old = run.read(at)
        match slot:
            case CountSlot():
                counted = self._hit(slot.atom, kind, name, run)
                if counted == FALSE:
                    return
                domain = self._reads.domain(("slot", str(index)))
                if domain.kind in ("counter", "points"):
                    more: Term = least(add(old, Num(1)), Num(domain.top))
                elif domain.kind == "opaque":
                    more = Num(1)
                else:
                    more = run.guess(domain.codes)
                run.write(at, choose(counted, more, old))
            case TimeSlot():
                hit_now = self._hit(slot.atom, kind, name, run)
                run.write(at, choose(hit_now, Num(1), old))
                run.dated[at] = choose(hit_now, Num(TODAY), run.dated.get(at, Num(KEPT)))
            case LastSlot() if kind == "event" and slot.event == name:
                node = self._reads.param(slot.event, slot.param)
                given = run.given.get(slot.param)
                if given is not None:
                    run.write(at, choose(equal(given, Num(0)), old, given))
                elif node[0] != "param":
                    run.write(at, run.read(":".join(node)))
            case ActorSlot() if kind == "event" and slot.event == name:
                run.write(at, run.actor if run.actor is not None else Num(1))
            case FromToSlot():
                return

    def _hit(self, atom: Atom, kind: str, name: str, run: Run) -> Term:
        return hit(self._meaning, atom, kind, name, run)
