"""The grammar of templates: what has its place is printed, everything else is an error at its line."""

from __future__ import annotations

import pytest

from briefing.compose import grammar
from briefing.document.nodes import Document, plain, walk
from tests.support.composer import Composer

#: A template whose line 3 is the passage under test.
AROUND = '<section id="a"><h1>{{ _("甲节") }}</h1>\n<p>{{ _("前文。") }}</p>\n%s\n</section>\n'
FIG, WORDS = '{{ fig("financial-assets") }}', "{{ _('漏掉的话') }}"
DAY = '{{ period("financial-assets") }}'
CELL = '{{ cell("financial-assets") }}'
POINT = f"<tr><th>{WORDS}</th><td>{CELL}</td></tr>"
ROW = f"<tr><th>{WORDS}</th><td>{FIG}</td></tr>"
HEAD = "<thead><tr><th></th><th>{{ _('系列') }}</th></tr></thead>"


def table(inside: str, caption: str = "<caption>{{ _('表题') }}</caption>") -> str:
    return f'<table id="t">{caption}{inside}</table>'


def chart(rows: str, head: str = HEAD, more: str = "", kind: str = "bar") -> str:
    given = f'<figure id="c" data-chart="{kind}"{more}><figcaption>{{{{ _("图题") }}}}</figcaption>'
    return f"{given}<table>{head}<tbody>{rows}</tbody></table></figure>"


SIDES = chart(
    '<tr data-way="hub"><th>a</th><td>b</td></tr><tr data-way="north"><th>c</th><td>d</td></tr>',
    head="", kind="schematic",
)  # fmt: skip

#: What is wrong -> the passage and the code that tells it.
WRONG = {
    "words in a section": (WORDS, "markup-text"),
    "a figure in a section": (FIG, "markup-misplaced"),
    "words in a list": (f"<ul>{WORDS}<li>{WORDS}</li></ul>", "markup-text"),
    "a paragraph in a list": (f"<ul><p>{WORDS}</p><li>{WORDS}</li></ul>", "markup-misplaced"),
    "words after the list in an item": (f"<ul><li>a<ul><li>b</li></ul>{WORDS}</li></ul>", "markup-text"),
    "a list without items": ("<ul></ul>", "markup-missing"),
    "lists four deep": ("<ul><li>" * 4 + WORDS + "</li></ul>" * 4, "markup-deep"),
    "a table in an item": (f"<ul><li>{table(f'<tbody>{ROW}</tbody>')}</li></ul>", "markup-misplaced"),
    "words in a callout": (f'<aside class="insight">{WORDS}</aside>', "markup-text"),
    "an empty callout": ('<aside class="insight"></aside>', "markup-missing"),
    "a callout without kind": (f"<aside><p>{WORDS}</p></aside>", "markup-needs"),
    "a slip in the kind of a callout": (f'<aside class="caveats"><p>{WORDS}</p></aside>', "markup-value"),
    "two titles of a callout": ('<aside class="caveat"><h1>a</h1><h1>b</h1><p>c</p></aside>', "markup-order"),
    "words in a pull": (f'<aside class="pull">{WORDS}<p>{FIG}</p></aside>', "markup-text"),
    "a third paragraph of a pull": (f'<aside class="pull"><p>{FIG}</p><p>a</p><p>{WORDS}</p></aside>', "markup-order"),
    "an empty pull": ('<aside class="pull"></aside>', "markup-missing"),
    "a class in a pull": (f'<aside class="pull"><p class="lead">{FIG}</p></aside>', "markup-attribute"),
    "a slip in the class of a paragraph": (f'<p class="leed">{WORDS}</p>', "markup-value"),
    "a paragraph in a paragraph": (f"<p>a<p>{WORDS}</p></p>", "markup-misplaced"),
    "a second heading": (f"<h1>{WORDS}</h1>", "markup-order"),
    "a section without heading": (f'<section id="b"><p>{WORDS}</p></section>', "markup-missing"),
    "a figure in a heading": (f'<section id="b"><h1>{FIG}</h1></section>', "markup-misplaced"),
    "a source in a heading": ('<section id="b"><h1>a{{ cite("financial-assets") }}</h1></section>', "markup-misplaced"),
    "sections four deep": ("<section><h1>a</h1>" * 3 + "</section>" * 3, "markup-deep"),
    "a hundred sections": ("<section><h1>a</h1></section>" * 100, "markup-sections"),
    "an id twice": ('<section id="b"><h1>a</h1></section><section id="b"><h1>b</h1></section>', "markup-id-repeated"),
    "an id with a space": ('<section id="b c"><h1>a</h1></section>', "markup-value"),
    "numbered maybe": ('<section data-numbered="off"><h1>a</h1></section>', "markup-value"),
    "rows without a body": (table(ROW), "markup-misplaced"),
    "a table without rows": (table(""), "markup-missing"),
    "a body without rows": (table("<tbody></tbody>"), "markup-missing"),
    "a second caption": (table(f"<caption>{WORDS}</caption><tbody>{ROW}</tbody>"), "markup-order"),
    "a table without caption": (table(f"<tbody>{ROW}</tbody>", ""), "markup-missing"),
    "a caption below": (table(f"<tbody>{ROW}</tbody><caption>{WORDS}</caption>", ""), "markup-missing"),
    "words in a row": (table(f"<tbody><tr>{WORDS}<td>a</td></tr></tbody>"), "markup-text"),
    "words in a table": (table(f"{WORDS}<tbody>{ROW}</tbody>"), "markup-text"),
    "a row without cells": (table("<tbody><tr></tr></tbody>"), "markup-missing"),
    "a paragraph in a cell": (table(f"<tbody><tr><td><p>{WORDS}</p></td></tr></tbody>"), "markup-misplaced"),
    "a width with a per cent sign": (
        table(f'<colgroup><col data-width="40%"/><col data-width="60%"/></colgroup><tbody>{ROW}</tbody>'),
        "markup-value",
    ),
    "widths of 130": (
        table(f'<colgroup><col data-width="70"/><col data-width="60"/></colgroup><tbody>{ROW}</tbody>'),
        "table-widths",
    ),
    "one width of two": (
        table(f'<colgroup><col data-width="100"/><col/></colgroup><tbody>{ROW}</tbody>'),
        "table-widths",
    ),
    "an alignment": (
        table(f'<colgroup><col data-align="right"/><col/></colgroup><tbody>{ROW}</tbody>'),
        "markup-value",
    ),
    "a colspan of nought": (table(f'<tbody><tr><th colspan="0">a</th><td>{FIG}</td></tr></tbody>'), "markup-value"),
    "a colspan of words": (table(f'<tbody><tr><th colspan="two">a</th><td>{FIG}</td></tr></tbody>'), "markup-value"),
    "a row too long": (table(f"<tbody>{ROW}<tr><td>a</td><td>b</td><td>{WORDS}</td></tr></tbody>"), "table-row"),
    "a row too short": (table(f"<tbody>{ROW}<tr><td>{WORDS}</td></tr></tbody>"), "table-row"),
    "more cells than columns": (table(f"<colgroup><col/></colgroup><tbody>{ROW}</tbody>"), "table-row"),
    "a rowspan below the table": (table(f'<tbody><tr><th rowspan="2">a</th><td>{FIG}</td></tr></tbody>'), "table-span"),
    "a rowspan into the foot": (
        table(f'<tbody><tr><th rowspan="2">a</th><td>b</td></tr></tbody><tfoot>{ROW}</tfoot>'),
        "table-span",
    ),
    "a part that nobody knows": ('<div data-block="glosary"/>', "markup-value"),
    "a part without name": ("<div/>", "markup-needs"),
    "words in a part": (f'<div data-block="sources">{WORDS}</div>', "markup-text"),
    "two texts of one term": (f"<dl><dt>a</dt><dd>b</dd><dd>{WORDS}</dd></dl>", "markup-missing"),
    "a term without text": (f"<dl><dt>{WORDS}</dt></dl>", "markup-missing"),
    "no terms": ("<dl></dl>", "markup-missing"),
    "a slip in the class of a list of terms": (f'<dl class="keyfigures"><dt>a</dt><dd>{FIG}</dd></dl>', "markup-value"),
    "a detail of a term": ('<dl><dt>a</dt><dd class="detail">b</dd></dl>', "markup-value"),
    "the first of two details": (
        f'<dl class="key-figures"><dt>a</dt><dd>{FIG}</dd><dd class="detail">{WORDS}</dd><dd class="detail">b</dd></dl>',
        "markup-missing",
    ),
    "a detail before its figure": (
        f'<dl class="key-figures"><dt>a</dt><dd class="detail">{WORDS}</dd><dd>{FIG}</dd></dl>',
        "markup-missing",
    ),
    "markup in a foreign passage": (f'<p><span lang="en">a <em>b</em> {WORDS}</span></p>', "markup-misplaced"),
    "a foreign passage of no language": (f"<p><span>{WORDS}</span></p>", "markup-needs"),
    "a typed figure": ('<p><data value="1" data-fact="financial-assets">9</data></p>', "markup-typed"),
    "a typed reference": (f'<p><a href="#a">{WORDS}</a></p>', "markup-typed"),
    "a typed name": ('<p><dfn data-term="西部陆海新通道"/></p>', "markup-typed"),
    "a figure in a sentence": ('<p>{% trans %}a<data value="1">9</data>{% endtrans %}</p>', "sentence-markup"),
    "a placeholder of no figure": ("<p>{{ _('达%(x)s') }}</p>", "sentence-placeholder"),
    "an unknown element": ("<marquee>a</marquee>", "markup-element"),
    "a comment": ("<!-- a -->", "markup-element"),
    "an unknown attribute": ('<p style="color:red">a</p>', "markup-attribute"),
    "an empty heading": ('<section id="b"><h1> </h1><p>a</p></section>', "markup-empty"),
    "an empty caption": ('<table id="t"><caption></caption><tbody><tr><td>a</td></tr></tbody></table>', "markup-empty"),
    "a paragraph in which a condition left nothing": ("<p>{% if false %}a{% endif %}<em></em></p>", "markup-empty"),
    "an empty item": ("<ul><li>a</li><li/></ul>", "markup-empty"),
    "an empty term": ("<dl><dt/><dd>a</dd></dl>", "markup-empty"),
    "a pull with nothing in it": ('<aside class="pull"><p/></aside>', "markup-empty"),
    "an empty category": (chart(f"<tr><th/><td>{CELL}</td></tr>"), "markup-empty"),
    "a line break in a heading": ('<section id="b"><h1>a<br/>b</h1></section>', "markup-misplaced"),
    "words in a line break": (f"<p>a<br>{WORDS}</br></p>", "markup-text"),
    "a tag not closed": ("<p><strong>a</p>", "markup-malformed"),
    "an entity of HTML": ("<p>a&nbsp;b</p>", "markup-malformed"),
    "a character as a reference": ("<p>&#x2F63;物</p>", "character-refused"),
    "a chart of no kind": ('<figure id="c"><figcaption>a</figcaption></figure>', "markup-needs"),
    "a chart without table": ('<figure id="c" data-chart="bar"><figcaption>a</figcaption></figure>', "markup-missing"),
    "an unknown kind of chart": (chart(POINT, kind="pie"), "chart-kind-unknown"),
    "a chart without caption": (
        f'<figure id="c" data-chart="bar"><table>{HEAD}<tbody>{ROW}</tbody></table></figure>',
        "markup-missing",
    ),
    "a chart without head": (chart(POINT, head=""), "chart-head"),
    "a foot of a chart": (chart(f"{POINT}</tbody><tfoot>{ROW}</tfoot><tbody>{POINT}"), "markup-misplaced"),
    "a point too many": (chart(f"<tr><th>a</th><td>{CELL}</td><td>{CELL}</td></tr>"), "chart-row"),
    "no point": (chart("<tr><th>a</th></tr>"), "markup-missing"),
    "words in a point": (chart(f"<tr><th>a</th><td>{CELL}{WORDS}</td></tr>"), "chart-point"),
    "two figures in a point": (chart(f"<tr><th>a</th><td>{CELL}{CELL}</td></tr>"), "chart-point"),
    "a row of a chart without figure": (chart(f"{POINT}<tr><th>a</th><td></td></tr>"), "chart-data-missing"),
    "a figure with its unit in a point": (chart(ROW), "chart-point"),
    "a point in another scale than its axis": (
        chart(POINT, more=' data-unit="亿元" data-factor="100000000"'),
        "chart-scale",
    ),
    "a factor that is none": (chart(POINT, more=' data-factor="0"'), "markup-value"),
    "a look of a point": (chart('<tr><th data-look="aim">a</th><td>b</td></tr>'), "markup-value"),
    "a timeline with a head": (chart(f"<tr><th>{DAY}</th><td>a</td></tr>", kind="timeline"), "chart-timeline"),
    "a timeline without dates": (chart("<tr><th>a</th><td>b</td></tr>", head="", kind="timeline"), "chart-timeline"),
    "a schematic with a head": (
        SIDES.replace("<tbody>", "<thead><tr><th>a</th></tr></thead><tbody>"),
        "chart-schematic",
    ),
    "a schematic without a hub": (SIDES.replace('data-way="hub"', 'data-way="east"'), "chart-schematic"),
    "a schematic with two things on one side": (
        SIDES.replace("</tbody>", '<tr data-way="north"><th>c</th><td>d</td></tr></tbody>'),
        "chart-schematic",
    ),
    "a side nobody knows": (SIDES.replace("north", "upwards"), "markup-value"),
    "a side in a bar chart": (chart('<tr data-way="hub"><th>a</th><td>b</td></tr>'), "chart-way"),
    "a timeline of two words": (
        chart(f"<tr><th>{DAY}</th><td>a</td><td>b</td></tr>", head="", kind="timeline"),
        "chart-row",
    ),
}

#: What is right -> the passage and the words that must be printed.
RIGHT = {
    "words before the list in an item": (f"<ul><li>{WORDS}<ul><li>b</li></ul></li></ul>", ["漏掉的话", "b"]),
    "paragraphs and lists in an item": (
        f"<ol><li><p>a</p><p>{WORDS}</p><ul><li>b</li></ul></li></ol>",
        ["漏掉的话", "b"],
    ),
    "a table without head": (table(f"<tbody>{ROW}</tbody>"), ["表题", "漏掉的话", "9.6万亿元"]),
    "a table with everything": (
        table(
            f'<colgroup><col data-width="60" data-align="center"/><col data-width="40" data-align="end"/></colgroup>'
            f'<thead><tr><th colspan="2">head</th></tr></thead><tbody>{ROW}{ROW}</tbody><tfoot>{ROW}</tfoot>'
        ),
        ["head"],
    ),
    "merged cells": (
        table(f'<tbody><tr><th rowspan="2">a</th><td>{FIG}</td></tr><tr><td>{WORDS}</td></tr></tbody>'),
        ["漏掉的话"],
    ),
    "columns without widths": (
        table(f"<colgroup><col/><col data-align='end'/></colgroup><tbody>{ROW}</tbody>"),
        ["漏掉的话"],
    ),
    "terms": (f"<dl><dt>{WORDS}</dt><dd>b</dd><dt>c</dt><dd>{FIG}</dd></dl>", ["漏掉的话", "b", "c", "9.6万亿元"]),
    "key figures": (
        f'<dl class="key-figures"><dt>a</dt><dd>{FIG}</dd><dt>b</dt><dd>{FIG}</dd><dd class="detail">{WORDS}</dd></dl>',
        ["漏掉的话"],
    ),
    "a pull": (f'<aside class="pull"><p>{FIG}</p><p>{WORDS}</p></aside>', ["9.6万亿元", "漏掉的话"]),
    "a callout": (
        f'<aside class="method"><h1>own</h1><p>{WORDS}</p><ul><li>b</li></ul></aside>',
        ["own", "漏掉的话", "b"],
    ),
    "a foreign passage": (f'<p>a <span lang="en">b</span> {WORDS}</p>', ["b", "漏掉的话"]),
    "a line break": (f"<p>甲<br/>{WORDS}</p>", ["甲", "漏掉的话"]),
    "a chart": (chart(POINT), ["图题", "系列", "漏掉的话", "9600000000000"]),
    "the first head of a chart": (chart(POINT, head=HEAD.replace("<th></th>", "<th>corner</th>")), ["corner"]),
    "a timeline": (chart(f"<tr><th>{DAY}</th><td>what</td></tr>", head="", kind="timeline"), ["2025年末", "what"]),
}


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Composer:
    return Composer(tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize("name", WRONG)
def test_what_has_no_place_is_told_at_its_line(name: str, composed: Composer) -> None:
    passage, code = WRONG[name]
    _, problems = composed(AROUND % passage)
    assert code in {p.code for p in problems}
    assert {p.file for p in problems} == {"templates/tiny.html"}
    near = name in (
        "words in a section",
        "a figure in a section",
        "a comment",
    )  # without a tag of its own in the template
    assert {p.line for p in problems} <= ({2} if near else {3})


@pytest.mark.parametrize("name", RIGHT)
def test_what_has_its_place_is_printed(name: str, composed: Composer) -> None:
    passage, words = RIGHT[name]
    document, problems = composed(AROUND % passage)
    assert document is not None
    assert not problems
    said = printed(document)
    assert not [word for word in words if word not in said]


def printed(document: Document) -> str:
    """Every text of a document in reading order."""
    found: list[str] = []
    for node in walk(document):
        found += [v for name in ("text", "name", "alt") if isinstance(v := getattr(node, name, None), str)]
        found += [part for name in ("categories", "labels", "dates") for part in getattr(node, name, ())]
    return "\n".join(found)


def test_a_paragraph_before_the_first_section_is_told(composed: Composer) -> None:
    _, problems = composed(f"<p>{WORDS}</p>\n" + AROUND % "")
    assert [(p.code, p.line) for p in problems] == [("markup-misplaced", 1)]


def test_an_included_part_is_told_in_its_own_file(composed: Composer) -> None:
    (composed.project.templates / "parts").mkdir()
    (composed.project.templates / "parts" / "part.html").write_text(f"\n<ul>{WORDS}</ul>", "utf-8")
    _, problems = composed(AROUND % '{% include "parts/part.html" %}')
    assert {(p.file, p.line) for p in problems} == {("templates/parts/part.html", 2)}


def test_every_mistake_is_told_at_once(composed: Composer) -> None:
    _, problems = composed(AROUND % f"<ul>{WORDS}</ul>\n<aside><p>a</p></aside>\n<p class='x'>b</p>")
    assert [(p.line, p.code) for p in problems] == [
        (3, "markup-missing"), (3, "markup-text"), (4, "markup-needs"), (5, "markup-value")]  # fmt: skip


def test_a_part_that_lists_what_came_before_it_stands_last(composed: Composer) -> None:
    sources = '<section><h1>s</h1><div data-block="sources"/></section>'
    _, problems = composed(sources + AROUND % f"<p>{FIG}</p>")
    assert [p.code for p in problems] == ["block-too-early"]
    assert not composed(AROUND % f"<p>{FIG}</p>" + sources)[1]


def test_a_section_without_an_id_stays_when_others_are_left_out(composed: Composer) -> None:
    changes = '<section><h1>c</h1><div data-block="changes"/></section>'
    document, _ = composed(f"<section><h1>one</h1><p>{WORDS}</p></section>{changes}")
    assert document is not None
    assert [plain(section.heading) for section in document.sections] == ["one"]


def test_figures_of_a_pull_and_of_a_term_have_their_note(composed: Composer) -> None:
    pull = f'<aside class="pull"><p>{FIG}</p><p>a</p></aside><dl><dt>{FIG}</dt><dd>b</dd></dl>'
    document, _ = composed(AROUND % pull)
    assert document is not None
    assert [type(node).__name__ for node in walk(document)].count("Note") == 2


def test_every_element_of_the_grammar_has_a_home() -> None:
    assert not [shape.name for shape in grammar.shapes().values() if not shape.homes and shape.name != "article"]
