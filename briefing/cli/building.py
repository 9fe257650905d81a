"""``generate.py build``: progress while it runs, one line for each file afterwards.

Nothing heavy is imported here: a build in which nothing changed is known by its inputs, and ends before it would be needed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli import show
from briefing.cli.watching import Watch
from briefing.editions.request import Request
from briefing.formats import modules
from briefing.problems import Problem, ProblemsFound, Severity, problem

#: How many reasons for a draft are listed.
REASONS = 12

if TYPE_CHECKING:
    from briefing.editions.build import Built


def run_build(root: Path, request: Request, timings: bool = False) -> None:
    """Build and say what was made. Raises ``ProblemsFound`` when there are errors."""
    from briefing.store.builds import build_key, find_build  # noqa: PLC0415
    from briefing.store.documents import Store  # noqa: PLC0415

    watch = Watch(bar=sys.stderr.isatty())
    watch.stage("look")
    store = Store(request.store) if request.store is not None else None
    key = build_key(root, {**request.asked(), "out": str(request.out.absolute())}) if store else ""
    made = find_build(store, key) if store and not request.release else None
    try:
        if made is not None:
            watch.unchanged(made.documents)
            watch.close()
            _say(made.folder, made.documents, [n for n in made.files if "/" not in n], made.problems, made.documents)
        else:
            built = _build(root, request, watch)
            watch.close()  # the bar goes before the files are named
            tell(built)
            if store and not request.release:
                _remember(store, key, built)
    except KeyboardInterrupt:
        raise ProblemsFound([problem("build-stopped")]) from None
    finally:
        watch.close()
    if timings:
        print(watch.table(), file=sys.stderr)


def _build(root: Path, request: Request, watch: Watch) -> Built:
    from briefing.workers.local import start  # noqa: PLC0415

    if request.engine == "local" and request.jobs != 1:
        start((*modules(), "briefing.editions.jobs"))  # loaded while this process reads the content
    watch.stage("read")
    from briefing.approval.approvals import lapsed  # noqa: PLC0415
    from briefing.editions.build import build  # noqa: PLC0415
    from briefing.language.reading import pseudo_in  # noqa: PLC0415
    from briefing.project.opening import open_project  # noqa: PLC0415
    from briefing.review.segment import lapsed_words  # noqa: PLC0415

    project = open_project(root, request.as_of)
    for tag in request.languages:
        if tag in pseudo_in(root / "i18n"):
            from briefing.review.pseudo import with_pseudo  # noqa: PLC0415

            project = with_pseudo(project, tag)
            request = replace(request, edition=request.edition or "pseudo")
    if request.as_of is not None and not project.base.sources:
        raise ProblemsFound([problem("nothing-known", "", 0, day=request.as_of)])
    if request.release:
        day = project.newest_source()
        found = (*lapsed(root, request.edition or day.isoformat(), day), *lapsed_words(project))
        request = replace(request, lapsed=found)
    return build(project, request, watch.progress)


def _remember(store: object, key: str, built: Built) -> None:
    from briefing.store.builds import FinishedBuild, keep_build  # noqa: PLC0415
    from briefing.store.documents import Store  # noqa: PLC0415
    from briefing.store.engines import file_hash  # noqa: PLC0415

    assert isinstance(store, Store)
    documents = built.documents
    names = [f"{name}.{form}" for name in documents for form in built.formats[name]]
    standing = [p for p in (built.folder / "record").glob("*") if p.stem in documents or p.stem == "facts"]
    paths = [*(built.folder / name for name in names), *standing, built.folder / "manifest.json"]
    files = {path.relative_to(built.folder).as_posix(): file_hash(path) for path in paths}
    keep_build(store, key, FinishedBuild(built.folder.absolute(), documents, files, built.problems))


def tell(built: Built) -> None:
    """Say what was noticed and what was made."""
    files = [f"{name}.{form}" for name in built.documents for form in built.formats[name]]
    _say(built.folder, built.documents, files, built.problems, built.kept, built.stored)
    if built.gone:
        print("removed, since it said what has changed; build it again if it is wanted:", file=sys.stderr)
        for name in built.gone:
            print(f"  {name}", file=sys.stderr)


def _say(
    folder: Path,
    documents: Sequence[str],
    files: Sequence[str],
    found: Sequence[Problem],
    kept: Sequence[str],
    stored: Sequence[str] = (),
) -> None:
    from briefing.editions.request import unready  # noqa: PLC0415

    if told := [p for p in found if p.severity is Severity.WARNING]:
        show.problems(told)
    if reasons := [
        p for p in unready(found) if p not in told
    ]:  # why a document carries DRAFT, however little a reason weighs
        print(f"a document with one of these carries DRAFT on every page ({len(reasons)}):", file=sys.stderr)
        for reason in reasons[:REASONS]:
            print(reason, file=sys.stderr)
        if len(reasons) > REASONS:
            print(f"… and {len(reasons) - REASONS} more", file=sys.stderr)
    for name in documents:
        mark = " (unchanged)" if name in kept else " (from the store)" if name in stored else ""
        for file in sorted(f for f in files if f.rpartition(".")[0] == name):
            print(f"{folder / file}{mark}")
    print(folder / "manifest.json")
