"""Rows against published totals: agreement within the digits published, differences named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from briefing.content.load import load_content
from briefing.facts.building import build_fact_base
from briefing.project.opening import supplied
from briefing.projects.checks import Compared, reconcile_list
from briefing.projects.grouping import select
from briefing.projects.project_facts import with_projects
from tests.projects.workbooks import ROOT
from tests.support.content_case import write

INDICATORS = """\
indicators:
  - {id: total-projects, label: 项目数, unit: project, kind: count, observations: [
      {period: "2026-04-10", basis: stated, value: "3", published: 3个, source: s1, locator: L3}]}
  - {id: total-money, label: 总投资, unit: CNY, kind: stock, observations: [
      {period: "2026-04-10", basis: stated, value: "60亿", published: 60亿元, source: s1, locator: L3}]}
  - {id: bio-projects, label: 生物医药项目数, unit: project, kind: count, observations: [
      {period: "2026-04-10", basis: stated, value: "2", published: 2个, source: s1, locator: L3}]}
  - {id: bio-money, label: 生物医药总投资, unit: CNY, kind: stock, observations: [
      {period: "2026-04-10", basis: stated, value: "32亿", published: 32亿元, source: s1, locator: L3}]}
  - {id: big-bound, label: 大项目下限, unit: CNY, kind: threshold, observations: [
      {period: "2026-04-10", basis: stated, value: "20亿", qualifier: 以上, published: 20亿元以上, source: s1, locator: L3}]}
  - {id: big-projects, label: 大项目数, unit: project, kind: count, observations: [
      {period: "2026-04-10", basis: stated, value: "2", published: 2个, source: s1, locator: L3}]}
"""
LISTS = """\
lists:
  - id: sectors
    title: 领域
    source: s1
    locator: L3
    complete: false
    items: [{id: bio, name: 生物医药, figures: {projects: bio-projects, investment: bio-money}}]
  - id: sizes
    title: 规模
    source: s1
    locator: L3
    complete: true
    items: [{id: big, name: 大项目, figures: {threshold: big-bound, projects: big-projects}}]
"""
PROJECTS = """\
project_lists:
  - id: test
    title: 清单
    issuer: 单位
    file: a.xlsx
    sha256: x
    date: "2026-04-10"
    published: {projects: total-projects, investment: total-money, sectors: sectors, sizes: sizes}
projects:
  - {id: "0001", list: test, name: 甲, sector: 生物医药, regions: [主城都市区, 渝东北三峡库区],
     investment: {value: "10.4亿", published: x}}
  - {id: "0002", list: test, name: 乙, sector: 生物医药, investment: {value: "20亿", published: x}}
  - {id: "0003", list: test, name: 丙, sector: 先进材料, investment: {value: "29.3亿", published: x}}
"""


def compared(root: Path, projects: str = PROJECTS) -> dict[str, Compared]:
    """What reconciling finds, by published fact."""
    files = {
        "content/indicators/i.yaml": INDICATORS,
        "content/lists/l.yaml": LISTS,
        "content/projects/p.yaml": projects,
    }
    content, problems = load_content(write(root, files))
    assert not problems, [str(p) for p in problems]
    base = with_projects(build_fact_base(content)[0], content)
    selection = select(base, "test", "list.test", content.projects, ("100亿", "20亿"))

    base = replace(base, facts={**base.facts, **selection.facts})
    return {c.published: c for c in reconcile_list(content.project_lists[0], selection, base)}


def test_agreement_is_within_the_digits_published(tmp_path: Path) -> None:
    found = compared(tmp_path)
    assert {k: c.agrees for k, c in found.items()} == {
        "total-projects@2026-04-10": True,
        "total-money@2026-04-10": True,  # 59.7, printed as 60
        "bio-projects@2026-04-10": True,
        "bio-money@2026-04-10": False,  # 30.4, published as 32
        "big-projects@2026-04-10": True,
    }
    assert str(found["bio-money@2026-04-10"].apart) != ""


def test_an_open_amount_can_only_add(tmp_path: Path) -> None:
    more = PROJECTS.replace('{value: "10.4亿", published: x}', "{value: null, published: 5—11亿元}")
    found = compared(tmp_path, more)
    assert found["bio-money@2026-04-10"].agrees
    assert found["bio-money@2026-04-10"].only_with_open
    assert not found["bio-projects@2026-04-10"].only_with_open
    assert found["total-projects@2026-04-10"].agrees


def test_differences_are_problems_with_both_figures(tmp_path: Path) -> None:
    compared(tmp_path)
    for name in ("content/workbooks",):
        (tmp_path / name).mkdir(parents=True)
        for path in (ROOT / name).iterdir():
            (tmp_path / name / path.name).write_bytes(path.read_bytes())
    content, _ = load_content(tmp_path)
    base, everything, _, problems = supplied(tmp_path, content, build_fact_base(content)[0], {})
    assert everything is not None
    (differing,) = [line for line in everything.reconciled["test"] if line.apart]
    gap = base.facts[differing.apart]
    assert gap.quantity is not None
    assert (gap.quantity.value, differing.more) == (Decimal("160000000"), True)
    assert gap.inputs == (differing.published, differing.rows)
    assert [line.agrees for line in everything.reconciled["test"]] == [True, True, True, False, True]
    bands = everything.reconciled["test"][-1]
    assert len(base.facts[bands.rows].inputs) == 2
    assert [p.code for p in problems] == ["list-reconciled-differs"]
    assert "生物医药总投资" in problems[0].message
    assert problems[0].line > 0
