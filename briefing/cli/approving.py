"""``generate.py approve`` and ``status``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from briefing.approval.approvals import (
    ApprovalState,
    approve,
    current,
    editions_approved,
    files,
    read_approvals,
    standings,
)
from briefing.cli import show
from briefing.editions.manifest import read_manifest
from briefing.editions.snapshot import read_record
from briefing.problems import ProblemsFound, problem


def run_approve(
    root: Path, out: Path, edition: str, documents: tuple[str, ...], by: str, day: date, today: date
) -> None:
    """Record an approval of documents of a built edition; all of them when none is named. Raises ``ProblemsFound`` for a day
    still to come, too."""
    if day > today:
        raise ProblemsFound([problem("approve-to-come", day=day, today=today)])
    snapshot = read_record(out / edition)
    if snapshot is None:
        raise ProblemsFound([problem("edition-unknown", "", 0, name=edition, out=out)])
    names = documents or tuple(snapshot.documents)
    made = approve(snapshot, current(root, edition, snapshot.day), read_approvals(root, edition), names, by, day)
    for path, data in files(made, [(n, snapshot.documents[n]) for n in names]).items():
        show.write(root / path, data)
    for name in names:
        print(f"{name} of {edition} approved by {by} on {day}")


def run_status(root: Path, out: Path, edition: str, as_json: bool) -> None:
    """Say how every document of an edition stands; of all editions with approvals when none is named. Exit status 1 when an
    approval has lapsed."""
    editions = (edition,) if edition else editions_approved(root)
    found = {name: standings(root, name, _day(root, out, name)) for name in editions}
    if as_json:
        show.as_json({name: [_data(s) for s in all_of] for name, all_of in found.items()})
    elif not editions:
        print("No document has been approved.")
    else:
        for name, all_of in found.items():
            for standing in all_of:
                _tell(name, standing)
    if any(s.state == "lapsed" for all_of in found.values() for s in all_of):
        raise typer.Exit(1)


def _day(root: Path, out: Path, edition: str) -> date:
    approvals = read_approvals(root, edition)
    if approvals:
        return approvals.day
    manifest = read_manifest(out / edition)
    if manifest:
        return date.fromisoformat(manifest.date)
    raise ProblemsFound([problem("edition-unknown", "", 0, name=edition, out=out)])


def _tell(edition: str, standing: ApprovalState) -> None:
    by = f" by {standing.approval.by} on {standing.approval.day}" if standing.approval else ""
    state = f"lapsed (approved{by}): a {standing.reason} has changed" if standing.reason else f"{standing.state}{by}"
    print(f"{edition}\t{standing.document}\t{state}")
    for change in standing.why:
        print(f"  {change.passage.section or 'cover'} · {change.passage.kind} {', '.join(change.facts)}".rstrip())
        for mark, passage in (("-", change.old), ("+", change.new)):
            if passage is not None:
                print(f"  {mark} {passage.text}")


def _data(standing: ApprovalState) -> dict[str, object]:
    approval = standing.approval
    return {
        "document": standing.document,
        "state": standing.state,
        "reason": standing.reason,
        "by": approval.by if approval else None,
        "date": approval.day.isoformat() if approval else None,
        "changes": [
            {
                "section": c.passage.section,
                "kind": c.kind,
                "facts": list(c.facts),
                "old": c.old.text if c.old else None,
                "new": c.new.text if c.new else None,
            }
            for c in standing.why
        ],
    }
