"""Records and files held in little memory are the same records and files; an import of many rows stays small."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from briefing.content.projects import read_imported
from briefing.files import foreign, spool
from briefing.files.spool import SpooledFiles
from briefing.problems import ProblemsFound
from briefing.projects import grid, reading_sheets
from briefing.projects.grid import EMPTY, ROWS_OPEN, GridCell, Kind, SheetRows
from briefing.projects.importing import Asked, prepare
from briefing.projects.packed import BLOCK, Packed, PackedById
from briefing.projects.writing import imported_file
from tests.projects.workbooks import Rows, sheet, vocabulary

MANY = 3 * BLOCK + 5


def record(number: int) -> dict[str, Any]:
    return {"name": f"项目{number}", "investment": {"value": None, "unit": "CNY"}, "districts": ["忠县"], "n": number}


def test_records_come_back_in_their_order_and_by_place() -> None:
    packed = Packed(record(n) for n in range(MANY))
    assert list(packed) == [record(n) for n in range(MANY)]
    assert (packed[0], packed[-1], packed[BLOCK], packed[2:4]) == (
        record(0), record(MANY - 1), record(BLOCK), [record(2), record(3)])  # fmt: skip
    with pytest.raises(IndexError):
        packed[MANY]


def test_what_is_done_to_a_record_does_not_change_the_one_that_is_kept() -> None:
    packed = Packed(record(n) for n in range(MANY))
    for place in (0, MANY - 1):
        packed[place]["name"] = "another"
        packed[place].pop("n")
    assert list(packed) == [record(n) for n in range(MANY)]


def test_records_by_id_are_added_once_and_sorted_on_request() -> None:
    kept = PackedById((f"{n:04d}", record(n)) for n in reversed(range(MANY)))
    assert next(iter(kept)) == f"{MANY - 1:04d}"
    kept.sort()
    assert list(kept) == [f"{n:04d}" for n in range(MANY)]
    assert kept["0007"] == record(7)
    assert kept.get("9999") is None
    with pytest.raises(KeyError):
        kept["0001"] = record(1)


def test_files_are_compared_without_being_unpacked_and_read_by_line() -> None:
    one, other = SpooledFiles(), SpooledFiles()
    one.add("a", [b"x\ny", b"z\n"])
    other.add("a", [b"x\nyz\n"])
    other.add("b", [b""])
    assert (one["a"], list(one.lines("a"))) == (b"x\nyz\n", [b"x", b"yz"])
    assert not one.differs("a", other)
    assert other.differs("b", one)
    with patch.object(one, "pieces", side_effect=AssertionError("read to be looked up")):
        assert "a" in one
        assert "c" not in one
    assert dict(one.chosen(["a", "c"])) == {"a": b"x\nyz\n", "c": None}


def test_what_was_imported_is_read_as_it_is_written_and_as_somebody_has_laid_it_out() -> None:
    kept = {f"{n:04d}": record(n) for n in (2, 0, 1)}
    kept = {key: {"name": "项目", "investment": {"value": None, "unit": "CNY", "published": "面议"}} for key in kept}
    data = b"".join(imported_file(kept))
    assert dict(read_imported(data.split(b"\n"), "x.json")) == kept
    laid_out = b'{\n  "0001": {\n    "name": "x",\n    "districts": [\n      "y"\n    ]\n  }\n}\n'
    assert dict(read_imported(laid_out.split(b"\n"), "x.json")) == {"0001": {"name": "x", "districts": ["y"]}}
    assert dict(read_imported(json.dumps(kept).encode().split(b"\n"), "x.json")) == kept
    assert dict(read_imported(b"{\n\n}\n".split(b"\n"), "x.json")) == {}


def _peak(tmp_path: Path, count: int) -> int:
    rows: Rows = [["序号", "项目名称", "所在区县", "总投资（万元）", "建设内容", "业主单位"]]
    rows += [
        [n, f"第{n}号项目", "忠县", 1000 + n, f"建设厂房{n}座，道路{n}条，管网{n}公里。" * 4, f"公司{n}"]
        for n in range(count)
    ]
    data, words = sheet(rows), vocabulary()
    asked = Asked("many", "2026-07-01", "清单", "单位")
    tracemalloc.start()
    try:
        made = prepare(tmp_path, data, "list.xlsx", asked, words)
        assert len(made.merged.added) == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_row_more_takes_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under 1 kB, whatever ran before, where few rows are at hand: what is remembered of words that come
    again is bounded, and no list stays in memory. The XML of a row is longer."""
    monkeypatch.setattr(grid, "ROWS_OPEN", 2)
    monkeypatch.setattr(grid, "MOST_KEPT", 100)
    monkeypatch.setattr(reading_sheets, "MOST_KEPT", 100)
    monkeypatch.setattr(spool, "SMALL", 0)
    monkeypatch.setattr(foreign, "PIECE", 50_000)
    monkeypatch.setattr(spool, "PIECE", 50_000)
    monkeypatch.setattr(reading_sheets, "CELLS_HERE", 0)
    few, many = _peak(tmp_path, 200), _peak(tmp_path, 1200)
    assert (many - few) / 1000 < 1_000, (many - few, few)


def test_rows_that_lay_in_the_file_are_the_rows_that_were_read() -> None:
    cells = [
        GridCell("甲", Kind.TEXT), EMPTY, GridCell("5", Kind.NUMBER), GridCell("5", Kind.TEXT),
        GridCell("1.5", Kind.NUMBER, True),
        GridCell("2026-07-01", Kind.DATE), GridCell("#N/A", Kind.ERROR),
        GridCell("乙", Kind.TEXT, struck=True), GridCell("12", Kind.NUMBER, odd="0!.0,"),
    ]  # fmt: skip
    rows = [(*cells[n % 9 :], *cells[: n % 9], EMPTY) if n % 50 else () for n in range((ROWS_OPEN + 3) * BLOCK)]
    kept = SheetRows([*rows, (), (EMPTY,)])
    wanted = [row[: max(i for i, c in enumerate(row) if c.text) + 1] if row else () for row in rows]
    assert (list(kept), len(kept), kept.width) == (wanted, len(rows), 9)
    assert (kept[0], kept[-1], kept[5:7]) == (wanted[0], wanted[-1], wanted[5:7])


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b'{\n"0001": {"name": "x"},\n"0002": {"na', 3, "no JSON"),
        (b'{\n"0001": {"name": "x"},\n', 3, "ends in the middle"),
        (b"", 1, "empty"),
        (b"nothing at all", 1, "no JSON"),
        (b"\xff\xfe{", 1, "no JSON in UTF-8"),
        (b"[]", 1, "no table"),
        (b'{\n"0001": 5\n}\n', 2, "no name"),
        (b'{\n"0001": {"name": "x"},\n"0001": {"name": "y"}\n}\n', 3, "0001 stands in it twice"),
        (b'{"0001": {"name": "x"}, "0001": {"name": "y"}}', 1, "0001” stands in it twice"),
        (b'{\n"0001": {"name": "x", "name": "y"}\n}\n', 2, "name” stands in it twice"),
        (b'{\n"abc": {"name": "x"}\n}\n', 2, "no id"),
        (b'{\n"0001": {"name": ["x"]}\n}\n', 2, "no name"),
        (b'{\n"0001": {"name": "x", "districts": "y"}\n}\n', 2, "districts"),
        (b'{\n"0001": {"name": "x", "districts": [7]}\n}\n', 2, "districts"),
        (b'{\n"0001": {"name": "x", "investment": "5"}\n}\n', 2, "investment"),
        (b'{\n"0001": {"name": "x", "investment": {"value": 5, "published": "5"}}\n}\n', 2, "investment"),
        (b'{\n"0001": {"name": "x", "contacts": [{"telephone": "5"}]}\n}\n', 2, "contacts"),
        (b'{\n"0001": {"name": "x", "contacts": ["y"]}\n}\n', 2, "contacts"),
        (b'{\n"0001": {"name": "x", "wrong": "y"}\n}\n', 2, "wrong"),
        (b'{\n"0001": {"name": "x"}\n}\nand more\n', 4, "behind its end"),
        (b'{\n"0001": {"name": "x"}\n"0002": {"name": "y"}\n}\n', 3, "comma"),
        (b"[" * 5000, 1, "no JSON"),
    ],
)  # fmt: skip
def test_a_damaged_file_of_what_was_imported_is_a_problem_with_its_line(data: bytes, line: int, said: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        dict(read_imported(data.split(b"\n"), "content/projects/x/imported.json"))
    first = found.value.problems[0]
    assert (first.code, first.file, first.line) == ("list-imported", "content/projects/x/imported.json", line)
    assert said in first.message
