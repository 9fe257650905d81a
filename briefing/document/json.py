"""A document tree as JSON and back, exactly: ``from_json(to_json(document)) == document``.

Each record is an object whose ``$`` names its type; fields that have their default are left out. Read back, only the records
of ``briefing.document.nodes`` are made: a type or a field it does not know is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from briefing.document import nodes
from briefing.document.nodes import Document

#: The key that names the type of a record.
TYPE = "$"

_RECORDS: dict[str, type] = {
    name: found for name, found in vars(nodes).items() if isinstance(found, type) and is_dataclass(found)
}


class NotADocument(ValueError):  # noqa: N818 - says what was read
    """The JSON is not a document tree; the message says where it departs."""


def to_json(document: Document) -> bytes:
    """Return the tree as UTF-8 JSON with sorted keys, the same for equal trees."""
    return json.dumps(_plain(document), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def from_json(data: bytes) -> Document:
    """Return the document of ``to_json``. Raises ``NotADocument``."""
    try:
        made = _made(json.loads(data))
    except (ValueError, TypeError, RecursionError) as error:
        raise NotADocument(str(error)) from error
    if not isinstance(made, Document):
        raise NotADocument("it holds no document")
    return made


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        kept = {f.name: getattr(value, f.name) for f in fields(value)}
        written = {f.name: _plain(kept[f.name]) for f in fields(value) if not _is_default(f, kept[f.name])}
        return {TYPE: type(value).__name__, **written}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value


def _is_default(item: Field[Any], value: object) -> bool:
    default = item.default_factory() if item.default_factory is not MISSING else item.default
    return default is not MISSING and type(default) is type(value) and bool(default == value)


def _made(value: object) -> object:
    if isinstance(value, list):
        return tuple(_made(item) for item in value)
    if not isinstance(value, dict):
        return value
    given = {key: _made(item) for key, item in value.items() if key != TYPE}
    if TYPE not in value:
        return given
    record = _RECORDS.get(str(value[TYPE]))
    if record is None:
        raise NotADocument(f"{value[TYPE]} is no node of a document")
    return record(**given)
