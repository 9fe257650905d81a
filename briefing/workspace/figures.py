"""Recording figures and sources: understood, looked up in the texts that are kept, tried on the whole content, shown in every
language with the sentences that would change, then saved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.updating import content_words
from briefing.changes import compared
from briefing.changes.wording import TurnedClaim, turned, wordings
from briefing.characters import keyboard
from briefing.content.checks import located
from briefing.content.fields import line_ranges, wanted
from briefing.content.records import Content, SourceRecord
from briefing.document.nodes import Document
from briefing.facts.base import FactBase
from briefing.observations.saving import Edits, Recording, outcome, record, source_file, with_sought
from briefing.observations.understand import Entry
from briefing.observations.workbook import entries_of, template_workbook
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.project.opening import Project
from briefing.proof.placing import trace_texts
from briefing.releases.archive import ids as archived
from briefing.releases.archive import kept_release
from briefing.releases.decisions import NewIndicator, Texts
from briefing.releases.recording import indicator_outcome, translate, translations
from briefing.workspace.facts import texts_by_language
from briefing.workspace.folder import Plan, ProjectFolder

__all__ = ["Entry"]  # the rest is public as it stands here


@dataclass(frozen=True, slots=True)
class ChangedSentence:
    """A sentence that a change of the content would change, add or take away, in one document. ``facts`` are the figures
    in it that differ."""

    document: str
    section: str
    kind: Literal["changed", "added", "gone"]
    old: str
    new: str
    facts: tuple[str, ...]


def documents_now(ws: ProjectFolder, project: Project) -> Mapping[str, Document]:
    """Return every document as it would be composed from the project as it is."""
    inputs = (project, ws.stamp("templates"))
    return ws.recall("documents", ws.today, inputs, lambda: documents_of(project, ws.today))


def documents_of(project: Project, day: date) -> dict[str, Document]:
    """Return every document of a project as it would be composed, by ``<pack>.<language>``."""
    if not project.base.sources:
        return {}
    made = project.composed(project.context("", day))
    return {one.name: one.document for one in made if one.document is not None}


def sentences_changed(before: Mapping[str, Document], after: Mapping[str, Document]) -> Iterator[ChangedSentence]:
    """Yield what differs between two sets of documents, sentence by sentence; the numbers of sources apart."""
    for name, document in after.items():
        for change in compared(before[name], document) if name in before else ():
            old, new = change.old.text if change.old else "", change.new.text if change.new else ""
            if change.kind == "changed" and not change.facts and _unnumbered(old) == _unnumbered(new):
                continue  # a note whose source has another number now
            yield ChangedSentence(name, change.passage.title, change.kind, old, new, change.facts)


def _unnumbered(text: str) -> str:
    return re.sub(r"\bS\d+\b", "S", text)


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """A figure that would move: the fact, what happens to it (``new-period``, ``revised`` …), and the sentence that
    says so in each language."""

    fact: str
    kind: str
    sentences: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePlan(Plan):
    """What recording would do. ``actions`` says for each figure whether it is added, revised or withdrawn;
    ``questions`` are what a person must confirm first; ``warnings`` are problems that the content would have and has
    not now; ``sentences`` what changes in the documents, where that was asked for."""

    actions: Mapping[str, Literal["add", "revise", "withdraw", "dispute"]]
    figures: tuple[MovedFigure, ...] = ()
    claims: tuple[TurnedClaim, ...] = ()
    sentences: tuple[ChangedSentence, ...] = ()
    questions: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def observe(ws: ProjectFolder, *entries: Entry, sentences: bool = False) -> FigurePlan:
    """Return what recording these figures would do, with the ``sentences`` it changes where they are asked for. Raises
    ``ProblemsFound`` with everything that prevents it: a wording that is not at its locator, too, where the text
    of its source is kept."""
    made = record(ws.project(), entries)
    refuse_misplaced_wordings(ws, made)
    made = _with_words(ws.project(), made)
    return with_sentences(ws, made) if sentences else plan_of(made)


def _with_words(project: Project, made: Recording) -> Recording:
    """A recording with the catalogues that hold what it brings to be translated; as it is where it brings nothing."""
    if content_words(made.after.content) <= content_words(project.content):
        return made
    edits = Edits(project.root, dict(made.files), dict(made.read))
    translate(project, {}, edits)
    return replace(made, files=edits.files, read=edits.read)


def with_sentences(ws: ProjectFolder, made: Recording) -> FigurePlan:
    """Return a recording as a plan, with the sentences of the documents that it changes."""
    then = replace(made.after, root=ws.root)  # it was tried in a folder that is gone
    changed = sentences_changed(documents_now(ws, ws.project()), documents_of(then, ws.today))
    return replace(plan_of(made), sentences=tuple(changed))


def refuse_misplaced_wordings(ws: ProjectFolder, made: Recording) -> None:
    """Raise ``ProblemsFound`` where a source whose text is kept has not got the lines that are named, or not the wording of a
    figure to be recorded."""
    texts = archived_texts(ws, made.after)
    entered = {p.fact for p in made.proposals if p.action in ("add", "revise")}
    known = {p.message for p in locators_beyond_text(ws.project().content, texts)}
    outside = (p for p in locators_beyond_text(made.after.content, texts) if p.message not in known)
    if found := [*outside, *(misplaced_wordings(made.after.base, texts, entered) if entered else ())]:
        raise ProblemsFound(in_order(found))


def archived_texts(ws: ProjectFolder, project: Project) -> dict[str, tuple[str, ...]]:
    """Return the lines of the sources whose text is kept in the archive, by source id. Raises ``ProblemsFound`` when one was
    altered."""
    kept = set(archived(ws.root)) & set(project.base.sources)
    return {name: kept_release(ws.root, name).opened.lines for name in sorted(kept)}


def import_figures(ws: ProjectFolder, path: Path) -> FigurePlan:
    """Return what recording every figure of a workbook or CSV file would do; a plan without files where the file holds none."""
    entries, problems = entries_of(path)
    if problems:
        raise ProblemsFound(problems)
    return observe(ws, *entries) if entries else FigurePlan(actions={})


#: What of a source and its sections is no words: written as the keyboard writes it.
_KEYED = frozenset({"id", "date", "kind", "number", "lines"})


def add_source(ws: ProjectFolder, /, **given: object) -> FigurePlan:
    """Return what entering a source would do; ``given`` are the keys of a source in ``content/sources``. Issuer, title and the
    titles of sections may be words by language id: their translations go into the catalogues with it."""
    project = ws.project()
    plain, words = _parted(given)
    try:
        made = SourceRecord.model_validate(plain)
    except ValidationError as error:
        raise ProblemsFound(unfit("source-unfit", error)) from error
    if date.fromisoformat(made.date) > ws.today:
        found = problem("source-to-come", source=made.id, day=made.date, today=ws.today.isoformat())
        raise ProblemsFound([replace(found, field="date")])
    path, data = source_file(made, project.content.sources)
    edits = Edits(project.root, {path: data}, {path: None})
    if words:
        translate(project, {tag: translations(project, tag, words) for tag in project.languages}, edits)
    recording = outcome(project, edits)
    refuse_misplaced_wordings(ws, recording)
    if not words:
        recording = _with_words(project, recording)
    apart = (p for p in archived_separately(ws, recording.after) if p.file == path)
    return plan_of(replace(recording, noticed=in_order([*recording.noticed, *apart])))


def _parted(given: Mapping[str, object]) -> tuple[dict[str, object], list[tuple[str, Texts | None]]]:
    """A source in the language of the content, and the words that were given in several languages, with their contexts."""
    plain = {key: _in_source(key, value) for key, value in given.items()}
    named = [(context, given.get(key)) for key, context in (("issuer", "issuer"), ("title", "source title"))]
    parts = given.get("sections")
    if isinstance(parts, Sequence) and not isinstance(parts, str):
        plain["sections"] = [{key: _in_source(key, value) for key, value in part.items()} for part in parts]
        named += [("section", part.get("title")) for part in parts]
    return plain, [(context, dict(texts)) for context, texts in named if isinstance(texts, Mapping)]


def _in_source(key: str, value: object) -> object:
    """A value of a source, or of a section of one, as a content file has it."""
    if key in ("issuer", "title") and isinstance(value, Mapping):
        return value.get(SOURCE_TAG)
    return keyboard(value) if key in _KEYED and isinstance(value, str) else value


def unfit(code: str, error: ValidationError) -> Iterator[Problem]:
    """Yield a problem for everything that is wrong in a form, with the field it belongs to."""
    for one in error.errors(include_url=False):
        place = ".".join(map(str, one["loc"]))
        empty = one["type"] == "missing" or one["input"] in ("", None)
        told = "it is empty" if empty else f"{str(one['input'])[:60]!r} is not {wanted(one)}"
        yield replace(problem(code, reason=f"{place}: {told}"), field=place)


def add_indicator(ws: ProjectFolder, /, first: Entry, *, sentences: bool = False, **given: object) -> FigurePlan:
    """Return what entering a new indicator with its first figure would do; ``given`` is the form of a new indicator as
    decisions on a release have it. Raises ``ProblemsFound``: also where the figure's wording is not in its source."""
    made = indicator_outcome(ws.sound(), indicator_form(given), first)
    refuse_misplaced_wordings(ws, made)
    return with_sentences(ws, made) if sentences else plan_of(made)


def indicator_form(given: Mapping[str, object]) -> NewIndicator:
    """Return the form of a new indicator. Raises ``ProblemsFound`` with a problem for each field."""
    filled = {key: value for key, value in given.items() if value}
    if isinstance(label := filled.get("label"), Mapping):
        filled["label"] = {tag: text for tag, text in label.items() if str(text).strip()}
    try:
        return NewIndicator.model_validate(filled)
    except ValidationError as error:
        raise ProblemsFound(unfit("indicator-unfit", error)) from error


def sought(ws: ProjectFolder, indicator: str, day: date) -> FigurePlan:
    """Return what recording that a newer figure was looked for up to ``day`` and not found would do. A day still to come is
    refused: a figure published by then would never be missed."""
    if day > ws.today:
        raise ProblemsFound([problem("sought-to-come", day=day.isoformat(), today=ws.today.isoformat())])
    project = ws.project()
    found = next((i for i in project.content.indicators if i.id == indicator), None)
    if found is None:
        raise ProblemsFound([problem("observe-unknown", what="indicator", name=indicator, hint="")])
    edits, file = Edits(project.root), found.where.file
    edits.files[file] = with_sought(edits.at(file), indicator, day)
    return plan_of(outcome(project, edits))


def figures_workbook(ws: ProjectFolder) -> bytes:
    """Return the workbook to fill in (XLSX), with a row for every figure that is updated regularly."""
    return template_workbook(ws.project())


def plan_of(made: Recording) -> FigurePlan:
    """Return a recording as a plan: what moves, in every language."""
    said = wordings(made.after)
    figures = (MovedFigure(c.fact, c.kind, {tag: w.statement(c) for tag, w in said.items()}) for c in made.changes)
    base = made.after.base
    claims = (turned(key, base.claims[key].statement, held, said, base) for key, held in made.flipped.items())
    return FigurePlan(
        contents=made.files,
        read=made.read,
        actions={p.fact: p.action for p in made.proposals},
        figures=tuple(figures),
        claims=tuple(claims),
        questions=made.asked,
        warnings=made.noticed,
    )


#: The lines of sources whose text is kept, by source id.
KeptLines = Mapping[str, Sequence[str]]


def locators_beyond_text(content: Content, texts: KeptLines) -> tuple[Problem, ...]:
    """Return every locator and every section or article of the content that goes beyond the kept text of its source."""
    found = [
        problem("locator-beyond", at.file, at.line, **told)
        for record, source, locator in located(content)
        if (told := locator_beyond(source, locator, texts)) and (at := record.at("locator"))
    ]
    return in_order([*found, *_parts(content, texts)])


def locator_beyond(source: str, locator: str, texts: KeptLines) -> dict[str, object]:
    """Return what is to be told of a locator that names lines the kept text of its source does not have; nothing where it does
    not, and of one that cannot be read."""
    try:
        last = max(end for _, end in line_ranges(locator))
    except ValueError:
        return {}
    lines = _last(texts[source]) if source in texts else last
    return {"locator": locator, "source": source, "lines": lines} if last > lines else {}


def _parts(content: Content, texts: KeptLines) -> Iterator[Problem]:
    for source in content.sources:
        lines = len(texts.get(source.id, ()))
        for part in (*source.sections, *source.articles):
            if lines and part.last > lines:
                at = part.at("lines")
                told = {"part": part.id, "named": part.lines, "source": source.id, "lines": _last(texts[source.id])}
                yield problem("section-beyond", at.file, at.line, **told)


def misplaced_wordings(base: FactBase, texts: KeptLines, facts: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return wordings that are not at their locator, of these facts or of all; one beyond the text is reported by
    ``locators_beyond_text``."""
    asked = (base.facts[name] for name in facts) if facts else base.facts.values()
    within = {f.id for f in asked if f.source in texts and not locator_beyond(f.source, f.locator, texts)}
    return trace_texts(base, texts, within) if within else ()


def _last(lines: Sequence[str]) -> int:
    """The number of the last line with anything in it."""
    return max((number for number, line in enumerate(lines, 1) if line.strip()), default=0)


def archived_separately(ws: ProjectFolder, project: Project) -> tuple[Problem, ...]:
    """Return a warning for each source whose document seems to be kept as another release, which nobody has entered: then its
    text stays unread, and no locator can be looked up in it."""
    names = set(archived(ws.root))
    apart: dict[str, str] = {}
    for name in sorted(names - set(project.base.sources)):
        try:
            apart.setdefault(kept_release(ws.root, name).opened.name, name)
        except ProblemsFound:  # an altered text, of which the check tells
            continue
    return in_order(
        problem("source-archived", s.where.file, s.at("file").line, source=s.id, document=s.file, kept=apart[s.file])
        for s in project.content.sources
        if s.file in apart and s.id not in names
    )


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source to choose: its id, number, date, title and issuer by language id, how many figures rest on it, and whether its
    text is kept."""

    id: str
    number: int
    day: date
    titles: Mapping[str, str]
    issuers: Mapping[str, str]
    figures: int
    kept: bool


def sources(ws: ProjectFolder, project: Project) -> tuple[SourceChoice, ...]:
    """Return the sources, newest first."""
    kept = frozenset(archived(ws.root))

    def made() -> tuple[SourceChoice, ...]:
        counts = Counter(fact.source for fact in project.base.facts.values())
        listed = sorted(project.base.sources.values(), key=lambda s: (s.date, s.number), reverse=True)
        return tuple(
            SourceChoice(
                s.id,
                s.number,
                s.date,
                texts_by_language(project, "source title", s.title),
                texts_by_language(project, "issuer", s.issuer),
                counts[s.id],
                s.id in kept,
            )
            for s in listed
        )

    inputs = (project.base, *project.catalogues.values(), kept)
    return ws.recall("sources", "all", inputs, made)
