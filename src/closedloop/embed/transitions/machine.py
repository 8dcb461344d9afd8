"""A `transitions` machine of a process with its models, each of them bound to a case.

Guarantees: what is recorded is what the kernel decides, with callbacks or without; before a record is kept callbacks
may stop it by raising, afterwards they are only told. A model's state follows its case and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from transitions import State

from closedloop import kernel
from closedloop.embed.errors import EmbeddingError, NotBound
from closedloop.embed.transitions.acting import Acting
from closedloop.embed.transitions.binding import KEY, Binding, binding_of, earlier_binding
from closedloop.embed.transitions.events import ActData, EventRefused
from closedloop.embed.transitions.keeping import Keeping, Read, Store
from closedloop.embed.transitions.names import Maker, Names, Spelling
from closedloop.embed.transitions.sealed import Sealed
from closedloop.engine.desk import utc_now
from closedloop.engine.errors import DeskError
from closedloop.engine.ports import Clock, Delivery, Directory, EffectKey
from closedloop.kernel.values import Actor, Possible, Record, Refused
from closedloop.model.process import Process

Models = Any
"""One model, a list of them, or `"self"` for the machine itself."""


class ProcessMachine(Sealed):
    """A machine of one process, shared by any number of models; each model is one case.

    `process`: what `closedloop.load` gives, or one `Process`. `model`: bound at once, in new cases with names that are
    counted; `add_model` and `restore` bind others. `directory`, `clock`: as for `Desk`. `store(model, records)`: takes
    all records before they count, and then the machine keeps none; without it journals and effects are kept here.
    `readings(case)`: what scores other cases have; without it those of the models bound now. `spelled`: events and
    steps that Python is to call otherwise. All other options are the library's.

    Callbacks get what the trigger was called with; those of moves that nobody asked for get `"clock", at=moment`.
    """

    def __init__(
        self,
        process: Mapping[str, Process] | Process,
        model: Models | None = None,
        *,
        directory: Directory | Mapping[str, Iterable[str]] | None = None,
        clock: Clock = utc_now,
        store: Store | None = None,
        readings: Read | None = None,
        spelled: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        self._keeping = Keeping(_one(process), clock, directory, store, readings)
        self._acting = Acting(self, self._keeping)
        self._state_is_ours: dict[type, bool] = {}
        super().__init__(self._keeping.machine.process, options)
        self._names = Names(self.model_attribute)
        self.spelling = Spelling(self.process_events(), self.states, spelled or {})
        self._add_names()
        if model is not None and model != []:
            self.add_model(model)

    def _add_names(self) -> None:
        add, checked = self._names.add, self.spelling.checked
        prefix = "is_" if self.model_attribute == "state" else f"is_{self.model_attribute}_"
        for name in self.process_events():
            spelled = checked(name, self.spelling.of(name))
            add(spelled, name, partial(partial, self.events[name].trigger))
            add(f"may_{spelled}", name, partial(self._asking_for, name))
        for name in self.states:
            add(checked(name, prefix + self.spelling.of(name)), name, partial(partial, self.is_state, name))
        add("trigger", "trigger", partial(partial, self._get_trigger))
        add("may_trigger", "may_trigger", partial(partial, self._can_trigger))

    def _asking_for(self, event: str, model: Any) -> Any:
        return partial(self._can_trigger, model, event)

    @property
    def machines(self) -> Mapping[str, kernel.Machine]:
        """The kernel's machine by the name of the process: what reading and writing journals asks for."""
        return self._keeping.machines

    @property
    def makers(self) -> Mapping[str, Maker]:
        """What the models have from this machine, by attribute."""
        return self._names.makers

    # -------------------------------------------------------------------------------------------------------- models

    def add_model(
        self,
        model: Models,
        initial: Any = None,
        *,
        case: str | None = None,
        at: datetime | None = None,
        actor: Actor | str | None = None,
    ) -> None:
        """Opens a case for the model, or goes on with the one that it had when it was removed, copied or pickled.

        `case` names it; without a name it gets that of the process and a number. `EventRefused` where a rule would be
        broken at once; `EmbeddingError` where the names of the process do not fit on the model. No callback is told of
        the opening, only of what follows from it by itself.
        """
        if initial is not None and getattr(initial, "name", initial) != self.process.start:
            raise EmbeddingError("CL774", name="initial=…")
        for each in self._meant(model):
            self._add(each, case, at, actor)

    def _add(self, model: Any, case: str | None, at: datetime | None, actor: Actor | str | None) -> None:
        bound, earlier = binding_of(model), earlier_binding(model)
        if bound is not None and bound.machine is self and case in (None, bound.case.id):
            return
        if bound is not None or (earlier is not None and case not in (None, earlier.case.id)):
            raise DeskError("CL603", case=earlier.case.id if earlier is not None else case)
        if earlier is not None:
            kept = None if earlier.kept is None else list(earlier.kept)
            self._take_in(Binding(model, self, earlier.case, earlier.case.step, kept))
            return
        self._prepare(model)
        decision = self._keeping.opened(case, at, actor)
        if isinstance(decision, Refused):
            raise EventRefused(decision)
        binding = Binding(model, self, decision.cases[0], self.process.start)
        _bind(model, binding)
        try:
            self._keeping.keep(binding, decision)
        except BaseException:
            object.__delattr__(model, KEY)
            raise
        self._joined(model)
        self._show(model, binding.state)
        self._acting.tell(binding, decision.records, ActData(None, self.by_time, self, model, (), {}))

    def restore(self, model: Any, records: Iterable[Record]) -> None:
        """Binds a model to the case that the records tell of; no callback is told. Its effects count as done.

        `JournalCorrupt` where a record does not follow the one before it.
        """
        (model,) = self._meant([model])
        earlier = earlier_binding(model)
        if earlier is not None:
            raise DeskError("CL603", case=earlier.case.id)
        case, kept = self._keeping.replayed(records)
        self._take_in(Binding(model, self, case, case.step, kept))

    def _take_in(self, binding: Binding) -> None:
        self._prepare(binding.model)
        self._keeping.take_in(binding)
        _bind(binding.model, binding)
        self._joined(binding.model)
        self._show(binding.model, binding.state)

    def remove_model(self, model: Models) -> None:
        """The case is no longer this machine's: the model keeps it, and goes on when it is added again."""
        for each in self._meant(model):
            binding = self.binding(each)
            self._keeping.leave(binding)
            self._left(binding.model)
            binding.machine = None
            waiting = list(self._transition_queue)
            self._transition_queue.clear()  # the first is the one that is being processed
            kept = waiting[:1] + [job for job in waiting[1:] if job.args[0].model is not binding.model]  # type: ignore[attr-defined]
            self._transition_queue.extend(kept)

    def _meant(self, model: Models) -> list[Any]:
        """The models one by one, the machine itself where it says so."""
        several = list(model) if isinstance(model, (list, tuple)) else [model]
        return [self if isinstance(each, str) and each == self.self_literal else each for each in several]

    @property
    def models(self) -> list[Any]:
        """All models that are bound, in order of binding."""
        return [binding.model for binding in self._keeping.bindings.values()]

    @models.setter
    def models(self, value: list[Any]) -> None:
        """The library begins with an empty list."""

    def _prepare(self, model: Any) -> None:
        """The names of the process are on the class of the model."""
        if model is self:
            self._names.refuse_own_of_machine(self)
            return
        kind = type(model)
        if kind not in self._state_is_ours:
            self._state_is_ours[kind] = self._names.put_on(kind, self.model_override)
        self._names.refuse_own(model)

    def _show(self, model: Any, step: str) -> None:
        """A class with a state of its own has it written to."""
        if not self._state_is_ours.get(type(model), True):
            setattr(model, self.model_attribute, step)

    def _joined(self, model: Any) -> None:
        """A model was bound."""

    def _left(self, model: Any) -> None:
        """A model is no longer bound."""

    def _redraw(self, model: Any, source: str, dest: str) -> None:
        """A model has moved."""

    # --------------------------------------------------------------------------------------------------------- cases

    def binding(self, model: Any) -> Binding:
        """What `model.closedloop` is; `NotBound` for a model of another machine or of none."""
        binding = binding_of(model)
        if binding is None or binding.machine is not self:
            raise NotBound("CL775")
        return binding

    def offers(self, model: Any, actor: Actor | str, at: datetime | None = None) -> tuple[Possible, ...]:
        """The events that the actor may submit now, with JSON Schemas of their parameters. Nothing is recorded."""
        return self._keeping.offers(self.binding(model), actor, at)

    def tick(self, at: datetime | None = None, *, model: Any = None) -> tuple[Record, ...]:
        """Time has reached `at`, in all cases in order of time or in the one of a model. What was recorded.

        Callbacks run for what moved. From within a callback of a queued machine it happens later, and nothing is
        returned. If a callback raises, what was recorded stays, and what is left is for the next call.
        """
        found: list[Record] = []
        bindings = list(self._keeping.bindings.values()) if model is None else [self.binding(model)]
        data = ActData(None, self.by_time, self, model, (), {})
        moment = self._keeping.asking.moment("at", at, self._keeping.machine)
        self._process(partial(self._acting.tick, data, moment, bindings, found))
        return tuple(found)

    def effects(self) -> tuple[Delivery, ...]:
        """The effects that nobody has confirmed yet, in order. `EmbeddingError` where `store` takes the records."""
        return self._keeping.effects()

    def confirm(self, *keys: EffectKey) -> None:
        """These effects were done; unknown keys are passed over, so that it can be said twice."""
        for key in keys:
            self._keeping.unconfirmed.pop(key, None)

    # --------------------------------------------------------------------------- what the library asks of its machines

    def get_model_state(self, model: Any) -> State:
        """The state of a model, whatever stands in its attribute."""
        return self.states[self.binding(model).state]

    def is_state(self, state: Any, model: Any) -> bool:
        return bool(self.binding(model).state == getattr(state, "name", state))

    def dispatch(self, trigger: str, *args: Any, **kwargs: Any) -> bool:
        """Triggers an event on all models; the first refusal is raised, what was accepted before it stays."""
        results = [self._get_trigger(model, trigger, *args, **kwargs) for model in self.models]
        return all(results)

    def _get_trigger(self, model: Any, trigger_name: str, *args: Any, **kwargs: Any) -> bool:
        event = self.events.get(trigger_name)
        if event is None or event is self.by_time:
            event = self.event_cls(trigger_name, self)
        return event.trigger(model, *args, **kwargs)

    def _can_trigger(self, model: Any, trigger: str, *args: Any, **kwargs: Any) -> bool:
        event = self.events.get(trigger) or self.event_cls(trigger, self)
        return self._acting.may(ActData(self.get_model_state(model), event, self, model, args, kwargs))

    # ---------------------------------------------------------------------------------- the machine as its own model

    def __getattr__(self, name: str) -> Any:
        if KEY in self.__dict__:
            if name == self.__dict__["model_attribute"]:
                return self.__dict__[KEY].state
            if name in self._names.makers:
                return self._names.makers[name](self)
        return super().__getattr__(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if KEY in self.__dict__ and name == self.model_attribute:
            raise EmbeddingError("CL774", name=f"{name} = …")
        super().__setattr__(name, value)


def _bind(model: Any, binding: Binding) -> None:
    try:
        object.__setattr__(model, KEY, binding)
    except (AttributeError, TypeError):
        raise EmbeddingError("CL776", model=type(model).__name__) from None


def _one(process: Mapping[str, Process] | Process) -> Process:
    if isinstance(process, Process):
        return process
    processes = list(process.values()) if isinstance(process, Mapping) else []
    if not processes or not all(isinstance(each, Process) for each in processes):
        raise DeskError("CL609", given=repr(process))
    if len(processes) > 1:
        raise DeskError("CL602", processes=list(process))
    return processes[0]
