"""The two jobs of a build, for workers: compose a document, render a document; and an edition made again by them."""

from __future__ import annotations

import copyreg
import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from briefing.compose.composing import QUOTED, ComposeContext
from briefing.document.nodes import Document
from briefing.document.reading import from_json, to_json
from briefing.editions.audiences import DocumentSpec, document_of, for_audiences, wanted
from briefing.editions.collecting import PAGE, link_entry, pages
from briefing.editions.manifest import FOLDER, Manifest, figures_of, read_manifest
from briefing.editions.request import DRAFT, unready
from briefing.formats import FORMATS, named
from briefing.problems import Problem, ProblemsFound, problem
from briefing.project.opening import Project
from briefing.store import engine_hash
from briefing.workers import engine_of


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What all documents are rendered with: the folder of templates, with the theme in ``house``."""

    templates: Path

    def at(self, templates: Path) -> RenderContext:
        """Return the theme in another folder."""
        return RenderContext(templates)


@dataclass(frozen=True, slots=True)
class Job:
    """A document to be rendered into ``formats``: its name and its tree (briefing.document.reading)."""

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
    """Return what the bytes of a document depend on: its tree (briefing.document.reading) and everything that turns a tree into
    bytes (briefing.store). SHA-256 in hexadecimal."""
    return hashlib.sha256(engine.encode() + b"\0" + tree).hexdigest()


def make(theme: RenderContext, job: Job) -> Made:
    """Render every format of a job (runs in a worker)."""
    return render(from_json(job.tree), job.formats, theme.templates / "house", job.name)


def render(document: Document, formats: tuple[str, ...], house: Path, name: str) -> Made:
    """Return a document in ``formats``; ``house`` is the folder of the theme, ``name`` the document's for messages."""
    from briefing.render import Rendering  # noqa: PLC0415 - libraries load only where something is rendered

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
    """A tree (briefing.document.reading), its key, and the manifest's entry of it without files, as JSON; all empty when
    there is no document."""

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
    if document.mark:
        entry["mark"] = document.mark
    if passages := document.extra.get(QUOTED):
        entry["quoted"] = json.loads(passages)
    return Composed(tree, entry["key"], json.dumps(entry, ensure_ascii=False).encode(), found)


def _read_only(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


copyreg.pickle(
    MappingProxyType, lambda mapping: (_read_only, (dict(mapping),))
)  # Python has no way of its own to send one


@dataclass(slots=True)
class Again:
    """What came of it: the SHA-256 of each finished file made again, by name; for each document composed again, whether its
    tree is the recorded one; for each document that was not made again, why."""

    files: dict[str, str] = field(default_factory=dict)
    composed: dict[str, bool] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)


def make_again(project: Project, folder: Path, same_inputs: bool, only: frozenset[str] = frozenset()) -> Again:
    """Make the documents of an edition again, all or those named ``only``. ``same_inputs``: content, templates and translations
    are those the edition was built from, so that its documents can be composed again as well. Raises ``ProblemsFound`` where
    the manifest cannot be read."""
    manifest = read_manifest(folder) or Manifest(folder.name, "")
    again = Again()
    engine = engine_hash(project.templates / "house")
    todo: list[Job] = []
    documents: dict[str, Mapping[str, Any]] = dict(manifest.documents)
    for name, entry in sorted(manifest.documents.items()):
        path = folder / FOLDER / f"{name}.json"
        if only and name not in only:
            continue
        if not path.is_file():
            again.why[name] = "no document is recorded"
            continue
        tree = path.read_bytes()
        if key(tree, engine) != entry.get("key"):
            again.why[name] = "another version of the programme or of the looks made them"
            continue
        todo.append(Job(name, tree, tuple(entry.get("files", {}))))
    if same_inputs:
        recorded = {job.name: job.tree for job in todo}
        for job, tree in _composed(project, manifest, engine):
            documents[job.name] = {
                "files": manifest.documents[job.name].get("files", {}),
                **link_entry(project, job.wish, job.language),
            }
            if job.name in recorded:
                again.composed[job.name] = tree == recorded[job.name]
    _render(project, todo, again, documents)
    return again


def _render(project: Project, todo: list[Job], again: Again, documents: Mapping[str, Mapping[str, Any]]) -> None:
    """Render them, and link their pages with the other ``documents`` of the edition, entries of the manifest."""
    from briefing.render.html import with_links  # noqa: PLC0415 - libraries load only where something is rendered

    links = {name: (label, found) for name, label, found in pages(documents)}
    problems: list[Problem] = []
    theme = RenderContext(project.templates)
    with (
        closing(engine_of("local", 0)) as engine,
        closing(engine.run(make, theme, iter(todo), problems.append)) as results,
    ):
        for name, made in results:
            match made:
                case Problem():
                    again.why[name] = made.message
                case Made(files, wrong):
                    page = {PAGE: with_links(files[PAGE], *links[name])} if PAGE in files and name in links else {}
                    finished = {**files, **page}
                    again.files |= {f"{name}.{f}": hashlib.sha256(data).hexdigest() for f, data in finished.items()}
                    if wrong:
                        again.why[name] = wrong[0].message


def _composed(project: Project, manifest: Manifest, engine: str) -> Iterator[tuple[Composing, bytes]]:
    """The trees of the documents that the content names: each pack, whole and cut to each audience."""
    day = date.fromisoformat(manifest.date)
    since = date.fromisoformat(manifest.since) if manifest.since else None
    context = project.context(manifest.edition, day, since)
    ground = BuildContext(project, context, manifest.stamp, engine)
    specs = [spec for pack in project.content.packs for spec in wanted(project, pack, "", ())]
    for spec in (*specs, *for_audiences(project)[0]):
        for language in spec.languages:
            job = Composing(spec, language)
            if job.name in manifest.documents and (tree := compose(ground, job).tree):
                yield job, tree
