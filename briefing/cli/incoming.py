"""What comes in: ``observe``, ``source`` and ``observations`` (figures shown in every language, asked about, then saved), and
``lists`` (workbooks of projects in, the blank one out, rows against published totals)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefing.cli import shared
from briefing.cli.shared import AsJson, EachField, Undecided, Yes, day_option, put, workspace
from briefing.problems import ProblemsFound, Severity, has_errors, problem

if TYPE_CHECKING:
    from briefing.workspace import Workspace
    from briefing.workspace.figures import FigurePlan
    from briefing.workspace.lists import ListImport, MappingDraft

figures_app = typer.Typer(rich_markup_mode=None)
observations_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Figures by the sheet: XLSX or CSV.")
figures_app.add_typer(observations_app, name="observations")


@figures_app.command(context_settings={"ignore_unknown_options": True})
def observe(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(help="Id of the indicator.")],
    figure: Annotated[str, typer.Argument(help="The figure as the source prints it: 9.6万亿元, 超2117万人次.")] = "",
    period: Annotated[str, typer.Option(help="ISO 8601: 2026-06-30, 2026-01/2026-06, 2026.")] = "",
    source: Annotated[str, typer.Option(help="Id of the source.")] = "",
    locator: Annotated[str, typer.Option(help="Line in the source: L9, L9-11.")] = "",
    basis: Annotated[str, typer.Option(help="stated, inferred (with --note) or reported.")] = "stated",
    status: Annotated[str, typer.Option(help="reported, planned, announced, estimated or opinion.")] = "reported",
    published: Annotated[str, typer.Option(help="The wording around the figure, where it is longer.")] = "",
    note: Annotated[str, typer.Option(help="What was resolved, and how.")] = "",
    target: Annotated[bool, typer.Option("--target", help="It is a target.")] = False,
    plan: Annotated[str, typer.Option(help="For a target: the event of the plan that sets it.")] = "",
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="The source withdraws the figure of this period.")
    ] = False,
    revision: Annotated[
        bool, typer.Option("--revision", help="It contradicts the earlier figure because the source corrects it.")
    ] = False,
    disagreement: Annotated[
        bool, typer.Option("--disagreement", help="It contradicts the earlier figure, and both stand (with --caveat).")
    ] = False,
    caveat: Annotated[str, typer.Option(help="For --disagreement: what readers are told, in Chinese.")] = "",
    sought: Annotated[date | None, day_option(said="No newer figure was found up to this day.")] = None,
    yes: Yes = False,
) -> None:
    """Enter, revise or withdraw one figure; show it in every language, ask, save."""
    from briefing.workspace.figures import Entry  # noqa: PLC0415 - each command loads only what it needs

    ws = workspace(context)
    if sought is not None:
        with ws.alone("record that a figure was sought"):
            for path in ws.save(ws.sought(indicator, sought)):
                print(f"saved {path}")
        return
    needed = _asked({"period": period, "source": source, "locator": locator})
    entry = Entry(
        indicator, figure, needed["period"], needed["source"], needed["locator"], basis, status, published, note, plan, target,
        withdraw, revision, disagreement, caveat,
    )  # fmt: skip
    settle(ws, lambda: ws.observe(entry), yes)


@figures_app.command()
def source(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Its id: s005.")],
    file: Annotated[str, typer.Option(help="Name of the document as received; only the name is recorded.")] = "",
    issuer: Annotated[str, typer.Option(help="Who published it.")] = "",
    title: Annotated[str, typer.Option(help="Its title.")] = "",
    published: Annotated[str, typer.Option("--date", help="Day of publication: 2026-07-20.")] = "",
    kind: Annotated[
        str, typer.Option(help="news, government-document, press-conference, commentary, workbook.")
    ] = "news",
    date_note: Annotated[str, typer.Option(help="How the date was inferred, where the source does not state it.")] = "",
    section: Annotated[list[str] | None, typer.Option(help="id:title:first-last; may be repeated.")] = None,
    yes: Yes = False,
) -> None:
    """Enter a new source."""
    sections = [dict(zip(("id", "title", "lines"), s.split(":", 2), strict=False)) for s in section or ()]
    ws = workspace(context)
    basis = "inferred" if date_note else "stated"
    given: dict[str, object] = {
        "id": id_,
        "file": file,
        "issuer": issuer,
        "title": title,
        "date": published,
        "kind": kind,
    }
    given |= {"date_basis": basis, "date_note": date_note or None, "sections": sections}
    settle(ws, lambda: ws.add_source(**given), yes)
    print(f"Of the document only the name is recorded ({file}); release read FILE is what reads and keeps a text.")


@observations_app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="An XLSX workbook or a CSV file.")],
    yes: Yes = False,
) -> None:
    """Enter every figure of a file, or none."""
    ws = workspace(context)
    plan = ws.import_figures(file)
    if plan.files:
        settle(ws, lambda: ws.import_figures(file), yes, plan)
    else:
        print(f"{file} holds no figure.")


@observations_app.command()
def template(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The workbook to write.")] = Path("observations.xlsx"),
) -> None:
    """Write the workbook to fill in, with a row for every figure that is updated regularly."""
    put(file, workspace(context).figures_workbook())


def _asked(given: dict[str, str]) -> dict[str, str]:
    """The values with those that are missing asked for at the keyboard."""
    missing = [name for name, value in given.items() if not value]
    if missing and not sys.stdin.isatty():
        raise ProblemsFound(problem("option-needed", option=f"--{name}") for name in missing)
    return given | {name: str(typer.prompt(name.capitalize())) for name in missing}


def settle(
    ws: Workspace,
    planned: Callable[[], FigurePlan],
    yes: bool,
    plan: FigurePlan | None = None,
    effects: Iterable[str] = (),
) -> None:
    """Show what would happen, ask what must be asked, save. ``plan`` is what has been planned already; its ``effects`` on the
    documents follow the figures and the claims."""
    plan = plan or planned()
    for line in (*preview(plan), *effects):
        print(line)
    someone = sys.stdin.isatty()
    if yes:
        for question in plan.questions:
            print(f"confirmed with --yes: {question.message}")
    elif not someone:
        for question in plan.questions:
            print(f"? {question.message} — {question.mend}")
    if not yes and not someone:
        print("? Save?")
        raise ProblemsFound([problem("answer-needed", count=len(plan.questions) + 1)])
    asked = [*(f"{q.message}\n{q.mend}" for q in plan.questions), "Save?"]
    if not yes and not all(typer.confirm(question) for question in asked):
        print("Nothing was saved.")
        raise typer.Exit(1)
    for path in _saved(ws, plan, planned):
        print(f"saved {path}")


def _saved(ws: Workspace, plan: FigurePlan, planned: Callable[[], FigurePlan]) -> tuple[str, ...]:
    """Save what was shown. Where somebody else has changed a file meanwhile, it is worked out again, and saved if it
    still reads the same."""
    try:
        return ws.save(plan)
    except ProblemsFound as changed:
        if any(p.code != "edit-conflict" for p in changed.problems):
            raise
        with ws.alone("record figures"):
            again = planned()
            if (preview(again), again.questions) != (preview(plan), plan.questions):
                raise
            return ws.save(again)


def preview(plan: FigurePlan) -> list[str]:
    """Return every figure that moves, as each language prints it; claims that turn; new warnings."""
    lines: list[str] = []
    for figure in plan.figures:
        lines.append(figure.fact)
        lines += [f"  {tag}\t{text}" for tag, text in figure.sentences.items()]
    for claim in plan.claims:
        turn = "holds now" if claim.holds else "no longer holds"
        lines.append(f"claim {claim.claim} {turn} (sentences take their other wording)")
        lines += [f"  {tag}\t{text}" for tag, text in claim.statements.items()]
    return [*lines, *map(str, plan.warnings)]


lists_app = typer.Typer(
    name="lists", no_args_is_help=True, rich_markup_mode=None, help="Investment lists and their projects."
)


@lists_app.command("import")
def import_workbook(
    context: typer.Context,
    workbook: Annotated[
        Path, typer.Argument(help="The list: .xlsx, .xls, .ods, .csv, .docx or .html.", metavar="WORKBOOK")
    ],
    list_: Annotated[str, typer.Option("--list", help="The id of the list, such as opportunity.")],
    sheet: Annotated[list[str] | None, typer.Option("--sheet", help="Only this sheet; may be repeated.")] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="What columns not recognised are (YAML).")] = None,
    on: Annotated[date | None, day_option("--date", said="The day it stands for; today by default.")] = None,
    title: Annotated[str, typer.Option(help="The list's title in Chinese (kept from before when not given).")] = "",
    issuer: Annotated[str, typer.Option(help="Who issues the list, in Chinese.")] = "",
    whole: Annotated[bool, typer.Option("--whole", help="The sheets chosen are the whole list.")] = False,
    draft: Annotated[
        Path | None, typer.Option("--draft-mapping", help="Write a mapping file to complete; import nothing.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import a workbook: the projects it adds, changes and no longer holds, and everything that had to be guessed."""
    ws = workspace(context)
    if draft is not None:
        _drafted(ws.draft_mapping(workbook, sheets=sheet or (), mapping=mapping), workbook, draft, list_)
        return

    def planned() -> ListImport:
        return ws.import_list(
            workbook, list_, day=on, title=title, issuer=issuer, sheets=sheet or (), mapping=mapping, whole=whole
        )

    if dry_run:
        plan = planned()
    else:
        with ws.alone("import a list"):
            plan = planned()
            if not has_errors(plan.problems):
                ws.save(plan)
    wrong = has_errors(plan.problems)
    if as_json:
        from briefing.workspace import as_data  # noqa: PLC0415 - help needs no project

        data = as_data(plan)
        shared.data({"list": data.pop("list"), "written": not dry_run and not wrong, **data})
    elif not wrong:
        _imported(plan, dry_run)
    if wrong and not as_json:
        raise ProblemsFound(plan.problems)
    if wrong:
        raise typer.Exit(1)


@lists_app.command()
def forget(
    context: typer.Context,
    list_: Annotated[str, typer.Argument(help="The id of the list.", metavar="LIST")],
    projects: Annotated[list[str] | None, typer.Argument(help="Projects by id; all when none is named.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete the contacts of a list's projects: from its records, from what was imported, and from the store."""
    ws = workspace(context)
    plan = ws.forget_contacts(list_, projects or ())
    if not plan.projects:
        print(f"{list_}: no contacts are kept")
        return
    if not (yes or typer.confirm(f"Delete the contacts of {len(plan.projects)} projects of {list_}?")):
        raise typer.Exit(1)
    ws.save(plan)
    ws.store_state(clear=True)
    print(
        f"{list_}: the contacts of {len(plan.projects)} projects were deleted; the store of finished documents was emptied"
    )
    if plan.editions:
        print(f"editions that print contacts and still lie there: {', '.join(plan.editions)}")
    print("earlier versions in version control and copies sent on are not reached from here")


def _drafted(made: MappingDraft, workbook: Path, out: Path, list_id: str) -> None:
    """Write a draft of a mapping file, and say what to do with it."""
    if not made.text:
        raise ProblemsFound(made.problems)
    put(out, made.text.encode())
    asked = "no questions" if not made.questions else f"{made.questions} question{'s' if made.questions > 1 else ''}"
    print(f"{asked}; complete the file, then: lists import {workbook} --list {list_id} --mapping {out}")


def _imported(plan: ListImport, dry_run: bool) -> None:
    for sheet in plan.sheets:
        print(f"sheet {sheet.name}: {sheet.projects} projects ({sheet.layout} layout)")
        for column in sheet.columns:
            print(f"  {column.column:>3}  {column.field or 'not recognised':<20} {column.head}")
    for unit in plan.units:
        print(f"unit of {unit.field}: from the {unit.unit_from} in {unit.count} row{'' if unit.count == 1 else 's'}")
    if plan.problems:
        shared.problems(plan.problems)
    for change in plan.changed:
        print(f"changed  {change.id} {change.name}: {change.field}: {_text(change.before)} → {_text(change.after)}")
    for project in plan.withdrawn:
        print(f"withdrawn {project.id} {project.name}")
    changed = len({c.id for c in plan.changed})
    done = "would be" if dry_run else "were"
    print(
        f"{len(plan.added)} added, {changed} changed, {len(plan.withdrawn)} withdrawn, {len(plan.returned)} returned, "
        f"{plan.unchanged} unchanged {done} recorded in content/projects/{plan.list}"
    )


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("published") or " ".join(_text(v) for v in value.values())
    if isinstance(value, list):
        value = "; ".join(_text(v) for v in value)
    text = "—" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


@lists_app.command()
def annex(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder to write the workbooks into.")] = Path(),
    where: Annotated[str, typer.Option(help="Only projects that fit, as in build --where.")] = "",
    audience: Annotated[list[str] | None, typer.Option("--audience", help="Cut to a profile, or all.")] = None,
    each: Annotated[EachField | None, typer.Option(help="One workbook for each sector or region.")] = None,
    language: Annotated[list[str] | None, typer.Option("--language", "-l", help="Only this language.")] = None,
    name: Annotated[str, typer.Option("--name", help="What the selection is called in file names.")] = "",
    undecided: Undecided = "leave",
) -> None:
    """Write the projects as workbooks for an investor: an index, the sheets, and the contacts that the pack prints."""
    made = workspace(context).annexes(
        where, audiences=audience or (), each=each or "", languages=language or (), name=name, undecided=undecided
    )
    told = {p: None for one in made for p in one.problems if p.severity is Severity.WARNING}
    if told:
        shared.problems(tuple(told))
    for one in made:
        put(folder / one.name, one.data)


@lists_app.command("template")
def list_template(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="Where to write the blank workbook.")] = Path("projects.xlsx"),
) -> None:
    """Write the blank bilingual workbook that offices fill in."""
    put(out, workspace(context).blank_workbook())


@lists_app.command()
def reconcile(context: typer.Context, as_json: AsJson = False) -> None:
    """Compare the rows of every imported list with the totals it has published."""
    found = workspace(context).reconcile()
    if as_json:
        shared.data(found)
        return
    if not found.lists:
        print("No list with projects has been imported.")
    for entry in found.lists:
        print(f"{entry.id}: {entry.title}, {entry.projects} projects")
        for one in entry.totals:
            verdict = "agrees" if one.agrees else f"differs by {one.difference}"
            verdict += ", if the amounts that are open make up the difference" if one.only_with_open else ""
            print(f"  {one.label} ({one.fact}): published {one.published}, rows {one.rows}: {verdict}")
    if found.lists:
        shared.problems(found.problems)
