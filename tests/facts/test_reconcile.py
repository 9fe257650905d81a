"""Relations are checked as intervals from the digits as published."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.facts.operations import ValueSpan, difference, quotient, total
from tests.support.content_case import based


def figure(name: str, value: str, unit: str = "CNY", qualifier: str = "") -> str:
    word = f"qualifier: {qualifier}, " if qualifier else ""
    return (
        f"  - id: {name}\n    label: 名称\n    unit: {unit}\n    kind: flow\n    observations:\n"
        f'      - {{period: "2025", basis: stated, value: "{value}", {word}published: 见原文, source: s1, locator: L3}}\n'
    )


def outcome(tmp_path: Path, kind: str, *figures: str) -> bool:
    names = [text.split()[2] for text in figures]
    files = {
        "content/indicators/a.yaml": "indicators:\n" + "".join(figures),
        "content/relations/a.yaml": (
            f"relations:\n  - {{id: one, kind: {kind}, result: {names[0]}, operands: [{', '.join(names[1:])}]}}\n"
        ),
    }
    (found,) = based(tmp_path, files).outcomes
    return found.holds


@pytest.mark.parametrize(
    ("kind", "figures", "holds"),
    [
        ("sum", [figure("r", "9.6万亿"), figure("a", "5.04万亿"), figure("b", "4.53万亿")], True),
        ("sum", [figure("r", "9.6万亿"), figure("a", "5.04万亿"), figure("b", "4.43万亿")], False),
        ("sum", [figure("r", "12", "project"), figure("a", "5", "project"), figure("b", "6", "project")], False),
        ("sum", [figure("r", "12", "project", "余"), figure("a", "5", "project"), figure("b", "8", "project")], True),
        ("parts", [figure("r", "100亿"), figure("a", "60亿"), figure("b", "30亿")], True),
        ("parts", [figure("r", "100亿"), figure("a", "60亿"), figure("b", "50亿")], False),
        ("parts", [figure("r", "100亿", "CNY", "超"), figure("a", "60亿"), figure("b", "50亿")], True),
        ("share", [figure("r", "33.3", "percent"), figure("a", "1亿"), figure("b", "3.00亿")], True),
        ("share", [figure("r", "50.0", "percent"), figure("a", "1.00亿"), figure("b", "3.00亿")], False),
        ("growth", [figure("r", "10.0", "percent"), figure("a", "1.10亿"), figure("b", "1.00亿")], True),
        ("growth", [figure("r", "20.0", "percent"), figure("a", "1.10亿"), figure("b", "1.00亿")], False),
        ("growth", [figure("r", "2", "multiple"), figure("a", "2.00亿"), figure("b", "1.00亿")], True),
        ("difference", [figure("r", "1亿"), figure("a", "3亿"), figure("b", "2亿")], True),
        ("difference", [figure("r", "3亿"), figure("a", "3亿"), figure("b", "2亿")], False),
        ("ratio", [figure("r", "2.0", "multiple"), figure("a", "4亿"), figure("b", "2亿")], True),
        ("equal", [figure("r", "6511.3亿"), figure("a", "6511亿")], True),
        ("equal", [figure("r", "6511.3亿"), figure("a", "6512亿")], False),
        ("equal", [figure("r", "6511.3亿"), figure("a", "6511亿"), figure("b", "6512.5亿")], False),
        ("at-least", [figure("r", "2亿"), figure("a", "1亿")], True),
        ("at-least", [figure("r", "1亿"), figure("a", "3亿")], False),
        ("at-most", [figure("r", "1亿"), figure("a", "3亿")], True),
        ("at-most", [figure("r", "3亿"), figure("a", "1亿")], False),
        ("at-most", [figure("r", "3亿", "CNY", "不足"), figure("a", "1亿")], True),
    ],
)
def test_relations(kind: str, figures: list[str], holds: bool, tmp_path: Path) -> None:
    assert outcome(tmp_path, kind, *figures) is holds


@pytest.mark.parametrize(("size", "holds"), [("2", True), ("3", False)])
def test_items_of_a_list(size: str, holds: bool, tmp_path: Path) -> None:
    files = {
        "content/indicators/a.yaml": "indicators:\n" + figure("r", size, "task"),
        "content/lists/a.yaml": (
            "lists:\n  - id: tasks\n    title: 任务\n    source: s1\n    locator: L3\n    complete: false\n"
            "    items:\n      - {id: a, name: 甲}\n      - {id: b, name: 乙}\n"
        ),
        "content/relations/a.yaml": "relations:\n  - {id: one, kind: items, result: r, list: tasks}\n",
    }
    assert based(tmp_path, files).outcomes[0].holds is holds


SPAN = st.tuples(st.fractions(1, 1000), st.fractions(0, 1000)).map(lambda t: ValueSpan(t[0], t[0] + t[1]))


@given(SPAN, SPAN, st.fractions(0, 1), st.fractions(0, 1))
def test_interval_arithmetic_holds_every_true_result(
    one: ValueSpan, other: ValueSpan, at: Fraction, by: Fraction
) -> None:
    def within(span: ValueSpan, share: Fraction) -> Fraction:
        assert span.low is not None
        assert span.high is not None
        return span.low + (span.high - span.low) * share

    a, b = within(one, at), within(other, by)
    for span, value in ((total([one, other]), a + b), (difference(one, other), a - b), (quotient(one, other), a / b)):
        assert span.meets(ValueSpan(value, value))


def test_open_ends_stay_open() -> None:
    above = ValueSpan(Fraction(2), None)
    assert total([above, ValueSpan(Fraction(1), Fraction(1))]) == ValueSpan(Fraction(3), None)
    assert difference(ValueSpan(Fraction(5), Fraction(5)), above) == ValueSpan(None, Fraction(3))
    assert quotient(ValueSpan(Fraction(4), Fraction(4)), above) == ValueSpan(Fraction(0), Fraction(2))
    assert quotient(above, ValueSpan(Fraction(0), Fraction(1))) == ValueSpan(None, None)
    assert str(above) == "2 … ∞"
    assert str(ValueSpan(Fraction(3), Fraction(3))) == "3"
