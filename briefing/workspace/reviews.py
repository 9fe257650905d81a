"""Reviewing translations: segments, files for reviewers and back, states, findings of the checks and waivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import read_glossary
from briefing.catalogue.messages import GIVEN, State, digest, marked
from briefing.catalogue.updating import amended
from briefing.files.reading import read_bytes
from briefing.memory import stamp
from briefing.problems import Problem, ProblemsFound, Severity, has_errors, problem
from briefing.project.opening import Project
from briefing.review.accept import ImportDecider, RowOutcome
from briefing.review.exchange import read_tmx, write_tmx
from briefing.review.formats import SUFFIXES, WRITERS
from briefing.review.importing import read_file, report
from briefing.review.lint.checks import check_pair, read_pairs
from briefing.review.lint.checks import lint as check_pairs
from briefing.review.lint.rules import (
    Finding,
    LintRules,
    Pair,
    Waiver,
    Weighed,
    read_rules,
    read_waivers,
    waivers_file,
    weigh,
    written,
)
from briefing.review.lint.writing import check_printed
from briefing.review.memory import FILE as HISTORY
from briefing.review.memory import Change, Memory, Proposal, appended, make_memory, read_history, read_memory
from briefing.review.printed import Printing, printings
from briefing.review.rows import InRow, ReviewSheet, is_plain, out_rows, text_of
from briefing.review.segment import Segment, Status, segments
from briefing.review.segment import status as count_states
from briefing.review.sentences import SentenceCheck, SentenceRules, sentence_rules
from briefing.workspace.data import HIDDEN, named
from briefing.workspace.plan import Plan

if TYPE_CHECKING:
    from briefing.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment as a reviewer sees it. ``version`` is its id with a hash of what stands there now: given back to
    ``accept``, it tells whether the segment has changed since. ``source`` and ``target`` are messages with
    ``%(name)s`` for figures and names; ``printed_source`` and ``printed`` have today's filled in. ``lapsed`` says
    what undid an earlier review, ``previous`` is the source that a fuzzy translation belongs to; ``figures`` has one
    line for each figure: text, period, source, fact."""

    id: str
    version: str
    file: str
    context: str
    source: str
    target: str
    printed_source: str
    printed: str
    figures: tuple[str, ...]
    state: str
    by: str
    when: str
    lapsed: str
    previous: str
    note: str
    packs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row was refused, and how to mend it."""

    code: str
    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """What a check found in a pair of texts; ``row`` is its number in a file, or the id of a segment."""

    row: int | str
    code: str
    severity: Severity
    message: str
    source: str = field(metadata=named("zh"))
    target: str = field(metadata=named("en"))
    mend: str


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What becomes of a row that came back: ``changed``, ``unchanged`` or ``refused`` with the reasons; ``findings``
    are what the checks say of a text that is taken; ``tracked`` who changed it with tracked changes; ``comment`` the
    note that is added. ``older``: nobody touched the row, and the translation has been changed since it was exported.
    ``exported`` is the text a conflicting row was exported with, where the history has it."""

    place: str
    id: str
    verdict: str
    source: str = field(metadata=named("zh"))
    before: str
    after: str
    tracked: tuple[str, ...]
    reasons: tuple[Reason, ...]
    findings: tuple[FindingRow, ...]
    comment: str = ""
    older: bool = False
    exported: str = ""
    segment: str = field(default="", repr=False, compare=False, metadata=HIDDEN)
    problems: tuple[Problem, ...] = field(default=(), repr=False, compare=False, metadata=HIDDEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPlan(Plan):
    """What taking rows back would do, row by row; ``told`` is what concerns the file as a whole (remarks beside the
    table, rows that were deleted); ``refused`` is a workbook of the refused rows to mend and import again (empty
    without any)."""

    outcomes: tuple[ImportedRow, ...] = ()
    told: tuple[Problem, ...] = ()
    refused: bytes = field(default=b"", repr=False, compare=False, metadata=HIDDEN)

    def count(self, verdict: str) -> int:
        """How many rows had a verdict."""
        return sum(o.verdict == verdict for o in self.outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkPlan(Plan):
    """The segments that would be given a state."""

    state: str
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryPlan(Plan):
    """A translation memory that would be kept, and how many of its sentences are in both languages."""

    sentences: int


@dataclass(frozen=True, slots=True)
class LapsedRow:
    """A segment whose review has lapsed, and because of what."""

    id: str
    because: str
    by: str
    when: str
    source: str = field(metadata=named("zh"))
    target: str = field(metadata=named("en"))


@dataclass(frozen=True, slots=True)
class FuzzyRow:
    """A segment whose source has changed under its translation."""

    id: str
    source: str = field(metadata=named("zh"))
    previous: str
    target: str = field(metadata=named("en"))


@dataclass(frozen=True, slots=True)
class ReviewStatus:
    """How far review has come: counts of states (and ``total``) by pack, by file and by reviewer; segments whose
    review lapsed or whose source changed."""

    packs: Mapping[str, Mapping[str, int]]
    files: Mapping[str, Mapping[str, int]]
    reviewers: Mapping[str, Mapping[str, int]]
    lapsed: tuple[LapsedRow, ...]
    fuzzy: tuple[FuzzyRow, ...]
    counted: Status = field(repr=False, compare=False, metadata=HIDDEN)


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings that stand, how many are waived, and what is wrong with waivers (lapsed, or without a finding)."""

    findings: tuple[FindingRow, ...]
    waived: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ReviewFiles:
    """Files for a reviewer by the name proposed for each, and how many segments they hold."""

    files: Mapping[str, bytes] = field(repr=False, compare=False, metadata=HIDDEN)
    segments: int = 0


@dataclass(frozen=True, slots=True)
class Translation:
    """A text given for a segment: ``version`` as ``SegmentRow`` gave it; an empty ``status`` leaves the state to the
    rules; ``comment`` ``None`` keeps the note."""

    version: str
    text: str
    status: str = ""
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A project with what it prints and the segments of one language."""

    project: Project
    printed: Mapping[str, Printing]
    listed: tuple[Segment, ...]


def opened(ws: Workspace, tag: str) -> Opened:
    """The project, what it prints in the source language and in ``tag``, and the segments of ``tag``."""
    project = ws.project()
    if tag not in project.catalogues or tag == SOURCE_TAG:
        known = ", ".join(t for t in project.catalogues if t != SOURCE_TAG)
        raise ProblemsFound([problem("review-choice", "", 0, what="language", name=tag, known=known)])
    printed = {t: _printing(ws, project, t) for t in (SOURCE_TAG, tag)}
    listed = ws.recall("segments", tag, (printed[tag],), lambda: segments(project, tag, printed[tag]))
    return Opened(project, printed, listed)


def _printing(ws: Workspace, project: Project, tag: str) -> Printing:
    inputs = (
        project.content,
        project.base,
        project.glossary,
        project.labels,
        project.languages[tag],
        project.catalogues[tag],
        ws.stamp("templates"),
    )
    return ws.recall("printing", tag, inputs, lambda: printings(project, (tag,))[tag])


def segment_rows(ws: Workspace, tag: str, pack: str, file: str, states: tuple[str, ...]) -> tuple[SegmentRow, ...]:
    """The segments of a language in the order of its files; only those of a pack, a file, or in certain states where
    these are named."""
    there = opened(ws, tag)
    every = ws.recall("segment rows", tag, (there.listed, there.printed[SOURCE_TAG]), lambda: _rows(there, tag))
    return tuple(every[s.id] for s in chosen(there.listed, pack, file, states))


def _rows(there: Opened, tag: str) -> dict[str, SegmentRow]:
    rows = out_rows(there.listed, there.printed[SOURCE_TAG], there.printed[tag], there.project.base)
    return {
        row.segment.id: _row(row.segment, text_of(row.shown_source), text_of(row.shown), row.figures) for row in rows
    }


def _row(s: Segment, printed_source: str, printed: str, figures: tuple[str, ...]) -> SegmentRow:
    m, standing = s.message, s.standing
    return SegmentRow(
        s.id,
        s.row_id,
        m.domain,
        m.context,
        m.source,
        m.target,
        printed_source,
        printed,
        figures,
        standing.state.value,
        standing.by,
        standing.when,
        standing.lapsed,
        m.previous,
        s.note,
        s.packs,
    )


def chosen(listed: tuple[Segment, ...], pack: str, file: str, states: tuple[str, ...] = ()) -> tuple[Segment, ...]:
    """The segments of a pack, of a file, in certain states. Raises ``ProblemsFound`` for a name nothing has."""
    wanted = {"pack": pack, "file": file}
    known = {"pack": {p for s in listed for p in s.packs}, "file": {s.message.domain for s in listed}}
    wrong = [
        problem("review-choice", "", 0, what=what, name=name, known=", ".join(sorted(known[what])))
        for what, name in wanted.items()
        if name and name not in known[what]
    ]
    wrong += [_unknown("state", s, [state.value for state in State]) for s in states if s not in list(State)]
    if wrong:
        raise ProblemsFound(wrong)
    return tuple(
        s
        for s in listed
        if (not pack or pack in s.packs)
        and (not file or file == s.message.domain)
        and (not states or s.standing.state in states)
    )


def _unknown(what: str, name: str, known: Iterable[str]) -> Problem:
    return problem("review-choice", "", 0, what=what, name=name, known=", ".join(known))


def _given(state: str) -> State:
    if state not in GIVEN:
        raise ProblemsFound([_unknown("state", state, [s.value for s in GIVEN])])
    return State(state)


def status(ws: Workspace, tag: str) -> ReviewStatus:
    """How far the review of a language has come."""
    found = count_states(opened(ws, tag).listed)

    def counts(table: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
        return {
            key: {s.value: c.get(s.value, 0) for s in State} | {"total": sum(c.values())} for key, c in table.items()
        }

    return ReviewStatus(
        counts(found.packs),
        counts(found.files),
        counts(found.reviewers),
        tuple(
            LapsedRow(s.id, s.standing.lapsed, s.standing.by, s.standing.when, s.message.source, s.message.target)
            for s in found.lapsed
        ),
        tuple(FuzzyRow(s.id, s.message.source, s.message.previous, s.message.target) for s in found.fuzzy),
        found,
    )


def export(ws: Workspace, form: str, tag: str, pack: str, file: str, states: tuple[str, ...]) -> ReviewFiles:
    """A file for a reviewer (docx, xlsx, xliff or po); for PO one for each file of segments, since one cannot hold
    two equal messages."""
    if form not in WRITERS:
        raise ProblemsFound([_unknown("format", form, WRITERS)])
    there = opened(ws, tag)
    picked = sorted(chosen(there.listed, pack, file, states), key=lambda s: bool(pack) and s.message.domain != pack)
    rows = out_rows(picked, there.printed[SOURCE_TAG], there.printed[tag], there.project.base, memory(ws, tag))
    tags = (there.project.languages[SOURCE_TAG].tag, there.project.languages[tag].tag)
    stem = ".".join(part for part in (pack or "all", file, tag) if part)
    domains = sorted({r.segment.message.domain for r in rows})
    if form != "po" or len(domains) < 2:
        return ReviewFiles({f"{stem}.{SUFFIXES.get(form, form)}": WRITERS[form](rows, *tags)}, len(rows))
    split = {d: [r for r in rows if r.segment.message.domain == d] for d in domains}
    return ReviewFiles({f"{stem}.{d}.{form}": WRITERS[form](part, *tags) for d, part in split.items()}, len(rows))


def import_review(ws: Workspace, path: Path, by: str, day: date, given: str, tag: str) -> ReviewPlan:
    """What taking a review file back would do. ``given`` is the state of changed rows where the file tells none."""
    state = _given(given)
    return _decided(ws, read_file(path), path.name, by, day, state, tag)


def accept(ws: Workspace, texts: Sequence[Translation], by: str, day: date, given: str, tag: str) -> ReviewPlan:
    """What taking these texts would do, by the same rules as a file that comes back."""
    state = _given(given)
    notes = {s.id: s.note for s in opened(ws, tag).listed}
    rows = tuple(
        InRow(
            f"{number}",
            t.version,
            "",
            t.text,
            t.status,
            notes.get(_stem(t.version), "") if t.comment is None else t.comment,
        )
        for number, t in enumerate(texts, 1)
    )
    return _decided(
        ws, ReviewSheet(rows, columns=frozenset({"id", "en", "status", "comment"})), "accept", by, day, state, tag
    )


def _stem(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _decided(ws: Workspace, sheet: ReviewSheet, name: str, by: str, day: date, given: State, tag: str) -> ReviewPlan:
    before = _read(ws, tag)
    there = opened(ws, tag)
    desk = ImportDecider(
        {s.id: s for s in there.listed},
        there.printed[SOURCE_TAG],
        there.printed[tag],
        _rules(ws, there, tag),
        name,
        by,
        day.isoformat(),
        given,
        read_history(ws.root / "i18n", tag),
        _sentences(ws, there.project).check(tag),
    )
    made = report(sheet, desk, ws.root / "i18n", tag)
    contents = {path.relative_to(ws.root).as_posix(): data for path, data in made.files.items()}
    read = {path: before.get(path) for path in contents}
    outcomes = tuple(map(_outcome, made.outcomes))
    return ReviewPlan(contents=contents, read=read, outcomes=outcomes, told=sheet.told, refused=made.refused)


def _read(ws: Workspace, tag: str) -> dict[str, bytes]:
    """The files of a language that a review changes, as they are now."""
    return {**ws.bytes_below(f"i18n/{tag}/*.po"), **ws.bytes_below(f"i18n/{tag}/{HISTORY}")}


def _rules(ws: Workspace, there: Opened, tag: str) -> LintRules:
    inputs = (there.project.glossary, stamp(ws.root / "i18n" / tag / "review.yaml"))
    return ws.recall(
        "lint rules", tag, inputs, lambda: read_rules(ws.root / "i18n", tag, there.project.glossary, own=True)
    )


def _sentences(ws: Workspace, project: Project) -> SentenceRules:
    inputs = (project, ws.stamp("templates"))
    return ws.recall("sentence rules", "", inputs, lambda: sentence_rules(project))


def _outcome(outcome: RowOutcome) -> ImportedRow:
    segment, after, row = outcome.segment, outcome.after, outcome.row
    return ImportedRow(
        row.place,
        row.id,
        outcome.verdict,
        segment.message.source if segment else row.source,
        segment.message.target if segment else "",
        after.target if after else "",
        row.tracked,
        tuple(Reason(r.code, r.message, r.mend) for r in outcome.reasons),
        tuple(map(_finding, outcome.findings)),
        row.comment if after and segment and row.comment not in segment.note else "",
        outcome.older,
        outcome.exported,
        segment.id if segment else "",
        outcome.reasons,
    )


def _finding(found: Finding) -> FindingRow:
    row = int(found.row) if found.row.isdigit() else found.row
    return FindingRow(row, found.code, found.severity, found.message, found.source, found.target, found.mend)


def mark(
    ws: Workspace, state: str, by: str, day: date, ids: tuple[str, ...], pack: str, file: str, tag: str, note: str
) -> MarkPlan:
    """What giving a state would do: to the segments named, or without ids to all (of a pack, of a file) that have a
    translation, are not fuzzy and not further already."""
    wanted = _given(state)
    before = _read(ws, tag)
    listed = chosen(opened(ws, tag).listed, pack, file)
    if unknown := set(ids) - {s.id for s in listed}:
        raise ProblemsFound([problem("import-source-changed", "", 0, id=i) for i in sorted(unknown)])
    order = list(State)
    behind = set(order[: order.index(wanted)]) - {State.UNTRANSLATED, State.FUZZY}
    picked = [s for s in listed if (s.id in ids if ids else s.standing.state in behind)]
    by_domain: dict[str, list[Segment]] = {}
    for segment in picked:
        by_domain.setdefault(segment.message.domain, []).append(segment)
    contents = {
        f"i18n/{tag}/{d}.po": amended(
            ws.root / "i18n" / tag / f"{d}.po",
            d,
            tag,
            [marked(s.message, wanted, by, day.isoformat(), s.words, note or None) for s in group],
        )
        for d, group in by_domain.items()
    }
    if picked:
        path = f"i18n/{tag}/{HISTORY}"
        given = [(s.id, s.message) for s in picked]
        changes = [Change(i, day.isoformat(), by, wanted.value, m.source, m.target, m.target, "mark") for i, m in given]
        contents[path] = appended(before.get(path, b""), changes)
    read = {path: before.get(path) for path in contents}
    return MarkPlan(contents=contents, read=read, state=wanted.value, segments=tuple(s.id for s in picked))


def lint(ws: Workspace, tag: str, path: Path | None, house: bool) -> Findings:
    """What the checks find in a file (PO, XLIFF, XLSX, TSV, CSV), or in the project's own translations without what
    is waived. ``house`` also holds a foreign file to the whole house style."""
    if path is None:
        weighed = _own_findings(ws, tag)
    else:
        glossary, unread = read_glossary(ws.root / "i18n" / "glossary.yaml")
        if has_errors(unread):
            raise ProblemsFound(unread)
        folder = ws.root / "i18n"
        inside = folder in path.resolve().parents
        weighed = Weighed(check_pairs(read_pairs(path), read_rules(folder, tag, glossary, own=house or inside)), (), ())
    return Findings(tuple(map(_finding, weighed.standing)), len(weighed.waived), weighed.problems)


def _own_findings(ws: Workspace, tag: str) -> Weighed:
    there = opened(ws, tag)
    folder = ws.root / "i18n"
    rules, sentences = _rules(ws, there, tag), _sentences(ws, there.project).check(tag)
    inputs = (there.listed, rules, there.project.base, stamp(folder))

    def find() -> Weighed:
        found = [*check_pairs([_pair(s) for s in there.listed], rules)]
        known = {(f.row, f.code) for f in found}
        printed = (f for s in there.listed for f in _as_printed(s, there.printed[tag], rules))
        found += [f for f in printed if (f.row, f.code) not in known]
        found += [f for s in there.listed for f in _of_sentence(s, s.message.target, sentences)]
        texts = {s.id: (s.message.source, s.message.target) for s in there.listed}
        return weigh(found, read_waivers(waivers_file(folder, tag)), texts)

    return ws.recall("findings", tag, inputs, find)


def _of_sentence(segment: Segment, text: str, check: SentenceCheck) -> Iterator[Finding]:
    """What ``verify`` would find in a translation."""
    m = segment.message
    for code, told in check(m, text) if text else ():
        made = problem(code, "", 0, **told)
        yield Finding(segment.id, code, made.severity, made.message, m.source, text, made.mend)


def check_text(ws: Workspace, version: str, text: str, tag: str) -> tuple[FindingRow, ...]:
    """What the checks find in a text for a segment, without writing anything: those of lint and those of ``verify``."""
    there = opened(ws, tag)
    segment = next((s for s in there.listed if s.id == _stem(version)), None)
    if segment is None:
        raise ProblemsFound([problem("import-source-changed", "", 0, id=version)])
    pair = Pair(segment.id, segment.message.source, text, segment.message.context, segment.message.domain, True)
    sentences = _sentences(ws, there.project).check(tag)
    found = [*check_pair(pair, _rules(ws, there, tag)), *_of_sentence(segment, text, sentences)]
    return tuple(map(_finding, found))


def unfit(ws: Workspace) -> tuple[Problem, ...]:
    """Why the translations under review must not be released: the errors of lint that nobody has waived."""
    project = ws.project()
    tags = [tag for tag in project.languages if tag != SOURCE_TAG and project.catalogues[tag].under_review]
    return tuple(
        problem("translation-unfit", f"i18n/{tag}", 0, id=f.row, reason=f.message)
        for tag in tags
        for f in _own_findings(ws, tag).standing
        if f.severity is Severity.ERROR
    )


def memory(ws: Workspace, tag: str) -> Memory:
    """Everything that has been translated into a language: its catalogues, its history, and the memories brought in."""
    project, folder = ws.project(), ws.root / "i18n"
    inputs = (project.catalogues[tag], stamp(folder / tag))

    def make() -> Memory:
        tags = (project.languages[SOURCE_TAG].tag, project.languages[tag].tag)
        return make_memory(project.catalogues[tag], read_history(folder, tag), read_memory(folder, tag, *tags))

    return ws.recall("translation memory", tag, inputs, make)


def proposals(ws: Workspace, segment: str, tag: str) -> tuple[Proposal, ...]:
    """Earlier sentences like that of a segment, with their translations, the most alike first."""
    found = next((s for s in opened(ws, tag).listed if s.id == _stem(segment)), None)
    if found is None:
        raise ProblemsFound([problem("import-source-changed", "", 0, id=segment)])
    return memory(ws, tag).proposals(found.message.source, found.id)


def history(ws: Workspace, segment: str, tag: str) -> tuple[Change, ...]:
    """Every change of a segment, oldest first; of all segments where none is named."""
    opened(ws, tag)
    return tuple(c for c in read_history(ws.root / "i18n", tag) if not segment or c.id == _stem(segment))


def export_memory(ws: Workspace, tag: str) -> tuple[bytes, int]:
    """The translation memory of a language as TMX 1.4b, and how many sentences it has."""
    project = opened(ws, tag).project
    tags = (project.languages[SOURCE_TAG].tag, project.languages[tag].tag)
    entries = memory(ws, tag).entries
    return write_tmx(entries, *tags), len(entries)


def import_memory(ws: Workspace, path: Path, tag: str) -> MemoryPlan:
    """What keeping a TMX file for a language would write. Its sentences are proposed, never printed."""
    project = opened(ws, tag).project
    tags = (project.languages[SOURCE_TAG].tag, project.languages[tag].tag)
    data = read_bytes(path, "import-unreadable")
    entries, problems = read_tmx(data, path.name, *tags)
    if problems or not entries:
        told = problem("memory-empty", path.name, 0, source=tags[0], target=tags[1])
        raise ProblemsFound(problems or (told,))
    name = f"i18n/{tag}/memory/{path.stem}.tmx"
    before = ws.bytes_below(name)
    return MemoryPlan(contents={name: data}, read={name: before.get(name)}, sentences=len(entries))


def _pair(segment: Segment) -> Pair:
    m = segment.message
    return Pair(segment.id, m.source, m.target, m.context, m.domain, True)


def _as_printed(segment: Segment, printing: Printing, rules: LintRules) -> tuple[Finding, ...]:
    """What shows only when the figures are filled in: a word or a space twice."""
    m = segment.message
    if is_plain(m.domain) or "%(" not in m.target:
        return ()
    shown = dict.fromkeys(text_of(p) for p in printing.occurrences(m.context, m.source, m.target))
    return tuple(
        f for text in shown for f in check_printed(Pair(segment.id, m.source, text, m.context, m.domain), rules)
    )


def waive(ws: Workspace, segment: str, code: str, reason: str, by: str, day: date, tag: str) -> Plan:
    """What waiving a finding that stands would record. The waiver lapses when the segment changes."""
    path = waivers_file(ws.root / "i18n", tag)
    name = path.relative_to(ws.root).as_posix()
    before = ws.bytes_below(name)
    if not any((f.row, f.code) == (segment, code) for f in _own_findings(ws, tag).standing):
        raise ProblemsFound([problem("waiver-nothing", "", 0, waived=code, id=segment)])
    message = next(s.message for s in opened(ws, tag).listed if s.id == segment)
    others = [w for w in read_waivers(path) if (w.id, w.code) != (segment, code)]
    new = Waiver(
        id=segment, code=code, reason=reason, by=by, when=day.isoformat(), text=digest(message.source, message.target)
    )
    return Plan(contents={name: written([*others, new])}, read={name: before.get(name)})


def proof_copies(ws: Workspace, packs: tuple[str, ...], tag: str, formats: tuple[str, ...]) -> dict[str, bytes]:
    """A copy of each pack to read on paper, both languages side by side, by file name."""
    from briefing.review.proof_copy import proof_copy  # noqa: PLC0415 - loads the PDF engine

    known = ("docx", "pdf")
    if unknown := [f for f in formats if f not in known]:
        raise ProblemsFound([_unknown("format", f, known) for f in unknown])
    project = ws.project()
    wanted = [project.pack(name) for name in packs] or project.content.packs
    made = {
        pack.document(version): proof_copy(project, pack, version.id, tag, formats or known)
        for pack in wanted
        for version in pack.every_version()
        if tag in pack.languages_of(version)
    }
    return {f"{pack}.{SOURCE_TAG}-{tag}.{form}": data for pack, files in made.items() for form, data in files.items()}
