"""Script in every field of every page: whatever is sent comes back as words, or not at all."""

from __future__ import annotations

import re

import pytest
from lxml import html

from briefing.web.routes import ROUTES
from briefing.web.views import PAGES
from tests.web.support import ORIGIN, Browser, workspace

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
#: Every name of a field that a template has, and the names that addresses carry.
FIELDS = sorted(
    {name for path in PAGES.rglob("*.html") for name in re.findall(r'name="([a-z_]+)"', path.read_text("utf-8"))}
    | {
        "q",
        "old",
        "new",
        "where",
        "name",
        "next",
        "language",
        "segment",
        "lit",
        "source",
        "section",
        "only",
        "start",
        "code",
    }
)
#: What these hold is looked at before anything else is.
KEPT = {"form_token", "next", "viewport"}
#: The streams of events are no pages.
APART = {"signals", "enter"}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    return Browser(workspace(tmp_path_factory.mktemp("attacks"))).come_in()


def is_sound(text: str) -> bool:
    """Whether a page runs nothing of what was sent."""
    if "<" not in text:
        return True
    page = html.document_fromstring(text)
    ours = all((script.get("src") or "").startswith("/static/") and not script.text for script in page.iter("script"))
    handlers = [name for element in page.iter() for name in element.attrib if str(name).lower().startswith("on")]
    return ours and not handlers and not page.xpath("//img[@src='x']")


def test_the_test_sees_script_that_runs() -> None:
    assert not is_sound(f"<p>{SCRIPT}</p>")
    assert not is_sound('<p onclick="x">a</p>')
    assert is_sound("<p>&lt;script&gt;</p>")


@pytest.mark.parametrize("route", [r for r in ROUTES if r.name not in APART], ids=lambda r: r.name)
def test_script_in_every_field_is_never_run(browser: Browser, route: object) -> None:
    parts = dict.fromkeys(route.param_convertors, SCRIPT)  # type: ignore[attr-defined]
    if any("/" in SCRIPT and type(c).__name__ != "PathConvertor" for c in route.param_convertors.values()):  # type: ignore[attr-defined]
        parts = {name: SCRIPT.replace("/", "") for name in parts}
    path = str(route.url_path_for(route.name, **parts))  # type: ignore[attr-defined]
    fields = {name: SCRIPT for name in FIELDS if name not in KEPT}
    if "POST" in route.methods:  # type: ignore[attr-defined]
        data = {**fields, "form_token": browser.token()}
        answers = [
            browser.post(path, data=data, headers={"origin": ORIGIN, **more}) for more in ({}, {"hx-request": "true"})
        ]
    else:
        answers = [browser.get(path, params=fields, headers=more) for more in ({}, {"hx-request": "true"})]
    for answer in answers:
        assert answer.status_code < 500, answer.text[:500]
        if "text/html" in answer.headers.get("content-type", "") and "content-disposition" not in answer.headers:
            assert is_sound(answer.text), answer.text
    if route.name in ("sign-out", "signed-in"):  # type: ignore[attr-defined]
        browser.come_in()
