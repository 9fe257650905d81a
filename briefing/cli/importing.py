"""``generate.py lists import``, ``lists template`` and ``lists reconcile``."""

from __future__ import annotations

import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import typer

from briefing.cli import show
from briefing.content.load import load_content
from briefing.content.projects import domain
from briefing.editions.exchange import beside, locked
from briefing.problems import Problem, ProblemsFound, has_errors
from briefing.project.opening import open_project
from briefing.projects.grouping import select
from briefing.projects.importing import Asked, Import, prepare
from briefing.projects.mapping import Mapping, read_mapping
from briefing.projects.project_facts import project_fact
from briefing.projects.reading import read_bytes
from briefing.projects.reconciling import reconcile_list
from briefing.projects.template_workbook import read_template, template_workbook
from briefing.projects.vocabulary import read_vocabulary
from briefing.projects.writing import carried, renamed


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
            {
                "name": s.name,
                "layout": s.layout,
                "projects": s.projects,
                "columns": [
                    {"column": c.letter, "head": c.head, "field": c.field or None} for c in s.columns if c.head
                ],
            }
            for s in made.extracted.sheets
        ],
        "units": [{"field": f, "unit_from": o, "count": n} for (f, o), n in sorted(made.extracted.units.items())],
        "added": [{"id": i, "name": merged.records[i]["name"]} for i in merged.added],
        "changed": [asdict(c) for c in merged.changed],
        "withdrawn": [{"id": i, "name": merged.records[i]["name"]} for i in merged.withdrawn],
        "returned": merged.returned,
        "unchanged": merged.unchanged,
        "problems": [asdict(p) for p in made.problems],
    }


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
    print(
        f"{len(merged.added)} added, {changed} changed, {len(merged.withdrawn)} withdrawn, {len(merged.returned)} returned, "
        f"{merged.unchanged} unchanged {done} recorded in content/projects/{made.list}"
    )


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


def run_reconcile(root: Path) -> None:
    """Print every published figure with what the rows give."""
    project = open_project(root)
    if project.everything is None:
        print("No list with projects has been imported.")
        return
    for entry in project.everything.lists:
        live = [p for p in project.content.projects if p.list == entry.id and project_fact(p) in project.base.facts]
        own = select(project.base, entry.id, f"list.{entry.id}", live, project.bands)
        base = replace(project.base, facts={**project.base.facts, **own.facts})
        print(f"{entry.id}: {entry.title}, {len(live)} projects")
        for one in reconcile_list(entry, own, base):
            verdict = "agrees" if one.agrees else f"differs by {one.told(one.apart)}"
            verdict += (
                ", if the amounts that are open make up the difference" if one.agrees and one.only_with_open else ""
            )
            print(
                f"  {one.what} ({one.published}): published {one.told(one.stated)}, rows {one.told(one.given)}: {verdict}"
            )
    show.problems([p for p in project.problems if p.code == "list-reconciled-differs"])
