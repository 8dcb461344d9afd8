"""The desk with its journal on disk: what was accepted is in the file before anybody is told so."""

from __future__ import annotations

import json
from threading import RLock

from closedloop import Desk
from closedloop.engine import Delivery, EffectKey, JournalFile, JournalNotKept


class Stale(Exception):
    """The case has changed since the form was made."""


class Cabinet:
    """Cases, their journal, and the effects that are still to be done. One request at a time."""

    def __init__(self, program, directory, folder, clock) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.clock, self._lock = clock, RLock()
        self._new_desk = lambda: Desk(program, directory=directory, clock=clock)
        self._done = folder / "done.jsonl"
        self._journal = JournalFile(folder / "journal.jsonl", self._new_desk().machines)
        self.torn = self._journal.torn
        self._load()

    def _load(self) -> None:
        self.desk, self.outbox = self._new_desk(), {}
        records = self._journal.read()
        self.desk.load_journal(records)
        self._note(records)
        for line in self._done.read_text().split("\n") if self._done.exists() else ():
            if line.endswith("]"):  # a line cut short: that effect will be done twice, which its key shows
                self.outbox.pop(EffectKey(*json.loads(line)), None)

    def _note(self, records) -> None:
        for record in records:
            for effect in record.effects:
                key = EffectKey(record.case, record.seq, effect.index)
                self.outbox[key] = Delivery(key, record.at, effect)
                self.desk.confirm(key)  # from now on it is on our own list, which outlives a restart

    def _keep(self, records) -> None:
        try:
            self._journal.append(records)
        except JournalNotKept:
            self._load()  # what is not in the file has not happened
            raise
        self._note(records)

    def open(self, case, actor):
        with self._lock:
            answer = self.desk.open(case=case, actor=actor)
            self._keep(answer.records)
            return answer

    def submit(self, case, seq, event, actor, params, **more):
        """Accepted or Refused; `Stale` where the case is no longer at record `seq` (None: wherever it is)."""
        with self._lock:
            if seq not in (None, self.desk.case(case).seq):
                raise Stale
            answer = self.desk.submit(case, event, actor, params, **more)
            self._keep(answer.records)  # a refusal has some, too: of timers that were due before
            return answer

    def tick(self) -> int:
        with self._lock:
            records = self.desk.tick()
            self._keep(records)
            return len(records)

    def confirm(self, key) -> None:
        """The effect was done. It does no harm to say so twice."""
        with self._lock:
            if key in self.outbox:
                with self._done.open("a") as file:
                    file.write("\n" + json.dumps([key.case, key.seq, key.index]))
                del self.outbox[key]
