"""The workbench: pages over the front door. The application: every route behind the guard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from watchfiles import awatch

from briefing.web.guard import Guard, Settings, refused
from briefing.web.page import Workbench
from briefing.web.routes import ROUTES
from briefing.web.views import STATIC
from briefing.workspace import Workspace
from briefing.workspace.folder import INPUTS

__all__ = ["Settings", "make_app"]


def make_app(workspace: Workspace, settings: Settings) -> Starlette:
    """Return the workbench of a project as an ASGI application."""
    workbench = Workbench(workspace, settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(_watch(workbench))
        workbench.opening.begin(workbench.workspace, workbench.signals.tell)
        try:
            yield
        finally:
            watching.cancel()
            workbench.jobs.stop()
            workbench.opening.stop()

    app = Starlette(
        routes=[*ROUTES, Mount("/static", StaticFiles(directory=STATIC), name="static")],
        middleware=[Middleware(Guard, settings=settings, sessions=workbench.sessions)],
        exception_handlers={HTTPException: _said, ClientDisconnect: _left, Exception: _failed},
        lifespan=lifespan,
    )
    app.state.workbench = workbench
    app.state.routes = {route.name: route for route in ROUTES}
    return app


async def _watch(workbench: Workbench) -> None:
    """Tell open pages when a file that documents are made from has changed, and look at the documents again."""
    root = workbench.workspace.root
    places = [root / name for name in INPUTS if (root / name).is_dir()]
    async for _ in awatch(*places, step=200):
        workbench.signals.tell("files")
        await run_in_threadpool(workbench.opening.look_again, workbench.workspace)


async def _said(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    why = {404: "nowhere", 405: "nowhere", 413: "large"}.get(error.status_code, "form")
    workbench: Workbench = request.app.state.workbench
    return refused(request, why, HTTPStatus(error.status_code), most=workbench.settings.largest // 1_000_000)


async def _left(_request: Request, _error: Exception) -> Response:
    """Nobody waits for the answer any longer: a next key was struck, or the page was left."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


async def _failed(request: Request, _error: Exception) -> Response:
    return refused(request, "fault", HTTPStatus.INTERNAL_SERVER_ERROR)
