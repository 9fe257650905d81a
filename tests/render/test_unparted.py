"""A day keeps its month and its year, and a year the word it is joined to, in every writer."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from briefing.document.nodes import (
    Caption,
    Cell,
    Column,
    Definition,
    Definitions,
    Figure,
    Inline,
    Moment,
    Name,
    Note,
    Paragraph,
    Section,
    Table,
    Text,
)
from briefing.render.columns import kept_whole
from briefing.render.docx.styles import W
from briefing.render.html.inline import Medium, PageContext, inlines, note_body
from briefing.render.html.tokens import characters, to_html
from briefing.render.unparted import dates_held, ending_held, hyphens_held, period_held, title_held, units_held
from tests.render.docx.reading import house, loose, rendered, said, xml
from tests.support.sample_document import sample

S, H = "\u00a0", "\u2011"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("S1, 13 November 2025; S3.", f"S1, 13{S}November{S}2025; S3."),
        ("in 13 provinces of 2025", "in 13 provinces of 2025"),
        ("about 12 billion", "about 12 billion"),
        ("2025年11月13日", "2025年11月13日"),
        ("value added of RMB 380 billion in 2027", f"value added of RMB{S}380{S}billion in 2027"),
        ("NPL 5 per cent", f"NPL{S}5{S}per cent"),
        ("worth USD 1,200.", f"worth USD{S}1,200."),
        ("the GDP of 2025", "the GDP of 2025"),
    ],
)
def test_a_full_date_or_amount_in_running_text_is_held_together(text: str, held: str) -> None:
    assert dates_held(text) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("at end-2025, up", f"at end{H}2025, up"),
        ("https://example.cn/made-in-2025-up-9", "https://example.cn/made-in-2025-up-9"),
        ("https://example.cn/end-2025", "https://example.cn/end-2025"),
        ("15-year", "15-year"),
    ],
)
def test_a_hyphen_before_a_year_is_held_and_an_address_stays_as_it_is(text: str, held: str) -> None:
    assert hyphens_held(text) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("End-2025", f"End{H}2025"),
        ("9 May 2026", f"9{S}May{S}2026"),
        ("as reported in May 2026", f"as reported in May{S}2026"),
        ("2025年末", "2025年末"),
    ],
)
def test_a_period_is_held_together(text: str, held: str) -> None:
    assert period_held(text) == held


def test_the_unit_in_the_head_of_a_column_is_held_together() -> None:
    head = ((Cell((Text("Average (RMB billion)"),), "col"), Cell((Text("Any (more than sixteen letters)"),), "col")),)
    body = ((Cell((Text("a (b c)"),)), Cell((Text("2"),))),)
    table = Table("t", Caption("Table", 1, " ", ()), (Column("start", 50), Column("end", 50)), head, body)
    made = units_held(table)
    assert made.head[0][0].children == (Text(f"Average (RMB{S}billion)"),)
    assert made.head[0][1].children == head[0][1].children
    assert made.body == body


def test_word_is_given_a_hyphen_at_which_no_line_ends() -> None:
    run = (Text("From "), Moment("2025-12-31", "end-2025", "some.fact"), Text(" (S1, 9 May 2026)."))
    document = replace(sample("en"), sections=(Section("s", 1, "", (Text("S"),), (Paragraph(run),)),))
    body = xml(rendered(document), "word/document.xml")
    (found,) = [p for p in body.iter(f"{{{W}}}p") if "From" in said(p)]
    assert loose(said(found)) == "From end-2025 (S1, 9 May 2026)."
    assert f"9{S}May{S}2026" in said(found)
    assert len(list(found.iter(f"{{{W}}}noBreakHyphen"))) == 1
    bound = xml(rendered(document), "customXml/item1.xml")
    assert [e.text for e in bound if e.get("fact") == "some.fact"] == [f"end{H}2025"]  # Word shows what it is bound to


def test_definitions_that_follow_one_another_are_one_list_in_word() -> None:
    lists = [Definitions((Definition((Text(term),), (Text("what it is"),)),)) for term in ("one", "two")]
    document = replace(sample("en"), sections=(Section("s", 1, "", (Text("S"),), tuple(lists)),))
    body = xml(rendered(document), "word/document.xml")
    tables = [t for t in body.iter(f"{{{W}}}tbl") if "what it is" in said(t)]
    assert [said(t) for t in tables] == ["onewhat it istwowhat it is"]


@pytest.mark.parametrize(
    ("words", "css"),
    [
        ("十四五", "name quote"),
        ("重庆市科技局", "name brief"),
        ("重庆市经济和信息化委", "name"),
        ("CCB", "name"),
        ("", "name"),
    ],
)
def test_a_short_full_width_term_is_not_parted(words: str, css: str) -> None:
    setting = PageContext(sample("zh"), house(), Medium.PAGES)
    shown = inlines((Text("较“"), Name("term", (Text(words),)), Text("”初期")), setting)
    assert f'<span class="{css}"' in shown


def test_a_short_name_in_quotation_marks_and_the_word_before_an_address_are_not_parted() -> None:
    assert '<span class="quote">“十四五”</span>' in to_html((characters("较“十四五”初期翻倍"),))
    assert "quote" not in to_html((characters("印发“五篇大文章的实施方案”"),))
    assert '<span class="quote">网址：</span>' in to_html((characters("4月5日。网址：https://example.cn/a"),))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("“注册—监测—维权”", ["册—", "测—"]),
        ("信易贷·渝惠融平台", ["贷·"]),
        ("上月——本月", []),
        ("2024—2027年", []),
        ("登记—", ["记—"]),
    ],
)
def test_no_line_of_full_width_text_begins_with_a_mark_that_joins(text: str, held: list[str]) -> None:
    assert re.findall(r'<span class="hold">([^<]*)</span>', to_html((characters(text),))) == held


def test_an_address_is_not_parted_before_the_end_of_its_host() -> None:
    shown = to_html((characters("2026. https://www.example.cn/news/a-b.html"),))
    assert '<span class="quote">https://www.example.cn</span>/news/a-b.html' in re.sub(
        r"<span>|(?<=cn)</span>$", "", shown
    )


def test_a_word_is_not_parted_from_the_year_it_is_joined_to_on_a_screen() -> None:
    assert '<span class="date">end-2020</span>' in to_html((characters("up about 44% from end-2020"),))
    assert "date" not in to_html((characters("https://example.cn/made-in-2025-up and a 15-year plan"),))


def last_words(*run: Inline) -> str:
    shown = inlines(run, PageContext(sample("en"), house(), Medium.PAGES), whole=True)
    return re.sub(r"<[^>]*>", "", shown.rpartition('<span class="hold">')[2]) if "hold" in shown else ""


LONG = "What is told of it here takes more than one line of a page, and so it "


@pytest.mark.parametrize(
    ("run", "held"),
    [
        ((Text(LONG + "says all on it."),), "says all on it."),
        ((Text(LONG + "ends with a misunderstanding."),), "misunderstanding."),
        ((Text("In a tile, on it."),), ""),
        (
            (Text(LONG + "is up "), Figure("a", "1", "percent", "by 10% or more a year on average"), Text(".")),
            "year on average.",
        ),
    ],
)
def test_a_paragraph_of_latin_text_ends_with_more_than_a_short_word(run: tuple[Inline, ...], held: str) -> None:
    assert last_words(*run) == held


@pytest.mark.parametrize(
    ("node", "held"),
    [
        (Figure("a", "1", "percent", "by 10% or more a year on average"), "year on average"),
        (Name("district", (Text("Yongchuan District"),)), "Yongchuan District"),
    ],
)
def test_the_last_words_of_a_long_figure_and_of_a_name_stay_with_the_call_after_it(node: Inline, held: str) -> None:
    run = (Text(LONG), node, Text("."), Note("note-1", 1, (Text("S1."),)))
    shown = inlines(run, PageContext(sample("en"), house(), Medium.SCREEN), whole=True)
    assert re.search(rf'<span class="hold">{held}</span></(?:data|span)><span class="hold">.<a', shown)


@pytest.mark.parametrize(("text", "held"), [("As reported in May 2026", "in May 2026"), ("In January–May 2026", "")])
def test_a_long_period_may_end_a_line_before_its_last_three_words(text: str, held: str) -> None:
    shown = inlines((Moment("2026-05", text),), PageContext(sample("en"), house(), Medium.PAGES))
    assert "".join(re.findall(r'<span class="date">([^<]*)</span>', shown)) == held
    assert re.sub(r"<[^>]*>", "", shown) == text


def test_a_note_ends_with_more_than_one_full_width_character() -> None:
    setting = PageContext(sample("zh"), house(), Medium.SCREEN)
    shown = note_body(Note("note-1", 1, (Text("原报道作此表述，此处按结算表述。"),)), setting, "li")
    assert '<span class="hold">算表述。</span>' in shown


@pytest.mark.parametrize(
    ("run", "whole"),
    [
        ((Text("用“信易贷·渝惠融”平台办理"),), "“信易贷·渝惠融”"),
        ((Text("由"), Name("body", (Text("重庆金融监管局"),)), Text("牵头办理")), "重庆金融监管局"),
    ],
)
def test_a_name_of_a_few_characters_is_one_piece_of_a_cell(run: tuple[Inline, ...], whole: str) -> None:
    assert any(whole in piece for piece in kept_whole(run))
    assert ' brief"' in inlines(run, PageContext(sample("zh"), house(), Medium.PAGES)).replace('"brief"', '" brief"')


@pytest.mark.parametrize(
    ("title", "held"),
    [
        ("Deposits and loans must grow markedly faster", f"Deposits and loans must grow markedly{S}faster"),
        ("Headquarters cluster in Chongqing", f"Headquarters cluster{S}in{S}Chongqing"),
        ("Sources", "Sources"),
        ("存贷款增长须加快", "存贷款增长须加快"),
        ("", ""),
    ],
)
def test_the_last_short_words_of_a_title_stay_together(title: str, held: str) -> None:
    assert ending_held(title) == held


def test_the_last_part_of_a_title_goes_to_the_next_line_whole_where_it_is_short() -> None:
    assert title_held("Opportunities: a guide for investors") == f"Opportunities: a{S}guide{S}for{S}investors"
    for other in ("Opportunities: what every investor should know first", "A guide for investors", "投资指引"):
        assert title_held(other) == other


@pytest.mark.parametrize("front", ["", "none"])
def test_the_title_of_a_word_file_is_held_on_its_cover_and_at_the_head_of_a_sheet(front: str) -> None:
    document = sample("en")
    titled = replace(document, cover=replace(document.cover, title="Opportunities: a guide for investors"))
    body = xml(rendered(replace(titled, extra={**document.extra, "front": front})), "word/document.xml")
    lines = ["".join(p.itertext()) for p in body.iter(f"{{{W}}}p")]
    assert title_held(titled.cover.title) in lines
