"""A document read part by part, as passages in reading order, and as JSON and back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from typing import Any, Literal, assert_never

from briefing.document import nodes
from briefing.document.nodes import Block, Document, Inline, plain

Run = tuple[Inline, ...]
Sort = Literal["heading", "text", "caption", "row", "chart", "note", "source", "tile", "title", "entry", "listed"]


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a document: its sort, the block it belongs to, and its runs of text: one, the cells of a row, the figure,
    label and detail of a tile, a term and its text. ``chart`` has no runs: what is drawn is in the block; a ``listed`` source
    is ``source``."""

    sort: Sort
    block: Block
    runs: tuple[Run, ...]
    source: nodes.SourceEntry | None = None


def parts(blocks: Iterable[Block]) -> Iterator[Part]:
    """Yield the parts of some blocks, those of blocks and sections inside them in their place."""
    for block in blocks:
        match block:
            case nodes.Paragraph(children=run):
                yield Part("text", block, (run,))
            case nodes.ListBlock(items=items):
                yield from parts(inner for item in items for inner in item)
            case nodes.Table() | nodes.Chart():
                yield from _captioned(block)
            case nodes.KeyFigures(items=tiles, source=source):
                for tile in tiles:
                    yield Part("tile", block, (tile.figure, tile.label, tile.detail))
                yield Part("source", block, (source,))
            case nodes.Callout(title=title, blocks=inner):
                yield Part("title", block, (title,))
                yield from parts(inner)
            case nodes.PullFact(figure=figure, text=text):
                yield Part("tile", block, (figure, text))
            case nodes.Definitions(items=entries):
                yield from (Part("entry", block, (entry.term, entry.text)) for entry in entries)
            case nodes.SourceList(entries=sources):
                yield from (Part("listed", block, (listed.children,), listed) for listed in sources)
            case nodes.Section(heading=heading, blocks=inner):
                yield Part("heading", block, (heading,))
                yield from parts(inner)
            case _:
                assert_never(block)


def _captioned(block: nodes.Table | nodes.Chart) -> Iterator[Part]:
    yield Part("caption", block, (block.caption.children,))
    if isinstance(block, nodes.Table):
        for row in (*block.head, *block.body, *block.foot):
            yield Part("row", block, tuple(cell.children for cell in row))
    else:
        yield Part("chart", block, ())
    yield from (Part("note", block, (note,)) for note in block.notes)
    yield Part("source", block, (block.source,))


def begins_running(block: Block | None) -> bool:
    """Return whether a block is running text or a section that begins with it, which can begin at the foot of a page."""
    if isinstance(block, nodes.Section):
        return bool(block.blocks) and begins_running(block.blocks[0])
    return isinstance(block, nodes.Paragraph | nodes.ListBlock)


def leaves(run: Run, at: int = 0) -> Iterator[tuple[int, Inline]]:
    """Yield the inline nodes of a run that hold text themselves, or a note, with the place of each in the plain text of the
    run."""
    for node in run:
        if isinstance(node, _HOLDING):
            yield from leaves(node.children, at)
        else:
            yield at, node
        at += len(node.text if isinstance(node, _TYPED) else plain((node,)))


#: Inline nodes that hold others, those that are text, and those that print a fact (isinstance is asked for each node of a
#: document).
_HOLDING = (nodes.Strong, nodes.Emphasis, nodes.Name)
_TYPED = (nodes.Text, nodes.Figure, nodes.Moment)
_PRINTING = (nodes.Figure, nodes.Moment)


def figures(run: Run) -> Iterator[tuple[int, str, str]]:
    """Yield the figures of a run, and the dates of events: place in its plain text, fact id, printed text."""
    return _figures(leaves(run))


def _figures(found: Iterable[tuple[int, Inline]]) -> Iterator[tuple[int, str, str]]:
    for at, node in found:
        if isinstance(node, _PRINTING) and node.fact:
            yield at, node.fact, node.text


#: Where one sentence ends and the next begins: after CJK full stops with their closing quotes; after Latin ones before a
#: capital, or a placeholder of a message (Unicode Standard Annex 29, SB7 to SB11, as far as these texts need it).
SENTENCE_END = re.compile(r"(?<=[。！？])(?![”’」）])|(?<=[。！？][”’」）])|(?<=[.!?])\s+(?=[“‘(\[]?(?:[A-Z]|%\())")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, heading, caption, table row, chart point, tile, entry or note. ``section`` is the id of the section it
    is in and ``title`` its heading; ``figures`` are the fact ids printed, each with its text, ``moments`` the dates
    and periods printed, in ISO 8601, and ``sources`` the sources named, each with its label (``source-s003``, S4)."""

    section: str
    title: str
    kind: str
    text: str
    figures: tuple[tuple[str, str], ...] = ()
    moments: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def identity(self) -> str:
        """The text with each source named by what it is, not by its number: two editions may count their sources otherwise."""
        parts: list[str] = []
        rest = self.text
        for target, label in self.sources:
            before, found, after = rest.partition(label)
            if found:
                parts += [before, target]
                rest = after
        return "".join([*parts, rest])


def passages(document: Document) -> tuple[Passage, ...]:
    """Return every passage of a document, the cover first."""
    cover = document.cover
    lines = [cover.series, cover.title, cover.subtitle, *cover.lines, *cover.notice]
    found = [Passage("", cover.title, "cover", line) for line in lines if line]
    for section in document.sections:
        found.extend(_section(section))
    return tuple(found)


def _section(section: nodes.Section) -> Iterator[Passage]:
    place = (section.id, plain(section.heading))
    yield from _joined(place, "heading", section.heading)
    for block in section.blocks:
        if isinstance(block, nodes.Section):
            yield from _section(block)
        else:
            for part in parts((block,)):
                yield from _part(place, part)


#: What a passage is called where that is not the sort of its part.
_KINDS = {"title": "heading", "listed": "entry"}


def _part(place: tuple[str, str], part: Part) -> Iterator[Passage]:
    runs = part.runs
    if part.sort == "text":
        yield from _sentences(place, runs[0])
    elif isinstance(part.block, nodes.Chart) and part.sort == "chart":
        yield from _points(place, part.block)
    else:
        if isinstance(part.block, nodes.KeyFigures) and part.sort == "tile":
            runs = (runs[1], runs[0], runs[2])
        yield from _joined(place, _KINDS.get(part.sort, part.sort), *runs)


def _points(place: tuple[str, str], chart: nodes.Chart) -> Iterator[Passage]:
    for series in chart.series:
        for category, point in zip(chart.categories, series.points, strict=False):
            if point is not None:
                text = " · ".join(part for part in (category, series.name, point.text) if part)
                yield Passage(*place, "point", text, ((point.fact, point.text),))
    for name, label in zip(chart.dates or chart.categories, chart.labels, strict=False):
        yield Passage(*place, "point", f"{name} · {label}")


def _joined(place: tuple[str, str], kind: str, *runs: Run) -> Iterator[Passage]:
    text = " · ".join(found for run in runs if (found := plain(run).strip()))
    read = [leaf for run in runs for leaf in leaves(run)]
    if text:
        sources = tuple((node.target, node.text) for _, node in read if isinstance(node, nodes.SourceLink))
        yield Passage(*place, kind, text, *_printed(read), sources)
    yield from _notes(place, read)


def _sentences(place: tuple[str, str], run: Run) -> Iterator[Passage]:
    text = plain(run)
    read = list(leaves(run))
    start = 0
    for end in [*(m.start() for m in SENTENCE_END.finditer(text)), len(text)]:
        if sentence := text[start:end].strip():
            yield Passage(*place, "sentence", sentence, *_printed([leaf for leaf in read if start <= leaf[0] < end]))
        start = end
    yield from _notes(place, read)


def _printed(read: list[tuple[int, Inline]]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The figures of leaves, each with its text, and the dates and periods."""
    moments = tuple(node.datetime for _, node in read if isinstance(node, nodes.Moment))
    return tuple((fact, text) for _, fact, text in _figures(read)), moments


def _notes(place: tuple[str, str], read: list[tuple[int, Inline]]) -> Iterator[Passage]:
    for _, node in read:
        if isinstance(node, nodes.Note):
            yield from _joined(place, "note", node.children)


#: The key that names the type of a record.
TYPE = "$"

_RECORDS: dict[str, type] = {
    name: found for name, found in vars(nodes).items() if isinstance(found, type) and is_dataclass(found)
}


class NotADocument(ValueError):  # noqa: N818 - says what was read
    """The JSON is not a document tree; the message says where it departs."""


def to_json(document: Document) -> bytes:
    """Return the tree as UTF-8 JSON with sorted keys, the same for equal trees."""
    return json.dumps(_plain(document), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def from_json(data: bytes) -> Document:
    """Return the document of ``to_json``. Raises ``NotADocument``."""
    try:
        made = _made(json.loads(data))
    except (ValueError, TypeError, RecursionError) as error:
        raise NotADocument(str(error)) from error
    if not isinstance(made, Document):
        raise NotADocument("it holds no document")
    return made


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        kept = {f.name: getattr(value, f.name) for f in fields(value)}
        written = {f.name: _plain(kept[f.name]) for f in fields(value) if not _is_default(f, kept[f.name])}
        return {TYPE: type(value).__name__, **written}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value


def _is_default(item: Field[Any], value: object) -> bool:
    default = item.default_factory() if item.default_factory is not MISSING else item.default
    return default is not MISSING and type(default) is type(value) and bool(default == value)


def _made(value: object) -> object:
    if isinstance(value, list):
        return tuple(_made(item) for item in value)
    if not isinstance(value, dict):
        return value
    given = {key: _made(item) for key, item in value.items() if key != TYPE}
    if TYPE not in value:
        return given
    record = _RECORDS.get(str(value[TYPE]))
    if record is None:
        raise NotADocument(f"{value[TYPE]} is no node of a document")
    return record(**given)
