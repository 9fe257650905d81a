"""A day keeps its month and its year, and a year the word it is joined to, in every writer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.document.nodes import (
    Caption,
    Cell,
    Column,
    Definition,
    Definitions,
    Moment,
    Name,
    Paragraph,
    Section,
    Table,
    Text,
)
from briefing.render.docx.styles import W
from briefing.render.html.inline import Medium, characters, inlines, setting_of, to_html
from briefing.render.unparted import dates_held, hyphens_held, period_held, units_held
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
    ],
)
def test_a_full_date_in_running_text_is_held_together(text: str, held: str) -> None:
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
    ("words", "css"), [("十四五", "name quote"), ("重庆市科技局", "name"), ("CCB", "name"), ("", "name")]
)
def test_a_short_full_width_term_is_not_parted(words: str, css: str) -> None:
    setting = setting_of(sample("zh"), house(), Medium.PAGES)
    shown = inlines((Text("较“"), Name("term", (Text(words),)), Text("”初期")), setting)
    assert f'<span class="{css}"' in shown


def test_a_short_name_in_quotation_marks_and_the_word_before_an_address_are_not_parted() -> None:
    assert '<span class="quote">“十四五”</span>' in to_html((characters("较“十四五”初期翻倍"),))
    assert "quote" not in to_html((characters("印发“五篇大文章的实施方案”"),))
    assert '<span class="quote">网址：</span>' in to_html((characters("4月5日。网址：https://example.cn/a"),))
