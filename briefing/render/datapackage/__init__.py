"""The data package writer: the tree of a data annex as CSV with descriptions that programs read, in one ZIP.

``datapackage.json`` is a Frictionless Data Package (v1, profile tabular-data-package) with a table schema and a digest for each
file; ``series.csv`` is SDMX-CSV 2.0, its structure SDMX-JSON 2.0."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from briefing.compose.annex import COLUMNS, FIGURES
from briefing.document.nodes import Document, Figure, Row, Section, Table, plain
from briefing.render.datapackage.sdmx import series_csv, structure_json
from briefing.render.docx.package import deterministic_zip
from briefing.render.rendering import Rendering

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
    files: dict[str, bytes] = {
        f"{section.id}.csv": _csv(_heads(columns[section.id], section.id), tables[section.id]) for section in sections
    }
    files[SERIES] = series_csv(tables[FIGURES])
    files[STRUCTURE] = structure_json(document, tables[FIGURES])
    resources = [
        _resource(
            section.id, plain(section.heading), files[f"{section.id}.csv"], _heads(columns[section.id], section.id)
        )
        for section in sections
    ]
    heads = files[SERIES].decode().partition("\r\n")[0].split(",")
    resources.append(_resource("series", "SDMX-CSV 2.0", files[SERIES], heads, "OBS_VALUE"))
    described = {
        "profile": "tabular-data-package",
        "name": document.pack,
        "title": " ".join(part for part in (document.cover.title, document.stamp) if part),
        "version": document.edition,
        "created": f"{document.date}T00:00:00Z",
        "languages": list(_tags(columns)),
        "structure": {"path": STRUCTURE, "format": "SDMX-JSON 2.0", "hash": _digest(files[STRUCTURE])},
        "resources": resources,
    }
    files[DESCRIPTION] = (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode()
    return deterministic_zip(sorted(files.items()))


def _tags(columns: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield from dict.fromkeys(name.rpartition("_")[2] for name in columns[FIGURES] if name.startswith("indicator_"))


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
    """RFC 4180, UTF-8."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([record[name] for name in heads] for record in records)
    return buffer.getvalue().encode()


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
