"""What a workbook said last of each project of a list (``imported.json``, written by the import): read, checked for damage."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from briefing.content.projects import Amount, Contact, ProjectRecord, Term
from briefing.problems import Problem, ProblemsFound, problem

IMPORTED = "imported.json"
#: Projects of a damaged file that are reported one by one.
TOLD = 20
_LISTS = frozenset({"regions", "districts", "cooperation"})
_PARTS = {
    "investment": frozenset(Amount.model_fields), "sought": frozenset(Amount.model_fields),
    "term": frozenset(Term.model_fields),
}  # fmt: skip
_CONTACT = frozenset(Contact.model_fields)
_FIELDS = frozenset(ProjectRecord.model_fields) - {"id", "list", "origin"}


def read_imported(lines: Iterable[bytes], file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read the file a line at a time, as it is written; one that somebody has laid out otherwise as a whole. Raises
    ``ProblemsFound`` (``list-imported``) once it has found what is wrong in it; ``file`` is its name in problems."""
    found: list[Problem] = []
    seen: set[str] = set()
    for line, key, fields in _entries(lines, file):
        reason = f"the project {key} stands in it twice" if key in seen else _wrong(key, fields)
        seen.add(key)
        if reason:
            found.append(problem("list-imported", file, line, reason=reason))
            if len(found) == TOLD:
                break
        elif not found:
            yield key, fields
    if found:
        raise ProblemsFound(found)


def _entries(lines: Iterable[bytes], file: str) -> Iterator[tuple[int, str, Any]]:
    """Every project with its line."""
    left = iter(lines)
    state, comma = "before", True
    for number, line in enumerate(left, 1):
        text = line.strip()
        if state == "before" and text == b"{":
            state = "within"
        elif state == "within" and text == b"}":
            state = "after"
        elif state == "after" and text:
            raise ProblemsFound([problem("list-imported", file, number, reason="something stands behind its end")])
        elif state == "within" and text.startswith(b'"') and text.removesuffix(b",").endswith(b"}"):
            if (found := _one(text.removesuffix(b","))) is None:
                yield from _whole([b"{", *[b""] * (number - 2), line, *left], file)
                return
            if not comma:
                raise ProblemsFound([problem("list-imported", file, number, reason="a comma is missing before it")])
            comma = text.endswith(b",")
            yield number, *found
        elif text:
            head = [b"{"] * (state == "within")
            yield from _whole([*head, *[b""] * (number - 1 - len(head)), line, *left], file)
            return
    if state == "before":
        raise ProblemsFound([problem("list-imported", file, 1, reason="it is empty")])
    if state == "within":
        raise ProblemsFound([problem("list-imported", file, number, reason="it ends in the middle")])


def _one(text: bytes) -> tuple[str, Any] | None:
    """The one project of a line; none where it is no such line."""
    try:
        pairs = json.loads(b"{" + text + b"}", object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return None
    return next(iter(pairs.items())) if len(pairs) == 1 else None


class _TwiceError(ValueError):
    """A key that is twice in one object."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return made


def _whole(lines: list[bytes], file: str) -> Iterator[tuple[int, str, Any]]:
    """The projects of the lines of a file that is laid out otherwise."""
    data = b"\n".join(lines)
    try:
        text = data.decode()
        read = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise ProblemsFound(
            [problem("list-imported", file, error.lineno, reason=f"it is no JSON ({error.msg})")]
        ) from error
    except _TwiceError as error:
        twice = text.find(f'"{error}"', text.find(f'"{error}"') + 1)
        line = text.count("\n", 0, twice) + 1
        raise ProblemsFound([problem("list-imported", file, line, reason=f"“{error}” stands in it twice")]) from error
    except (ValueError, RecursionError) as error:
        raise ProblemsFound([problem("list-imported", file, 1, reason="it is no JSON in UTF-8")]) from error
    if not isinstance(read, dict):
        raise ProblemsFound([problem("list-imported", file, 1, reason="it is no table of projects by id")])
    for key, fields in read.items():
        yield text.count("\n", 0, max(text.find(f'"{key}"'), 0)) + 1, key, fields


def _wrong(key: str, fields: Any) -> str:
    """What is wrong with one project; nothing where it is sound."""
    if not (key.isascii() and key.isdigit() and 4 <= len(key) <= 6):
        return f"“{key[:40]}” is no id of a project"
    if not isinstance(fields, dict) or not isinstance(fields.get("name"), str) or not fields["name"].strip():
        return f"the project {key} has no name"
    for name, value in fields.items():
        if name not in _FIELDS or not _sound(name, value):
            return f"“{name[:40]}” of the project {key} is none, or not of its kind"
    return ""


def _sound(name: str, value: Any) -> bool:
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if name == "contacts":
        return isinstance(value, list) and all(isinstance(one, dict) and _contact(one) for one in value)
    if name in _PARTS:
        return isinstance(value, dict) and value.keys() <= _PARTS[name] and _texts(value) and "published" in value
    return isinstance(value, str)


def _texts(value: Mapping[str, Any]) -> bool:
    return all(one is None or isinstance(one, str) for one in value.values())


def _contact(value: Mapping[str, Any]) -> bool:
    numbers = value.get("telephone", [])
    rest = {k: v for k, v in value.items() if k != "telephone"}
    return (
        value.keys() <= _CONTACT
        and _texts(rest)
        and isinstance(numbers, list)
        and all(isinstance(n, str) for n in numbers)
    )
