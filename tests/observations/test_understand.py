"""What an editor types, and what it is understood to mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.observations.question import questions
from briefing.observations.saving import record
from briefing.observations.understand import Entry, understand
from briefing.problems import ProblemsFound
from briefing.project.opening import Project, open_project
from tests.support.mini_project import INDICATORS, SOURCES, mini_project

LATER = SOURCES.replace("id: s1", "id: s2").replace("2026-04-10", "2026-07-20")
MORE = """\
indicators:
  - {id: visits, label: 办理人次, unit: person-time, kind: flow, frequency: quarterly, observations: [
      {period: "2026-01/2026-03", basis: stated, value: "2000万", published: 2000万人次, source: s1, locator: L3}]}
  - {id: ratio, label: 不良率, unit: percent, kind: rate, observations: [
      {period: "2025-12-31", basis: stated, value: "1.2", published: 1.2%, source: s1, locator: L3}]}
  - {id: ratio-change, label: 不良率变动, unit: percentage-point, kind: change, of: ratio, base: yoy, observations: [
      {period: "2025-12-31", basis: stated, value: "-0.1", published: 下降0.1个百分点, source: s1, locator: L3}]}
  - {id: rmb-assets, label: 人民币金融资产规模, unit: CNY, kind: stock, not_comparable: [financial-assets], observations: [
      {period: "2025-12-31", basis: stated, value: "8.8万亿", published: 8.8万亿元, source: s1, locator: L3}]}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = mini_project(tmp_path_factory.mktemp("p"), content__sources__two=LATER, content__indicators__more=MORE)
    found = open_project(root)
    assert not [str(p) for p in found.problems if p.severity == "error"]
    return found


def entry(
    indicator: str = "financial-assets", figure: str = "9.9万亿元", period: str = "2026-06-30", **more: object
) -> Entry:
    return Entry(indicator, figure, period, **{"source": "s2", "locator": "L5", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("indicator", "figure", "value", "qualifier"),
    [
        ("financial-assets", "9.6万亿元", "9.6万亿", None),
        ("financial-assets", "约9.60万亿元", "9.60万亿", "约"),
        ("financial-assets", "6511.3亿元", "6511.3亿", None),
        ("financial-assets", "RMB 651.13 billion", "651.13billion", None),
        ("financial-assets", "more than RMB 9.6 trillion", "9.6trillion", "超"),
        ("visits", "超2117万人次", "2117万", "超"),
        ("ratio", "8.0%", "8.0", None),
        ("ratio-change", "下降0.24个百分点", "-0.24", None),
    ],
)
def test_a_figure_keeps_its_digits_its_scale_and_its_qualifier(
    project: Project, indicator: str, figure: str, value: str, qualifier: str | None
) -> None:
    period = "2026-04/2026-06" if indicator == "visits" else "2026-06-30"
    made = record(project, [entry(indicator, figure, period)])
    observation = next(i for i in made.after.content.indicators if i.id == indicator).observations[-1]
    assert (observation.value, observation.qualifier, observation.published) == (value, qualifier, figure)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (entry("financial-asset"), "observe-unknown"),
        (entry(source="s9"), "observe-unknown"),
        (entry(figure="很多"), "observe-unreadable"),
        (entry(figure="USD 9 billion"), "observe-unit"),
        (entry(period="2026-13"), "observe-period"),
        (entry(locator="第三行"), "observe-locator"),
        (entry(figure="9.6万亿元", period="2025-12-31"), "observe-repeated"),
        (entry(figure="9.7万亿元", period="2025-12-31", source="s1"), "observe-not-later"),
        (entry(withdraw=True), "withdraw-nothing"),
    ],
)
def test_what_cannot_be_meant_is_refused(project: Project, given: Entry, code: str) -> None:
    made, found = understand(given, project.content, project.languages)
    assert made is None
    assert [p.code for p in found] == [code]
    with pytest.raises(ProblemsFound):
        record(project, [given])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (entry(figure="9.9亿元"), "ask-scale"),
        (entry(figure="4.1万亿元"), "ask-jump"),
        (entry(period="2026-12-31"), "ask-after-source"),
        (entry(figure="9.7万亿元", period="2025-12-31"), "ask-revise"),
        (entry(figure="8.9万亿元"), "ask-definition"),
        (entry(published="人民币金融资产9.9万亿元"), "ask-definition"),
        (entry("visits", "2100万人次", "2026-04/2026-05"), "ask-frequency"),
        (entry("ratio", "31.2%"), "ask-jump"),
        (entry(period="2025-12-31", withdraw=True), "ask-withdraw"),
    ],
)
def test_what_looks_wrong_is_asked_about(project: Project, given: Entry, code: str) -> None:
    assert code in [q.code for q in record(project, [given]).asked]


@pytest.mark.parametrize("given", [entry(), entry("visits", "2100万人次", "2026-04/2026-06"), entry("ratio", "1.1%")])
def test_what_looks_right_is_not(project: Project, given: Entry) -> None:
    made = record(project, [given])
    assert made.asked == ()
    assert questions(made.proposals[0], made.after.content, project.base, made.after.base) == ()


def test_a_revision_keeps_the_earlier_value_with_its_vintage(project: Project) -> None:
    made = record(project, [entry(figure="9.7万亿元", period="2025-12-31")])
    base = made.after.base
    now, then = base.facts["financial-assets@2025-12-31"], base.facts["financial-assets@2025-12-31~2026-04-10"]
    assert (now.published, now.source, then.published, then.status) == ("9.7万亿元", "s2", "9.6万亿元", "superseded")
    assert [f.id for f in base.series("financial-assets")] == ["financial-assets@2025-12-31"]
    assert [c.kind for c in made.changes] == ["revised"]


def test_a_withdrawn_figure_is_gone_from_that_day_on(project: Project) -> None:
    base = record(project, [entry(period="2025-12-31", withdraw=True)]).after.base
    assert not base.knows("financial-assets")
    assert base.facts["financial-assets@2025-12-31~2026-04-10"].status == "withdrawn"
    assert base.withdrawn == {"financial-assets@2025-12-31": "s2"}


def test_the_same_fact_twice_in_one_go_is_refused(project: Project) -> None:
    with pytest.raises(ProblemsFound) as caught:
        record(project, [entry(), entry(figure="9.8万亿元")])
    assert [p.code for p in caught.value.problems] == ["observe-twice"]


def test_a_half_typed_file_is_named_and_nothing_else(tmp_path: Path) -> None:
    root = mini_project(tmp_path, content__indicators__half=INDICATORS[: len(INDICATORS) // 2] + '      - period: "20')
    with pytest.raises(ProblemsFound) as caught:
        open_project(root)
    assert {p.code for p in caught.value.problems} == {"yaml-syntax"}


def test_content_with_errors_takes_no_figure(tmp_path: Path) -> None:
    root = mini_project(tmp_path, content__indicators__half=INDICATORS.replace("source: s1", "source: s9"))
    with pytest.raises(ProblemsFound) as caught:
        record(open_project(root), [entry(source="s1")])
    assert caught.value.problems[0].code == "observe-content"
