"""Columns that belong together: which office is the owner, and whose number stands in which column."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.projects.headers import LEFT_OUT, HeadColumn, Heads
from briefing.projects.vocabulary import folded

_CONTACT = ("contact", "contact-name", "contact-office", "contact-telephone", "contact-email")


def settled(columns: Sequence[HeadColumn], heads: Heads) -> list[HeadColumn]:
    """The columns of a header with one owner and one group of contacts; columns of other offices are left out. What the officer
    has mapped stays as it is."""
    return _one_contact_group(_one_owner(list(columns), heads), heads)


def _one_owner(columns: list[HeadColumn], heads: Heads) -> list[HeadColumn]:
    owners = [c for c in columns if c.field == "owner"]
    if len(owners) < 2:
        return columns
    best = min(owners, key=lambda c: (not c.mapped, _rank(c, heads), c.index))
    return [c.holding(LEFT_OUT) if c.field == "owner" and c is not best and not c.mapped else c for c in columns]


def _rank(column: HeadColumn, heads: Heads) -> int:
    """0 for the owner of a project, then: an office named without more, one that is only responsible, one that looks
    after it."""
    words = heads.vocabulary.words.offices
    plain = folded(column.head)
    if any(folded(w) in plain for w in words.stronger):
        return 0
    if column.group and heads.office(column.group) == "other":
        return 3
    return 2 if any(folded(w) in plain for w in words.weaker) else 1


def _one_contact_group(columns: list[HeadColumn], heads: Heads) -> list[HeadColumn]:
    groups: dict[str, list[HeadColumn]] = {}
    offices: dict[str, int] = {}
    current, rank = "", 1
    for column in columns:
        said = column.group if column.field in _CONTACT and heads.office(column.group) else ""
        if column.field == "owner":
            current, rank = f"owner {column.index}", 0
        elif column.field in ("", LEFT_OUT) and heads.office(column.head.rpartition("/")[2]) == "other":
            current, rank = f"other {column.index}", 3
        elif column.field in ("", LEFT_OUT) and heads.is_person(column.head.rpartition("/")[2]) and not column.group:
            current, rank = f"person {column.index}", 2
        elif column.field in ("contact", "contact-name") and not said and rank == 2:
            current, rank = f"contact {column.index}", 1
        if column.field in _CONTACT and not column.mapped:
            key = said or current
            groups.setdefault(key, []).append(column)
            office = heads.office(said) if said else ""
            offices.setdefault(key, {"owner": 0, "other": 3}.get(office, rank))
    if not groups:
        return columns
    best = min(groups, key=lambda key: (offices[key], not _has_person(groups[key]), groups[key][0].index))
    kept = {c.index for c in groups[best]}
    if offices[best] == 3 and len(groups) == 1 and heads.office(groups[best][0].group or best) == "other":
        kept = set()
    return [c.holding(LEFT_OUT) if c.field in _CONTACT and not c.mapped and c.index not in kept else c for c in columns]


def _has_person(group: Sequence[HeadColumn]) -> bool:
    return any(c.field in ("contact", "contact-name") for c in group)
