"""A pack in two languages as one document for reading on paper: paragraph beside paragraph, figures marked, and in the margin
the facts with their sources. Made from the two document trees, written by the house's own writers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from briefing.catalogue import SOURCE_TAG
from briefing.content.packs import Pack
from briefing.document import nodes
from briefing.document.reading import parts
from briefing.facts.base import FactBase
from briefing.problems import ProblemsFound, has_errors
from briefing.project.opening import Project
from briefing.render.theme import load_theme

Run = tuple[nodes.Inline, ...]
#: Widths of number, source, target and margin in percent.
_WIDTHS = (5, 36, 40, 19)
#: Signs behind which an id may break: a zero width space follows them.
_SIGNS = re.compile("[@.-]")
_CELL_GAP = nodes.Text(" · ")


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


def composed(project: Project, pack: Pack, version: str, tag: str) -> nodes.Document:
    """Return a version of a pack in one language. Raises ``ProblemsFound`` with its errors."""
    document, problems = project.compose(pack, tag, replace(project.today(), version=version))
    if document is None or has_errors(problems):
        raise ProblemsFound(problems)
    return document


def side_by_side(source: nodes.Document, target: nodes.Document, base: FactBase) -> nodes.Document:
    """Return one document of two: a single table, a passage a row, numbered to be spoken of; headings are rows of their own."""
    pairs = list(_paired(source.sections, target.sections))
    labels = {
        n.id.removeprefix("source-"): n.label for n in nodes.walk(target.sections) if isinstance(n, nodes.SourceEntry)
    }
    rows = tuple(_row(number, s, t, source.language, base, labels) for number, (s, t) in enumerate(pairs, 1))
    titles: Run = (nodes.Foreign(source.language, source.cover.title), nodes.Text("  "), nodes.Text(target.cover.title))
    head: nodes.Row = tuple(
        nodes.Cell((nodes.Text(word),), "col") for word in ("#", source.language, target.language, "fact · source")
    )
    first = next(
        (n.caption for n in nodes.walk(target.sections) if isinstance(n, nodes.Table)), nodes.Caption("", 1, "  ", ())
    )
    columns = tuple(nodes.Column("start", width) for width in _WIDTHS)
    table = nodes.Table("proof", replace(first, number=1, children=titles), columns, (head,), rows)
    subtitles = dict.fromkeys(t for t in (source.cover.subtitle, target.cover.subtitle) if t)
    cover = replace(target.cover, title=f"{source.cover.title}  {target.cover.title}", subtitle="  ".join(subtitles))
    heading: Run = (nodes.Text(f"Proof copy, {target.date}"),)
    extra = {**target.extra, "front": "none", "figures": "marked"}
    return replace(target, cover=cover, sections=(nodes.Section("proof-copy", 1, "", heading, (table,)),), extra=extra)


def _paired(source: Sequence[nodes.Section], target: Sequence[nodes.Section]) -> Iterator[tuple[Run, Run]]:
    """The passages of both languages, section by section, so that a list of another length shifts nothing after it."""
    for one, other in zip_longest(source, target):
        both = tuple(s for s in (one, other) if s is not None)
        empty = replace(both[0], number="", heading=(), blocks=())
        pair = (one or empty, other or empty)
        yield (_title(pair[0]), _title(pair[1]))
        own = [_passages([b for b in s.blocks if not isinstance(b, nodes.Section)]) for s in pair]
        yield from ((s or (), t or ()) for s, t in zip_longest(*own))
        inner = [[b for b in s.blocks if isinstance(b, nodes.Section)] for s in pair]
        yield from _paired(*inner)


def _title(section: nodes.Section) -> Run:
    number = (nodes.Text(f"{section.number} "),) if section.number else ()
    return (nodes.Strong((*number, *section.heading)),) if section.heading else ()


def _row(number: int, source: Run, target: Run, language: str, base: FactBase, labels: Mapping[str, str]) -> nodes.Row:
    facts = dict.fromkeys(
        n.fact for run in (source, target) for n in nodes.walk(run) if isinstance(n, nodes.Figure) and n.fact
    )
    margin = "; ".join(f"{fact} ({_where(fact, base, labels)})" for fact in facts)
    aside = (nodes.Text(_SIGNS.sub("\\g<0>\u200b", margin)),) if margin else ()
    texts = ((nodes.Text(str(number)),), _bare(source, language, False), _bare(target, language, True), aside)
    return tuple(map(nodes.Cell, texts))


def _where(fact: str, base: FactBase, labels: Mapping[str, str]) -> str:
    """The source of a fact as the list of sources at the end numbers it, and the place in it."""
    found = base.facts.get(fact)
    if found is None:
        return "?"
    line = found.locator.removeprefix("L").split("-")[0].split(",")[0]
    article = base.sources[found.source].article_at(int(line)).id if found.source and line.isdigit() else ""
    entry = "-".join(filter(None, (found.source, article)))
    return f"{labels.get(entry, found.source)} {found.locator}".strip() or "derived"


def _passages(blocks: Sequence[nodes.Block]) -> Iterator[Run]:
    """The runs of text of some blocks in reading order: paragraphs, items, captions, rows, tiles, definitions."""
    for part in parts(blocks):
        match part.sort:
            case "text" | "title" | "note":
                yield part.runs[0]
            case "caption":
                assert isinstance(part.block, nodes.Table | nodes.Chart)
                yield (nodes.Text(f"{part.block.caption.label}{part.block.caption.gap}"), *part.runs[0])
            case "row" | "tile" | "entry":
                yield _cells(part.runs)
            case "chart":
                assert isinstance(part.block, nodes.Chart)
                points = [(point,) for series in part.block.series for point in series.points if point]
                yield (nodes.Text(part.block.alt), _CELL_GAP, *_cells(points))
            case "listed":
                assert part.source is not None
                yield _cells([(nodes.Text(part.source.label),), *part.runs])
            case "heading" | "source":
                continue


def _cells(runs: Sequence[Run]) -> Run:
    out: list[nodes.Inline] = []
    for run in runs:
        if run:
            out += [_CELL_GAP, *run] if out else [*run]
    return tuple(out)


def _bare(run: Run, language: str, own: bool) -> Run:
    """A run as it is in the copy: figures strong, notes and links left out. What is not in the language of the document
    (``own``) is marked as being in ``language``."""
    return tuple(_plain(node, language, own) for node in run if not isinstance(node, nodes.Note))


def _plain(node: nodes.Inline, language: str, own: bool) -> nodes.Inline:
    match node:
        case nodes.Figure() | nodes.Moment():
            return nodes.Strong((node,))
        case nodes.Text(text=text) | nodes.Reference(text=text) | nodes.SourceLink(text=text):
            return nodes.Text(text) if own else nodes.Foreign(language, text)
        case nodes.Strong(children=inner):
            return nodes.Strong(_bare(inner, language, own))
        case nodes.Emphasis(children=inner):
            return nodes.Emphasis(_bare(inner, language, own))
        case nodes.Name(term=term, children=inner):
            return nodes.Name(term, _bare(inner, language, own))
        case nodes.Note() | nodes.Foreign() | nodes.Break():
            return node
