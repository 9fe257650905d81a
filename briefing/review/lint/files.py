"""Pairs of any file: PO, XLIFF, XLSX, or two columns of TSV or CSV, also one this tool did not make."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polib
from openpyxl import load_workbook

from briefing.problems import ProblemsFound, problem
from briefing.review.back.columns import find_columns
from briefing.review.back.guarding import guard_archive, guard_size
from briefing.review.back.xliff import read_xliff
from briefing.review.back.xlsx import DAMAGE
from briefing.review.lint.pair import Pair

_HAN = re.compile(r"[\u3400-\u9fff]")
_ROW = re.compile(r"^(?:row|line|unit) ")
MAX_ROWS = 100_000


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """The pairs of a file, Chinese first. Raises ``ProblemsFound`` when it cannot be read."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ProblemsFound([problem("import-unreadable", path.name, reason=f"only {', '.join(READERS)} are checked")])
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProblemsFound([problem("import-unreadable", path.name, reason=error.strerror or str(error))]) from error
    if found := guard_size(data, path.name):
        raise ProblemsFound(found)
    return reader(data, path)


def _po(data: bytes, path: Path) -> tuple[Pair, ...]:
    try:
        file = polib.pofile(data.decode("utf-8-sig"))
    except (OSError, ValueError, UnicodeDecodeError, IndexError) as error:
        raise ProblemsFound([problem("import-unreadable", path.name, reason=f"not a PO file in UTF-8 ({error})")]) from error
    pairs = []
    for entry in file:
        if entry.obsolete:
            continue
        named = "%(" in entry.msgid or "python-format" in entry.flags or "<" in entry.msgid
        targets = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        for target in targets:
            pairs.append(Pair(str(entry.linenum), entry.msgid, target, entry.msgctxt or "", path.stem, named))
    return tuple(pairs)


def _xliff(data: bytes, path: Path) -> tuple[Pair, ...]:
    sheet = read_xliff(data, path.name)
    if sheet.problems:
        raise ProblemsFound(sheet.problems)
    return tuple(Pair(_ROW.sub("", r.place), r.zh, r.en, "", r.id.partition(".")[0], "%(" in r.zh) for r in sheet.rows)


def _xlsx(data: bytes, path: Path) -> tuple[Pair, ...]:
    if found := guard_archive(data, path.name, "xl/workbook.xml"):
        raise ProblemsFound(found)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except DAMAGE as error:
        raise ProblemsFound([problem("import-unreadable", path.name, reason=f"the workbook is damaged ({error})")]) from error
    for sheet in book.worksheets:
        lines = [["" if c is None else str(c) for c in line] for line in sheet.iter_rows(max_row=MAX_ROWS, values_only=True)]
        if pairs := _two_columns(lines):
            return pairs
    return ()


def _table(delimiter: str) -> Callable[[bytes, Path], tuple[Pair, ...]]:
    def read(data: bytes, path: Path) -> tuple[Pair, ...]:
        try:
            text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        except UnicodeDecodeError as error:
            told = f"it is not UTF-8 ({error.reason})"
            raise ProblemsFound([problem("import-unreadable", path.name, reason=told)]) from error
        if delimiter == "\t":
            lines = [line.rstrip("\r\n").split("\t") for line in text.split("\n")]
        else:
            lines = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        return _two_columns(lines)

    return read


def _two_columns(lines: Sequence[Sequence[str]]) -> tuple[Pair, ...]:
    """The columns named by their heads, or the first one with Chinese and the next one with text; rows keep their numbers."""
    if not lines:
        return ()
    named = find_columns(lines[0]).places
    if {"zh", "en"} <= set(named):
        zh, en, first = named["zh"], named["en"], 1
    else:
        width = max(len(line) for line in lines)
        han = [sum(bool(_HAN.search(line[i])) for line in lines if i < len(line)) for i in range(width)]
        if not any(han):
            return ()
        zh = han.index(max(han))
        filled = [sum(bool(line[i].strip()) for line in lines if i < len(line)) if i != zh else -1 for i in range(width)]
        en = next((i for i in range(zh + 1, width) if filled[i] > 0), filled.index(max(filled)))
        first = 0
    pairs = []
    for number, line in enumerate(lines[first:], first + 1):
        source, target = (line[i] if i < len(line) else "" for i in (zh, en))
        if source.strip() or target.strip():
            pairs.append(Pair(str(number), source, target, placeholders="%(" in source))
    return tuple(pairs)


READERS: Mapping[str, Callable[[bytes, Path], tuple[Pair, ...]]] = {
    ".po": _po, ".pot": _po, ".xliff": _xliff, ".xlf": _xliff, ".xlsx": _xlsx, ".tsv": _table("\t"), ".txt": _table("\t"),
    ".csv": _table(","),
}  # fmt: skip
