"""Tables to HTML: fixed layout with the widths the tree gives, header cells with scope, columns aligned."""

from __future__ import annotations

from decimal import Decimal

from briefing.document.nodes import Caption, Cell, Column, Row, Table
from briefing.render.columns import Fit, Sheet, fitted, is_short, is_tall, placed
from briefing.render.house import House, points
from briefing.render.html.inline import inlines
from briefing.render.html.setting import Medium, Setting
from briefing.render.html.tokens import attributes, characters, to_html

BESIDE = Decimal(5)  # points left and right in a cell, as in common.css


def caption_html(caption: Caption, setting: Setting) -> str:
    """The label (``Table 3``), the gap of the language, and the words."""
    label = to_html((characters(caption.label),))
    gap = to_html((characters(caption.gap),))
    return f'<span class="label">{label}</span>{gap}{inlines(caption.children, setting)}'


def below(node: Table, setting: Setting) -> str:
    """The lines below a table: notes, then the source."""
    lines = [f'<p class="below">{inlines(note, setting)}</p>' for note in node.notes]
    if node.source:
        lines.append(f'<p class="below from">{inlines(node.source, setting)}</p>')
    return "\n".join(lines)


def _cell(cell: Cell, column: Column, setting: Setting) -> str:
    tag = "th" if cell.scope else "td"
    given = attributes(
        class_=f"align-{'centre' if cell.colspan > 1 and cell.scope == 'col' else column.align}",
        scope=cell.scope,
        colspan=str(cell.colspan) if cell.colspan > 1 else "",
        rowspan=str(cell.rowspan) if cell.rowspan > 1 else "",
    )
    return f"<{tag}{given}>{inlines(cell.children, setting)}</{tag}>"


def _rows(tag: str, rows: tuple[Row, ...], columns: tuple[Column, ...], setting: Setting) -> str:
    if not rows:
        return ""
    lines: list[str] = []
    joined = 0  # rows to come that share a cell with one above
    for row in placed(rows, len(columns)):
        classes = ["joined"] if joined else []
        classes += ["new-page"] if setting.starts_page(tuple(cell for cell, _ in row)) else []
        cells = "".join(_cell(cell, columns[min(at, len(columns) - 1)], setting) for cell, at in row)
        lines.append(f"<tr{attributes(class_=' '.join(classes))}>{cells}</tr>")
        joined = max(joined - 1, *(cell.rowspan - 1 for cell, _ in row), 0)
    return f"<{tag}>\n" + "\n".join(lines) + f"\n</{tag}>\n"


def sheet_of(house: House, beside: Decimal = BESIDE) -> Sheet:
    """What the tables of the house are set on."""
    margin = house.page.margin
    width = points(house.page.size[0]) - points(margin["inner"]) - points(margin["outer"])
    return Sheet(width, house.type.scale["table"], beside, house.space["cell"])


def _set(fit: Fit, setting: Setting) -> str:
    """On pages the size of the letters where it is not that of the theme; on a screen the width below which the table is
    moved sideways and not squeezed."""
    if setting.medium is Medium.SCREEN:
        return f"min-width:{fit.needs.quantize(Decimal('0.1'))}em"
    return f"font-size:{fit.size}pt" if fit.size != setting.house.type.scale["table"] else ""


def table(node: Table, setting: Setting) -> str:
    """One captioned table with the lines below it. A longer one may break between rows, its head repeated."""
    fit = fitted(node, sheet_of(setting.house))
    short = is_short(fit, setting.house, bool(node.head))
    tall = is_tall(fit, len(node.head) + len(node.body) + len(node.foot), setting.house)
    classes = ["table", *(["short"] if short else []), *(["tall"] if tall else [])]
    if setting.starts_page(node if short else (node.head, node.body[: 1 if tall else 2])):
        classes.append("new-page")  # what is kept together goes with the row that calls the note
    columns = "".join(f'<col style="width:{width}%">' for width in fit.widths)
    given = attributes(class_="whole" if fit.whole else "", style=_set(fit, setting))
    title = caption_html(node.caption, setting)
    return (
        f'<figure class="{" ".join(classes)}"{attributes(id=node.id)}>\n'
        f'<div class="scroll" tabindex="0" role="group">\n<table{given}>\n<caption>{title}</caption>\n'
        f"<colgroup>{columns}</colgroup>\n"
        f"{_rows('thead', node.head, node.columns, setting)}{_rows('tbody', node.body, node.columns, setting)}"
        f"{_rows('tfoot', node.foot, node.columns, setting)}</table>\n</div>\n{below(node, setting)}\n</figure>"
    )
