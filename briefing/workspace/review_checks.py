"""What the checks find in translations, and findings waived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import read_glossary
from briefing.catalogue.messages import digest
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
from briefing.workspace.folder import HIDDEN, Plan, ProjectFolder, named, signed_name
from briefing.workspace.segments import Opened, opened


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
    details: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False, metadata=HIDDEN)


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings that stand, how many are waived, and what is wrong with waivers (lapsed, or without a finding)."""

    findings: tuple[FindingRow, ...]
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


def finding(found: Finding) -> FindingRow:
    """Return a finding as it is handed out."""
    row = int(found.row) if found.row.isdigit() else found.row
    return FindingRow(
        row, found.code, found.severity, found.message, found.source, found.target, found.mend, found.details
    )


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
        apart: dict[bool, list[Finding]] = {False: [], True: []}
        for f in found:
            apart[(f.row, f.code) in waived].append(f)
        weighed = Weighed(tuple(apart[False]), tuple(apart[True]), ())
    return Findings(tuple(map(finding, weighed.standing)), len(weighed.waived), weighed.problems)


def _own_findings(ws: ProjectFolder, tag: str) -> Weighed:
    there = opened(ws, tag)
    folder = ws.root / "i18n"
    rules, sentences = lint_rules(ws, there, tag), sentence_checks(ws, there.project).check(tag)
    inputs = (there.listed, rules, there.project.base, stamp(folder))

    # What each pair shows by itself: of a project that changes, only the pairs that changed are looked at again.
    kept = ws.recall("findings of pairs", tag, (rules,), dict[Pair, tuple[Finding, ...]])

    def find() -> Weighed:
        pairs = [_pair(s) for s in there.listed]
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


def check_text(ws: ProjectFolder, version: str, text: str, tag: str) -> tuple[FindingRow, ...]:
    """Return what the checks find in a text for a segment, without writing anything: those of lint and those of ``verify``."""
    there = opened(ws, tag)
    segment = there.segment(version)
    pair = Pair(segment.id, segment.message.source, text, segment.message.context, segment.message.domain, True)
    sentences = sentence_checks(ws, there.project).check(tag)
    found = [*check_pair(pair, lint_rules(ws, there, tag)), *_of_sentence(segment, text, sentences)]
    return tuple(map(finding, found))


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
