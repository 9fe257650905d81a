"""Figures that look like an indicator and are something else: a part of the place, what came in instead of what stands, a
narrower thing. None is proposed."""

from __future__ import annotations

import pytest

from briefing.content.records import Indicator
from briefing.releases.matching import THRESHOLD, candidates, index
from tests.releases.test_figures import LANGUAGES, RULES, read

INDICATORS = [
    ("loans", "人民币贷款余额", "Outstanding RMB loans", "CNY", "stock", None),
    ("green", "绿色贷款余额", "Outstanding green loans", "CNY", "stock", None),
    ("tech", "科技贷款余额", "Outstanding technology loans", "CNY", "stock", None),
    ("afre", "社会融资规模增量", "Increase in aggregate financing to the real economy (AFRE)", "CNY", "flow", None),
    ("gdp", "地区生产总值", "Gross domestic product (GDP)", "CNY", "flow", None),
    ("gdp-growth", "地区生产总值增速", "Real GDP growth", "percent", "change", "gdp"),
    ("population", "常住人口", "Permanent residents", "person", "stock", None),
    ("output-part", "长寿经开区规模以上工业产值", "Industrial output, Changshou", "CNY", "flow", None),
    ("output-part-growth", "长寿经开区规模以上工业产值同比增速", "Growth of industrial output, Changshou",
     "percent", "change", "output-part"),
    ("airport", "重庆江北国际机场旅客吞吐量", "Passengers at Jiangbei Airport", "person-time", "flow", None),
    ("finance", "金融业增加值", "Value added of the financial industry", "CNY", "flow", None),
    ("cars", "新能源汽车产量", "Output of new energy vehicles", "vehicle", "flow", None),
]  # fmt: skip

CASES = [
    ("截至6月末，全市人民币贷款余额6.68万亿元。", "loans"),
    ("上半年，全市新增人民币贷款3500亿元。", ""),
    ("上半年，全市人民币贷款新增3500亿元。", ""),
    ("上半年，全市发放绿色贷款800亿元。", ""),
    ("截至6月末，绿色贷款余额800亿元。", "green"),
    ("截至6月末，绿色债券余额800亿元。", ""),
    ("截至6月末，涉农贷款余额800亿元。", ""),
    ("上半年，全市社会融资规模增量3900亿元。", "afre"),
    ("截至6月末，全市社会融资规模存量10万亿元。", ""),
    ("上半年，全市地区生产总值同比增长5.3%。", "gdp-growth"),
    ("上半年，全市地区生产总值名义增长4.8%。", ""),
    ("上半年，全市第二产业增加值6000亿元。", ""),
    ("上半年，全市金融业增加值1500亿元。", "finance"),
    ("截至6月末，全市常住人口3190万人。", "population"),
    ("截至6月末，全市城镇常住人口2300万人。", ""),
    ("截至6月末，全市户籍人口3400万人。", ""),
    ("上半年，长寿经开区规模以上工业产值同比增长8%。", "output-part-growth"),
    ("上半年，全市规模以上工业产值同比增长6.1%。", ""),
    ("上半年，全市规模以上工业增加值同比增长6.1%。", ""),
    ("上半年，江北国际机场旅客吞吐量2500万人次。", "airport"),
    ("上半年，万州机场旅客吞吐量60万人次。", ""),
    ("上半年，新能源汽车产量60万辆。", "cars"),
    ("上半年，新能源汽车销量60万辆。", ""),
    ("At the end of June, outstanding RMB loans of the city reached 6.68 trillion yuan.", "loans"),
    ("New RMB loans of the city reached 350 billion yuan in the first half.", ""),
    ("RMB loans of the city increased by 350 billion yuan in the first half.", ""),
    ("In the first half, nominal GDP growth of the city was 4.8 percent.", ""),
    ("In the first half, industrial output of the city grew by 6.1 percent.", ""),
    ("In the first half, the industrial output of Changshou grew by 8 percent.", "output-part-growth"),
    ("In the first half, sales of new energy vehicles in the city reached 300,000 vehicles.", ""),
    ("In the first half, output of new energy vehicles in the city reached 300,000 vehicles.", "cars"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "proposed"), CASES)
def test_what_only_looks_like_an_indicator_is_not_proposed(text: str, proposed: str) -> None:
    release = read(text)
    indicators = [
        Indicator.model_validate(
            {"id": id_, "label": zh, "unit": unit, "kind": kind, "of": of, "base": "yoy" if kind == "change" else None}
        )
        for id_, zh, _, unit, kind, of in INDICATORS
    ]
    labels = {zh: en if release.tag == "en" else zh for _, zh, en, *_ in INDICATORS}
    lookup = index(indicators, labels, LANGUAGES[release.tag], RULES[release.tag], frozenset({"chongqing"}))
    found = candidates(release.figures[-1], lookup)
    best = found[0] if found else None
    sure = best is not None and best.score >= THRESHOLD and not best.hindrance
    assert (best.indicator.id if best is not None and sure else "") == proposed
