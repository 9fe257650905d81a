"""The data package writer: the tree of a data annex as CSV with descriptions that programs read, in one ZIP.

``datapackage.json`` is a Frictionless Data Package (v1, profile tabular-data-package) with a table schema and a digest for each
file; ``series.csv`` is SDMX-CSV 2.0, its structure SDMX-JSON 2.0."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from importlib import resources
from typing import Any

from briefing.compose.annex import COLUMNS, FIGURES
from briefing.document.nodes import Document, Figure, Row, Section, Table, plain
from briefing.quantities import Period
from briefing.render import Rendering
from briefing.render.office import deterministic_zip

#: The data structure definition of ``structure.json``, and the columns: dimensions, time, value, attributes.
FLOW = "BRIEFING:FIGURES(1.0)"
HEADS = (
    "STRUCTURE", "STRUCTURE_ID", "ACTION", "INDICATOR", "KIND", "TIME_PERIOD", "OBS_VALUE",
    "UNIT_MEASURE", "OBS_STATUS", "TIME_BASIS", "SOURCE", "FACT",
)  # fmt: skip
_TARGET = ".target"
_NOT_ID = re.compile(r"[^A-Za-z0-9_@$-]")
Record = Mapping[str, str]


def code(indicator: str) -> str:
    """Return an indicator as an identifier of SDMX, which holds no full stop."""
    return indicator.replace(".", "$")


def indicator_of(fact: str) -> str:
    """Return the indicator of a fact id, without its period."""
    return fact.removesuffix(_TARGET).partition("@")[0]


def time_of(text: str) -> str:
    """Return a period as SDMX writes it: ``2025-12-31``, ``2026-03``, ``2025``, ``2026-Q1``, ``2026-01-01/P5M``; the last day
    where the beginning is open."""
    period = Period.parse(text)
    start, end = period.start, period.end
    if start is None or start == end:
        return end.isoformat()
    whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if not whole:
        return f"{start.isoformat()}/P{(end - start + timedelta(days=1)).days}D"
    if months == 1:
        return f"{start:%Y-%m}"
    if months == 3 and start.month % 3 == 1:
        return f"{start.year}-Q{start.month // 3 + 1}"
    if months == 12 and start.month == 1:
        return str(start.year)
    return f"{start.isoformat()}/P{months}M"


def _observation(record: Record) -> tuple[str, ...]:
    """A figure that has a value as an observation of the series."""
    fact, period = record["id"], record["iso"]
    return (
        "dataflow",
        FLOW,
        "I",
        code(indicator_of(fact)),
        "T" if fact.endswith(_TARGET) else "A",
        time_of(period),
        record["value"],
        record["unit"],
        "A",
        "R" if period.startswith("..") else "S",
        record["source"],
        fact,
    )


def structure_json(document: Document, records: Sequence[Record]) -> bytes:
    """Return the structure of the series: concepts, code lists and the data structure definition. The schema is named within
    the first 350 characters: readers tell the version of the standard by it."""
    message = json.loads((resources.files(__package__) / "structure.json").read_text("utf-8"))
    tags = _tags(records[0]) if records else []
    message["meta"] |= {
        "id": _NOT_ID.sub("_", f"{document.pack}.{document.edition}"),
        "prepared": f"{document.date}T00:00:00Z",
        "contentLanguages": tags,
    }
    codes = {
        "CL_INDICATOR": {
            code(indicator_of(r["id"])): [r[f"indicator_{t}"] for t in tags] for r in records if r["value"]
        },
        "CL_UNIT_MEASURE": {r["unit"]: [r[f"unit_{t}"] or r["unit"] for t in tags] for r in records if r["value"]},
    }
    for listed in message["data"]["codelists"]:
        for key, names in sorted(codes.get(listed["id"], {}).items()):
            listed["codes"].append({"id": key, "name": names[0], "names": dict(zip(tags, names, strict=True))})
    return (json.dumps(message, ensure_ascii=False, indent=1) + "\n").encode()


DESCRIPTION, SERIES, STRUCTURE = "datapackage.json", "series.csv", "structure.json"
#: Columns of a table that are no text: their type and format (Table Schema, "Types and Formats").
_TYPES = {"value": {"type": "number"}, "date": {"type": "date"}, "address": {"type": "string", "format": "uri"}}


def write(rendering: Rendering) -> bytes:
    """Return the writer of the table of formats."""
    return render_package(rendering.document)


def render_package(document: Document) -> bytes:
    """Return the document as a data package; the same document gives the same bytes."""
    columns: Mapping[str, Sequence[str]] = json.loads(document.extra[COLUMNS])
    sections = [section for section in document.sections if section.id in columns]
    tables = {section.id: _records(section, columns[section.id]) for section in sections}
    heads = {section.id: _heads(columns[section.id], section.id) for section in sections}
    files = {f"{name}.csv": _csv(heads[name], records) for name, records in tables.items()}
    files[SERIES] = _written(HEADS, (_observation(record) for record in tables[FIGURES] if record["value"]))
    files[STRUCTURE] = structure_json(document, tables[FIGURES])
    described_as = [
        _resource(section.id, plain(section.heading), files[f"{section.id}.csv"], heads[section.id])
        for section in sections
    ]
    described_as.append(_resource("series", "SDMX-CSV 2.0", files[SERIES], HEADS, "OBS_VALUE"))
    described = {
        "profile": "tabular-data-package",
        "name": document.pack,
        "title": " ".join(part for part in (document.cover.title, document.stamp) if part),
        "version": document.edition,
        "created": f"{document.date}T00:00:00Z",
        "languages": _tags(columns[FIGURES]),
        "structure": {"path": STRUCTURE, "format": "SDMX-JSON 2.0", "hash": _digest(files[STRUCTURE])},
        "resources": described_as,
    }
    files[DESCRIPTION] = (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode()
    return deterministic_zip(sorted(files.items()))


def _tags(columns: Iterable[str]) -> list[str]:
    """The languages of the columns that name indicators."""
    return [name.rpartition("_")[2] for name in columns if name.startswith("indicator_")]


def _heads(columns: Sequence[str], section: str) -> list[str]:
    """The names of the columns of a file: beside those of the table, the unit of each figure by its id."""
    names = list(columns)
    if section == FIGURES:
        names.insert(names.index("value") + 1, "unit")
    return names


def _records(section: Section, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows of the table of a section by column."""
    table = next(block for block in section.blocks if isinstance(block, Table))
    return [_record(row, columns, section.id) for row in table.body]


def _record(row: Row, columns: Sequence[str], section: str) -> dict[str, str]:
    record: dict[str, str] = {}
    unit = ""
    for name, cell in zip(columns, row, strict=True):
        figure = next((node for node in cell.children if isinstance(node, Figure)), None)
        unit = unit or (figure.unit if figure else "")
        text = plain(cell.children)
        record[name] = text.replace(",", "").rstrip("%") if name == "value" else text
    return record | ({"unit": unit} if section == FIGURES else {})


def _csv(heads: Sequence[str], records: Sequence[Mapping[str, str]]) -> bytes:
    """RFC 4180, UTF-8; words that a spreadsheet would take for a formula begin with an apostrophe (OWASP, CSV Injection)."""
    return _written(
        heads, ([record[name] if name == "value" else _harmless(record[name]) for name in heads] for record in records)
    )


def _written(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _resource(name: str, title: str, data: bytes, heads: Sequence[str], number: str = "") -> dict[str, Any]:
    fields = [
        {"name": head, **({"type": "number"} if head == number else _TYPES.get(head, {"type": "string"}))}
        for head in heads
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if "id" in heads:
        schema["primaryKey"] = ["id"]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": title,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": _digest(data),
        "schema": schema,
    }


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
