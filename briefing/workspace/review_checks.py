"""What is left to do in a review: what the checks find in translations, findings waived, and the segments in the order of the
page, filtered, with how many remain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import read_glossary
from briefing.catalogue.messages import State, digest
from briefing.memory import stamp
from briefing.problems import Problem, ProblemsFound, Severity, has_errors, problem
from briefing.project.opening import Project
from briefing.proof.sentences.contrasts import placeholders
from briefing.review.lint import Finding, LintRules, Pair, SentenceCheck, SentenceRules, read_rules, sentence_rules
from briefing.review.lint.checks import (
    Waiver,
    Weighed,
    check_pair,
    read_pairs,
    read_waivers,
    waived_in,
    waivers_file,
    weigh,
    written,
)
from briefing.review.lint.checks import lint as check_pairs
from briefing.review.lint.writing import check_printed
from briefing.review.printed import Printing, text_of
from briefing.review.rows import is_plain
from briefing.review.segment import Segment
from briefing.workspace.documents import packs_in_order
from briefing.workspace.folder import Plan, ProjectFolder, signed_name
from briefing.workspace.segments import Opened, SegmentRow, opened, segment_rows, unknown_choice
from briefing.workspace.translation_memory import history


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings that stand, how many are waived, and what is wrong with waivers (lapsed, or without a finding)."""

    findings: tuple[Finding, ...]
    waived: int
    problems: tuple[Problem, ...]


def lint_rules(ws: ProjectFolder, there: Opened, tag: str) -> LintRules:
    """Return the rules of the checks for a language."""
    inputs = (there.project.glossary, stamp(ws.root / "i18n" / tag / "review.yaml"))
    return ws.recall(
        "lint rules", tag, inputs, lambda: read_rules(ws.root / "i18n", tag, there.project.glossary, own=True)
    )


def sentence_checks(ws: ProjectFolder, project: Project) -> SentenceRules:
    """Return what the sentences of the project are checked against."""
    inputs = (project, ws.stamp("templates"))
    read = ws.recall("placeholders", "", (ws.stamp("templates"),), lambda: placeholders(project.templates))
    return ws.recall("sentence rules", "", inputs, lambda: sentence_rules(project, read))


def lint(ws: ProjectFolder, language: str, path: Path | None = None, house: bool = False) -> Findings:
    """Return what the checks find in a file (PO, XLIFF, XLSX, TSV, CSV), or in the project's own translations, without what is
    waived for segments as they are there. ``house`` also holds a foreign file to the whole house style."""
    if path is None:
        weighed = _own_findings(ws, language)
    else:
        glossary, unread = read_glossary(ws.root / "i18n" / "glossary.yaml")
        if has_errors(unread):
            raise ProblemsFound(unread)
        folder = ws.root / "i18n"
        inside = folder in path.resolve().parents
        pairs = read_pairs(path)
        found = check_pairs(pairs, read_rules(folder, language, glossary, own=house or inside))
        waived = waived_in(pairs, read_waivers(waivers_file(folder, language)))
        standing = tuple(f for f in found if (f.row, f.code) not in waived)
        weighed = Weighed(standing, tuple(f for f in found if (f.row, f.code) in waived), ())
    return Findings(weighed.standing, len(weighed.waived), weighed.problems)


def _own_findings(ws: ProjectFolder, tag: str) -> Weighed:
    there = opened(ws, tag)
    folder = ws.root / "i18n"
    rules, sentences = lint_rules(ws, there, tag), sentence_checks(ws, there.project).check(tag)
    inputs = (there.listed, rules, there.project.base, stamp(folder))

    # What each pair shows by itself: of a project that changes, only the pairs that changed are looked at again.
    kept = ws.recall("findings of pairs", tag, (rules,), dict[Pair, tuple[Finding, ...]])

    def find() -> Weighed:
        pairs = [_pair(s, s.message.target) for s in there.listed]
        shown = {pair: check_pair(pair, rules) if (seen := kept.get(pair)) is None else seen for pair in pairs}
        kept.clear()
        kept.update(shown)
        found = [*check_pairs(pairs, rules, shown.__getitem__)]
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
        yield Finding(segment.id, code, made.severity, made.message, m.source, text, made.mend, made.details)


def check_text(ws: ProjectFolder, version: str, text: str, tag: str) -> tuple[Finding, ...]:
    """Return what the checks find in a text for a segment, without writing anything: those of lint and those of ``verify``."""
    there = opened(ws, tag)
    segment = there.segment(version)
    sentences = sentence_checks(ws, there.project).check(tag)
    return (*check_pair(_pair(segment, text), lint_rules(ws, there, tag)), *_of_sentence(segment, text, sentences))


def unfit(ws: ProjectFolder) -> tuple[Problem, ...]:
    """Return why the translations under review must not be released: the errors of lint that nobody has waived."""
    project = ws.project()
    tags = [tag for tag in project.languages if tag != SOURCE_TAG and project.catalogues[tag].under_review]
    return tuple(
        problem("translation-unfit", f"i18n/{tag}", 0, id=f.row, reason=f.message, inner=f)
        for tag in tags
        for f in _own_findings(ws, tag).standing
        if f.severity is Severity.ERROR
    )


def _pair(segment: Segment, text: str) -> Pair:
    m = segment.message
    return Pair(segment.id, m.source, text, m.context, m.domain, True)


def _as_printed(segment: Segment, printing: Printing, rules: LintRules) -> tuple[Finding, ...]:
    """What shows only when the figures are filled in: a word or a space twice."""
    m = segment.message
    if is_plain(m.domain) or "%(" not in m.target:
        return ()
    shown = dict.fromkeys(text_of(p) for p in printing.occurrences(m.context, m.source, m.target))
    return tuple(
        f for text in shown for f in check_printed(Pair(segment.id, m.source, text, m.context, m.domain), rules)
    )


def waive(
    ws: ProjectFolder, segment: str, code: str, language: str, *, reason: str, by: str, day: date | None = None
) -> Plan:
    """Return what waiving a finding that stands would record. The waiver lapses when the segment changes."""
    day = day or ws.today
    by, path = signed_name(by), waivers_file(ws.root / "i18n", language)
    name = path.relative_to(ws.root).as_posix()
    before = ws.bytes_below(name)
    if not any((f.row, f.code) == (segment, code) for f in _own_findings(ws, language).standing):
        raise ProblemsFound([problem("waiver-nothing", "", 0, waived=code, id=segment)])
    message = opened(ws, language).segment(segment).message
    others = [w for w in read_waivers(path) if (w.id, w.code) != (segment, code)]
    new = Waiver(
        id=segment, code=code, reason=reason, by=by, when=day.isoformat(), text=digest(message.source, message.target)
    )
    return Plan(contents={name: written([*others, new])}, read={name: before.get(name)})


#: What a list may be narrowed to. ``left``: nobody has reviewed it as it is; ``printed``: a document prints it today;
#: ``mine``: the person has given it a text, a state or a note; ``asked``: it has a note that nobody has settled.
FILTERS = ("left", "draft", "lapsed", "asked", "mine", "printed")
#: The states of what has been read as it is.
_DONE = frozenset({State.REVIEWED.value, State.APPROVED.value})


@dataclass(frozen=True, slots=True)
class ReviewList:
    """Segments in the order in which the pages print them, what no page prints last. ``counts`` says how many each of
    ``FILTERS`` would leave, ``total`` how many there are (of the pack, where one was named); ``packs`` is what has segments;
    ``first`` is the id of the first segment that is left to do; of the first of all where none is, and empty when the list
    is."""

    rows: tuple[SegmentRow, ...]
    counts: Mapping[str, int]
    total: int
    packs: tuple[str, ...]
    first: str

    def place(self, segment: str) -> int:
        """Return the place of a segment in the list, from 0; -1 where it is not in it."""
        return next((n for n, row in enumerate(self.rows) if row.id == segment), -1)

    def after(self, segment: str, step: int = 1) -> str:
        """Return the id of the segment ``step`` behind one in the list, or of the first, where that one is not in it any more
        or was the last; empty when the list is."""
        if not self.rows:
            return ""
        at = self.place(segment)
        return self.rows[(at + step) % len(self.rows) if at >= 0 else 0].id


def review_list(
    ws: ProjectFolder, language: str, *, pack: str = "", filters: Sequence[str] = (), person: str = "", sought: str = ""
) -> ReviewList:
    """Return the segments in the order of the page that fit every filter (``left``, ``draft``, ``lapsed``, ``asked``,
    ``mine``: of ``person``, ``printed``) and have the words sought; how many each filter would leave."""
    if wrong := [f for f in filters if f not in FILTERS]:
        raise ProblemsFound([unknown_choice("filter", name, FILTERS) for name in wrong])
    rows = _in_order(ws, language, pack)
    touched = _touched(ws, language, person)
    tests = _tests(person, touched)
    words = tuple(sought.casefold().split())

    def keep() -> tuple[tuple[SegmentRow, ...], str]:
        """Return the segments kept, and the first that is left to do."""
        asked = [tests[name] for name in filters]
        kept = tuple(row for row in rows if all(t(row) for t in asked) and _has(row, words))
        left = (row.id for row in kept if row.state not in _DONE)
        return rows if len(kept) == len(rows) else kept, next(left, kept[0].id if kept else "")

    kept, first = ws.recall("review list", (language, pack, tuple(filters), person, words), (rows, touched), keep)
    counts = ws.recall(
        "review counts",
        (language, pack, person),
        (rows, touched),
        lambda: {n: sum(map(test, rows)) for n, test in tests.items()},
    )
    return ReviewList(kept, counts, len(rows), _packs(ws, language), first)


def _has(row: SegmentRow, words: tuple[str, ...]) -> bool:
    """Whether every word occurs in a segment, in either language, as written or as printed."""
    if not words:
        return True
    text = f"{row.printed_source}\n{row.printed}\n{row.source}\n{row.target}".casefold()
    return all(word in text for word in words)


def _packs(ws: ProjectFolder, tag: str) -> tuple[str, ...]:
    """The packs that have segments, in the order in which they are listed everywhere."""
    there = opened(ws, tag)

    def make() -> tuple[str, ...]:
        printing = {p for s in there.listed for p in s.packs}
        return tuple(p for p in packs_in_order(there.project) if p in printing)

    return ws.recall("review packs", tag, (there.listed, there.project.content), make)


def _in_order(ws: ProjectFolder, tag: str, pack: str) -> tuple[SegmentRow, ...]:
    """The segments as a reader meets them: of a pack, or pack by pack."""
    there = opened(ws, tag)

    def make() -> tuple[SegmentRow, ...]:
        rows = segment_rows(ws, tag, pack=pack)
        packs = {name: n for n, name in enumerate(packs_in_order(there.project))}
        places = {s.id: sorted((packs[p], n) for p, n in zip(s.packs, s.places, strict=True)) for s in there.listed}
        own = {i: [place for place in at if not pack or place[0] == packs[pack]] for i, at in places.items()}
        return tuple(sorted(rows, key=lambda row: own[row.id][0] if own[row.id] else (len(packs), 0)))

    return ws.recall("review order", (tag, pack), (there.listed, there.printed[SOURCE_TAG].mark), make)


def _touched(ws: ProjectFolder, tag: str, person: str) -> frozenset[str]:
    """The segments that a person has given a text, a state or a note."""
    there = opened(ws, tag)

    def make() -> frozenset[str]:
        written = {s.id for s in there.listed if any(note.by == person for note in s.thread)}
        return frozenset(written | {c.id for c in history(ws, tag) if c.by == person})

    return ws.recall("touched", (tag, person), (there.listed,), make) if person else frozenset()


def _tests(person: str, touched: frozenset[str]) -> dict[str, Callable[[SegmentRow], bool]]:
    return {
        "left": lambda row: row.state not in _DONE,
        "draft": lambda row: row.state not in _DONE and not row.lapsed,
        "lapsed": lambda row: bool(row.lapsed),
        "asked": lambda row: row.open_note,
        "mine": lambda row: row.by == person != "" or row.id in touched,
        "printed": lambda row: bool(row.packs),
    }
