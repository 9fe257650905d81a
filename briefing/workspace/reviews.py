"""Reviews: files for reviewers and back, texts accepted one by one, states given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.messages import GIVEN, Message, State, is_open, marked, noted, settled, thread
from briefing.problems import Problem, ProblemsFound, problem
from briefing.render.office import deterministic_zip
from briefing.review.accept import ImportDecider, RowOutcome
from briefing.review.formats import SUFFIXES, WRITERS
from briefing.review.importing import files_with, read_file, report
from briefing.review.lint import Finding
from briefing.review.rows import InRow, ReviewSheet, out_rows
from briefing.review.segment import HISTORY, Change, Segment
from briefing.workspace import translation_memory
from briefing.workspace.folder import HIDDEN, Plan, ProjectFolder, named, signed_name
from briefing.workspace.review_checks import lint_rules, sentence_checks
from briefing.workspace.segments import chosen, opened, review_tags, unknown_choice


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row was refused, and how to mend it."""

    code: str
    message: str
    mend: str
    details: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False, metadata=HIDDEN)


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
    findings: tuple[Finding, ...]
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
        """Return how many rows had a verdict."""
        return sum(o.verdict == verdict for o in self.outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkPlan(Plan):
    """The segments that would be given a state."""

    state: str
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewFiles:
    """Files for a reviewer by the name proposed for each, and how many segments they hold."""

    files: Mapping[str, bytes] = field(repr=False, compare=False, metadata=HIDDEN)
    segments: int = 0


@dataclass(frozen=True, slots=True)
class Translation:
    """A text given for a segment: ``version`` as ``SegmentRow`` gave it; an empty ``status`` leaves the state to the
    rules; ``comment`` is a further note."""

    version: str
    text: str
    status: str = ""
    comment: str | None = None


def _given(state: str) -> State:
    if state not in GIVEN:
        raise ProblemsFound([unknown_choice("state", state, [s.value for s in GIVEN])])
    return State(state)


def export_review(
    ws: ProjectFolder, format_: str, language: str, *, pack: str = "", file: str = "", states: Sequence[str] = ()
) -> ReviewFiles:
    """Return a file for a reviewer (docx, xlsx, xliff or po); for PO one for each file of segments, since one cannot hold two
    equal messages."""
    if format_ not in WRITERS:
        raise ProblemsFound([unknown_choice("format", format_, WRITERS)])
    there = opened(ws, language)
    picked = sorted(
        chosen(there.listed, pack, file, tuple(states)), key=lambda s: bool(pack) and s.message.domain != pack
    )
    rows = out_rows(
        picked,
        there.printed[SOURCE_TAG],
        there.printed[language],
        there.project.base,
        translation_memory.memory(ws, language),
    )
    tags = review_tags(ws, language)
    stem = ".".join(part for part in (pack or "all", file, language) if part)
    domains = sorted({r.segment.message.domain for r in rows})
    if format_ != "po" or len(domains) < 2:
        return ReviewFiles({f"{stem}.{SUFFIXES.get(format_, format_)}": WRITERS[format_](rows, *tags)}, len(rows))
    split = {d: [r for r in rows if r.segment.message.domain == d] for d in domains}
    return ReviewFiles({f"{stem}.{d}.{format_}": WRITERS[format_](part, *tags) for d, part in split.items()}, len(rows))


def import_review(
    ws: ProjectFolder, path: Path, language: str, *, by: str, day: date | None = None, state: str = "draft"
) -> ReviewPlan:
    """Return what taking a review file back would do, row by row; ``state`` is that of changed rows where the file tells
    none."""
    given = _given(state)  # a state that nobody knows is told before the file is looked for
    return _decided(ws, read_file(path), language, path.name, signed_name(by), day or ws.today, given)


def accept(ws: ProjectFolder, *texts: Translation, language: str, by: str, state: str = "draft") -> ReviewPlan:
    """Return what taking texts for segments would do, by the same rules; a segment that changed since its ``version`` is
    refused."""
    return _decided(ws, _sheet(texts), language, "accept", signed_name(by), ws.today, _given(state), explicit=True)


def outcome_of(ws: ProjectFolder, text: Translation, tag: str) -> ImportedRow:
    """Return what ``accept`` would say of one text, without the files it would write: fast enough to be asked at every key."""
    decider = _decider(ws, tag, "accept", "", ws.today, State.DRAFT, explicit=True)
    return _outcome(decider.decide(_sheet([text]))[0])


def _sheet(texts: Sequence[Translation]) -> ReviewSheet:
    rows = (InRow(f"{n}", t.version, "", t.text, t.status, t.comment or "") for n, t in enumerate(texts, 1))
    return ReviewSheet(tuple(rows), columns=frozenset({"id", "target", "status", "comment"}))


def _decider(
    ws: ProjectFolder, tag: str, name: str, by: str, day: date, given: State, *, explicit: bool = False
) -> ImportDecider:
    there = opened(ws, tag)
    return ImportDecider(
        there.by_id,
        there.printed[SOURCE_TAG],
        there.printed[tag],
        lint_rules(ws, there, tag),
        name,
        by,
        day.isoformat(),
        given,
        translation_memory.every_change(ws, tag),
        sentence_checks(ws, there.project).check(tag),
        explicit,
    )


def _decided(
    ws: ProjectFolder,
    sheet: ReviewSheet,
    tag: str,
    name: str,
    by: str,
    day: date,
    given: State,
    *,
    explicit: bool = False,
) -> ReviewPlan:
    before = _read(ws, tag)
    made = report(sheet, _decider(ws, tag, name, by, day, given, explicit=explicit), ws.root / "i18n", tag)
    contents = _below(ws, made.files)
    read = {path: before.get(path) for path in contents}
    outcomes = tuple(map(_outcome, made.outcomes))
    return ReviewPlan(contents=contents, read=read, outcomes=outcomes, told=sheet.told, refused=made.refused)


def _read(ws: ProjectFolder, tag: str) -> dict[str, bytes]:
    """The files of a language that a review changes, as they are now."""
    return {**ws.bytes_below(f"i18n/{tag}/*.po"), **ws.bytes_below(f"i18n/{tag}/{HISTORY}")}


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
        tuple(Reason(r.code, r.message, r.mend, r.details) for r in outcome.reasons),
        outcome.findings,
        row.comment if after and segment and row.comment not in segment.note else "",
        outcome.older,
        outcome.exported,
        segment.id if segment else "",
        outcome.reasons,
    )


def mark(
    ws: ProjectFolder,
    state: str,
    language: str,
    *,
    by: str,
    day: date | None = None,
    ids: Sequence[str] = (),
    pack: str = "",
    file: str = "",
    note: str = "",
) -> MarkPlan:
    """Return what giving a state would do: to the segments named, or without ids to all (of a pack, of a file) that have a
    translation, are not fuzzy and not further already."""
    day = day or ws.today
    wanted, by = _given(state), signed_name(by)
    before = _read(ws, language)
    listed = chosen(opened(ws, language).listed, pack, file)
    if unknown := set(ids) - {s.id for s in listed}:
        raise ProblemsFound([problem("segment-unknown", "", 0, id=i) for i in sorted(unknown)])
    order = list(State)
    behind = set(order[: order.index(wanted)]) - {State.UNTRANSLATED, State.FUZZY}
    picked = [s for s in listed if (s.id in ids if ids else s.standing.state in behind)]
    when = day.isoformat()
    after = {s: marked(noted(s.message, note, by, when), wanted, by, when, s.words) for s in picked}
    return _marked(ws, language, before, after, by, when, "mark", wanted.value)


def note(
    ws: ProjectFolder,
    segment: str,
    language: str,
    *,
    by: str,
    text: str = "",
    settle: bool = False,
    day: date | None = None,
) -> MarkPlan:
    """Return what adding a note to a segment would write, or saying (``settle``) that its notes have been answered; its state
    stays. A reply that settles does both."""
    day = day or ws.today
    found = opened(ws, language).segment(segment)
    before, when, by = _read(ws, language), day.isoformat(), signed_name(by)
    after = noted(found.message, text, by, when)
    if settle and is_open(thread(after.translator_comment)):
        after = settled(after, by, when)
    state = found.standing.state.value
    if after == found.message:
        return MarkPlan(state=state, segments=(found.id,))
    return _marked(ws, language, before, {found: after}, by, when, "note", state)


def _marked(
    ws: ProjectFolder,
    tag: str,
    before: Mapping[str, bytes],
    after: Mapping[Segment, Message],
    by: str,
    when: str,
    how: str,
    state: str,
) -> MarkPlan:
    """The PO files with these messages in place of what their segments had, and the history with a line for each."""
    changes = [Change(s.id, when, by, state, m.source, m.target, m.target, how) for s, m in after.items()]
    contents = _below(ws, files_with(ws.root / "i18n", tag, after.values(), changes))
    read = {path: before.get(path) for path in contents}
    return MarkPlan(contents=contents, read=read, state=state, segments=tuple(s.id for s in after))


def _below(ws: ProjectFolder, files: Mapping[Path, bytes]) -> dict[str, bytes]:
    """Files by their paths below the root."""
    return {path.relative_to(ws.root).as_posix(): data for path, data in files.items()}


def proof_copies(
    ws: ProjectFolder, language: str, packs: Sequence[str] = (), formats: Sequence[str] = ()
) -> Mapping[str, bytes]:
    """Return a copy of each pack to read on paper, both languages side by side, by file name."""
    from briefing.review.proof_copy import proof_copy  # noqa: PLC0415 - loads the PDF engine

    known = ("docx", "pdf")
    if unknown := [f for f in formats if f not in known]:
        raise ProblemsFound([unknown_choice("format", f, known) for f in unknown])
    project = ws.project()
    wanted = [project.pack(name) for name in packs] or project.content.packs
    made = {
        pack.document(version): proof_copy(project, pack, version.id, language, formats or known)
        for pack in wanted
        for version in pack.every_version()
        if language in pack.languages_of(version)
    }
    return {
        f"{pack}.{SOURCE_TAG}-{language}.{form}": data for pack, files in made.items() for form, data in files.items()
    }


#: What goes out beside the formats of segments.
MEMORY, TERMS = "tmx", "tbx"


#: What taking a file back would do, by what came.
BroughtBack = ReviewPlan | translation_memory.MemoryPlan | translation_memory.TermsPlan


def bring_back(ws: ProjectFolder, path: Path, language: str, *, by: str, state: str = "draft") -> BroughtBack:
    """Return what taking any file of a reviewer back would do: a review, a memory (``.tmx``) or terms (``.tbx``)."""
    match path.suffix.lower():
        case ".tmx":
            return translation_memory.import_memory(ws, path, language)
        case ".tbx":
            return translation_memory.import_terms(ws, path, language)
        case _:
            return import_review(ws, path, language, by=by, state=state)


def take_out(
    ws: ProjectFolder, format_: str, language: str, *, pack: str = "", states: Sequence[str] = ()
) -> tuple[str, bytes]:
    """Return a file for a reviewer, with its name: segments in one of the formats of ``export_review`` (an archive where that
    makes several files), the memory (``tmx``), or the terms (``tbx``)."""
    if format_ == MEMORY:
        return f"memory.{language}.tmx", translation_memory.export_memory(ws, language)[0]
    if format_ == TERMS:
        return f"terms.{language}.tbx", translation_memory.export_terms(ws, language, "2008")
    if format_ not in WRITERS:
        raise ProblemsFound([unknown_choice("format", format_, (*WRITERS, MEMORY, TERMS))])
    files = export_review(ws, format_, language, pack=pack, states=states).files
    if len(files) == 1:
        return next(iter(files.items()))
    return f"{pack or 'all'}.{language}.{format_}.zip", deterministic_zip(files.items())


def review_languages(ws: ProjectFolder) -> tuple[str, ...]:
    """Return the languages beside the source that packs are printed in, by id."""
    printed = dict.fromkeys(tag for pack in ws.project().content.packs for tag in pack.languages)
    return tuple(tag for tag in printed if tag != SOURCE_TAG)
