"""The workbook of a release as it comes back: what was decided in it, what was taken back, and everything in it that would
otherwise be lost without a word."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from briefing.catalogue import SOURCE_TAG
from briefing.files.foreign import WORKBOOK, open_archive, workbook
from briefing.files.reading import Refused
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.releases.decisions import Decision, Decisions, by_figure, read_decisions
from briefing.releases.desk import Desk
from briefing.releases.sheet import ACTIONS, COLUMNS, FIGURES, FORM, GIVEN, SOURCE, given_cells, mark, source_rows

#: What people write for a decision, besides its own word.
_ACTION_WORDS = {
    **dict.fromkeys(("采用", "接受"), "accept"),
    "其他": "other",
    **dict.fromkeys(("新", "新建"), "new"),
    **dict.fromkeys(("忽略", "不用"), "ignore"),
}
_YES, _NO = frozenset({"yes", "y", "true", "是"}), frozenset({"", "no", "n", "false", "否"})

#: The cells that only one kind of decision has a use for.
_OWN = {"other": ("indicator",), "ignore": ("reason",), "new": tuple(k for k in GIVEN if k.startswith("new_"))}
_HEADS = {c.key: c.head for c in COLUMNS}


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
    given, sha256 = told.get("release", ("?", ""))
    if sha256 != desk.kept.opened.sha256:
        other = problem("release-changed", name, 0, figure="the workbook", known=desk.kept.id, given=given)
        raise ProblemsFound([other])
    problems = list(_heads(sheets[FIGURES], name))
    if problems:
        raise ProblemsFound(problems)
    made = {row.figure: _row(row, name, problems) for row in _rows(sheets[FIGURES], name, desk, problems)}
    source = _source(told, name, desk, problems)
    if problems:
        raise ProblemsFound(in_order(problems))
    back = {"source": source, "figures": {figure: decision for figure, decision in made.items() if decision}}
    decisions = read_decisions(json.dumps(back, ensure_ascii=False).encode("utf-8"), name)
    return Returned(decisions, tuple(figure for figure, decision in made.items() if decision == {}))


def _wrong(name: str, line: int, figure: str, reason: str) -> Problem:
    return problem("release-decision", name, line, figure=figure, reason=reason)


def _sheets(data: bytes, name: str) -> dict[str, list[list[str]]]:
    try:
        with workbook(open_archive(data, WORKBOOK), formulas=True, stream=True) as book:
            read = ((sheet.title, sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
            return {title: [[_cell(c) for c in row] for row in rows] for title, rows in read}
    except Refused as error:
        raise ProblemsFound([problem("release-unreadable", name, error.line, reason=error.reason)]) from error


def _cell(cell: object) -> str:
    """A cell as text; a day that the spreadsheet made of one is written as a day again."""
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
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
                told = {"figure": cells.get("id") or "?", "known": figure.text if figure else "nothing"}
                text = f"{cells.get('id', '')} {cells.get('text', '')}".strip()
                problems.append(problem("release-changed", name, number, given=text, **told))
            continue
        if figure.id in seen:
            problems.append(_wrong(name, number, figure.id, f"row {seen[figure.id]} is of the same figure"))
            continue
        seen[figure.id] = number
        now = decided.get(figure.id)
        yield _Row(number, figure.id, _tidy(given), now, cells.get("was", mark(given_cells(now))))


#: Cells in free words: they stay as they were typed.
_FREE = frozenset({"reason", "new_zh", "new_en"})


def _row(row: _Row, name: str, problems: list[Problem]) -> dict[str, object] | None:
    """What a row brings: a decision, nothing in it (it was taken back), or ``None`` where it says nothing new."""
    now = mark(given_cells(row.now))
    if mark(row.cells) in (row.was, now):
        return None
    if row.was != now:
        there = row.now.action if row.now else "open"
        problems.append(problem("release-decided", name, row.number, figure=row.figure, now=there))
    elif not any(row.cells.values()):
        return {}
    elif reason := _contradiction(row.cells):
        problems.append(_wrong(name, row.number, row.figure, reason))
    else:
        return _decision(row.cells, row.now)
    return None


def _tidy(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a decision with its words in one spelling."""
    action, revise = cells["decision"].casefold(), cells["revise"].casefold()
    revise = "yes" if revise in _YES else "" if revise in _NO else revise
    return {**cells, "decision": _ACTION_WORDS.get(action, action), "revise": revise}


def _contradiction(cells: Mapping[str, str]) -> str:
    """Why the cells of a row are no decision, or nothing."""
    action = cells["decision"]
    filled = [key for key in GIVEN if cells[key] and key != "decision"]
    if not action:
        return f"“{_HEADS[filled[0]]}” is filled in, and no decision is chosen"
    if action not in ACTIONS:
        return f"“{action}” is no decision; choose one of {', '.join(ACTIONS)}"
    for other, keys in _OWN.items():
        if action != other and (idle := next((key for key in keys if cells[key]), "")):
            return f"“{_HEADS[idle]}” is filled in, and the decision is {action}, not {other}"
    if action == "ignore" and (cells["period_given"] or cells["revise"]):
        return "it is ignored, and has another period or replaces a value"
    if cells["revise"] not in ("", "yes"):
        return f"“{cells['revise']}” in “{_HEADS['revise']}” is neither yes nor no"
    return ""


def _decision(cells: Mapping[str, str], now: Decision | None) -> dict[str, object]:
    """The decision of a row. What the workbook has no cell for (a note, a caveat, how often it comes) stays as it is where
    the decision is of the same kind."""
    action = cells["decision"]
    made: dict[str, Any] = {}
    if now is not None and now.action == action:
        made = now.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
        if cells["period_given"] != (now.period or ""):
            made.pop("basis", None)
    kept = {k: v for k, v in made.get("new", {}).items() if k not in (*FORM, "label")}
    form = {key: cells[column] for key, column in FORM.items() if cells[column]}
    label = {tag: cells[f"new_{tag}"] for tag in (SOURCE_TAG, "en") if cells[f"new_{tag}"]}
    said: dict[str, dict[str, object]] = {
        "accept": {"accept": True},
        "other": {"indicator": cells["indicator"]},
        "ignore": {"ignore": cells["reason"]},
        "new": {"new": kept | form | {"label": label}},
    }
    return {**made, **said[action], "period": cells["period_given"] or None, "revise": bool(cells["revise"])}


def _source(told: Mapping[str, tuple[str, ...]], name: str, desk: Desk, problems: list[Problem]) -> dict[str, object]:
    """What is confirmed of the release. A change that nobody confirmed is reported."""
    confirmed = _folded(told.get("confirmed", ("",))[0]).casefold()
    if confirmed not in _YES | _NO:
        problems.append(_wrong(name, 0, "source", f"“{confirmed}” at “confirmed” is neither yes nor no"))
    before = {key: (text, english) for key, text, english in source_rows(desk)}
    changed = [key for key in ("issuer", "title", "date", "kind", "url") if told.get(key) != before[key]]
    if changed and confirmed in _NO:
        reason = f"{', '.join(changed)} was altered in the sheet {SOURCE}, and “confirmed” does not say yes"
        problems.append(_wrong(name, 0, "source", reason))
    if confirmed not in _YES:
        return {}
    given = {key: told.get(key, ("", "")) for key in before}
    words: dict[str, object] = {key: {tag: text for tag, text in zip((SOURCE_TAG, "en"), given[key], strict=True) if text}
             for key in ("issuer", "title") if any(given[key])}  # fmt: skip
    return words | {key: _folded(given[key][0]) for key in ("date", "kind", "url") if given[key][0]}
