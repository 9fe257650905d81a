"""Figures that look like an indicator and are something else: a part of the place, what came in instead of what stands, a
narrower thing. None is proposed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.content.records import Indicator
from briefing.releases.matching import THRESHOLD, candidates, place_of
from briefing.releases.naming import index
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
    ("rate", "新发放企业贷款加权平均利率", "Weighted average interest rate on new corporate loans", "percent", "rate", None),
    ("deposits", "本外币存款余额", "Outstanding deposits in RMB and foreign currencies", "CNY", "stock", None),
    ("inclusive", "普惠小微贷款余额", "Outstanding inclusive loans to micro and small businesses", "CNY", "stock", None),
    ("company-loans", "科技企业贷款余额", "Outstanding loans to technology companies", "CNY", "stock", None),
    ("listed", "上市企业数量", "Listed companies", "company", "stock", None),
    ("listed-new", "行动以来新增境内外上市公司", "Companies newly listed since it began", "company", "cumulative", None),
    ("sisters", "国际友好城市数量", "International sister cities", "city", "stock", None),
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
    ("6月，全市新发放企业贷款加权平均利率3.05%。", "rate"),
    ("6月，全市新发放普惠小微企业贷款加权平均利率3.62%。", ""),
    ("6月，全市普惠小微企业贷款利率3.62%。", ""),
    ("6月，全市新发放民营企业贷款加权平均利率3.3%。", ""),
    ("截至6月末，全市普惠小微企业贷款余额7012亿元。", "inclusive"),
    ("截至6月末，全市小微企业贷款余额1.2万亿元。", ""),
    ("截至6月末，全市小额贷款公司贷款余额2300亿元。", ""),
    ("截至6月末，全市科技企业贷款余额5000亿元。", "company-loans"),
    ("普惠小微企业贷款余额7012亿元，科技贷款余额8300亿元。", "tech"),
    ("截至6月末，全市贷款余额6.9万亿元。", ""),
    ("截至6月末，全市本外币存款余额6.05万亿元。", "deposits"),
    ("截至6月末，全市人民币存款余额5.8万亿元。", ""),
    ("截至6月末，全市外币存款余额600亿元。", ""),
    ("截至6月末，全市上市企业125家。", "listed"),
    ("截至6月末，全市A股上市公司81家。", ""),
    ("截至6月末，全市港股上市公司18家。", ""),
    ("截至6月末，全市境内外上市公司143家。", ""),
    ("行动以来，全市新增境内外上市公司14家。", "listed-new"),
    ("截至6月末，全市国际友好城市54个。", "sisters"),
    ("6月份，70个大中城市新建商品住宅销售价格环比上涨的城市有20个。", ""),
    ("截至6月末，武汉市人民币贷款余额4.9万亿元。", ""),
    ("截至6月末，贵阳人民币贷款余额2万亿元。", ""),
    ("截至6月末，宜昌市人民币贷款余额8000亿元。", ""),
    ("湖北省2026年上半年运行情况\n截至6月末，全省人民币贷款余额4.9万亿元。", ""),
    ("武汉市2026年上半年运行情况\n截至6月末，全市人民币贷款余额4.9万亿元。", ""),
    ("重庆市2026年上半年运行情况\n武汉市有关部门前来考察。截至6月末，全市人民币贷款余额6.9万亿元。", "loans"),
    ("上海证券交易所来渝调研\n截至6月末，全市人民币贷款余额6.9万亿元。", "loans"),
    ("In June, the weighted average interest rate on new corporate loans of the city was 3.05 percent.", "rate"),
    ("In June, the average interest rate on new inclusive loans to small and micro businesses was 3.62 percent.", ""),
    ("At the end of June, the city had 125 listed companies.", "listed"),
    ("At the end of June, the city had 81 A-share listed companies.", ""),
    ("The city has 54 international sister cities.", "sisters"),
    ("The city has 120 sister and friendship cities.", ""),
    ("截至6月末，全市友好城市和友好交流城市120个。", ""),
    ("In June, new home prices rose in 20 of 70 large and medium-sized cities.", ""),
    ("At the end of June, outstanding RMB deposits of the city reached 5.8 trillion yuan.", ""),
    ("At the end of June, outstanding RMB loans of Wuhan reached 4.68 trillion yuan.", ""),
    ("Wuhan's economy in the first half\nAt the end of June, outstanding RMB loans were 4.68 trillion yuan.", ""),
    ("Chongqing's economy in the first half\nAt the end of June, outstanding RMB loans were 6.7 trillion yuan.", "loans"),
    # a price, energy a unit, what only begins like an indicator
    ("截至6月末，全市户籍人口人均地区生产总值80000元/人。", ""),
    ("上半年，全市单位GDP能耗下降2.3%。", ""),
    # a place that is on no list, by how the first lines name it
    ("雅安市上半年经济运行情况\n截至6月末，全市人民币贷款余额1200亿元。", ""),
    ("2025年台州市国民经济和社会发展统计公报\n截至6月末，全市人民币贷款余额1200亿元。", ""),
    ("记者从市统计局获悉，截至6月末，全市人民币贷款余额6.9万亿元。", "loans"),
    # a place that figures are only compared with
    ("贷款增速低于成都0.3个百分点，存款增速高于成都0.5个百分点，总量领先成都。\n截至6月末，人民币贷款余额6.9万亿元。", "loans"),
    ("上半年全市经济运行情况\n截至6月末，全市人民币贷款余额6.9万亿元。", "loans"),
    ("Quzhou's economy in the first half\nAt the end of June, outstanding RMB loans were 468 billion yuan.", ""),
    ("YIWU, July 24 (Xinhua) -- At the end of June, outstanding RMB loans of the trade hub were 468 billion yuan.", ""),
    ("The Quzhou statistics bureau announced it\nAt the end of June, outstanding RMB loans were 468 billion yuan.", ""),
    ("In the first half, Quzhou saw its economy grow\nAt the end of June, outstanding RMB loans were 468 billion yuan.", ""),
    ("June's figures of the city\nAt the end of June, outstanding RMB loans were 6.7 trillion yuan.", "loans"),
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
    lookup = replace(lookup, place=place_of(release.lines, lookup))
    found = candidates(release.figures[-1], lookup)
    best = found[0] if found else None
    sure = best is not None and best.score >= THRESHOLD and not best.mismatch
    assert (best.indicator.id if best is not None and sure else "") == proposed
