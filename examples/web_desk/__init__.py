"""A small web application around a process: pages in two languages, a JSON API, a journal that outlives a restart."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from flask import Flask, g, render_template, request
from werkzeug.exceptions import HTTPException

from closedloop import UsageError, load
from closedloop.embed.problems import MEDIA_TYPE
from closedloop.engine import DeskError, JournalNotKept

from .api import api
from .cabinet import Cabinet, Stale
from .door import door, token
from .pages import pages
from .reader import readers, toml

PROCESS = Path(__file__).parent.parent / "deputy_proposals"
STATUS = {"CL600": 404, "CL603": 409}  # there is no such case; there is one already


def create_app(folder=None, clock=lambda: datetime.now(UTC)):
    """The application. `folder`: where its journal is; `clock`: what time it is."""
    people = toml("directory.toml")
    directory = {name: person.get("roles", []) for name, person in people.items()}
    folder = Path(folder or os.environ.get("DESK_FOLDER", "desk_data"))
    cabinet = Cabinet(load(PROCESS / "process.loop"), directory, folder, clock)
    [machine] = cabinet.desk.machines.values()
    of_languages = readers(machine, load(PROCESS / "process.zh.loop").process, people)

    app = Flask(__name__)
    app.secret_key = os.environ.get("DESK_SECRET") or token_hex()
    app.config.update(SESSION_COOKIE_SAMESITE="Lax", MAX_CONTENT_LENGTH=100_000)
    app.config["SESSION_COOKIE_SECURE"] = os.environ.get("DESK_HTTPS") == "yes"
    app.jinja_env.globals["token"] = token
    app.json.ensure_ascii = app.json.sort_keys = False
    if cabinet.torn:
        app.logger.warning("%d bytes of an event cut short are in journal.torn: it had not been accepted", cabinet.torn)

    @app.before_request
    def provide():
        g.cabinet, g.readers, g.people = cabinet, of_languages, people

    @app.after_request
    def protect(response):
        response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    for blueprint in (door, pages, api):
        app.register_blueprint(blueprint)
    for mistake in (UsageError, Stale, JournalNotKept, HTTPException):
        app.register_error_handler(mistake, failed)
    return app


def failed(error):
    """Whatever goes wrong has a page, or problem details, in the reader's language."""
    lang, say = g.reader.lang, g.reader.say
    if isinstance(error, DeskError):
        status, text = STATUS.get(error.code, 400), error.explain(lang)
    elif isinstance(error, JournalNotKept):
        status, text = 503, error.explain(lang)
    elif isinstance(error, HTTPException):
        own = error.description if error.description in ("foreign", "number_wrong") else f"http_{error.code}"
        status, text = error.code, say(own if own in g.reader else "http_400")
    else:
        status, text = (409, say("stale")) if isinstance(error, Stale) else (400, str(error))
    if request.path.startswith("/api/"):
        headers = {"Content-Type": MEDIA_TYPE} | ({"WWW-Authenticate": "Basic"} if status == 401 else {})
        return {"type": "about:blank", "title": text, "status": status}, status, headers
    return render_template("failed.html", text=text), status
