"""The document tree: a closed union of small frozen records, and its walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from typing import Any

from briefing.document import NumberingLevel

# ---- inline -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Plain characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Emphasised by weight."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Emphasised by slope in Latin, by the theme's own means in Chinese."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that keeps its identity: ``fact`` id, exact ``value`` as a decimal string (empty for an open value), unit
    id, and the ``text`` that is printed. ``form`` names the printed form (full, number, cell …)."""

    fact: str
    value: str
    unit: str
    text: str
    form: str = "full"


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or period: ISO 8601 ``datetime``, printed ``text``, and the fact whose period it is (may be empty)."""

    datetime: str
    text: str
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A glossary term as printed at this place (first mention or later). ``term`` is its Chinese key."""

    term: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Foreign:
    """A passage in another language than the document's (BCP 47 ``language``)."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference to a table, chart or section of the same document; ``text`` is what is printed (Table 3, 表3)."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break inside a paragraph or cell."""


@dataclass(frozen=True, slots=True)
class Note:
    """A source note called at this place. ``number`` runs through the document; ``children`` is the note's text."""

    id: str
    number: int
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Inside a note or a source line: a link to an entry of the list of sources (``target`` is its id)."""

    target: str
    text: str


Inline = Text | Strong | Emphasis | Figure | Moment | Name | Foreign | Reference | Break | Note | SourceLink

# ---- block ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. ``role``: body, lead (opening of a section), small (notes on data)."""

    children: tuple[Inline, ...]
    role: str = "body"


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; each item is a run of blocks, usually one paragraph."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """``prefix`` and ``number`` print together (``Table 3``, ``表3``), then ``gap``, then the words."""

    prefix: str
    number: int
    gap: str
    children: tuple[Inline, ...]

    @property
    def label(self) -> str:
        """What a cross-reference prints."""
        return f"{self.prefix}{self.number}"


@dataclass(frozen=True, slots=True)
class Column:
    """``align``: start, end (numbers), centre. ``width`` in percent of the table; the widths of a table add to 100."""

    align: str
    width: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell. ``scope`` is ``row`` or ``col`` for a header cell, empty for data. Cells may hold notes but no blocks."""

    children: tuple[Inline, ...]
    scope: str = ""
    colspan: int = 1
    rowspan: int = 1


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A captioned table: header rows repeat on each page, ``foot`` holds totals, ``source`` is the source line below it,
    ``notes`` are further lines (caveats) below it."""

    id: str
    caption: Caption
    columns: tuple[Column, ...]
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    foot: tuple[Row, ...] = ()
    notes: tuple[tuple[Inline, ...], ...] = ()
    source: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart; ``points`` are in the order of the categories, ``None`` where there is no figure. ``look`` is
    ``target`` for what is aimed at and has not happened, empty for everything else."""

    name: str
    points: tuple[Figure | None, ...]
    look: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart whose data are figures. ``kind``: bar (horizontal), grouped-bar, column (vertical), grouped-column, stacked-bar,
    line, timeline (categories are dates in ISO 8601, points carry none; ``labels`` say what happened, ``dates`` are
    the dates as printed), schematic (categories are names, ``labels`` say what lies there, ``ways`` on which side of the hub).
    ``looks`` says of each category whether its points are targets (as a series may say of all of its
    own); empty when none is. ``unit`` is the axis title, ``factor`` the decimal string values are divided by for
    plotting (``1e9`` for RMB billion), ``alt`` says in words what the chart shows."""

    id: str
    caption: Caption
    kind: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    factor: str
    alt: str
    notes: tuple[tuple[Inline, ...], ...] = ()
    source: tuple[Inline, ...] = ()
    labels: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One tile of a key-figure panel: the figure, what it measures, and its period or comparison (may be empty)."""

    figure: tuple[Inline, ...]
    label: tuple[Inline, ...]
    detail: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A panel of key figures with the source line below it."""

    items: tuple[KeyFigure, ...]
    source: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Callout:
    """A box set off from the text. ``kind``: insight (what it means), caveat (a conflict or a limit of the data), method."""

    kind: str
    title: tuple[Inline, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class PullFact:
    """One figure pulled out of the text in display size, with the words that say what it is."""

    figure: tuple[Inline, ...]
    text: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """An entry of a glossary or of notes: what is defined and its definition."""

    term: tuple[Inline, ...]
    text: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Definitions:
    """A list of definitions."""

    items: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One entry of the list of sources; ``label`` is what notes print (S1), ``id`` what they link to."""

    id: str
    label: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class SourceList:
    """The numbered list of sources."""

    entries: tuple[SourceEntry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its heading; ``level`` 1 to 3, ``number`` as printed (一、, 1.2), empty when unnumbered."""

    id: str
    level: int
    number: str
    heading: tuple[Inline, ...]
    blocks: tuple[Block, ...]


Block = Paragraph | ListBlock | Table | Chart | KeyFigures | Callout | PullFact | Definitions | SourceList | Section

# ---- the whole --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover: series line, title, subtitle, lines below (date of the edition, data up to), and a short notice. ``parts``
    are those of the title between which a line ends before it ends anywhere else; none where that is at its spaces."""

    series: str
    title: str
    subtitle: str
    lines: tuple[str, ...]
    notice: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One pack in one language. ``language`` is a BCP 47 tag. ``labels`` holds furniture words already localised:
    contents, source, note, page (a pattern with ``{page}`` and ``{pages}``), figures_data, caveat, insight, method, back.
    ``stamp`` is printed on every page when not empty (DRAFT, 草稿), as is ``mark``, which says for whom a version is
    (内部参阅); ``banner`` is both. ``date`` is the edition's, ISO 8601."""

    pack: str
    language: str
    edition: str
    date: str
    cover: Cover
    sections: tuple[Section, ...]
    labels: Mapping[str, str]
    numbering: tuple[NumberingLevel, ...] = ()
    author: str = ""
    subject: str = ""
    stamp: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""

    @property
    def banner(self) -> str:
        """What is at the head of every page."""
        return " · ".join(part for part in (self.mark, self.stamp) if part)


def walk(node: object) -> Iterator[object]:
    """Yield every record below and including ``node``, in reading order (the order of the fields)."""
    waiting: list[Any] = [node]
    while waiting:
        at = waiting.pop()
        if isinstance(at, tuple):
            waiting.extend(reversed(at))
        elif (names := _field_names(at.__class__)) is not None:
            yield at
            waiting.extend(getattr(at, name) for name in names)


_PLAIN_TYPES = frozenset({"str", "int", "bool"})


@cache
def _field_names(kind: type[Any]) -> tuple[str, ...] | None:
    """Return the fields of a record that may hold others, the last first; ``None`` for anything else."""
    if not is_dataclass(kind):
        return None
    return tuple(item.name for item in reversed(fields(kind)) if item.type not in _PLAIN_TYPES)


def with_notes(part: Any, of: Callable[[Note], Note | None]) -> Any:
    """Return a part of the tree with what ``of`` makes of each note called in it: another one, or ``None`` for none."""
    if isinstance(part, tuple):
        kept = ((item, of(item) if isinstance(item, Note) else with_notes(item, of)) for item in part)
        return tuple(made for item, made in kept if made is not None or not isinstance(item, Note))
    names = _field_names(part.__class__) or ()
    return replace(part, **{name: with_notes(getattr(part, name), of) for name in names}) if names else part


def without_notes(part: Any) -> Any:
    """Return a part of the tree without the calls of notes, which are elsewhere."""
    return with_notes(part, lambda _: None)


_TYPED = frozenset({Text, Figure, Moment})


def plain(children: tuple[Inline, ...]) -> str:
    """Return the characters of a run of inline nodes as a reader sees them, without the text of notes."""
    parts: list[str] = []
    for child in children:
        if child.__class__ in _TYPED:  # most nodes of a document: asked first, and of their own class
            parts.append(child.text)  # type: ignore[union-attr]
            continue
        match child:
            case Text(text=text) | Figure(text=text) | Moment(text=text) | Foreign(text=text):
                parts.append(text)
            case Reference(text=text) | SourceLink(text=text):
                parts.append(text)
            case Strong(children=inner) | Emphasis(children=inner) | Name(children=inner):
                parts.append(plain(inner))
            case Break():
                parts.append(" ")
            case Note():
                pass
    return "".join(parts)
