"""Styles shared by elements, and pages read as XML, are what WeasyPrint makes of the page by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from weasyprint import HTML, css
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.urls import URLFetcher

from briefing.render.html import html_of
from briefing.render.html.inline import Medium
from briefing.render.pdf.justify import as_characters
from briefing.render.pdf.patches import shared_styles
from briefing.render.pdf.source import document_of, logged, tree_of
from tests.render.reading import house
from tests.support.sample_document import sample

PSEUDO = ("before", "after", "marker", "first-line", "first-letter", "footnote-call", "footnote-marker")
TWINS = """<!DOCTYPE html><html lang="en"><head><style>p { color: red; margin: 1em; padding: inherit } #b p { color: blue }
.wide { width: 50% !important } p::before { content: "x" } li::marker { color: green }</style></head><body>
<div id="a"><p>one <em>two</em></p><p id="p" lang="de">own</p><ul><li>item</li></ul></div>
<div id="c"><p>one <em>two</em></p><p style="width: 1cm">own</p><p style="width: 2cm" class="wide">own</p></div>
<div id="b"><p>one <em>two</em></p><p style="width: 1cm">own</p><a name="d">named</a></div></body></html>"""


def page(language: str) -> str:
    return as_characters(html_of(sample(language), house(), Medium.PAGES))


def styled(text: str) -> tuple[Any, Any]:
    """The document of a page, and its styles."""
    html = HTML(string=text)
    return html, css.get_all_computed_styles(html, page_rules=[], layers=[])


def values(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Each value of each property of each element and pseudo-element, in words."""
    html, style_for = styled(text)
    for element in html.etree_element.iter():
        for pseudo in (None, *PSEUDO):
            if (style := style_for(element, pseudo)) is not None:
                for name in sorted(INITIAL_VALUES):
                    yield element.tag, str(pseudo), name, str(style[name])


@pytest.mark.parametrize("text", [page("zh"), page("en"), TWINS], ids=["Chinese", "English", "twins"])
def test_shared_styles_have_the_values_that_weasyprint_computes_for_each_element(text: str) -> None:
    plain = list(values(text))
    with shared_styles():
        assert list(values(text)) == plain
    assert {pseudo for _, pseudo, _, _ in plain} >= {"None", "footnote-call", "marker"}


def test_weasyprint_still_makes_a_style_for_all_that_is_within_an_id_and_for_markers_nobody_has() -> None:
    """When this fails, take the sharing out."""
    html, style_for = styled(TWINS)
    first, second, *_ = html.etree_element.iter("em")
    assert style_for(first) is not style_for(second)
    assert style_for(first, "footnote-call") is not None
    assert (first, "footnote-call") in style_for.get_computed_styles()


def test_twins_below_different_ids_share_a_style_and_only_those() -> None:
    with shared_styles():
        html, style_for = styled(TWINS)
    first, second, third = html.etree_element.iter("em")
    assert style_for(first) is style_for(second)
    assert style_for(first) is not style_for(third)
    wide = [p for p in html.etree_element.iter("p") if p.get("style")]
    assert [style_for(p)["width"].value for p in wide] == pytest.approx([37.795, 50, 37.795], abs=0.001)
    assert (first, "footnote-call") not in style_for.get_computed_styles()


BAD = "p { color: no-such-colour }\n@page { margin: 7mm }"


def test_a_style_sheet_is_parsed_once_and_what_it_logs_is_logged_for_each_document() -> None:
    text = f"<html><head><style>{BAD}</style></head><body><p>one</p></body></html>"
    said, sheets = [], []
    for _ in range(2):
        with shared_styles(), logged() as lines:
            _, style_for = styled(text)
        said.append(list(lines))
        sheets.append(style_for._sheets[-1][0])
    assert sheets[0] is sheets[1]
    assert len(said[0]) == 1 and "no-such-colour" in said[0][0]
    assert said[0] == said[1]


def test_a_style_sheet_that_leaves_more_than_rules_with_its_document_is_parsed_for_each() -> None:
    text = "<html><head><style>@counter-style mine { system: cyclic; symbols: x }</style></head><body></body></html>"
    with shared_styles():
        first, second = styled(text)[1], styled(text)[1]
    assert first._sheets[-1][0] is not second._sheets[-1][0]


def test_weasyprint_still_parses_a_style_sheet_for_each_document() -> None:
    """When this fails, take the keeping of sheets out."""
    first, second = styled(TWINS)[1], styled(TWINS)[1]
    assert first._sheets[-1][0] is not second._sheets[-1][0]


def tree(root: ElementTree.Element) -> list[tuple[str, dict[str, str], str, str]]:
    """A tree in a row; the namespace of a drawing is its tag's, and not an attribute besides."""
    named = "{http://www.w3.org/2000/xmlns/}xmlns"
    return [(e.tag, {k: v for k, v in e.attrib.items() if k != named}, e.text or "", e.tail or "") for e in root.iter()]


def parsed_as_html(text: str) -> list[tuple[str, dict[str, str], str, str]]:
    return tree(HTML(string=text).etree_element)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_read_as_xml_is_the_tree_an_html_parser_makes_of_it(language: str) -> None:
    assert tree(tree_of(page(language))) == parsed_as_html(page(language))


def test_elements_that_are_never_closed_drawings_and_style_sheets_of_any_characters_are_read() -> None:
    text = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<style>\na > b { content: "<&" }\n</style>\n'
        '</head>\n<body>\n<p>a<br>b &amp; c<wbr>d</p>\n<table><colgroup><col style="width:9%"><col></colgroup><tbody><tr>'
        '<td>1</td></tr></tbody></table>\n<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>\n</body>\n</html>\n'
    )
    assert tree(tree_of(text)) == parsed_as_html(text)


def test_a_page_that_is_no_xml_is_read_as_html_all_the_same() -> None:
    text = "<html><head></head><body><p>one<p>two</body></html>"
    with pytest.raises(ElementTree.ParseError):
        tree_of(text)
    assert [p.text for p in document_of(text, "file:///house/", URLFetcher()).etree_element.iter("p")] == ["one", "two"]


def test_a_parsed_page_is_a_document_of_weasyprint() -> None:
    html = document_of(page("en"), "file:///house/", URLFetcher())
    assert (html.base_url, html.media_type, html.etree_element.tag) == ("file:///house/", "print", "html")
    assert html.render().pages
