"""A document as it would be built now, shown as a page or, where it shows projects, given as a workbook; nothing is written. A
long one comes in parts: each is made, marked and sent by itself, so that one sentence does not cost ten thousand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from briefing.compose.translator import Translator
from briefing.document import nodes
from briefing.editions.audiences import Choice, shows_projects, wanted
from briefing.editions.request import DRAFT, unready
from briefing.memory import stamp
from briefing.problems import Problem, ProblemsFound, has_errors, in_order, problem
from briefing.workspace.documents import ComposedTree, ProjectDocument, in_each_language
from briefing.workspace.folder import ProjectFolder

if TYPE_CHECKING:
    from briefing.render.theme import Theme


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A document as it would be built now: its name (``<pack>.<language>``), the page as HTML, and every problem
    found while composing. ``draft`` are those that would put DRAFT on every page."""

    name: str
    language: str
    html: str
    problems: tuple[Problem, ...]
    draft: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class AnnexFile:
    """A workbook of projects: the file name proposed, its bytes (XLSX), the stamp it carries, and what is reported of it."""

    name: str
    data: bytes
    stamp: str
    problems: tuple[Problem, ...]


#: The furniture words of an annex.
ANNEX = ("about", "index", "sheets", "contacts", "number", "name", "yuan")


def annexes(
    ws: ProjectFolder,
    where: str = "",
    *,
    audiences: Sequence[str] = (),
    each: str = "",
    languages: Sequence[str] = (),
    name: str = "",
    undecided: Literal["leave", "keep"] = "leave",
) -> tuple[AnnexFile, ...]:
    """Return the projects that a build with these choices would show, as workbooks (XLSX): an index, the sheets, and the
    contacts that the pack prints. Nothing is written. Raises ``ProblemsFound``."""
    from briefing.render.xlsx import write_annex  # noqa: PLC0415 - the writer is loaded only where something is written

    project, how = ws.sound(), Choice(name, undecided)
    packs = [p for p in project.content.packs if shows_projects(project, p)]
    chosen = [w for pack in packs for w in wanted(project, pack, where, tuple(audiences), each, how)]
    made: list[AnnexFile] = []
    for one in in_each_language(ws, project, (s for s in chosen if s.tailored and s.tailored.sheets)):
        language = one.language
        if languages and language not in languages:
            continue
        tree = one.tree()
        document = _stamped(one, tree, unready(tree.problems))
        words = Translator(project.languages[language], "", project.catalogues[language], project.labels)
        labels = {f"annex_{name}": words.house(f"annex_{name}") for name in ANNEX}
        file = f"{one.spec.name}-projects.{language}.xlsx"
        made.append(AnnexFile(file, write_annex(document, labels), document.stamp, in_order(tree.problems)))
    if not made:
        raise ProblemsFound([problem("list-none", "content/projects", 0)])
    return tuple(made)


def _stamped(one: ProjectDocument, tree: ComposedTree, draft: tuple[Problem, ...]) -> nodes.Document:
    """A composed document with DRAFT on every page where there are reasons for it. Raises ``ProblemsFound`` for one that cannot
    be composed."""
    if tree.document is None or has_errors(tree.problems):
        raise ProblemsFound(in_order(tree.problems))
    stands = tree.document.stamp or not draft
    return tree.document if stands else one.project.stamped(tree.document, one.language, DRAFT)


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document as it is shown now: in its language, with DRAFT on every page where it would have that, in the look of the
    house; ``tree`` is what it was made from and the same as long as it is."""

    name: str
    language: str
    tree: ComposedTree
    document: nodes.Document
    house: Theme
    draft: tuple[Problem, ...]


def shown(ws: ProjectFolder, name: str, audiences: tuple[str, ...] = ()) -> ShownDocument:
    """Return one document, composed to be shown. Raises ``ProblemsFound`` for an unknown name and when it cannot be
    composed."""
    from briefing.render.theme import load_theme  # noqa: PLC0415 - the renderer is loaded only where something is rendered

    project = ws.sound()
    chosen = [w for pack in project.content.packs for w in wanted(project, pack, "", audiences)]
    documents = in_each_language(ws, project, chosen)
    one = next((d for d in documents if d.name == name), None)
    if one is None:
        raise ProblemsFound([problem("document-unknown", name=name, known=", ".join(d.name for d in documents))])
    tree = one.tree()
    reasons = ws.recall("draft", name, (tree.mark,), lambda: unready(tree.problems))
    document = _stamped(one, tree, reasons)
    folder = project.templates / "house"
    house = ws.recall("house", folder, (stamp(folder),), lambda: load_theme(folder))
    return ShownDocument(name, one.language, tree, document, house, reasons)


def preview(ws: ProjectFolder, document: str) -> PreviewPage:
    """Return one document (``<pack>.<language>``) as a web page, as it would be built now; nothing is written."""
    from briefing.render.html import render_html  # noqa: PLC0415 - the renderer is loaded only where something is rendered

    made = shown(ws, document)
    html = ws.recall(
        "page", document, (made.tree.mark, made.house), lambda: render_html(made.document, made.house).decode()
    )
    return PreviewPage(document, made.language, html, in_order(made.tree.problems), made.draft)


#: Lines of one part; a document with fewer than ``WHOLE`` is one. A paragraph, an item, a row of a table is a line.
LINES, WHOLE = 200, 1_000


@dataclass(frozen=True, slots=True)
class Parts:
    """How a document falls into parts: the first block of each (blocks that are no sections, counted through the document), at
    which block each id stands, and the words of each block without spaces, in small letters."""

    cuts: tuple[int, ...]
    places: Mapping[str, int]
    texts: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many parts there are."""
        return len(self.cuts)

    def of(self, name: str) -> int:
        """Return the part, from 1, in which something stands by its id (``figure <id>`` for the first place of a figure); 0
        where nothing is called so."""
        return self._part(self.places[name]) if name in self.places else 0

    def saying(self, message: str) -> tuple[int, ...]:
        """Return the parts that have all the words of a message, and may print it."""
        words = words_of(message)
        found = (n for n, text in enumerate(self.texts) if words and all(word in text for word in words))
        return tuple(dict.fromkeys(map(self._part, found)))

    def _part(self, block: int) -> int:
        return sum(1 for cut in self.cuts if cut <= block)


def parts_of(document: nodes.Document | None) -> Parts:
    """Return the parts of a document; one where it is short, or could not be composed."""
    if document is None:
        return Parts((0,), {}, ())
    places: dict[str, int] = {}
    lines: list[int] = []
    texts: list[str] = []
    for number, block, heads in _numbered(document.sections):
        for head in heads:
            places.setdefault(head.id, number)
        places.update((name, number) for name in _ids(block) if name not in places)
        lines.append(_lines(block))
        texts.append(_flat((*(head.heading for head in heads), block), document.labels))
    if sum(lines) < WHOLE:
        return Parts((0,), places, tuple(texts))
    cuts, held = [0], 0
    for number, size in enumerate(lines):
        if held and held + size > LINES:
            cuts.append(number)
            held = 0
        held += size
    return Parts(tuple(cuts), places, tuple(texts))


def cut(document: nodes.Document, parts: Parts, part: int) -> nodes.Document:
    """Return one part of a document, numbered from 1: its blocks under the headings they are under. Only the first has the
    cover."""
    first = parts.cuts[part - 1]
    last = parts.cuts[part] if part < parts.count else len(parts.texts)
    number = iter(range(len(parts.texts) + 1))

    def kept(blocks: tuple[nodes.Block, ...]) -> tuple[nodes.Block, ...]:
        found: list[nodes.Block] = []
        for block in blocks:
            if isinstance(block, nodes.Section):
                inside = kept(block.blocks)
                if inside:
                    found.append(replace(block, blocks=inside))
            elif first <= next(number) < last:
                found.append(block)
        return tuple(found)

    extra = document.extra if part == 1 else {**document.extra, "front": "none"}
    sections = tuple(block for block in kept(document.sections) if isinstance(block, nodes.Section))
    return replace(document, sections=sections, extra=extra)


def headings(document: nodes.Document) -> tuple[nodes.Section, ...]:
    """Return the sections of a document without what is in them: its contents."""

    def bare(blocks: tuple[nodes.Block, ...]) -> tuple[nodes.Section, ...]:
        return tuple(replace(block, blocks=bare(block.blocks)) for block in blocks if isinstance(block, nodes.Section))

    return bare(document.sections)


def _numbered(sections: tuple[nodes.Block, ...]) -> Iterator[tuple[int, nodes.Block, tuple[nodes.Section, ...]]]:
    """Every block that is no section, with its number and the sections that begin with it."""
    begun: list[nodes.Section] = []
    waiting = list(reversed(sections))
    number = 0
    while waiting:
        block = waiting.pop()
        if isinstance(block, nodes.Section):
            begun.append(block)
            waiting += reversed(block.blocks)
        else:
            yield number, block, tuple(begun)
            begun.clear()
            number += 1


def _ids(block: nodes.Block) -> Iterator[str]:
    for node in nodes.walk(block):
        if isinstance(node, nodes.Figure):
            yield f"figure {node.fact}"
        elif name := getattr(node, "id", ""):
            yield name
            if isinstance(node, nodes.Note):
                yield f"call-{name}"


def _lines(block: nodes.Block) -> int:
    match block:
        case nodes.ListBlock(items=items) | nodes.KeyFigures(items=items) | nodes.Definitions(items=items):
            return max(1, len(items))
        case nodes.SourceList(entries=entries):
            return max(1, len(entries))
        case nodes.Table(body=body):
            return max(1, len(body))
        case nodes.Callout(blocks=blocks):
            return max(1, sum(map(_lines, blocks)))
        case nodes.Chart(categories=categories):
            return max(1, len(categories))
        case nodes.Paragraph() | nodes.PullFact() | nodes.Section():
            return 1


def _flat(said: object, labels: Mapping[str, str]) -> str:
    return "".join("".join(text for node in nodes.walk(said) for text in _said(node, labels)).split()).lower()


def _said(node: object, labels: Mapping[str, str]) -> Iterator[str]:
    """What a node itself prints."""
    match node:
        case nodes.Callout(kind=kind):
            yield labels.get(kind, "")
        case nodes.Chart(categories=categories, labels=beside):
            yield from (*categories, *beside)
        case nodes.Caption(label=label) | nodes.SourceEntry(label=label):
            yield label
        case _:
            if isinstance(text := getattr(node, "text", ""), str):
                yield text


#: What of a message is none of its words: placeholders, markup, entities.
_NO_WORDS = re.compile(r"%\([^)]*\)s|&#?\w+;")
_MARKUP, _WORDS = re.compile(r"<[^<>]*>"), re.compile(r"[^\W\d_]+")


def words_of(message: str) -> tuple[str, ...]:
    """Return the words of a message that are on every page that prints it, in small letters."""
    return tuple(_WORDS.findall(_MARKUP.sub("", _NO_WORDS.sub(" ", message)).lower()))
