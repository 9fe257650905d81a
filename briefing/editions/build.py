"""Building an edition: compose every document, render those that changed, exchange the finished folder for the old one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from briefing.document.nodes import Document
from briefing.editions.jobs import Job, Made, key, render
from briefing.editions.manifest import NAME, Manifest, code_hash, figures_of, input_hashes, read_manifest, sha256
from briefing.editions.place import beside, locked
from briefing.editions.project import Project
from briefing.editions.readiness import DRAFT, unready
from briefing.editions.recorded import FOLDER, record_files
from briefing.editions.tailoring import Wanted, mixed, shows_projects, wanted, with_selections
from briefing.problems import Problem, ProblemsFound, has_errors, in_order, problem


@dataclass(frozen=True, slots=True)
class Request:
    """What to build. Empty ``packs``, ``languages`` or ``formats`` mean all; an empty ``edition`` the newest source's date.

    ``as_of`` is the day the project was opened for. ``since`` is the day of the edition that the packs tell their changes
    from. ``release`` refuses what would otherwise be a draft; ``lapsed`` are the problems of approvals that no longer stand.
    ``where`` and ``audiences`` choose among imported projects (briefing.editions.tailoring)."""

    out: Path
    packs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    edition: str = ""
    stamp: str = ""
    jobs: int = 0
    as_of: date | None = None
    since: date | None = None
    release: bool = False
    where: str = ""
    audiences: tuple[str, ...] = ()
    lapsed: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Progress:
    """Told what is going on; the command line draws it, tests listen."""

    started: Callable[[int], None] = lambda _total: None
    done: Callable[[str, bool], None] = lambda _name, _kept: None


@dataclass(frozen=True, slots=True)
class Built:
    """The edition's folder, its manifest, which documents were rendered and which kept, and what was noticed."""

    folder: Path
    manifest: Manifest
    rendered: tuple[str, ...]
    kept: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Planned:
    """A document to be: its tree, its key and the formats asked for."""

    name: str
    document: Document
    key: str
    formats: tuple[str, ...]
    files: dict[str, bytes] = field(default_factory=dict)


def build(project: Project, request: Request, progress: Progress | None = None) -> Built:
    """Build what is asked. Raises ``ProblemsFound`` with every problem when there is an error; ``out`` is then as it was."""
    progress = progress or Progress()
    if has_errors(project.problems):
        raise ProblemsFound(project.problems)
    day = project.newest_source()
    edition = request.edition or day.isoformat()
    _check_names(project, request, edition)
    inputs = input_hashes(project.root)
    documents = _wanted(project, request)
    project = replace(project, base=with_selections(project.base, documents))
    planned, problems = _plan(project, request, documents, edition, day, code_hash(inputs))
    target = request.out / edition
    with locked(request.out), beside(target) as folder:
        before = _previous(target, day)
        progress.started(len(planned))
        kept = _keep(planned, before, target, folder)
        for plan in planned:
            if plan.name in kept:
                progress.done(plan.name, True)
        todo = [plan for plan in planned if plan.name not in kept]
        _render(todo, project.templates / "house", request.jobs, lambda name: progress.done(name, False))
        manifest = Manifest(edition, day.isoformat(), request.as_of.isoformat() if request.as_of else "", request.stamp, inputs)
        manifest.documents = _entries(project, planned, before, target, folder)
        (folder / NAME).write_bytes(manifest.to_bytes())
        _record(record_files(edition, day, project.base, {p.name: p.document for p in planned}), manifest, target, folder)
    return Built(target, manifest, tuple(p.name for p in todo), tuple(sorted(kept)), problems)


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
    if request.where or request.audiences:
        packs = [p for p in packs if shows_projects(project, p)]
    made = tuple(document for pack in packs for document in wanted(project, pack, request.where, request.audiences))
    if not made:
        known = ", ".join(sorted(a.id for a in project.content.audiences)) or "none"
        audience = ", ".join(request.audiences)
        raise ProblemsFound([problem("list-audience-unknown", "content/audiences", 0, audience=audience, known=known)])
    return made


def _plan(project: Project, request: Request, documents: Sequence[Wanted], edition: str, day: date,
          code: str) -> tuple[list[_Planned], tuple[Problem, ...]]:  # fmt: skip
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
                identity = key(document, project.templates / "house", code)
                planned.append(_Planned(f"{wish.name}.{language}", document, identity, formats))
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


def _render(todo: Sequence[_Planned], house: Path, jobs: int, done: Callable[[str], None]) -> None:
    problems: list[Problem] = []
    for plan, made in _made(todo, house, jobs or os.cpu_count() or 1):
        problems.extend(made.problems)
        plan.files = dict(made.files)
        done(plan.name)
    if problems:
        raise ProblemsFound(in_order(problems))


def _made(todo: Sequence[_Planned], house: Path, jobs: int) -> Iterator[tuple[_Planned, Made]]:
    tasks = [(plan, Job(plan.document, plan.formats, house)) for plan in todo]
    if jobs == 1 or len(tasks) < 2:
        yield from ((plan, render(job)) for plan, job in tasks)
        return
    try:
        with ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=get_context("fork")) as pool:
            waiting = {pool.submit(render, job): plan for plan, job in tasks}
            for future in as_completed(waiting):
                yield waiting[future], future.result()
    except BrokenProcessPool as error:
        raise ProblemsFound([problem("worker-died", "", 0)]) from error


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
        for form, data in plan.files.items():
            (folder / f"{plan.name}.{form}").write_bytes(data)
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
            "figures": figures_of(plan.document, project.base),
        }  # fmt: skip
    return entries
