"""``review status``, ``export``, ``import``, ``mark`` and ``proof``."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import typer

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.states import GIVEN, State, marked
from briefing.catalogue.updating import amended
from briefing.cli import show
from briefing.problems import ProblemsFound, problem
from briefing.project.opening import Project, open_project
from briefing.review.accept import ImportDecider, RowOutcome
from briefing.review.importing import Report, read_file, report, write
from briefing.review.lint.rules import read_rules
from briefing.review.printed import Printing, printings
from briefing.review.rows import out_rows
from briefing.review.segment import Segment, segments
from briefing.review.status import as_html, as_json, as_text
from briefing.review.status import status as count_states
from briefing.review.waivers import as_record
from briefing.review.writers import WRITERS


def today(given: date | None) -> str:
    """The day of a review, ISO 8601: the one given, or the clock's."""
    return (given or datetime.now(tz=UTC).astimezone().date()).isoformat()


def opened(root: Path, tag: str) -> tuple[Project, dict[str, Printing], tuple[Segment, ...]]:
    """The project, what it prints in Chinese and in the language, and the segments of the language."""
    project = open_project(root)
    if tag not in project.catalogues or tag == SOURCE_TAG:
        known = ", ".join(t for t in project.catalogues if t != SOURCE_TAG)
        raise ProblemsFound([problem("review-choice", "", 0, what="language", name=tag, known=known)])
    printed = printings(project, (SOURCE_TAG, tag))
    return project, printed, segments(project, tag, printed[tag])


def run_status(root: Path, tag: str, json: bool, html: Path | None) -> None:
    """Print the status, or write it as a page."""
    _, _, listed = opened(root, tag)
    found = count_states(listed)
    if html is not None:
        write({html: as_html(found, f"Translation review: {tag}").encode()})
        print(html)
    elif json:
        show.as_json(as_json(found))
    else:
        print(as_text(found))


def chosen(listed: tuple[Segment, ...], pack: str, file: str, states: tuple[str, ...] = ()) -> tuple[Segment, ...]:
    """The segments of a pack, of a file, in certain states. Raises ``ProblemsFound`` for a name nothing has."""
    wanted = {"pack": pack, "file": file}
    known = {"pack": {p for s in listed for p in s.packs}, "file": {s.message.domain for s in listed}}
    wrong = [
        problem("review-choice", "", 0, what=what, name=name, known=", ".join(sorted(known[what])))
        for what, name in wanted.items()
        if name and name not in known[what]
    ]
    every = {s.value for s in State}
    told = ", ".join(sorted(every))
    wrong += [problem("review-choice", "", 0, what="state", name=s, known=told) for s in states if s not in every]
    if wrong:
        raise ProblemsFound(wrong)
    return tuple(
        s
        for s in listed
        if (not pack or pack in s.packs)
        and (not file or file == s.message.domain)
        and (not states or s.standing.state in states)
    )


def run_export(
    root: Path, form: str, out: Path | None, tag: str, pack: str, file: str, states: tuple[str, ...]
) -> None:
    """Write one file, or for PO one a domain."""
    if form not in WRITERS:
        raise ProblemsFound([problem("review-choice", "", 0, what="format", name=form, known=", ".join(WRITERS))])
    project, printed, listed = opened(root, tag)
    picked = sorted(chosen(listed, pack, file, states), key=lambda s: bool(pack) and s.message.domain != pack)
    rows = out_rows(picked, printed[SOURCE_TAG], printed[tag], project.base)
    tags = (project.languages[SOURCE_TAG].tag, project.languages[tag].tag)
    name = ".".join(part for part in (pack or "all", file, tag) if part)
    target = out or root / "out" / "review" / f"{name}.{form}"
    files = {target: WRITERS[form](rows, *tags)}
    domains = sorted({r.segment.message.domain for r in rows})
    if form == "po" and len(domains) > 1:  # one PO file cannot hold two equal messages
        files = {
            target.with_name(f"{target.stem}.{d}.po"): WRITERS[form](
                [r for r in rows if r.segment.message.domain == d], *tags
            )
            for d in domains
        }
    write(files)
    for path in files:
        print(path)
    print(f"{len(rows)} segments")


def run_import(
    root: Path, path: Path, by: str, on: date | None, given: str, tag: str, check_only: bool, json: bool
) -> None:
    """Take a file, write what is taken, keep what is refused. Exit status 1 where something was refused."""
    if given not in [s.value for s in GIVEN]:
        known = ", ".join(s.value for s in GIVEN)
        raise ProblemsFound([problem("review-choice", "", 0, what="state", name=given, known=known)])
    sheet = read_file(path)
    project, printed, listed = opened(root, tag)
    rules = read_rules(root / "i18n", tag, project.glossary, own=True)
    desk = ImportDecider(
        {s.id: s for s in listed}, printed[SOURCE_TAG], printed[tag], rules, path.name, by, today(on), State(given)
    )
    made = report(sheet, desk, root / "i18n", tag)
    kept = path.with_name(f"{path.stem}.refused.xlsx")
    if not check_only:
        write({**made.files, **({kept: made.refused} if made.refused else {})})
    if json:
        show.as_json([_record(o) for o in made.outcomes])
    else:
        _tell(made, kept if made.refused and not check_only else None)
    if made.refused:
        raise typer.Exit(1)


def _tell(made: Report, kept: Path | None) -> None:
    for outcome in made.outcomes:
        if outcome.verdict == "changed" and outcome.segment and outcome.after:
            before = outcome.segment.message
            print(f"changed  {outcome.segment.id}")
            if before.target != outcome.after.target:
                print(f"  was {before.target}\n  is  {outcome.after.target}")
            for author in outcome.row.tracked:
                print(f"  tracked change by {author}")
            for found in outcome.findings:
                print(f"  {found.severity}: {found.message} [{found.code}]")
    refused = [reason for o in made.outcomes for reason in o.reasons]
    show.problems(refused) if refused else None
    counts = Counter(o.verdict for o in made.outcomes)
    print(", ".join(f"{counts[v]} {v}" for v in ("changed", "unchanged", "refused")))
    if kept:
        print(f"refused rows: {kept}")


def _record(outcome: RowOutcome) -> dict[str, object]:
    segment, after = outcome.segment, outcome.after
    return {
        "place": outcome.row.place,
        "id": outcome.row.id,
        "verdict": outcome.verdict,
        "zh": segment.message.source if segment else outcome.row.source,
        "before": segment.message.target if segment else "",
        "after": after.target if after else "",
        "tracked": list(outcome.row.tracked),
        "reasons": [{"code": r.code, "message": r.message, "mend": r.mend} for r in outcome.reasons],
        "findings": [as_record(f) for f in outcome.findings],
    }


def run_mark(
    root: Path, state: str, by: str, on: date | None, ids: tuple[str, ...], pack: str, file: str, tag: str, note: str
) -> None:
    """Give a state to segments; without ids to all of them that have a translation, are not fuzzy and not further already."""
    if state not in [s.value for s in GIVEN]:
        known = ", ".join(s.value for s in GIVEN)
        raise ProblemsFound([problem("review-choice", "", 0, what="state", name=state, known=known)])
    _, _, listed = opened(root, tag)
    wanted = chosen(listed, pack, file)
    unknown = set(ids) - {s.id for s in wanted}
    if unknown:
        raise ProblemsFound([problem("import-source-changed", "", 0, id=i) for i in sorted(unknown)])
    order = list(State)
    picked = [
        s
        for s in wanted
        if (
            s.id in ids
            if ids
            else s.standing.state not in (State.UNTRANSLATED, State.FUZZY)
            and order.index(s.standing.state) < order.index(State(state))
        )
    ]
    by_domain: dict[str, list[Segment]] = {}
    for segment in picked:
        by_domain.setdefault(segment.message.domain, []).append(segment)
    folder = root / "i18n"
    day = today(on)
    files = {
        folder / tag / f"{d}.po": amended(
            folder / tag / f"{d}.po",
            d,
            tag,
            [marked(s.message, State(state), by, day, s.words, note or None) for s in group],
        )
        for d, group in by_domain.items()
    }
    write(files)
    print(f"{len(picked)} segments are {state} by {by}")


def run_proof(root: Path, packs: tuple[str, ...], out: Path | None, tag: str, formats: tuple[str, ...]) -> None:
    """Write the proof copies of packs."""
    from briefing.review.proof_copy import proof_copy  # noqa: PLC0415 - loads the PDF engine

    unknown = [f for f in formats if f not in ("docx", "pdf")]
    if unknown:
        raise ProblemsFound(
            [problem("review-choice", "", 0, what="format", name=f, known="docx, pdf") for f in unknown]
        )
    project = open_project(root)
    folder = out or root / "out" / "review"
    for pack in project.content.packs:
        if packs and pack.id not in packs:
            continue
        made = proof_copy(project, pack, tag, formats or ("docx", "pdf"))
        files = {folder / f"{pack.id}.{SOURCE_TAG}-{tag}.{form}": data for form, data in made.items()}
        write(files)
        for path in files:
            print(path)
    for name in packs:
        project.pack(name)
