"""A workbench over a mini project, and a browser that is let in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

import briefing
from briefing.web import Settings, make_app
from tests.support.mini_project import mini_project

TODAY = date(2026, 7, 3)
#: A kind of reader of the mini project.
AUDIENCE = """\
audiences:
  - id: investors
    pack: tiny
    title: 投资者版
    cover: 供投资者查阅
"""
HOST = "127.0.0.1:8710"
ORIGIN = f"http://{HOST}"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = datetime(2026, 7, 3, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def settings(**given: Any) -> Settings:
    """Settings for one person called 李伟."""
    return replace(Settings(now=Clock(), person="李伟", port=8710), **given)


def workspace(folder: Path, **files: str) -> briefing.Workspace:
    """A mini project, opened."""
    return briefing.Workspace(mini_project(folder, **files), TODAY)


class Browser(TestClient):
    """What a browser sends: its origin with every form, its cookies, the token of the form it has seen."""

    def __init__(self, ws: briefing.Workspace, given: Settings | None = None, language: str = "en") -> None:
        self.given = given or settings()
        super().__init__(
            make_app(ws, self.given), base_url=ORIGIN, headers={"accept-language": language}, follow_redirects=True
        )

    @classmethod
    def over(cls, other: Browser) -> Browser:
        """A browser of the same workbench with the same cookies, to which a fault is an answer."""
        made = cls.__new__(cls)
        made.given = other.given
        TestClient.__init__(
            made, other.app, base_url=ORIGIN, headers={"accept-language": "en"}, raise_server_exceptions=False
        )
        made.cookies.update(other.cookies)
        return made

    def come_in(self) -> Browser:
        """Follow the link that the terminal shows, once the project is open."""
        assert self.app.state.workbench.opening.finished(600)  # type: ignore[attr-defined]
        assert self.get(f"/enter?link={self.given.link}").status_code == 200
        return self

    def token(self) -> str:
        """The token of a form on the first page."""
        return token(self.get("/problems").text)

    def fill(self, path: str, data: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """Fill in and send a form as a page of ours would."""
        fields = {"form_token": self.token(), **(data or {})}
        return self.post(path, data=fields, headers={"origin": ORIGIN, **more.pop("headers", {})}, **more)


def token(html: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="form_token" value="([^"]+)"', html)
    assert found is not None
    return found[1]
