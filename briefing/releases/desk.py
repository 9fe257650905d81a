"""A release at work: read, kept, decided on, shown; and what else its figures concern once recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import count

from briefing.catalogue.template_words import says_missing
from briefing.content.records import Indicator, Observation, fact_id
from briefing.document.nodes import Document
from briefing.document.reading import Passage, passages
from briefing.facts.base import FactBase
from briefing.facts.building import build_fact_base
from briefing.observations.questions import questions
from briefing.observations.understand import Action, Entry, Proposal, qualifier_word, value_text
from briefing.problems import Problem, ProblemsFound, problem
from briefing.project.opening import Project
from briefing.quantities import Period
from briefing.releases.archive import Kept, archived_id, kept_release, next_id, source_id_of
from briefing.releases.decisions import Decisions, SourceForm, by_figure
from briefing.releases.figure import Proposed
from briefing.releases.naming import Index, parts_of, words_of
from briefing.releases.opening import OpenedText
from briefing.releases.reading import Release
from briefing.releases.verdicts import indicator_index, proposals_for, read_lines, reading_rules


def last_stated(indicator: Indicator) -> Observation | None:
    """Return the newest figure that stands of an indicator; ``None`` where there is none."""
    standing = (o for o in indicator.observations if o.withdrawn is None)
    return max(standing, key=lambda o: o.when.end, default=None)


def figure_record(proposed: Proposed, doubts: Sequence[Problem] = ()) -> dict[str, object]:
    """Return one figure with everything that is proposed of it. Values are decimal strings without exponent, in the base unit,
    or ``None``; units, qualifiers and bases are named as in ``facts --json``. ``indicator`` is what is proposed; ``near`` an
    indicator that differs from it in unit, base or region."""
    figure, runner = proposed.figure, proposed.runner_up
    return {
        "id": figure.id,
        "line": figure.line,
        "sentence": figure.sentence,
        "text": figure.text,
        "value": None if figure.value is None else f"{figure.value:f}",
        "high": None if figure.high is None else f"{figure.high:f}",
        "unit": proposed.unit or None,
        "qualifier": str(figure.qualifier) if figure.qualifier else None,
        "period": proposed.period or None,
        "period_basis": proposed.basis,
        "base": figure.base or figure.base_region or None,
        "subject": figure.subject,
        "scope": figure.scope or figure.region or None,
        "status": figure.status or "reported",
        "indicator": proposed.indicator.id if proposed.indicator else None,
        "near": proposed.near.id if proposed.near else None,
        "score": str(proposed.score),
        "runner_up": {"indicator": runner[0], "score": str(runner[1])} if runner else None,
        "verdict": proposed.verdict,
        "existing": None if proposed.existing is None else proposed.existing.published,
        "repeats": proposed.repeats or None,
        "doubts": [{"code": d.code, "message": d.message, "mend": d.mend} for d in doubts],
    }


def release_record(
    release: Release, proposals: Sequence[Proposed], doubts: Mapping[str, Sequence[Problem]]
) -> dict[str, object]:
    """Return a whole release: what it seems to be, its articles and sections, its figures, and the numbers that are no data."""
    guess = release.guess
    return {
        "language": release.tag,
        "issuer": guess.issuer,
        "title": guess.title,
        "date": release.day.isoformat() if release.day else None,
        "date_basis": guess.date_basis,
        "date_note": guess.date_note,
        "kind": guess.kind,
        "articles": [
            {
                "title": a.title,
                "lines": f"{a.first}-{a.last}",
                "date": a.day.isoformat() if a.day else None,
                "sections": [{"title": s.title, "lines": f"{s.first}-{s.last}"} for s in a.sections],
            }
            for a in guess.articles
        ],
        "figures": [figure_record(p, doubts.get(p.figure.id, ())) for p in proposals],
        "names": [asdict(name) for name in release.names],
    }


@dataclass(frozen=True, slots=True)
class Desk:
    """A release with everything proposed of it. ``doubts`` are by figure id, ``problems`` are about the release as a
    whole."""

    kept: Kept
    release: Release
    proposals: tuple[Proposed, ...]
    doubts: Mapping[str, tuple[Problem, ...]]
    problems: tuple[Problem, ...] = ()

    @property
    def open(self) -> tuple[Proposed, ...]:
        """The figures nobody has decided on."""
        decided, _ = by_figure(self.kept.decisions, self.proposals)
        return tuple(p for p in self.proposals if p.figure.id not in decided)

    def proposed(self, name: str) -> Proposed:
        """Return a figure by its id. Raises ``ProblemsFound``."""
        found = next((p for p in self.proposals if p.figure.id == name), None)
        if found is None:
            raise ProblemsFound([problem("release-decision", figure=name, reason="the release has no such figure")])
        return found


def read_new(project: Project, opened: OpenedText, source: SourceForm, today: date) -> Desk:
    """Return a file read: for the first time, or again with the decisions there are. Nothing is written. Raises
    ``ProblemsFound`` for a text that holds two releases, whose day cannot be known, or is still to come. ``problems`` say that
    it has become a source already, or is older than the newest."""
    sources = project.content.sources
    before = source_id_of(opened.sha256, sources)
    again = archived_id(project.root, opened.sha256)
    name = before or again or source.id or next_id(project.root, sources)
    kept = kept_release(project.root, again) if again else Kept(name, opened, Decisions())
    made = at_desk(project, kept.decided(Decisions(source=source)), today)
    if not before:
        return made
    title = next(s.title for s in sources if s.id == before)
    known = problem("release-known", opened.name, 0, source=before, title=title)
    return replace(made, problems=(*made.problems, known))


def at_desk(project: Project, kept: Kept, today: date) -> Desk:
    """Return a kept text with its proposals and doubts. Raises ``ProblemsFound``."""
    release = read_lines(project, kept.opened.lines, kept.day, today)
    refused = _refused(kept, release, today)
    if refused:
        raise ProblemsFound(refused)
    proposals = proposals_for(project, release)
    return Desk(kept, release, proposals, doubts_of(project, proposals), _older(project, release))


def _refused(kept: Kept, release: Release, today: date) -> tuple[Problem, ...]:
    name = kept.opened.name
    if not release.figures and not release.familiar:
        reason = "it has no word of a language that the project reads; if it has, its encoding is another"
        return (problem("release-unreadable", name, reason=reason),)
    if release.day is None:
        return (problem("release-date-unknown", name),)
    if release.day > today:
        return (problem("release-future", name, 0, day=release.day, today=today),)
    two = release.guess.two_releases
    if two is not None and not (kept.decisions.source.one_day or kept.decisions.source.articles):
        first, second = two
        told = {"first": first.title, "day": first.day, "second": second.title, "other": second.day}
        return (problem("release-articles", name, 0, begins=first.first, at=second.first, **told),)
    return ()


def _older(project: Project, release: Release) -> tuple[Problem, ...]:
    dated = {s.id: s.date for s in project.base.sources.values()}
    newest = max(dated, key=lambda s: dated[s], default="")
    if newest and release.day is not None and release.day < dated[newest]:
        return (problem("release-older", day=release.day, newest=dated[newest], source=newest),)
    return ()


def doubts_of(project: Project, proposals: Sequence[Proposed]) -> Mapping[str, tuple[Problem, ...]]:
    """Return what would be asked about each figure if it were entered as proposed, by figure id."""
    made = {p.figure.id: entry for p in proposals if (entry := _as_entered(p)) is not None}
    by_indicator: dict[str, list[Observation]] = {i.id: list(i.observations) for i in project.content.indicators}
    for entry in made.values():
        if entry.existing is None and not entry.entry.target:
            by_indicator[entry.indicator.id].append(_observation(entry, project))
    indicators = tuple(
        i.model_copy(update={"observations": tuple(by_indicator[i.id])}) for i in project.content.indicators
    )
    after, _ = build_fact_base(replace(project.content, indicators=indicators))
    read = {p.figure.id: p for p in proposals}
    asked = {
        key: (*questions(entry, project.content, project.base, after), *_total(read[key], entry))
        for key, entry in made.items()
    }
    return {key: found for key, found in asked.items() if found}


def _total(proposed: Proposed, entry: Proposal) -> tuple[Problem, ...]:
    """The doubt about a running total (截至9月末累计…) that the text gives no beginning and that no earlier total of the
    indicator tells: it may be of the year so far, or of all years."""
    figure, indicator = proposed.figure, entry.indicator
    since = figure.basis == "stated" and "/" in figure.period
    told = indicator.kind == "cumulative" and indicator.observations
    if not figure.cumulative or not figure.until or since or told or indicator.kind not in ("flow", "cumulative"):
        return ()
    end = Period.parse(proposed.period).end
    return (problem("ask-running-total", fact=entry.fact, figure=entry.entry.figure, end=end),)


def _as_entered(proposed: Proposed) -> Proposal | None:
    figure, indicator = proposed.figure, proposed.indicator
    quantity = figure.quantity(indicator.unit) if indicator is not None else None
    known = not proposed.period or proposed.repeats or proposed.verdict == "same"
    if indicator is None or quantity is None or known:
        return None
    quantity, wording = replace(quantity, wording=qualifier_word(quantity)), figure.printed or figure.text
    entry = Entry(indicator.id, wording, proposed.period, "", f"L{figure.line}", published=wording)
    entry = replace(entry, target=proposed.target)
    key = fact_id(indicator.id, Period.parse(proposed.period), target=proposed.target)
    action: Action = "revise" if proposed.existing is not None else "add"
    return Proposal(entry, action, key, indicator, value_text(quantity, figure.text), quantity, proposed.existing)


def _observation(entry: Proposal, project: Project) -> Observation:
    said, source = entry.entry, max(project.content.sources, key=lambda s: s.date).id
    qualifier = qualifier_word(entry.quantity) or None if entry.quantity else None
    return Observation(period=said.period, basis="reported", value=entry.value, qualifier=qualifier,
                       published=said.published, source=source, locator=said.locator)  # fmt: skip


#: How much of the weight of a figure's subject must be in a sentence for the two to be about one thing.
_SHARE = 0.7

#: A word at the end of a subject that weighs less than this part of the rarest is named everywhere.
_RARE = 0.6

#: How many passages before and after a sentence may print the figure that a new one leans on.
_BESIDE = 2

#: Where a passage stands: its document without the language, its section, its number within the section.
_Place = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class SaidAbsence:
    """A sentence of a document that says something is missing, with the figures of the release (by id) it may speak
    of."""

    document: str
    section: str
    text: str
    figures: tuple[str, ...]


def absences(project: Project, desk: Desk, documents: Mapping[str, Document]) -> tuple[SaidAbsence, ...]:
    """Return the sentences, as they would be afterwards, that may deny what the release says. In documents in the language
    of the release they are found by the figures' own words; in others, where the same place denies something too."""
    rules, index = reading_rules(project), indicator_index(project, desk.release.tag)
    found: list[SaidAbsence] = []
    places: dict[_Place, tuple[str, ...]] = {}
    for name in sorted(documents, key=lambda name: name.rpartition(".")[2] != desk.release.tag):
        pack, _, tag = name.rpartition(".")
        if tag not in rules:
            continue
        for place, passage, beside in _placed(pack, passages(documents[name])):
            if not says_missing(project.languages[tag], passage.text):
                continue
            if tag == desk.release.tag:
                places[place] = tuple(_about(desk, passage, beside, index))
            if figures := places.get(place, ()):
                found.append(SaidAbsence(name, passage.title, passage.text, figures))
    return tuple(found)


def _placed(pack: str, listed: Sequence[Passage]) -> Iterator[tuple[_Place, Passage, Sequence[Passage]]]:
    numbers: dict[str, Iterator[int]] = defaultdict(count)
    for at, passage in enumerate(listed):
        place = pack, passage.section, next(numbers[passage.section])
        yield place, passage, listed[max(0, at - _BESIDE) : at + _BESIDE + 1]


def _about(desk: Desk, passage: Passage, beside: Sequence[Passage], index: Index) -> Iterator[str]:
    """The figures that a denying sentence may speak of: whose subject it names; and of those without an indicator so
    far, whose subject ends in a rare word it names, or that lean on a figure printed beside it."""
    words = set(words_of(passage.text, index.rules))
    printed = {fact.partition("@")[0] for p in beside if p.section == passage.section for fact, _ in p.figures}
    by_number = {p.figure.number: p for p in desk.proposals}
    for proposed in desk.proposals:
        parts = tuple(parts_of(proposed.figure.subject, index.rules, index.rarity, index.known))
        whole = sum(weight for weight, _ in parts)
        there = sum(weight for weight, needed in parts if any(word in words for word in needed))
        head = words_of(proposed.figure.subject, index.rules)[-1:]  # 人民币贷款: a sentence about 贷款, not 人民币
        named = words.issuperset(head)
        rare = any(named and index.rarity.get(word, index.known) >= _RARE * index.known for word in head)
        led = by_number.get(proposed.figure.follows)
        leans = led is not None and led.indicator is not None and led.indicator.id in printed
        if (whole and len(parts) >= 2 and there / whole >= _SHARE and named) or (
            proposed.indicator is None and (rare or leans)
        ):
            yield proposed.figure.id


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A fact that no document prints; ``document`` and ``section`` are where the figures nearest to it stand."""

    fact: str
    label: str
    document: str = ""
    section: str = ""


def unprinted(project: Project, facts: Sequence[str], documents: Mapping[str, Document]) -> tuple[Unprinted, ...]:
    """Return those of the facts that are in none of the documents, nor go into a derived figure that does."""
    printed, places = _printed(project.base, documents)
    base = project.base
    left = (fact for fact in dict.fromkeys(facts) if fact in base.facts and fact not in printed)
    named = ((fact, base.indicators[base.facts[fact].indicator]) for fact in left)
    return tuple(Unprinted(fact, found.label, *_nearest(project, found, places)) for fact, found in named)


def _printed(
    base: FactBase, documents: Mapping[str, Document]
) -> tuple[frozenset[str], Mapping[str, Counter[tuple[str, str]]]]:
    """The facts that are printed or that printed ones rest on, and how often each indicator is in each
    section."""
    facts: set[str] = set()
    places: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for name, passage in ((name, passage) for name, document in documents.items() for passage in passages(document)):
        for one in (one for fact, _ in passage.figures for one in _with_inputs(base, fact)):
            facts.add(one)
            places[one.partition("@")[0]][name, passage.title] += 1
    return frozenset(facts), places


def _with_inputs(base: FactBase, fact: str) -> tuple[str, ...]:
    known = base.facts.get(fact)
    return (fact, *(one for put in (known.inputs if known else ()) for one in _with_inputs(base, put)))


def _nearest(project: Project, indicator: Indicator, places: Mapping[str, Counter[tuple[str, str]]]) -> tuple[str, str]:
    """The section that prints the indicator itself, what it is a change or share of, or most of those it is entered
    beside."""
    beside = [i.id for i in project.content.indicators if i.where.file == indicator.where.file and i.id != indicator.id]
    alike = [i.id for i in project.content.indicators if i.of == indicator.of and i.of] if indicator.of else []
    for group in ([indicator.id], [indicator.of or "", indicator.whole or ""], alike, beside):
        found: Counter[tuple[str, str]] = sum((places.get(name, Counter()) for name in group), Counter())
        if found:
            return min(found.items(), key=lambda place: (-place[1], place[0]))[0]
    return "", ""
