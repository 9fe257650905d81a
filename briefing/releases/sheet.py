"""The workbook of a release as it goes out: a row for every figure, to be decided on in Excel."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

import xlsxwriter

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
class FilledColumn:
    """A column: its key, its head in two languages, its width, and the list its cells are chosen from."""

    key: str
    head: str
    width: int
    choices: str = ""


#: What is reported, then what is decided, and a mark of how that went out. ``choices`` names a list below.
COLUMNS: tuple[FilledColumn, ...] = (
    FilledColumn("id", "figure 数字", 7),
    FilledColumn("line", "line 行", 6),
    FilledColumn("text", "as printed 原文", 16),
    FilledColumn("sentence", "sentence 原句", 48),
    FilledColumn("subject", "subject 主语", 22),
    FilledColumn("period", "period 期间", 16),
    FilledColumn("basis", "known how 依据", 10),
    FilledColumn("verdict", "verdict 判断", 14),
    FilledColumn("proposed", "proposed indicator 拟用指标", 28),
    FilledColumn("label_zh", "label 名称（中文）", 26),
    FilledColumn("label_en", "label (English) 英文名称", 30),
    FilledColumn("last", "last value 最近一次", 22),
    FilledColumn("doubts", "doubts 疑问", 40),
    FilledColumn("decision", "decision 决定", 10, "actions"),
    FilledColumn("indicator", "other indicator 其他指标", 28, "indicators"),
    FilledColumn("reason", "reason to ignore 不用的理由", 24),
    FilledColumn("period_given", "other period 更正期间", 16),
    FilledColumn("revise", "replaces 更正旧值", 8, "yes"),
    FilledColumn("new_id", "new id 新指标编号", 24),
    FilledColumn("new_zh", "new label 新名称（中文）", 26),
    FilledColumn("new_en", "new label (English) 英文新名称", 30),
    FilledColumn("new_unit", "unit 单位", 16, "units"),
    FilledColumn("new_kind", "kind 性质", 12, "kinds"),
    FilledColumn("new_base", "base 基期", 12, "bases"),
    FilledColumn("new_of", "of 所属指标", 24, "indicators"),
    FilledColumn("new_region", "region 地区", 16),
    FilledColumn("was", "as it went out 发出时", 2),
)

#: The first column that a person fills in.
_FIRST = next(n for n, c in enumerate(COLUMNS) if c.key == "decision")

#: The cells that make a decision.
GIVEN = tuple(c.key for c in COLUMNS[_FIRST:-1])

#: The cells of the form for a new indicator, besides those of its label.
FORM = {name: f"new_{name}" for name in ("id", "unit", "kind", "base", "of", "region")}


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
    indicators, units = list(_indicators(project)), [("unit 单位",), *zip(project.languages[SOURCE_TAG].units)]
    choices = {"actions": list(ACTIONS), "yes": ["yes"], "kinds": list(get_args(Kind)), "bases": list(BASES),
               INDICATORS: f"={INDICATORS}!$A$2:$A${len(indicators)}", UNITS: f"={UNITS}!$A$2:$A${len(units)}"}  # fmt: skip
    for index, column in enumerate(COLUMNS):
        if column.choices:
            place = {"validate": "list", "source": choices[column.choices]}
            sheet.data_validation(1, index, max(len(desk.proposals), 1), index, place)
    source = [("what 项目", "content language 中文", "English 英文"), *source_rows(desk)]
    for name, rows, widths in (
        (INDICATORS, indicators, [28] * len(indicators[0])),
        (SOURCE, source, [26, 60, 60]),
        (UNITS, units, [28]),
    ):
        listed = book.add_worksheet(name)
        for index, width in enumerate(widths):
            listed.set_column(index, index, width)
        for row, line in enumerate(rows):
            for index, cell in enumerate(line):
                listed.write_string(row, index, cell, text if row else head)
    book.close()
    return buffer.getvalue()


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
    if decision.new is not None:
        cells |= {column: getattr(decision.new, name) or "" for name, column in FORM.items()}
        cells |= {f"new_{tag}": words for tag, words in decision.new.label.items()}
    return cells


def _indicators(project: Project) -> Iterator[Sequence[str]]:
    """The rows of the sheet of indicators, its head first."""
    tags = list(project.languages)
    yield "indicator 指标", *(f"label ({tag}) 名称" for tag in tags), "unit 单位", "kind 性质", "last value 最近一次"
    for indicator in project.content.indicators:
        labels = (label_of(project, tag, indicator.label) for tag in tags)
        yield indicator.id, *labels, indicator.unit, indicator.kind, last_value(project, indicator)


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
