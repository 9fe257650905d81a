"""The workbook of a release comes back as people leave it: sorted, with rows gone, cells emptied, words mistyped. What is
decided in it is taken in whole, and nothing in it is lost without a word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from briefing.problems import ProblemsFound
from briefing.releases.sheet import COLUMNS
from briefing.workspace import Workspace
from tests.releases.test_desk import SOURCE, kept, ws

__all__ = ["ws"]  # the fixture

HEADS = {c.key: c.head for c in COLUMNS}


class Book:
    """The workbook of a release, open to be written in by the keys of its columns; rows count from 1 under the head."""

    def __init__(self, ws: Workspace, name: str) -> None:
        self.ws, self.name = ws, name
        self.book = openpyxl.load_workbook(io.BytesIO(ws.release_sheet(name)))
        self.figures: Worksheet = self.book["figures"]
        self.columns = {c.value: c.column for c in self.figures[1]}

    def put(self, row: int, **cells: object) -> Book:
        for key, value in cells.items():
            self.figures.cell(row + 1, self.columns[HEADS[key]]).value = value  # type: ignore[assignment]
        return self

    def source(self, key: str, value: object, column: int = 2) -> Book:
        row = next(r for r in self.book["source"].iter_rows() if r[0].value == key)
        row[column - 1].value = value  # type: ignore[assignment]
        return self

    def back(self, folder: Path) -> dict[str, str]:
        """The decisions there are once it is taken in."""
        path = folder / "back.xlsx"
        self.book.save(path)
        self.ws.save(self.ws.decide_release_from(self.name, path))
        return actions(self.ws, self.name)


def actions(ws: Workspace, name: str) -> dict[str, str]:
    return {key: d.action for key, d in sorted(ws.release(name).kept.decisions.figures.items())}


def decided(ws: Workspace) -> str:
    name = kept(ws)
    ws.save(ws.decide_release(name, {"figures": {"f01": {"ignore": "不用"}}}))
    return name


def test_rows_may_be_sorted_and_taken_out(ws: Workspace, tmp_path: Path) -> None:
    book = Book(ws, decided(ws)).put(1, decision="accept").put(3, decision="ignore", reason="重复")
    rows = [[c.value for c in row] for row in book.figures.iter_rows(min_row=2)]
    book.figures.delete_rows(2, 4)
    for row in (rows[2], rows[0]):  # the row of f01 is taken out: what was decided of it stays
        book.figures.append(row)
    assert book.back(tmp_path) == {"f00": "accept", "f01": "ignore", "f02": "ignore"}


def test_a_decision_that_is_emptied_is_taken_back(ws: Workspace, tmp_path: Path) -> None:
    book = Book(ws, decided(ws)).put(2, decision=None, reason=None)
    assert book.back(tmp_path) == {}


def test_a_workbook_that_says_nothing_new_leaves_what_was_decided_meanwhile(ws: Workspace, tmp_path: Path) -> None:
    name = decided(ws)
    book = Book(ws, name)
    ws.save(ws.decide_release(name, {"figures": {"f00": "accept", "f01": {"ignore": "另一个理由"}}}))
    assert book.back(tmp_path) == {"f00": "accept", "f01": "ignore"}
    assert ws.release(name).kept.decisions.figures["f01"].ignore == "另一个理由"


def test_what_a_cell_cannot_hold_stays_with_its_decision(ws: Workspace, tmp_path: Path) -> None:
    name = kept(ws)
    noted = {"accept": True, "period": "2026-06-30", "basis": "inferred", "note": "据上文"}
    ws.save(ws.decide_release(name, {"figures": {"f00": noted}}))
    Book(ws, name).put(1, revise="yes").back(tmp_path)
    found = ws.release(name).kept.decisions.figures["f00"]
    assert (found.note, found.basis, found.revise) == ("据上文", "inferred", True)


@pytest.mark.parametrize("word", ["accept", "ACCEPT ", "ａｃｃｅｐｔ", "采用"])
def test_a_decision_is_known_in_each_spelling(ws: Workspace, tmp_path: Path, word: str) -> None:
    assert Book(ws, kept(ws)).put(1, decision=word).back(tmp_path) == {"f00": "accept"}


@pytest.mark.parametrize("day", ["2026-06-30", "２０２６－０６－３０", datetime(2026, 6, 30)])  # noqa: DTZ001 - as a cell holds it
def test_a_period_is_known_in_wide_digits_and_as_a_day_of_the_spreadsheet(
    ws: Workspace, tmp_path: Path, day: object
) -> None:
    name = kept(ws)
    Book(ws, name).put(1, decision="accept", period_given=day).back(tmp_path)
    assert ws.release(name).kept.decisions.figures["f00"].period == "2026-06-30"


@pytest.mark.parametrize(("word", "revise"), [("yes", True), ("是", True), ("no", False), ("否", False)])
def test_no_is_no(ws: Workspace, tmp_path: Path, word: str, revise: bool) -> None:
    name = kept(ws)
    Book(ws, name).put(1, decision="accept", revise=word).back(tmp_path)
    assert ws.release(name).kept.decisions.figures["f00"].revise is revise


def twice(book: Book) -> None:
    book.put(1, decision="accept")
    book.figures.append([c.value for c in book.figures[2]])
    book.put(4, decision="ignore", reason="重复")


def rename(key: str) -> Callable[[Book], object]:
    return lambda book: book.figures.cell(1, book.columns[HEADS[key]], "…")


WRONG: list[tuple[str, Callable[[Book], object], str]] = [
    ("mistyped", lambda b: b.put(1, decision="acept"), "“acept” is no decision"),
    ("reason only", lambda b: b.put(1, reason="重复"), "is filled in, and no decision is chosen"),
    ("form only", lambda b: b.put(1, new_zh="新指标"), "is filled in, and no decision is chosen"),
    ("accept and other", lambda b: b.put(1, decision="accept", indicator="deposits"), "the decision is accept, not other"),
    ("ignore and form", lambda b: b.put(1, decision="ignore", reason="x", new_id="a-b"), "the decision is ignore, not new"),
    ("accept and reason", lambda b: b.put(1, decision="accept", reason="x"), "the decision is accept, not ignore"),
    ("ignored with a period", lambda b: b.put(1, decision="ignore", reason="x", period_given="2026"), "another period"),
    ("ignore without reason", lambda b: b.put(1, decision="ignore"), "f00.*empty"),
    ("other without name", lambda b: b.put(1, decision="other"), "f00"),
    ("new without form", lambda b: b.put(1, decision="new"), "f00.new.id.*missing"),
    ("no yes nor no", lambda b: b.put(1, decision="accept", revise="maybe"), "neither yes nor no"),
    ("no period", lambda b: b.put(1, decision="accept", period_given="2026年6月"), "f00.period"),
    ("twice", twice, "row 2 is of the same figure"),
    ("no figure", lambda b: b.put(1, decision="accept", id="f77"), "f77"),
    ("other text", lambda b: b.put(1, decision="accept", text="9.8万亿元"), "9.8万亿元"),
    ("text altered, open", lambda b: b.put(1, text="9.8万亿元"), "9.8万亿元"),
    ("head renamed", rename("decision"), "the column “decision 决定” is missing"),
    ("head of a form renamed", rename("new_base"), "the column “base 基期” is missing"),
    ("column gone", lambda b: b.figures.delete_cols(b.columns[HEADS["reason"]]), "the column “reason"),
    ("head sorted away", lambda b: b.figures.delete_rows(1), "is missing from its first row"),
    ("sheet gone", lambda b: b.book.remove(b.book["source"]), "the sheet source is missing"),
    ("not confirmed", lambda b: b.source("title", "另一个标题"), "title was altered"),
    ("day not confirmed", lambda b: b.source("date", datetime(2026, 7, 21)), "date was altered"),  # noqa: DTZ001
    ("half confirmed", lambda b: b.source("confirmed", "maybe"), "neither yes nor no"),
    ("formula", lambda b: b.put(1, decision='=CONCATENATE("acc","ept")'), "is no decision"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "said"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_would_be_lost_is_told_and_nothing_is_taken_in(
    ws: Workspace, tmp_path: Path, spoil: Callable[[Book], object], said: str
) -> None:
    name = kept(ws)
    book = Book(ws, name).put(3, decision="ignore", reason="重复")
    spoil(book)
    with pytest.raises(ProblemsFound, match=said):
        book.back(tmp_path)
    assert actions(ws, name) == {}


def test_two_people_at_one_row_are_told_of_each_other(ws: Workspace, tmp_path: Path) -> None:
    name = kept(ws)
    book = Book(ws, name).put(1, decision="ignore", reason="重复")
    ws.save(ws.decide_release(name, {"figures": {"f00": "accept"}}))
    with pytest.raises(ProblemsFound, match="f00"):
        book.back(tmp_path)
    assert actions(ws, name) == {"f00": "accept"}


def test_the_source_is_confirmed_with_a_yes(ws: Workspace, tmp_path: Path) -> None:
    name = kept(ws)
    book = Book(ws, name).source("title", SOURCE["title"]["zh"]).source("confirmed", "yes").source("issuer", "某局")  # type: ignore[index]
    book.source("date", datetime(2026, 7, 22)).back(tmp_path)  # noqa: DTZ001
    said = ws.release(name).kept.decisions.source
    assert (said.date, said.issuer) == ("2026-07-22", {"zh": "某局"})


def test_a_figure_decided_on_twice_in_a_file_is_told(ws: Workspace) -> None:
    name = kept(ws)
    first = ws.release(name).proposals[0].figure
    with pytest.raises(ProblemsFound, match="decided on twice"):
        ws.decide_release(name, {"figures": {"f00": "accept", f"L{first.line} {first.text}": {"ignore": "重复"}}})


def test_a_decision_by_line_and_text_is_that_of_its_figure(ws: Workspace) -> None:
    name = kept(ws)
    first = ws.release(name).proposals[0].figure
    ws.save(ws.decide_release(name, {"figures": {f"L{first.line} {first.text}": "accept"}}))
    ws.save(ws.undecide_release(name, "f00"))
    assert actions(ws, name) == {}


def test_another_kind_of_workbook_is_refused_by_what_it_is(ws: Workspace, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    (tmp_path / "sheet.ods").write_bytes(buffer.getvalue())
    with pytest.raises(ProblemsFound, match="workbook"):
        ws.decide_release_from(kept(ws), tmp_path / "sheet.ods")
