"""JSON Schemas of the content files, for editors that check and complete while typing (the YAML language server)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from briefing.content.fields import Record
from briefing.content.load import FOLDERS
from briefing.content.packs import Pack
from briefing.files.writing import write

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """File name under ``content/schema/`` -> its text: one schema for each folder of ``content/``."""
    made = {f"{folder}.json": _folder(folder, keys) for folder, keys in FOLDERS.items()}
    made["packs.json"] = {"$schema": _DRAFT, **Pack.model_json_schema()}
    return {
        name: json.dumps(_plain(schema), ensure_ascii=False, indent=2) + "\n" for name, schema in sorted(made.items())
    }


def _folder(folder: str, keys: dict[str, type[Record]]) -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    for key, record in keys.items():
        schema = record.model_json_schema()
        definitions |= schema.pop("$defs", {})
        definitions[record.__name__] = schema
        properties[key] = {"type": "array", "items": {"$ref": f"#/$defs/{record.__name__}"}}
    return {
        "$schema": _DRAFT,
        "title": f"content/{folder}/*.yaml",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "$defs": dict(sorted(definitions.items())),
    }


def _plain(schema: Any, key: str = "") -> Any:
    """Without the titles and Python docstrings' line breaks that only engineers need."""
    if isinstance(schema, dict):
        kept = {
            k: _plain(v, k)
            for k, v in schema.items()
            if not (k == "title" and isinstance(v, str) and key not in ("", "properties"))
        }
        if isinstance(kept.get("description"), str) and key != "properties":
            kept["description"] = " ".join(kept["description"].split())
        return kept
    if isinstance(schema, list):
        return [_plain(item, key) for item in schema]
    return schema


def stale_schemas(folder: Path) -> list[str]:
    """The files of ``content/schema`` that are missing, superfluous or not what the records say now."""
    made = schemas()
    there = {p.name: p.read_text("utf-8") for p in folder.glob("*.json")}
    return sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))


def write_schemas(folder: Path) -> None:
    """Write every schema into ``content/schema``."""
    write({folder / name: text.encode() for name, text in schemas().items()})


if __name__ == "__main__":
    write_schemas(Path("content/schema"))
