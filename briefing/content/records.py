"""Records of content: sources, indicators, observations, derived figures, packs; and the ids of facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field, StrictBool, StrictInt

from briefing.content.fields import (
    BaseText,
    Basis,
    CountText,
    DateText,
    Id,
    Kind,
    LinesText,
    LocatorText,
    Operation,
    PeriodText,
    Record,
    Reference,
    RelationKind,
    Status,
    Test,
    UnitId,
    UrlText,
    Words,
)
from briefing.content.packs import Pack
from briefing.content.projects import Audience, Home, PlaceRegion, ProjectList, ProjectOrigins, ProjectRecord
from briefing.quantities import Period


class Stretch(Record):
    """A range of lines of a source document."""

    id: Id
    lines: LinesText

    @property
    def first(self) -> int:
        """The first line, from 1."""
        return int(self.lines.partition("-")[0])

    @property
    def last(self) -> int:
        """The last line, inclusive."""
        return int(self.lines.rpartition("-")[2])


class Section(Stretch):
    """A section of a source. ``title`` is the heading that the source itself has there; where it has none, notes name no
    section."""

    title: Words | None = None


class Article(Stretch):
    """One of several stories that a source document holds, with what a reader needs to find it: its own title, ``authors``,
    ``page`` and address. ``issuer`` and ``date`` are those of the source unless given; the vintage is the source's."""

    title: Words
    issuer: Words | None = None
    authors: tuple[Words, ...] = ()
    date: DateText | None = None
    page: Words | None = None
    url: UrlText | None = None


class Ignored(Record):
    """A figure of a release that was left out, and why."""

    locator: LocatorText
    text: Words
    reason: Words


class Coverage(Record):
    """What became of the figures of a release when it was read: how many were found, accepted for indicators there
    were, entered under new ones, and left out; ``sha256`` is that of the file that was read."""

    sha256: Words
    found: CountText
    accepted: CountText
    new: CountText
    ignored: tuple[Ignored, ...] = ()


class SourceRecord(Record):
    """A published document. Its date decides the vintage of everything in it. ``document`` is the number an office gave it,
    ``url`` where it stands on the web. ``number`` is what notes call it (S4); those without take the lowest that are free, in
    the order of the files. Its ``articles``, where it holds several, are S4a, S4b … in their order: new ones are last."""

    id: Id
    number: CountText | None = None
    file: Words
    issuer: Words
    title: Words
    date: DateText
    date_basis: Literal["stated", "inferred"]
    date_note: Words | None = None
    kind: Literal["news", "government-document", "press-conference", "commentary", "workbook"]
    document: Words | None = None
    authors: tuple[Words, ...] = ()
    page: Words | None = None
    url: UrlText | None = None
    sections: tuple[Section, ...] = ()
    articles: tuple[Article, ...] = Field(default=(), max_length=26)
    reading: Coverage | None = None
    note: Words | None = None

    @property
    def stories(self) -> tuple[SourceRecord | Article, ...]:
        """The source and the articles it holds: all that a list of sources can name."""
        return (self, *self.articles)


class Published(Record):
    """A value as one source gives it, and where."""

    value: Words | None
    qualifier: Words | None = None
    published: Words
    source: Id
    locator: LocatorText
    note: Words | None = None


class Revision(Published):
    """An earlier value of the same observation, from an earlier source."""

    status: Status = "reported"


class Withdrawal(Record):
    """From the date of this source on, the figure is no longer given."""

    source: Id
    locator: LocatorText
    note: Words | None = None


class Dated(Published):
    """A value for a period."""

    period: PeriodText
    basis: Basis

    @property
    def when(self) -> Period:
        """The period, parsed."""
        return Period.parse(self.period)


class Observation(Dated):
    """One value of an indicator for one period; ``revisions`` are the values it replaced."""

    status: Status = "reported"
    revisions: tuple[Revision, ...] = ()
    withdrawn: Withdrawal | None = None


class Target(Dated):
    """A value that a plan sets for a period; ``plan`` is the event of the plan's issue."""

    status: Literal["target"] = "target"
    plan: Id | None = None
    revisions: tuple[Revision, ...] = ()
    withdrawn: Withdrawal | None = None


class Indicator(Record):
    """What is measured, with its observations and targets. ``sought`` is the day up to which a newer figure was
    looked for in the sources and not found; ``aliases`` are other names that sources give it, learnt from decisions
    on releases."""

    id: Id
    label: Words
    unit: UnitId
    kind: Kind
    frequency: Literal["annual", "quarterly", "monthly", "irregular", "once"] = "irregular"
    sought: DateText | None = None
    region: Id | None = None
    of: Words | None = None
    whole: Id | None = None
    base: BaseText | None = None
    note: Words | None = None
    aliases: tuple[Words, ...] = ()
    not_comparable: tuple[Id, ...] = ()
    observations: tuple[Observation, ...] = ()
    targets: tuple[Target, ...] = ()

    @property
    def stated(self) -> tuple[Observation | Target, ...]:
        """The observations, then the targets."""
        return (*self.observations, *self.targets)


class Event(Record):
    """Something that happened, or that a source announces."""

    id: Id
    label: Words
    period: PeriodText
    basis: Basis
    published: Words
    source: Id
    locator: LocatorText
    status: Literal["occurred", "announced"]
    note: Words | None = None

    @property
    def when(self) -> Period:
        """The period, parsed."""
        return Period.parse(self.period)


class ListItem(Record):
    """One entry of a named list; ``figures`` name the facts that belong to it."""

    id: Id
    name: Words
    text: Words | None = None
    locator: LocatorText | None = None
    parties: tuple[Words, ...] = ()
    figures: dict[str, Reference] = Field(default_factory=dict)
    list: Id | None = None
    note: Words | None = None


class NamedList(Record):
    """A list a source gives, complete or not; after ``valid_until`` it is stale."""

    id: Id
    title: Words
    source: Id
    locator: LocatorText
    size: Reference | None = None
    complete: StrictBool
    valid_until: DateText | None = None
    items: tuple[ListItem, ...]
    note: Words | None = None


class Relation(Record):
    """An arithmetic statement between published figures, checked with intervals."""

    id: Id
    kind: RelationKind
    result: Reference
    operands: tuple[Reference, ...] = ()
    list: Id | None = None
    expect: Literal["holds", "fails"] = "holds"
    note: Words | None = None


class Conflict(Record):
    """A known error or disagreement in a source. ``caveat`` is what the office is told about it, ``outward`` what
    goes out: it has words only where they change how a figure may be used.
    Words that something is missing stand on a ``claim``, or are ``unsaid``: told beside figures of its own source only,
    not beside newer ones."""

    id: Id
    kind: Literal["arithmetic", "impossible", "misprint", "disagreement", "ambiguous"]
    relation: Id | None = None
    facts: tuple[Reference, ...] = ()
    source: Id
    locator: LocatorText
    printed: Words
    reason: Words
    caveat: Words
    outward: Words | None = None
    claim: Id | None = None
    unsaid: StrictBool = False
    note: Words | None = None


class Derived(Record):
    """A figure this house computes: a named operation on facts, rounded once to ``decimals`` places of its base unit.
    ``named_amount``: a target that is a bound counts as the amount it names. ``measure``: what an implied whole is."""

    id: Id
    label: Words
    op: Operation
    inputs: tuple[Reference, ...]
    unit: UnitId
    decimals: StrictInt
    named_amount: StrictBool = False
    measure: Kind | None = None
    region: Id | None = None
    note: Words | None = None


class Conversion(Record):
    """Amounts that this house also gives in another currency: each figure of ``amounts`` at the latest ``rate`` known, a
    figure in a unit of exchange (``CNY-per-USD``). The figures made are called ``<id>.<id of the amount>``."""

    id: Id
    rate: Reference
    amounts: tuple[Reference, ...]
    note: Words | None = None


class Claim(Record):
    """What the data must say for a sentence to be printed. ``also`` are further figures that must be absent; ``source`` is
    the source that leaves something unsaid."""

    id: Id
    statement: Words
    test: Test
    left: Reference
    also: tuple[Reference, ...] = ()
    right: Reference | None = None
    source: Id | None = None
    value: Words | None = None
    unit: UnitId | None = None
    note: Words | None = None


#: The tests of claims that something is missing.
ABSENCES = frozenset({"absent", "unsaid"})


@dataclass(frozen=True, slots=True)
class Content:
    """Everything in ``content/``, in order of file and line. ``broken`` are the ids of entries that could not be
    read. The records of lists with projects and of audiences are in ``briefing.content.projects``."""

    sources: tuple[SourceRecord, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    events: tuple[Event, ...] = ()
    lists: tuple[NamedList, ...] = ()
    relations: tuple[Relation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    derived: tuple[Derived, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    claims: tuple[Claim, ...] = ()
    packs: tuple[Pack, ...] = ()
    project_lists: tuple[ProjectList, ...] = ()
    projects: tuple[ProjectRecord, ...] = ()
    project_origins: tuple[ProjectOrigins, ...] = ()
    audiences: tuple[Audience, ...] = ()
    home: tuple[Home, ...] = ()
    regions: tuple[PlaceRegion, ...] = ()
    broken: frozenset[str] = field(default_factory=frozenset)


def cover_words(content: Content) -> Iterator[tuple[Record, str]]:
    """Yield every name, issuer and address that a cover may print, with the entry it is in."""
    for house in content.home[:1]:
        yield from ((house, words) for words in (house.name, house.issuer, house.address) if words)
    for pack in content.packs:
        yield from ((pack, words) for words in (pack.issuer, pack.address) if words)


#: What a target's fact id ends with.
TARGET = ".target"


def fact_id(indicator: str, period: Period, *, target: bool = False) -> str:
    """Return the id of the fact: ``financial-assets@2025-12-31``, ``tech-loans@2027-12-31.target``,
    ``investment@2026-01--2026-05``."""
    return f"{indicator}@{period.key}{TARGET if target else ''}"


@dataclass(frozen=True, slots=True)
class KnownIds:
    """Every id a reference can name: ``facts`` by full id (also the figure that a target still awaits), ``open``
    without a period (indicators, derived, events)."""

    facts: frozenset[str]
    open: frozenset[str]
    broken: frozenset[str]

    def has(self, reference: str) -> bool:
        """Return whether the reference names something, or something whose entry is itself reported as broken."""
        stem = reference.partition("@")[0]
        return reference in self.facts or reference in self.open or stem in self.broken

    def names(self) -> Iterable[str]:
        """Yield all of them, sorted, for did-you-mean."""
        return sorted(self.facts | self.open)


def known_references(content: Content) -> KnownIds:
    """Return the ids that the content's indicators, derived figures and events make."""
    facts, bare = set[str](), set[str]()
    for indicator in content.indicators:
        facts.update(fact_id(indicator.id, o.when) for o in indicator.observations)
        facts.update(fact_id(indicator.id, t.when, target=of) for t in indicator.targets for of in (True, False))
        if indicator.observations or indicator.targets:
            bare.add(indicator.id)
        if indicator.targets:
            bare.add(indicator.id + TARGET)
    bare.update(d.id for d in content.derived)
    bare.update(e.id for e in content.events)
    return KnownIds(frozenset(facts), frozenset(bare), content.broken)
