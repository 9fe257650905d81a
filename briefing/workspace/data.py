"""What the front door returns: plans of what would be written, and any result as plain data that ``json.dumps`` takes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any

from briefing.files.writing import token_of

#: Metadata of a dataclass field that is no part of the data: bytes to be written, an opened project.
HIDDEN = {"data": "hidden"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Files to put in place: new bytes by path below the root, and the bytes they replace (``None`` where there was
    no file). Every plan of the front door is one, with what a person wants to see first in fields of its own.
    ``Workspace.save`` puts all of them in place, or none."""

    contents: Mapping[str, bytes | None] = field(default_factory=dict, repr=False, compare=False, metadata=HIDDEN)
    read: Mapping[str, bytes | None] = field(default_factory=dict, repr=False, compare=False, metadata=HIDDEN)

    @property
    def files(self) -> tuple[str, ...]:
        """The paths below the root that saving would write."""
        return tuple(self.contents)

    @property
    def version(self) -> str:
        """A token of what was read and of what would be written (SHA-256 in hex). Whoever saves a plan that was made again with
        the version a person saw saves what that person saw."""
        digest = hashlib.sha256()
        for kind, files in (("read", self.read), ("written", self.contents)):
            for path in sorted(files):
                told = token_of(files, path) or "none"
                digest.update(f"{kind}\0{path}\0{told}\n".encode())
        return digest.hexdigest()


def spread(pattern: str) -> dict[str, str]:
    """Return metadata of a field with a mapping whose entries become keys of the object itself, named by ``pattern``: ``{"zh":
    …}`` with ``label_{}`` becomes ``label_zh``."""
    return {"data": pattern}


def named(key: str) -> dict[str, str]:
    """Return metadata of a field that is called otherwise in the data, where people's programs know it by that name."""
    return {"name": key}


def as_data(value: object) -> Any:
    """Return a result as JSON values: dataclasses, records and mappings become objects, sequences lists, sets sorted lists,
    dates ISO 8601, decimals their digits without exponent, enums their values, paths POSIX text. Raises ``TypeError`` for what
    is no data (bytes, functions)."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case PurePath():
            return value.as_posix()
        case Mapping():
            return {str(as_data(key)): as_data(entry) for key, entry in value.items()}
        case list() | tuple():
            return [as_data(entry) for entry in value]
        case Set():
            return [as_data(entry) for entry in sorted(value)]
        case object(model_dump=dump):  # a record of content; its library is not loaded for this
            return as_data(dump())
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _object(value)
        case _:
            raise TypeError(f"{type(value).__name__} is no plain data")


def _object(value: Any) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for item in fields(value):
        kind = item.metadata.get("data", "")
        if kind == "hidden":
            continue
        inside = getattr(value, item.name)
        if kind:
            made |= {kind.format(key): as_data(entry) for key, entry in inside.items()}
        else:
            made[item.metadata.get("name", item.name)] = as_data(inside)
    return made
