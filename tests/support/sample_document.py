"""A small document tree that uses every node, in Chinese and in English, for the writers' tests."""

from __future__ import annotations

from briefing.document import NumberingLevel
from briefing.document.nodes import (
    Callout,
    Caption,
    Cell,
    Chart,
    Column,
    Cover,
    Definition,
    Definitions,
    Document,
    Emphasis,
    Figure,
    Foreign,
    Inline,
    KeyFigure,
    KeyFigures,
    ListBlock,
    Moment,
    Name,
    Note,
    Paragraph,
    PullFact,
    Reference,
    Section,
    Series,
    SourceEntry,
    SourceLink,
    SourceList,
    Strong,
    Table,
    Text,
)

WORDS = {
    "zh": {
        "tag": "zh-CN",
        "series": "投资重庆",
        "title": "西部金融中心投资简报",
        "subtitle": "规模、政策与机会",
        "scale": "规模与机构",
        "assets": "9.6万亿元",
        "label": "金融资产规模",
        "when": "2025年末",
        "asof": "截至2025年末",
        "before": "，全市金融资产规模达",
        "after": "，是投资者了解本地市场的起点。",
        "table": "表",
        "figure": "图",
        "gap": "　",
        "source": "来源：",
        "sector": "行业",
        "amount": "投资额（亿元）",
        "row": "智能网联新能源汽车",
        "cell": "1008",
        "total": "合计",
        "total_cell": "5000",
        "insight": "这意味着什么",
        "caveat": "数据提示",
        "text": "两处口径不同，不宜直接比较。",
        "contents": "目录",
        "page": "第{page}页，共{pages}页",
        "sources": "资料来源",
        "glossary": "术语",
        "term": "西部陆海新通道",
        "see": "表1",
        "nested": "机构体系",
        "numbering": "一、",
        "sub": "（一）",
        "issuer": "重庆日报，2026年4月10日",
        "foreign": "AFRE",
        "foreign_tag": "en",
        "long": "本段用来检验中文两端对齐、避头尾与中西文间距：A股、H股与REITs等字样夹在汉字之间，",
    },
    "en": {
        "tag": "en-GB",
        "series": "Invest in Chongqing",
        "title": "Western Financial Centre: Investor Briefing",
        "subtitle": "Scale, policy and opportunity",
        "scale": "Scale and institutions",
        "assets": "RMB\u00a09.6\u00a0trillion",
        "label": "Financial assets",
        "when": "End-2025",
        "asof": "At end-2025",
        "before": ", the city’s financial assets stood at ",
        "after": ", the starting point for any reading of the local market.",
        "table": "Table ",
        "figure": "Figure ",
        "gap": "\u2002",
        "source": "Source: ",
        "sector": "Sector",
        "amount": "Investment (RMB billion)",
        "row": "Intelligent connected new-energy vehicles",
        "cell": "100.8",
        "total": "Total",
        "total_cell": "500",
        "insight": "What it means",
        "caveat": "Data caveat",
        "text": "The two figures differ in scope and should not be compared.",
        "contents": "Contents",
        "page": "Page {page} of {pages}",
        "sources": "Sources",
        "glossary": "Glossary",
        "term": "New International Land-Sea Trade Corridor (ILSTC)",
        "see": "Table 1",
        "nested": "Institutions",
        "numbering": "1",
        "sub": "1.1",
        "issuer": "Chongqing Daily, 10 April 2026",
        "foreign": "智融惠畅",
        "foreign_tag": "zh-CN",
        "long": "This passage tests justified setting, hyphenation and the no-break spaces inside amounts of money, ",
    },
}


def sample(language: str, rows: int = 3, stamp: str = "") -> Document:
    """The sample in ``zh`` or ``en``; ``rows`` lengthens its table over pages."""
    w = WORDS[language]
    assets = Figure("financial-assets@2025-12-31", "9600000000000", "CNY", w["assets"])
    cell = Figure("opportunity-investment.nev@2024-04-10", "100800000000", "CNY", w["cell"], "cell")
    total = Figure("opportunity-investment@2024-04-10", "500000000000", "CNY", w["total_cell"], "cell")
    source: tuple[Inline, ...] = (Text(w["source"]), SourceLink("source-s000", "S1"), Text(" " + w["issuer"]))
    note = Note("note-1", 1, (SourceLink("source-s000", "S1"), Text(" " + w["issuer"])))
    caption = Caption(w["table"], 1, w["gap"], (Text(w["sector"]),))
    table = Table(
        "table-sectors",
        caption,
        (Column("start", 60), Column("end", 40)),
        head=((Cell((Text(w["sector"]),), "col"), Cell((Text(w["amount"]),), "col")),),
        body=tuple((Cell((Text(w["row"]),), "row"), Cell((cell,))) for _ in range(rows)),
        foot=((Cell((Text(w["total"]),), "row"), Cell((total,))),),
        notes=((Text(w["text"]),),),
        source=source,
    )
    chart = Chart(
        "chart-sectors",
        Caption(w["figure"], 1, w["gap"], (Text(w["amount"]),)),
        "bar",
        (w["row"], w["total"]),
        (Series(w["amount"], (cell, total)),),
        w["amount"],
        "1e9",
        f"{w['row']}: {w['cell']}; {w['total']}: {w['total_cell']}",
        source=source,
    )
    body = Paragraph(
        (
            Moment("2025-12-31", w["asof"], assets.fact),
            Text(w["before"]),
            assets,
            Text(w["after"]),
            note,
            Text(" "),
            Reference("table-sectors", w["see"]),
        )
    )
    inner = Section(
        "institutions",
        2,
        w["sub"],
        (Text(w["nested"]),),
        (
            Paragraph(
                (
                    Text(w["long"] * 4),
                    Strong((Text(w["label"]),)),
                    Emphasis((Text(w["when"]),)),
                    Name("西部陆海新通道", (Text(w["term"]),)),
                    Foreign(w["foreign_tag"], w["foreign"]),
                )
            ),
            ListBlock(((Paragraph((Text(w["row"]),)),), (Paragraph((Text(w["total"]),)),))),
            ListBlock(((Paragraph((Text(w["row"]),)),),), ordered=True),
        ),
    )
    scale = Section(
        "scale",
        1,
        w["numbering"],
        (Text(w["scale"]),),
        (
            Paragraph((Text(w["text"]),), "lead"),
            KeyFigures(
                (
                    KeyFigure((assets,), (Text(w["label"]),), (Moment("2025-12-31", w["when"], assets.fact),)),
                    KeyFigure((total,), (Text(w["amount"]),)),
                ),
                source,
            ),
            body,
            table,
            chart,
            PullFact((assets,), (Text(w["label"]),)),
            Callout("insight", (Text(w["insight"]),), (Paragraph((Text(w["text"]),)),)),
            Callout("caveat", (Text(w["caveat"]),), (Paragraph((Text(w["text"]),)),)),
            inner,
        ),
    )
    back = Section(
        "sources",
        1,
        "",
        (Text(w["sources"]),),
        (
            Definitions((Definition((Text(w["term"]),), (Text(w["text"]),)),)),
            SourceList((SourceEntry("source-s000", "S1", (Text(w["issuer"]),)),)),
            Paragraph((Text(w["text"]),), "small"),
        ),
    )
    numbering = {
        "zh": (
            NumberingLevel("chineseCounting", "%1、"),
            NumberingLevel("chineseCounting", "（%2）"),
            NumberingLevel("decimal", "%3."),
        ),
        "en": (
            NumberingLevel("decimal", "%1"),
            NumberingLevel("decimal", "%1.%2"),
            NumberingLevel("decimal", "%1.%2.%3"),
        ),
    }
    labels = {key: w[key] for key in ("contents", "page", "source", "insight", "caveat", "sources", "glossary")}
    labels["continued"] = "续%(table)s" if language == "zh" else "%(table)s (continued)"
    return Document(
        "western-financial-centre",
        w["tag"],
        "2026-07-03",
        "2026-07-03",
        Cover(w["series"], w["title"], w["subtitle"], (w["issuer"],), (w["text"],)),
        (scale, back),
        labels,
        numbering[language],
        author="Chongqing",
        subject=w["subtitle"],
        stamp=stamp,
    )
