"""The pages: all cases, one case with its story and its forms, the outbox."""

from __future__ import annotations

import re
from datetime import datetime

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for

from closedloop import Refused
from closedloop.embed.problems import in_words, status
from closedloop.engine import EffectKey

from .cabinet import Stale
from .forms import inputs, params

pages = Blueprint("pages", __name__)


@pages.get("/")
def cases():
    return render_template("cases.html", cases=g.cabinet.desk.cases(), now=g.cabinet.clock())


@pages.post("/")
def open_case():
    number = request.form.get("number", "").strip()
    if not re.fullmatch(r"[\w-]{1,40}", number):
        abort(422, "number_wrong")
    g.cabinet.open(number, g.actor)
    return redirect(url_for("pages.case", name=number), 303)


@pages.get("/cases/<name>")
def case(name, event=None, refused=None, stale=False):
    """One case. `event` is what was submitted and not accepted: its form keeps what was filled in."""
    desk = g.cabinet.desk
    shown = desk.case(name)
    machine = desk.machines[shown.process]
    wrong = {reason.params.get("name") for reason in refused.reasons} if refused else ()
    forms = [
        (offer, inputs(offer.schema, g.reader, *((request.form, wrong) if offer.event == event else ())))
        for offer in desk.offers(name, g.actor)
    ]
    return render_template(
        "case.html",
        case=shown,
        now=g.cabinet.clock(),
        story=[g.reader.teller.told(record) for record in desk.journal(name)],
        forms=forms,
        event=event,
        refused=refused and in_words(refused, g.reader.words),
        stale=stale,
        parties=machine.assigned,
        late={role for each in machine.process.backdates for role in each.by},
    )


@pages.post("/cases/<name>")
def submit(name):
    desk, form = g.cabinet.desk, request.form
    event, role = form.get("event", ""), form.get("role") or None
    plan = desk.machines[desk.case(name).process].events.get(event)
    try:
        seq = int(form.get("seq", ""))
        occurred = datetime.fromisoformat(form["occurred"]) if form.get("occurred") else None
    except ValueError:
        abort(400)
    given = params(plan.schema, form) if plan else None
    try:
        answer = g.cabinet.submit(name, seq, event, g.actor, given, occurred=occurred, role=role)
    except Stale:
        return case(name, event, stale=True), 409
    if isinstance(answer, Refused):
        return case(name, event, refused=answer), status(answer)
    flash(g.reader.say("accepted"))
    return redirect(url_for("pages.case", name=name), 303)


@pages.get("/outbox")
def outbox():
    return render_template("outbox.html", deliveries=list(g.cabinet.outbox.values()))


@pages.post("/outbox")
def confirm():
    numbers = (request.form.get(name, type=int) for name in ("seq", "index"))
    g.cabinet.confirm(EffectKey(request.form.get("case"), *numbers))
    return redirect(url_for("pages.outbox"), 303)


@pages.post("/tick")
def tick():
    """For cron. Anybody may call it, as often as they like: it does only what time has brought about anyhow."""
    return {"records": g.cabinet.tick()}
