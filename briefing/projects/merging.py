"""Which imported project is which known one, and their merge."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TypeVar

from briefing.content.projects import ProjectRecord
from briefing.projects.grid import Causes
from briefing.projects.interpreting import ORDER
from briefing.projects.packed import Fields
from briefing.projects.vocabulary import folded

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


def _in_order(
    left: Mapping[str, Fields], new: Sequence[Fields], found: Mapping[int, object]
) -> Iterator[tuple[int, str]]:
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


#: What the import itself keeps; no workbook and no editor changes it.
_OURS = frozenset({"id", "list", "origin", "withdrawn", "as_of"})


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one project: before and after (``None`` for absent)."""

    id: str
    name: str
    field: str
    before: object
    after: object


@dataclass(slots=True)
class Merged:
    """What an import makes of the records: ``records`` by id, in order; ``imported`` is the workbook's own version of them,
    for the next merge; ``origins`` say where the workbook has them. ``touched`` are the ids whose record has changed."""

    records: dict[str, Fields] = field(default_factory=dict)
    imported: dict[str, Fields] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    touched: dict[str, dict[str, object]] = field(default_factory=dict)
    causes: Causes = field(default_factory=Causes)


def as_fields(record: ProjectRecord) -> Fields:
    """A record as plain fields, without what it leaves out; an open amount keeps its empty value."""
    made: Fields = record.model_dump(mode="json", exclude_unset=True)
    return _plain(made)


def _plain(fields: Fields) -> Fields:
    return {k: v for k, v in fields.items() if v not in (None, [], {}, ())}


def merge(
    list_id: str,
    current: Mapping[str, Fields],
    imported: Mapping[str, Fields],
    workbook: Sequence[Fields],
    dates: tuple[str, str],
    kept: Mapping[str, str] | None = None,
) -> Merged:
    """Merge a workbook into the records of a list. ``dates`` are the days of the import before (empty at first) and of the
    workbook. ``kept`` are the records of sheets that were not read, with where the workbook has them: they stay as
    they are unless a project of the same name and place was read. New ids follow the highest there has ever been."""
    made = Merged()
    kept = dict(kept or {})
    base = {i: imported.get(i, fields) for i, fields in current.items()}
    known = {i: {**current[i], **base[i]} for i in current}
    matches = match_projects({i: fields for i, fields in known.items() if i not in kept}, workbook)
    elsewhere = {_named_in(known[i]): i for i in kept}
    highest = max((int(i) for i in (*current, *imported)), default=0)
    for match in matches:
        if not match.id and (same := elsewhere.pop(_named_in(match.fields), "")):
            del kept[same]
            match = Match(match.fields, same, "name")  # noqa: PLW2901 - the same match, found elsewhere
        if not match.id:
            highest += 1
        key = match.id or f"{highest:04d}"
        theirs = {k: v for k, v in match.fields.items() if k not in _OURS}
        made.imported[key] = theirs
        made.origins[key] = str(match.fields["origin"])
        if not match.id:
            made.added.append(key)
            made.records[key] = _ordered({**theirs, "id": key, "list": list_id})
        else:
            _merge_one(made, match, key, current[key], base[key], theirs)
    for key, mine in current.items():
        if key not in made.imported:
            made.imported[key] = dict(base[key])
            if key in kept:
                made.kept.append(key)
                made.origins[key] = kept[key]
                made.records[key] = dict(mine)
            else:
                made.imported[key].pop("contacts", None)  # persons are not kept for a project that is no longer offered
                _withdraw(made, key, mine, dates)
    made.records = {key: made.records[key] for key in sorted(made.records)}
    return made


def _merge_one(made: Merged, match: Match, key: str, mine: Fields, base: Fields, theirs: Fields) -> None:
    sheet, _, row = str(match.fields["origin"]).rpartition("!")
    result = dict(mine)
    changes: dict[str, object] = {}
    if match.how in ("likeness", "order"):
        told = {"name": theirs["name"], "id": key, "old": mine["name"]}
        made.causes.add(f"list-matched-by-{match.how}", sheet, int(row), **told)
    for field_name in (f for f in ORDER if f not in _OURS):
        now, before, after = mine.get(field_name), base.get(field_name), theirs.get(field_name)
        if _same(before, after) or _same(now, after):
            continue
        if not _same(now, before):
            told = {"name": mine["name"], "field": field_name, "kept": _short(now), "workbook": _short(after)}
            made.causes.add("list-hand-edit-kept", sheet, int(row), **told)
            continue
        changes[field_name] = after
        made.changed.append(Change(key, str(theirs["name"]), field_name, now, after))
    if "withdrawn" in mine:
        changes |= {"withdrawn": None, "as_of": None}
        made.returned.append(key)
    if not changes:
        made.unchanged += 1
    else:
        made.touched[key] = changes
        result |= changes
    made.records[key] = _ordered(_plain(result))


def _withdraw(made: Merged, key: str, mine: Fields, dates: tuple[str, str]) -> None:
    gone: dict[str, object] = {"contacts": None} if "contacts" in mine else {}
    if "withdrawn" in mine:
        if gone:
            made.touched[key] = gone
        made.records[key] = {name: value for name, value in mine.items() if name != "contacts"}
        return
    made.withdrawn.append(key)
    made.touched[key] = {"withdrawn": dates[1], "as_of": mine.get("as_of") or dates[0], **gone}
    made.records[key] = _ordered(_plain({**mine, **made.touched[key]}))


def _ordered(fields: Fields) -> Fields:
    return {name: fields[name] for name in ORDER if name in fields}


def _same(one: object, other: object) -> bool:
    """Equality of field values as YAML and JSON give them (lists for tuples, absent for empty)."""
    return _norm(one) == _norm(other)


def _norm(value: object) -> object:
    if isinstance(value, Mapping):
        made = {str(k): _norm(v) for k, v in value.items()}
        return {k: v for k, v in made.items() if k == "value" or v is not None} or None
    if isinstance(value, (list, tuple)):
        return [_norm(v) for v in value] or None
    return value or None


def _short(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("published") or value.get("value")
    if isinstance(value, list):
        value = "、".join(str(v.get("name", v)) if isinstance(v, Mapping) else str(v) for v in value)
    text = "" if value is None else str(value)
    return text if len(text) <= 40 else text[:37] + "…"
