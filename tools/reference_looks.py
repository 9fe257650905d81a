"""The paragraph styles of the reference document: the whole design of its text, as a table.

Sizes are roles of ``type.scale``, colours are names of the theme, lengths are points.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from briefing.render.docx.styles import CLOSE, SMALL_TABLE
from briefing.render.theme import Theme, points

HEADING_NUMBERS, BULLET_NUMBERS, ORDERED_NUMBERS = 1, 2, 3


@dataclass(frozen=True, slots=True)
class StyleLook:
    """One paragraph style. ``before`` and ``after`` are points, ``line`` a multiple of the size (0: as the language's
    base style says), ``left`` and ``hanging`` points, ``edges`` the borders as (side, eighths of a point, colour,
    gap), ``exact`` a line height that no font stretches, ``first`` the indent of the first line in hundredths of a
    character."""

    name: str
    based: str = "House Text"
    size: str = "body"
    serif: bool = False
    colour: str = "ink"
    bold: bool = False
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    line: Decimal = Decimal(0)
    exact: Decimal = Decimal(0)
    align: str = "left"
    left: Decimal = Decimal(0)
    right: Decimal = Decimal(0)
    hanging: Decimal = Decimal(0)
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False
    outline: int = -1
    number: tuple[int, int] = (0, 0)
    edges: tuple[tuple[str, int, str, int], ...] = ()
    tab: str = ""
    hyphens: bool = False
    following: str = ""
    spread: int = 0
    first: int = 0


def D(value: str) -> Decimal:  # noqa: N802 - a literal, not a function of meaning
    """A decimal literal of the table."""
    return Decimal(value)


#: What of an opening chapter is set closer where it would run on by a few lines.
CLOSER = ("Lead", "Small Text", "caption", "Note Line", "Source Line", "Key Figure Label", "Key Figure Detail")


def paragraph_looks(theme: Theme) -> tuple[StyleLook, ...]:
    """All paragraph styles of the theme, and closer ones for an opening chapter."""
    looks = _looks(theme)
    half, line = D("0.5"), D("1.15")
    closer = (
        replace(
            look, name=look.name + CLOSE, before=look.before * half, after=look.after * half, line=min(look.line, line)
        )
        for look in looks
        if look.name in CLOSER
    )
    return (*looks, *closer)


def _looks(theme: Theme) -> tuple[StyleLook, ...]:
    gap, block, section = theme.space["paragraph"], theme.space["block"], theme.space["section"]
    tight, close = D("1.25"), D("1.35")
    text = points(theme.page.size[0]) - points(theme.page.margin["inner"]) - points(theme.page.margin["outer"])
    right = str(int(text * 20))
    return (
        StyleLook(
            "Cover Series",
            size="subtitle",
            colour="accent",
            bold=True,
            before=D("30"),
            after=D("18"),
            line=tight,
            spread=10,
        ),
        StyleLook("Title", size="title", colour="paper", bold=True, after=D("10"), line=D("1.2"), following="Subtitle"),
        StyleLook("Subtitle", size="subtitle", colour="paper", after=D("6"), line=close),
        StyleLook("Cover Sheet Title", size="title", colour="brand", bold=True, after=D("2"), line=tight),
        StyleLook("Cover Line", size="h3", colour="brand", before=D("1" if theme.leaf else "4"), line=tight),
        StyleLook("Cover Notice", serif=True, hyphens=True, size="caption", colour="quiet", before=D("10"), line=close),
        StyleLook(
            "heading 1",
            size="h1",
            colour="brand",
            bold=True,
            before=section,
            after=D("10"),
            line=tight,
            keep_next=True,
            keep_lines=True,
            outline=0,
            number=(HEADING_NUMBERS, 0),
            edges=(("top", 16, "brand", 8),),
            following="Lead",
        ),
        StyleLook(
            "heading 2",
            size="h2",
            colour="brand",
            bold=True,
            before=min(D("16"), section),  # one leaf has little room between its parts
            after=D("5"),
            line=tight,
            keep_next=True,
            keep_lines=True,
            outline=1,
            number=(HEADING_NUMBERS, 1),
            following="Body Text",
        ),
        StyleLook(
            "heading 3",
            size="h3",
            colour="ink",
            bold=True,
            before=D("12"),
            after=D("4"),
            line=tight,
            keep_next=True,
            keep_lines=True,
            outline=2,
            number=(HEADING_NUMBERS, 2),
            following="Body Text",
        ),
        StyleLook("Body Text", serif=True, hyphens=True, after=gap),
        # running Chinese is flush on both sides and begins each paragraph two characters in
        StyleLook("Body Text zh", based="Body Text", serif=True, hyphens=True, align="both", after=gap, first=200),
        StyleLook(
            "Lead",
            hyphens=True,
            size="lead",
            colour="brand",
            after=D("9"),
            line=D("1.45"),
            keep_lines=True,  # with the heading; with running text that follows it, the writer keeps it
            following="Body Text",
        ),
        StyleLook("Small Text", serif=True, hyphens=True, size="caption", colour="quiet", after=D("4"), line=close),
        *(
            StyleLook(
                f"List Bullet{tail}", serif=True, hyphens=True, after=min(D("3"), gap), number=(BULLET_NUMBERS, level)
            )
            for level, tail in enumerate(("", " 2", " 3"))
        ),
        *(
            StyleLook(
                f"List Number{tail}", serif=True, hyphens=True, after=min(D("3"), gap), number=(ORDERED_NUMBERS, level)
            )
            for level, tail in enumerate(("", " 2", " 3"))
        ),
        *(
            StyleLook(
                f"List Continue{tail}", serif=True, hyphens=True, after=min(D("3"), gap), left=D(str(18 * (level + 1)))
            )
            for level, tail in enumerate(("", " 2", " 3"))
        ),
        StyleLook(
            "caption",
            size="caption",
            colour="brand",
            bold=True,
            before=block,
            after=D("5"),
            line=tight,
            keep_next=True,
            keep_lines=True,
        ),
        StyleLook("Chart", serif=True, hyphens=True, after=D("2"), line=D("1"), keep_next=True),
        StyleLook("Note Line", hyphens=True, size="note", colour="quiet", before=D("3"), line=tight, keep_lines=True),
        StyleLook(
            "Source Line",
            hyphens=True,
            size="note",
            colour="quiet",
            before=D("4"),
            after=block + D("2"),
            line=tight,
            keep_lines=True,
        ),
        *_table_looks(tight),
        StyleLook("Key Figure Value", size="figure", colour="brand", bold=True, exact=D("1.3"), keep_next=True),
        StyleLook("Key Figure Value Long", size="h1", colour="brand", bold=True, exact=D("1.3"), keep_next=True),
        StyleLook("Key Figure Value Small", size="h2", colour="brand", bold=True, exact=D("1.3"), keep_next=True),
        StyleLook("Key Figure Label", size="caption", colour="ink", bold=True, before=D("2"), line=tight),
        StyleLook("Key Figure Detail", size="note", colour="quiet", before=D("1"), line=tight),
        StyleLook(
            "Pull Fact Figure",
            size="title",
            colour="brand",
            bold=True,
            before=D("14"),
            exact=D("1.3"),
            left=D("12"),
            keep_next=True,
            edges=(("left", 24, "accent", 10),),
        ),
        StyleLook(
            "Pull Fact Text",
            size="h3",
            colour="brand",
            after=D("16"),
            line=tight,
            left=D("12"),
            keep_lines=True,
            edges=(("left", 24, "accent", 10),),
        ),
        *(
            StyleLook(f"{kind} Title", size="h3", colour=colour, bold=True, after=D("3"), line=tight, keep_next=True)
            for kind, colour in (("Insight", "brand"), ("Caveat", "gold"), ("Method", "quiet"))
        ),
        StyleLook("Callout Text", serif=True, hyphens=True, size="caption", after=D("3"), line=D("1.4")),
        StyleLook("Block Start", serif=True, size="note", exact=D("0.6"), keep_next=True, hyphens=True),
        StyleLook("Block End", serif=True, hyphens=True, size="note", exact=D("0.2"), after=D("9")),
        StyleLook("Event Date", size="table", colour="brand", bold=True, line=close, align="right", keep_lines=True),
        StyleLook("Event Text", size="table", line=close, keep_lines=True),
        StyleLook("Term", size="table", colour="brand", bold=True, line=close, keep_lines=True),
        StyleLook("Definition", serif=True, size="table", line=close, keep_lines=True),
        StyleLook(
            "Source Entry",
            serif=True,
            hyphens=True,
            size="table",
            left=D("30"),
            hanging=D("30"),
            after=D("2.5"),
            line=tight,
            keep_lines=True,
        ),
        StyleLook(
            "TOC Heading",
            size="h1",
            colour="brand",
            bold=True,
            after=D("12"),
            line=tight,
            new_page=True,
            keep_next=True,
            edges=(("top", 16, "brand", 8),),
        ),
        StyleLook("toc 1", colour="brand", bold=True, before=D("4"), after=D("1"), line=tight, tab=right),
        StyleLook("toc 2", left=D("16"), line=tight, tab=right),
        StyleLook("toc 3", size="table", colour="quiet", left=D("32"), line=tight, tab=right),
        StyleLook(
            "header",
            size="running",
            colour="quiet",
            line=tight,
            tab=f"{right} plain",
            edges=(("bottom", 4, "line", 4),),
        ),
        StyleLook("footer", size="running", colour="quiet", line=tight, align="right"),
        StyleLook(
            "Stamp", size="running", colour="accent", bold=True, after=D("2"), line=tight, align="center", spread=40
        ),
        StyleLook(
            "footnote text",
            serif=True,
            hyphens=True,
            size="note",
            left=D("12"),
            hanging=D("12"),
            after=D("1"),
            line=tight,
        ),
    )


def _table_looks(line: Decimal) -> Iterable[StyleLook]:
    sides = (("Text", "", "left"), ("Number", " Number", "right"), ("Centre", " Centre", "center"))
    for end, size in (("", "table"), (SMALL_TABLE, "note")):
        for plain, tail, side in sides:
            yield StyleLook(f"Table {plain}{end}", size=size, line=line, align=side)
            yield StyleLook(
                f"Table Header{tail}{end}", size=size, colour="brand", bold=True, line=line, align=side, keep_next=True
            )
            yield StyleLook(f"Table Total{tail}{end}", size=size, colour="brand", bold=True, line=line, align=side)
        yield StyleLook(f"Table Row Header{end}", size=size, line=line)
