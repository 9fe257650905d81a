"""The projects of documents as workbooks, to be saved."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.compose.translator import Translator
from briefing.editions.audiences import Choice, shows_projects, wanted
from briefing.editions.request import DRAFT, unready
from briefing.problems import Problem, ProblemsFound, has_errors, in_order, problem
from briefing.workspace.documents import composed
from briefing.workspace.folder import ProjectFolder


@dataclass(frozen=True, slots=True)
class Annex:
    """A workbook of projects: the file name proposed, its bytes (XLSX), the stamp it carries, and what is told of it."""

    name: str
    data: bytes
    stamp: str
    problems: tuple[Problem, ...]


#: The furniture words of an annex.
ANNEX = ("about", "index", "sheets", "contacts", "number", "name", "yuan")


def annexes(
    ws: ProjectFolder, where: str, audiences: tuple[str, ...], each: str, languages: tuple[str, ...], how: Choice
) -> tuple[Annex, ...]:
    """Return the projects of each document that shows some, as a workbook in each language. Raises ``ProblemsFound``."""
    from briefing.render.annex import write_annex  # noqa: PLC0415 - the writer is loaded only where something is written

    project = ws.sound()
    packs = [p for p in project.content.packs if shows_projects(project, p)]
    chosen = [w for pack in packs for w in wanted(project, pack, where, audiences, each, how)]
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
            name = f"{wish.name}-projects.{language}.xlsx"
            made.append(Annex(name, write_annex(document, labels), document.stamp, in_order(tree.problems)))
    if not made:
        raise ProblemsFound([problem("list-none", "content/projects", 0)])
    return tuple(made)
