"""The rows below a header: projects, and what is between them (section heads, totals, notes, repeated heads)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from briefing.projects.grid import Causes, Grid, GridCell, Kind
from briefing.projects.headers import LEFT_OUT, HeadColumn, Heads
from briefing.projects.layout import Layout
from briefing.projects.row_kinds import CHINESE_NUMBER, Kinds, Said, count_in, read_said, style_of
from briefing.projects.vocabulary import MONEY, MoneyUnit, folded


@dataclass(frozen=True, slots=True)
class RowPiece:
    """What one cell says about a project. ``shared`` is true where a merge gives the cell to other projects as well."""

    cell: GridCell
    column: HeadColumn
    row: int
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """One project as the sheet has it: its rows (from 1), what the section heads above it say, its place (from 0) among
    the projects of the sheet, and ``pieces``, which looks up the cells of a field. ``bare`` says that it fills no column of
    words."""

    sheet: str
    row: int
    last: int
    said: Said
    place: int
    pieces: Callable[[str], tuple[RowPiece, ...]]
    unit: MoneyUnit | None = None
    bare: bool = False

    @property
    def numbered(self) -> bool:
        """Whether it has a number."""
        return bool(self.pieces("number"))

    def text(self, name: str) -> str:
        """Return everything the cells of a field say, line by line, once each."""
        return text_of(self.pieces(name))


def text_of(pieces: Sequence[RowPiece]) -> str:
    """Return everything that cells say, line by line, once each."""
    if len(pieces) < 2:
        return pieces[0].cell.text if pieces else ""
    return "\n".join(dict.fromkeys(p.cell.text for p in pieces if p.cell.text))


@dataclass(frozen=True, slots=True)
class Divider:
    """A row that parts the projects: its row (from 1), ``section``, ``total`` or ``part``, how deep it is nested
    (totals: 0), and what it says."""

    row: int
    kind: str
    depth: int
    said: Said


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A total written in the sheet: its row (from 1) and label, the number of projects it names, its amounts by field."""

    sheet: str
    row: int
    label: str
    count: int | None
    amounts: Mapping[str, RowPiece]
    at: Divider


@dataclass(slots=True)
class FoundRows:
    """What a sheet holds. ``breaks`` are its section heads and totals; ``others`` every row that is no project and
    not empty, by what it was taken for (section, total, note, head, unnamed, skip)."""

    drafts: list[Draft] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    breaks: list[Divider] = field(default_factory=list)
    others: dict[str, list[int]] = field(default_factory=dict)


#: What is reported of rows that stop the import or are passed over.
_ODD = {"unit": "list-unit-again", "other-head": "list-second-header", "unnamed": "list-row-unnamed"}


@dataclass(slots=True)
class _Sections:
    """The section heads in force, the outermost first: how each is numbered and what it says."""

    open: list[tuple[str, Said]] = field(default_factory=list)

    def begin(self, style: str, said: Said) -> int:
        """Open a section; ends those inside the one it follows. Returns how deep it lies, from 1."""
        styles = [name for name, _ in self.open]
        if style in styles:
            del self.open[styles.index(style) :]
        self.open.append((style, said))
        return len(self.open)

    def over(self, said: Said) -> None:
        """Begin anew below a head that stands over all sections (a place with its total)."""
        self.open = [("", said)]

    @property
    def said(self) -> Said:
        """What they say together; of two sectors, statuses or places the inner one."""
        made = Said()
        for _, one in self.open:
            made = Said(one.sector or made.sector, one.status or made.status, one.place or made.place)
        return made


def read_rows(grid: Grid, layout: Layout, heads: Heads, causes: Causes) -> FoundRows:
    """Return every row below the header, each accounted for; what is odd goes into ``causes``."""
    kinds = Kinds(grid, layout, heads)
    sections = _Sections()
    notes_from = 0
    row = layout.bottom + 1
    leads = _places_that_lead(grid, layout, kinds, heads)
    columns = {c.field: layout.of(c.field) for c in layout.columns if c.field not in ("", LEFT_OUT)}
    found = FoundRows()

    def tell(code: str, **details: object) -> None:
        causes.add(code, grid.name, row + 1, sheet=grid.name, **details)

    before = ""
    while row < len(grid.rows):
        last = row
        kind = kinds.of(row, bool(notes_from))
        if kind == "section" and before == "part" and not _head(grid, layout, row)[0]:
            kind = kind if _projects_follow(kinds, row, len(grid.rows)) else "part"
        match kind:
            case "section" | "only-name" | "total" | "part":
                style, text = _head(grid, layout, row)
                said = read_said(text, heads.vocabulary)
                if kind == "only-name":
                    tell("list-row-only-name", text=text[:40])
                    kind = "section"
                if row in leads:
                    sections.over(Said(place=said.place))
                depth = sections.begin(style or "plain", said) if kind == "section" else 0
                found.breaks.append(Divider(row + 1, "lead" if row in leads else kind, depth, said))
                found.totals += _total(grid, layout, row, heads, found.breaks[-1])
            case "note":
                notes_from = notes_from or row + 1
            case "unit" | "other-head" | "unnamed":
                tell(_ODD[kind], text=" | ".join(c.text for c in grid.rows[row] if c.text)[:60])
            case "project":
                last = _last_row(grid, layout, row)
                pieces = partial(_pieces, grid, columns, row, last)
                place, bare = len(found.drafts), kinds.is_bare(row)
                found.drafts.append(
                    Draft(grid.name, row + 1, last + 1, sections.said, place, pieces, layout.unit, bare)
                )
                if notes_from:
                    tell("list-row-after-notes")
                    notes_from = 0
            case _:
                pass  # a blank row parts nothing
        if kind not in ("project", "blank"):
            found.others.setdefault("total" if kind == "part" else kind, []).append(row + 1)
        before = kind if kind != "blank" else before
        row = last + 1
    for number in _empty_sections(found):
        causes.add("list-section-empty", grid.name, number, sheet=grid.name)
    found.drafts = _with_places_below(found)
    return found


def _projects_follow(kinds: Kinds, row: int, end: int) -> bool:
    """Whether the next row that is not empty is a project."""
    following = (kind for at in range(row + 1, end) if (kind := kinds.of(at, False)) != "blank")
    return next(following, "") == "project"


def _places_that_lead(grid: Grid, layout: Layout, kinds: Kinds, heads: Heads) -> frozenset[int]:
    """The rows (from 0) of totals that name a place and head the projects of that place: the first of them is above all
    projects."""
    named: list[int] = []
    for row in range(layout.bottom + 1, len(grid.rows)):
        kind = kinds.of(row, False)
        if kind == "project" and not named:
            return frozenset()
        if kind == "total" and read_said(_head(grid, layout, row)[1], heads.vocabulary).place:
            named.append(row)
    return frozenset(named)


def _with_places_below(found: FoundRows) -> list[Draft]:
    """The drafts, those without a place given that of the total that follows their run (``开州区小计`` below its projects)."""
    closing = [b for b in found.breaks if b.kind == "total" and b.said.place]
    if not closing or any(b.kind == "lead" for b in found.breaks):
        return found.drafts

    def said(draft: Draft) -> Said:
        after = next((b for b in closing if b.row > draft.row), None)
        return draft.said if draft.said.place or after is None else replace(draft.said, place=after.said.place)

    return [replace(draft, said=said(draft)) for draft in found.drafts]


def _empty_sections(found: FoundRows) -> Iterator[int]:
    """The rows of section heads below which no project stands: each may be a project taken for a head."""
    starts = [draft.row for draft in found.drafts]
    sections = set(found.others.get("section", []))
    breaks = [b.row for b in found.breaks]
    for row in sorted(sections):
        end = min((b for b in breaks if b > row), default=10**9)
        if not any(row < start < end for start in starts) and end not in sections:
            yield row


def _last_row(grid: Grid, layout: Layout, row: int) -> int:
    """The last row of the project that begins here: the name's own merge decides."""
    for column in layout.of("name"):
        merge = grid.covered.get((row, column.index))
        if merge is not None and merge.top == row:
            return max(row, min(merge.bottom, len(grid.rows) - 1))
    return row


def _labels(grid: Grid, layout: Layout, row: int) -> list[str]:
    """The texts of a row outside its columns of money."""
    money = {c.index for c in layout.columns if c.field in MONEY}
    return [cell.text for c, cell in enumerate(grid.rows[row]) if cell.kind is Kind.TEXT and c not in money]


def _head(grid: Grid, layout: Layout, row: int) -> tuple[str, str]:
    """How a head is numbered, and its words: of the label cells the first that is more than a number."""
    texts = _labels(grid, layout, row)
    style = style_of(texts[0]) if texts else ""
    words = [t for t in texts if not CHINESE_NUMBER.match(folded(t))]
    return style, words[0] if words else ""


def _total(grid: Grid, layout: Layout, row: int, heads: Heads, at: Divider) -> list[TotalRow]:
    """The total a row states, if it states one."""
    label = " ".join(_labels(grid, layout, row))
    counted = count_in(label, heads.vocabulary)
    amounts = {
        c.field: RowPiece(grid.at(row, c.index), c, row)
        for c in layout.columns
        if c.field in MONEY and grid.at(row, c.index).text
    }
    if not amounts and counted is None:
        return []
    return [TotalRow(grid.name, row + 1, label[:40], counted, amounts, at)]


def _pieces(
    grid: Grid, columns: Mapping[str, Sequence[HeadColumn]], row: int, last: int, name: str
) -> tuple[RowPiece, ...]:
    """The cells of a field in the rows of a project (from 0)."""
    return tuple(p for c in columns.get(name, ()) for p in _cells(grid, c, row, last) if p.cell.text)


def _cells(grid: Grid, column: HeadColumn, row: int, last: int) -> Iterator[RowPiece]:
    for at in range(row, last + 1):
        merge = grid.covered.get((at, column.index))
        if merge is None:
            yield RowPiece(grid.at(at, column.index), column, at)
        elif merge.left == column.index and at in (row, merge.top):
            shared = merge.top < row or merge.bottom > last
            yield RowPiece(grid.at(merge.top, merge.left), column, at, shared)


def scope_of(total: TotalRow, found: FoundRows) -> Sequence[Sequence[Draft]]:
    """Return the drafts that a total may speak of, the likeliest first; none where nothing says which (a part of a total by
    size)."""
    drafts, row, at = found.drafts, total.row, total.at
    if at.kind == "section":
        end = next(
            (b.row for b in found.breaks if b.row > row and (b.kind == "lead" or 0 < b.depth <= at.depth)), 10**9
        )
        return [[d for d in drafts if row < d.row < end]]
    if at.kind == "part":
        status = at.said.status
        same = [d for d in drafts if status and status in (d.said.status, d.text("status").strip())]
        return [same] if same else []
    if at.kind == "lead":
        end = next((b.row for b in found.breaks if b.row > row and b.kind == "lead"), 10**9)
        return [[d for d in drafts if row < d.row < end]]
    before = sorted({0, *(b.row for b in found.breaks if b.row < row)}, reverse=True)
    after = sorted({10**9, *(b.row for b in found.breaks if b.row > row)})
    runs = [[d for d in drafts if start < d.row < row] for start in before]
    runs += [[d for d in drafts if row < d.row < end] for end in after]
    whole = [list(drafts)]
    inner = bool(at.said.place or at.said.sector or at.said.status) or folded(total.label).startswith("小计")
    return [*runs, *whole] if inner else [*whole, *runs]
