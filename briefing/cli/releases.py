"""``release``: from the text of a press release to reviewed figures, decided on in a table or one key a row."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from gettext import NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from briefing.cli import shared
from briefing.cli.figures import settle
from briefing.cli.shared import Yes, day_option, put, workspace
from briefing.problems import ProblemsFound, problem

if TYPE_CHECKING:
    from briefing.releases.figure import Proposed
    from briefing.workspace import Workspace
    from briefing.workspace.releases import Desk, ReleasePlan


KEYS_OF_A_DECISION = "aponi"
KEYS = "a accept · p accept with another period · o other indicator · n new indicator · i ignore · z back · s skip · q leave"


def decide_at_keyboard(ws: Workspace, name: str) -> None:
    """Confirm what the release is, then decide on every figure that is open. Each decision is kept at once; leaving
    loses nothing. What a decision lacks is told, and its row stays."""
    _confirm(ws, name)
    rows = [p.figure.id for p in ws.release(name).open]
    if rows:
        print(KEYS)
    at = 0
    while at < len(rows):
        desk = ws.release(name)
        proposed = desk.proposed(rows[at])
        _show(desk, proposed, at, len(rows))
        key = typer.getchar(echo=False).lower()
        if key == "q":
            return
        if key == "z":
            at = max(0, at - 1)
            with ws.alone("take a decision back"):
                ws.save(ws.undecide_release(name, rows[at]))
        elif key in KEYS_OF_A_DECISION:
            decision = _decision(key, proposed, ws)
            at += decision is not None and _kept(ws, name, {"figures": {rows[at]: decision}})
        elif key == "s":
            at += 1
        else:
            print(f"  {KEYS}")


def _kept(ws: Workspace, name: str, decisions: Mapping[str, Any]) -> bool:
    """Write decisions down; where they cannot be, say why."""
    try:
        with ws.alone("decide on a release"):
            ws.save(ws.decide_release(name, decisions))
    except ProblemsFound as found:
        for line in shared.lines(found.problems):
            print(f"  {line}")
        return False
    return True


def _confirm(ws: Workspace, name: str) -> None:
    """Ask for what is only guessed of the release, until it can be kept; Enter takes the guess."""
    desk = ws.release(name)
    guess, said = desk.release.guess, desk.kept.decisions.source
    day = desk.release.day.isoformat() if desk.release.day else ""
    asked: dict[str, tuple[object, Callable[[], object]]] = {
        "issuer": (said.issuer, lambda: _worded(ws, "Issuer", guess.issuer, desk.release.tag)),
        "title": (said.title, lambda: _worded(ws, "Title", guess.title, desk.release.tag)),
        "date": (said.date, lambda: typer.prompt("Date", default=day or None)),
        "kind": (
            said.kind,
            lambda: typer.prompt("Kind (news, government-document, press-conference, commentary)", default=guess.kind),
        ),
    }
    for key, (given, ask) in asked.items():
        while not given and not _kept(ws, name, {"source": {key: ask()}}):
            pass
    if len(guess.articles) > 1 and not said.parted:
        while not _kept(ws, name, {"source": _articles(ws, desk)}):
            pass


def _articles(ws: Workspace, desk: Desk) -> dict[str, object]:
    """Which articles the text holds, each with its title, page and address; or that it is one."""
    guessed = desk.release.guess.articles
    for article in guessed:
        print(f"  L{article.first}-{article.last}  {article.title}")
    if not typer.confirm(f"Are these {len(guessed)} articles with titles of their own?"):
        return {"one_text": True}
    rows = []
    for article in guessed:
        row: dict[str, object] = {"title": _worded(ws, "Title of the article", article.title, desk.release.tag)}
        row["lines"] = typer.prompt("Lines", default=f"{article.first}-{article.last}")
        pages = {tag: typer.prompt(f"Page ({tag})", default="", show_default=False) for tag in ws.project().languages}
        if page := {tag: text for tag, text in pages.items() if text}:
            row["page"] = page
        if url := typer.prompt("Address on the web", default="", show_default=False):
            row["url"] = url
        rows.append(row)
    return {"articles": rows}


def _worded(ws: Workspace, what: str, guess: str, tag: str) -> dict[str, str]:
    """A text in each language of the project; only the source language's is needed. The guess is in the release's."""
    source, *others = ws.project().languages
    words = {source: typer.prompt(f"{what} ({source})", default=(guess if tag == source else "") or None)}
    for other in others:
        text = typer.prompt(f"{what} ({other})", default=guess if tag == other else "", show_default=tag == other)
        words |= {other: text} if text else {}
    return words


def _show(desk: Desk, proposed: Proposed, at: int, count: int) -> None:
    figure, what = proposed.figure, proposed.indicator or proposed.near
    read = figure.printed or figure.text
    print(f"\n{at + 1}/{count}  {figure.id}  L{figure.line}  {read}   {proposed.period} ({proposed.basis})")
    print(f"  {figure.sentence}")
    if what is not None:
        known = f", known: {proposed.existing.published} ({proposed.existing.source})" if proposed.existing else ""
        print(f"  {proposed.judgement}: {what.id}  {what.label}  {proposed.score}{known}")
    else:
        near = f"; nearest {proposed.runner_up[0]} {proposed.runner_up[1]}" if proposed.runner_up else ""
        status = f", {figure.status}" if figure.status else ""
        print(f"  no indicator{status}{near}")
    for doubt in desk.doubts.get(figure.id, ()):
        print(f"  ? {doubt.message} — {doubt.mend}")


def _decision(key: str, proposed: Proposed, ws: Workspace) -> Mapping[str, Any] | None:
    """The decision a key stands for, with what it asks; ``None`` where nothing came of it."""
    choices: dict[str, Callable[[], Mapping[str, Any] | None]] = {
        "a": lambda: _accept(proposed),
        "p": lambda: _of_period(proposed),
        "o": lambda: _other(ws),
        "n": lambda: _new(ws, proposed),
        "i": lambda: {"ignore": typer.prompt("Reason")},
    }
    made = choices[key]()
    return {**made, "line": proposed.figure.line, "text": proposed.figure.text} if made else None


def _accept(proposed: Proposed) -> dict[str, Any] | None:
    if proposed.indicator is None:
        print("  nothing is proposed for it: o, n or i")
        return None
    if proposed.verdict in ("contradiction", "revision"):
        replaces = typer.confirm("  Does it correct the value that is known?")
        return {"accept": True, "revise": True} if replaces else None
    return {"accept": True}


def _of_period(proposed: Proposed) -> dict[str, Any] | None:
    accepted = _accept(proposed)
    if accepted is None:
        return None
    period = typer.prompt("Period", default=proposed.period)
    note = typer.prompt("Inferred from what (empty: the text states it)", default="", show_default=False)
    how = {"basis": "inferred", "note": note} if note else {"basis": "stated"}
    return accepted | {"period": period} | how


def _other(ws: Workspace) -> dict[str, Any] | None:
    known = {word: i.id for i in ws.project().content.indicators for word in (*i.aliases, i.label, i.id)}
    name = typer.prompt("Indicator (its id or its name)").strip()
    if name in known:
        return {"indicator": known[name]}
    close = get_close_matches(name, known, n=5) or [word for word in known if name in word][:5]
    print(f"  there is no {name}; near are {', '.join(close) or 'none'}")
    return None


def _new(ws: Workspace, proposed: Proposed) -> dict[str, Any]:
    """The form for a new indicator, field by field."""
    figure, source, *others = proposed.figure, *ws.project().languages
    label = {source: typer.prompt(f"Label ({source})", default=figure.subject or None)}
    label |= {tag: typer.prompt(f"Label ({tag})") for tag in others}
    kind = typer.prompt("Kind (stock, flow, cumulative, change, share, rate, rank, count)", default=_kind(proposed))
    form = {
        "id": typer.prompt("Id"),
        "label": label,
        "unit": typer.prompt("Unit", default=proposed.unit or None),
        "kind": kind,
    }
    if kind in ("change", "share", "rank"):
        form["of"] = typer.prompt("Of (an indicator, or its name)", default=figure.subject or None)
    if kind == "change":
        form["base"] = typer.prompt("Base (yoy, ytd, average-annual, or a period)", default=figure.base or None)
    if kind == "rank":
        form["region"] = typer.prompt("Region", default=figure.region or None)
    form["frequency"] = typer.prompt("Frequency (annual, quarterly, monthly, irregular, once)", default="irregular")
    return {"new": form}


def _kind(proposed: Proposed) -> str:
    figure = proposed.figure
    if figure.rank:
        return "rank"
    if figure.change:
        return "change"
    return "rate" if figure.unit == "percent" else "flow" if "/" in proposed.period else "stock"


release_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Press releases: read, decide on each figure, record."
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
    yes: Yes = False,
) -> None:
    """Show what all accepted figures would change, ask, and save everything or nothing."""
    ws = workspace(context)
    if further:
        ws.save(ws.decide_release(name, {"further": further}))
    plan = ws.record_release(name)
    settle(ws, lambda: ws.record_release(name), yes, plan, _effects(plan))
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


#: What stands in the columns of the table of figures.
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
    recorded as they stand."""
    desk = ws.release(name)
    found = _many("figure", "figures", len(desk.proposals))
    decided = f"Decided: {len(desk.proposals) - len(desk.open)} of {found}."
    print(f"{decided} The decisions are kept; nothing is entered before release record.")
    if against := ws.release_hindrances(name):
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


def _effects(plan: ReleasePlan) -> Iterator[str]:
    """Sentences that would change, that say something is missing, and figures that nothing prints."""
    for change in plan.sentences:
        yield f"sentence {change.kind}: {change.document} · {change.section}"
        if change.old:
            yield f"  - {change.old}"
        if change.new:
            yield f"  + {change.new}"
    for absence in plan.absences:
        yield f"says something is missing ({', '.join(absence.figures)}): {absence.document} · {absence.section}"
        yield f"  ! {absence.text}"
    for left in plan.unprinted:
        where = f" (belongs to {left.document} · {left.section})" if left.section else ""
        yield f"no document prints {left.fact}: {left.label}{where}"


def _counted(plan: ReleasePlan) -> str:
    c = plan.counts
    return f"{plan.source}: {c.found} found: {c.accepted} accepted, {c.new} new, {c.ignored} ignored"
