"""A pack in two languages as one document for reading on paper: paragraph beside paragraph, figures marked, and in the margin
the facts with their sources. Made from the two document trees, written by the house's own writers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from briefing.catalogue import SOURCE_TAG
from briefing.content.packs import Pack
from briefing.document.nodes import (
    Block,
    Break,
    Caption,
    Cell,
    Chart,
    Column,
    Document,
    Emphasis,
    Figure,
    Foreign,
    Inline,
    Moment,
    Name,
    Note,
    Reference,
    Row,
    Section,
    SourceEntry,
    SourceLink,
    Strong,
    Table,
    Text,
    walk,
)
from briefing.document.reading import parts
from briefing.facts.base import FactBase
from briefing.problems import ProblemsFound, has_errors
from briefing.project.opening import Project
from briefing.render.theme import load_theme

Run = tuple[Inline, ...]
#: Widths of number, source, target and margin in percent.
_WIDTHS = (5, 36, 40, 19)
_CELL_GAP = Text(" · ")


def proof_copy(project: Project, pack: Pack, version: str, tag: str, formats: Sequence[str]) -> dict[str, bytes]:
    """Return the copy of a version of a pack in these formats (docx, pdf). Raises ``ProblemsFound`` where it cannot be
    composed."""
    from briefing.render.docx import render_docx  # noqa: PLC0415 - heavy libraries load only where something is rendered
    from briefing.render.pdf import render_pdf  # noqa: PLC0415

    document = side_by_side(
        composed(project, pack, version, SOURCE_TAG), composed(project, pack, version, tag), project.base
    )
    house = load_theme(project.templates / "house")
    made = {"docx": lambda: render_docx(document, house), "pdf": lambda: render_pdf(document, house, []).bytes}
    return {form: made[form]() for form in formats}


def composed(project: Project, pack: Pack, version: str, tag: str) -> Document:
    """Return a version of a pack in one language. Raises ``ProblemsFound`` with its errors."""
    document, problems = project.compose(pack, tag, replace(project.today(), version=version))
    if document is None or has_errors(problems):
        raise ProblemsFound(problems)
    return document


def side_by_side(source: Document, target: Document, base: FactBase) -> Document:
    """Return one document of two: a single table, a passage a row, numbered to be spoken of; headings are rows of their own."""
    pairs = list(_paired(source.sections, target.sections))
    labels = {n.id.removeprefix("source-"): n.label for n in walk(target.sections) if isinstance(n, SourceEntry)}
    rows = tuple(_row(number, s, t, source.language, base, labels) for number, (s, t) in enumerate(pairs, 1))
    titles: Run = (Foreign(source.language, source.cover.title), Text("  "), Text(target.cover.title))
    head: Row = tuple(Cell((Text(word),), "col") for word in ("#", source.language, target.language, "fact · source"))
    first = next((n.caption for n in walk(target.sections) if isinstance(n, Table)), Caption("", 1, "  ", ()))
    table = Table(
        "proof",
        replace(first, number=1, children=titles),
        tuple(Column("start", width) for width in _WIDTHS),
        (head,),
        rows,
    )
    subtitles = dict.fromkeys(t for t in (source.cover.subtitle, target.cover.subtitle) if t)
    cover = replace(target.cover, title=f"{source.cover.title}  {target.cover.title}", subtitle="  ".join(subtitles))
    heading: Run = (Text(f"Proof copy, {target.date}"),)
    extra = {**target.extra, "front": "none", "figures": "marked"}
    return replace(target, cover=cover, sections=(Section("proof-copy", 1, "", heading, (table,)),), extra=extra)


def _paired(source: Sequence[Section], target: Sequence[Section]) -> Iterator[tuple[Run, Run]]:
    """The passages of both languages, section by section, so that a list of another length shifts nothing after it."""
    for one, other in zip_longest(source, target):
        both = tuple(s for s in (one, other) if s is not None)
        empty = replace(both[0], number="", heading=(), blocks=())
        pair = (one or empty, other or empty)
        yield (_title(pair[0]), _title(pair[1]))
        own = [_passages([b for b in s.blocks if not isinstance(b, Section)]) for s in pair]
        yield from ((s or (), t or ()) for s, t in zip_longest(*own))
        inner = [[b for b in s.blocks if isinstance(b, Section)] for s in pair]
        yield from _paired(*inner)


def _title(section: Section) -> Run:
    number = (Text(f"{section.number} "),) if section.number else ()
    return (Strong((*number, *section.heading)),) if section.heading else ()


def _row(number: int, source: Run, target: Run, language: str, base: FactBase, labels: Mapping[str, str]) -> Row:
    facts = dict.fromkeys(n.fact for run in (source, target) for n in walk(run) if isinstance(n, Figure) and n.fact)
    margin = "; ".join(f"{fact} ({_where(fact, base, labels)})" for fact in facts)
    return (
        Cell((Text(str(number)),)),
        Cell(_bare(source, language, False)),
        Cell(_bare(target, language, True)),
        Cell((Text(_breakable(margin)),) if margin else ()),
    )


def _where(fact: str, base: FactBase, labels: Mapping[str, str]) -> str:
    """The source of a fact as the list of sources at the end numbers it, and the place in it."""
    found = base.facts.get(fact)
    if found is None:
        return "?"
    line = found.locator.removeprefix("L").split("-")[0].split(",")[0]
    article = base.sources[found.source].article_at(int(line)).id if found.source and line.isdigit() else ""
    entry = "-".join(filter(None, (found.source, article)))
    return f"{labels.get(entry, found.source)} {found.locator}".strip() or "derived"


def _breakable(text: str) -> str:
    """Ids may break after their signs (a zero width space follows them)."""
    for sign in "@.-":
        text = text.replace(sign, f"{sign}\u200b")
    return text


def _passages(blocks: Sequence[Block]) -> Iterator[Run]:
    """The runs of text of some blocks in reading order: paragraphs, items, captions, rows, tiles, definitions."""
    for part in parts(blocks):
        match part.sort:
            case "text" | "title" | "note":
                yield part.runs[0]
            case "caption":
                assert isinstance(part.block, Table | Chart)
                yield (Text(f"{part.block.caption.label}{part.block.caption.gap}"), *part.runs[0])
            case "row" | "tile" | "entry":
                yield _cells(part.runs)
            case "chart":
                assert isinstance(part.block, Chart)
                points = [(point,) for series in part.block.series for point in series.points if point]
                yield (Text(part.block.alt), _CELL_GAP, *_cells(points))
            case "listed":
                assert part.source is not None
                yield _cells([(Text(part.source.label),), *part.runs])
            case "heading" | "source":
                continue


def _cells(runs: Sequence[Run]) -> Run:
    out: list[Inline] = []
    for run in runs:
        if run:
            out += [_CELL_GAP, *run] if out else [*run]
    return tuple(out)


def _bare(run: Run, language: str, own: bool) -> Run:
    """A run as it is in the copy: figures strong, notes and links left out. What is not in the language of the document
    (``own``) is marked as being in ``language``."""
    return tuple(_plain(node, language, own) for node in run if not isinstance(node, Note))


def _plain(node: Inline, language: str, own: bool) -> Inline:
    match node:
        case Figure() | Moment():
            return Strong((node,))
        case Text(text=text) | Reference(text=text) | SourceLink(text=text):
            return Text(text) if own else Foreign(language, text)
        case Strong(children=inner):
            return Strong(_bare(inner, language, own))
        case Emphasis(children=inner):
            return Emphasis(_bare(inner, language, own))
        case Name(term=term, children=inner):
            return Name(term, _bare(inner, language, own))
        case Note() | Foreign() | Break():
            return node
