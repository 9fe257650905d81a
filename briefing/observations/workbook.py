"""The workbook for entering figures: its columns, and a template with the figures now due."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import xlsxwriter

from briefing.catalogue import SOURCE_TAG
from briefing.compose.translator import CONTENT
from briefing.content.records import Indicator
from briefing.facts.fact import Fact
from briefing.facts.observe import due_date, next_period
from briefing.language.printing import print_fact, print_fact_period
from briefing.project.opening import Project


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column: its head, what is written under it, its width in characters, and whether every row needs it."""

    head: str
    hint: str
    width: int
    needed: bool = False


#: Columns that only help whoever fills in the sheet; what stands in them is not read.
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
    """An XLSX file with the sheet to fill in, its cells text so that Excel keeps every digit, and a sheet of all indicators
    with their latest figure in every language and the day the next one is due.

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
