"""Records and files held in little memory are the same records and files; an import of many rows stays small."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from briefing.projects.importing import Asked, prepare
from briefing.projects.packed import BLOCK, Packed, PackedById, PackedFiles
from briefing.projects.writing import imported_file, read_imported
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
    one, other = PackedFiles(), PackedFiles()
    one.add("a", [b"x\ny", b"z\n"])
    other.add("a", [b"x\nyz\n"])
    other.add("b", [b""])
    assert (one["a"], list(one.lines("a"))) == (b"x\nyz\n", [b"x", b"yz"])
    assert not one.differs("a", other)
    assert other.differs("b", one)
    assert dict(one.chosen(["a", "c"])) == {"a": b"x\nyz\n", "c": None}


def test_what_was_imported_is_read_as_it_is_written_and_as_somebody_has_laid_it_out() -> None:
    kept = {f"{n:04d}": record(n) for n in (2, 0, 1)}
    data = b"".join(imported_file(kept))
    assert dict(read_imported(data.split(b"\n"))) == kept
    laid_out = b'{\n  "0001": {\n    "name": "x",\n    "districts": [\n      "y"\n    ]\n  }\n}\n'
    assert dict(read_imported(laid_out.split(b"\n"))) == {"0001": {"name": "x", "districts": ["y"]}}
    assert dict(read_imported(())) == {}


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


def test_a_row_more_takes_little_memory(tmp_path: Path) -> None:
    """Under 3 kB, whatever ran before: what is remembered of words that come again is bounded, and no list stays in memory."""
    few, many = _peak(tmp_path, 200), _peak(tmp_path, 1200)
    assert (many - few) / 1000 < 3_000
