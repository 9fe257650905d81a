"""What an editor types, and what it is understood to mean."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefing.language import print_fact
from briefing.observations.questions import questions
from briefing.observations.saving import record
from briefing.observations.understand import Entry, understand
from briefing.problems import ProblemsFound
from briefing.project.opening import Project, open_project
from tests.support.mini_project import INDICATORS, SOURCES, mini_project

LATER = SOURCES.replace("id: s1", "id: s2").replace("2026-04-10", "2026-07-20")
BARE = (
    re.sub(r"(?s)    sections:.*", "", LATER.replace("id: s2", "id: s3").replace("one.txt", "three.txt"))
    + '    number: "9"\n'
)
MORE = """\
indicators:
  - {id: visits, label: 办理人次, unit: person-time, kind: flow, frequency: quarterly, observations: [
      {period: "2026-01/2026-03", basis: stated, value: "2000万", published: 2000万人次, source: s1, locator: L3}]}
  - {id: ratio, label: 不良率, unit: percent, kind: rate, observations: [
      {period: "2025-12-31", basis: stated, value: "1.2", published: 1.2%, source: s1, locator: L3}]}
  - {id: ratio-change, label: 不良率变动, unit: percentage-point, kind: change, of: ratio, base: yoy, observations: [
      {period: "2025-12-31", basis: stated, value: "-0.1", published: 下降0.1个百分点, source: s1, locator: L3}]}
  - {id: place, label: 综合位次, unit: rank, kind: rank, region: central-western-china, observations: [
      {period: "2025-12-31", basis: stated, value: "1", published: 居中西部第一, source: s1, locator: L3}]}
  - {id: place-change, label: 位次变化, unit: rank, kind: change, of: place, base: yoy, region: china, observations: [
      {period: "2025-12-31", basis: stated, value: "1", published: 上升1位, source: s1, locator: L3}]}
  - {id: banks, label: 银行家数, unit: institution, kind: stock, observations: [
      {period: "2025-12-31", basis: stated, value: "30", published: 30家, source: s1, locator: L3}]}
  - {id: rmb-assets, label: 人民币金融资产规模, unit: CNY, kind: stock, not_comparable: [financial-assets], observations: [
      {period: "2025-12-31", basis: stated, value: "8.8万亿", published: 8.8万亿元, source: s1, locator: L3}]}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = mini_project(
        tmp_path_factory.mktemp("p"),
        content__sources__two=LATER,
        content__sources__three=BARE,
        content__indicators__more=MORE,
    )
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
        ("ratio-change", "同比下降28个基点", "-0.28", None),
        ("financial-assets", "达96,800亿元", "96800亿", None),
        ("financial-assets", "增至9.6万亿元", "9.6万亿", None),
        ("financial-assets", "近十万亿元", "10万亿", "近"),
        ("financial-assets", "不超过9.6万亿元", "9.6万亿", "不超过"),
        ("financial-assets", "逾9.6万亿元", "9.6万亿", "逾"),
        ("place", "居中西部第一", "1", None),
        ("place", "中西部第2位", "2", None),
        ("place", "第一", "1", None),
        ("place", "first in central and western China", "1", None),
        ("place-change", "上升2位", "2", None),
        ("place-change", "up two places year on year", "2", None),
        ("banks", "三十六家", "36", None),
        ("banks", "31家以内", "31", "以内"),
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
        (entry(figure="9.4万亿元", period="2025-12-31"), "observe-contradicts"),
        (entry(figure="9.4万亿元", period="2025-12-31", disagreement=True), "observe-caveat"),
        (entry("ratio-change", "数个百分点"), "observe-open"),
        (entry(figure="9—10万亿元", period="2025-12-31"), "observe-contradicts"),
        (entry(published="金融资产规模再上台阶"), "observe-published"),
        (entry(published="全市金融资产居西部第一"), "observe-published"),
        (entry(published="金融机构达458家"), "observe-published"),
        (entry(figure="数万亿元", published="金融资产规模可观"), "observe-published"),
        (entry(published="金融资产规模达8.9万亿元"), "published-differs"),
        (entry("ratio-change", "较年初下降0.2个百分点"), "published-base"),
        (entry("ratio-change", "较2020年末下降0.2个百分点"), "published-base"),
        (entry("ratio-change", "年均下降0.2个百分点"), "published-base"),
        (entry("ratio-change", "环比下降0.2个百分点"), "published-base"),
        (entry("ratio-change", "较一季度末下降0.2个百分点"), "published-base"),
        (entry("ratio-change", "下降0.2个百分点", published="不良率较年初下降0.2个百分点"), "published-base"),
        (entry("ratio", "同比增长1.2%"), "published-change"),
        (entry("place", "居西部第一"), "published-region"),
        (entry("place", "成都第一"), "published-region"),
        (entry("place", "第1", published="居西部第一"), "published-region"),
        (entry("place", "上升2位"), "published-change"),
        (entry("place-change", "全国第二"), "published-level"),
    ],
)
def test_what_cannot_be_meant_is_refused(project: Project, given: Entry, code: str) -> None:
    made, found = understand(given, project.content, project.languages)
    assert made is None
    assert [p.code for p in found] == [code]
    with pytest.raises(ProblemsFound):
        record(project, [given])


@pytest.mark.parametrize(
    ("figure", "published", "printed"),
    [
        ("9—10万亿元", "", ("9—10万亿元", "RMB 9 trillion to RMB 10 trillion")),
        ("9万亿元至10万亿元", "规模为9万亿元至10万亿元", None),
        ("数万亿元", "规模达数万亿元", ("数万亿元", "trillions of RMB")),
        ("RMB 9 trillion to RMB 10 trillion", "", None),
    ],
)
def test_what_a_source_leaves_open_is_entered_as_open_and_asked_about(
    project: Project, figure: str, published: str, printed: tuple[str, str] | None
) -> None:
    made = record(project, [entry(figure=figure, published=published)])
    assert [p.code for p in made.asked] == ["ask-open"]
    fact = made.after.base.facts["financial-assets@2026-06-30"]
    assert (fact.quantity, fact.published) == (None, figure)
    said = tuple(print_fact(made.after.languages[tag], fact).replace("\u00a0", " ") for tag in ("zh", "en"))
    assert not printed or said == printed
    assert b"value: null" in made.files["content/indicators/one.yaml"]


def test_a_rough_figure_that_is_one_value_is_entered_as_about(project: Project) -> None:
    made = record(project, [entry("ratio", "约3成", "2026-06-30")])
    fact = made.after.base.facts["ratio@2026-06-30"]
    assert fact.quantity is not None
    assert [print_fact(made.after.languages[tag], fact) for tag in ("zh", "en")] == ["约30%", "about 30%"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (entry(figure="9.9亿元"), "ask-scale"),
        (entry(source="s3", locator="L50000"), "ask-locator"),
        (entry(source="s3", locator="L9-50000"), "ask-locator"),
        (entry(figure="4.1万亿元"), "ask-jump"),
        (entry(period="2026-12-31"), "ask-after-source"),
        (entry(figure="9.7万亿元", period="2025-12-31", revision=True), "ask-revise"),
        (entry(figure="8.9万亿元"), "ask-definition"),
        (entry(published="人民币金融资产9.9万亿元"), "ask-definition"),
        (entry("visits", "2100万人次", "2026-04/2026-05"), "ask-frequency"),
        (entry("ratio", "31.2%"), "ask-jump"),
        (entry("ratio", "10.9%"), "ask-ratio"),
        (entry("ratio", "-1.1%"), "ask-ratio"),
        (entry("banks", "0家"), "ask-nought"),
        (entry("visits", "2100万人次", "2026-06-30"), "ask-flow-day"),
        (entry("visits", "390万人次", "2026-01/2026-06"), "doubt-cumulative"),
        (entry("visits", "39亿人次", "2026-01/2026-06"), "doubt-pace"),
        (entry(figure="9.4万亿元", period="2025-03-31"), "ask-earlier"),
        (entry(figure="9.4万亿元", period="2025-12-31", disagreement=True, caveat="来源不一致。"), "ask-dispute"),
        (entry(period="2025-12-31", withdraw=True), "ask-withdraw"),
    ],
)
def test_what_looks_wrong_is_asked_about(project: Project, given: Entry, code: str) -> None:
    assert code in [q.code for q in record(project, [given]).asked]


def test_full_width_digits_are_read(project: Project) -> None:
    assert record(project, [entry(figure="９．６万亿元")]).proposals[0].value == "9.6万亿"


@pytest.mark.parametrize("figure", ["34.5家", "-3家"])
def test_an_impossible_value_is_never_saved(project: Project, figure: str) -> None:
    with pytest.raises(ProblemsFound, match="impossible-value"):
        record(project, [entry("banks", figure)])


def test_a_rank_below_one_is_never_saved(project: Project) -> None:
    with pytest.raises(ProblemsFound, match=r"observe-unreadable|impossible-value"):
        record(project, [entry("place", "0")])


def test_since_the_end_of_last_year_is_year_on_year_at_the_end_of_a_year(project: Project) -> None:
    assert record(project, [entry("ratio-change", "较上年末下降0.2个百分点", "2026-12-31")]).proposals


def test_a_base_in_words_of_its_own_is_resolved_by_a_note(project: Project) -> None:
    told = entry("ratio-change", "较“十四五”初期下降0.2个百分点", basis="inferred", note="指2025年6月末")
    assert record(project, [told]).proposals


def test_a_disagreement_keeps_both_and_tells_the_reader(project: Project) -> None:
    given = entry(figure="9.4万亿元", period="2025-12-31", disagreement=True, caveat="另一来源的数字不同。")
    made = record(project, [given])
    base = made.after.base
    assert base.facts["financial-assets@2025-12-31"].published == "9.6万亿元"
    assert "另一来源的数字不同。" in [c.caveat for c in base.conflicts_of("financial-assets@2025-12-31")]
    assert "content/relations/disagreements.yaml" in made.files


def test_a_label_leads_to_its_indicator(project: Project) -> None:
    _, found = understand(entry("人民币金融资产规模"), project.content, project.languages)
    assert "did you mean rmb-assets (人民币金融资产规模)?" in found[0].message
    _, found = understand(entry("不良贷款率"), project.content, project.languages)
    assert "ratio (不良率)" in found[0].message


@pytest.mark.parametrize("given", [entry(), entry("visits", "2100万人次", "2026-04/2026-06"), entry("ratio", "1.1%")])
def test_what_looks_right_is_not(project: Project, given: Entry) -> None:
    made = record(project, [given])
    assert made.asked == ()
    assert questions(made.proposals[0], made.after.content, project.base, made.after.base) == ()


def test_a_revision_keeps_the_earlier_value_with_its_vintage(project: Project) -> None:
    made = record(project, [entry(figure="9.7万亿元", period="2025-12-31", revision=True)])
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
