"""``release decide`` at a keyboard: one key a row, forms field by field; a decision that cannot be kept is told and its row
stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import typer

from briefing.cli.release_keyboard import decide_at_keyboard
from briefing.releases.decisions import Decision, SourceForm
from briefing.workspace import Workspace
from tests.support.mini_project import mini_project, with_reading
from tests.support.running import run

TEXT = """\
上半年金融运行情况新闻发布会

7月22日，有关部门介绍上半年运行情况。

截至6月末，全市金融资产规模达9.9万亿元，同比增长8.6%。养老产业贷款余额86.3亿元，服务老人38万人。
"""
SOURCE = {
    "issuer": {"zh": "重庆日报"}, "title": {"zh": "上半年发布会", "en": "Half-year briefing"},
    "date": "2026-07-22", "kind": "press-conference",
}  # fmt: skip


class Keyboard:
    """Hands out keys and answers in their order. An answer of ``None`` takes what is offered."""

    def __init__(self, given: list[str | None]) -> None:
        self.given = given
        self.asked: list[str] = []

    def key(self, **_: object) -> str:
        return self.answer("key", None)

    def answer(self, question: str, default: object = None, **_: object) -> str:
        self.asked.append(question)
        given = self.given.pop(0)
        taken = default if given is None else given
        assert taken is not None, f"{question}: nothing is offered"
        return str(taken)

    def confirm(self, question: str, **_: object) -> bool:
        return self.answer(question) == "y"


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    root = with_reading(mini_project(tmp_path / "project"))
    yield Workspace(root, date(2026, 8, 1))


def kept(ws: Workspace, text: str = TEXT, **source: object) -> str:
    path = ws.root / "release.txt"
    path.write_text(text, "utf-8")
    desk = ws.read_release(path, **source)
    ws.save(ws.keep_release(desk))
    return desk.kept.id


def decided(
    ws: Workspace, name: str, given: list[str | None], patch: pytest.MonkeyPatch
) -> tuple[dict[str, Decision], SourceForm, list[str]]:
    """Decide with these keys and answers; the figures decided on, the source, and what was asked."""
    keyboard = Keyboard(given)
    patch.setattr(typer, "getchar", keyboard.key)
    patch.setattr(typer, "prompt", keyboard.answer)
    patch.setattr(typer, "confirm", keyboard.confirm)
    decide_at_keyboard(ws, name)
    assert keyboard.given == []
    decisions = ws.release(name).kept.decisions
    return dict(decisions.figures), decisions.source, keyboard.asked


def test_every_figure_is_decided_with_a_key_and_then_recorded(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    name = kept(ws)
    given: list[str | None] = ["重庆日报", "", None, "Half-year briefing", None, None]
    given += ["a", "a"]
    given += ["n", None, "Elderly-care loans", "stock", "old-age-loans", None, None]
    given += ["i", "不用"]
    figures, source, asked = decided(ws, name, given, monkeypatch)
    assert asked[:3] == ["Issuer (zh)", "Issuer (en)", "Title (zh)"]
    assert (source.issuer, source.date, source.kind) == ({"zh": "重庆日报"}, "2026-07-22", "press-conference")
    assert source.title == {"zh": "上半年金融运行情况新闻发布会", "en": "Half-year briefing"}
    assert {key: d.action for key, d in figures.items()} == {
        "f00": "accept",
        "f01": "accept",
        "f02": "new",
        "f03": "ignore",
    }
    assert all((d.line, d.text) != (None, None) for d in figures.values())
    ws.save(ws.record_release(name))
    facts = {f.id: f for f in ws.facts()}
    assert facts["financial-assets@2026-06-30"].texts["en"] == "RMB\u00a09.9\u00a0trillion"
    assert facts["old-age-loans@2026-06-30"].texts["en"] == "RMB\u00a08.63\u00a0billion"


def test_back_skip_and_leave_keep_what_was_decided(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    name = kept(ws)
    ws.save(ws.decide_release(name, {"source": SOURCE}))
    figures, *_ = decided(ws, name, ["a", "z", "s", "a", "x", "q"], monkeypatch)
    assert list(figures) == ["f01"]
    figures, _, asked = decided(ws, name, ["z", "i", "不用", "s", "s"], monkeypatch)
    assert {key: d.action for key, d in figures.items()} == {"f00": "ignore", "f01": "accept"}
    assert asked == ["key", "key", "Reason", "key", "key"]


def test_what_cannot_be_kept_is_told_and_the_row_stays(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = kept(ws)
    given: list[str | None] = ["重庆日报", "", None, "", "22 July", "2036-07-22", None, "gossip", "press-conference"]
    given += ["n", None, "Assets", "stock", "Not an Id", None, None]  # an id with blanks: the form is refused
    given += ["o", "financial-asset", "o", "金融资产规模"]
    given += ["p", "end of June", "", "p", "2026-06-30", ""]
    given += ["a", "i", " ", "i", "不用", "s"]
    figures, source, _ = decided(ws, name, given, monkeypatch)
    told = capsys.readouterr().out
    assert source.date == "2026-07-22"
    assert "[release-decision]" in told
    assert "[release-future]" in told
    assert "there is no financial-asset; near are financial-assets" in told
    assert "nothing is proposed for it" in told
    assert figures["f00"].indicator == "financial-assets"
    assert (figures["f01"].accept, figures["f01"].period, figures["f01"].basis) == (True, "2026-06-30", "stated")
    assert figures["f02"].ignore == "不用"


def test_a_value_that_differs_from_the_known_is_accepted_only_with_a_yes(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = kept(ws, TEXT.replace("截至6月末", "截至2025年末"))
    ws.save(ws.decide_release(name, {"source": SOURCE}))
    figures, _, asked = decided(ws, name, ["a", "n", "a", "y", "q"], monkeypatch)
    assert asked.count("  Does it correct the value that is known?") == 2
    assert figures["f00"].revise


def test_reading_has_a_head_line_and_says_what_it_saved_and_what_not(ws: Workspace) -> None:
    file = ws.root / "release.txt"
    file.write_text(TEXT, "utf-8")
    first = run(ws.root, "release", "read", str(file), "--date", "2026-07-22").stdout.splitlines()
    assert first[1] == "4 figures · 2 proposed · 3 numbers that are no data"
    assert first[2].split("\t")[:4] == ["figure", "line", "as printed", "period"]
    assert len(first[2].split("\t")) == len(first[3].split("\t"))
    assert "kept in archive/ as s2; none of its figures is entered yet, 4 figures are to be decided" in first[-1]
    file.write_text("2025年7月22日，全市金融资产规模达9.9万亿元。\n", "utf-8")
    older = run(ws.root, "release", "read", str(file))
    assert older.stdout.splitlines()[1].startswith("1 figure · 1 proposed · ")
    assert (
        older.stdout.splitlines()[-1] == "Nothing was saved. If its day is right, read it again with --date 2025-07-22."
    )
    assert not (ws.root / "archive" / "s3").exists()
