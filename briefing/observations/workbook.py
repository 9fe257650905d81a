"""The workbook for entering figures: its columns, a template with the figures now due, and its rows as entries."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import xlsxwriter

from briefing.catalogue import CONTENT, SOURCE_TAG
from briefing.content.fields import Where
from briefing.content.records import Indicator
from briefing.facts import Fact
from briefing.facts.observe import due_date, next_period
from briefing.files.foreign import WORKBOOK, open_archive, workbook
from briefing.files.reading import Refused, decode, delimiter_of, read_bytes, table_rows
from briefing.language import print_fact, print_fact_period
from briefing.observations.understand import Entry
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.project.opening import Project


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column: its head, what is written under it, its width in characters, and whether every row needs it."""

    head: str
    hint: str
    width: int
    needed: bool = False


#: Columns that only help whoever fills in the sheet; what is in them is not read.
SHOWN = ("label", "latest", "due")

COLUMNS: tuple[EntryColumn, ...] = (
    EntryColumn("indicator", "id of the indicator (see the sheet “indicators”)", 34, True),
    EntryColumn("label", "what it measures; for information", 34),
    EntryColumn("latest", "the figure there is, and its period; for information", 30),
    EntryColumn("due", "the day by which the next one should be out; for information", 12),
    EntryColumn("figure", "as the source prints it: 9.6万亿元, 超2117万人次, RMB 651.13 billion", 24, True),
    EntryColumn("period", "ISO 8601: 2026-06-30, 2026-01/2026-06, 2026", 18, True),
    EntryColumn("source", "id of the source: s005", 10, True),
    EntryColumn("locator", "line in the source: L9, L9-11", 12, True),
    EntryColumn("basis", "stated (default), inferred (with a note), reported", 12),
    EntryColumn("status", "reported (default), planned, announced, estimated, opinion", 12),
    EntryColumn("published", "the wording around the figure, where it is longer", 30),
    EntryColumn("note", "what was resolved, and how", 30),
    EntryColumn(
        "action", "observe (default), target, withdraw, revise (the source corrects it), disagree (both stand)", 12
    ),
    EntryColumn("caveat", "for disagree: what readers are told", 30),
    EntryColumn("plan", "for a target: the event of the plan that sets it", 20),
)

HEADS = tuple(column.head for column in COLUMNS)
ACTIONS = ("observe", "target", "withdraw", "revise", "disagree")


#: Workbooks carry a date of creation; a fixed one keeps them the same for the same content.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_ROWS = 500


def template_workbook(project: Project) -> bytes:
    """Return an XLSX file with the sheet to fill in, its cells text so that Excel keeps every digit, and a sheet of all
    indicators with their latest figure in every language and the day the next one is due.

    The sheet has a row for every indicator, those that are due first: its label and latest figure beside it, and the next
    period where it follows from the last one. A row without a figure is passed over when the sheet is read."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": _CREATED, "title": "Observations"})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("observations")
    sheet.freeze_panes(1, 1)
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, column.width, text)
        sheet.write_string(0, index, column.head, head)
        sheet.write_comment(0, index, column.hint, {"author": "briefing"})
    action = HEADS.index("action")
    sheet.data_validation(1, action, _ROWS, action, {"validate": "list", "source": list(ACTIONS)})
    for row, indicator in enumerate(sorted(project.content.indicators, key=lambda i: _urgency(project, i)), start=1):
        for head_name, cell in _helps(project, indicator).items():
            sheet.write_string(row, HEADS.index(head_name), cell, text)
    _indicators(project, book.add_worksheet("indicators"), head, text)
    book.close()
    return buffer.getvalue()


def _latest(project: Project, indicator: Indicator) -> Fact | None:
    series = project.base.series(indicator.id)
    return project.base.latest(indicator.id) if series else None


def _due(project: Project, indicator: Indicator) -> date | None:
    latest = _latest(project, indicator)
    return due_date(indicator.frequency, latest.period) if latest else None


def _urgency(project: Project, indicator: Indicator) -> tuple[bool, date]:
    """What is due comes first, by day; then what is not updated regularly, in the order of the content."""
    due = _due(project, indicator)
    return due is None, due or date.min


def _helps(project: Project, indicator: Indicator) -> dict[str, str]:
    """What is written beforehand into the row of an indicator."""
    latest, due = _latest(project, indicator), _due(project, indicator)
    language = project.languages[SOURCE_TAG]
    opening, closing = language.typography.brackets
    shown = ""
    if latest is not None:
        figure = _figure(project, latest, indicator, SOURCE_TAG)
        shown = f"{figure}{opening}{print_fact_period(language, latest, 'plain')}{closing}"
    following = next_period(indicator.frequency, latest.period) if latest else None
    return {
        "indicator": indicator.id,
        "label": indicator.label,
        "latest": shown,
        "due": due.isoformat() if due else "",
        "period": following.text if following else "",
    }


def _indicators(project: Project, sheet: xlsxwriter.worksheet.Worksheet, head: object, text: object) -> None:
    tags = list(project.languages)
    labels, latest = [f"label ({tag})" for tag in tags], [f"latest ({tag})" for tag in tags]
    heads = ["indicator", *labels, "unit", "frequency", "latest period", *latest, "due"]
    for index, name in enumerate(heads):
        sheet.set_column(index, index, 24, text)
        sheet.write_string(0, index, name, head)
    sheet.freeze_panes(1, 1)
    for row, indicator in enumerate(project.content.indicators, start=1):
        for index, cell in enumerate(_row(project, indicator, tags)):
            sheet.write_string(row, index, cell, text)


def _row(project: Project, indicator: Indicator, tags: list[str]) -> Iterator[str]:
    latest = project.base.latest(indicator.id) if project.base.knows(indicator.id) else None
    due = due_date(indicator.frequency, latest.period) if latest and latest.kind != "target" else None
    yield indicator.id
    yield from (_label(project, indicator, tag) for tag in tags)
    yield indicator.unit
    yield indicator.frequency
    yield latest.period.text if latest else ""
    yield from (_figure(project, latest, indicator, tag) for tag in tags)
    yield due.isoformat() if due else ""


def _label(project: Project, indicator: Indicator, tag: str) -> str:
    found = project.catalogues[tag].find(CONTENT, "label", indicator.label)
    return found.target if found else indicator.label


def _figure(project: Project, latest: Fact | None, indicator: Indicator, tag: str) -> str:
    return print_fact(project.languages[tag], latest, "full", indicator.unit) if latest else ""


#: A file of observations is small: more than this is a mistake or an attack (bytes; rows).
MAX_BYTES = 5_000_000
MAX_ROWS = 5_000

#: The sheet that is read; the only sheet of a workbook may have any name.
SHEET = "observations"

#: A row of cells with its number in the file; ``None`` is an empty cell.
Row = tuple[int, list[object]]
T = TypeVar("T")


def entries_of(path: Path) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return the entries of a file, and every problem of the file and its rows. Empty rows are passed over."""
    try:
        rows = _rows(path)
    except ProblemsFound as unread:
        return (), unread.problems
    except Refused as error:
        return (), (problem("sheet-unreadable", path.name, error.line, reason=error),)
    if not rows:
        return (), (problem("sheet-unreadable", path.name, 0, reason="it has no rows"),)
    heads = [str(cell or "").strip().lower() for cell in rows[0][1]]
    if not set(heads) & set(HEADS):
        return (), (problem("sheet-foreign", path.name, rows[0][0]),)
    problems = [
        problem("sheet-head", path.name, rows[0][0], head=h, known=", ".join(HEADS))
        for h in heads
        if h and h not in HEADS
    ]
    lacking = [c.head for c in COLUMNS if c.needed and c.head not in heads]
    problems += [problem("sheet-column", path.name, rows[0][0], head=head) for head in lacking]
    if problems:
        return (), in_order(problems)
    entries: list[Entry] = []
    for number, cells in rows[1:]:
        entry = _entry(dict(zip(heads, cells, strict=False)), path.name, number, problems)
        if entry is not None:
            entries.append(entry)
    return tuple(entries), in_order(problems)


def _entry(cells: dict[str, object], file: str, number: int, problems: list[Problem]) -> Entry | None:
    if not any(str(cell or "").strip() for head, cell in cells.items() if head not in ("indicator", "period", *SHOWN)):
        return None
    values: dict[str, str] = {}
    for head, cell in cells.items():
        if isinstance(cell, str) or cell is None:
            values[head] = (cell or "").strip()
        else:
            problems.append(problem("sheet-cell", file, number, head=head, cell=cell))
        if values.get(head, "").startswith("="):
            problems.append(problem("sheet-formula", file, number, head=head))
    action = values.get("action") or "observe"
    if action not in ACTIONS:
        problems.append(problem("sheet-action", file, number, action=action, known=", ".join(ACTIONS)))
    needed = [c.head for c in COLUMNS if c.needed and not (c.head == "figure" and action == "withdraw")]
    problems += [
        problem("sheet-empty", file, number, head=head) for head in needed if head in values and not values[head]
    ]
    given = {head: values.get(head, "") for head in HEADS if head not in (*SHOWN, "action")}
    given |= {"basis": given["basis"] or "stated", "status": given["status"] or "reported"}
    return Entry(
        **given,
        target=action == "target",
        withdraw=action == "withdraw",
        revision=action == "revise",
        disagreement=action == "disagree",
        where=Where(file, number),
    )


def _rows(path: Path) -> list[Row]:
    data = read_bytes(path, "sheet-unreadable", MAX_BYTES)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        with workbook(open_archive(data, WORKBOOK), formulas=True, stream=True) as book:
            sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
            rows: list[Row] = [(n, list(row)) for n, row in enumerate(_few(sheet.iter_rows(values_only=True)), 1)]
    else:
        text, _ = decode(data)
        delimiter = delimiter_of(text.partition("\n")[0])  # the heads hold none themselves
        rows = [(line, list(cells)) for line, cells in _few(table_rows(text, delimiter))]
    return rows


def _few(rows: Iterable[T]) -> Iterator[T]:
    for count, row in enumerate(rows):
        if count > MAX_ROWS:
            raise Refused("rows", f"it has more than {MAX_ROWS} rows")
        yield row
