"""The documents that a project makes, in order and by name, and each composed without being rendered."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from briefing.catalogue.messages import Message
from briefing.content.packs import Pack
from briefing.document.nodes import Document
from briefing.editions.audiences import DocumentSpec, fits, for_audiences, wanted
from briefing.memory import Known, give_back
from briefing.problems import Problem, ProblemsFound
from briefing.project.opening import Project
from briefing.workspace.dependencies import Given, Reading
from briefing.workspace.facts import in_each
from briefing.workspace.folder import ProjectFolder

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tree:
    """A composed document (``None`` where it could not be composed) and the problems of composing it. What is made of it and
    does not hold it keeps its ``mark``, which no other tree has."""

    document: Document | None
    problems: tuple[Problem, ...]
    mark: object = field(default_factory=object, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What composing a document came to: the title on its cover (empty where it could not be composed), whether it could, and
    the problems."""

    title: str
    composed: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class DocumentName:
    """A document that a build makes: its ``name`` (without language), the pack it is made from, its title in the
    source language, its languages and formats."""

    name: str
    pack: str
    title: str
    languages: tuple[str, ...]
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentTitle:
    """What a person calls a document: its title and that of its version (empty where it goes out), in each language, and what
    it is: ``briefing``, ``deck``, ``factsheet`` or ``data``."""

    titles: Mapping[str, str]
    versions: Mapping[str, str]
    kind: str


@dataclass(frozen=True, slots=True)
class Fitting:
    """What a build for readers or for a selection would make: its documents (``<name>.<language>``), how many projects fit,
    how many the condition cannot judge, and how many there are."""

    documents: tuple[str, ...]
    projects: int
    undecided: int
    of: int


def documents(
    ws: ProjectFolder, audiences: Sequence[str] = (), where: str = "", each: str = ""
) -> tuple[DocumentName, ...]:
    """Return the documents that a build with these choices would make."""
    project, asked = ws.sound(), (tuple(audiences), where, each)
    return ws.recall("documents", asked, (project,), lambda: _documents(project, *asked))


def _documents(project: Project, audiences: tuple[str, ...], where: str, each: str) -> tuple[DocumentName, ...]:
    made = [w for pack in project.content.packs for w in wanted(project, pack, where, audiences, each)]
    return tuple(
        DocumentName(
            w.name,
            w.pack.id,
            (w.tailored.title if w.tailored and w.tailored.title else w.pack.title),
            w.languages,
            tuple(w.pack.formats),
        )
        for w in made
    )


def document_titles(ws: ProjectFolder) -> Mapping[str, DocumentTitle]:
    """Return what every document is called, by its name without language; nothing while the content has errors."""
    try:
        project = ws.sound()
    except ProblemsFound:  # told on the page of what was asked for
        return {}
    return ws.recall("titles", "", (project,), lambda: {w.name: _titled(project, w) for w in wishes(project)[0]})


def _titled(project: Project, wish: DocumentSpec) -> DocumentTitle:
    cut = wish.tailored.title if wish.tailored else ""
    version = (wish.version and wish.pack.version(wish.version).title) or ""
    return DocumentTitle(
        in_each(project, "audience", cut) if cut else in_each(project, "pack", wish.pack.title),
        in_each(project, "pack", version) if version else {},
        "data" if wish.annex else wish.pack.kind,
    )


def fitting(
    ws: ProjectFolder,
    audiences: Sequence[str] = (),
    where: str = "",
    each: str = "",
    undecided: Literal["leave", "keep"] = "leave",
) -> Fitting:
    """Return how many projects a build with these choices would show, and in which documents; nothing is composed. Raises
    ``ProblemsFound`` where it would make nothing."""
    project = ws.sound()
    asked = (tuple(audiences), where, each, undecided)
    made = ws.recall("fitting", "all", (project,), dict[tuple[object, ...], Fitting])
    if asked not in made:
        made[asked] = _fitting(project, *asked)
    return made[asked]


def _fitting(project: Project, audiences: tuple[str, ...], where: str, each: str, undecided: str) -> Fitting:
    made = [f for pack in project.content.packs for f in fits(project, pack, where, audiences, each, undecided)]
    chosen = {(p.list, p.id) for fit in made for p in fit.projects}
    unjudged = {(p.list, p.id) for fit in made for p in fit.unjudged}
    every = project.everything.selection.projects if project.everything else ()
    names = tuple(f"{fit.name}.{tag}" for fit in made for tag in fit.languages)
    return Fitting(names, len(chosen), len(unjudged), len(every))


def in_order_of_use(project: Project, wishes: Iterable[DocumentSpec]) -> list[DocumentSpec]:
    """Return documents as people look for them: publication by publication in the order of the content, of each what goes out
    before the copies for the desk, the briefing itself before its slides, fact sheet and data, and volumes in turn."""
    places = {pack.id: place for place, pack in enumerate(project.content.packs)}

    def place(wish: DocumentSpec) -> tuple[int, bool, bool, bool, int, int]:
        pack = wish.pack
        internal = bool(pack.version(wish.version).internal) and not wish.annex
        volume = wish.tailored.volume if wish.tailored is not None else 0
        return places[pack.of or pack.id], internal, pack.kind != "briefing", wish.annex, places[pack.id], volume

    return sorted(wishes, key=place)


def packs_in_order(project: Project) -> tuple[str, ...]:
    """Return the ids of the packs as people look for them: a briefing before its slides and its fact sheet."""
    places = {pack.id: place for place, pack in enumerate(project.content.packs)}

    def place(pack: Pack) -> tuple[int, bool, int]:
        return places.get(pack.of or pack.id, places[pack.id]), pack.kind != "briefing", places[pack.id]

    return tuple(pack.id for pack in sorted(project.content.packs, key=place))


def document_places(ws: ProjectFolder) -> Mapping[str, int]:
    """Return the place of every document (``<name>.<language>``) in the order in which people look for them: what goes out
    first, a briefing before its slides, copies for the desk last; nothing while the content has errors."""
    try:
        project = ws.sound()
    except ProblemsFound:  # told on the page of what was asked for
        return {}
    made = (w for pack in project.content.packs for w in wanted(project, pack, "", ()))
    names = (f"{wish.name}.{language}" for wish in in_order_of_use(project, made) for language in wish.languages)
    return {name: place for place, name in enumerate(names)}


def wishes(project: Project) -> tuple[tuple[DocumentSpec, ...], tuple[Problem, ...]]:
    """Return every pack whole and for each audience, and what is wrong with audiences that none can be made for."""
    cut, wrong = for_audiences(project)
    return (*(wish for pack in project.content.packs for wish in wanted(project, pack, "", ())), *cut), wrong


#: The kinds under which the tree of a data annex, and the parts of a document that is shown, are remembered.
ANNEX_TREE, PARTS = "annex", "parts"


def composed(ws: ProjectFolder, project: Project, wish: DocumentSpec, language: str) -> Tree:
    """Return a document composed from the project as it is; made again only when something that it looked up has changed.
    Trees are large: few are kept, so what walks through all documents asks ``gleaned``."""
    reading = _reading(ws, project, wish, language)
    kind, key = ANNEX_TREE if wish.annex else "document", _key(project, wish, language)

    def made() -> Tree:
        ws.forget(kind, key)  # the tree of before need not stand beside it, nor what is made of its parts
        ws.forget(PARTS, f"{wish.name}.{language}")
        return Tree(*reading.compose(_given(ws, project, wish, language)))

    return ws.recall(kind, key, (reading,), made)


def gleaned(
    ws: ProjectFolder, kind: str, project: Project, wish: DocumentSpec, language: str, take: Callable[[Tree], T]
) -> T:
    """Return what ``take`` gets out of a composed document, remembered as ``kind`` as long as the document would be, and
    without it: a page that shows something of every document composes each once, however many there are."""
    reading = _reading(ws, project, wish, language)
    key = _key(project, wish, language)

    def made() -> T:
        taken = take(composed(ws, project, wish, language))
        give_back()
        return taken

    return ws.recall(kind, key, (reading,), made)


def glimpsed(ws: ProjectFolder, kind: str, project: Project, wish: DocumentSpec, language: str) -> Known | None:
    """Return what was gleaned as ``kind`` from a document when it was last composed, and whether it still holds; ``None`` where
    it was not composed yet. Composes nothing."""
    key = _key(project, wish, language)
    reading = ws.known("reading", key, _made_from(ws, project, wish))
    found = ws.known(kind, key, (reading.value,)) if reading is not None else None
    return None if reading is None or found is None else Known(found.value, reading.current and found.current)


def messages_heard(ws: ProjectFolder, name: str, tag: str) -> tuple[Reading, tuple[Message, ...]] | None:
    """Return the messages of a language that a document (whole, by its name without language) looks up in it, in the order of
    the catalogue, with what they were found by, which is the same as long as they are; ``None`` where it is not made in it."""
    project = ws.sound()
    made = (w for pack in project.content.packs for w in wanted(project, pack, "", ()))
    wish = next((w for w in made if w.name == name and tag in w.languages), None)
    if wish is None:
        return None
    reading = reading_of(ws, project, wish, tag)
    heard = frozenset(reading.heard(tag))
    return reading, tuple(m for key, m in project.catalogues[tag].messages.items() if key in heard)


def is_known(ws: ProjectFolder, kind: str, project: Project, wish: DocumentSpec, language: str) -> bool:
    """Return whether what was gleaned as ``kind`` still holds; what the document depends on is looked at, nothing is
    composed."""
    _reading(ws, project, wish, language)
    found = glimpsed(ws, kind, project, wish, language)
    return found is not None and found.current


def reading_of(ws: ProjectFolder, project: Project, wish: DocumentSpec, language: str) -> Reading:
    """Return what a document was composed from; it is composed only where that has not been done."""
    outcome(ws, project, wish, language)
    return _reading(ws, project, wish, language)


def outcome(ws: ProjectFolder, project: Project, wish: DocumentSpec, language: str) -> Outcome:
    """Return what composing a document from the project as it is comes to, remembered without the document."""
    return gleaned(ws, OUTCOME, project, wish, language, outcome_of)


#: The kind under which ``outcome`` is remembered.
OUTCOME = "outcome"


def outcome_of(tree: Tree) -> Outcome:
    """Return the title and the problems of a composed document, without its tree."""
    return Outcome("" if tree.document is None else tree.document.cover.title, tree.document is not None, tree.problems)


def _key(project: Project, wish: DocumentSpec, language: str) -> tuple[Hashable, ...]:
    return wish.name, language, project.base.as_of


def _reading(ws: ProjectFolder, project: Project, wish: DocumentSpec, language: str) -> Reading:
    """What a document was composed from last, where all of it stands; else one that has yet to be composed."""
    key = _key(project, wish, language)

    def found() -> Reading:
        last = ws.known("reading", key)
        stands = last is not None and last.value.holds(_given(ws, project, wish, language))
        return last.value if last is not None and stands else Reading()

    return ws.recall("reading", key, _made_from(ws, project, wish), found)


def _made_from(ws: ProjectFolder, project: Project, wish: DocumentSpec) -> tuple[object, ...]:
    """What tells, without a closer look, that nothing has changed for a document."""
    return project, ws.stamp("templates"), wish.pack.template


def _given(ws: ProjectFolder, project: Project, wish: DocumentSpec, language: str) -> Given:
    context = ws.recall("context", project.base.as_of, (project,), project.today)
    return Given.of(project, context, wish, language, ws.stamp("templates"))
