"""The language engine: quantities, periods, changes and ranks as text, by rules that are data in ``i18n/<tag>.yaml``; and those
rules read, with the files that they extend, and every fault of them at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from briefing.files.reading import listed
from briefing.files.yaml_reader import Located, LocatedList, read_rules_file
from briefing.language.model import Language
from briefing.language.rules import UnknownRule
from briefing.problems import Problem, ProblemsFound, in_order, problem

__all__ = ["Language", "UnknownRule", "load_language"]


Place = tuple[str, int]
_TAG = re.compile(rb"^tag:", re.MULTILINE)
_PSEUDO = re.compile(rb"^pseudo:\s*true", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Raw:
    """The merged data of a language file and its ancestors, and where each path of keys was written."""

    data: dict[str, Any]
    places: dict[tuple[str, ...], Place]


def read_rules(folder: Path, name: str, chain: tuple[str, ...] = ()) -> Raw:
    """Read ``<folder>/<name>.yaml``. A file that ``extends`` another replaces single rules of it; lists are replaced whole.

    Raises ``ProblemsFound`` when a file is missing, is not YAML, repeats a key or extends itself.
    """
    path = folder / f"{name}.yaml"
    file = f"{folder.name}/{name}.yaml"
    if name in chain:
        raise ProblemsFound([problem("language-extends-loop", file, chain=" → ".join((*chain, name)))])
    if not path.is_file():
        known = ", ".join(languages_in(folder)) or "none"
        raise ProblemsFound([problem("language-file-missing", tag=name, path=file, known=known)])
    data, places = _read(path, file)
    parent = data.pop("extends", None)
    if parent is None:
        return Raw(data, places)
    inherited = read_rules(folder, str(parent), (*chain, name))
    return Raw(_merge(inherited.data, data), inherited.places | places)


def languages_in(folder: Path) -> tuple[str, ...]:
    """Return the names of the language files in a folder: those that state a ``tag`` and are no pseudo-locale; sorted."""
    texts = {p.stem: p.read_bytes() for p in listed(folder, "*.yaml")}
    return tuple(sorted(name for name, text in texts.items() if _TAG.search(text) and not _PSEUDO.search(text)))


def pseudo_in(folder: Path) -> tuple[str, ...]:
    """Return the names of the pseudo-locales in a folder; sorted."""
    return tuple(sorted(p.stem for p in listed(folder, "*.yaml") if _PSEUDO.search(p.read_bytes())))


def _read(path: Path, file: str) -> tuple[dict[str, Any], dict[tuple[str, ...], Place]]:
    data = read_rules_file(path, file)
    if not isinstance(data, Located):
        raise ProblemsFound([problem("language-file-unreadable", file, reason="it holds no rules")])
    return data, dict(_places(data, (), file))


def _places(value: object, path: tuple[str, ...], file: str) -> Iterator[tuple[tuple[str, ...], Place]]:
    match value:
        case Located():
            for key, inner in value.items():
                yield (*path, key), (file, value.lines[key])
                yield from _places(inner, (*path, key), file)
        case LocatedList():
            for index, (inner, line) in enumerate(zip(value, value.lines, strict=True)):
                yield (*path, str(index)), (file, line)
                yield from _places(inner, (*path, str(index)), file)
        case _:
            pass


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def load_language(folder: Path, tag: str) -> Language:
    """Return the rules in ``<folder>/<tag>.yaml`` (``tag`` is the name of the file: ``zh``, ``en``).

    Raises ``ProblemsFound`` with every fault of the file at once. Files of the same bytes are read once, wherever they lie.
    """
    digest = hashlib.sha256()
    for path in listed(folder, "*.yaml"):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    key = (folder.name, tag, digest.digest())
    if key not in _LOADED:
        while len(_LOADED) >= MOST_LOADED:
            _LOADED.pop(next(iter(_LOADED)), None)
        _LOADED[key] = _load(folder, tag)
    return _LOADED[key]


#: Languages read, by the name of their folder, their tag and the hash of all rules there; those read first go first.
_LOADED: dict[tuple[str, str, bytes], Language] = {}
MOST_LOADED = 64


def _load(folder: Path, tag: str) -> Language:
    raw = read_rules(folder, tag)
    try:
        return Language.model_validate({"id": tag, **raw.data})
    except ValidationError as error:
        found = [_as_problem(raw, f"{folder.name}/{tag}.yaml", e["loc"], e["msg"]) for e in error.errors()]
        raise ProblemsFound(in_order(found)) from error


def _as_problem(raw: Raw, file: str, loc: tuple[int | str, ...], message: str) -> Problem:
    path = tuple(str(part) for part in loc)
    while path and path not in raw.places:
        path = path[:-1]
    file, line = raw.places.get(path, (file, 0))
    rule = ".".join(str(part) for part in loc) or "the whole file"
    return problem("language-rule-invalid", file, line, rule=rule, reason=message.removeprefix("Value error, "))
