"""Words quoted from a list account for their own numbers, and for no others."""

from __future__ import annotations

from briefing.proof.sentences import quoted

PASSAGES = quoted(["占地200亩，年产50万台", "023-12345678", "36"])


def covered(text: str) -> list[str]:
    """What of a text is accounted for."""
    return [text[a:b] for a, b in PASSAGES.spans(text)]


def test_a_whole_passage_counts_whatever_its_white_space() -> None:
    assert covered("项目一　占地200亩， 年产50万\n台（示例）") == ["占地200亩， 年产50万\n台"]
    assert covered("张三，023-12345678，") == ["023-12345678"]


def test_a_changed_digit_is_not_accounted_for() -> None:
    assert covered("占地300亩，年产50万台") == []
    assert covered("占地200亩") == []


def test_a_short_passage_counts_only_alone() -> None:
    assert covered("36") == ["36"]
    assert covered("共36个项目") == []
