"""Records of lists, projects and audiences, and the texts of them that are translated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import StrictBool, StringConstraints

from briefing.content.fields import DateText, Id, PeriodText, Record, Reference, UnitId, Words

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
