"""Release: what recording it would do, and recording it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from briefing.problems import ProblemsFound
from briefing.web.page import Page, get, post
from briefing.web.routes.build import Chosen, start_build
from briefing.workspace.accounts import Need


def plan(page: Page, id: str) -> Response:
    """What recording would do, as far as nothing stands against it."""
    return _plan(page, id)


def _plan(page: Page, id: str, status: int = HTTPStatus.OK, moved: bool = False) -> Response:
    values: dict[str, Any] = {
        "id": id,
        "moved": moved,
        "plan": None,
        "against": (),
        "packs": page.ws.project().content.packs,
    }
    try:
        values["plan"] = page.ws.record_release(id)
    except ProblemsFound as found:
        values["against"] = found.problems
    return page.render("parts/release-plan.html" if page.part else "release-plan.html", status, **values)


def record(page: Page, id: str) -> Response:
    """Record a release as its plan was shown, and begin a build with it."""
    with page.ws.alone("record a release"):
        made = page.ws.record_release(id)
        moved = made.version != page.value("version")
        asked = bool(made.questions) and page.value("answered") != "yes"
        if not moved and not asked:
            page.ws.save(made)
    if moved or asked:
        return _plan(page, id, HTTPStatus.CONFLICT, moved)
    return start_build(page, Chosen())


ROUTES: list[Route] = [
    get("/release/{id}/plan", plan, "release-plan"),
    post("/release/{id}/record", record, "release-record", needs=Need.RECORD),
]
