"""Deciding on the figures of a press release at the keyboard, one key a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import typer

from briefing.cli import shared
from briefing.problems import ProblemsFound

if TYPE_CHECKING:
    from briefing.releases.figure import Proposed
    from briefing.workspace import Workspace
    from briefing.workspace.releases import Desk


KEYS_OF_A_DECISION = "aponi"
KEYS = "a accept · p accept with another period · o other indicator · n new indicator · i ignore · z back · s skip · q leave"


def decide_at_keyboard(ws: Workspace, name: str) -> None:
    """Confirm what the release is, then decide on every figure that is open. Each decision is kept at once; leaving
    loses nothing. What a decision lacks is reported, and its row stays."""
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
