"""``review lint``, ``waive`` and ``terms``; ``terms export`` and ``import``."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import typer

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import read_glossary
from briefing.catalogue.states import digest
from briefing.cli import show
from briefing.cli.reviewing import opened, today
from briefing.problems import Problem, ProblemsFound, Severity, has_errors, problem
from briefing.review.importing import write
from briefing.review.lint.checks import lint
from briefing.review.lint.files import read_pairs
from briefing.review.lint.pair import Finding, Pair
from briefing.review.lint.rules import LintRules, read_rules
from briefing.review.lint.writing import check_printed
from briefing.review.printed import Printing
from briefing.review.rows import is_plain, text_of
from briefing.review.segment import Segment, segments
from briefing.review.tbx import take_tbx, write_tbx
from briefing.review.terms import PROPOSED, as_records, as_text, term_uses
from briefing.review.waivers import Waiver, Weighed, as_record, read_waivers, waivers_file, weigh, written


def run_lint(root: Path, path: Path | None, tag: str, json: bool, house: bool, notes: bool) -> None:
    """Print the findings of a file, or of the project's own segments without those waived."""
    if path is None:
        weighed = own_findings(root, tag)
    else:
        glossary, unread = read_glossary(root / "i18n" / "glossary.yaml")
        if has_errors(unread):
            raise ProblemsFound(unread)
        inside = (root / "i18n") in path.resolve().parents
        rules = read_rules(root / "i18n", tag, glossary, own=house or inside)
        weighed = Weighed(lint(read_pairs(path), rules), (), ())
    found = [f for f in weighed.standing if notes or f.severity is not Severity.NOTE]
    if json:
        show.as_json([as_record(f) for f in found])
    else:
        for entry in found:
            print(
                f"{entry.row}: {entry.severity}: {entry.message} [{entry.code}] — {entry.mend}\n"
                f"  {entry.source}\n  {entry.target}"
            )
        for told in weighed.problems:
            print(told)
        print(_summary(found, weighed))
    if any(f.severity is Severity.ERROR for f in found):
        raise typer.Exit(1)


def _summary(found: list[Finding], weighed: Weighed) -> str:
    count = Counter(str(f.severity) for f in found)
    told = ", ".join(f"{count[s]} {s}{'' if count[s] == 1 else 's'}" for s in ("error", "warning", "note"))
    return f"{told}; {len(weighed.waived)} waived" if weighed.waived else told


def own_findings(root: Path, tag: str) -> Weighed:
    """What the checks find in the project's own translations, and what of it is waived."""
    project, printed, listed = opened(root, tag)
    rules = read_rules(root / "i18n", tag, project.glossary, own=True)
    found = [*lint([_pair(s) for s in listed], rules)]
    known = {(f.row, f.code) for f in found}
    found += [f for s in listed for f in _as_printed(s, printed[tag], rules) if (f.row, f.code) not in known]
    texts = {s.id: (s.message.source, s.message.target) for s in listed}
    return weigh(found, read_waivers(waivers_file(root / "i18n", tag)), texts)


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


def run_waive(root: Path, segment: str, code: str, reason: str, by: str, on: date | None, tag: str) -> None:
    """Record a waiver for a finding that stands."""
    weighed = own_findings(root, tag)
    found = next((f for f in weighed.standing if (f.row, f.code) == (segment, code)), None)
    if found is None:
        raise ProblemsFound([problem("waiver-nothing", "", 0, waived=code, id=segment)])
    _, _, listed = opened(root, tag)
    message = next(s.message for s in listed if s.id == segment)
    path = waivers_file(root / "i18n", tag)
    old = [w for w in read_waivers(path) if (w.id, w.code) != (segment, code)]
    new = Waiver(
        id=segment, code=code, reason=reason, by=by, when=today(on), text=digest(message.source, message.target)
    )
    write({path: written([*old, new])})
    print(f"waived {code} for {segment}")


def run_terms(root: Path, tag: str, json: bool, every: bool) -> None:
    """List terms and their uses."""
    project, printed, _ = opened(root, tag)
    listed = segments(project, tag, printed[tag], used=False)
    uses = term_uses(project, tag, listed, frozenset() if every else frozenset({PROPOSED}))
    if json:
        show.as_json(as_records(uses, tag))
    else:
        print(as_text(uses, tag, project.glossary))


def run_terms_export(root: Path, path: Path, tag: str) -> None:
    """Write the glossary as TBX."""
    project, _, _ = opened(root, tag)
    tags = (project.languages[SOURCE_TAG].tag, project.languages[tag].tag)
    write({path: write_tbx(project.glossary, SOURCE_TAG, tag, *tags)})
    print(f"{path}\n{len(project.glossary.terms)} terms")


def run_terms_import(root: Path, path: Path, tag: str, check_only: bool) -> None:
    """Take a TBX file into the glossary. Exit status 1 where a concept was refused."""
    glossary_path = root / "i18n" / "glossary.yaml"
    glossary, unread = read_glossary(glossary_path)
    if has_errors(unread):
        raise ProblemsFound(unread)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProblemsFound([problem("tbx-unreadable", path.name, reason=error.strerror or str(error))]) from error
    taken = take_tbx(data, path.name, glossary, glossary_path.read_text("utf-8"), SOURCE_TAG, tag)
    if (taken.changed or taken.new) and not check_only:
        write({glossary_path: taken.data})
    for word, names in (("changed", taken.changed), ("new", taken.new)):
        for name in names:
            print(f"{word}\t{name}")
    refused: tuple[Problem, ...] = taken.problems
    if refused:
        show.problems(refused)
    print(f"{len(taken.changed)} changed, {len(taken.new)} new, {len(refused)} refused")
    if refused:
        raise typer.Exit(1)
