"""``observe``, ``source`` and ``observations``: figures shown in every language, asked about, then saved."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.cli.shared import Yes, day_option, put, workspace
from briefing.problems import ProblemsFound, problem

if TYPE_CHECKING:
    from briefing.workspace import Workspace
    from briefing.workspace.figures import FigurePlan

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
