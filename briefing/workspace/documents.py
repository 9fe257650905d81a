"""The documents that a project makes, in order and by name, and each composed without being rendered."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from briefing.catalogue.messages import Message
from briefing.document.nodes import Document
from briefing.editions.audiences import DocumentSpec, fits, for_audiences, wanted
from briefing.memory import Remembered, give_back
from briefing.problems import Problem, ProblemsFound
from briefing.project.opening import Project
from briefing.workspace.dependencies import Inputs, Reading
from briefing.workspace.facts import in_each
from briefing.workspace.folder import ProjectFolder

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ComposedTree:
    """A composed document (``None`` where it could not be composed) and the problems of composing it. What is made of it and
    does not hold it keeps its ``mark``, which no other tree has."""

    document: Document | None
    problems: tuple[Problem, ...]
    mark: object = field(default_factory=object, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What composing a document came to: whether it could be composed, and the problems."""

    composed: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class DocumentName:
    """A document that a build makes: its ``name`` (without language), its languages and formats."""

    name: str
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


def documents(ws: ProjectFolder, audiences: Sequence[str] = ()) -> tuple[DocumentName, ...]:
    """Return the documents that a build would make, of the packs whole or cut to ``audiences``."""
    project, asked = ws.sound(), tuple(audiences)
    return ws.recall("documents", asked, (project,), lambda: _documents(project, asked))


def _documents(project: Project, audiences: tuple[str, ...]) -> tuple[DocumentName, ...]:
    made = [w for pack in project.content.packs for w in wanted(project, pack, "", audiences)]
    return tuple(DocumentName(w.name, w.languages, tuple(w.pack.formats)) for w in made)


def document_titles(ws: ProjectFolder) -> Mapping[str, DocumentTitle]:
    """Return what every document is called, by its name without language; nothing while the content has errors."""
    try:
        project = ws.sound()
    except ProblemsFound:  # told on the page of what was asked for
        return {}
    return ws.recall("titles", "", (project,), lambda: {w.name: _titled(project, w) for w in specs(project)[0]})


def _titled(project: Project, spec: DocumentSpec) -> DocumentTitle:
    cut = spec.tailored.title if spec.tailored else ""
    version = (spec.version and spec.pack.version(spec.version).title) or ""
    return DocumentTitle(
        in_each(project, "audience", cut) if cut else in_each(project, "pack", spec.pack.title),
        in_each(project, "pack", version) if version else {},
        "data" if spec.annex else spec.pack.kind,
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


def in_order_of_use(project: Project, made: Iterable[DocumentSpec]) -> list[DocumentSpec]:
    """Return documents as people look for them: publication by publication in the order of the content, of each what goes out
    before the copies for the desk, the briefing itself before its slides, fact sheet and data, and volumes in turn."""
    places = {pack.id: place for place, pack in enumerate(project.content.packs)}

    def place(spec: DocumentSpec) -> tuple[int, bool, bool, bool, int, int]:
        pack = spec.pack
        internal = bool(pack.version(spec.version).internal) and not spec.annex
        volume = spec.tailored.volume if spec.tailored is not None else 0
        return places[pack.of or pack.id], internal, pack.kind != "briefing", spec.annex, places[pack.id], volume

    return sorted(made, key=place)


def packs_in_order(project: Project) -> tuple[str, ...]:
    """Return the ids of the packs as people look for them: a briefing before its slides and its fact sheet."""
    places = {pack.id: place for place, pack in enumerate(project.content.packs)}

    of = {pack.id: places.get(pack.of or pack.id, places[pack.id]) for pack in project.content.packs}
    in_order = sorted(project.content.packs, key=lambda pack: (of[pack.id], pack.kind != "briefing", places[pack.id]))
    return tuple(pack.id for pack in in_order)


def document_places(ws: ProjectFolder) -> Mapping[str, int]:
    """Return the place of every document (``<name>.<language>``) in the order in which people look for them: what goes out
    first, a briefing before its slides, copies for the desk last; nothing while the content has errors."""
    try:
        project = ws.sound()
    except ProblemsFound:  # told on the page of what was asked for
        return {}
    made = in_each_language(ws, project, in_order_of_use(project, whole(project)))
    return {document.name: place for place, document in enumerate(made)}


def specs(project: Project) -> tuple[tuple[DocumentSpec, ...], tuple[Problem, ...]]:
    """Return every pack whole and for each audience, and what is wrong with audiences that none can be made for."""
    cut, wrong = for_audiences(project)
    return (*whole(project), *cut), wrong


def whole(project: Project) -> tuple[DocumentSpec, ...]:
    """Return every document that the packs, whole, make."""
    return tuple(spec for pack in project.content.packs for spec in wanted(project, pack, "", ()))


#: The kinds under which the tree of a data annex, and the parts of a document that is shown, are remembered.
ANNEX_TREE, PARTS = "annex", "parts"
#: The kind under which ``outcome`` is remembered.
OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class ProjectDocument:
    """A document of a project in one language, composed when something of it is asked for, and again only when something that
    it looked up has changed."""

    ws: ProjectFolder
    project: Project
    spec: DocumentSpec
    language: str

    @property
    def name(self) -> str:
        """What it is called: ``<name>.<language>``."""
        return f"{self.spec.name}.{self.language}"

    def tree(self) -> ComposedTree:
        """Return it composed. Trees are large: few are kept, so what walks through all documents asks ``taken``."""
        reading = self._reading()
        kind = ANNEX_TREE if self.spec.annex else "document"

        def made() -> ComposedTree:
            self.ws.forget(
                kind, self._key
            )  # the tree of before need not stand beside it, nor what is made of its parts
            self.ws.forget(PARTS, self.name)
            return ComposedTree(*reading.compose(self._inputs()))

        return self.ws.recall(kind, self._key, (reading,), made)

    def taken(self, kind: str, take: Callable[[ComposedTree], T]) -> T:
        """Return what ``take`` gets out of it, remembered as ``kind`` as long as its tree would be, and without that: a page
        that shows something of every document composes each once, however many there are."""

        def made() -> T:
            found = take(self.tree())
            give_back()
            return found

        return self.ws.recall(kind, self._key, (self._reading(),), made)

    def last_taken(self, kind: str) -> Remembered | None:
        """Return what was taken as ``kind`` when it was last composed, and whether that still holds; ``None`` where it was
        not composed yet. Composes nothing."""
        reading = self.ws.known("reading", self._key, self._made_from())
        found = self.ws.known(kind, self._key, (reading.value,)) if reading is not None else None
        return None if reading is None or found is None else Remembered(found.value, reading.current and found.current)

    def still_holds(self, kind: str) -> bool:
        """Return whether what was taken as ``kind`` still holds; what the document depends on is looked at, nothing is
        composed."""
        self._reading()
        found = self.last_taken(kind)
        return found is not None and found.current

    def outcome(self) -> Outcome:
        """Return what composing it comes to, remembered without its tree."""
        return self.taken(OUTCOME, lambda tree: Outcome(tree.document is not None, tree.problems))

    def reading(self) -> Reading:
        """Return what it was composed from; it is composed only where that has not been done."""
        self.outcome()
        return self._reading()

    @property
    def _key(self) -> tuple[Hashable, ...]:
        return self.spec.name, self.language, self.project.base.as_of

    def _reading(self) -> Reading:
        """What it was composed from last, where all of that stands; else one that has yet to be composed."""

        def found() -> Reading:
            last = self.ws.known("reading", self._key)
            stands = last is not None and last.value.holds(self._inputs())
            return last.value if last is not None and stands else Reading()

        return self.ws.recall("reading", self._key, self._made_from(), found)

    def _made_from(self) -> tuple[object, ...]:
        """What tells, without a closer look, that nothing has changed for it."""
        return self.project, self.ws.stamp("templates"), self.spec.pack.template

    def _inputs(self) -> Inputs:
        project = self.project
        context = self.ws.recall("context", project.base.as_of, (project,), project.today)
        return Inputs.of(project, context, self.spec, self.language, self.ws.stamp("templates"))


def in_each_language(ws: ProjectFolder, project: Project, made: Iterable[DocumentSpec]) -> tuple[ProjectDocument, ...]:
    """Return documents, each in every language that it is made in."""
    return tuple(ProjectDocument(ws, project, spec, language) for spec in made for language in spec.languages)


def messages_looked_up(ws: ProjectFolder, name: str, tag: str) -> tuple[Reading, tuple[Message, ...]] | None:
    """Return the messages of a language that a document (whole, by its name without language) looks up in it, in the order of
    the catalogue, with what they were found by, which is the same as long as they are; ``None`` where it is not made in it."""
    project = ws.sound()
    made = in_each_language(ws, project, whole(project))
    document = next((d for d in made if d.spec.name == name and d.language == tag), None)
    if document is None:
        return None
    reading = document.reading()
    asked = frozenset(reading.messages(tag))
    return reading, tuple(m for key, m in project.catalogues[tag].messages.items() if key in asked)
