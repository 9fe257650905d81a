"""The deck writer: the tree of a deck as PPTX (ISO/IEC 29500) in the house's layouts, a slide a section, its message as title,
one graphic beside text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lxml import etree

from briefing.document import nodes
from briefing.document.nodes import Block, Document, plain, walk
from briefing.problems import Problem, ProblemsFound
from briefing.render import Rendering
from briefing.render.office import NEVER_FIRST, NEVER_LAST, marks_xml, set_properties, units_of, with_marks
from briefing.render.pptx.graphics import SMALLEST, chart, table, tiles
from briefing.render.pptx.slide import Area, P, Slide, areas, bodies, finish, is_spoken, open_reference, title_area
from briefing.render.pptx.text import LEADING, NOTE_GAP, ParagraphLook, Run, height, notes
from briefing.render.theme import Theme
from briefing.render.unparted import ending_held, title_held


def write(rendering: Rendering) -> bytes:
    """Return the writer of the table of formats."""
    return render_pptx(rendering.document, rendering.theme)


def render_pptx(document: Document, theme: Theme) -> bytes:
    """Return the document as a deck; the same document gives the same bytes. Raises ``ProblemsFound`` for text that does not
    fit its place, for what no slide can hold, and when the reference deck lacks something."""
    deck, (opening, *others) = open_reference(theme)
    problems: list[Problem] = []
    slides: list[Slide] = [opening_slide(deck, opening, document, theme, problems)]
    slides += [
        section_slide(deck, others, document, theme, section, number, problems)
        for number, section in enumerate(document.sections, 2)
    ]
    if problems:
        raise ProblemsFound(problems)
    set_properties(deck.core_properties, document)
    _set_line_breaks(deck, document)
    buffer = io.BytesIO()
    deck.save(buffer)
    sections = [("1", ""), *((str(number), section.id) for number, section in enumerate(document.sections, 2))]
    stated = {"pack": document.pack, "edition": document.edition, "language": document.language}
    part = marks_xml(stated, sections, (mark for slide in slides for mark in slide.marks))
    return with_marks(buffer.getvalue(), "ppt/presentation.xml", part)


def _set_line_breaks(deck: Any, document: Document) -> None:
    """Keep units off the start of a line, so that no amount and no date of Chinese is parted from its unit."""
    units = units_of(document)
    if not units:
        return
    rule = {"lang": document.language, "invalStChars": NEVER_FIRST + units, "invalEndChars": NEVER_LAST}
    presentation = deck.part._element
    presentation.find(f"{{{P}}}defaultTextStyle").addprevious(etree.Element(f"{{{P}}}kinsoku", rule))


GAP, NEAR = Decimal(10), Decimal(7)  # before a paragraph, and before an entry of the list of sources, in points
#: Sizes of text, of that of the area: a figure pulled out; entries of the list of sources, largest first: the first that sets
#: them all on the slide is taken.
FIGURE, ENTRIES = Decimal("1.6"), tuple(Decimal(share) for share in ("0.64", "0.6", "0.56", "0.53", "0.5"))
#: What stands before an entry where even the smallest letters leave no room, and of the notice on the first slide, to that of
#: the lines above it: the first that fits is taken. A draft says more there, and a list of sources grows.
CLOSER = (Decimal(4), Decimal(2))
NOTICE = tuple(Decimal(share) for share in ("0.75", "0.65", "0.55"))
TITLE_LINES = 2
INDENT = Decimal(18)  # of the words of a bullet, in points


def opening_slide(deck: Any, layout: Any, document: Document, theme: Theme, problems: list[Problem]) -> Slide:
    """Return the first slide: title, subtitle, series, dates and, in smaller letters, the notice."""
    slide = Slide(deck.slides.add_slide(layout), 1, document, theme, None, problems)
    cover = document.cover
    _title(slide, (nodes.Text(title_held(cover.title)),))
    area = areas(layout)[0]
    lines = [line for line in (cover.subtitle, cover.series, *cover.lines) if line]
    body = bodies(slide.made)[0]
    width, room = area.points

    def needs(small: Decimal, gap: Decimal) -> Decimal:
        above = sum((height(t, width, area.size) for t in lines), Decimal(0))
        return above + sum((height(t, width, small) + gap for t in cover.notice), Decimal(0))

    small, gap = _first_that_fits(needs, room, area.size, NOTICE, GAP)
    notice = [((nodes.Text(line),), ParagraphLook(size=small, before=gap)) for line in cover.notice]
    slide.fill(body, [*(((nodes.Text(line),), ParagraphLook()) for line in lines), *notice])
    slide.fits(needs(small, gap), room, "the text below the title")
    finish(slide, layout)
    return slide


def _first_that_fits(
    needs: Callable[[Decimal, Decimal], Decimal], room: Decimal, size: Decimal, shares: Sequence[Decimal], gap: Decimal
) -> tuple[Decimal, Decimal]:
    """The largest letters, and the widest gap, with which what ``needs`` so much room fits; the smallest where none does."""
    sizes = [max(size * share, SMALLEST) for share in shares]
    settings = [*((size, gap) for size in sizes), *((sizes[-1], closer) for closer in CLOSER)]
    return next((setting for setting in settings if needs(*setting) <= room), settings[-1])


def section_slide(
    deck: Any,
    layouts: Sequence[Any],
    document: Document,
    theme: Theme,
    section: nodes.Section,
    number: int,
    problems: list[Problem],
) -> Slide:
    """Return a section as a slide."""
    section = numbered(section)
    groups = _groups([block for block in section.blocks if not is_spoken(block)])
    layout = layouts[0] if len(groups) < 2 else layouts[1]
    slide = Slide(deck.slides.add_slide(layout), number, document, theme, section, problems)
    _title(slide, section.heading)
    places = areas(layout)
    if len(groups) > len(places):
        slide.report("slide-crowded", most=len(places))
        groups = groups[: len(places)]
    found = bodies(slide.made)
    for group, area, body in zip(groups, places, found, strict=False):
        slide.made.shapes._spTree.append(body._element)  # what is read in turn comes in turn
        _group(slide, group, area, body)
    for body in found[len(groups) :]:
        body._element.getparent().remove(body._element)
    spoken = [block.children for block in section.blocks if is_spoken(block)]
    slide.speech[:0] = spoken
    slide.called += [note for run in spoken for note in notes(run)]
    finish(slide, layout)
    return slide


def numbered(section: nodes.Section) -> nodes.Section:
    """Return a section with the paragraphs that its speaker's notes hold at its end. The numbered notes count from 1, those of
    the slide first, so that no number is missing on it."""
    ordered = tuple(sorted(section.blocks, key=is_spoken))
    called = dict.fromkeys(node.id for node in walk(ordered) if isinstance(node, nodes.Note))
    numbers = {note: number for number, note in enumerate(called, 1)}
    blocks = nodes.with_notes(ordered, lambda note: replace(note, number=numbers[note.id]))
    return replace(section, blocks=blocks)


_GRAPHICS: dict[type, Callable[[Slide, Any, Area], None]] = {
    nodes.KeyFigures: tiles,
    nodes.Table: table,
    nodes.Chart: chart,
}


def _groups(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks of one area each: every graphic alone, all text together."""
    text = [b for b in blocks if type(b) not in _GRAPHICS]
    graphics = [[b] for b in blocks if type(b) in _GRAPHICS]
    if not text:
        return graphics
    return [text, *graphics] if blocks and blocks[0] is text[0] and len(graphics) == 1 else [*graphics, text]


def _title(slide: Slide, run: Run) -> None:
    shape = slide.made.shapes.title
    *before, last = run or (nodes.Text(""),)
    held = replace(last, text=ending_held(last.text)) if isinstance(last, nodes.Text) else last
    slide.fill(shape, [((*before, held), ParagraphLook())])
    area = title_area(slide.made.slide_layout)
    width, room = area.points
    slide.fits(height(plain(run), width, area.size), min(room, TITLE_LINES * area.size * LEADING), "the title")


def _group(slide: Slide, group: Sequence[Block], area: Area, body: Any) -> None:
    first = group[0]
    draw = _GRAPHICS.get(type(first))
    if draw is None or (isinstance(first, nodes.Chart) and first.kind == "timeline"):
        _text(slide, group, area, body)
    else:
        body._element.getparent().remove(body._element)
        draw(slide, first, area)


def _text(slide: Slide, blocks: Sequence[Block], area: Area, body: Any) -> None:
    """Paragraphs and bullets in the placeholder of the area; text beside a list of sources has the size of the list."""
    found = [pair for block in blocks for pair in _paragraphs(slide, block, area)]
    width, room = area.points
    listed = any(isinstance(block, nodes.SourceList) for block in blocks)

    def needs(size: Decimal, gap: Decimal) -> Decimal:
        return sum(
            (height(plain(run), width - (0 if look.plain else INDENT), look.size or size) + gap for run, look in found),
            Decimal(0),
        )

    size, gap = area.size, GAP
    if listed:
        size, gap = _first_that_fits(needs, room, size, ENTRIES, NEAR)
        found = [(run, replace(look, size=look.size or size, before=gap)) for run, look in found]
    slide.fill(body, found)
    slide.fits(needs(size, gap), room, "the text")


def _paragraphs(slide: Slide, block: Block, area: Area) -> Iterator[tuple[Run, ParagraphLook]]:
    match block:
        case nodes.Paragraph(children=run, role=role):
            yield run, ParagraphLook(plain=True, bold=role == "lead", colour="tx2" if role == "lead" else "")
        case nodes.ListBlock(items=items):
            for item in items:
                for part in item:
                    if isinstance(part, nodes.Paragraph):
                        yield part.children, ParagraphLook()
                    else:
                        slide.report("slide-block", what="a list within a list")
        case nodes.Callout(title=title, blocks=inner):
            yield title, ParagraphLook(plain=True, bold=True, colour="tx2")
            for part in inner:
                yield from _paragraphs(slide, part, area)
        case nodes.PullFact(figure=figure, text=text):
            yield figure, ParagraphLook(plain=True, bold=True, colour="tx2", size=area.size * FIGURE)
            yield text, ParagraphLook(plain=True)
        case nodes.SourceList(entries=entries):
            for entry in entries:
                yield (nodes.Text(f"{entry.label}{NOTE_GAP}"), *entry.children), ParagraphLook(plain=True)
        case nodes.Section():
            slide.report("slide-block", what="a section within a section")
        case nodes.Table() | nodes.Chart() | nodes.KeyFigures() | nodes.Definitions():
            slide.report("slide-block", what=type(block).__name__.lower())
