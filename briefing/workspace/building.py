"""Building an edition, with the rules of a release.

Nothing heavy is imported here: a build in which nothing changed is known by its inputs, and ends before it would be
needed."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from briefing.editions.request import Origin, Progress, Request, unready
from briefing.files.reading import file_hash
from briefing.formats import modules
from briefing.problems import Problem, ProblemsFound, problem
from briefing.store import FinishedBuild, Store, build_key, find_build, keep_build
from briefing.workspace.folder import ProjectFolder

if TYPE_CHECKING:
    from briefing.editions.build import Built


@dataclass(frozen=True, slots=True)
class BuiltDocument:
    """A document of an edition: its name (``<pack>.<language>``), where it came from, and the files that were asked
    for."""

    name: str
    origin: Origin
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A finished edition: its folder, its documents in the order of their names, and what was noticed. ``draft`` are
    the reasons for which a document carries DRAFT on every page; ``removed`` are files of these documents in formats
    that were not asked for: what they said is no longer so."""

    edition: str
    folder: Path
    documents: tuple[BuiltDocument, ...]
    problems: tuple[Problem, ...]
    draft: tuple[Problem, ...]
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreState:
    """The store of finished documents: where it is, how many it holds, the bytes they take and may take, and damaged
    entries."""

    folder: Path
    documents: int
    bytes: int
    limit: int
    problems: tuple[Problem, ...]


def build(
    ws: ProjectFolder,
    packs: Sequence[str] = (),
    *,
    languages: Sequence[str] = (),
    formats: Sequence[str] = (),
    edition: str = "",
    as_of: date | None = None,
    since: date | None = None,
    release: bool = False,
    where: str = "",
    audiences: Sequence[str] = (),
    each: str = "",
    name: str = "",
    undecided: Literal["leave", "keep"] = "leave",
    guide: bool = False,
    internal: bool | None = None,
    jobs: int = 0,
    engine: str = "local",
    fresh: bool = False,
    out: Path | None = None,
    progress: Progress | None = None,
) -> BuildResult:
    """Build an edition into ``out``. Nothing named means everything. ``as_of``: only what was published by that
    day; ``since``: tell changes since that day's edition; ``release``: refuse what is stale, untranslated,
    unreviewed or whose approval lapsed. ``where``, ``audiences`` and ``each`` (``sector``, ``region``) choose
    among projects; ``name`` is what a selection by ``where`` is called, ``undecided`` says whether projects that
    it cannot judge are kept, ``guide`` adds the general guide to a selection of few. ``internal``: only the internal
    versions, or none of them; both by default, and never in a release. ``jobs``,
    ``engine`` and ``fresh`` (use nothing that was made before) change no byte.
    ``progress`` is told what is going on; an exception it raises stops the build. Raises ``ProblemsFound``;
    whatever stops it, the edition that stood there stays as it was."""
    request = Request(
        (out or ws.out).absolute(),
        tuple(packs),
        tuple(languages),
        tuple(formats),
        edition,
        "",
        jobs,
        as_of,
        since,
        release,
        where,
        tuple(audiences),
        each,
        name,
        undecided,
        guide,
        internal,
        engine=engine,
        store=None if fresh else ws.store,
        fresh=fresh,
    )
    return build_request(ws, request, progress)


def build_request(ws: ProjectFolder, request: Request, progress: Progress | None = None) -> BuildResult:
    """Build what a request asks for; the same request on unchanged inputs is answered without loading the engine."""
    progress = progress or Progress()
    progress.stage("look")
    store = Store(request.store) if request.store is not None else None
    key = build_key(ws.root, {**request.asked(), "out": str(request.out.absolute())}) if store else ""
    made = find_build(store, key) if store and not request.release else None
    if made is not None:
        for name in made.documents:
            progress.done(name, Origin.UNCHANGED, {})
        files = [name for name in made.files if "/" not in name]
        return _result(made.folder, dict.fromkeys(made.documents, Origin.UNCHANGED), files, made.problems)
    built = _build(ws, request, progress)
    if store and not request.release:
        _remember(store, key, built)
    return result_of(built)


def result_of(built: Built) -> BuildResult:
    """Return a finished build as the front door tells it."""
    origins = {
        **dict.fromkeys(built.rendered, Origin.BUILT),
        **dict.fromkeys(built.kept, Origin.UNCHANGED),
        **dict.fromkeys(built.stored, Origin.STORED),
    }
    files = [f"{name}.{form}" for name in built.documents for form in built.formats[name]]
    return _result(built.folder, origins, files, built.problems, built.gone)


def _result(
    folder: Path,
    origins: dict[str, Origin],
    files: list[str],
    problems: tuple[Problem, ...],
    removed: tuple[str, ...] = (),
) -> BuildResult:
    documents = tuple(
        BuiltDocument(name, origin, tuple(sorted(f for f in files if f.rpartition(".")[0] == name)))
        for name, origin in sorted(origins.items())
    )
    return BuildResult(folder.name, folder, documents, problems, unready(problems), removed)


def _build(ws: ProjectFolder, request: Request, progress: Progress) -> Built:
    if request.engine == "local" and request.jobs != 1 and threading.current_thread() is threading.main_thread():
        from briefing.workers.local import start  # noqa: PLC0415

        start((*modules(), "briefing.editions.jobs"))  # loaded while this process reads the content
    progress.stage("read")
    from briefing.editions.build import build as build_edition  # noqa: PLC0415
    from briefing.language import pseudo_in  # noqa: PLC0415

    project = ws.project(request.as_of)
    for tag in request.languages:
        if tag in pseudo_in(ws.root / "i18n"):
            from briefing.review.pseudo import with_pseudo  # noqa: PLC0415

            project = with_pseudo(project, tag)
            request = replace(request, edition=request.edition or "pseudo")
    if request.as_of is not None and not project.base.sources:
        raise ProblemsFound([problem("nothing-known", "", 0, day=request.as_of)])
    if request.release:
        from briefing.approval.standing import lapsed  # noqa: PLC0415
        from briefing.review.segment import lapsed_words  # noqa: PLC0415
        from briefing.workspace.review_checks import unfit  # noqa: PLC0415

        day = project.newest_source()
        edition = request.edition or day.isoformat()
        undone = (*lapsed(ws.root, edition, day), *lapsed_words(project), *unfit(ws))
        request = replace(request, lapsed=undone)
    from briefing.workspace.editions import went_out  # noqa: PLC0415

    return build_edition(project, replace(request, went_out=went_out(ws.root)), progress)


def _remember(store: Store, key: str, built: Built) -> None:
    from briefing.editions.manifest import read_manifest  # noqa: PLC0415 - loaded already by whoever has built

    documents = built.documents
    names = [f"{name}.{form}" for name in documents for form in built.formats[name]]
    standing = [p for p in (built.folder / "record").glob("*") if p.stem in documents or p.stem == "facts"]
    paths = [*(built.folder / name for name in names), *standing, built.folder / "manifest.json"]
    files = {path.relative_to(built.folder).as_posix(): file_hash(path) for path in paths}
    manifest = read_manifest(built.folder)
    if manifest is not None:  # as they were built, whatever has become of them since
        entries = {name: manifest.documents[name]["files"] for name in documents}
        files |= {f"{name}.{form}": said["sha256"] for name, told in entries.items() for form, said in told.items()}
    keep_build(store, key, FinishedBuild(built.folder.absolute(), documents, files, built.problems))


def store_state(ws: ProjectFolder, clear: bool = False) -> StoreState:
    """Return how the store of finished documents stands, each entry compared with what was stored; ``clear`` empties it
    first."""
    store = Store(ws.store)
    if clear:
        shutil.rmtree(ws.store, ignore_errors=True)
    entries, taken = store.size()
    return StoreState(ws.store, entries, taken, store.limit, tuple(store.check()))
