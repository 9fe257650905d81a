"""The workbook of a release as it goes out: a row for every figure, to be decided on in Excel."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from briefing.catalogue import SOURCE_TAG
from briefing.content.fields import Kind
from briefing.content.records import Indicator
from briefing.language import print_fact
from briefing.project.opening import Project
from briefing.releases.decisions import Action, Decision, by_figure
from briefing.releases.desk import Desk
from briefing.releases.figure import Proposed
from briefing.releases.verdicts import label_of

#: Workbooks carry a date of creation; a fixed one keeps them the same for the same release.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)

FIGURES, INDICATORS, SOURCE, UNITS = "figures", "indicators", "source", "units"
ACTIONS: tuple[Action, ...] = get_args(Action)
BASES = ("yoy", "ytd", "mom", "qoq", "average-annual")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its head in two languages, its width, and the list its cells are chosen from."""

    key: str
    head: str
    width: int
    choices: str = ""


_GIVEN = frozenset(
    {"decision", "indicator", "reason", "period_given", "revise", "new_id", "new_zh", "new_en", "new_unit", "new_kind",
     "new_base", "new_of", "new_region"}
)  # fmt: skip

#: What is reported, then what is decided, and a mark of how that went out. ``choices`` names a list below.
COLUMNS: tuple[Column, ...] = (
    Column("id", "figure 数字", 7),
    Column("line", "line 行", 6),
    Column("text", "as printed 原文", 16),
    Column("sentence", "sentence 原句", 48),
    Column("subject", "subject 主语", 22),
    Column("period", "period 期间", 16),
    Column("basis", "known how 依据", 10),
    Column("verdict", "verdict 判断", 14),
    Column("proposed", "proposed indicator 拟用指标", 28),
    Column("label_zh", "label 名称（中文）", 26),
    Column("label_en", "label (English) 英文名称", 30),
    Column("last", "last value 最近一次", 22),
    Column("doubts", "doubts 疑问", 40),
    Column("decision", "decision 决定", 10, "actions"),
    Column("indicator", "other indicator 其他指标", 28, "indicators"),
    Column("reason", "reason to ignore 不用的理由", 24),
    Column("period_given", "other period 更正期间", 16),
    Column("revise", "replaces 更正旧值", 8, "yes"),
    Column("new_id", "new id 新指标编号", 24),
    Column("new_zh", "new label 新名称（中文）", 26),
    Column("new_en", "new label (English) 英文新名称", 30),
    Column("new_unit", "unit 单位", 16, "units"),
    Column("new_kind", "kind 性质", 12, "kinds"),
    Column("new_base", "base 基期", 12, "bases"),
    Column("new_of", "of 所属指标", 24, "indicators"),
    Column("new_region", "region 地区", 16),
    Column("was", "as it went out 发出时", 2),
)

#: The cells that make a decision.
GIVEN = tuple(c.key for c in COLUMNS if c.key in _GIVEN)

#: The first column that a person fills in.
_FIRST = next(n for n, c in enumerate(COLUMNS) if c.key == "decision")


def release_sheet(project: Project, desk: Desk) -> bytes:
    """Return the workbook of a release. Cells are text, so that Excel keeps every digit and runs no formula."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": _CREATED, "title": desk.release.guess.title[:200]})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    fill = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": "#FFF8E1"})
    sheet = book.add_worksheet(FIGURES)
    sheet.freeze_panes(1, 3)
    decided, _ = by_figure(desk.kept.decisions, desk.proposals)
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, column.width, None, {"hidden": column.key == "was"})
        sheet.write_string(0, index, column.head, head)
    for row, proposed in enumerate(desk.proposals, start=1):
        cells = _row(project, desk, proposed, decided.get(proposed.figure.id))
        for index, column in enumerate(COLUMNS):
            sheet.write_string(row, index, cells.get(column.key, ""), fill if index >= _FIRST else text)
    lists = _lists(project)
    for index, column in enumerate(COLUMNS):
        if column.choices:
            place = _choices(column.choices, lists)
            sheet.data_validation(1, index, max(len(desk.proposals), 1), index, {"validate": "list", "source": place})
    _indicators(project, book.add_worksheet(INDICATORS), head, text)
    _source(desk, book.add_worksheet(SOURCE), head, text)
    _units(lists, book.add_worksheet(UNITS), head, text)
    book.close()
    return buffer.getvalue()


def _lists(project: Project) -> Mapping[str, Sequence[str]]:
    return {
        "actions": ACTIONS,
        "yes": ("yes",),
        "kinds": get_args(Kind),
        "bases": BASES,
        "indicators": [i.id for i in project.content.indicators],
        "units": list(project.languages[SOURCE_TAG].units),
    }


def _choices(name: str, lists: Mapping[str, Sequence[str]]) -> object:
    """A list of choices, or where it is when it is too long for a cell."""
    if name == "indicators":
        return f"={INDICATORS}!$A$2:$A${len(lists[name]) + 1}"
    if name == "units":
        return f"={UNITS}!${xl_col_to_name(0)}$2:$A${len(lists[name]) + 1}"
    return list(lists[name])


def _row(project: Project, desk: Desk, proposed: Proposed, decision: Decision | None) -> Mapping[str, str]:
    figure, indicator = proposed.figure, proposed.indicator or proposed.near
    cells = {
        "id": figure.id, "line": f"L{figure.line}", "text": figure.text, "sentence": figure.sentence, "subject": figure.subject,
        "period": proposed.period, "basis": proposed.basis, "verdict": proposed.judgement,
        "proposed": proposed.indicator.id if proposed.indicator else "",
        "doubts": "\n".join(d.message for d in desk.doubts.get(figure.id, ())),
    }  # fmt: skip
    if indicator is not None:
        cells |= {f"label_{tag}": label_of(project, tag, indicator.label) for tag in project.languages}
        cells["last"] = last_value(project, indicator)
    given = given_cells(decision)
    return cells | given | {"was": mark(given)}


def last_value(project: Project, indicator: Indicator) -> str:
    """Return the latest figure of an indicator with its period, as the language of the content prints it."""
    if not project.base.knows(indicator.id):
        return ""
    fact = project.base.latest(indicator.id)
    return f"{print_fact(project.languages[SOURCE_TAG], fact, 'full', indicator.unit)} ({fact.period.text})"


def mark(given: Mapping[str, str]) -> str:
    """Return a short mark of the cells that make a decision; empty where none is made."""
    told = [given.get(key, "") for key in GIVEN]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:12] if any(told) else ""


def given_cells(decision: Decision | None) -> dict[str, str]:
    """Return the cells that make a decision, by key; none where it is open."""
    if decision is None:
        return {}
    cells = {"decision": decision.action, "indicator": decision.indicator or "", "reason": decision.ignore or "",
             "period_given": decision.period or "", "revise": "yes" if decision.revise else ""}  # fmt: skip
    form = decision.new
    if form is not None:
        cells |= {"new_id": form.id, "new_unit": form.unit, "new_kind": form.kind, "new_base": form.base or "",
                  "new_of": form.of or "", "new_region": form.region or ""}  # fmt: skip
        cells |= {f"new_{tag}": words for tag, words in form.label.items()}
    return cells


def _indicators(project: Project, sheet: Any, head: object, text: object) -> None:
    tags = list(project.languages)
    heads = [
        "indicator 指标",
        *(f"label ({tag}) 名称" for tag in tags),
        "unit 单位",
        "kind 性质",
        "last value 最近一次",
    ]
    for index, name in enumerate(heads):
        sheet.set_column(index, index, 28)
        sheet.write_string(0, index, name, head)
    for row, indicator in enumerate(project.content.indicators, start=1):
        cells = [indicator.id, *(label_of(project, tag, indicator.label) for tag in tags), indicator.unit, indicator.kind,
                 last_value(project, indicator)]  # fmt: skip
        for index, cell in enumerate(cells):
            sheet.write_string(row, index, cell, text)


def _source(desk: Desk, sheet: Any, head: object, text: object) -> None:
    """What the release is: guessed, to be confirmed or corrected in place."""
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 2, 60)
    for index, name in enumerate(("what 项目", "content language 中文", "English 英文")):
        sheet.write_string(0, index, name, head)
    for row, cells in enumerate(source_rows(desk), start=1):
        for index, cell in enumerate(cells):
            sheet.write_string(row, index, cell, text)


def source_rows(desk: Desk) -> tuple[tuple[str, str, str], ...]:
    """Return what the release is, as the workbook says it: a key, and its text in the language of the content and in
    English."""
    guess, said = desk.release.guess, desk.kept.decisions.source
    issuer, title = said.issuer or {SOURCE_TAG: guess.issuer}, said.title or {SOURCE_TAG: guess.title}
    return (
        ("release", desk.kept.id, desk.kept.opened.sha256),
        ("issuer", issuer.get(SOURCE_TAG, ""), issuer.get("en", "")),
        ("title", title.get(SOURCE_TAG, ""), title.get("en", "")),
        ("date", said.date or (guess.date.isoformat() if guess.date else ""), ""),
        ("kind", said.kind or guess.kind, ""),
        ("url", said.url or "", ""),
        ("confirmed", "yes" if said.title else "", ""),
    )


def _units(lists: Mapping[str, Sequence[str]], sheet: Any, head: object, text: object) -> None:
    sheet.set_column(0, 0, 28)
    sheet.write_string(0, 0, "unit 单位", head)
    for row, unit in enumerate(lists["units"], start=1):
        sheet.write_string(row, 0, unit, text)
