"""Press releases: read, decided on figure by figure, recorded as one change."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from briefing.files.reading import read_bytes
from briefing.problems import Problem, ProblemsFound, problem
from briefing.releases.archive import Counts, Kept, counts, files_of, files_read, ids, kept_release, misplaced
from briefing.releases.deciding import decision_problems
from briefing.releases.decisions import Decisions, SourceForm, by_figure, sound_decisions
from briefing.releases.desk import Desk, SaidAbsence, Unprinted, absences, at_desk, read_new, unprinted
from briefing.releases.opening import open_release
from briefing.releases.recording import recording_of
from briefing.releases.sheet import release_sheet
from briefing.releases.sheet_back import decisions_of
from briefing.workspace.figures import FigurePlan, documents_now, documents_of, plan_of, sentences_changed
from briefing.workspace.folder import Plan, ProjectFolder
from briefing.workspace.release_page import ReleasePage, decision_version
from briefing.workspace.release_page import page as page_of

__all__ = ["Counts", "Desk", "SaidAbsence", "Unprinted"]  # the rest is public as it stands here

#: A file of decisions, or a workbook, may be at most this large.
MAX_BYTES = 20_000_000

#: How an archive (xlsx, ods) and an old workbook (xls) begin.
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePlan(FigurePlan):
    """What recording a release would do: besides what moves, the sentences it changes, the sentences that go on
    saying that something is missing near a figure of the release, the figures that no template prints, and the
    coverage."""

    source: str
    counts: Counts
    absences: tuple[SaidAbsence, ...] = ()
    unprinted: tuple[Unprinted, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release in the archive or in the content, with its coverage."""

    id: str
    title: str
    day: str
    recorded: bool
    counts: Counts


def read_release(ws: ProjectFolder, /, file: Path, **source: object) -> Desk:
    """Return every figure of a press release (TXT, DOCX, HTML, PDF) and what each may be; nothing is written. The keywords
    are what is known of it (``date``, ``issuer``, ``title``, ``kind``, ``url`` …); the rest is guessed."""
    return read_new(ws.project(), open_release(file), _form(source), ws.today)


def _form(source: Mapping[str, Any]) -> SourceForm:
    try:
        return SourceForm.model_validate({key: value for key, value in source.items() if value})
    except ValidationError as error:
        raise ProblemsFound(
            problem("release-decision", figure=".".join(map(str, e["loc"])), reason=e["msg"]) for e in error.errors()
        ) from error


def keep_release(ws: ProjectFolder, desk: Desk) -> Plan:
    """Return what keeping a release that was read would write: its text, what it is, and what is decided so far."""
    return Plan(contents=files_of(desk.kept), read=files_read(ws.root, desk.kept))


def release(ws: ProjectFolder, name: str) -> Desk:
    """Return a kept release beside what the project holds now: read once, and again when the project, or what is said of the
    release, is another."""
    kept = kept_release(ws.root, name)
    project = ws.project()
    said = json.dumps(kept.decisions.source.model_dump(mode="json"), sort_keys=True)
    inputs = (project, ws.today, kept.opened.sha256, kept.opened.lines, said)
    desk = ws.recall("release", name, inputs, lambda: at_desk(project, kept, ws.today))
    return replace(desk, kept=kept)


def decision_problems_of(ws: ProjectFolder, name: str) -> tuple[Problem, ...]:
    """Return what keeps the decisions made so far from being recorded, in the order of the figures."""
    desk = release(ws, name)
    told = decision_problems(ws.project(), desk.kept, desk.release, desk.proposals)
    return tuple(p for proposed in desk.proposals for p in told.get(proposed.figure.id, ()))


def decide_release(
    ws: ProjectFolder,
    name: str,
    decisions: Mapping[str, Any] | Decisions,
    seen: Mapping[str, str] | None = None,
    taken_back: Sequence[str] = (),
    amiss: Sequence[Problem] = (),
) -> Plan:
    """Return what writing down decisions would change: each replaces the one there was for its figure. Raises ``ProblemsFound``
    for a decision that is not whole (``amiss``: those of a file), or of a figure that the text does not have, and then with
    whatever keeps the others from being recorded, so that all is reported at once; with ``seen`` (by figure, the version of the
    decision that the person saw) also where another has been made meanwhile."""
    desk = release(ws, name)
    _unmoved(desk, seen or {})
    if not isinstance(decisions, Decisions):
        data = json.dumps(decisions, ensure_ascii=False, default=str).encode("utf-8")
        decisions, amiss = sound_decisions(data, desk.kept.id)
    figures, problems = by_figure(decisions, desk.proposals)
    problems = (*amiss, *problems, *misplaced(desk.kept, decisions.source))
    if problems:
        kept = Kept(desk.kept.id, desk.kept.opened, Decisions(figures=dict(figures)))
        against = decision_problems(ws.project(), kept, desk.release, desk.proposals)
        raise ProblemsFound((*problems, *(p for told in against.values() for p in told)))
    kept = _without(desk.kept, taken_back).decided(decisions.model_copy(update={"figures": dict(figures)}))
    if decisions.source.model_fields_set:  # a day to come, say, would shut the release for good
        at_desk(ws.project(), kept, ws.today)
    return Plan(contents=files_of(kept), read=files_read(ws.root, kept))


def _unmoved(desk: Desk, seen: Mapping[str, str]) -> None:
    """Raise ``ProblemsFound`` where a figure has another decision than the one that was seen."""
    decided, _ = by_figure(desk.kept.decisions, desk.proposals)
    moved = [name for name, version in seen.items() if decision_version(decided.get(name)) != version]
    if moved:
        raise ProblemsFound(
            problem("release-decided", figure=name, now=decided[name].action if name in decided else "open")
            for name in moved
        )


def undecide_release(ws: ProjectFolder, name: str, *figures: str, seen: Mapping[str, str] | None = None) -> Plan:
    """Return what taking decisions back would change; ``seen`` as for ``decide_release``."""
    desk = release(ws, name)
    _unmoved(desk, seen or {})
    kept = _without(desk.kept, figures)
    return Plan(contents=files_of(kept), read=files_read(ws.root, kept))


def _without(kept: Kept, figures: Sequence[str]) -> Kept:
    """A release without the decisions on some figures."""
    left = {key: value for key, value in kept.decisions.figures.items() if key not in figures}
    return Kept(kept.id, kept.opened, kept.decisions.model_copy(update={"figures": left}))


def release_page(ws: ProjectFolder, name: str) -> ReleasePage:
    """Return a release of the archive as a page shows it: its text with every figure in its place, what each may be, what
    is decided, and what keeps a decision from being carried out."""
    return page_of(ws, release(ws, name))


def decide_release_from(ws: ProjectFolder, name: str, path: Path) -> Plan:
    """Return what taking in a file of decisions (YAML, JSON), or the workbook of a release that came back, would change."""
    data = read_bytes(path, "release-unreadable", MAX_BYTES)
    desk = release(ws, name)
    if data.startswith(_WORKBOOKS) or path.suffix.lower() in (".xlsx", ".xlsm"):
        back = decisions_of(data, path.name, desk)
        return decide_release(ws, name, back.decisions, taken_back=back.taken_back)
    decisions, amiss = sound_decisions(data, path.name)
    return decide_release(ws, name, decisions, amiss=amiss)


def sheet(ws: ProjectFolder, name: str) -> bytes:
    """Return the workbook (XLSX) of a release: a row for every figure, to be decided on."""
    return release_sheet(ws.project(), release(ws, name))


def record_release(ws: ProjectFolder, name: str) -> ReleasePlan:
    """Return what recording a release would do, all accepted figures as one change: what moves in every language, claims
    that turn, sentences that change, sentences that say something is missing, figures that nothing prints."""
    project, desk = ws.project(), release(ws, name)
    made = recording_of(project, desk.kept, desk.release, desk.proposals)
    then = replace(made.after, root=ws.root)  # it was tried in a folder that is gone
    after = documents_of(then, ws.today)
    plan = plan_of(made)
    return ReleasePlan(
        contents=plan.contents, read=plan.read, actions=plan.actions, figures=plan.figures, claims=plan.claims,
        questions=plan.questions, warnings=plan.warnings, source=desk.kept.id, counts=counts(desk.kept, desk.proposals),
        sentences=tuple(sentences_changed(documents_now(ws, project), after)), absences=absences(then, desk, after),
        unprinted=unprinted(then, tuple(p.fact for p in made.proposals), after),
    )  # fmt: skip


def releases(ws: ProjectFolder) -> tuple[ReleaseRow, ...]:
    """Return every release that was read, with its coverage: how many figures were found, accepted, new, ignored, are
    open."""
    rows = [
        ReleaseRow(s.id, s.title, s.date, True, Counts(int(s.reading.found), int(s.reading.accepted), int(s.reading.new),
                                                      len(s.reading.ignored), 0))
        for s in ws.project().content.sources
        if s.reading is not None
    ]  # fmt: skip
    recorded = {row.id for row in rows}
    for name in ids(ws.root):
        if name not in recorded:
            desk = release(ws, name)
            day = desk.release.day.isoformat() if desk.release.day else ""
            rows.append(ReleaseRow(name, desk.release.guess.title, day, False, counts(desk.kept, desk.proposals)))
    return tuple(rows)
