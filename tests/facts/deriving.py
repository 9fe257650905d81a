"""Small projects with a derived figure."""

from __future__ import annotations

from pathlib import Path

from briefing.facts import Fact
from tests.support.content_case import all_problems, based, write

HEAD = "indicators:\n"
PLACE = "published: 见原文, source: s1, locator: L3"
TARGET = """\
    targets:
      - {period: "2027-12-31", basis: stated, value: "8", published: 见原文, source: s1, locator: L3}
"""


def indicator(
    name: str, value: str, unit: str = "CNY", kind: str = "stock", period: str = "2025-12-31", more: str = ""
) -> str:
    return (
        f"  - id: {name}\n    label: 名称\n    unit: {unit}\n    kind: {kind}\n{more}"
        f'    observations:\n      - {{period: "{period}", basis: stated, value: "{value}", {PLACE}}}\n'
    )


def derived(tmp_path: Path, op: str, unit: str, decimals: int, *indicators: str, inputs: str = "[a, b]") -> Fact:
    text = f"derived:\n  - {{id: made, label: 名称, op: {op}, inputs: {inputs}, unit: {unit}, decimals: {decimals}}}\n"
    files = {"content/indicators/a.yaml": HEAD + "".join(indicators), "content/derived/a.yaml": text}
    assert not [str(p) for p in all_problems(write(tmp_path, files)) if p.severity == "error"]
    return based(tmp_path, files).resolve("made")


def over_years(op: str, unit: str, decimals: int, inputs: str, tmp_path: Path, *rows: tuple[str, str]) -> Fact:
    a = indicator("a", rows[0][1], period=rows[0][0])
    a += "".join(indicator("a", value, period=period).partition("observations:\n")[2] for period, value in rows[1:])
    return derived(tmp_path, op, unit, decimals, a, TARGET, inputs=inputs)
