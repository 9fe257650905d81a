"""A document as it would be built now, shown as a page or, where it shows projects, given as a workbook; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from briefing.compose.translator import Translator
from briefing.document.nodes import Document
from briefing.editions.audiences import Choice, DocumentSpec, shows_projects, wanted
from briefing.editions.request import DRAFT, unready
from briefing.memory import stamp
from briefing.problems import Problem, ProblemsFound, has_errors, in_order, problem
from briefing.workspace.documents import Tree, composed
from briefing.workspace.folder import ProjectFolder

if TYPE_CHECKING:
    from briefing.render.theme import Theme


@dataclass(frozen=True, slots=True)
class Page:
    """A document as it would be built now: its name (``<pack>.<language>``), the page as HTML, and every problem
    found while composing. ``draft`` are those that would put DRAFT on every page."""

    name: str
    language: str
    html: str
    problems: tuple[Problem, ...]
    draft: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Annex:
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
) -> tuple[Annex, ...]:
    """Return the projects that a build with these choices would show, as workbooks (XLSX): an index, the sheets, and the
    contacts that the pack prints. Nothing is written. Raises ``ProblemsFound``."""
    from briefing.render.xlsx import write_annex  # noqa: PLC0415 - the writer is loaded only where something is written

    project, how = ws.sound(), Choice(name, undecided)
    packs = [p for p in project.content.packs if shows_projects(project, p)]
    chosen = [w for pack in packs for w in wanted(project, pack, where, tuple(audiences), each, how)]
    made: list[Annex] = []
    for wish in chosen:
        for language in wish.languages:
            if not wish.tailored or not wish.tailored.sheets or (languages and language not in languages):
                continue
            tree = composed(ws, project, wish, language)
            if tree.document is None or has_errors(tree.problems):
                raise ProblemsFound(in_order(tree.problems))
            stamped = unready(tree.problems) and not tree.document.stamp
            document = project.stamped(tree.document, language, DRAFT) if stamped else tree.document
            words = Translator(project.languages[language], "", project.catalogues[language], project.labels)
            labels = {f"annex_{name}": words.house(f"annex_{name}") for name in ANNEX}
            file = f"{wish.name}-projects.{language}.xlsx"
            made.append(Annex(file, write_annex(document, labels), document.stamp, in_order(tree.problems)))
    if not made:
        raise ProblemsFound([problem("list-none", "content/projects", 0)])
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as it is shown now: in its language, with DRAFT on every page where it would have that, in the look of the
    house; ``tree`` is what it was made from and the same as long as it is."""

    name: str
    language: str
    tree: Tree
    document: Document
    house: Theme
    draft: tuple[Problem, ...]


def shown(ws: ProjectFolder, name: str, as_of: date | None, audiences: tuple[str, ...], where: str) -> Shown:
    """Return one document, composed to be shown. Raises ``ProblemsFound`` for an unknown name and when it cannot be
    composed."""
    from briefing.render.theme import load_theme  # noqa: PLC0415 - the renderer is loaded only where something is rendered

    project = ws.sound(as_of)
    chosen = [w for pack in project.content.packs for w in wanted(project, pack, where, audiences)]
    wish, language = _named(name, chosen)
    tree = composed(ws, project, wish, language)
    if tree.document is None or has_errors(tree.problems):
        raise ProblemsFound(in_order(tree.problems))
    folder = project.templates / "house"
    house = ws.recall("house", folder, (stamp(folder),), lambda: load_theme(folder))
    reasons = ws.recall("draft", name, (tree.mark,), lambda: unready(tree.problems))
    document = project.stamped(tree.document, language, DRAFT) if reasons and not tree.document.stamp else tree.document
    return Shown(name, language, tree, document, house, reasons)


def preview(
    ws: ProjectFolder, document: str, as_of: date | None = None, audiences: Sequence[str] = (), where: str = ""
) -> Page:
    """Return one document (``<pack>.<language>``) as a web page, as it would be built now; nothing is written.
    ``audiences`` and ``where`` as in ``build``."""
    from briefing.render.html import render_html  # noqa: PLC0415 - the renderer is loaded only where something is rendered

    made = shown(ws, document, as_of, tuple(audiences), where)
    html = ws.recall(
        "page", document, (made.tree.mark, made.house), lambda: render_html(made.document, made.house).decode()
    )
    return Page(document, made.language, html, in_order(made.tree.problems), made.draft)


def _named(name: str, chosen: list[DocumentSpec]) -> tuple[DocumentSpec, str]:
    for wish in chosen:
        for language in wish.languages:
            if name == f"{wish.name}.{language}":
                return wish, language
    known = ", ".join(f"{w.name}.{tag}" for w in chosen for tag in w.languages)
    raise ProblemsFound([problem("document-unknown", name=name, known=known)])
