"""``generate.py observe``, ``source`` and ``observations``: figures shown in every language, asked about, then saved."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typer
from pydantic import ValidationError

from briefing.cli import show
from briefing.compose.changing import Statements
from briefing.compose.translator import Translator
from briefing.content.records import SourceRecord
from briefing.document.nodes import plain
from briefing.facts.comparing import FactChange
from briefing.observations.importing import entries_of
from briefing.observations.saving import Recording, outcome, record, source_file
from briefing.observations.understand import Entry
from briefing.observations.workbook import template_workbook
from briefing.observations.writing import sought
from briefing.problems import ProblemsFound, problem
from briefing.project.opening import Project, open_project


def run_observe(root: Path, entry: Entry, yes: bool) -> None:
    """Record one figure."""
    entry = _complete(entry)
    project = open_project(root)
    _settle(root, record(project, [entry]), yes)


def run_sought(root: Path, indicator: str, day: date, today: date) -> None:
    """Record that a newer figure was looked for up to a day and not found. Raises ``ProblemsFound`` for a day still to come: a
    figure published by then would never be missed."""
    if day > today:
        raise ProblemsFound([problem("sought-to-come", day=day.isoformat(), today=today.isoformat())])
    project = open_project(root)
    found = next((i for i in project.content.indicators if i.id == indicator), None)
    if found is None:
        raise ProblemsFound([problem("observe-unknown", what="indicator", name=indicator, hint="")])
    data = (root / found.where.file).read_bytes()
    made = outcome(project, {found.where.file: sought(data, indicator, day)}, {found.where.file: data})
    made.save(root)
    print(f"saved {found.where.file}")


def run_import(root: Path, file: Path, yes: bool) -> None:
    """Record every figure of a workbook or CSV file, or none."""
    project = open_project(root)
    entries, problems = entries_of(file)
    if problems:
        raise ProblemsFound(problems)
    if not entries:
        print(f"{file} holds no figure.")
        return
    _settle(root, record(project, entries), yes)


def run_template(root: Path, file: Path) -> None:
    """Write the workbook that editors fill in."""
    data = template_workbook(open_project(root))
    show.write(file, data)
    print(file)


def run_source(root: Path, given: dict[str, object], yes: bool) -> None:
    """Enter a new source."""
    project = open_project(root)
    try:
        made = SourceRecord.model_validate(given)
    except ValidationError as error:
        raise ProblemsFound(
            problem("source-unfit", reason=f"{'.'.join(map(str, e['loc']))}: {e['msg']}") for e in error.errors()
        ) from error
    path, data = source_file(made, project.content.sources)
    _settle(root, outcome(project, {path: data}, {path: None}), yes)


def _complete(entry: Entry) -> Entry:
    missing = [
        (name, label)
        for name, label in (("period", "--period"), ("source", "--source"), ("locator", "--locator"))
        if not getattr(entry, name)
    ]
    if not missing:
        return entry
    if not sys.stdin.isatty():
        raise ProblemsFound(problem("option-needed", option=label) for _, label in missing)
    answers = {name: typer.prompt(label.removeprefix("--").capitalize()) for name, label in missing}
    return Entry(**{**{n: getattr(entry, n) for n in Entry.__slots__}, **answers})


def _settle(root: Path, recording: Recording, yes: bool) -> None:
    """Show what would happen, ask what must be asked, save."""
    told = list(preview(recording))
    for line in told:
        print(line)
    if yes or not sys.stdin.isatty():
        for question in recording.asked:
            print(f"? {question.message} — {question.mend}")
    if not yes:
        if not sys.stdin.isatty():
            print("? Save?")
            raise ProblemsFound([problem("answer-needed", count=len(recording.asked) + 1)])
        for question in recording.asked:
            if not typer.confirm(f"{question.message}\n{question.mend}"):
                print("Nothing was saved.")
                raise typer.Exit(1)
        if not typer.confirm("Save?"):
            print("Nothing was saved.")
            raise typer.Exit(1)
    recording.save(root)
    for path in recording.files:
        print(f"saved {path}")


def preview(recording: Recording) -> Sequence[str]:
    """Every figure that moves, as each language prints it; claims that flip; new warnings."""
    lines: list[str] = []
    for change in recording.changes:
        lines.append(change.fact)
        lines += [f"  {tag}\t{text}" for tag, text in statements(recording.after, change)]
    for claim, held in recording.flipped.items():
        statement = recording.after.base.claims[claim].statement
        turn = "holds now" if held else "no longer holds"
        lines.append(f"claim {claim} {turn}: {statement} (sentences take their other wording)")
    lines += [str(p) for p in recording.noticed]
    return lines


def statements(project: Project, change: FactChange) -> Sequence[tuple[str, str]]:
    """What a change says in each language of a project, by language id."""
    units = {key: indicator.unit for key, indicator in project.base.indicators.items()}
    said = []
    for tag, language in project.languages.items():
        words = Translator(language, "content", project.catalogues[tag], project.labels)
        said.append((tag, plain(Statements(words, units).sentence(change))))
    return said
