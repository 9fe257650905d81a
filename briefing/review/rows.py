"""Rows that go out to reviewers and come back, and the columns of a returned table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import unescape

from briefing.catalogue.states import State
from briefing.content.projects import is_list
from briefing.facts.base import FactBase
from briefing.problems import Problem, problem
from briefing.review.memory import Memory, Proposal
from briefing.review.printed import Piece, Printing, Shown
from briefing.review.segment import Segment

#: The heads of the columns, by what they hold. Imports find their columns by them.
HEADS = {
    "id": "ID",
    "zh": "中文",
    "en": "English",
    "printed": "As printed",
    "figures": "Figures",
    "status": "Status",
    "comment": "Comment",
    "reason": "Refused because",
    "exported": "As exported",
    "yours": "Yours",
    "alike": "Earlier sentences alike",
}

#: The domain of the content, whose messages are plain text as those of lists of projects are.
CONTENT_DOMAIN = "content"


def is_plain(domain: str) -> bool:
    """Whether the messages of a domain are plain text, without placeholders and markup."""
    return domain == CONTENT_DOMAIN or is_list(domain)


@dataclass(frozen=True, slots=True)
class OutRow:
    """A segment on its way out. ``shown`` and ``shown_source`` are its two texts in pieces with today's figures; ``figures``
    one line for each figure: value, period, source; ``proposals`` earlier sentences alike with their translations."""

    segment: Segment
    shown_source: tuple[Piece, ...]
    shown: tuple[Piece, ...]
    figures: tuple[str, ...]
    proposals: tuple[Proposal, ...] = ()

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


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A file that came back: its rows, and what concerns the file as a whole. ``columns`` are those it has of ours.
    ``problems`` keep it from being read; ``told`` is what its reader should know (remarks beside the table, rows that are
    missing). ``uncontrolled``: a program has dropped the controls that held its figures."""

    rows: tuple[InRow, ...]
    problems: tuple[Problem, ...] = ()
    columns: frozenset[str] = field(default_factory=frozenset)
    told: tuple[Problem, ...] = ()
    uncontrolled: bool = False

    @classmethod
    def unread(cls, name: str, reason: object) -> ReviewSheet:
        """A file that is not read, with the reason as a clause."""
        return cls((), (problem("import-unreadable", name, reason=reason),))


def out_rows(
    segments: Iterable[Segment], source: Printing, target: Printing, base: FactBase, memory: Memory | None = None
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


def figure_lines(pieces: Iterable[Piece], base: FactBase) -> tuple[str, ...]:
    """One line for each figure of a sentence: placeholder, printed text, period, source and locator."""
    lines = []
    for piece in pieces:
        if isinstance(piece, Shown) and piece.fact in base.facts:
            fact = base.facts[piece.fact]
            where = f"{fact.source} {fact.locator}".strip() or "derived"
            lines.append(f"{{{piece.name}}} = {piece.text} · {fact.period.text} · {where} · {fact.id}")
    return tuple(dict.fromkeys(lines))


def read_text(pieces: Iterable[Piece]) -> str:
    """Return what a reader sees of a sentence: today's figures, no markup, none of the arrows that a link is made of."""
    bare = re.sub(r"</?[a-z]+(?: [^<>]*)?/?>", "", text_of(pieces))
    return unescape(re.sub(r"\s*→[\w-]+", "", bare)).replace("%%", "%")


def text_of(pieces: Iterable[Piece]) -> str:
    """What a reader sees of a sentence."""
    return "".join(p if isinstance(p, str) else p.text for p in pieces)


_NAMES = {
    "id": ("id", "key", "编号"),
    "zh": ("中文", "chinese", "source", "zh", "zh-cn", "原文", "source text", "zh_cn", "汉语", "chinese (simplified)"),
    "en": ("english", "target", "en", "en-gb", "译文", "英文", "translation", "target text", "en_gb", "英译", "en-us"),
    "status": ("status", "状态", "state"),
    "comment": ("comment", "comments", "备注", "批注", "note"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The place of each column that was found, and how many columns the table has."""

    places: dict[str, int]
    count: int


def find_columns(heads: Sequence[str]) -> Columns:
    """The columns of a table by the texts of its first row."""
    names = {head.casefold(): column for column, head in HEADS.items()}
    names |= {name: column for column, known in _NAMES.items() for name in known}
    places: dict[str, int] = {}
    for number, head in enumerate(heads):
        column = names.get(" ".join(head.split()).casefold())
        if column and column not in places:
            places[column] = number
    return Columns(places, len(heads))
