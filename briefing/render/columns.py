"""How wide a run of characters is without a font at hand, and how wide the columns of a table are set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from briefing.document.nodes import Break, Cell, Emphasis, Figure, Inline, Name, Note, Row, Strong, Table, plain, walk
from briefing.problems import ProblemsFound, problem
from briefing.render.theme import Theme

NARROW, LOWER, UPPER, BROAD, WIDE = Decimal("0.30"), Decimal("0.52"), Decimal("0.62"), Decimal("0.86"), Decimal(1)
NO_LINE_START = set("，。、；：！？）》」』】〕”’…%,.;:!?)]}’”")
NO_LINE_END = set("（《「『【〔“‘([{")


def is_wide(character: str) -> bool:
    """Return whether the character fills an em square (East Asian Width W or F)."""
    return unicodedata.east_asian_width(character) in "WF"


def width_in_halves(text: str) -> int:
    """Return how many half ems a text takes: two for a full-width character, one for any other."""
    return sum(2 if is_wide(character) else 1 for character in text)


def character_width(character: str) -> Decimal:
    """Return the advance of one character in ems."""
    if is_wide(character):
        return WIDE
    if character in " \u00a0\u2009\u202f.,;:'!|ilIjtfr()[]/-‑’‘":
        return NARROW
    if character in "mwMW%@—":
        return BROAD
    return UPPER if character.isupper() else LOWER


def text_width(text: str, size: Decimal) -> Decimal:
    """Return the width of a run set in ``size``, in the unit of ``size``."""
    return sum((character_width(c) for c in text), Decimal(0)) * size


def pieces(text: str) -> list[str]:
    """Return the text cut at every place where a line may end; joined they give the text again."""
    cut: list[str] = []
    for character in text:
        previous = cut[-1][-1] if cut else ""
        may_break = previous and (
            (previous in " –" and character != " ")
            or (previous in "-/" and character != " " and not character.isdigit())
            or (
                (is_wide(character) or is_wide(previous))
                and character not in NO_LINE_START
                and character != " "
                and previous not in NO_LINE_END
            )
        )
        if not cut or may_break:
            cut.append(character)
        else:
            cut[-1] += character
    return cut


def wrap(text: str, width: Decimal, size: Decimal) -> list[str]:
    """Return lines of at most ``width`` where the text allows it; a single piece wider than that is cut between characters."""
    lines: list[str] = [""]
    for piece in pieces(text):
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        for character in piece:
            if lines[-1] and text_width(lines[-1] + character, size) > width and character != " ":
                lines.append("")
            lines[-1] += character
    return [line.strip(" ") for line in lines]


KEEP_TOGETHER = 16  # a figure of at most so many characters is not broken over two lines
BOLD = Decimal("1.06")  # of the width of upright letters
WORD = 6  # characters of a cell at most that are one word and stay on one line
#: Full-width characters of a name at most, and such a name in quotation marks, that stay on one line of a cell.
BRIEF_NAME = 9
BRIEF_QUOTED = re.compile(rf"“[\u3400-\u9fff·]{{1,{BRIEF_NAME}}}”")
ALWAYS = 10**9  # more than any line holds: what follows stands on the next
CALL = 650  # thousandths of an em that the call of a note takes
SIZES = tuple(Decimal(share) for share in ("1", "0.94", "0.89", "0.84"))  # of the size of the theme, until words fit
SMALLER = Decimal("1.18")  # a table is set a size smaller when it would otherwise be so many times as high
STEPS = (1, 2, 3, 5, 8, 13, 21, 34)  # percents moved at a time
LEAST = Decimal(2)  # ems of text below which a column cannot be read
LEADING = Decimal("1.4")  # from line to line in a cell, in ems
TALL_ROW = Decimal(4)  # times the size of the letters: a row of about three lines
JOINED = Decimal("0.85")  # of a page: rows that share a cell, with the head of their table, take no more


@dataclass(frozen=True, slots=True)
class Fit:
    """Widths in percent, adding to 100; the size of the letters and the height of each row in points; the width in ems that
    the table needs; and whether every word and amount then stays whole."""

    widths: tuple[int, ...]
    size: Decimal
    rows: tuple[Decimal, ...]
    needs: Decimal
    whole: bool

    @property
    def height(self) -> Decimal:
        """The height of all rows in points."""
        return sum(self.rows, Decimal(0))


@dataclass(frozen=True, slots=True)
class ColumnSheet:
    """What a table is set on, in points: its width, the size of its letters, the padding left and right in a cell, and above
    and below."""

    width: Decimal
    size: Decimal
    beside: Decimal
    above: Decimal

    def room(self, percent: int) -> int:
        """Return thousandths of an em for text in a column of so many percent."""
        return int((self.width * percent / 100 - self.beside * 2) * 1000 / self.size)

    def percent(self, piece: int) -> int:
        """Return percents of the width that a column needs for a piece of so many thousandths of an em."""
        share = (piece * self.size / 1000 + self.beside * 2) * 100 / self.width
        return int(share.to_integral_value(ROUND_CEILING))


def is_tall(fit: Fit, rows: int, theme: Theme) -> bool:
    """Return whether the rows of a table are so high that one of them, and not two, stays with its head when it breaks."""
    return fit.height > rows * theme.type.scale["table"] * TALL_ROW


def is_short(fit: Fit, theme: Theme, headed: bool = True) -> bool:
    """Return whether a table takes so little of a page that it is not broken: how little, the theme says. One without a head (a
    sheet of labels and values) has nothing to repeat on a second page, and may take more."""
    return fit.height <= theme.page.text[1] * theme.table["whole" if headed else "sheet"]


def check_joined(node: Table, fit: Fit, theme: Theme) -> None:
    """Raise ``ProblemsFound`` when rows that share a merged cell do not fit on one page with the head of the table: a page
    cannot break between them."""
    most = theme.page.text[1] * JOINED - sum(fit.rows[: len(node.head)], Decimal(0))
    joined = Decimal(0)
    left = count = 0
    for row, high in zip(node.body, fit.rows[len(node.head) :], strict=False):
        joined, count = (joined + high, count + 1) if left else (high, 1)
        left = max(left - 1, *(cell.rowspan - 1 for cell in row), 0)
        if joined > most and count > 1:
            raise ProblemsFound([problem("table-joined", table=node.id, most=int(most * count / joined))])


Piece = tuple[int, int]  # the widths of a piece and of the space after it, in thousandths of an em


@dataclass(slots=True)
class _Column:
    """The cells of one column as the widths of their pieces, row by row, in thousandths of an em."""

    rows: list[tuple[Piece, ...]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    known: dict[int, list[int]] = field(default_factory=dict)
    #: What is wider no column can hold: it is broken between letters, and makes no column wider (an address without a stroke).
    limit: int = ALWAYS

    def add(self, row: tuple[Piece, ...]) -> None:
        """Add a row."""
        self.rows.append(row)
        self.totals.append(sum(piece + space for piece, space in row))

    @property
    def widest(self) -> int:
        return max((piece for row in self.rows for piece, _ in row if piece <= self.limit), default=0)

    @property
    def whole(self) -> bool:
        """Whether every piece fits in some column."""
        return all(piece <= self.limit for row in self.rows for piece, _ in row)

    def lines(self, room: int) -> list[int]:
        """Return lines each row takes in a column with ``room`` thousandths of an em for text."""
        if room not in self.known:
            self.known[room] = [
                1 if total < room else _lines(row, room) for row, total in zip(self.rows, self.totals, strict=True)
            ]
        return self.known[room]


def _lines(row: tuple[Piece, ...], room: int) -> int:
    count, used = 1, 0
    for piece, space in row:
        if used and used + piece > room:
            count, used = count + 1, 0
        broken, rest = divmod(piece, max(room, 1000))
        if broken:
            count, piece = count + broken, rest  # noqa: PLW2901 - what is left of a piece that is broken
        used += piece + space
    return count


def placed(rows: tuple[Row, ...], columns: int) -> Iterator[list[tuple[Cell, int]]]:
    """Yield rows of cells with the column each starts in, cells spanning rows above taken into account."""
    open_rows = [0] * (columns + 1)
    for row in rows:
        found: list[tuple[Cell, int]] = []
        column = 0
        for cell in row:
            while column < columns and open_rows[column]:
                column += 1
            found.append((cell, column))
            for index in range(column, min(column + cell.colspan, columns)):
                open_rows[index] = cell.rowspan
            column += cell.colspan
        open_rows = [max(0, left - 1) for left in open_rows]
        yield found


def kept_whole(children: tuple[Inline, ...]) -> list[str]:
    """Return the text of a cell cut where a line may end; a short figure or name, and a cell of one Chinese word, are one
    piece. The last two full-width characters stay together: none is left alone on the last line."""
    if len(plain(children)) <= WORD and " " not in plain(children):
        return [plain(children)]
    inside: set[int] = set()
    at = 0
    for child in children:
        words = plain((child,))
        length = len(words)
        name = isinstance(child, Name) and length <= BRIEF_NAME and is_wide(words[-1:] or "x")
        if name or (isinstance(child, Figure) and length <= KEEP_TOGETHER):
            inside.update(range(at + 1, at + length))
        at += length
    for found in BRIEF_QUOTED.finditer(plain(children)):
        inside.update(range(found.start() + 1, found.end()))
    if at > 1 and all(map(is_wide, plain(children)[-2:])):
        inside.add(at - 1)
    whole: list[str] = []
    at = 0
    for piece in pieces(plain(children)):
        if whole and at in inside:
            whole[-1] += piece
        else:
            whole.append(piece)
        at += len(piece)
    return whole


def _measured(cell: Cell, factor: Decimal) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for line in _lines_typed(cell.children):
        if found:
            found[-1] = (found[-1][0], ALWAYS)
        for piece in kept_whole(line):
            letters = int(text_width(piece.rstrip(" "), 1000 * factor))
            found.append((letters, int(text_width(piece, 1000 * factor)) - letters))
    calls = sum(isinstance(node, Note) for node in walk(cell.children))
    if calls and found:
        found[-1] = (found[-1][0] + CALL * calls, 0)
    return tuple(found)


def _lines_typed(children: tuple[Inline, ...]) -> list[tuple[Inline, ...]]:
    """Return a run cut at the line breaks typed into it."""
    lines: list[tuple[Inline, ...]] = [()]
    for child in children:
        if isinstance(child, Break):
            lines.append(())
        elif isinstance(child, Strong | Emphasis) and any(isinstance(node, Break) for node in walk(child)):
            first, *rest = _lines_typed(child.children)
            lines[-1] = (*lines[-1], *first)
            lines += rest
        else:
            lines[-1] = (*lines[-1], child)
    return lines


def _columns(node: Table) -> list[_Column]:
    count = len(node.columns)
    columns = [_Column() for _ in range(count)]
    for rows, factor in ((node.head, BOLD), (node.body, Decimal(1)), (node.foot, BOLD)):
        for row in placed(rows, count):
            filled = {at: _measured(cell, factor) for cell, at in row if cell.colspan == 1 and at < count}
            for at, column in enumerate(columns):
                column.add(filled.get(at, ()))
    return columns


@lru_cache(maxsize=512)  # the same table is set for the page and the screen, and again at each look
def fitted(node: Table, sheet: ColumnSheet, sizes: tuple[Decimal, ...] = SIZES) -> Fit:
    """Return the columns of a table on a sheet. ``sizes``: shares of the size of its letters to try until every word fits.
    Where none is small enough, words are broken.

    Raises ``ProblemsFound`` when there are more columns than the page can hold."""
    columns = _columns(node)
    smallest = replace(sheet, size=sheet.size * sizes[-1])
    if sheet.width / len(columns) < sheet.beside * 2 + smallest.size * LEAST:
        raise ProblemsFound([problem("table-too-wide", table=node.id, columns=len(columns))])
    floor = smallest.percent(int(LEAST * 1000))
    for column in columns:
        column.limit = smallest.room(100 - floor * (len(columns) - 1))
    whole = all(column.whole for column in columns)
    declared = [column.width for column in node.columns]
    best: Fit | None = None
    for share in sizes:
        tried = replace(sheet, size=sheet.size * share)
        least = [tried.percent(column.widest) for column in columns]
        if sum(least) <= 100:
            fit = _fit(columns, _settled(columns, declared, least, tried), tried, whole=whole)
            if best is not None and best.height < fit.height * SMALLER:
                break
            best = fit
    if best is not None:
        return best
    spare, total = 100 - floor * len(columns), sum(least)
    cut = [floor + wanted * spare // total for wanted in least]
    cut[cut.index(max(cut))] += 100 - sum(cut)
    return _fit(columns, cut, smallest, whole=False)


def _fit(columns: list[_Column], widths: list[int], sheet: ColumnSheet, *, whole: bool) -> Fit:
    rows = tuple(lines * sheet.size * LEADING + sheet.above * 2 for lines in _lines_of(columns, widths, sheet))
    needs = max(
        (column.widest * sheet.size / 1000 + sheet.beside * 2) * 100 / share / sheet.size
        for column, share in zip(columns, widths, strict=True)
    )
    return Fit(tuple(widths), sheet.size, rows, needs, whole)


def _lines_of(columns: list[_Column], widths: list[int], sheet: ColumnSheet) -> list[int]:
    """How many lines each row takes."""
    by_column = [column.lines(sheet.room(share)) for column, share in zip(columns, widths, strict=True)]
    return list(map(max, zip(*by_column, strict=True)))


def _settled(columns: list[_Column], declared: list[int], least: list[int], sheet: ColumnSheet) -> list[int]:
    """Return the declared widths, mended until each column has its least, then moved while that saves lines."""
    widths = [max(given, low) for given, low in zip(declared, least, strict=True)]
    while sum(widths) != 100:
        slack = [given - low for given, low in zip(widths, least, strict=True)]
        if sum(widths) > 100:
            widths[slack.index(max(slack))] -= 1
        else:
            widths[widths.index(max(widths))] += 1

    def cost(trial: list[int]) -> tuple[int, int]:
        away = sum(abs(now - given) for now, given in zip(trial, declared, strict=True))
        return sum(_lines_of(columns, trial, sheet)), away

    best = cost(widths)
    while True:
        trials = [
            [share + step if at == to else share - step if at == source else share for at, share in enumerate(widths)]
            for source in range(len(widths))
            for to in range(len(widths))
            for step in STEPS
            if source != to and widths[source] - step >= least[source]
        ]
        found = min(((cost(trial), trial) for trial in trials), default=(best, widths))
        if found[0] >= best:
            return widths
        best, widths = found
