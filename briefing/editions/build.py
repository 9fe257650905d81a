"""Building an edition: compose every document, render those that changed, exchange the finished folder for the old one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from briefing.compose.tailoring import QUOTED
from briefing.document.nodes import Document
from briefing.editions.jobs import Job, key
from briefing.editions.manifest import NAME, Manifest, figures_of, input_hashes, read_manifest, sha256
from briefing.editions.place import beside, locked
from briefing.editions.project import Project
from briefing.editions.readiness import DRAFT, unready
from briefing.editions.recorded import FOLDER, record_files
from briefing.editions.request import Origin, Progress, Request
from briefing.editions.tailoring import Wanted, mixed, shows_projects, wanted, with_selections
from briefing.problems import Problem, ProblemsFound, has_errors, in_order, problem
from briefing.scaling import Engine, engine_of
from briefing.store.documents import Store
from briefing.store.engines import engine_hash


@dataclass(frozen=True, slots=True)
class Built:
    """The edition's folder, its manifest, which documents were rendered, which kept as they stood and which taken from
    the store, and what was noticed."""

    folder: Path
    manifest: Manifest
    rendered: tuple[str, ...]
    kept: tuple[str, ...]
    problems: tuple[Problem, ...]
    stored: tuple[str, ...] = ()

    @property
    def documents(self) -> tuple[str, ...]:
        """All of them, by name."""
        return tuple(sorted((*self.rendered, *self.kept, *self.stored)))


@dataclass(slots=True)
class _Planned:
    """A document to be: its tree and how long that is written out, its key and the formats asked for."""

    name: str
    document: Document
    length: int
    key: str
    formats: tuple[str, ...]


def build(project: Project, request: Request, progress: Progress | None = None) -> Built:
    """Build what is asked. Raises ``ProblemsFound`` with every problem when there is an error; ``out`` is then as it was."""
    progress = progress or Progress()
    if has_errors(project.problems):
        raise ProblemsFound(project.problems)
    day = project.newest_source()
    edition = request.edition or day.isoformat()
    _check_names(project, request, edition)
    engine = engine_of(request.engine, request.jobs)
    inputs = input_hashes(project.root)
    documents = _wanted(project, request)
    project = replace(project, base=with_selections(project.base, documents))
    progress.stage("compose")
    planned, problems = _plan(project, request, documents, edition, day)
    target = request.out / edition
    with locked(request.out), beside(target) as folder:
        progress.stage("store")
        before = Manifest(edition, day.isoformat()) if request.fresh else _previous(target, day)
        progress.started(len(planned))
        kept = _keep(planned, before, target, folder)
        store = Store(request.store) if request.store else None
        stored = _from_store(planned, kept, store, folder) if store else set()
        for plan in planned:
            if plan.name in kept | stored:
                progress.done(plan.name, Origin.UNCHANGED if plan.name in kept else Origin.STORED, {})
        progress.stage("render")
        todo = [plan for plan in planned if plan.name not in kept | stored]
        told = _render(todo, project.templates / "house", engine, store, folder, progress)
        progress.stage("write")
        manifest = Manifest(edition, day.isoformat(), request.as_of.isoformat() if request.as_of else "", request.stamp, inputs)
        standing = _previous(target, day) if request.fresh else before
        manifest.documents = _entries(project, planned, standing, target, folder)
        (folder / NAME).write_bytes(manifest.to_bytes())
        _record(record_files(edition, day, project.base, {p.name: p.document for p in planned}), manifest, target, folder)
    if store:
        store.shrink()
    return Built(target, manifest, tuple(p.name for p in todo), tuple(sorted(kept)), in_order([*problems, *told]),
                 tuple(sorted(stored)))  # fmt: skip


def _check_names(project: Project, request: Request, edition: str) -> None:
    found: list[Problem] = []
    if not edition or edition.startswith(".") or set(edition) & set('/\\\0:*?"<>|'):
        found.append(problem("edition-name", "", 0, edition=edition))
    for name in request.packs:
        try:
            project.pack(name)
        except ProblemsFound as unknown:
            found.extend(unknown.problems)
    packs = [p for p in project.content.packs if not request.packs or p.id in request.packs]
    offered: dict[str, set[str]] = {
        "language": {t for p in packs for t in p.languages},
        "format": {f for p in packs for f in p.formats},
    }
    wanted: dict[str, tuple[str, ...]] = {"language": request.languages, "format": request.formats}
    for what, asked in wanted.items():
        found += [
            problem("not-offered", "", 0, what=what, name=name, known=", ".join(sorted(offered[what])))
            for name in asked
            if name not in offered[what]
        ]
    if not project.content.packs:
        found.append(problem("no-packs", "content/packs", 0))
    if found:
        raise ProblemsFound(in_order(found))


def _wanted(project: Project, request: Request) -> tuple[Wanted, ...]:
    packs = [p for p in project.content.packs if not request.packs or p.id in request.packs]
    if request.where or request.audiences or request.each:
        packs = [p for p in packs if shows_projects(project, p)]
    cut = request.where, request.audiences, request.each
    made = tuple(document for pack in packs for document in wanted(project, pack, *cut))
    if not made:
        known = ", ".join(sorted(a.id for a in project.content.audiences)) or "none"
        audience = ", ".join(request.audiences)
        raise ProblemsFound([problem("list-audience-unknown", "content/audiences", 0, audience=audience, known=known)])
    return made


def _plan(project: Project, request: Request, documents: Sequence[Wanted], edition: str,
          day: date) -> tuple[list[_Planned], tuple[Problem, ...]]:  # fmt: skip
    engines = engine_hash(project.templates / "house")
    setting = project.setting(edition, day, request.since)
    refused: list[Problem] = list(request.lapsed)
    planned: list[_Planned] = []
    problems: list[Problem] = list(project.problems)
    for wish in documents:
        pack, setting = wish.pack, replace(setting, tailored=wish.tailored)
        formats = tuple(f for f in pack.formats if not request.formats or f in request.formats)
        for language in wish.languages:
            if request.languages and language not in request.languages:
                continue
            document, found = project.compose(pack, language, setting)
            problems.extend(found)
            problems.extend(mixed(project, document) if document is not None else ())
            reasons = unready(found)
            refused.extend(reasons)
            if document is not None:
                if not document.stamp and (stamp := request.stamp or (DRAFT if reasons else "")):
                    document = project.stamped(document, language, stamp)
                tree = repr(document).encode()
                planned.append(_Planned(f"{wish.name}.{language}", document, len(tree), key(tree, engines), formats))
    if has_errors(problems):
        raise ProblemsFound(in_order(problems))
    if request.release and refused:
        reasons = in_order(refused)
        raise ProblemsFound([problem("release-refused", "", 0, edition=edition, count=len(reasons)), *reasons])
    return planned, in_order(problems)


def _previous(target: Path, day: date) -> Manifest:
    """The manifest of the edition that stands there; an empty one when there is none or it cannot be trusted."""
    try:
        return read_manifest(target) or Manifest(target.name, day.isoformat())
    except ProblemsFound:
        return Manifest(target.name, day.isoformat())


def _keep(planned: Sequence[_Planned], before: Manifest, target: Path, folder: Path) -> set[str]:
    """Link the finished files of unchanged documents into the new folder; their names are returned. A file whose bytes
    are not what the manifest says is made again."""
    kept: set[str] = set()
    for plan in planned:
        entry = before.documents.get(plan.name, {})
        files: Mapping[str, Any] = entry.get("files", {})
        whole = entry.get("key") == plan.key and all(
            f in files and _is(target / f"{plan.name}.{f}", files[f]["sha256"]) for f in plan.formats
        )
        if whole:
            for form in plan.formats:
                _link(target / f"{plan.name}.{form}", folder)
            kept.add(plan.name)
    return kept


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path.read_bytes()) == digest


def _link(path: Path, folder: Path) -> None:
    """The same file under the new folder: a hard link where the file system has them, so that it is not rewritten."""
    try:
        os.link(path, folder / path.name)
    except OSError:
        shutil.copy2(path, folder / path.name)


def _from_store(planned: Sequence[_Planned], kept: set[str], store: Store, folder: Path) -> set[str]:
    """Write the documents the store has into the new folder; their names are returned."""
    found: set[str] = set()
    for plan in planned:
        files = None if plan.name in kept else store.get(plan.key, plan.formats)
        if files is not None:
            _write(plan, files, folder)
            found.add(plan.name)
    return found


def _write(plan: _Planned, files: Mapping[str, bytes], folder: Path) -> None:
    for form, data in files.items():
        (folder / f"{plan.name}.{form}").write_bytes(data)


def _render(todo: Sequence[_Planned], house: Path, engine: Engine, store: Store | None, folder: Path,
            progress: Progress) -> list[Problem]:  # fmt: skip
    """Render into the new folder, the longest documents first, so that no worker is left with a long one at the end. A document
    that is finished is kept in the store at once: a build that is stopped has not worked for nothing."""
    ordered = sorted(todo, key=lambda plan: plan.length, reverse=True)
    jobs = [Job(plan.document, plan.formats, house) for plan in ordered]
    problems: list[Problem] = []
    told: list[Problem] = []
    with closing(engine(jobs, told.append)) as results:
        for index, made in results:
            plan = ordered[index]
            problems.extend(made.problems)
            _write(plan, made.files, folder)
            if store and not made.problems and (trouble := store.put(plan.key, made.files)):
                told.append(trouble)
            progress.done(plan.name, Origin.BUILT, dict(made.seconds))
    if problems:
        raise ProblemsFound(in_order(problems))
    return told


def _record(files: Mapping[str, bytes], manifest: Manifest, target: Path, folder: Path) -> None:
    """What the edition remembers of itself, beside the trees of documents that stood there and were not asked for."""
    there, new = target / FOLDER, folder / FOLDER
    new.mkdir()
    for name, data in files.items():
        standing = there / name
        if standing.is_file() and standing.read_bytes() == data:
            _link(standing, new)
        else:
            (new / name).write_bytes(data)
    for name in manifest.documents:
        standing = there / f"{name}.json"
        if standing.name not in files and standing.is_file():
            _link(standing, new)


def _entries(project: Project, planned: Sequence[_Planned], before: Manifest, target: Path, folder: Path) -> dict[str, Any]:
    """The manifest's documents: those built now, and those of the edition that stood there and were not asked for."""
    entries: dict[str, Any] = {}
    asked = {plan.name for plan in planned}
    for name, entry in before.documents.items():
        if name in asked:
            continue
        paths = [target / f"{name}.{form}" for form in entry.get("files", {})]
        if all(p.is_file() for p in paths):
            for path in paths:
                _link(path, folder)
            entries[name] = entry
    for plan in planned:
        old = before.documents.get(plan.name, {})
        files = {}
        for form in ("docx", "pdf", "html"):
            path = folder / f"{plan.name}.{form}"
            standing = target / path.name
            if not path.exists() and old.get("key") == plan.key and standing.is_file() and form not in plan.formats:
                _link(standing, folder)
            if path.exists():
                data = path.read_bytes()
                files[form] = {"sha256": sha256(data), "bytes": len(data)}
        pack, _, language = plan.name.rpartition(".")
        entries[plan.name] = {
            "pack": pack, "language": language, "key": plan.key, "files": files, "stamp": plan.document.stamp,
            **({"quoted": json.loads(said)} if (said := plan.document.extra.get(QUOTED)) else {}),
            "figures": figures_of(plan.document, project.base),
        }  # fmt: skip
    return entries
