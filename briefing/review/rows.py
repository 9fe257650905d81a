"""Rows that go out to reviewers and come back, and messages as the runs of spans they cross in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import TypeVar
from xml.sax.saxutils import escape, unescape

import yaml
from lxml import etree

from briefing.catalogue.messages import PLACEHOLDER, State
from briefing.content.projects import is_list
from briefing.facts.base import FactBase
from briefing.files.foreign import fragment
from briefing.files.reading import Refused
from briefing.problems import Problem, problem
from briefing.review.printed import Piece, Printing, figure_lines
from briefing.review.segment import EarlierSentence, Segment, TranslationMemory

_BRACES = re.compile(r"\{\{|\}\}|\{(?P<token>[A-Za-z_]\w*(?:\.[\w.-]+)?)\}")
_TAGS = re.compile(r"(</?(?:strong|em)>|<br/>)")


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Text, or a placeholder (``token`` is ``name`` or ``name.form``), or a line break, with its emphasis."""

    text: str = ""
    token: str = ""
    strong: bool = False
    em: bool = False
    br: bool = False


def to_spans(message: str, plain: bool) -> tuple[TextSpan, ...]:
    """Return the spans of a message; ``plain``: it has neither placeholders nor markup. Markup that is not well formed stays
    text."""
    if plain:
        return (TextSpan(message),) if message else ()
    try:
        root = fragment(message)
    except Refused:
        return tuple(_texts(message, TextSpan()))
    return tuple(_walk(root, TextSpan()))


def _walk(element: etree._Element, look: TextSpan) -> Iterator[TextSpan]:
    yield from _texts(element.text or "", look)
    for child in element:
        if child.tag == "br":
            yield replace(look, br=True)
        else:
            inner = replace(look, strong=look.strong or child.tag == "strong", em=look.em or child.tag == "em")
            yield from _walk(child, inner)
        yield from _texts(child.tail or "", look)


def _texts(text: str, look: TextSpan) -> Iterator[TextSpan]:
    return _parted(replace(look, text=text), PLACEHOLDER, token_of)


def token_of(match: re.Match[str]) -> str:
    """Return the token of a placeholder of a message, ``name`` or ``name.form``; empty for a per cent sign."""
    return f"{match['name']}.{match['form']}" if match["form"] else match["name"] or ""


def _parted(span: TextSpan, pattern: re.Pattern[str], token: Callable[[re.Match[str]], str]) -> Iterator[TextSpan]:
    """The text of a span with its placeholders taken out; what is doubled, to stand for itself, stands once."""
    place, held = 0, ""
    for match in pattern.finditer(span.text):
        held += span.text[place : match.start()]
        place = match.end()
        if named := token(match):
            if held:
                yield replace(span, text=held)
            held = ""
            yield replace(span, text="", token=named)
        else:
            held += match[0][0]
    if held := held + span.text[place:]:
        yield replace(span, text=held)


def from_spans(spans: Iterable[TextSpan], plain: bool) -> str:
    """Return the message of a run of spans: the inverse of ``to_spans``."""
    if plain:
        return "".join(s.text for s in spans)
    out, strong, em = "", False, False
    for span in (*spans, TextSpan()):
        if em and (not span.em or strong != span.strong):
            out, em = out + "</em>", False
        if strong and not span.strong:
            out, strong = out + "</strong>", False
        if span.strong and not strong:
            out, strong = out + "<strong>", True
        if span.em and not em:
            out, em = out + "<em>", True
        out += "<br/>" if span.br else f"%({span.token})s" if span.token else escape(span.text).replace("%", "%%")
    return out


def joined(spans: Iterable[TextSpan]) -> tuple[TextSpan, ...]:
    """Return the spans, adjacent texts of one look joined, white space folded to single spaces, none at the ends."""
    out: list[TextSpan] = []
    for span in spans:
        text = re.sub(r"[ \t\r\n\u2028]+", " ", span.text)
        if out and text and out[-1].text and (out[-1].strong, out[-1].em) == (span.strong, span.em):
            out[-1] = replace(out[-1], text=re.sub(" +", " ", out[-1].text + text))
        elif text or span.token or span.br:
            out.append(replace(span, text=text))
    if out and out[0].text:
        out[0] = replace(out[0], text=out[0].text.lstrip(" "))
    if out and out[-1].text:
        out[-1] = replace(out[-1], text=out[-1].text.rstrip(" "))
    return tuple(s for s in out if s.text or s.token or s.br)


def with_typed(spans: Iterable[TextSpan]) -> Iterator[TextSpan]:
    """Yield spans with the placeholders that a person typed in braces taken out of the text."""
    for span in spans:
        yield from _parted(span, _BRACES, lambda match: match["token"] or "") if span.text else (span,)


def to_braces(message: str, plain: bool) -> str:
    """Return a message as a person types it: ``{name.form}`` and the tags of the closed set."""
    if plain:
        return message
    spans = to_spans(message, plain)
    typed = (replace(s, text=f"{{{s.token}}}" if s.token else braced(s.text, False), token="") for s in spans)
    return unescape(from_spans(typed, False).replace("%%", "%"))


def braced(text: str, plain: bool) -> str:
    """Return a text as it is where placeholders are typed in braces: its own braces doubled."""
    return text if plain else text.replace("{", "{{").replace("}", "}}")


def from_braces(text: str, plain: bool) -> str:
    """Return the message of what a person typed; tags outside the closed set stay text, to be refused later."""
    if plain:
        return " ".join(text.split(" ")).strip()
    spans: list[TextSpan] = []
    strong = em = False
    for part in _TAGS.split(text):
        if part in ("<strong>", "</strong>"):
            strong = part == "<strong>"
        elif part in ("<em>", "</em>"):
            em = part == "<em>"
        elif part == "<br/>":
            spans.append(TextSpan(br=True, strong=strong, em=em))
        elif part:
            spans.append(TextSpan(part, strong=strong, em=em))
    return from_spans(joined(with_typed(spans)), False)


_COLUMNS = yaml.load((resources.files(__package__) / "columns.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
#: The heads of the columns, by what they hold. Imports find their columns by them.
HEADS: Mapping[str, str] = _COLUMNS["heads"]
#: How wide each is in a workbook, in characters.
WIDTHS: Mapping[str, int] = _COLUMNS["widths"]
#: What a Word document may hold that a message cannot, in words: elements, and looks of a run.
MARKUP: Mapping[str, Mapping[str, str]] = _COLUMNS["markup"]


def is_plain(domain: str) -> bool:
    """Return whether the messages of a domain are plain text, without placeholders and markup: those of the content, and those
    of lists of projects."""
    return domain == "content" or is_list(domain)


@dataclass(frozen=True, slots=True)
class OutRow:
    """A segment on its way out. ``shown`` and ``shown_source`` are its two texts in pieces with today's figures; ``figures``
    one line for each figure: value, period, source; ``proposals`` earlier sentences alike with their translations."""

    segment: Segment
    shown_source: tuple[Piece, ...]
    shown: tuple[Piece, ...]
    figures: tuple[str, ...]
    proposals: tuple[EarlierSentence, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether the message is plain text, without placeholders and markup."""
        return is_plain(self.segment.message.domain)


#: What made a row unreadable: a code and the details of its message.
Fault = tuple[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class InRow:
    """A row that came back. ``place`` says where in the file. ``source`` and ``target`` are messages in PO syntax;
    ``status`` is empty where the format gives none. ``shown_source`` and ``shown_target`` are the texts as read, for rows
    whose figures have lost their controls. ``faults`` is what made the row unreadable, ``tracked`` who changed it with
    tracked changes."""

    place: str
    id: str
    source: str
    target: str
    status: str = ""
    comment: str = ""
    shown_source: str = ""
    shown_target: str = ""
    faults: tuple[Fault, ...] = ()
    tracked: tuple[str, ...] = ()


def merged_row(place: str, identity: str) -> InRow:
    """Return a row that is not read, since cells of it are joined or missing."""
    return InRow(place, identity, "", "", faults=(("import-merged", {}),))


def sheet_row(place: str, texts: Mapping[str, str], faults: tuple[Fault, ...]) -> InRow:
    """Return a row of a spreadsheet from the texts of its columns, placeholders typed in braces."""
    said = {name: text.replace("_x000D_", "").replace("\n", " ").strip() for name, text in texts.items()}
    identity, source, target = (said.get(name, "") for name in ("id", "source", "target"))
    plain = is_plain(identity.partition(".")[0])
    read = from_braces(source, plain), from_braces(target, plain)
    return InRow(place, identity, *read, said.get("status", ""), said.get("comment", ""), source, target, faults)


@dataclass
class RowReading:
    """What is gathered while the cells of a row are read. ``tracked``: who changed them with tracked changes."""

    faults: list[Fault] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    tracked: dict[str, None] = field(default_factory=dict)

    def odd(self, what: str) -> None:
        """Note markup that a message cannot have."""
        self.faults.append(("import-markup", {"what": what}))


def table_row(place: str, spans: Mapping[str, Sequence[TextSpan]], reading: RowReading) -> InRow:
    """Return a row of a table in a text document from the spans of its columns, with what was noted beside it."""
    seen = defaultdict(str, {name: seen_text(found) for name, found in spans.items()})
    plain = is_plain(seen["id"].partition(".")[0])
    source, target = (joined(with_typed(spans.get(name, ()))) for name in ("source", "target"))
    read = from_spans(source, plain), plain_text(target) if plain else from_spans(target, False)
    said = seen["status"], " ".join([seen["comment"], *reading.comments]).strip(), seen["source"], seen["target"]
    return InRow(place, seen["id"], *read, *said, tuple(reading.faults), tuple(reading.tracked))


def plain_text(spans: Iterable[TextSpan]) -> str:
    """Return spans as plain text; what was typed in braces stays as it was typed."""
    return "".join(f"{{{s.token}}}" if s.token else " " if s.br else s.text for s in spans)


def seen_text(spans: Iterable[TextSpan]) -> str:
    """Return what a reader sees of spans, on one line."""
    return " ".join(plain_text(spans).split())


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A file that came back: its rows, and what concerns the file as a whole. ``columns`` are those it has of ours, none where
    it has no table of ours. ``told`` is what its reader should know (remarks beside the table, rows that are missing).
    ``uncontrolled``: a program has dropped the controls that held its figures."""

    rows: tuple[InRow, ...] = ()
    columns: frozenset[str] = frozenset()
    told: tuple[Problem, ...] = ()
    uncontrolled: bool = False


def rows_sent(count: int) -> str:
    """Return what a review file says in its properties of how many rows it went out with."""
    return f"{count} rows sent"


def rows_gone(said: str, rows: Sequence[InRow], name: str) -> list[Problem]:
    """Return the problem of a file that went out with more rows than it has (``said``: its property): nobody may take a row
    that is gone for one that was read."""
    match = re.fullmatch(r"([0-9]+) rows sent", said.strip())
    gone = int(match[1]) - len({row.id for row in rows if row.id}) if match else 0
    return [problem("import-rows-gone", name, count=gone, sent=match[1])] if match and gone > 0 else []


def out_rows(
    segments: Iterable[Segment],
    source: Printing,
    target: Printing,
    base: FactBase,
    memory: TranslationMemory | None = None,
) -> tuple[OutRow, ...]:
    """Return the rows of segments, with their figures filled in and what ``memory`` proposes for those not yet approved."""
    rows = []
    for segment in segments:
        m = segment.message
        if is_plain(m.domain):
            shown_source: tuple[Piece, ...] = (m.source,)
            shown: tuple[Piece, ...] = (m.target,)
        else:
            shown_source = source.pieces(m.context, m.source, m.source)
            shown = target.pieces(m.context, m.source, m.target)
        asked = memory is not None and segment.standing.state is not State.APPROVED
        proposals = memory.proposals(m.source, segment.id) if memory is not None and asked else ()
        rows.append(OutRow(segment, shown_source, shown, figure_lines(shown_source, base), proposals))
    return tuple(rows)


def alike_lines(row: OutRow) -> tuple[str, ...]:
    """Return one line for each earlier sentence alike: how much so, its source and its translation, as a person types them."""
    return tuple(
        f"{p.score}% {to_braces(p.source, row.plain)} → {to_braces(p.target, row.plain)}" for p in row.proposals
    )


@dataclass(frozen=True, slots=True)
class Columns:
    """The place of each column that was found, and how many columns the table has."""

    places: dict[str, int]
    count: int

    @property
    def ours(self) -> bool:
        """Whether they are those of a review file: the id and the translation at least."""
        return {"id", "target"} <= self.places.keys()


def find_columns(heads: Sequence[str]) -> Columns:
    """Return the columns of a table by the texts of its first row."""
    names = {head.casefold(): column for column, head in HEADS.items()}
    names |= {name: column for column, known in _COLUMNS["names"].items() for name in known}
    places: dict[str, int] = {}
    for number, head in enumerate(heads):
        column = names.get(" ".join(head.split()).casefold())
        if column and column not in places:
            places[column] = number
    return Columns(places, len(heads))


Line = TypeVar("Line")


def first_table(
    tables: Iterable[Sequence[tuple[int, Line]]],
    heads: Callable[[Line], Columns],
    row: Callable[[int, Line, Columns], InRow],
    said: str,
    name: str,
) -> ReviewSheet:
    """Return the rows of the first table that has our columns, as one of its first ten lines names them. ``tables``: the lines
    of each that hold something, with their numbers; ``said`` is what the file says of how many rows it went out with."""
    for lines in tables:
        for at, (_, line) in enumerate(lines[:10]):
            columns = heads(line)
            if columns.ours:
                rows = tuple(row(number, below, columns) for number, below in lines[at + 1 :])
                return ReviewSheet(rows, frozenset(columns.places), tuple(rows_gone(said, rows, name)))
    return ReviewSheet()
