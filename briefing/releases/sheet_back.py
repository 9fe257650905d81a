"""The workbook of a release as it comes back: what was decided in it, what was taken back, and everything in it that would
otherwise be lost without a word."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from briefing.catalogue import SOURCE_TAG
from briefing.files.foreign import WORKBOOK, open_archive, workbook
from briefing.files.reading import Refused
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.releases.decisions import Action, Decision, Decisions, by_figure, read_decisions
from briefing.releases.desk import Desk
from briefing.releases.sheet import ACTIONS, COLUMNS, FIGURES, GIVEN, SOURCE, given_cells, mark, source_rows

#: What people write for a decision, besides its own word.
_ACTION_WORDS = {
    "采用": "accept",
    "接受": "accept",
    "其他": "other",
    "新": "new",
    "新建": "new",
    "忽略": "ignore",
    "不用": "ignore",
}
_YES, _NO = frozenset({"yes", "y", "true", "是"}), frozenset({"", "no", "n", "false", "否"})

#: The cells that only one kind of decision has a use for.
_OWN = {"other": ("indicator",), "ignore": ("reason",), "new": tuple(k for k in GIVEN if k.startswith("new_"))}
_HEADS = {c.key: c.head for c in COLUMNS}
_FORM = {
    "id": "new_id",
    "unit": "new_unit",
    "kind": "new_kind",
    "base": "new_base",
    "of": "new_of",
    "region": "new_region",
}


@dataclass(frozen=True, slots=True)
class Returned:
    """What a workbook brings back: decisions that are new or changed, and the figures whose decision was emptied."""

    decisions: Decisions
    taken_back: tuple[str, ...] = ()


def decisions_of(data: bytes, name: str, desk: Desk) -> Returned:
    """Return the decisions of a workbook that came back. Raises ``ProblemsFound`` with everything that is wrong in it: another
    release, a figure whose text was altered or that has two rows, a column that is gone, a decision that is not whole or
    contradicts itself, one that somebody else has made meanwhile, a change of the source that nobody confirmed."""
    sheets = _sheets(data, name)
    missing = [title for title in (FIGURES, SOURCE) if title not in sheets]
    if missing:
        raise ProblemsFound([_wrong(name, 0, "the workbook", f"the sheet {' and '.join(missing)} is missing")])
    told = {row[0]: (*row[1:], "", "")[:2] for row in sheets[SOURCE] if row and row[0]}
    if told.get("release", ("", ""))[1] != desk.kept.opened.sha256:
        given = told.get("release", ("?",))[0]
        raise ProblemsFound(
            [problem("release-changed", name, 0, figure="the workbook", known=desk.kept.id, given=given)]
        )
    problems = list(_heads(sheets[FIGURES], name))
    if problems:
        raise ProblemsFound(problems)
    figures: dict[str, dict[str, object]] = {}
    taken: list[str] = []
    for row in _rows(sheets[FIGURES], name, desk, problems):
        made = _row(row, name, problems)
        if made is None:
            continue
        if made:
            figures[row.figure] = made
        else:
            taken.append(row.figure)
    source = _source(told, name, desk, problems)
    if problems:
        raise ProblemsFound(in_order(problems))
    decisions = read_decisions(
        json.dumps({"source": source, "figures": figures}, ensure_ascii=False).encode("utf-8"), name
    )
    return Returned(decisions, tuple(taken))


def _wrong(name: str, line: int, figure: str, reason: str) -> Problem:
    return problem("release-decision", name, line, figure=figure, reason=reason)


def _sheets(data: bytes, name: str) -> dict[str, list[list[str]]]:
    try:
        with workbook(open_archive(data, WORKBOOK), formulas=True, stream=True) as book:
            return {
                sheet.title: [[_cell(c) for c in row] for row in sheet.iter_rows(values_only=True)]
                for sheet in book.worksheets
            }
    except Refused as error:
        raise ProblemsFound([problem("release-unreadable", name, error.line, reason=error.reason)]) from error


def _cell(cell: object) -> str:
    """A cell as text; a day that the spreadsheet made of one is written as a day again."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _folded(text: str) -> str:
    """What was typed, in narrow characters (ａｃｃｅｐｔ, ２０２６－０６)."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").replace("…", "..").strip()


def _heads(rows: Sequence[Sequence[str]], name: str) -> Iterator[Problem]:
    """Columns that are gone, renamed or there twice: what is in them could not be read."""
    found = Counter(rows[0] if rows else ())
    for column in COLUMNS:
        if column.key in ("id", "text", *GIVEN) and found[column.head] != 1:
            told = "is missing from its first row" if not found[column.head] else "is there twice"
            yield _wrong(name, 1, "the workbook", f"the column “{column.head}” {told}")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the workbook: its number, its figure, the cells that make its decision, the decision there is now, and the
    mark of the one that went out."""

    number: int
    figure: str
    cells: Mapping[str, str]
    now: Decision | None
    was: str


def _rows(rows: Sequence[Sequence[str]], name: str, desk: Desk, problems: list[Problem]) -> Iterator[_Row]:
    heads = [next((c.key for c in COLUMNS if c.head == cell), "") for cell in rows[0]]
    known = {p.figure.id: p.figure for p in desk.proposals}
    decided, _ = by_figure(desk.kept.decisions, desk.proposals)
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[1:], start=2):
        cells = {key: cell for key, cell in zip(heads, row, strict=False) if key}
        given = {key: _folded(cells.get(key, "")) if key not in _FREE else cells.get(key, "") for key in GIVEN}
        figure = known.get(_folded(cells.get("id", "")).casefold())
        if figure is None or cells.get("text") != figure.text:
            if any(given.values()) or (figure is not None and cells.get("text")):
                told = f"{cells.get('id', '')} {cells.get('text', '')}".strip()
                known_ = figure.text if figure else "nothing"
                problems.append(
                    problem("release-changed", name, number, figure=cells.get("id") or "?", known=known_, given=told)
                )
            continue
        if figure.id in seen:
            problems.append(_wrong(name, number, figure.id, f"row {seen[figure.id]} is of the same figure"))
            continue
        seen[figure.id] = number
        now = decided.get(figure.id)
        yield _Row(
            number,
            figure.id,
            given,
            now,
            cells.get("was", mark(given_cells(now))) if "was" in heads else mark(given_cells(now)),
        )


#: Cells in free words: they stay as they were typed.
_FREE = frozenset({"reason", "new_zh", "new_en"})


def _row(row: _Row, name: str, problems: list[Problem]) -> dict[str, object] | None:
    """What a row brings: a decision, nothing in it (it was taken back), or ``None`` where it says nothing new."""
    given, now = mark(_tidy(row.cells)), mark(given_cells(row.now))
    if given in (row.was, now):
        return None
    if row.was != now:
        there = row.now.action if row.now else "open"
        problems.append(problem("release-decided", name, row.number, figure=row.figure, now=there))
        return None
    cells = _tidy(row.cells)
    if not any(cells.values()):
        return {}
    reason = _contradiction(cells)
    if reason:
        problems.append(_wrong(name, row.number, row.figure, reason))
        return None
    return _decision(cells, row.now)


def _tidy(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a decision with its words in one spelling."""
    action = cells["decision"].casefold()
    revise = cells["revise"].casefold()
    return {
        **cells,
        "decision": _ACTION_WORDS.get(action, action),
        "revise": "yes" if revise in _YES else "" if revise in _NO else revise,
    }


def _contradiction(cells: Mapping[str, str]) -> str:
    """Why the cells of a row are no decision, or nothing."""
    action = cells["decision"]
    filled = [key for key in GIVEN if cells[key] and key != "decision"]
    if not action:
        return f"“{_HEADS[filled[0]]}” is filled in, and no decision is chosen"
    if action not in ACTIONS:
        return f"“{action}” is no decision; choose one of {', '.join(ACTIONS)}"
    for other, keys in _OWN.items():
        idle = [key for key in keys if cells[key] and other != action]
        if idle:
            return f"“{_HEADS[idle[0]]}” is filled in, and the decision is {action}, not {other}"
    if action == "ignore" and (cells["period_given"] or cells["revise"]):
        return "it is ignored, and has another period or replaces a value"
    if cells["revise"] not in ("", "yes"):
        return f"“{cells['revise']}” in “{_HEADS['revise']}” is neither yes nor no"
    return ""


def _decision(cells: Mapping[str, str], now: Decision | None) -> dict[str, object]:
    """The decision of a row. What the workbook has no cell for (a note, a caveat, how often it comes) stays as it is where
    the decision is of the same kind."""
    action = cast(Action, cells["decision"])  # it was seen to be one
    same = now is not None and now.action == action
    made: dict[str, object] = {}
    if now is not None and same:
        made = now.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
        made = {k: v for k, v in made.items() if k not in ("period", "basis", "revise")}
        if cells["period_given"] == (now.period or "") and now.basis:
            made["basis"] = now.basis
    match action:
        case "accept":
            made["accept"] = True
        case "other":
            made["indicator"] = cells["indicator"]
        case "ignore":
            made["ignore"] = cells["reason"]
        case "new":
            before = made.get("new")
            kept = {k: v for k, v in before.items() if k not in (*_FORM, "label")} if isinstance(before, dict) else {}
            form: dict[str, object] = {key: cells[column] for key, column in _FORM.items() if cells[column]}
            label = {tag: cells[f"new_{tag}"] for tag in (SOURCE_TAG, "en") if cells[f"new_{tag}"]}
            made["new"] = kept | form | {"label": label}
    if cells["period_given"]:
        made["period"] = cells["period_given"]
    if cells["revise"]:
        made["revise"] = True
    return made


def _source(told: Mapping[str, tuple[str, ...]], name: str, desk: Desk, problems: list[Problem]) -> dict[str, object]:
    """What is confirmed of the release. A change that nobody confirmed is reported."""
    confirmed = _folded(told.get("confirmed", ("",))[0]).casefold()
    if confirmed not in _YES | _NO:
        problems.append(_wrong(name, 0, "source", f"“{confirmed}” at “confirmed” is neither yes nor no"))
    before = {key: (text, english) for key, text, english in source_rows(desk)}
    changed = [
        key for key in ("issuer", "title", "date", "kind", "url")
        if key not in told or tuple(told[key]) != before[key]
    ]  # fmt: skip
    if changed and confirmed in _NO:
        reason = f"{', '.join(changed)} was altered in the sheet {SOURCE}, and “confirmed” does not say yes"
        problems.append(_wrong(name, 0, "source", reason))
    if confirmed not in _YES:
        return {}
    source: dict[str, object] = {}
    for key in ("issuer", "title"):
        words = {tag: text for tag, text in zip((SOURCE_TAG, "en"), told.get(key, ("", "")), strict=False) if text}
        if words:
            source[key] = words
    return source | {key: _folded(told[key][0]) for key in ("date", "kind", "url") if told.get(key, ("",))[0]}
