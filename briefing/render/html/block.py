"""Blocks and tables as HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from typing import Any

from briefing.document import nodes
from briefing.document.nodes import Block, Inline, plain, walk
from briefing.document.reading import begins_running
from briefing.render.chart_svg import draw
from briefing.render.chart_svg.canvas import check
from briefing.render.columns import ColumnSheet, Fit, check_joined, fitted, is_short, is_tall, placed, text_width
from briefing.render.html.inline import Medium, PageContext, inlines, note_body
from briefing.render.html.tokens import HELD_IN_CELL, attributes, ends_wide, text_html
from briefing.render.theme import Theme, lower_charts
from briefing.render.unparted import units_held

PATHS = {
    # an arrow rising over a base line
    "insight": "M3 20h18M4 15l5-5 4 3 7-8M15 5h5v5",
    # a triangle with its mark
    "caveat": "M12 3L22 20.5H2zM12 9.5v5.5M12 17.2v.6",
    # a ruler
    "method": "M3 8h18v8H3zM7 8v4M11 8v3M15 8v4M19 8v3",
}


def icon(kind: str, colour: str) -> str:
    """Return the sign of a callout as inline SVG, hidden from assistive technology; a kind without one has none."""
    if kind not in PATHS:
        return ""
    return (
        f'<svg class="icon" viewBox="0 0 24 24" width="15" height="15" aria-hidden="true"><path d="{PATHS[kind]}" fill="none" '
        f'stroke="{colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"></path></svg>'
    )


BESIDE = Decimal(5)  # points left and right in a cell, as in common.css


def caption_html(caption: nodes.Caption, setting: PageContext) -> str:
    """Return the label (``Table 3``), the gap of the language, and the words."""
    label = text_html(caption.label)
    gap = text_html(caption.gap)
    return f'<span class="label">{label}</span>{gap}{inlines(caption.children, setting, whole=True)}'


def below(node: nodes.Table | nodes.Chart, setting: PageContext) -> str:
    """Return the lines below a table or chart: notes, then the source."""
    lines = [f'<p class="below">{inlines(note, setting, whole=True)}</p>' for note in node.notes]
    return "\n".join([*lines, *([_source_line(node.source, setting)] if node.source else [])])


def _source_line(source: tuple[Inline, ...], setting: PageContext) -> str:
    return f'<p class="below from">{inlines(source, setting, whole=True)}</p>'


def _cell(cell: nodes.Cell, column: nodes.Column, setting: PageContext) -> str:
    tag = "th" if cell.scope else "td"
    given = attributes(
        class_=f"align-{'centre' if cell.colspan > 1 and cell.scope == 'col' else column.align}",
        scope=cell.scope,
        colspan=str(cell.colspan) if cell.colspan > 1 else "",
        rowspan=str(cell.rowspan) if cell.rowspan > 1 else "",
    )
    return f"<{tag}{given}>{inlines(cell.children, setting, whole=True, held=HELD_IN_CELL)}</{tag}>"


def _again(caption: nodes.Caption, setting: PageContext) -> str:
    """Return the words that stand above a table or a timeline where it goes on on a later page, and not where it begins
    (briefing.render.pdf.patches); none on a screen, and none where the language has no words for it."""
    pattern = setting.document.labels.get("continued", "")
    if setting.medium is Medium.SCREEN or not pattern:
        return ""
    before, _, after = pattern.partition("%(table)s")
    label = text_html(f"{before}{caption.label}{after}")
    gap = text_html(caption.gap)
    return (
        f'<div><span class="label">{label}</span>{gap}{inlines(nodes.without_notes(caption.children), setting)}</div>'
    )


def _rows(
    tag: str, rows: tuple[nodes.Row, ...], columns: tuple[nodes.Column, ...], setting: PageContext, again: str = ""
) -> str:
    if not rows:
        return ""
    lines: list[str] = [again] if again else []
    joined = 0  # rows to come that share a cell with one above
    for row in placed(rows, len(columns)):
        classes = ["joined"] if joined else []
        classes += ["new-page"] if setting.starts_page(tuple(cell for cell, _ in row)) else []
        cells = "".join(_cell(cell, columns[min(at, len(columns) - 1)], setting) for cell, at in row)
        lines.append(f"<tr{attributes(class_=' '.join(classes))}>{cells}</tr>")
        joined = max(joined - 1, *(cell.rowspan - 1 for cell, _ in row), 0)
    return f"<{tag}>\n" + "\n".join(lines) + f"\n</{tag}>\n"


def sheet_of(theme: Theme) -> ColumnSheet:
    """Return what the tables of the house are set on."""
    return ColumnSheet(theme.page.text[0], theme.type.scale["table"], BESIDE, theme.space["cell"])


def _set(fit: Fit, setting: PageContext) -> str:
    """On pages the size of the letters where it is not that of the theme; on a screen the width below which the table is
    moved sideways and not squeezed."""
    if setting.medium is Medium.SCREEN:
        return f"min-width:{fit.needs.quantize(Decimal('0.1'))}em"
    return f"font-size:{fit.size}pt" if fit.size != setting.theme.type.scale["table"] else ""


def table(node: nodes.Table, setting: PageContext) -> str:
    """Return one captioned table with the lines below it. A longer one may break between rows, its head repeated."""
    node = units_held(node)
    fit = fitted(node, sheet_of(setting.theme))
    check_joined(node, fit, setting.theme)
    short = is_short(fit, setting.theme, bool(node.head))
    tall = is_tall(fit, len(node.head) + len(node.body) + len(node.foot), setting.theme)
    classes = ["table", *(["short"] if short else []), *(["tall"] if tall else [])]
    if setting.starts_page(node if short else (node.head, node.body[: 1 if tall else 2])):
        classes.append("new-page")  # what is kept together goes with the row that calls the note
    columns = "".join(f'<col style="width:{width}%">' for width in fit.widths)
    given = attributes(class_="whole" if fit.whole else "", style=_set(fit, setting))
    title = caption_html(node.caption, setting)
    words = _again(node.caption, setting) if node.head and not short else ""
    first = f'<tr class="again" aria-hidden="true"><th colspan="{len(node.columns)}">{words}</th></tr>' if words else ""
    named = attributes(id=f"{node.id}-caption") if setting.medium is Medium.SCREEN else ""  # what moves is called by it
    return (
        f'<figure class="{" ".join(classes)}"{attributes(id=node.id)}>\n'
        f"{_moved(node, setting)}\n<table{given}>\n<caption{named}>{title}</caption>\n"
        f"<colgroup>{columns}</colgroup>\n"
        f"{_rows('thead', node.head, node.columns, setting, first)}{_rows('tbody', node.body, node.columns, setting)}"
        f"{_rows('tfoot', node.foot, node.columns, setting)}</table>\n</div>\n{below(node, setting)}\n</figure>"
    )


def _moved(node: nodes.Table, setting: PageContext) -> str:
    """Open what moves sideways where a screen is narrower than the table: a keyboard reaches it, and who listens is told by
    the caption what it is."""
    if setting.medium is not Medium.SCREEN:
        return '<div class="scroll">'
    return f'<div class="scroll" tabindex="0" role="region"{attributes(aria_labelledby=f"{node.id}-caption")}>'


MOST_TILES = 4  # key figures side by side
LEAST_FIGURE = Decimal("0.62")  # of its full size: a figure is not set smaller to put more side by side
SMALLEST_FIGURE = Decimal("0.5")  # of its full size: a figure too long even so is broken at its spaces
TILE_PADDING = Decimal(20)  # points left and right of a figure in its tile, as in print.css
BOLD = Decimal("1.12")  # of the width of upright letters, in ems
TALL = 4  # a panel of more rows may break over pages


def _paragraph(node: nodes.Paragraph, setting: PageContext, behind: Block | None = None) -> str:
    """Return a paragraph; a lead stays on the page of the running text ``behind`` it."""
    kept = setting.medium is Medium.PAGES and node.role == "lead" and begins_running(behind)
    classes = ["" if node.role == "body" else node.role, "kept" if kept else ""]
    classes.append("new-page" if setting.starts_page(node.children) else "")
    return f"<p{attributes(class_=' '.join(filter(None, classes)))}>{inlines(node.children, setting, whole=True)}</p>"


def _list(node: nodes.ListBlock, setting: PageContext) -> str:
    tag = "ol" if node.ordered else "ul"
    items = "\n".join(f'<li><div class="item">{blocks(item, setting)}</div></li>' for item in node.items)
    return f"<{tag}>\n{items}\n</{tag}>"


def _events(node: nodes.Chart, setting: PageContext) -> str:
    """Return a timeline as what it is, dates and what happened: it wraps on a telephone, and is read as text. What had not
    happened when the document was made has an open mark. Where it goes on on a later page, it says so as a table does."""
    again = _again(node.caption, setting)
    rows = [f'<div class="again" aria-hidden="true">{again}</div>'] if again else []
    for day, date, words in zip(node.categories, node.dates or node.categories, node.labels, strict=True):
        state = " coming" if day >= setting.document.date else ""
        when = f"<time{attributes(datetime=day)}>{text_html(date)}</time>"
        what = text_html(words)
        rows.append(f'<div class="definition{state}"><dt>{when}</dt><dd><span class="dot"></span>{what}</dd></div>')
    return '<dl class="events">\n' + "\n".join(rows) + "\n</dl>"


def _ways(node: nodes.Chart, setting: PageContext) -> str:
    """Return a schematic as what it is: names and what they say, set around the hub where there is room for it."""
    rows = []
    for way, name, words in zip(node.ways, node.categories, node.labels, strict=True):
        what = f'<span class="dot"></span>{text_html(words)}'
        rows.append(f'<div class="way {way}"><dt>{text_html(name)}</dt><dd>{what}</dd></div>')
    return '<dl class="ways">\n' + "\n".join(rows) + "\n</dl>"


#: What is written as words: how, and the class of its figure.
WORDED: dict[str, Callable[[nodes.Chart, PageContext], str]] = {"timeline": _events, "schematic": _ways}


def _chart(node: nodes.Chart, setting: PageContext) -> str:
    worded = WORDED.get(node.kind)
    if worded is not None:
        check(node)
    screen = setting.medium is Medium.SCREEN
    drawn = worded(node, setting) if worded else draw(node, setting.theme, setting.document.language, narrow=screen)
    return (
        f"<figure{attributes(class_=node.kind if worded else 'chart', id=node.id)}>\n"
        f"<figcaption>{caption_html(node.caption, setting)}</figcaption>\n"
        f"{drawn}\n{below(node, setting)}\n</figure>"
    )


def tiles_in_a_row(items: tuple[nodes.KeyFigure, ...], theme: Theme) -> tuple[int, Decimal]:
    """Return how many tiles are side by side on paper, and the size of their figures in points: as many as make equal rows
    and keep the longest figure on one line at a readable size."""
    full = theme.type.scale["figure"]
    longest = max(Decimal(1), *(text_width(plain(item.figure), BOLD) for item in items))
    least = full * LEAST_FIGURE
    sizes = {
        most: min(full, (theme.page.text[0] / most - TILE_PADDING) / longest)
        for most in range(min(MOST_TILES, len(items)), 0, -1)
    }
    fitting = [most for most, size in sizes.items() if size >= least] or [min(2, len(items))]
    equal = [most for most in fitting if len(items) % most == 0 and most > 1]
    most = equal[0] if equal else fitting[0]
    rows = -(-len(items) // most)
    across = -(-len(items) // rows)
    return across, max(sizes[across], full * SMALLEST_FIGURE).quantize(Decimal("0.1"), ROUND_DOWN)


def _key_figures(node: nodes.KeyFigures, setting: PageContext) -> str:
    across, size = tiles_in_a_row(node.items, setting.theme)
    sized = f' style="font-size:{size}pt"' if setting.medium is Medium.PAGES else ""
    rows: list[str] = []
    for start in range(0, len(node.items), across):
        tiles = [
            f'<div class="tile"><p class="value"{sized}>{inlines(item.figure, setting)}</p>'
            f'<p class="what">{inlines(item.label, setting, whole=True)}</p>'
            + (f'<p class="when">{inlines(item.detail, setting)}</p>' if item.detail else "")
            + "</div>"
            for item in node.items[start : start + across]
        ]
        rows.append(f'<div class="tiles">{"".join(tiles)}</div>')
    source = _source_line(node.source, setting) if node.source else ""
    looks = ("key-figures", "tall" if len(rows) > TALL else "", "odd" if len(node.items) % 2 else "")
    return f"<div{attributes(class_=' '.join(filter(None, looks)))}>\n{''.join(rows)}\n{source}</div>"


def _callout(node: nodes.Callout, setting: PageContext) -> str:
    title = node.title or (nodes.Text(setting.document.labels.get(node.kind, "")),)
    sign = icon(node.kind, setting.theme.colour["accent"])
    return (
        f'<aside class="callout {node.kind}" role="note"{attributes(aria_label=plain(title))}>\n'
        f'<p class="title">{sign}<span>{inlines(title, setting)}</span></p>\n{blocks(node.blocks, setting)}\n</aside>'
    )


def _pull_fact(node: nodes.PullFact, setting: PageContext) -> str:
    return (
        f'<aside class="pull"><p class="value">{inlines(node.figure, setting)}</p>'
        f'<p class="what">{inlines(node.text, setting)}</p></aside>'
    )


def _definitions(node: nodes.Definitions, setting: PageContext) -> str:
    items = "\n".join(
        f'<div class="definition"><dt>{inlines(item.term, setting)}</dt>'
        f"<dd>{inlines(item.text, setting, whole=True)}</dd></div>"
        for item in node.items
    )
    return f"<dl>\n{items}\n</dl>"


def _source_entry(entry: nodes.SourceEntry, setting: PageContext) -> str:
    label = text_html(entry.label)
    back = setting.cited.get(entry.id, "")
    shown = f'<a class="back"{attributes(href="#" + back)} role="doc-backlink">{label}</a>' if back else label
    text = f'<span class="entry">{inlines(entry.children, setting, whole=True)}</span>'
    return f'<li{attributes(id=entry.id)}><span class="label">{shown} </span>{text}</li>'


def _source_list(node: nodes.SourceList, setting: PageContext) -> str:
    return '<ul class="sources">\n' + "\n".join(_source_entry(entry, setting) for entry in node.entries) + "\n</ul>"


def heading(node: nodes.Section, setting: PageContext) -> str:
    """Write number and words of a heading, parted by a space unless the number ends in a full-width mark."""
    words = inlines(node.heading, setting, whole=True)
    if not node.number:
        return words
    number = text_html(node.number)
    return f'<span class="number">{number}</span>{"" if ends_wide(node.number) else " "}{words}'


def _opens_page(node: nodes.Section, setting: PageContext) -> bool:
    """Whether a paragraph that is to start a new page follows the heading, which must then go with it."""
    for block in node.blocks:
        if isinstance(block, nodes.Section):
            return _opens_page(block, setting)
        if not isinstance(block, nodes.Paragraph):
            return False
        if setting.starts_page(block.children):
            return True
        if block.role != "lead":
            return False
    return False


#: What the steps call the opening chapter where it is set closer, and how high its charts are drawn in the last of them.
OPENING_SET = ("", " close", " close closer", " close closer closest")
LOWER = Decimal("0.8")


def _set_closer(node: nodes.Section, setting: PageContext) -> tuple[str, PageContext]:
    """Return the classes of a section that is set closer than usual, and the setting of what is in it."""
    if not setting.closer.opening or node is not setting.document.sections[0]:
        return "", setting
    said = OPENING_SET[setting.closer.opening]
    return said, setting if said != OPENING_SET[-1] else replace(setting, theme=lower_charts(setting.theme, LOWER))


def _section(node: nodes.Section, setting: PageContext) -> str:
    level = node.level + 1  # the title of the document is the first heading
    closer, setting = _set_closer(node, setting)
    parts = [f"<h{level}>{heading(node, setting)}</h{level}>", blocks(node.blocks, setting)]
    if node.level == 1 and setting.medium is Medium.SCREEN:
        notes = [note_body(note, setting, "li") for note in walk(node.blocks) if isinstance(note, nodes.Note)]
        if notes:
            parts.append('<ol class="notes" role="list">\n' + "\n".join(notes) + "\n</ol>")
    opened = " new-page opened" if _opens_page(node, setting) else ""
    return (
        f'<section class="level-{node.level}{opened}{closer}"{attributes(id=node.id)}>\n'
        + "\n".join(parts)
        + "\n</section>"
    )


BLOCK: dict[type, Callable[[Any, PageContext], str]] = {
    nodes.Paragraph: _paragraph,
    nodes.ListBlock: _list,
    nodes.Table: table,
    nodes.Chart: _chart,
    nodes.KeyFigures: _key_figures,
    nodes.Callout: _callout,
    nodes.PullFact: _pull_fact,
    nodes.Definitions: _definitions,
    nodes.SourceList: _source_list,
    nodes.Section: _section,
}


def blocks(children: tuple[Block, ...], setting: PageContext) -> str:
    """Return the HTML of a run of blocks."""
    behind = (*children[1:], None)
    return "\n".join(
        _paragraph(child, setting, after) if isinstance(child, nodes.Paragraph) else BLOCK[type(child)](child, setting)
        for child, after in zip(children, behind, strict=False)
    )
