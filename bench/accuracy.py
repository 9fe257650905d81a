"""How much of releases is read rightly, and how many faults of translations are found."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.harness import ONE, PEERS_PYTHON, ROOT, Bench, Result
from bench.measuring import generate, run


def reading(bench: Bench) -> list[Result]:
    """Releases read: figures, periods and indicators against what is known of five texts and a made-up half-year, and
    what a person found in passages of other bodies."""
    from bench.reading import LOTS, SHARED, ours, passages, peer_scores
    from briefing.project.opening import open_project

    results = []
    for lot in LOTS:
        score = passages(open_project(ROOT), lot)
        rates = (
            ("found", score.found, score.known),
            ("period", score.period, score.dated),
            ("base", score.base, score.based),
        )
        said = f"excerpts of other bodies, lot {lot} ({score.known} figures)"
        results += [Result("reading", f"{what}, {said}", one / all_, None, False) for what, one, all_ in rates]
    if not (SHARED / "sources").is_dir():
        return [*results, Result("reading", "the texts that are known", None, note="not here")]
    names = {
        "entered": "beside the content that holds them",
        "before": "before each was entered",
        "half-year": "the half-year",
    }
    for key, score in ours().items():
        if not score.known:
            continue
        goals = (0.97, 0.90, 0.85, 0.95)
        rates = (
            ("found, with value, unit and line", score.found / score.known),
            ("right period", score.period / score.dated),
            ("indicator proposed rightly", score.matched / score.known),
            ("proposals that are right", score.right / max(score.proposed, 1)),
        )
        results += [
            Result("reading", f"{what}, {names[key]} ({score.known} figures)", value, goal, False)
            for (what, value), goal in zip(rates, goals, strict=True)
        ]
    python = PEERS_PYTHON if PEERS_PYTHON.exists() else Path(sys.executable)
    for name, told in peer_scores(python).items():
        if isinstance(told, str):
            results.append(Result("reading", f"{name} on the five texts", None, note=told))
            continue
        for what in ("found", "period"):
            said = f"{name}: {what} of {told['known']} (value among those it gives of the line; no unit, no sign)"
            results.append(Result("reading", said, told[what] / told["known"]))
    big = run([sys.executable, "-m", "bench.reading", "big"], ROOT)
    one = run([*generate(bench.folder / "one-document", 1), *ONE], ROOT)
    what = "reading 100 KB / building one document (PDF), seconds of processor, with start-up"
    return [*results, Result("reading", what, big.cpu / one.cpu, 1.0)]


def linting(bench: Bench) -> list[Result]:
    """Translations checked: wrong variants found by kind, right pairs with an error; beside pofilter."""
    from bench.linting import PUBLISHED, batches, heard, heard_in, ours, pofilter

    checkers = {"lint": ours()}
    results = []
    try:
        checkers["pofilter"] = (pofilter(), pofilter())
    except ImportError:
        results.append(Result("linting", "pofilter", None, note="not installed"))
    for published in (True, False):
        if published and not PUBLISHED.is_dir():
            results.append(Result("linting", "published pairs", None, note="not here"))
            continue
        where = "published pairs" if published else "pairs of the tests"
        for name, (check, errors) in checkers.items():
            found = heard(check, errors, published)
            goals = (0.85, 0.05) if name == "lint" and published else (None, None)
            results += [
                Result("linting", f"{name}: wrong variants found, {where}", found.recall, goals[0], False),
                Result("linting", f"{name}: right pairs with an error, {where}", found.alarms / found.right, goals[1]),
            ]
            if name == "lint" and not published:
                results += [
                    Result("linting", f"lint: {kind} ({n})", hit / n) for kind, (hit, n) in sorted(found.found.items())
                ]
    for batch, (recall, alarms), path in batches():
        results += [
            Result("linting", f"lint: wrong variants found, {batch} at its first run", recall, 0.85, False),
            Result("linting", f"lint: right pairs with an error, {batch} at its first run", alarms, 0.05),
        ]
        for name, (check, errors) in checkers.items():
            found = heard_in(path, check, errors)
            results += [
                Result("linting", f"{name}: wrong variants found, {batch} now", found.recall),
                Result("linting", f"{name}: right pairs with an error, {batch} now", found.alarms / found.right),
            ]
    return results
