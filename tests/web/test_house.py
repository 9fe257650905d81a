"""What all pages of the workbench share: words, look, script."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import polib
import pytest
import yaml

from briefing.formats import FORMATS as EVERY
from briefing.web.views import FORMATS, LANGUAGES, STATIC, languages, negotiated
from tests.support.mini_project import ROOT
from tests.web.support import HOST, ORIGIN, Browser, workspace
from tools import interface_words


def test_every_word_of_the_interface_is_translated_and_none_is_left_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert (interface_words.main(["--check"]), capsys.readouterr().out) == (0, "")


def test_a_missing_translation_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "zh"
    folder.mkdir()
    for path in (LANGUAGES / "zh").glob("*.po"):
        (folder / path.name).write_text(
            re.sub(r'(msgid "Home"\n)msgstr ".*"', r'\1msgstr ""', path.read_text("utf-8")), "utf-8"
        )
    monkeypatch.setattr(interface_words, "LANGUAGES", tmp_path)
    assert interface_words.main(["--check"]) == 1


def test_of_no_message_nothing_is_said() -> None:
    assert {words.gettext("") for words in languages().values()} == {""}


def test_placeholders_survive_translation() -> None:
    for path in (p for tag in languages() if tag != "en" for p in (LANGUAGES / tag).glob("*.po")):
        for entry in polib.pofile(str(path)):
            if not entry.msgid.startswith("%(num)s"):  # a plural may leave its number out
                text = entry.msgstr or entry.msgstr_plural[0]
                assert sorted(re.findall(r"%\(\w+\)s", text)) == sorted(re.findall(r"%\(\w+\)s", entry.msgid)), text


@pytest.mark.parametrize(
    ("chosen", "accepted", "found"),
    [("zh", "en", "zh"), ("xx", "zh-Hans-CN", "zh"), ("", "fr, zh;q=0.5", "zh"), ("", "*", "en"), ("", ";;,", "en")],
)
def test_the_language_is_the_one_chosen_or_asked_for(chosen: str, accepted: str, found: str) -> None:
    assert negotiated(chosen, accepted) == found


def test_htmx_is_the_file_of_the_package_that_is_named() -> None:
    package = ROOT / "node_modules" / "htmx.org"
    if not package.is_dir():
        pytest.skip("the npm packages are not installed")
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    assert (STATIC / "htmx.min.js").read_bytes() == (package / "dist" / "htmx.min.js").read_bytes()
    assert (STATIC / "htmx.LICENSE.txt").read_bytes() == (package / "LICENSE").read_bytes()
    assert f"htmx {version}" in (ROOT / "NOTICE").read_text("utf-8")


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in [*(ROOT / "briefing" / "web" / "pages").rglob("*.html"), *STATIC.glob("*.css"), *STATIC.glob("*.js")]:
        if path.name != "htmx.min.js":
            assert not re.search(
                r"(?:https?:)?//[a-z]", re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
            ), path


def test_script_and_style_are_strict() -> None:
    for path in (p for p in STATIC.glob("*.js") if p.name != "htmx.min.js"):
        text = path.read_text("utf-8")
        assert '"use strict"' in text
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text), path


def test_the_blue_and_the_letters_are_those_of_the_briefings() -> None:
    theme = yaml.safe_load((ROOT / "templates" / "house" / "theme.yaml").read_text("utf-8"))
    style = (STATIC / "style.css").read_text("utf-8")
    light = style.partition("@media")[0]
    for name in ("ink", "quiet", "brand", "accent", "line", "ground", "paper"):
        assert f"--{name}: {theme['colour'][name]}" in light
    for language in theme["fonts"].values():
        assert language["head"][0] in light
        assert language["text"][0] in light


def test_every_format_is_called_by_a_name_that_people_use() -> None:
    assert FORMATS.keys() == EVERY.keys()
    for words in languages().values():
        called = [words.gettext(name) for name in FORMATS.values()]
        assert not set(called) & EVERY.keys()
        assert len(set(called)) == len(called)


def test_a_request_that_was_given_up_is_no_fault(tmp_path: Path) -> None:
    browser = Browser(workspace(tmp_path / "p")).come_in()
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"host": HOST, "origin": ORIGIN, "cookie": cookies, "content-type": "application/x-www-form-urlencoded"}
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/figures/read",
        "raw_path": b"/figures/read",
        "query_string": b"",
        "scheme": "http",
        "server": ("127.0.0.1", 8710),
        "client": ("127.0.0.1", 9999),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    came = iter([{"type": "http.request", "body": b"a=", "more_body": True}, {"type": "http.disconnect"}])
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return next(came)

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    asyncio.run(browser.app(scope, receive, send))  # type: ignore[arg-type]
    assert [m["status"] for m in sent if "status" in m] == [400]
