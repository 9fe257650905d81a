"""Sealing an edition that goes out, and the keys that sign seals."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response
from starlette.routing import Route

from briefing.problems import ProblemsFound, problem
from briefing.web.page import Page, get, post
from briefing.web.routes.changes import edition as shown
from briefing.web.routes.changes import edition_row, token
from briefing.web.routes.home import download
from briefing.workspace.accounts import Need


def seal(page: Page, edition: str) -> Response:
    """Seal an edition as it was seen, under the name of who is signed in; signed where a private key was chosen."""
    ws = page.ws
    key, phrase = page.secret("key") or None, page.text("passphrase")
    with ws.alone("seal an edition"):
        unmoved = page.value("seen") == token(page, edition_row(page, edition))
        if unmoved:
            plan = ws.seal(edition, by=page.person.name, key=key, passphrase=phrase)
            ws.save(plan)
    if not unmoved:
        return shown(page, edition, HTTPStatus.CONFLICT, moved=True)
    said = page.say("Sealed by %(name)s: %(files)s files", name=plan.by, files=plan.sealed)
    if plan.signed:
        said = page.say("%(said)s; signed with the key %(key)s", said=said, key=plan.signed)
    return page.go("changes-edition", told=said, edition=edition)


def keys(page: Page) -> Response:
    """The public keys that are trusted here, and a form for a new pair."""
    return page.render("changes-keys.html", keys=page.ws.seal_keys())


def make_key(page: Page) -> Response:
    """Make a pair: the public key stays, the private one goes to the person and is kept nowhere."""
    ws = page.ws
    phrase = page.text("passphrase")
    if phrase != page.text("again"):
        raise ProblemsFound([problem("account-passwords-differ")])
    plan = ws.make_seal_key(page.value("name"), None, phrase)
    ws.save(plan)
    return download(plan.private, f"{plan.name}.key")


ROUTES: list[Route] = [
    post("/changes/edition/{edition}/seal", seal, "changes-seal", needs=Need.APPROVE),
    get("/changes/keys", keys, "changes-keys"),
    post("/changes/keys", make_key, "changes-make-key", needs=Need.APPROVE),
]
