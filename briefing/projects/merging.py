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
from briefing.projects.packed import Fields, PackedById, digest
from briefing.projects.vocabulary import folded

#: Two names are alike when so much of them is the same; numbers and phases in them must be the same altogether.
ALIKE = 0.75
K = TypeVar("K", int, str)
_MARKS = re.compile(r"[^\w]+")
_PHASE = re.compile(r"[0-9]+|[一二三四五六七八九十](?=[期号#区])|[a-z](?=[区座])")


@dataclass(frozen=True, slots=True)
class Match:
    """The id of the record that a project of the workbook is (empty for a new one). ``how``: code, name, order, likeness,
    new."""

    id: str
    how: str


def match_projects(ids: Iterable[str], old: Callable[[str], Fields], new: Sequence[Fields]) -> tuple[Match, ...]:
    """Return a match for every project of the workbook, in its order; no record is matched twice (``old`` gives that of an id).
    Records of projects that are offered come before those withdrawn; of several projects with one name and place, those that
    say the same are matched, then the others in their order, where there are as many of them."""
    found: dict[int, Match] = {}
    left = dict.fromkeys(ids)
    rules: tuple[tuple[str, Callable[[Fields], tuple[str, ...]]], ...] = (
        ("code", lambda f: (str(f.get("code", "")),)),
        ("name", _named_in),
        ("name", lambda f: (*_named_in(f), str(_value(f)), str(f.get("content", "")), str(f.get("owner", "")))),
        ("name", lambda f: (*_named_in(f), str(_value(f)))),
        ("name", lambda f: (name_key(f),)),
    )

    def keep(place: int, key: str, how: str) -> None:
        found[place] = Match(key, how)
        del left[key]

    for how, key in rules:
        if not left or len(found) == len(new):
            break
        mine = [(i, "withdrawn" in f, digest(*k)) for i in left if (k := key(f := old(i)))[0]]
        theirs = [(place, digest(*k)) for place in _open(new, found) if (k := key(new[place]))[0]]
        for withdrawn in (False, True):
            records = _once((i, wanted) for i, gone, wanted in mine if gone is withdrawn)
            for wanted, place in _once((p, wanted) for p, wanted in theirs if p not in found).items():
                if wanted in records:
                    keep(place, records[wanted], how)
    for place, record in list(_in_order(old, left, new, found)):
        keep(place, record, "order")
    known = {key: _likable(old(key)) for key in left} if len(found) < len(new) else {}
    for place in _open(new, found):
        if like := _likest(_likable(new[place]), {key: known[key] for key in left}):
            keep(place, like, "likeness")
    return tuple(found.get(place, Match("", "new")) for place in range(len(new)))


def _open(new: Sequence[Fields], found: Mapping[int, Match]) -> list[int]:
    """The places of the projects that are not matched yet."""
    return [place for place in range(len(new)) if place not in found]


def _named_in(fields: Fields) -> tuple[str, ...]:
    return name_key(fields), *sorted(fields.get("districts", ()))


def _in_order(
    old: Callable[[str], Fields], left: Iterable[str], new: Sequence[Fields], found: Mapping[int, Match]
) -> Iterator[tuple[int, str]]:
    """Projects and records with the same name and place, in their order, where there are as many of the one as of the other."""
    mine: dict[bytes, list[str]] = {}
    theirs: dict[bytes, list[int]] = {}
    places = _open(new, found)
    for record in left if places else ():
        fields = old(record)
        if "withdrawn" not in fields:
            mine.setdefault(digest(*_named_in(fields)), []).append(record)
    for place in places if mine else ():
        theirs.setdefault(digest(*_named_in(new[place])), []).append(place)
    for key, ours in theirs.items():
        if len(mine.get(key, ())) == len(ours):
            yield from zip(ours, mine[key], strict=True)


def name_key(fields: Fields) -> str:
    """Return a name without marks and spaces, half-width, in small letters."""
    return _MARKS.sub("", folded(str(fields["name"])))


def _once(pairs: Iterable[tuple[K, bytes]]) -> dict[bytes, K]:
    made: dict[bytes, K] = {}
    twice: set[bytes] = set()
    for place, key in pairs:
        if key in made:
            twice.add(key)
        made[key] = place
    return {key: place for key, place in made.items() if key not in twice}


#: What likeness is judged by: name, numbers and phases in it, districts, sector, amount.
Likable = tuple[str, list[str], object, object, object]


def _likable(fields: Fields) -> Likable:
    name = name_key(fields)
    return name, _PHASE.findall(name), fields.get("districts"), fields.get("sector"), _value(fields)


def _likest(one: Likable, left: Mapping[str, Likable]) -> str:
    """The one record left whose name is alike and whose place and either sector or amount are the same; none when two are
    equally alike."""
    name, *place, sector, value = one
    scores: list[tuple[float, str]] = []
    for key, (other, *there, their_sector, their_value) in left.items():
        if there != place or (their_sector != sector and their_value != value):
            continue
        matcher = SequenceMatcher(None, name, other, autojunk=False)
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
class FieldChange:
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

    records: PackedById = field(default_factory=PackedById)
    imported: PackedById = field(default_factory=PackedById)
    origins: dict[str, str] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    changed: list[FieldChange] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    touched: dict[str, dict[str, object]] = field(default_factory=dict)
    causes: Causes = field(default_factory=Causes)


def as_fields(record: ProjectRecord) -> Fields:
    """Return a record as plain fields, without what it leaves out; an open amount keeps its empty value."""
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

    def known(key: str) -> Fields:
        """Return a record as it is, with what the workbook last said of it."""
        return {**current[key], **imported.get(key, {})}

    matches = match_projects([i for i in current if i not in kept], known, workbook)
    elsewhere = {_named_in(known(i)): i for i in kept}
    highest = max((int(i) for ids in (current, imported) for i in ids), default=0)
    for match, fields in zip(matches, workbook, strict=True):
        if not match.id and (same := elsewhere.pop(_named_in(fields), "")):
            del kept[same]
            match = Match(same, "name")  # noqa: PLW2901 - the same match, found elsewhere
        if not match.id:
            highest += 1
        key = match.id or f"{highest:04d}"
        theirs = {k: v for k, v in fields.items() if k not in _OURS}
        made.imported[key] = theirs
        made.origins[key] = str(fields["origin"])
        if not match.id:
            made.added.append(key)
            made.records[key] = _ordered({**theirs, "id": key, "list": list_id})
        else:
            mine = current[key]
            _merge_one(made, match, key, mine, imported.get(key, mine), theirs)
    for key in current:
        if key in made.imported:
            continue
        mine = current[key]
        base = imported.get(key, mine)
        if key in kept:
            made.kept.append(key)
            made.origins[key] = kept[key]
            made.records[key] = dict(mine)
            made.imported[key] = base
        else:  # persons are not kept for a project that is no longer offered
            made.imported[key] = {name: value for name, value in base.items() if name != "contacts"}
            _withdraw(made, key, mine, dates)
    made.records.sort()
    return made


def _merge_one(made: Merged, match: Match, key: str, mine: Fields, base: Fields, theirs: Fields) -> None:
    sheet, _, row = made.origins[key].rpartition("!")
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
        made.changed.append(FieldChange(key, str(theirs["name"]), field_name, now, after))
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
