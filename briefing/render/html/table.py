"""Tables to HTML: fixed layout with the widths the tree gives, header cells with scope, columns aligned."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.document.nodes import Caption, Cell, Column, Row, Table
from briefing.render.html.inline import inlines
from briefing.render.html.setting import Setting
from briefing.render.html.tokens import attributes, characters, to_html

SHORT = 14  # a table of at most so many rows is never broken over pages
BROAD = 6  # a table of more columns is set smaller


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


def _placed(rows: tuple[Row, ...], columns: int) -> Iterator[list[tuple[Cell, int]]]:
    """Rows of cells with the column each starts in, cells spanning rows above taken into account."""
    open_rows = [0] * (columns + 1)
    for row in rows:
        placed: list[tuple[Cell, int]] = []
        column = 0
        for cell in row:
            while column < columns and open_rows[column]:
                column += 1
            placed.append((cell, column))
            for index in range(column, min(column + cell.colspan, columns)):
                open_rows[index] = cell.rowspan
            column += cell.colspan
        open_rows = [max(0, left - 1) for left in open_rows]
        yield placed


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
    lines = [
        ('<tr class="new-page">' if setting.starts_page(tuple(cell for cell, _ in placed)) else "<tr>")
        + "".join(_cell(cell, columns[min(at, len(columns) - 1)], setting) for cell, at in placed)
        + "</tr>"
        for placed in _placed(rows, len(columns))
    ]
    return f"<{tag}>\n" + "\n".join(lines) + f"\n</{tag}>\n"


def table(node: Table, setting: Setting) -> str:
    """One captioned table with the lines below it."""
    classes = ["table"]
    if len(node.head) + len(node.body) + len(node.foot) <= SHORT:
        classes.append("short")
    whole = setting.starts_page(node if "short" in classes else (node.head, node.body[:1]))
    if whole:  # a table that is not broken, and the head of one that is, go with the row that calls the note
        classes.append("new-page")
    if len(node.columns) > BROAD:
        classes.append("broad")
    columns = "".join(f'<col style="width:{column.width}%">' for column in node.columns)
    return (
        f'<figure class="{" ".join(classes)}"{attributes(id=node.id)}>\n'
        f'<div class="scroll" tabindex="0" role="group">\n<table>\n<caption>{caption_html(node.caption, setting)}</caption>\n'
        f"<colgroup>{columns}</colgroup>\n"
        f"{_rows('thead', node.head, node.columns, setting)}{_rows('tbody', node.body, node.columns, setting)}"
        f"{_rows('tfoot', node.foot, node.columns, setting)}</table>\n</div>\n{below(node, setting)}\n</figure>"
    )
