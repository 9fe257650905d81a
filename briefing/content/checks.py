"""Checks of single records: ids, references, kinds, places of evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from briefing.content.fields import Record, Where, line_ranges
from briefing.content.packs import Pack, Version, on_cover
from briefing.content.records import (
    ABSENCES,
    Claim,
    Conflict,
    Content,
    Conversion,
    Derived,
    Event,
    Indicator,
    ListItem,
    NamedList,
    Observation,
    Relation,
    Section,
    SourceRecord,
    Stretch,
    Target,
    fact_id,
    known_references,
)
from briefing.formats import FORMATS
from briefing.problems import Problem, did_you_mean
from briefing.quantities import Period

_Named = (
    Claim
    | Conflict
    | Conversion
    | Derived
    | Event
    | Indicator
    | ListItem
    | NamedList
    | Pack
    | Relation
    | Section
    | SourceRecord
)


def check_ids(content: Content, problems: list[Problem]) -> None:
    """Add a problem for every id used twice and every observation or target recorded twice."""
    _unique((*content.indicators, *content.events, *content.derived), problems)
    groups: tuple[Iterable[_Named], ...] = (
        content.sources,
        content.lists,
        content.relations,
        content.conflicts,
        content.conversions,
        content.claims,
        content.packs,
        *(s.sections for s in content.sources),
        *(named.items for named in content.lists),
    )
    for group in groups:
        _unique(group, problems)
    for indicator in content.indicators:
        _once(indicator, problems)
    numbered: dict[str, Where] = {}
    for source in content.sources:
        if (
            source.number is not None
            and (first := numbered.setdefault(source.number, source.where)) is not source.where
        ):
            details = {"source": source.id, "number": source.number, "first": f"{first.file}:{first.line}"}
            problems.append(source.problem("source-number-taken", "number", **details))


def _unique(records: Iterable[_Named], problems: list[Problem]) -> None:
    seen: dict[str, Where] = {}
    for record in records:
        place = record.at("id")
        first = seen.setdefault(record.id, place)
        if first is not place:
            problems.append(record.problem("duplicate-id", "id", id=record.id, first=f"{first.file}:{first.line}"))


def _once(indicator: Indicator, problems: list[Problem]) -> None:
    seen: dict[str, Where] = {}
    for record in indicator.stated:
        fact = fact_id(indicator.id, record.when, target=isinstance(record, Target))
        first = seen.setdefault(fact, record.where)
        if first is not record.where:
            problems.append(record.problem("repeated-fact", fact=fact, first=f"{first.file}:{first.line}"))


#: The units a kind must have; kinds not named here may have any.
_UNITS: Mapping[str, frozenset[str]] = {
    "rank": frozenset({"rank"}),
    "share": frozenset({"percent", "multiple"}),
    "duration": frozenset({"working-day", "day", "minute", "month", "year"}),
}


def check_indicator(indicator: Indicator, problems: list[Problem], awaited: Collection[str] = ()) -> None:
    """Add a problem for what the kind of the indicator needs and does not have. Indicators that are ``awaited``,
    because a claim says that they are absent, need no figure yet."""

    def report(code: str, key: str, **details: object) -> None:
        problems.append(indicator.problem(code, key, id=indicator.id, **details))

    if indicator.kind in ("share", "change") and indicator.of is None:
        report("missing-of", "id", kind=indicator.kind)
    if indicator.kind == "change" and indicator.base is None:
        report("missing-base", "id")
    if indicator.kind == "rank" and indicator.region is None:
        report("missing-region", "id")
    units = _UNITS.get(indicator.kind)
    if units is not None and indicator.unit not in units:
        report("kind-unit", "unit", kind=indicator.kind, unit=indicator.unit, units=" or ".join(sorted(units)))
    if not indicator.stated and indicator.id not in awaited:
        report("empty-entry", "id")
    for record in indicator.stated:
        _check_period(indicator, record, problems)


def unfit_period(kind: str, period: Period, text: str) -> str:
    """Return the code of the problem that figures of a kind have with a period, written as ``text``; empty where they have
    none."""
    if kind == "stock" and not period.is_day:
        return "period-not-a-day"
    return "period-without-start" if kind == "cumulative" and "/" not in text else ""


def _check_period(indicator: Indicator, record: Observation | Target, problems: list[Problem]) -> None:
    if code := unfit_period(indicator.kind, record.when, record.period):
        problems.append(record.problem(code, "period", id=indicator.id, period=record.period))
    if record.basis == "inferred" and record.note is None:
        problems.append(record.problem("inferred-without-note", "basis", id=indicator.id, key="note"))


def check_places(content: Content, problems: list[Problem]) -> None:
    """Add a problem for every locator outside its source's sections, every inferred date of a source or an event
    without its reason, and every revision that is not earlier than the value that replaced it."""
    sources = {s.id: s for s in content.sources}
    for record, source, locator in located(content):
        if source in sources and not _inside(sources[source], locator):
            problems.append(record.problem("locator-outside", "locator", locator=locator, source=source))
    for s in content.sources:
        if s.date_basis == "inferred" and s.date_note is None:
            problems.append(s.problem("inferred-without-note", "date_basis", id=s.id, key="date_note"))
        if s.reading is not None:
            read, ignored = s.reading, str(len(s.reading.ignored))
            details = {"found": read.found, "accepted": read.accepted, "new": read.new, "ignored": ignored}
            problems.append(s.problem("release-partly", "reading", source=s.id, **details))
    for e in content.events:
        if e.basis == "inferred" and e.note is None:
            problems.append(e.problem("inferred-without-note", "basis", id=e.id, key="note"))
    for i in content.indicators:
        for o in i.stated:
            for r in o.revisions:
                late = o.source in sources and r.source in sources and sources[r.source].date >= sources[o.source].date
                if late:
                    problems.append(r.problem("revision-not-earlier", "source", id=i.id, source=r.source))


def located(content: Content) -> Iterator[tuple[Record, str, str]]:
    """Yield every record that names a place in a source: the record, the id of the source, the locator."""
    for i in content.indicators:
        for o in i.stated:
            for record in (o, *o.revisions, *((o.withdrawn,) if o.withdrawn else ())):
                yield record, record.source, record.locator
    for e in content.events:
        yield e, e.source, e.locator
    for c in content.conflicts:
        yield c, c.source, c.locator
    for named in content.lists:
        yield named, named.source, named.locator
        for item in named.items:
            if item.locator is not None:
                yield item, named.source, item.locator


def _inside(source: SourceRecord, locator: str) -> bool:
    """Whether both ends of every range lie in a section and in an article; a source without them is not checked."""
    ends = [line for ends in line_ranges(locator) for line in ends]
    given: list[tuple[Stretch, ...]] = [source.sections, source.articles]
    return all(any(s.first <= line <= s.last for s in parts) for parts in given if parts for line in ends)


#: A record, the key of it that names something, what it names, and the name.
Named = tuple[Record, str, str, str | None]


def check_references(content: Content, problems: list[Problem]) -> None:
    """Add a problem for every name that names nothing (entries that could not be read count as there)."""
    facts = known_references(content)
    known: dict[str, Collection[str]] = {
        "source": {s.id for s in content.sources} | content.broken,
        "list": {r.id for r in content.lists} | content.broken,
        "event": {e.id for e in content.events} | content.broken,
        "indicator": {i.id for i in content.indicators} | {d.id for d in content.derived} | content.broken,
        "relation": {r.id for r in content.relations} | content.broken,
        "claim": {c.id for c in content.claims if c.test in ABSENCES} | content.broken,
    }
    for record, key, what, name in (*_of_indicators(content), *_of_lists(content), *_of_the_rest(content)):
        if name is None:
            continue
        if what == "fact" and not facts.has(name):
            problems.append(_unknown(record, key, "the fact", name, list(facts.names())))
        elif what != "fact" and name not in known[what]:
            problems.append(_unknown(record, key, f"the {what}", name, known[what]))


def _of_indicators(content: Content) -> Iterator[Named]:
    for i in content.indicators:
        for o in i.stated:
            for record in (o, *o.revisions, *((o.withdrawn,) if o.withdrawn else ())):
                yield record, "source", "source", record.source
        for t in i.targets:
            yield t, "plan", "event", t.plan
        yield i, "of", "indicator", i.of if i.of and i.of.isascii() else None
        yield i, "whole", "indicator", i.whole
        for other in i.not_comparable:
            yield i, "not_comparable", "indicator", other


def _of_lists(content: Content) -> Iterator[Named]:
    for r in content.lists:
        yield r, "source", "source", r.source
        yield r, "size", "fact", r.size
        for item in r.items:
            yield item, "list", "list", item.list
            yield from ((item, "figures", "fact", name) for name in item.figures.values())


def _of_the_rest(content: Content) -> Iterator[Named]:
    yield from ((e, "source", "source", e.source) for e in content.events)
    for rel in content.relations:
        yield rel, "result", "fact", rel.result
        yield from ((rel, "operands", "fact", name) for name in rel.operands)
        yield rel, "list", "list", rel.list
    for c in content.conflicts:
        yield c, "source", "source", c.source
        yield c, "relation", "relation", c.relation
        yield c, "claim", "claim", c.claim
        yield from ((c, "facts", "fact", name) for name in c.facts)
    for d in content.derived:
        yield from ((d, "inputs", "fact", name) for name in d.inputs)
    for made in content.conversions:
        yield made, "rate", "fact", made.rate
        yield from ((made, "amounts", "fact", name) for name in made.amounts)
    for pack in content.packs:
        yield from ((pack, "awaited", "claim", name) for name in pack.awaited)
    for claim in content.claims:
        yield claim, "source", "source", claim.source
        if claim.test == "absent":  # the figures are not there: their indicators are
            for key, name in (("left", claim.left), *(("also", other) for other in claim.also)):
                yield claim, key, "indicator", name.partition("@")[0]
            continue
        yield claim, "left", "fact", claim.left
        yield claim, "right", "fact", claim.right


def _unknown(record: Record, key: str, what: str, name: str, names: Collection[str]) -> Problem:
    return record.problem("unknown-reference", key, key=key, what=what, name=name, hint=did_you_mean(name, names))


def check_covers(content: Content, problems: list[Problem]) -> None:
    """Add a note for each pack whose cover does not say of which city it is, who issues it, or where that is."""
    for pack in content.packs:
        if pack.kind != "briefing":
            continue  # what is built with a briefing says it there
        imprint = on_cover(pack, content.home)
        missing = [key for key in ("name", "issuer", "address") if not getattr(imprint, key)]
        if missing:
            problems.append(pack.problem("cover-empty", pack=pack.id, keys=", ".join(missing)))


def check_companions(content: Content, problems: list[Problem]) -> None:
    """Add a problem for each deck or fact sheet that belongs to no briefing, and for names that two documents would have."""
    briefings = {pack.id: pack for pack in content.packs if pack.kind == "briefing"}
    for pack in content.packs:
        reason = ""
        if pack.kind == "briefing" and pack.of:
            reason = "a briefing is of no other pack"
        elif pack.kind != "briefing" and pack.of not in briefings:
            hint = did_you_mean(pack.of, briefings) if pack.of else ""
            reason = f"a {pack.kind} names with of: the briefing it is built with{hint}"
        elif foreign := [f for f in pack.formats if FORMATS[f].only not in ("", pack.kind)]:
            reason = f"{foreign[0]} is a format of packs of kind {FORMATS[foreign[0]].only}"
        elif any(pack.id == f"{other}-{DATA}" or (pack.id == other and _named_data(pack)) for other in briefings):
            reason = f"its name is that of a data annex ({DATA} is kept for it)"
        if reason:
            problems.append(pack.problem("pack-companion", "of" if pack.of else "id", pack=pack.id, reason=reason))


#: What the name of a data annex ends with, after the id of its pack.
DATA = "data"


def _named_data(pack: Pack) -> bool:
    return any(version.id == DATA for version in pack.versions)


def check_versions(content: Content, problems: list[Problem]) -> None:
    """Add a problem for versions of a pack that could not be told apart, or would let out what is internal."""
    for pack in content.packs:
        taken = {a.id for a in content.audiences if a.pack == pack.id}
        for number, version in enumerate(pack.versions):
            for reason in _unfit(pack, version, first=number == 0):
                problems.append(version.problem("version-unfit", pack=pack.id, version=version.id, reason=reason))
            if version.id in taken:
                problems.append(version.problem("duplicate-id", "id", id=version.id, first=pack.where.file))
            taken.add(version.id)


def _unfit(pack: Pack, version: Version, first: bool) -> Iterator[str]:
    if first and version.internal:
        yield "the first version is the one that goes out, and this one is internal"
    if version.internal and not version.mark:
        yield "it is internal and has no mark for its pages"
    for what, asked, offered in (
        ("format", version.formats, pack.formats),
        ("language", version.languages, pack.languages),
    ):
        yield from (f"the pack has not got the {what} {name}" for name in asked if name not in offered)
