"""The same cases for programs. Names are those of the process file; refusals are problem details (RFC 9457)."""

from __future__ import annotations

import json
from datetime import datetime

from flask import Blueprint, abort, g, request

from closedloop import Refused
from closedloop.embed.problems import MEDIA_TYPE, problem
from closedloop.engine import journal_lines

api = Blueprint("api", __name__, url_prefix="/api/cases/<name>")
ASKED = {"event", "params", "role", "occurred", "seq"}


@api.get("")
def case(name):
    desk = g.cabinet.desk
    found = desk.case(name)
    due = found.deadline and found.deadline.at.isoformat()
    journal = [json.loads(line) for line in journal_lines(desk.machines, desk.journal(name))]
    return {"case": name, "seq": found.seq, "step": found.step, "due": due, "mark": found.mark, "journal": journal}


@api.get("/offers")
def offers(name):
    desk = g.cabinet.desk
    found = [{"event": each.event, "role": each.role, "schema": each.schema} for each in desk.offers(name, g.actor)]
    return {"case": name, "seq": desk.case(name).seq, "offers": found}


@api.post("/events")
def submit(name):
    asked = request.get_json()
    if not isinstance(asked, dict) or not set(asked) <= ASKED:
        abort(400)
    try:
        occurred = datetime.fromisoformat(asked["occurred"]) if "occurred" in asked else None
    except (TypeError, ValueError):
        abort(400)
    given = asked.get("seq"), asked.get("event"), g.actor, asked.get("params")
    answer = g.cabinet.submit(name, *given, occurred=occurred, role=asked.get("role"))
    if isinstance(answer, Refused):
        said = problem(answer, g.reader.lang)
        return said, said["status"], {"Content-Type": MEDIA_TYPE}
    found = answer.cases[-1]
    return {"case": name, "seq": found.seq, "step": found.step}, 201
