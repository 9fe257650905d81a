"""``release``: from the text of a press release to reviewed figures, decided on in a table or one key a row."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from gettext import NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from briefing.cli import shared
from briefing.cli.incoming import settle
from briefing.cli.shared import Yes, day_option, put, workspace
from briefing.problems import ProblemsFound, problem

if TYPE_CHECKING:
    from briefing.workspace import Workspace
    from briefing.workspace.figures import ChangedSentence
    from briefing.workspace.releases import Desk, ReleasePlan
from briefing.cli.release_keyboard import decide_at_keyboard

release_app = typer.Typer(
    name="release",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Press releases: read, decide on each figure, record.",
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON: one object for each figure.")]
Name = Annotated[str, typer.Argument(metavar="RELEASE", help="Its id, as release read gave it: s005.")]


@release_app.command()
def read(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The release: TXT, DOCX, HTML or PDF with text.")],
    published: Annotated[date | None, day_option("--date", said="Its day of publication; confirms the guess.")] = None,
    issuer: Annotated[str, typer.Option(help="Who published it; confirms the guess.")] = "",
    title: Annotated[str, typer.Option(help="Its title; confirms the guess.")] = "",
    kind: Annotated[str, typer.Option(help="news, government-document, press-conference, commentary.")] = "",
    url: Annotated[str, typer.Option(help="Where it stands on the web.")] = "",
    id_: Annotated[str, typer.Option("--id", help="Its id; the next free one by default.")] = "",
    one_day: Annotated[
        bool, typer.Option("--articles", help="Its articles stood on one page of one day, whatever days they name.")
    ] = False,
    as_json: AsJson = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="With --json: articles and numbers that are no data too.")
    ] = False,
) -> None:
    """Find every figure of a release and say what each may be. Its text is kept in archive/; nothing is entered."""
    from briefing.releases.desk import figure_record, release_record  # noqa: PLC0415 - only what a command needs

    ws = workspace(context)
    day = published.isoformat() if published else ""
    desk = ws.read_release(file, date=day, issuer=issuer, title=title, kind=kind, url=url, id=id_, one_day=one_day)
    if desk.problems:
        shared.problems(desk.problems)
    kept = not desk.problems or bool(day)  # an older release is kept once somebody has said its day
    if kept:
        ws.save(ws.keep_release(desk))
    if as_json:
        records = [figure_record(p, desk.doubts.get(p.figure.id, ())) for p in desk.proposals]
        shared.data(release_record(desk.release, desk.proposals, desk.doubts) if whole else records)
        return
    for line in (*_table(desk), _saved(desk, kept)):
        print(line)


@release_app.command()
def decide(
    context: typer.Context,
    name: Name,
    from_: Annotated[
        Path | None, typer.Option("--from", help="A file of decisions: YAML, JSON, or the workbook that came back.")
    ] = None,
) -> None:
    """Decide on each figure: in the terminal, one key a row, or from a file."""
    ws = workspace(context)
    if from_ is not None:
        with ws.alone("decide on a release"):
            ws.save(ws.decide_release_from(name, from_))
    elif sys.stdin.isatty():
        decide_at_keyboard(ws, name)
    else:
        ws.release(name)  # one that is not there is told before what is lacking to decide on it
        raise ProblemsFound([problem("option-needed", option="--from")])
    _decided(ws, name)


@release_app.command()
def sheet(
    context: typer.Context,
    name: Name,
    file: Annotated[Path | None, typer.Argument(help="The workbook to write; NAME.xlsx by default.")] = None,
    back: Annotated[Path | None, typer.Option("--back", help="Take in the workbook that came back.")] = None,
) -> None:
    """Write the workbook of a release, with a row for every figure, or take it back."""
    ws = workspace(context)
    if back is None:
        put(file or Path(f"{name}.xlsx"), ws.release_sheet(name))
        return
    with ws.alone("decide on a release"):
        ws.save(ws.decide_release_from(name, back))
    _decided(ws, name)


@release_app.command()
def record(
    context: typer.Context,
    name: Name,
    further: Annotated[
        list[str] | None, typer.Option(help="A pack that gets a table of the figures its template does not print.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="List every sentence that changes or may deny a figure, not only how many.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Show what all accepted figures would change, ask, and save everything or nothing."""
    ws = workspace(context)
    if further:
        ws.save(ws.decide_release(name, {"further": further}))
    plan = ws.record_release(name)
    settle(ws, lambda: ws.record_release(name), yes, plan, _effects(plan, everything))
    print(_counted(plan))


@release_app.command()
def status(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List the releases that were read, with what became of their figures."""
    rows = workspace(context).releases()
    if as_json:
        shared.data(rows)
        return
    for row in rows:
        done = "recorded" if row.recorded else f"{row.counts.open} to decide"
        c = row.counts
        told = f"{c.found} found: {c.accepted} accepted, {c.new} new, {c.ignored} ignored"
        print("\t".join((row.id, row.day, row.title, told, done)))


#: What is in the columns of the table of figures.
_HEAD = ("figure", "line", "as printed", "period", "how known", "verdict", "indicator", "so far", "score", "subject",
         "doubts")  # fmt: skip


def _many(one: str, more: str, count: int) -> str:
    """A count with its noun in the right number."""
    return f"{count} {NullTranslations().ngettext(one, more, count)}"


def _saved(desk: Desk, kept: bool) -> str:
    """What reading has saved, what it has not, and what comes next."""
    if not kept:
        older = any(p.code == "release-older" for p in desk.problems)
        again = f" If its day is right, read it again with --date {desk.release.day}." if older else ""
        return f"Nothing was saved.{again}"
    undecided = _many("figure is", "figures are", len(desk.open))
    return (
        f"The text is kept in archive/ as {desk.kept.id}; none of its figures is entered yet, {undecided} to be decided."
        f" Next: {shared.commanded(f'generate.py release decide {desk.kept.id}')}"
    )


def _decided(ws: Workspace, name: str) -> None:
    """Say how many figures of a release are decided, that nothing of it is entered yet, and which decisions cannot be
    recorded as they are."""
    desk = ws.release(name)
    found = _many("figure", "figures", len(desk.proposals))
    decided = f"Decided: {len(desk.proposals) - len(desk.open)} of {found}."
    print(f"{decided} The decisions are kept; nothing is entered before release record.")
    if against := ws.decision_problems(name):
        print(f"{_many('decision', 'decisions', len(against))} cannot be recorded as made:")
        for line in shared.lines(against):
            print(f"  {line}")


def _table(desk: Desk) -> Iterator[str]:
    """What was read: what it seems to be, a head line, and one line a figure."""
    from briefing.releases.desk import last_stated  # noqa: PLC0415 - only what a command needs

    release, guess = desk.release, desk.release.guess
    yield f"{desk.kept.id}  {guess.issuer or '?'}  {release.day or '?'}  {guess.title}  ({guess.kind})"
    proposed = sum(p.indicator is not None for p in desk.proposals)
    yield (
        f"{_many('figure', 'figures', len(desk.proposals))} · {proposed} proposed"
        f" · {_many('number that is no data', 'numbers that are no data', len(release.names))}"
    )
    yield "\t".join(_HEAD)
    for entry in desk.proposals:
        what = entry.indicator or entry.near
        was = f"was {entry.existing.published}" if entry.existing else ""
        if not was and entry.indicator and (last := last_stated(entry.indicator)):
            was = f"last {last.published} ({last.period})"
        doubts = " ".join(f"? {d.message}" for d in desk.doubts.get(entry.figure.id, ()))
        cells = (
            entry.figure.id,
            f"L{entry.figure.line}",
            entry.figure.printed or entry.figure.text,
            entry.period,
            entry.basis,
            entry.judgement,
            what.id if what else "",
            was,
            str(entry.score),
            entry.figure.subject,
            doubts,
        )
        yield "\t".join(cells)


#: How many lines of a kind are listed before the rest is only counted.
_LISTED = 12


def _effects(plan: ReleasePlan, everything: bool) -> Iterator[str]:
    """Sentences that would change, that say something is missing, and figures that nothing prints: by document and
    section how many, or each where all are asked for."""
    for title, groups in (
        ("sentences that change", _grouped(((c.document, c.section), _change(c)) for c in plan.sentences)),
        (
            "sentences that say something is missing",
            _grouped(((a.document, a.section), (f"  {', '.join(a.figures)} ! {a.text}",)) for a in plan.absences),
        ),
        (
            "figures that no document prints",
            _grouped(((u.document, u.section), (f"  {u.fact}: {u.label}",)) for u in plan.unprinted),
        ),
    ):
        count = sum(len(told) for told in groups.values())
        folded = not everything and count > _LISTED
        if count:
            yield f"{title}: {count}{' (record --all lists each)' if folded else ''}"
        for (document, section), told in groups.items():
            where = " · ".join(filter(None, (document, section))) or "no section near"
            yield f"  {where}: {len(told)}" if folded else f"  {where}"
            yield from (f"  {line}" for lines in told for line in lines if not folded)


def _grouped(told: Iterable[tuple[tuple[str, str], tuple[str, ...]]]) -> dict[tuple[str, str], list[tuple[str, ...]]]:
    """What is reported of each place, in order."""
    groups: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for place, one in told:
        groups.setdefault(place, []).append(one)
    return groups


def _change(change: ChangedSentence) -> tuple[str, ...]:
    """A sentence as it is and as it would be."""
    return tuple(f"  {mark} {text}" for mark, text in (("-", change.old), ("+", change.new)) if text)


def _counted(plan: ReleasePlan) -> str:
    c = plan.counts
    return f"{plan.source}: {c.found} found: {c.accepted} accepted, {c.new} new, {c.ignored} ignored"
