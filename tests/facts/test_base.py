"""The fact base: resolving references, series and targets, vintages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from briefing.facts.base import UnknownFact
from briefing.facts.building import build_fact_base
from tests.support.content_case import based, loaded

FILES = {
    "content/indicators/a.yaml": """\
indicators:
  - id: deposits
    label: 存款余额
    unit: CNY
    kind: stock
    observations:
      - period: "2025-12-31"
        basis: stated
        value: "5.7万亿"
        published: 5.7万亿元
        source: s1
        locator: L9
        revisions:
          - {value: "5.66万亿", qualifier: 约, published: 约5.66万亿元, source: s2, locator: L3}
      - {period: "2023-12-31", basis: stated, value: "5.3万亿", published: 5.3万亿元, source: s2, locator: L4}
      - {period: "2027-12-31", basis: stated, value: "9万亿", published: 9万亿元, source: s2, locator: L4, status: opinion}
    targets:
      - {period: "2027-12-31", basis: stated, value: "7万亿", published: 7万亿元, source: s2, locator: L5, plan: plan-issued}
      - {period: "2025-12-31", basis: stated, value: "6万亿", published: 6万亿元, source: s2, locator: L5}
  - id: tech-loans
    label: 科技贷款余额
    unit: CNY
    kind: stock
    targets:
      - {period: "2027-12-31", basis: stated, value: "1万亿", published: 1万亿元, source: s1, locator: L5}
""",
    "content/events/a.yaml": """\
events:
  - id: plan-issued
    label: 印发方案
    period: "2025-02-12"
    basis: stated
    published: 2月12日
    source: s2
    locator: L1
    status: occurred
""",
    "content/derived/a.yaml": """\
derived:
  - id: deposits-gap
    label: 差额
    op: gap
    inputs: [deposits@2025-12-31, deposits@2025-12-31.target]
    unit: CNY
    decimals: -8
  - id: tech-part
    label: 占比
    op: share
    inputs: [tech-loans.target, deposits@2027-12-31.target]
    unit: percent
    decimals: 1
""",
}


def test_resolve(tmp_path: Path) -> None:
    base = based(tmp_path, FILES)
    assert base.resolve("deposits@2023-12-31").period.text == "2023-12-31"
    assert base.resolve("deposits").id == "deposits@2025-12-31"
    assert base.resolve("deposits.target").id == "deposits@2027-12-31.target"
    assert base.resolve("tech-loans").id == "tech-loans@2027-12-31.target"
    assert base.resolve("plan-issued").kind == "event"
    assert base.resolve("deposits-gap").kind == "derived"
    assert base.target("deposits", 2025).quantity == base.facts["deposits@2025-12-31.target"].quantity
    assert base.target("tech-loans").period.end == date(2027, 12, 31)


@pytest.mark.parametrize(
    "reference", ["deposit", "deposits@2024-12-31", "plan-issued.target", "", "deposits@2025.target"]
)
def test_unknown_facts_say_what_is_near(reference: str, tmp_path: Path) -> None:
    base = based(tmp_path, FILES)
    assert not base.knows(reference)
    with pytest.raises(UnknownFact) as caught:
        base.resolve(reference)
    assert caught.value.reference == reference


def test_unknown_target_years(tmp_path: Path) -> None:
    with pytest.raises(UnknownFact):
        based(tmp_path, FILES).target("deposits", 2026)


def test_series_in_order(tmp_path: Path) -> None:
    base = based(tmp_path, FILES)
    assert [f.period.text for f in base.series("deposits")] == ["2023-12-31", "2025-12-31", "2027-12-31"]
    assert [f.period.text for f in base.targets("deposits")] == ["2025-12-31", "2027-12-31"]
    assert list(base.facts)[:3] == ["deposits@2023-12-31", "deposits@2025-12-31", "deposits@2027-12-31"]


def test_targets_keep_their_measure(tmp_path: Path) -> None:
    target = based(tmp_path, FILES).resolve("deposits@2025-12-31.target")
    assert (target.kind, target.measure, target.status) == ("target", "stock", "target")


def test_as_of_gives_what_was_published_then(tmp_path: Path) -> None:
    base = based(tmp_path, FILES, date(2025, 6, 1))
    then = base.resolve("deposits")
    assert then.quantity is not None
    assert (then.quantity.value, then.quantity.wording, then.source) == (Decimal("5660000000000"), "约", "s2")
    assert then.vintage == date(2025, 4, 10)
    assert list(base.sources) == ["s2"]
    assert not base.knows("tech-loans")
    assert not base.knows("tech-part")
    assert base.resolve("deposits-gap").quantity != based(tmp_path, FILES).resolve("deposits-gap").quantity


def test_as_of_before_everything_is_empty(tmp_path: Path) -> None:
    assert not based(tmp_path, FILES, date(2020, 1, 1)).facts


def test_building_twice_gives_the_same(tmp_path: Path) -> None:
    content = loaded(tmp_path, FILES)
    first, again = build_fact_base(content)[0], build_fact_base(content)[0]
    assert list(first.facts.items()) == list(again.facts.items())


@pytest.mark.parametrize(
    ("source", "extra", "told"),
    [
        ("s1", "", True),
        ("s2", "", True),
        ("s1", ", unsaid: true", True),  # the newest figure is of the source that left it unsaid
        ("s2", ", unsaid: true", False),  # a newer source has given the figure since
        ("s1", ", claim: nothing-newer", True),
        ("s1", ", claim: no-loans", False),
    ],
)
def test_a_caveat_about_something_missing_goes_with_its_reason(
    source: str, extra: str, told: bool, tmp_path: Path
) -> None:
    words = "printed: 甲, reason: 乙, caveat: 来源没有说明口径"
    relations = (
        f"conflicts:\n  - {{id: odd, kind: ambiguous, facts: [deposits@2025-12-31], source: {source}, "
        f"locator: L1, {words}{extra}}}\n"
    )
    claims = """\
claims:
  - {id: nothing-newer, statement: 无, test: unsaid, left: deposits@2025-12-31, source: s1}
  - {id: no-loans, statement: 无, test: absent, left: deposits}
"""
    base = based(tmp_path, {**FILES, "content/relations/a.yaml": relations, "content/claims/a.yaml": claims})
    assert [c.id for c in base.conflicts_of("deposits@2025-12-31")] == (["odd"] if told else [])
