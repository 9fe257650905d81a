"""``generate.py diff``: what moved between two editions, as text, JSON, report or redline."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from briefing.changes.compare import Difference, difference
from briefing.changes.report import as_data, as_document, as_text, wordings
from briefing.cli import show
from briefing.editions.snapshot import Snapshot, composed, read_record
from briefing.problems import ProblemsFound, has_errors, problem
from briefing.project.opening import Project, open_project


def run_diff(
    root: Path,
    out: Path,
    old: str,
    new: str,
    as_json: bool,
    html: Path | None,
    docx: Path | None,
    redlines: Path | None,
    author: str,
    day: date,
) -> None:
    """Compare and print, or write what is asked for."""
    project = open_project(root)
    if has_errors(project.problems):
        raise ProblemsFound(project.problems)
    found = difference(snapshot(root, out, old), snapshot(root, out, new))
    said = wordings(project)
    if as_json:
        show.as_json(as_data(found, said))
    else:
        for line in as_text(found, said):
            print(line)
    if html or docx:
        _reports(project, found, html, docx, day)
    if redlines:
        _redlines(root, found, redlines, author, day)


def snapshot(root: Path, out: Path, name: str) -> Snapshot:
    """An edition by name or path, or the content as of a date. Raises ``ProblemsFound``."""
    for folder in (out / name, Path(name)):
        if (folder / "manifest.json").is_file():
            found = read_record(folder)
            if found is None:
                raise ProblemsFound([problem("edition-without-record", str(folder), 0)])
            return found
    try:
        day = date.fromisoformat(name)
    except ValueError as error:
        raise ProblemsFound([problem("edition-unknown", "", 0, name=name, out=out)]) from error
    project = open_project(root, day)
    if not project.base.sources:
        raise ProblemsFound([problem("nothing-known", "", 0, day=day)])
    return composed(project)


def _reports(project: Project, found: Difference, html: Path | None, docx: Path | None, day: date) -> None:
    from briefing.render.docx import render_docx  # noqa: PLC0415 - heavy libraries load only where something is rendered
    from briefing.render.html import render_html  # noqa: PLC0415
    from briefing.render.theme import load_theme  # noqa: PLC0415

    document = as_document(found, wordings(project), day.isoformat(), project.base)
    house = load_theme(project.templates / "house")
    if html:
        show.write(html, render_html(document, house))
        print(html)
    if docx:
        show.write(docx, render_docx(document, house, {}))
        print(docx)


def _redlines(root: Path, found: Difference, folder: Path, author: str, day: date) -> None:
    from briefing.changes.redline import redline  # noqa: PLC0415

    told: dict[str, object] = {}
    for name in found.passages:
        made = redline(_docx(root, found.old, name), _docx(root, found.new, name), author, day)
        show.write(folder / f"{name}.redline.docx", made.data)
        print(f"{folder / f'{name}.redline.docx'}: {made.revisions} revisions")
        for unshown in made.unshown:
            print(f"  not shown: {unshown}")
        told[name] = {"revisions": made.revisions, "not_shown": list(made.unshown)}
    record = {
        "old": found.old.name,
        "new": found.new.name,
        "author": author,
        "date": day.isoformat(),
        "documents": told,
    }
    show.write(folder / "redlines.json", json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n")


def _docx(root: Path, side: Snapshot, name: str) -> bytes:
    """The DOCX of a document: the edition's own file, or one rendered now from a composed snapshot."""
    from briefing.editions.jobs import render  # noqa: PLC0415

    if side.folder is not None:
        path = side.folder / f"{name}.docx"
        if not path.is_file():
            raise ProblemsFound(
                [problem("redline-without-docx", str(side.folder), 0, document=name, edition=side.name)]
            )
        return path.read_bytes()
    made = render(side.documents[name], ("docx",), root / "templates" / "house", name)
    if made.problems:
        raise ProblemsFound(made.problems)
    return made.files["docx"]
