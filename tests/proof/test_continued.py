"""The words above a table that goes on on a later page: what the proof lets pass, and what it does not."""

from __future__ import annotations

import pytest

from briefing.proof.files import Finished, Piece
from briefing.proof.surroundings import surroundings

CAPTION = {"zh": "表6 2026年的任务", "en": "Table 6 Tasks of 2026"}


def drawn(language: str, line: str, *, begins: int = 1) -> list[str]:
    """What is told of a page 2 that draws a line, where the table begins on a page."""
    finished = Finished("a.pdf", "pdf", pages=2)
    finished.pieces += [Piece("text", "s", CAPTION[language], page=begins), Piece("furniture", "", line, page=2)]
    found = surroundings(finished, None, language, [], "2026-07-03")
    return [reason for reason in found if "draws" in reason]


@pytest.mark.parametrize(
    ("language", "line"), [("zh", "续表6 2026年的任务"), ("en", "Table 6 (continued) Tasks of 2026")]
)
def test_the_caption_with_the_words_for_it_passes(language: str, line: str) -> None:
    assert drawn(language, line) == []
    assert drawn(language, f"{line}\n{line}") == []


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh", "续表6 2026年的任务 9亿元"),
        ("zh", "续表6 2027年的任务"),
        ("zh", "续表7 2026年的任务"),
        ("zh", "9亿元 续表6 2026年的任务"),
        ("zh", "续表6"),
        ("zh", "表6 2026年的任务"),
        ("en", "Table 6 (continued) Tasks of 2027"),
        ("en", "Table 66 (continued) Tasks of 2026"),
        ("en", "Table 6 (ended) Tasks of 2026"),
    ],
)
def test_anything_else_is_told(language: str, line: str) -> None:
    assert drawn(language, line)


@pytest.mark.parametrize(
    ("language", "label", "line"),
    [("zh", "图5", "续图5 重要节点"), ("en", "Figure 5", "Figure 5 (continued) 重要节点")],
)
def test_a_timeline_that_goes_on_may_say_so(language: str, label: str, line: str) -> None:
    finished = Finished("a.pdf", "pdf", pages=2)
    finished.pieces += [Piece("text", "s", f"{label} 重要节点", page=1), Piece("furniture", "", line, page=2)]
    assert not [r for r in surroundings(finished, None, language, [], "2026-07-03") if "draws" in r]


def test_a_table_that_begins_on_the_page_does_not_go_on_there() -> None:
    assert drawn("zh", "续表6 2026年的任务", begins=2)
