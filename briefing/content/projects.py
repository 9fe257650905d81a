"""Records of lists, projects and audiences, the texts of them that are translated, and what a workbook said last of each
project."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import StrictBool, StringConstraints

from briefing.content.fields import DateText, Id, PeriodText, Record, Reference, UnitId, Words
from briefing.problems import Problem, ProblemsFound, problem

#: What an amount of a project is: a plan unless the workbook's own header says otherwise.
AmountBasis = Literal["planned", "estimated", "approved"]
#: Projects are numbered within their list; numbers are never reused.
ProjectId = Annotated[str, StringConstraints(pattern=r"^[0-9]{4,6}$")]


class Amount(Record):
    """A sum of money. ``value`` is exact with its scale word (``5.2亿``), ``None`` where the workbook gives no single
    amount; ``published`` is the workbook's own text."""

    value: Words | None
    unit: UnitId = "CNY"
    qualifier: Words | None = None
    basis: AmountBasis = "planned"
    published: Words


class Term(Record):
    """When a project is built: a period, a duration, or only the workbook's own text."""

    published: Words
    period: PeriodText | None = None
    duration: Words | None = None
    unit: Literal["month", "year"] | None = None


#: What a pack prints of contacts: named persons with everything, offices with their public numbers, nothing.
Contacts = Literal["persons", "offices", "none"]


class Contact(Record):
    """Whom to ask. ``verified_on`` is the day somebody made sure."""

    name: Words | None = None
    office: Words | None = None
    telephone: tuple[Words, ...] = ()
    email: Words | None = None
    verified_on: DateText | None = None


class ProjectRecord(Record):
    """One project of a list, as the workbook and its editors have it. ``as_of`` is the list's date where it is not given;
    ``withdrawn`` the date of the first workbook without the project."""

    id: ProjectId
    list: Id
    name: Words
    code: Words | None = None
    sector: Words | None = None
    regions: tuple[Words, ...] = ()
    districts: tuple[Words, ...] = ()
    status: Words | None = None
    owner: Words | None = None
    content: Words | None = None
    investment: Amount | None = None
    sought: Amount | None = None
    cooperation: tuple[Words, ...] = ()
    term: Term | None = None
    benefit: Words | None = None
    benefit_basis: Words | None = None
    advantages: Words | None = None
    site: Words | None = None
    approvals: Words | None = None
    contacts: tuple[Contact, ...] = ()
    as_of: DateText | None = None
    valid_until: DateText | None = None
    withdrawn: DateText | None = None
    note: Words | None = None


class PublishedTotals(Record):
    """Where the list's own totals are recorded: facts, and named lists whose items carry figures."""

    projects: Reference | None = None
    investment: Reference | None = None
    sectors: Id | None = None
    regions: Id | None = None
    sizes: Id | None = None


class ProjectList(Record):
    """An investment promotion list whose projects a workbook supplied. ``date`` is the day its content stands for."""

    id: Id
    title: Words
    issuer: Words
    file: Words
    sha256: Words
    date: DateText
    sample: StrictBool = False
    published: PublishedTotals | None = None
    note: Words | None = None


class District(Record):
    """A district or county, under the house's name, and how else it is written."""

    name: Words
    also: tuple[Words, ...] = ()


class PlaceRegion(Record):
    """An investment region of the lists, its other names and its districts."""

    name: Words
    also: tuple[Words, ...] = ()
    districts: tuple[District, ...]


class Home(Record):
    """The region that figures speak of where they name none: an id of the language data; and what covers say of the house:
    the ``name`` of the city, who issues the packs, and where it is to be found. A pack may name an issuer of its own."""

    region: Id
    name: Words | None = None
    issuer: Words | None = None
    address: Words | None = None


class ProjectOrigins(Record):
    """Where the latest workbook has each project: id -> sheet and row (``Sheet1!12``). Written by the import."""

    list: Id
    rows: dict[str, Words]


class Audience(Record):
    """For whom a pack is cut: which projects, which sections stay out, and what its cover says (Chinese, translated).
    ``undecided`` says what becomes of projects that the selection cannot judge, ``guide`` whether a selection of few has the
    general guide, too (not said: where the profile leaves sections of it out)."""

    id: Id
    pack: Id
    title: Words
    cover: Words | None = None
    languages: tuple[Words, ...] = ()
    sectors: tuple[Words, ...] = ()
    regions: tuple[Words, ...] = ()
    least: Words | None = None
    most: Words | None = None
    condition: Words | None = None
    lists: tuple[Id, ...] = ()
    leave_out: tuple[Id, ...] = ()
    undecided: Literal["leave", "keep"] = "leave"
    guide: StrictBool | None = None


#: The fields of a project that are one text, and the context of their messages.
TEXTS: Mapping[str, str] = {
    "name": "project name",
    "owner": "company",
    "status": "status",
    "sector": "item",
    "content": "content",
    "benefit": "benefit",
    "benefit_basis": "benefit",
    "advantages": "advantages",
    "site": "site",
    "approvals": "approvals",
    "note": "note",
}
#: Contexts of words that many projects share: they are translated once, among the words of all content.
SHARED = frozenset({"status", "item", "cooperation", "district"})


_LISTS = "projects-"


def domain(list_id: str) -> str:
    """Return the catalogue of a list's own texts."""
    return _LISTS + list_id


def is_list(catalogue: str) -> bool:
    """Return whether a catalogue holds the texts of a list's projects."""
    return catalogue.startswith(_LISTS)


def project_texts(project: ProjectRecord) -> Iterator[tuple[str, str, str]]:
    """Yield context, text and field of everything of a project that is translated."""
    for key, context in TEXTS.items():
        if text := getattr(project, key):
            yield context, text, key
    for way in project.cooperation:
        yield "cooperation", way, "cooperation"
    for district in project.districts:
        yield "district", district, "districts"
    for region in project.regions:
        yield "item", region, "regions"
    if project.investment is not None and project.investment.value is None:
        yield "amount", project.investment.published, "investment"
    if project.sought is not None and project.sought.value is None:
        yield "amount", project.sought.published, "sought"
    if project.term is not None and project.term.period is None and project.term.duration is None:
        yield "term", project.term.published, "term"
    for contact in project.contacts:
        if contact.office:
            yield "office", contact.office, "contacts"


IMPORTED = "imported.json"
#: Projects of a damaged file that are reported one by one.
TOLD = 20
_TEXT_LISTS = frozenset({"regions", "districts", "cooperation"})
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
    if name in _TEXT_LISTS:
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
