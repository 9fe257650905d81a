"""The fact base: every figure a template may print, under one id, as one day knew it.

How a template names a fact: by its full id (``deposits@2025-12-31``, ``deposits@2027-12-31.target``); by its indicator,
for the latest observation (``deposits``); by ``deposits.target``, for the next target; or with ``target(indicator, year)``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from briefing.content.records import TARGET, Claim, Conflict, Indicator, NamedList, Relation
from briefing.facts import Fact, Source
from briefing.facts.operations import SpanOutcome
from briefing.problems import nearest
from briefing.quantities import Period

T = TypeVar("T")

#: Statuses that say how things are; planned, announced and opinion come after them when the latest figure is asked for.
_ACTUAL = frozenset({"reported", "estimated"})


class UnknownFact(LookupError):  # noqa: N818 - named in the contract
    """No fact has this id, or none did on the day asked for; ``close`` are the nearest ids there are, ``withdrawn`` the
    source that withdrew it."""

    def __init__(
        self, reference: str, close: tuple[str, ...] = (), withdrawn: str = "", *, awaited: bool = False
    ) -> None:
        self.reference = reference
        self.close = close
        self.withdrawn = withdrawn
        told = f"no fact is called {reference}" + (f"; the nearest are {', '.join(close)}" if close else "")
        if awaited:
            told = f"{reference} has no figure yet; print it only where reported() or holds() says that it has"
        if withdrawn:
            told = f"{reference} was withdrawn by {withdrawn}; take it out of the sentence, or name what replaces it"
        super().__init__(told)


class UnknownClaim(LookupError):  # noqa: N818 - as UnknownFact
    """No claim has this id."""

    def __init__(self, claim: str) -> None:
        self.claim = claim
        super().__init__(f"no claim is called {claim}")


@dataclass(frozen=True, slots=True)
class FactBase:
    """All facts by id, in a fixed order, with the sources, lists, conflicts and claims that go with them.

    ``held`` are the ids of the claims that the data support; ``home`` is the region of facts that name none;
    ``beside`` are the ids of what each amount comes to in other currencies, by its own id. ``noting`` answers questions (see
    ``asked``) where somebody notes what is asked.
    """

    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    lists: Mapping[str, NamedList]
    indicators: Mapping[str, Indicator]
    claims: Mapping[str, Claim]
    groups: Mapping[str, tuple[Fact, ...]]
    conflicts: tuple[Conflict, ...] = ()
    relations: tuple[Relation, ...] = ()
    outcomes: tuple[SpanOutcome, ...] = ()
    as_of: date | None = None
    withdrawn: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    home: str = ""
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    noting: Callable[[Callable[..., Any], tuple[Hashable, ...]], Any] | None = field(
        default=None, repr=False, compare=False
    )
    _indexes: dict[object, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def day(self) -> date:
        """The day the base speaks of: the one it was asked for, else that of its newest source."""
        return self.as_of or max((s.date for s in self.sources.values()), default=date.min)

    def resolve(self, reference: str) -> Fact:
        """Return the fact of a full id, the latest observation of an indicator, or the next target of ``indicator.target``.

        Raises UnknownFact.
        """
        if (found := self._found(reference)) is not None:
            return found
        stem = reference.removesuffix(TARGET)
        gone = self.withdrawn.get(reference) or next(
            (s for key, s in self.withdrawn.items() if key.partition("@")[0] == stem), ""
        )
        if gone:
            raise UnknownFact(reference, (), gone)
        if stem in self.indicators:
            raise UnknownFact(reference, awaited=True)
        raise UnknownFact(reference, tuple(nearest(reference, [*self.facts, *self.indicators])))

    def knows(self, reference: str) -> bool:
        """Return whether ``resolve`` finds the reference."""
        return self._found(reference) is not None

    def _found(self, reference: str) -> Fact | None:
        if reference in self.facts:
            return self.facts[reference]
        stem = reference.removesuffix(TARGET)
        if "@" not in reference and stem != reference and self.targets(stem):
            return self.target(stem)
        if self._of(reference):
            return self.latest(reference)
        return None

    def series(self, indicator: str) -> tuple[Fact, ...]:
        """Return the observations of an indicator, by end and start of their periods."""
        return tuple(f for f in self._of(indicator) if f.kind != "target")

    def valued_at(self, indicator: str, period: Period) -> Fact | None:
        """Return the observation of an indicator for a period, if it has a value."""
        found = (f for f in self.series(indicator) if f.period.text == period.text and f.quantity is not None)
        return next(found, None)

    def targets(self, indicator: str) -> tuple[Fact, ...]:
        """Return the targets of an indicator, by period."""
        return tuple(f for f in self._of(indicator) if f.kind == "target")

    def latest(self, indicator: str) -> Fact:
        """Return the latest observation of an indicator, by end of its period, then by start; what is only planned, announced
        or an opinion comes last. Its latest target when it has nothing but targets. Raises UnknownFact."""
        newest = self.indexed(_newest)
        if indicator not in newest:
            found = self.series(indicator) or self.targets(indicator)
            if not found:
                raise UnknownFact(indicator)
            newest[indicator] = max(
                found, key=lambda f: (f.status in _ACTUAL, f.period.end, f.period.start or date.min)
            )
        return newest[indicator]

    def target(self, indicator: str, year: int | None = None) -> Fact:
        """Return the target of an indicator for the year its period ends in. Without a year, the next one: the earliest that
        ends after the latest observation, or the last when all have passed. Raises UnknownFact."""
        found = self.targets(indicator)
        if year is not None:
            found = tuple(f for f in found if f.period.end.year == year)
        if not found:
            raise UnknownFact(f"{indicator}@{year}{TARGET}" if year else indicator + TARGET)
        actual = self.series(indicator)
        reached = self.latest(indicator).period.end if actual else date.min
        return next((f for f in found if f.period.end > reached), found[-1])

    def as_at(self, fact: Fact) -> date:
        """Return the end of the period a fact speaks of; of a derived figure that of the latest observation it rests on."""
        return self.spoken_of(fact).period.end

    def spoken_of(self, fact: Fact) -> Fact:
        """Return the fact whose period a figure speaks of: itself, or for a derived one the latest observation it rests on."""
        put = [self.spoken_of(self.facts[key]) for key in fact.inputs]
        stated = [f for f in put if f.kind != "target"]
        return max(stated, key=lambda f: f.period.end, default=fact)

    def same_source(self, references: Sequence[str]) -> bool:
        """Return whether all of the references are known and stated by one source."""
        found = [self.resolve(reference) for reference in references if self.knows(reference)]
        return len({fact.source for fact in found}) == 1 and len(found) == len(references)

    def is_latest(self, fact: Fact) -> bool:
        """Return whether a fact is the latest of its indicator, or rests on such ones alone (targets apart): whether it moves
        on with new data."""
        if fact.kind == "target":
            return False
        if fact.kind == "derived":
            put = [self.facts[key] for key in fact.inputs]
            newest = self.as_at(fact)
            return all(self.is_latest(f) for f in put if f.kind != "target" and self.as_at(f) == newest)
        return bool(self.series(fact.indicator)) and self.latest(fact.indicator).id == fact.id

    def same_period(self, references: Sequence[str]) -> bool:
        """Return whether all of the references are known and speak of one moment (their periods end on one day). Raises
        nothing."""
        found = [self.resolve(reference) for reference in references if self.knows(reference)]
        return len({self.as_at(fact) for fact in found}) == 1 and len(found) == len(references)

    def rows(self, indicators: Sequence[str]) -> tuple[dict[str, str], ...]:
        """Return the observations of several indicators by period, oldest first: for each the fact ids there are, by
        indicator."""
        found: dict[Period, dict[str, str]] = {}
        for indicator in indicators:
            for fact in self.series(indicator):
                found.setdefault(fact.period, {})[indicator] = fact.id
        return tuple(found[period] for period in sorted(found, key=lambda p: (p.end, p.start or date.min)))

    def together(self, indicators: Sequence[str]) -> dict[str, str]:
        """Return the fact ids of indicators at the latest period for which each has an observation; empty without one."""
        return next((row for row in reversed(self.rows(indicators)) if len(row) == len(set(indicators))), {})

    def conflicts_of(self, fact: str) -> tuple[Conflict, ...]:
        """Return the conflicts whose caveat is beside a fact (its full id): one that rests on a claim while that holds, one
        of what its source leaves unsaid while the fact is of that source."""
        return self.asked(_told_beside, fact)

    def asked(self, question: Callable[..., T], *given: Hashable) -> T:
        """Return what a function finds by looking through the whole base for something: who notes what is read from the base
        notes the question and its answer, and not all that was looked through."""
        if self.noting is None:
            return question(self, *given)
        found: T = self.noting(question, given)
        return found

    def indexed(self, make: Callable[[FactBase], T]) -> T:
        """Return what a function finds by looking through the whole base: looked for once."""
        if make not in self._indexes:
            self._indexes[make] = make(self)
        found: T = self._indexes[make]  # type: ignore[assignment]  # each function is the key of what it made
        return found

    def holds(self, claim: str) -> bool:
        """Return whether the data support a claim. Raises UnknownClaim; a claim on facts not known yet does not hold."""
        if claim not in self.claims:
            raise UnknownClaim(claim)
        return claim in self.held

    def _of(self, indicator: str) -> tuple[Fact, ...]:
        return self.groups.get(indicator, ())


def _told_beside(base: FactBase, fact: str) -> tuple[Conflict, ...]:
    return tuple(
        conflict
        for conflict in base.indexed(_beside).get(fact, ())
        if (conflict.claim is None or conflict.claim in base.held)
        and not (conflict.unsaid and base.facts[fact].source != conflict.source)
    )


def facts_of(base: FactBase, indicators: frozenset[str], ids: frozenset[str] = frozenset()) -> tuple[Fact, ...]:
    """Return the facts of some indicators and those with some ids, in the order of the base; a question for
    ``FactBase.asked``."""
    return tuple(fact for fact in base.facts.values() if fact.indicator in indicators or fact.id in ids)


def _newest(base: FactBase) -> dict[str, Fact]:
    """The latest fact of each indicator that was asked for."""
    return {}


def _beside(base: FactBase) -> Mapping[str, tuple[Conflict, ...]]:
    beside: dict[str, dict[str, Conflict]] = {}
    for conflict in base.conflicts:
        for named in (base.resolve(reference) for reference in conflict.facts if base.knows(reference)):
            beside.setdefault(named.id, {})[conflict.id] = conflict
    return {key: tuple(found.values()) for key, found in beside.items()}


def source_files(base: FactBase, facts: Iterable[str]) -> tuple[str, ...]:
    """Return the file names of the documents that facts rest on, in order of first use, through derived figures too."""
    seen: dict[str, None] = {}
    for key in facts:
        fact = base.facts[key]
        if fact.inputs:
            seen.update(dict.fromkeys(source_files(base, fact.inputs)))
        elif fact.source:
            seen[base.sources[fact.source].file] = None
    return tuple(seen)
