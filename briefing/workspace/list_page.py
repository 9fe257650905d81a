"""A workbook at work: what it was taken for, what is asked, what its projects will look like, and its import."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from briefing.editions.audiences import booklet_of, document_of, shows_projects
from briefing.observations.saving import trial_copy
from briefing.problems import Problem, ProblemsFound, has_errors, in_order, problem
from briefing.project.opening import Project, open_project
from briefing.projects.drafting import ROWS, VALUES, questions
from briefing.projects.extracting import Extracted, SheetRead
from briefing.projects.grid import Cause
from briefing.projects.importing import Asked, prepare
from briefing.projects.project_facts import project_fact
from briefing.projects.reading import read_bytes
from briefing.projects.vocabulary import Field
from briefing.workspace.folder import ProjectFolder
from briefing.workspace.lists import ListImport, content_of, import_told, vocabulary_of
from briefing.workspace.received import ANSWERED, Answers, keep_answers, mapping_of, received, workbook_answers

#: Sheets shown at once in a preview.
SHEETS = 5


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A row that a question is about, or whose amount is open: how a mapping names it, its text, and the answer so far."""

    key: str
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something asked of a workbook. ``choices`` are answers: ``skip`` and ``accept`` for each of its ``rows``, or values of
    the mapping's key ``key`` for all of it; without choices it is answered by the columns, the header or the sheets."""

    problem: Problem
    rows: tuple[QuestionRow, ...]
    choices: tuple[str, ...]
    key: str
    answer: str


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its letter and head, the field it was taken for (empty: not recognised; ``left-out``: known, not wanted), and
    by what name the mapping says otherwise."""

    letter: str
    head: str
    taken: str
    key: str
    answer: str


@dataclass(frozen=True, slots=True)
class SheetTaken:
    """A sheet as it was understood; ``header`` names its rows (empty for cards)."""

    name: str
    layout: str
    projects: int
    header: str
    columns: tuple[SheetColumn, ...]


@dataclass(frozen=True, slots=True)
class WorkbookPage:
    """A workbook as a page shows it. ``there`` are all sheets that hold something; ``lists`` the lists there are, with their
    titles; ``fields`` what a column may be; ``plan`` what importing it would do now."""

    token: str
    name: str
    answers: Answers
    there: tuple[str, ...]
    sheets: tuple[SheetTaken, ...]
    questions: tuple[Question, ...]
    amounts: tuple[QuestionRow, ...]
    lists: Mapping[str, str]
    fields: tuple[str, ...]
    plan: ListImport
    found: int


def workbook_page(ws: ProjectFolder, token: str) -> WorkbookPage:
    """Return a workbook that came in, beside what is said of it. Raises ``ProblemsFound`` where it is not there (any longer),
    or is no workbook."""
    file, answers = received(ws, token), workbook_answers(ws, token)
    made, extracted = _prepared(ws, token, answers)
    content = content_of(ws)
    mapping = answers.mapping
    listed = tuple(questions(extracted))
    several = len(extracted.sheets) > 1
    return WorkbookPage(
        token,
        file.name,
        answers,
        extracted.there,
        tuple(_sheet(s, mapping) for s in extracted.sheets),
        tuple(_question(q, file.name, mapping, several) for q in listed),
        tuple(_amounts(extracted, mapping, several)),
        {entry.id: entry.title for entry in content.project_lists},
        get_args(Field),
        made,
        len(extracted.projects),
    )


def _prepared(ws: ProjectFolder, token: str, answers: Answers) -> tuple[ListImport, Extracted]:
    """What importing a workbook would do now; with an error among its problems, or without a list, the plan has no files.
    Raises ``ProblemsFound`` for what cannot be read."""
    file = received(ws, token)
    data, unread = read_bytes(file.path)
    if data is None or has_errors(unread):
        raise ProblemsFound(unread)
    day = answers.day or ws.today.isoformat()
    asked = Asked(
        answers.list or _UNNAMED, day, answers.title, answers.issuer, answers.sheets, answers.whole, mapping_of(answers)
    )
    inputs = (ws.stamp("content"), ws.stamp("i18n"), repr(asked))
    made = ws.recall("import", token, inputs, lambda: prepare(ws.root, data, file.name, asked, vocabulary_of(ws)))
    return import_told(made), made.extracted


#: The list of a workbook whose list is not named yet; nobody can save it.
_UNNAMED = "unnamed"


def _sheet(sheet: SheetRead, mapping: Mapping[str, Any]) -> SheetTaken:
    said = mapping.get("columns", {})
    columns = tuple(
        SheetColumn(c.letter, c.head, c.field, key, str(said.get(key, "")))
        for c in sheet.columns
        if c.head or c.field
        for key in (c.head or c.letter,)
    )
    top, bottom = sheet.header
    header = "" if not bottom else f"{top}-{bottom}" if bottom > top else str(top)
    return SheetTaken(sheet.name, sheet.layout, sheet.projects, header, columns)


def _question(cause: Cause, file: str, mapping: Mapping[str, Any], several: bool) -> Question:
    told = problem(cause.code, file, min(cause.rows, default=0), **cause.details)
    key, answered = "", ""
    choices: tuple[str, ...] = ()
    if cause.code in ROWS:
        choices = ROWS[cause.code]
    elif cause.code in VALUES:
        key, choices = VALUES[cause.code]
        said = mapping.get(key, "")
        money = str(cause.details.get("field", "investment"))  # the field of money that a question of units is about
        answered = str(said.get(money, "") if isinstance(said, Mapping) else said)
    said_of = {str(row): name for name in ("accept", "skip") for row in mapping.get(name, ())}
    return Question(told, tuple(_rows(cause, said_of, several)), tuple(choices), key, answered)


def _rows(cause: Cause, said: Mapping[str, str], several: bool) -> Iterator[QuestionRow]:
    """The rows of a cause (0 stands for the whole file) with what is said of each."""
    for row in sorted(filter(None, cause.rows)):
        key = f"{cause.sheet}!{row}" if several else str(row)
        yield QuestionRow(key, cause.texts.get(row, ""), said.get(key, ""))


def _amounts(extracted: Extracted, mapping: Mapping[str, Any], several: bool) -> Iterator[QuestionRow]:
    said = {str(k): str(v) for k, v in mapping.get("amounts", {}).items()}
    for cause in extracted.causes:
        if cause.code == "list-amount-open" and cause.details.get("field") == "investment":
            yield from _rows(cause, said, several)
    yield from (QuestionRow(key, "", text) for key, text in said.items())


def import_workbook(ws: ProjectFolder, token: str) -> ListImport:
    """Return what importing a workbook with the answers kept for it would do, these answers kept as those of the list, and
    those of the workbook taken away. Raises ``ProblemsFound`` with everything that prevents it."""
    answers = workbook_answers(ws, token)
    if not answers.list:
        raise ProblemsFound([problem("list-unnamed", received(ws, token).name)])
    made, _ = _prepared(ws, token, answers)
    if has_errors(made.problems):
        raise ProblemsFound(made.problems)
    mine = f"{ANSWERED}/{token}.yaml"
    kept = keep_answers(ws, answers.list, answers)
    own = ws.root / mine
    return replace(
        made,
        contents={**made.contents, **kept.contents, mine: None},
        read={**made.read, **kept.read, mine: own.read_bytes() if own.is_file() else None},
    )


def preview_workbook(ws: ProjectFolder, token: str, language: str) -> str:
    """Return the first sheets of a workbook's projects as they would print in a language, as a page. Raises ``ProblemsFound``
    where it cannot be imported as it is."""
    from briefing.render.html import render_html  # noqa: PLC0415 - the renderer is loaded only where something is rendered
    from briefing.render.theme import load_theme  # noqa: PLC0415

    answers = workbook_answers(ws, token)
    plan, _ = _prepared(ws, token, answers)
    if has_errors(plan.problems):
        raise ProblemsFound(plan.problems)
    then = _afterwards(ws, token, plan)
    projects = [p for p in then.content.projects if p.list == plan.list and project_fact(p) in then.base.facts]
    shown = tuple(projects[:SHEETS])
    pack = next((p for p in then.content.packs if shows_projects(then, p)), None)
    if pack is None or language not in then.languages or not shown:
        raise ProblemsFound([problem("list-none", "content/projects")])
    _, document, found = document_of(then, booklet_of(then, pack, "preview", shown), language, then.today())
    if document is None or has_errors(found):
        raise ProblemsFound(in_order(found))
    return render_html(document, load_theme(ws.root / "templates" / "house")).decode()


def _afterwards(ws: ProjectFolder, token: str, plan: ListImport) -> Project:
    """The project as it would be after an import."""

    def made() -> Project:
        files = {path: data for path, data in plan.contents.items() if data is not None}
        with trial_copy(ws.root, files) as copy:
            return replace(open_project(copy), root=ws.root)

    return ws.recall("afterwards", token, (ws.project(), plan.version), made)


def first_answers(ws: ProjectFolder, token: str) -> Answers:
    """Return what to begin with for a workbook that has just come in: the list whose workbook had this name, with the answers
    of its last import; else a new list called by the file."""
    name = received(ws, token).name
    content = content_of(ws)
    if known := next((entry.id for entry in content.project_lists if entry.file == name), ""):
        return replace(workbook_answers(ws, known), list=known, day=ws.today.isoformat())
    stem = re.sub(r"[^a-z0-9]+", "-", name.rpartition(".")[0].lower()).strip("-")
    return Answers(list=stem if re.search("[a-z]", stem) else "", day=ws.today.isoformat())
