"""Which project of a new workbook is which project of the records: by number, by name and place, by likeness."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from briefing.lists.interpreting import Fields
from briefing.lists.vocabulary import folded

#: Two names are alike when so much of them is the same; numbers and phases in them must be the same altogether.
ALIKE = 0.75
K = TypeVar("K", int, str)
_MARKS = re.compile(r"[^\w]+")
_PHASE = re.compile(r"[0-9]+|[一二三四五六七八九十](?=[期号#区])|[a-z](?=[区座])")


@dataclass(frozen=True, slots=True)
class Match:
    """A project of the workbook and the id of its record (empty for a new one). ``how``: code, name, order, likeness, new."""

    fields: Fields
    id: str
    how: str


def match_projects(old: Mapping[str, Fields], new: Sequence[Fields]) -> tuple[Match, ...]:
    """A match for every project of the workbook, in its order; no record is matched twice. Records of projects that are
    offered come before those withdrawn; of several projects with one name and place, those that say the same are matched, then
    the others in their order, where there are as many of them."""
    found: dict[int, tuple[str, str]] = {}
    left = dict(old)
    rules: tuple[tuple[str, Callable[[Fields], tuple[str, ...]]], ...] = (
        ("code", lambda f: (str(f.get("code", "")),)),
        ("name", _named_in),
        ("name", lambda f: (*_named_in(f), str(_value(f)), str(f.get("content", "")), str(f.get("owner", "")))),
        ("name", lambda f: (*_named_in(f), str(_value(f)))),
        ("name", lambda f: (name_key(f),)),
    )

    def keep(place: int, key: str, how: str) -> None:
        found[place] = (key, how)
        del left[key]

    for how, key in rules:
        for withdrawn in (False, True):
            mine = _once((i, key(f)) for i, f in left.items() if ("withdrawn" in f) is withdrawn)
            theirs = _once((place, key(f)) for place, f in enumerate(new) if place not in found)
            for wanted, place in theirs.items():
                if wanted[0] and wanted in mine:
                    keep(place, mine[wanted], how)
    for place, record in list(_in_order(left, new, found)):
        keep(place, record, "order")
    for place, fields in enumerate(new):
        if place not in found and (like := _likest(fields, left)):
            keep(place, like, "likeness")
    return tuple(Match(fields, *found.get(place, ("", "new"))) for place, fields in enumerate(new))


def _named_in(fields: Fields) -> tuple[str, ...]:
    return name_key(fields), *sorted(fields.get("districts", ()))


def _in_order(left: Mapping[str, Fields], new: Sequence[Fields], found: Mapping[int, object]) -> Iterator[tuple[int, str]]:
    """Projects and records with the same name and place, in their order, where there are as many of the one as of the other."""
    mine: dict[tuple[str, ...], list[str]] = {}
    theirs: dict[tuple[str, ...], list[int]] = {}
    for record, fields in left.items():
        if "withdrawn" not in fields:
            mine.setdefault(_named_in(fields), []).append(record)
    for place, fields in enumerate(new):
        if place not in found:
            theirs.setdefault(_named_in(fields), []).append(place)
    for key, places in theirs.items():
        if len(mine.get(key, ())) == len(places):
            yield from zip(places, mine[key], strict=True)


def name_key(fields: Fields) -> str:
    """A name without marks and spaces, half-width, in small letters."""
    return _MARKS.sub("", folded(str(fields["name"])))


def _once(pairs: Iterable[tuple[K, tuple[str, ...]]]) -> dict[tuple[str, ...], K]:
    made: dict[tuple[str, ...], K] = {}
    twice: set[tuple[str, ...]] = set()
    for place, key in pairs:
        if key in made:
            twice.add(key)
        made[key] = place
    return {key: place for key, place in made.items() if key not in twice}


def _likest(fields: Fields, left: Mapping[str, Fields]) -> str:
    """The one record left whose name is alike and whose place and either sector or amount are the same; none when two are
    equally alike."""
    name = name_key(fields)
    phase = _PHASE.findall(name)
    scores: list[tuple[float, str]] = []
    for key, other in left.items():
        if other.get("districts") != fields.get("districts"):
            continue
        if other.get("sector") != fields.get("sector") and _value(other) != _value(fields):
            continue
        theirs = name_key(other)
        if _PHASE.findall(theirs) != phase:
            continue
        matcher = SequenceMatcher(None, name, theirs, autojunk=False)
        if matcher.quick_ratio() >= ALIKE and (score := matcher.ratio()) >= ALIKE:
            scores.append((score, key))
    scores.sort(reverse=True)
    if len(scores) > 1 and scores[0][0] == scores[1][0]:
        return ""
    return scores[0][1] if scores else ""


def _value(fields: Fields) -> object:
    amount = fields.get("investment") or {}
    return amount.get("value")
