"""A sentence whose figures part: which of them say their own date, and where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.catalogue.messages import names
from briefing.compose.printed import Printed, undated
from briefing.facts.base import FactBase
from tests.support.content_case import based

LINE = '      - {{period: "{period}", basis: stated, value: "{value}", published: 见原文, source: s1, locator: L3}}\n'


def indicator(name: str, *rows: tuple[str, str], key: str = "observations") -> str:
    lines = "".join(LINE.format(period=period, value=value) for period, value in rows)
    return f"  - id: {name}\n    label: 名称\n    unit: CNY\n    kind: stock\n    {key}:\n{lines}"


@pytest.fixture
def base(tmp_path: Path) -> FactBase:
    """Two indicators of which one has moved on, and a growth computed from the other."""
    a = indicator("a", ("2024-12-31", "1亿"), ("2025-12-31", "2亿"), ("2026-06-30", "3亿"))
    b = indicator("b", ("2024-12-31", "4亿"), ("2025-12-31", "5亿"))
    text = 'derived:\n  - {id: g, label: 名称, op: growth, inputs: [b, "b@2024-12-31"], unit: percent, decimals: 0}\n'
    return based(tmp_path, {"content/indicators/a.yaml": f"indicators:\n{a}{b}", "content/derived/a.yaml": text})


def printed(base: FactBase, reference: str, date: bool = False) -> Printed:
    return Printed(lambda form: "", "", base.resolve(reference), date)  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize(
    ("dates", "figures", "lone"),
    [
        (["a"], ["a", "b"], {"b"}),
        (["a"], ["a", "g"], {"g"}),
        (["b"], ["a"], {"a"}),
        (["b"], ["b", "g"], set()),
        (["a", "b"], ["a", "b", "g"], set()),
        ([], ["a", "b"], set()),
        (["a"], ["b@2024-12-31"], set()),
    ],
    ids=["one moved on", "a growth stays", "the date of another", "all of one date", "both dates", "no date", "named"],
)
def test_a_latest_figure_of_another_date_says_its_own(
    base: FactBase, dates: list[str], figures: list[str], lone: set[str]
) -> None:
    values = {f"d{n}": printed(base, name, date=True) for n, name in enumerate(dates)}
    values |= {name.partition("@")[0]: printed(base, name) for name in figures}
    message = "".join(f"%({name})s" for name in values)
    assert undated(message, values, base).keys() == lone


def test_figures_of_one_sentence_date_themselves_together(base: FactBase) -> None:
    values = {
        "when": printed(base, "b", date=True),
        "b": printed(base, "b"),
        "a": printed(base, "a"),
        "g": printed(base, "g"),
    }
    assert undated("%(when)s，甲%(b)s。乙%(a)s，丙%(g)s。", values, base).keys() == {"a", "g"}
    assert undated("%(when)s，甲%(b)s，乙%(a)s，丙%(g)s。", values, base).keys() == {"a"}


def test_a_translation_may_place_the_date_without_being_counted() -> None:
    assert names("%(hq.number)s headquarters%(hq.when)s") == {"hq": 1}
