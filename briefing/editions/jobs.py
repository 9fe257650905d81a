"""The two jobs of a build, for workers: compose a document, render a document."""

from __future__ import annotations

import copyreg
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from briefing.compose.composing import QUOTED, ComposeContext
from briefing.document.json import from_json, to_json
from briefing.document.nodes import Document
from briefing.editions.audiences import DocumentSpec, document_of
from briefing.editions.manifest import figures_of
from briefing.editions.request import DRAFT, unready
from briefing.formats import FORMATS, named
from briefing.problems import Problem, ProblemsFound, problem
from briefing.project.opening import Project


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What all documents are rendered with: the folder of templates, with the theme in ``house``."""

    templates: Path

    def at(self, templates: Path) -> RenderContext:
        """Return the theme in another folder."""
        return RenderContext(templates)


@dataclass(frozen=True, slots=True)
class Job:
    """A document to be rendered into ``formats``: its name and its tree (briefing.document.json)."""

    name: str
    tree: bytes
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of each format, or the problems that prevented them. ``seconds`` is for progress output only; never written to
    a file."""

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)


def key(tree: bytes, engine: str) -> str:
    """What the bytes of a document depend on: its tree (briefing.document.json) and everything that turns a tree into bytes
    (briefing.store.engines). SHA-256 in hexadecimal."""
    return hashlib.sha256(engine.encode() + b"\0" + tree).hexdigest()


def make(theme: RenderContext, job: Job) -> Made:
    """Render every format of a job (runs in a worker)."""
    return render(from_json(job.tree), job.formats, theme.templates / "house", job.name)


def render(document: Document, formats: tuple[str, ...], house: Path, name: str) -> Made:
    """A document in ``formats``; ``house`` is the folder of the theme, ``name`` the document's for messages."""
    from briefing.render.rendering import Rendering  # noqa: PLC0415 - libraries load only where something is rendered

    rendering = Rendering(document, house)
    files: dict[str, bytes] = {}
    seconds: dict[str, float] = {}
    try:
        for form in (form for form in FORMATS if form in formats):
            start, before = time.perf_counter(), rendering.laid_out_in
            files[form] = named(FORMATS[form].writer)(rendering)
            layout = rendering.laid_out_in - before
            seconds[form] = time.perf_counter() - start - layout
            if layout:
                seconds["layout"] = layout
    except ProblemsFound as found:
        return Made({}, found.problems, seconds)
    except MemoryError:
        return Made({}, (problem("worker-memory", document=name),), seconds)
    return Made(files, (), seconds)


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What all documents of an edition are composed from. ``stamp`` is the furniture name of the mark asked for, ``engine`` the
    hash of what turns trees into bytes."""

    project: Project
    context: ComposeContext
    stamp: str
    engine: str

    @property
    def templates(self) -> Path:
        """The folder of templates."""
        return self.context.templates

    def at(self, templates: Path) -> BuildContext:
        """Return the same with the templates in another folder."""
        project = replace(self.project, root=templates.parent)
        return replace(self, project=project, context=replace(self.context, templates=templates))


@dataclass(frozen=True, slots=True)
class Composing:
    """Composition job: document specification and language."""

    wish: DocumentSpec
    language: str

    @property
    def name(self) -> str:
        """The name of its files, without their format."""
        return f"{self.wish.name}.{self.language}"


@dataclass(frozen=True, slots=True)
class Composed:
    """A tree (briefing.document.json), its key, and the manifest's entry of it without files, as JSON; all empty when there is
    no document."""

    tree: bytes
    key: str
    entry: bytes
    problems: tuple[Problem, ...]


def compose(ground: BuildContext, job: Composing) -> Composed:
    """Compose one document and check all that can be checked before rendering (runs in a worker)."""
    base, document, found = document_of(ground.project, job.wish, job.language, ground.context)
    if document is None:
        return Composed(b"", "", b"", found)
    if not document.stamp and (stamp := ground.stamp or (DRAFT if unready(found) else "")):
        document = ground.project.stamped(document, job.language, stamp)
    tree = to_json(document)
    entry: dict[str, Any] = {
        "pack": job.wish.name,
        "language": job.language,
        "key": key(tree, ground.engine),
        "stamp": document.stamp,
        "figures": figures_of(document, base),
    }
    if said := document.extra.get(QUOTED):
        entry["quoted"] = json.loads(said)
    return Composed(tree, entry["key"], json.dumps(entry, ensure_ascii=False).encode(), found)


def _read_only(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


copyreg.pickle(
    MappingProxyType, lambda mapping: (_read_only, (dict(mapping),))
)  # Python has no way of its own to send one
