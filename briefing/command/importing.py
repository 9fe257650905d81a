"""``generate.py lists import`` and ``lists template``."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from briefing.command import show
from briefing.content.load import load_content
from briefing.content.project_words import domain
from briefing.editions.place import beside, locked
from briefing.lists.importing import Asked, Import, prepare
from briefing.lists.mapping import Mapping, read_mapping
from briefing.lists.reading import read_bytes
from briefing.lists.template_workbook import read_template, template_workbook
from briefing.lists.translating import carried, renamed
from briefing.lists.vocabulary import read_vocabulary
from briefing.problems import Problem, ProblemsFound, has_errors


def run_import(
    root: Path,
    workbook: Path,
    list_id: str,
    sheets: tuple[str, ...],
    mapping: Path | None,
    day: str,
    title: str,
    issuer: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import, or show what an import would do. Raises ``ProblemsFound``, with nothing changed, when anything is in error."""
    given, wrong = read_mapping(mapping) if mapping else (Mapping(), ())
    data, unread = read_bytes(workbook)
    if data is None or has_errors((*wrong, *unread)):
        if as_json:
            show.as_json(report(Import(list_id, problems=(*wrong, *unread)), dry_run))
            raise typer.Exit(1)
        raise ProblemsFound((*wrong, *unread))
    vocabulary = read_vocabulary(root, load_content(root)[0].regions)
    asked = Asked(list_id, day, title, issuer, sheets, given)
    made = prepare(root, data, workbook.name, asked, vocabulary)
    if as_json:
        show.as_json(report(made, dry_run))
    if has_errors(made.problems):
        if as_json:
            raise typer.Exit(1)
        raise ProblemsFound(made.problems)
    if not dry_run:
        write(root, made)
    if not as_json:
        _tell(made, dry_run)


def write(root: Path, made: Import) -> None:
    """The list's folder exchanged whole, then its translations brought along."""
    folder = root / "content" / "projects" / made.list
    with locked(root / "out"), beside(folder) as new:
        if folder.is_dir():
            shutil.copytree(folder, new, dirs_exist_ok=True)
        for name, data in made.files.items():
            (new / name).write_bytes(data)
    for path in sorted((root / "i18n").glob(f"*/{domain(made.list)}.po")):
        before = path.read_text("utf-8")
        after = carried(before, renamed(made.before, made.merged.records))
        if after != before:
            show.write(path, after.encode())


def report(made: Import, dry_run: bool) -> dict[str, Any]:
    """An import as JSON."""
    merged = made.merged
    return {
        "list": made.list,
        "written": not dry_run and not has_errors(made.problems),
        "sheets": [
            {"name": s.name, "layout": s.layout, "projects": s.projects,
             "columns": [{"column": c.letter, "head": c.head, "field": c.field or None} for c in s.columns if c.head]}
            for s in made.extracted.sheets
        ],
        "units": [{"field": f, "unit_from": o, "count": n} for (f, o), n in sorted(made.extracted.units.items())],
        "added": [{"id": i, "name": merged.records[i]["name"]} for i in merged.added],
        "changed": [asdict(c) for c in merged.changed],
        "withdrawn": [{"id": i, "name": merged.records[i]["name"]} for i in merged.withdrawn],
        "returned": merged.returned,
        "unchanged": merged.unchanged,
        "problems": [asdict(p) for p in made.problems],
    }  # fmt: skip


def _tell(made: Import, dry_run: bool) -> None:
    merged = made.merged
    for sheet in made.extracted.sheets:
        print(f"sheet {sheet.name}: {sheet.projects} projects ({sheet.layout} layout)")
        for column in sheet.columns:
            if column.head:
                print(f"  {column.letter:>3}  {column.field or 'not recognised':<20} {column.head}")
    for (field, origin), count in sorted(made.extracted.units.items()):
        print(f"unit of {field}: from the {origin} in {count} row{'' if count == 1 else 's'}")
    listed: list[Problem] = list(made.problems)
    if listed:
        show.problems(listed)
    for change in merged.changed:
        print(f"changed  {change.id} {change.name}: {change.field}: {_text(change.before)} → {_text(change.after)}")
    for key in merged.withdrawn:
        print(f"withdrawn {key} {merged.records[key]['name']}")
    changed = len({c.id for c in merged.changed})
    done = "would be" if dry_run else "were"
    print(f"{len(merged.added)} added, {changed} changed, {len(merged.withdrawn)} withdrawn, {len(merged.returned)} returned, "
          f"{merged.unchanged} unchanged {done} recorded in content/projects/{made.list}")  # fmt: skip


def _text(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("published") or " ".join(_text(v) for v in value.values())
    if isinstance(value, list):
        value = "; ".join(_text(v) for v in value)
    text = "—" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def run_template(root: Path, out: Path) -> None:
    """Write the blank workbook (beside, then renamed)."""
    data = template_workbook(read_template(root))
    new = out.with_name(f".{out.name}.new")
    new.write_bytes(data)
    new.replace(out)
    print(out)
