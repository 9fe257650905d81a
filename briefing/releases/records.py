"""A proposal as a plain record: for ``--json``, the workbench and whoever works with releases elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from briefing.problems import Problem
from briefing.releases.names import Name
from briefing.releases.reading import Release
from briefing.releases.verdicts import Proposed


def figure_record(proposed: Proposed, doubts: Sequence[Problem] = ()) -> dict[str, object]:
    """One figure with everything that is proposed of it. Values are decimal strings without exponent, in the base
    unit, or ``None``; units, qualifiers and bases are named as in ``facts --json``. ``indicator`` is what is
    proposed; ``near`` an indicator that differs from it in unit, base or region."""
    figure, runner = proposed.figure, proposed.runner_up
    return {
        "id": figure.id,
        "line": figure.line,
        "sentence": figure.sentence,
        "text": figure.text,
        "value": _number(figure.value),
        "high": _number(figure.high),
        "unit": proposed.unit or None,
        "qualifier": str(figure.qualifier) if figure.qualifier else None,
        "period": proposed.period or None,
        "period_basis": proposed.basis,
        "base": figure.base or figure.base_region or None,
        "subject": figure.subject,
        "scope": figure.scope or figure.region or None,
        "status": figure.status or "reported",
        "indicator": proposed.indicator.id if proposed.indicator else None,
        "near": proposed.near.id if proposed.near else None,
        "score": str(proposed.score),
        "runner_up": {"indicator": runner[0], "score": str(runner[1])} if runner else None,
        "verdict": proposed.verdict,
        "existing": None if proposed.existing is None else proposed.existing.published,
        "repeats": proposed.repeats or None,
        "doubts": [{"code": d.code, "message": d.message, "mend": d.mend} for d in doubts],
    }


def release_record(
    release: Release, proposals: Sequence[Proposed], doubts: Mapping[str, Sequence[Problem]]
) -> dict[str, object]:
    """A whole release: what it seems to be, its articles and sections, its figures, and the numbers that are no
    data."""
    guess = release.guess
    return {
        "language": release.tag,
        "issuer": guess.issuer,
        "title": guess.title,
        "date": release.day.isoformat() if release.day else None,
        "date_basis": guess.date_basis,
        "date_note": guess.date_note,
        "kind": guess.kind,
        "articles": [
            {
                "title": a.title,
                "lines": f"{a.first}-{a.last}",
                "date": a.day.isoformat() if a.day else None,
                "sections": [{"title": s.title, "lines": f"{s.first}-{s.last}"} for s in a.sections],
            }
            for a in guess.articles
        ],
        "figures": [figure_record(p, doubts.get(p.figure.id, ())) for p in proposals],
        "names": [name_record(name) for name in release.names],
    }


def name_record(name: Name) -> dict[str, object]:
    """A number that is no data, with the reason."""
    return {"line": name.line, "text": name.text, "reason": name.reason}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
