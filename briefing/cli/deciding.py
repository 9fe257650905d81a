"""Deciding on a release at the keyboard: one key a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from briefing.releases.desk import Desk
    from briefing.releases.verdicts import Proposed
    from briefing.workspace import Workspace

KEYS = "a accept · o other indicator · n new indicator · i ignore · z take back · s skip · q leave"


def decide_at_keyboard(ws: Workspace, name: str) -> None:
    """Confirm what the release is, then decide on every figure that is open. Each decision is kept at once; leaving
    loses nothing."""
    desk = ws.release(name)
    _confirm(ws, name, desk)
    print(KEYS)
    rows = [p.figure.id for p in desk.open]
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
            continue
        decision = _decision(key, proposed, ws)
        if decision is not None:
            with ws.alone("decide on a release"):
                ws.save(ws.decide_release(name, {"figures": {rows[at]: decision}}))
        at += decision is not None or key == "s"


def _confirm(ws: Workspace, name: str, desk: Desk) -> None:
    """Ask for what is only guessed of the release; Enter takes the guess."""
    guess, said = desk.release.guess, desk.kept.decisions.source
    asked: dict[str, object] = {}
    source, *others = ws.project().languages
    for key, given, shown in (("issuer", said.issuer, guess.issuer), ("title", said.title, guess.title)):
        if not given:
            words = {source: typer.prompt(key.capitalize(), default=shown or None)}
            for tag in others:
                words |= (
                    {tag: text}
                    if (text := typer.prompt(f"{key.capitalize()} ({tag})", default="", show_default=False))
                    else {}
                )
            asked[key] = words
    if not said.date:
        asked["date"] = typer.prompt("Date", default=desk.release.day.isoformat() if desk.release.day else None)
    if not said.kind:
        asked["kind"] = typer.prompt("Kind", default=guess.kind)
    if asked:
        ws.save(ws.decide_release(name, {"source": asked}))


def _show(desk: Desk, proposed: Proposed, at: int, count: int) -> None:
    figure, what = proposed.figure, proposed.indicator or proposed.near
    print(f"\n{at + 1}/{count}  {figure.id}  L{figure.line}  {figure.text}   {proposed.period} ({proposed.basis})")
    print(f"  {figure.sentence}")
    if what is not None:
        known = f", known: {proposed.existing.published} ({proposed.existing.source})" if proposed.existing else ""
        print(f"  {proposed.verdict}: {what.id}  {what.label}  {proposed.score}{known}")
    else:
        near = f"; nearest {proposed.runner_up[0]} {proposed.runner_up[1]}" if proposed.runner_up else ""
        print(f"  no indicator{near}")
    for doubt in desk.doubts.get(figure.id, ()):
        print(f"  ? {doubt.message} — {doubt.mend}")


def _decision(key: str, proposed: Proposed, ws: Workspace) -> Mapping[str, Any] | None:
    """The decision a key stands for, with what it asks; ``None`` for a key that decides nothing."""
    choices: dict[str, Callable[[], Mapping[str, Any] | None]] = {
        "a": lambda: _accept(proposed),
        "o": lambda: _other(ws),
        "n": lambda: _new(ws, proposed),
        "i": lambda: {"ignore": typer.prompt("Reason")},
    }
    made = choices[key]() if key in choices else None
    return {**made, "line": proposed.figure.line, "text": proposed.figure.text} if made else None


def _accept(proposed: Proposed) -> dict[str, Any] | None:
    if proposed.indicator is None:
        print("  nothing is proposed for it: o, n or i")
        return None
    if proposed.verdict in ("contradiction", "revision"):
        replaces = typer.confirm("  Does it correct the value that is known?")
        return {"accept": True, "revise": True} if replaces else None
    return {"accept": True}


def _other(ws: Workspace) -> dict[str, Any] | None:
    known = [i.id for i in ws.project().content.indicators]
    name = typer.prompt("Indicator")
    if name in known:
        return {"indicator": name}
    close = get_close_matches(name, known, n=5) or [i for i in known if name in i][:5]
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
        form["of"] = typer.prompt("Of (an indicator, or its name)", default=figure.subject)
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
