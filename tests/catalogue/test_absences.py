"""A sentence that says something is missing stands on a claim, and none speaks of what the world has published."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.catalogue.messages import Catalogue, Message
from briefing.catalogue.template_words import absence_problems, caveat_absences, translated_absences
from briefing.content.records import Claim, Conflict
from tests.language.languages import EN, ZH

CLAIMS = {
    "no-rate": Claim.model_validate({"id": "no-rate", "statement": "无", "test": "absent", "left": "rate"}),
    "unsaid": Claim.model_validate({"id": "unsaid", "statement": "无", "test": "unsaid", "left": "a", "source": "s1"}),
    "more": Claim.model_validate({"id": "more", "statement": "多", "test": "greater", "left": "a", "right": "b"}),
}
UNCLAIMED = (
    "暂无数据。", "区县数据缺失。", "目前没有统计。", "文中未提及利率。", "缺乏可比数据。", "口径不详。", "实际数暂缺。",
)  # fmt: skip
MOVING = (
    "规模在扩大",
    "差距正在收窄",
    "贷款余额持续增长",
    "存款稳步上升，贷款回落",
    "增长势头良好",
    "出口呈下降趋势",
    "利率一直在下降",
)
STILL = (
    "要持续扩大，须在2027年末前实现", "推动产业稳步增长的措施", "稳步扩大明示融资成本的范围", "尚未形成稳定增长的投入结构",
    "存款增长8%", "在扩大开放方面先行先试", "现在增加了两家",
)  # fmt: skip
SAYS = "<p>{% trans %}利率水平，所据资料没有给出。{% endtrans %}</p>"


def codes(tmp_path: Path, template: str) -> list[tuple[str, int]]:
    (tmp_path / "one.html").write_text(template, "utf-8")
    return [(p.code, p.line) for p in absence_problems(tmp_path, ["one.html"], ZH, CLAIMS)]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        (SAYS, ["absence-unclaimed"]),
        ("<p>来源没有给出利率。</p>", ["absence-unclaimed"]),
        ('<td>{{ _("来源未单列主题") }}</td>', ["absence-unclaimed"]),
        ('{% if holds("no-rate") %}' + SAYS + "{% endif %}", []),
        ('{% if holds("unsaid") and shows("x") %}' + SAYS + "{% endif %}", []),
        ('{% if holds("more") %}' + SAYS + "{% endif %}", ["absence-unclaimed"]),
        ('{% if holds("no-rate") %}是{% else %}' + SAYS + "{% endif %}", ["absence-unclaimed"]),
        ('{% if not holds("no-rate") %}' + SAYS + "{% endif %}", ["absence-unclaimed"]),
        ('{% if holds("no-rate") or shows("x") %}' + SAYS + "{% endif %}", ["absence-unclaimed"]),
        ('{% if shows("x") %}是{% elif holds("no-rate") %}' + SAYS + "{% endif %}", []),
        ('{{ _("来源未单列主题") if holds("unsaid") else "" }}', []),
        ('{% if holds("no-rate") %}<p>{% trans %}利率尚未公布。{% endtrans %}</p>{% endif %}', ["absence-of-world"]),
        ("<p>{% trans %}存款余额增长。{% endtrans %}</p>", []),
        *((f"<p>{{% trans %}}{words}{{% endtrans %}}</p>", ["absence-unclaimed"]) for words in UNCLAIMED),
        ("<p>{% trans %}两项均未见公布。{% endtrans %}</p>", ["absence-of-world"]),
        *((f"<h1>{{{{ _('{words}') }}}}</h1>", ["direction-unclaimed"]) for words in MOVING),
        *((f"{{% if holds('more') %}}<p>{words}</p>{{% endif %}}", []) for words in MOVING),
        *((f"{{% if holds('no-rate') %}}<p>{words}</p>{{% endif %}}", ["direction-unclaimed"]) for words in MOVING),
        *((f"<p>{{% trans %}}{words}{{% endtrans %}}</p>", []) for words in STILL),
        ("<p>{% trans %}西部数据交易中心已经运行，数据要素市场没有数据交易限制。{% endtrans %}</p>", []),
    ],
)
def test_a_planted_sentence_is_caught_unless_a_claim_stands_behind_it(
    template: str, found: list[str], tmp_path: Path
) -> None:
    assert [code for code, _ in codes(tmp_path, template)] == found


def test_the_line_is_told(tmp_path: Path) -> None:
    assert codes(tmp_path, "<p>甲</p>\n\n" + SAYS) == [("absence-unclaimed", 3)]


@pytest.mark.parametrize(
    ("caveat", "extra", "found"),
    [
        ("来源没有说明口径。", {}, ["absence-unclaimed"]),
        ("口径来源未说明，不可相加。", {}, ["absence-unclaimed"]),
        ("来源没有说明口径。", {"claim": "more"}, ["absence-unclaimed"]),
        ("来源没有说明口径。", {"claim": "no-such"}, ["absence-unclaimed"]),
        ("来源没有说明口径。", {"claim": "unsaid"}, []),
        ("来源没有说明口径。", {"unsaid": True}, []),
        ("口径尚未公布。", {"unsaid": True}, ["absence-of-world"]),
        ("各数相加不等于总数。", {}, []),
    ],
)
def test_a_caveat_that_says_something_is_missing_stands_on_data(
    caveat: str, extra: dict[str, object], found: list[str]
) -> None:
    words = {"kind": "ambiguous", "source": "s1", "locator": "L1", "printed": "甲", "reason": "乙", "caveat": caveat}
    conflict = Conflict.model_validate({"id": "odd", **words, **extra})
    assert [p.code for p in caveat_absences([conflict], ZH, CLAIMS)] == found


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("利率水平，所据资料没有给出。", "The material used gives no level of interest rates.", []),
        ("便于企业比较。", "Companies can compare; the source gives no level.", ["absence-unclaimed"]),
        ("利率水平，所据资料没有给出。", "Interest rates have not been published.", ["absence-of-world"]),
        ("利率水平，所据资料没有给出。", "No rates have been published.", ["absence-of-world"]),
        ("存款增长。", "Deposits rose.", []),
    ],
)
def test_a_translation_says_no_more_is_missing_than_its_source(source: str, target: str, found: list[str]) -> None:
    message = Message("", source, target, "tiny", "i18n/en/tiny.po", 4)
    catalogue = Catalogue("en", {("tiny", "", source): message}, False)
    assert [p.code for p in translated_absences(catalogue, ZH, EN)] == found
