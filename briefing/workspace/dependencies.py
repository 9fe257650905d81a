"""What a document was composed from: everything that was looked up meanwhile is noted, so that it is composed again only where
something it depends on has become another.

Nothing is guessed from names of files: the parts of the project that composing is given note each look into them, and what they
gave. What was noted holds as long as every one of those looks would give the same again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, ItemsView, Iterator, Mapping, Sequence, Set, ValuesView
from dataclasses import dataclass, field, fields, replace
from typing import Any, Generic, TypeVar

from briefing.catalogue.template_syntax import noted_templates
from briefing.compose.composing import ComposeContext
from briefing.document.nodes import Document
from briefing.editions.audiences import DocumentSpec, document_of, with_selections
from briefing.memory import Stamp
from briefing.problems import Problem
from briefing.project.opening import Project
from briefing.workspace.settling import same

K = TypeVar("K")
P = TypeVar("P")
T = TypeVar("T")
#: What stands for nothing at a name.
ABSENT = "nothing is called so"
#: A look: at which part, how, and for what.
Look = tuple[Hashable, str, Hashable]
#: What each look gave.
Notes = dict[Look, object]


class _Part(Generic[P]):
    """A part of a project that notes what is looked up in it."""

    def __init__(self, part: P, name: Hashable, notes: Notes) -> None:
        self._part, self._name, self._notes = part, name, notes

    def _whole(self) -> P:
        self._notes[self._name, "all", ""] = self._part
        return self._part


class _Named(_Part[Mapping[Any, Any]], Mapping[Any, Any]):
    """A mapping that notes what is looked up in it."""

    def get(self, key: Any, default: Any = None) -> Any:
        found = self._notes[self._name, "one", key] = self._part.get(key, ABSENT)
        return default if found is ABSENT else found

    def __getitem__(self, key: Any) -> Any:
        found = self.get(key, ABSENT)
        if found is ABSENT:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return self.get(key, ABSENT) is not ABSENT

    def __iter__(self) -> Iterator[Any]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def items(self) -> ItemsView[Any, Any]:
        return self._whole().items()

    def values(self) -> ValuesView[Any]:
        return self._whole().values()


class _Row(_Part[Sequence[Any]], Sequence[Any]):
    """A sequence that notes that it was looked at."""

    def __getitem__(self, place: Any) -> Any:
        return self._whole()[place]

    def __len__(self) -> int:
        return len(self._whole())


class _Several(_Part[Set[Any]], Set[Any]):
    """A set that notes what was looked for in it."""

    def __contains__(self, key: object) -> bool:
        found = self._notes[self._name, "in", key] = key in self._part
        return found

    def __iter__(self) -> Iterator[Any]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(tuple(iter(self)))


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a document is composed from: the project, its context, the document in one language, and the stamps of templates by
    path."""

    project: Project
    context: ComposeContext
    spec: DocumentSpec
    language: str
    templates: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project, context: ComposeContext, spec: DocumentSpec, language: str, files: Stamp) -> Inputs:
        """Return what is given, with the stamps as a stamp of all templates has them."""
        base = with_selections(project.base, (spec,))
        stamps = {entry[0]: entry for entry in files.files}
        return cls(replace(project, base=base), replace(context, base=base), spec, language, stamps)

    def parts(self) -> dict[Hashable, object]:
        """Return everything that may be looked into, by name. What a document asks of its project must be here: what does
        not, is not given to it."""
        project, context = self.project, self.context
        found: dict[Hashable, object] = {
            ("template", ""): self.templates,
            ("labels", ""): project.labels,
            ("languages", ""): project.languages,
            ("document", ""): self.spec,
            ("context", ""): (context.edition, context.date, context.source_tag, context.stamp),
            ("house", ""): context.house,
            ("bands", ""): project.bands,
            ("earlier", ""): frozenset(context.earlier),
        }
        if self.spec.annex:
            found["everything", ""] = project.everything
        for name, record in self.records().items():
            found[name, ""] = record
            found |= {(name, f.name): getattr(record, f.name) for f in fields(record) if f.init}
        return found

    def records(self) -> dict[Hashable, Any]:
        """Return the records that are looked into field by field, by name."""
        project = self.project
        return {
            "content": project.content,
            "glossary": project.glossary,
            "base": project.base,
            **{("catalogue", tag): catalogue for tag, catalogue in project.catalogues.items()},
            **{("earlier", pack): base for pack, base in self.context.earlier.items()},
        }


#: Parts that every document depends on as a whole.
_WHOLE = (("document", ""), ("context", ""), ("bands", ""), ("earlier", ""), ("everything", ""))


#: Notes as they are kept, by part and kind of look: for what, and what that gave, side by side. A document looks up tens of
#: thousands of things, so that this is small matters.
Kept = dict[tuple[Hashable, str], tuple[tuple[Hashable, ...], tuple[object, ...]]]


def _packed(notes: Notes) -> Kept:
    found: dict[tuple[Hashable, str], list[tuple[Hashable, object]]] = {}
    for (name, how, what), gave in notes.items():
        found.setdefault((name, how), []).append((what, gave))
    return {look: (tuple(w for w, _ in rows), tuple(g for _, g in rows)) for look, rows in found.items()}


@dataclass(slots=True)
class Reading:
    """One composing of a document and all that it looked up; ``kept`` is ``None`` before it was composed."""

    kept: Kept | None = None

    def messages(self, tag: str) -> tuple[Any, ...]:
        """Return the messages of a language that it looked up and that there are, by domain, context and source, in the
        order of the looks."""
        asked, gave = (self.kept or {}).get(((("catalogue", tag), "messages"), "one"), ((), ()))
        return tuple(what for what, found in zip(asked, gave, strict=True) if found is not ABSENT)

    def holds(self, inputs: Inputs) -> bool:
        """Return whether composing it from what is given now would look up the same, and find the same."""
        if self.kept is None:
            return False
        parts = inputs.parts()
        now: Kept = {}
        for (name, how), (asked, gave) in self.kept.items():
            found = tuple(_looked(parts, (name, how, what)) for what in asked)
            if not all(same(one, other) for one, other in zip(found, gave, strict=True)):
                return False
            now[name, how] = asked, found
        self.kept = now  # what was read then need not be kept beside what stands now
        return True

    def compose(self, inputs: Inputs) -> tuple[Document | None, tuple[Problem, ...]]:
        """Return the document and the problems found on the way; every look is noted."""
        notes: Notes = {}
        parts = inputs.parts()
        with noted_templates() as read:
            _, document, found = document_of(*_noting(inputs, parts, notes))
        looks: list[Look] = [(("template", ""), "one", str(inputs.project.templates / name)) for name in read]
        looks += [(name, "all", "") for name in _WHOLE if name in parts]
        notes.update({look: _looked(parts, look) for look in looks})
        self.kept = _packed(notes)
        return document, found


def _looked(parts: Mapping[Hashable, object], look: Look) -> object:
    """What a look gives."""
    name, how, what = look
    part: Any = parts.get(name, ABSENT)
    if part is ABSENT or how == "all":
        return part
    if how == "one":
        return part.get(what, ABSENT)
    if how == "in":
        return what in part
    assert isinstance(what, tuple)  # as ``asked`` wrote it
    return what[0](part, *what[1:])


def _noting(
    inputs: Inputs, parts: Mapping[Hashable, object], notes: Notes
) -> tuple[Project, DocumentSpec, str, ComposeContext]:
    """Project and context as composing gets them: every part notes."""

    def watched(name: Hashable) -> Any:
        match parts[name]:
            case str() | None as plain:
                notes[name, "all", ""] = plain
                return plain
            case Mapping() as part:
                return _Named(part, name, notes)
            case tuple() as part:
                return _Row(part, name, notes)
            case Set() as part:
                return _Several(part, name, notes)
            case plain:
                notes[name, "all", ""] = plain
                return plain

    records = inputs.records()

    def all_of(name: Hashable) -> Any:
        whole = records[name]
        return replace(whole, **{f.name: watched((name, f.name)) for f in fields(whole) if f.init})

    def base_of(name: Hashable) -> Any:
        def asked(question: Callable[..., Any], told: tuple[Hashable, ...]) -> Any:
            found = notes[(name, ""), "asked", (question, *told)] = question(records[name], *told)
            return found

        return replace(all_of(name), noting=asked)

    project, context = inputs.project, inputs.context
    noted = replace(
        project,
        content=all_of("content"),
        base=base_of("base"),
        glossary=all_of("glossary"),
        languages=watched(("languages", "")),
        catalogues={tag: all_of(("catalogue", tag)) for tag in project.catalogues},
        labels=watched(("labels", "")),
        problems=(),
    )
    asked = replace(
        context,
        base=noted.base,
        glossary=noted.glossary,
        labels=noted.labels,
        earlier={pack: base_of(("earlier", pack)) for pack in context.earlier},
        house=watched(("house", "")),
        tailored=context.tailored if inputs.spec.annex else None,
    )
    return noted, inputs.spec, inputs.language, asked
