"""Who comes in, in which language, and whether a form that comes back is one of ours."""

from __future__ import annotations

from secrets import compare_digest, token_urlsafe

from flask import Blueprint, abort, g, redirect, render_template, request, session, url_for

from closedloop import Actor

door = Blueprint("door", __name__)
OPEN_TO_ALL = {"door.come_in", "static", "pages.tick"}


@door.before_app_request
def look():
    """Before each request: the language, the person, and for forms the token."""
    if request.args.get("lang") in g.readers:
        session["lang"] = request.args["lang"]
    g.reader = g.readers[session.get("lang") or request.accept_languages.best_match(g.readers, "en")]
    if request.endpoint in OPEN_TO_ALL - {"door.come_in"}:
        return None
    if request.path.startswith("/api/"):  # it reads no cookie, so no other site can act in a visitor's name
        g.actor = actor(request.authorization and request.authorization.username)
        return None if g.actor else abort(401)
    g.actor = actor(session.get("person"))
    if request.method == "POST" and not compare_digest(request.form.get("token", "").encode(), token().encode()):
        abort(400, "foreign")
    return None if g.actor or request.endpoint in OPEN_TO_ALL else redirect(url_for("door.come_in"), 303)


def actor(name):
    """The person, for their party; None for nobody known."""
    person = g.people.get(name)
    return Actor(name, person.get("party", name)) if person and not person.get("unit") else None


def token():
    """A word that only this visitor's forms know, so that no other site can send one in the visitor's name."""
    return session.setdefault("token", token_urlsafe())


@door.route("/come-in", methods=["GET", "POST"])
def come_in():
    """A stand-in for sign-on: whoever says a name is that person."""
    if request.method == "GET":
        return render_template("come_in.html")
    if not actor(request.form.get("person")):
        abort(400)
    session["person"] = request.form["person"]
    return redirect(url_for("pages.cases"), 303)


@door.post("/leave")
def leave():
    session.clear()
    return redirect(url_for("door.come_in"), 303)
