"""A data package read from its CSV: cells as they are, figures by the ids of their rows, series against both."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from briefing.proof.files import FileNotOpened, Finished, Mark, OfficeParts, Piece, grammar, section_key

_DESCRIPTION, _SERIES, _STRUCTURE, _FIGURES = "datapackage.json", "series.csv", "structure.json", "figures"
_TABLES = ("figures", "sources", "lists")
#: What the words of a cell begin with that a spreadsheet runs (OWASP, CSV Injection), unless they are a number.
_RUN = frozenset("=+-@\t\r")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
Table = list[dict[str, str]]


def read_datapackage(data: bytes, name: str) -> Finished:
    """Return the pieces of a data package. Raises ``ValueError`` where it is not opened."""
    archive = OfficeParts(data)
    finished = Finished(name, "zip")
    described = _json(archive, _DESCRIPTION)
    structure = _json(archive, _STRUCTURE)
    tables = [t for t in _TABLES if f"{t}.csv" in archive.names]
    for part in archive.names:
        if part not in {_DESCRIPTION, _SERIES, _STRUCTURE, *(f"{t}.csv" for t in _TABLES)}:
            finished.problems.append(f"it holds a file that no edition has: {part}")
    rows = {table: _rows(archive, f"{table}.csv") for table in tables}
    _description(archive, described, tables, finished)
    for table in tables:
        finished.pieces += _pieces(table, rows[table])
        finished.problems += _run(archive, f"{table}.csv")
    finished.problems += dict.fromkeys(
        [*_series(_rows(archive, _SERIES), rows.get(_FIGURES, [])), *_names(structure, rows.get(_FIGURES, []))]
    )
    return finished


def _json(archive: OfficeParts, part: str) -> dict[str, Any]:
    try:
        found = json.loads(archive.read(part))
    except ValueError as error:
        raise FileNotOpened(f"its part {part} is no JSON") from error
    if not isinstance(found, dict):
        raise FileNotOpened(f"its part {part} is no description")
    return found


def _rows(archive: OfficeParts, part: str) -> Table:
    try:
        text = archive.read(part).decode("utf-8")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileNotOpened(f"its part {part} is no CSV") from error
    heads = rows[0] if rows else []
    if len(set(heads)) != len(heads) or any(len(row) != len(heads) for row in rows):
        raise FileNotOpened(f"the rows of its part {part} do not fill its columns")
    return [dict(zip(heads, map(_words, row), strict=True)) for row in rows[1:]]


def _words(cell: str) -> str:
    """The words of a cell, without the apostrophe that keeps a spreadsheet from running them as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _RUN else cell


def _run(archive: OfficeParts, part: str) -> Iterator[str]:
    """Cells that a spreadsheet would run as a formula: words that begin like one and are no number."""
    for row in csv.reader(io.StringIO(archive.read(part).decode("utf-8"), newline="")):
        for cell in row:
            if cell[:1] in _RUN and not _NUMBER.fullmatch(cell):
                yield f"a spreadsheet would run “{cell[:40]}” of its {part} as a formula"


def _description(archive: OfficeParts, described: Mapping[str, Any], tables: list[str], finished: Finished) -> None:
    """What the package says of itself: its name, edition and day; each file as its digest says."""
    keys = {"profile", "name", "title", "version", "created", "languages", "structure", "resources"}
    finished.problems += [f"its description says what no edition says: {key}" for key in described if key not in keys]
    finished.edition = str(described.get("version", ""))
    finished.stated = {"pack": str(described.get("name", ""))}
    finished.dates["its description"] = str(described.get("created", ""))[:10].replace("-", "")
    finished.pieces.append(Piece("cover", "", str(described.get("title", ""))))
    listed = {str(r.get("path")): str(r.get("hash")) for r in described.get("resources", ()) if isinstance(r, dict)}
    listed[_STRUCTURE] = str(described.get("structure", {}).get("hash"))
    if set(listed) != {_STRUCTURE, _SERIES, *(f"{t}.csv" for t in tables)}:
        finished.problems.append("its description does not list the files it holds")
    for part, digest in listed.items():
        if part in archive.names and digest != f"sha256:{hashlib.sha256(archive.read(part)).hexdigest()}":
            finished.problems.append(f"{part} is not as its description says")


def _pieces(table: str, rows: Table) -> Iterator[Piece]:
    section = section_key(table)
    for row in rows:
        for column, text in row.items():
            if not text or column == "unit":
                continue
            language = column.rpartition("_")[2] if "_" in column else ""
            if table == _FIGURES and column == "value":
                shown = _shown(text, row["unit"])
                mark = Mark(row["id"], shown, 0, text, row["unit"])
                beside = next((row[name] for name in row if name.startswith("unit_")), "")
                yield Piece("cell", section, shown, (mark,), f"{column}\n{beside}")
            elif table == _FIGURES and column.startswith("printed_"):
                yield Piece("cell", section, text, (Mark(row["id"], text, 0),), language=language)
            else:
                yield Piece("cell", section, text, language=language)


def _shown(text: str, unit: str) -> str:
    """A value with its thousands separated, as the workbook shows it."""
    try:
        return f"{Decimal(text):,f}" + ("%" if unit == "percent" else "")
    except InvalidOperation as error:
        raise FileNotOpened(f"it holds {text[:30]} as a value") from error


def _series(series: Table, figures: Table) -> Iterator[str]:
    """Each observation is a figure of the package, with its value, unit, source and time; each figure with a value is one."""
    known = {row["id"]: row for row in figures}
    if series and list(series[0]) != grammar()["series columns"].split():
        yield "its series have other columns than an edition's"
        return
    for row in series:
        figure = known.get(row["FACT"])
        if figure is None:
            yield f"its series hold {row['FACT']}, which is none of its figures"
            continue
        kind, basis = "T" if row["FACT"].endswith(".target") else "A", "R" if figure["iso"].startswith("..") else "S"
        wanted = (figure["value"], figure["unit"], figure["source"], kind, _indicator(row["FACT"]), basis)
        there = tuple(row[n] for n in ("OBS_VALUE", "UNIT_MEASURE", "SOURCE", "KIND", "INDICATOR", "TIME_BASIS"))
        if there != wanted:
            yield f"its series say {there} of {row['FACT']}, its figures {wanted}"
        if not _same_time(row["TIME_PERIOD"], figure["iso"]):
            yield f"its series date {row['FACT']} {row['TIME_PERIOD']}, its figures {figure['iso']}"
    lacking = {row["id"] for row in figures if row["value"]} - {row["FACT"] for row in series}
    yield from (f"its series lack {fact}" for fact in sorted(lacking))
    if len({(r["INDICATOR"], r["KIND"], r["TIME_PERIOD"]) for r in series}) != len(series):
        yield "two observations of its series have one key"


def _indicator(fact: str) -> str:
    """The indicator of a fact as SDMX can name it."""
    return fact.removesuffix(".target").partition("@")[0].replace(".", "$")


def _same_time(written: str, iso: str) -> bool:
    """Whether a time of SDMX is the period: the same day, month or year, the same quarter, or the same beginning and length."""
    first, slash, last = iso.partition("/")
    if first == "..":  # the last day of it
        return written.startswith(last) and written.count("-") == 2
    if not slash:
        return written == first
    begin = tuple(int(part) for part in first.split("-"))
    end = tuple(int(part) for part in last.split("-"))
    if len(begin) == 3:
        return written.startswith(f"{first}/P")
    year, month = begin[0], begin[1] if len(begin) > 1 else 1
    months = (end[0] - year) * 12 + (end[1] if len(end) > 1 else 12) - month + 1
    forms = {f"{year}-{month:02}-01/P{months}M"}
    if months == 3 and month % 3 == 1:
        forms.add(f"{year}-Q{month // 3 + 1}")
    if months == 12 and month == 1:
        forms.add(str(year))
    return written in forms


def _names(structure: Mapping[str, Any], figures: Table) -> Iterator[str]:
    """The code lists name indicators and units as the figures do, and say nothing else in words of a language."""
    try:
        lists = {c["id"]: {code["id"]: code["names"] for code in c["codes"]} for c in structure["data"]["codelists"]}
    except (KeyError, TypeError) as error:
        raise FileNotOpened("its structure has no code lists") from error
    wanted = {
        "CL_INDICATOR": {_indicator(r["id"]) for r in figures if r["value"]},
        "CL_UNIT_MEASURE": {r["unit"] for r in figures if r["value"]},
    }
    texts = {text for row in figures for text in row.values()}
    for name, codes in wanted.items():
        if set(lists.get(name, {})) != codes:
            yield f"the code list {name} is not that of its figures"
        for key, names in lists.get(name, {}).items():
            yield from (f"its structure calls {key} “{text}”" for text in names.values() if text not in texts)
