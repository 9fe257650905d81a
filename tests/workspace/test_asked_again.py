"""Pages that are asked for again and again: what is kept between, so that one does not cost what the whole project does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing.review.segment import Change, read_history
from briefing.workspace import Workspace, review_checks, translation_memory
from briefing.workspace.register import FigureQuery, having_all, marked, search_text
from tests.support.mini_project import mini_project

DAY = date(2026, 7, 3)
ROWS = ["deposits 存款余额\n5.2万亿元", "loans 贷款余额\n6.7万亿元", "Deposits of companies", "x"]


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace(mini_project(tmp_path), DAY)


@pytest.mark.parametrize(
    "words", ["", "deposits", "DEPOSITS companies", "余额 万亿", "x", "loans x", "5.2", "nothing", "s\nd", "余额\xa0贷"]
)
def test_a_search_finds_what_looking_at_every_row_would(words: str) -> None:
    naive = [n for n, row in enumerate(ROWS) if all(w.casefold() in row.casefold() for w in words.split())]
    assert list(having_all(search_text(ROWS), words)) == naive


def test_a_word_is_not_found_across_two_rows() -> None:
    assert list(having_all(search_text(["ab", "cd"]), "bc")) == []
    assert list(having_all(search_text([]), "a")) == []


def test_marks_are_counted_as_row_by_row() -> None:
    none: frozenset[str] = frozenset()
    rows = [
        (frozenset({"stale"}), frozenset({"p/a"})),
        (none, none),
        (frozenset({"stale", "past"}), none),
        (none, none),
    ]
    found = marked(rows)
    assert len(found.kinds) == 3
    assert found.counts(range(4), ("stale", "past")) == {"stale": 2, "past": 1}
    assert found.without("past") == 3
    assert list(found.of_kinds(range(4), found.printed_in("p/a"))) == [0]
    assert list(found.of_kinds(range(4), found.passing(frozenset({"stale"}), "past"))) == [0]
    assert list(found.of_kinds(range(4), found.passing(frozenset({"past"}), "past"))) == [2]


def test_a_list_asked_for_again_looks_at_no_segment_again(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ws.review_list("en", filters=["left"], sought="规模", person="Li Wei")
    assert 0 < len(first.rows) < first.total
    assert [first.place(row.id) for row in first.rows] == list(range(len(first.rows)))
    assert first.after(first.rows[0].id) == first.rows[1].id
    assert first.after(first.rows[0].id, -1) == first.rows[-1].id
    outside = next(r.id for r in ws.review_list("en").rows if r not in first.rows)
    assert (first.place(outside), first.place("none.of.them")) == (-1, -1)

    def never(*_: object) -> bool:
        raise AssertionError("a segment was looked at again")

    monkeypatch.setattr(review_checks, "_has", never)
    again = ws.review_list("en", filters=["left"], sought="规模", person="Li Wei")
    assert (again, again.first, again.after(outside)) == (first, first.first, first.rows[0].id)


def test_the_history_is_read_once_and_again_when_it_has_grown(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []

    def read(folder: Path, tag: str) -> tuple[Change, ...]:
        reads.append(tag)
        return read_history(folder, tag)

    monkeypatch.setattr(translation_memory, "read_history", read)
    row = next(r for r in ws.review_list("en").rows if r.source == "规模")
    assert ws.segment_desk(row.id, "en").versions == ()
    ws.segment_desk(row.id, "en")
    assert len(reads) == 1
    with ws.alone("take a text"):
        ws.save(ws.accept_typed(row.version, "Scale of it", "en", by="Li Wei", state="reviewed"))
    assert [(v.now, v.by) for v in ws.segment_desk(row.id, "en").versions] == [("Scale of it", "Li Wei")]
    assert ws.history("en")[-1:] == ws.history("en", row.id)[-1:]
    assert len(reads) == 2


def test_the_register_lays_out_its_words_once(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    found = ws.figures(FigureQuery("trillion")).rows

    def never(*_: object) -> None:
        raise AssertionError("the words were laid out again")

    monkeypatch.setattr("briefing.workspace.register.search_text", never)
    monkeypatch.setattr("briefing.workspace.register.whole", never)
    assert ws.figures(FigureQuery("TRILLION")).rows == found != ()
