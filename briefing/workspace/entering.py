"""A figure as it is typed: what it says in every language, and every problem and doubt beside the field it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, get_args

from briefing.changes.wording import ChangeWriter, wordings
from briefing.content.fields import Basis, Kind, Status, Where
from briefing.content.records import Indicator, Observation, Target
from briefing.facts import Fact
from briefing.facts.base import FactBase
from briefing.facts.doubts import compare, with_fact
from briefing.facts.observe import ReadOpen, next_period, stated_fact
from briefing.language import print_fact, say
from briefing.language.printed import OpenValueUnknown, open_reader, without_words
from briefing.language.wording_parts import read_period
from briefing.observations.questions import questions
from briefing.observations.understand import Action, Entry, Proposal, read_figure, understand
from briefing.problems import Problem, ProblemsFound, problem
from briefing.project.opening import Project
from briefing.quantities import NAMED_BASES, Period, PeriodError, Quantity
from briefing.releases.decisions import Frequency
from briefing.releases.recording import with_indicator
from briefing.workspace.facts import texts_by_language
from briefing.workspace.figure_page import readable_archived_texts
from briefing.workspace.figures import SourceChoice, indicator_form, locator_beyond, misplaced_wordings, sources
from briefing.workspace.folder import ProjectFolder
from briefing.workspace.register import FigureLine, figure_lines

#: The field of the form that a problem of a code belongs to; others belong to the figure.
FIELDS: Mapping[str, str] = {
    "observe-period": "period",
    "observe-locator": "locator",
    "locator-beyond": "locator",
    "period-not-a-day": "period",
    "period-without-start": "period",
    "inferred-without-note": "note",
    "observe-caveat": "caveat",
    "observe-not-later": "source",
    "observe-repeated": "source",
    "withdraw-nothing": "period",
    "trace-not-found": "locator",
    "ask-after-source": "period",
    "ask-earlier": "period",
    "ask-frequency": "period",
    "ask-flow-day": "period",
    "ask-definition": "indicator",
    "sought-to-come": "sought",
}
#: Doubts that rest on which source a figure is from, or on where it is there.
OF_SOURCE = frozenset(
    {"ask-after-source", "ask-dispute", "ask-earlier", "ask-locator", "ask-revise", "ask-withdraw"}
)  # fmt: skip
#: What an entry cannot do without, in the order of the form.
NEEDED = ("indicator", "figure", "period", "source", "locator")


@dataclass(frozen=True, slots=True)
class EntryReading:
    """An entry as far as it is typed. ``texts``: the figure in each language; ``sentences``: what would be said of it;
    ``standing``: what the project holds for this indicator and period; ``latest``: its newest figure. Problems and doubts
    have the ``field`` of the form that they belong to; ``missing`` are fields still empty."""

    fact: str = ""
    action: Action | Literal[""] = ""
    label: Mapping[str, str] | None = None
    texts: Mapping[str, str] | None = None
    sentences: Mapping[str, str] | None = None
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = ()
    standing: FigureLine | None = None
    latest: FigureLine | None = None


@dataclass(frozen=True, slots=True)
class IndicatorChoice:
    """An indicator to choose: its label and the text of its latest figure by language id, the period of its next figure."""

    id: str
    labels: Mapping[str, str]
    latest: Mapping[str, str]
    coming: str


@dataclass(frozen=True, slots=True)
class EntryChoices:
    """What the forms of figures may be filled with; ``units``: how a hundred of each read, by language id."""

    indicators: tuple[IndicatorChoice, ...]
    sources: tuple[SourceChoice, ...]
    units: Mapping[str, Mapping[str, str]]
    plans: Mapping[str, Mapping[str, str]]
    regions: Mapping[str, Mapping[str, str]]
    kinds: tuple[str, ...] = get_args(Kind)
    bases: tuple[str, ...] = get_args(Basis)
    statuses: tuple[str, ...] = get_args(Status)
    frequencies: tuple[str, ...] = get_args(Frequency)
    compared: tuple[str, ...] = tuple(sorted(NAMED_BASES))


_LINE = re.compile(r"L?\s*([0-9]+)\s*(?:[-–—]\s*L?([0-9]+))?", re.IGNORECASE)


def settled_entry(ws: ProjectFolder, entry: Entry) -> Entry:
    """Return an entry with its indicator, period and locator as content files write them, where they were typed in words
    (``2026年6月末``, ``end-June 2026``) or digits alone (``5``); what is not understood stays as it was typed."""
    project = ws.project()
    return replace(
        entry,
        indicator=_settled_indicator(project, entry.indicator.strip()),
        period=_settled_period(project, entry.period.strip()),
        locator=_settled_locator(entry.locator.strip()),
    )


def _settled_indicator(project: Project, text: str) -> str:
    if not text or text in project.base.indicators:
        return text
    for indicator in project.content.indicators:
        labels = texts_by_language(project, "label", indicator.label).values()
        if text in (indicator.label, *indicator.aliases, *labels):
            return indicator.id
    return text


def _settled_period(project: Project, text: str) -> str:
    if not text or _period(text) is not None:
        return text
    found = (read_period(language, text) for language in project.languages.values())
    return next((period.text for period in found if period is not None), text)


def _settled_locator(text: str) -> str:
    parts = [_LINE.fullmatch(part.strip()) for part in re.split(r"[,，、]", text)]
    if not text or not all(parts):
        return text
    return ", ".join(f"L{m[1]}-{m[2]}" if m[2] else f"L{m[1]}" for m in parts if m)


def read_entry(ws: ProjectFolder, entry: Entry, new: Mapping[str, object] | None = None) -> EntryReading:
    """Return a figure as somebody types it, fields may be empty: what it says in each language, problems and doubts by
    field. ``new`` is the form of an indicator that does not exist yet. Nothing is tried on the content or written:
    ``observe`` and ``add_indicator`` do that."""
    project = ws.project()
    if new is not None:
        try:
            form = indicator_form(new)
        except ProblemsFound as unfit:
            return EntryReading(problems=tuple(p for p in unfit.problems if new.get(p.field)))
        if form.id in project.base.indicators:
            known = problem("indicator-known", source=form.id, title=project.base.indicators[form.id].label)
            return EntryReading(problems=(replace(known, field="id"),))
        project, entry = with_indicator(project, form), replace(entry, indicator=form.id)
    base = project.base
    needed = tuple(name for name in NEEDED if not (entry.withdraw and name == "figure"))
    missing = tuple(name for name in needed if not str(getattr(entry, name)).strip())
    found = _typed(ws, project, entry, missing)
    indicator = base.indicators.get(entry.indicator)
    if indicator is None:
        return EntryReading(problems=tuple(found), missing=missing)
    lines = {line.id: line for line in figure_lines(ws, project)}
    latest = lines.get(base.latest(indicator.id).id) if base.series(indicator.id) else None
    made = EntryReading(label=texts_by_language(project, "label", indicator.label), missing=missing, latest=latest)
    period = _period(entry.period)
    if period is None or (not entry.figure.strip() and not entry.withdraw):
        return replace(made, problems=tuple(found), texts=_figure_alone(project, entry, indicator, period))
    tried = replace(entry, source=entry.source or _newest(base), locator=entry.locator or "L1")
    proposal, _ = understand(tried, project.content, project.languages)
    if proposal is None:
        standing = lines.get(f"{indicator.id}@{period.text}{'.target' if entry.target else ''}")
        alone = _figure_alone(project, entry, indicator, period)
        return replace(made, problems=tuple(found), standing=standing, texts=alone)
    made = replace(made, fact=proposal.fact, action=proposal.action, standing=lines.get(proposal.fact))
    fact = _as_fact(proposal, base, open_reader(project.languages.values()))
    if fact is not None and fact.quantity is None:
        wordless = without_words(project.languages.values())(fact.published, indicator.unit, indicator.kind)
        found += [
            placed(problem("open-value-wordless", id=indicator.id, published=fact.published, language=language))
            for language in wordless
        ]
    after = base if fact is None else with_fact(base, fact)
    texts = None if fact is None else _texts(project, fact)
    if fact is not None and entry.source and entry.locator:
        found += [placed(p) for p in misplaced_wordings(after, _kept(ws, project, entry.source), {fact.id})]
    doubts = questions(proposal, project.content, base, after)
    if "source" in missing:  # read as if the newest said it: what is asked of a source waits for its own
        doubts = tuple(d for d in doubts if d.code not in OF_SOURCE)
    sentences = _sentences(ws, project, indicator.id, after, proposal)
    return replace(made, problems=tuple(found), doubts=tuple(map(placed, doubts)), texts=texts, sentences=sentences)


def _typed(ws: ProjectFolder, project: Project, entry: Entry, missing: Sequence[str]) -> list[Problem]:
    """The problems of the fields that are filled."""
    tried = replace(entry, source=entry.source or _newest(project.base), locator=entry.locator or "L1", where=Where())
    if "figure" in missing or "indicator" in missing or "period" in missing:
        found = _problems(project, tried) if entry.period.strip() else []
        found = [
            p for p in found if FIELDS.get(p.code) == "period"
        ]  # a month is told of a level before its figure is typed
        strange = bool(entry.indicator.strip()) and entry.indicator not in project.base.indicators
        if strange or (entry.source and entry.source not in project.base.sources):
            found += [p for p in _problems(project, replace(tried, period="2000")) if p.code == "observe-unknown"]
        if entry.locator:
            found += [p for p in _problems(project, replace(tried, period="2000")) if p.code == "observe-locator"]
    else:
        found = _problems(project, tried)
    if told := locator_beyond(entry.source, entry.locator, _kept(ws, project, entry.source)):
        found.append(problem("locator-beyond", "", 0, **told))
    return [one for one in (placed(p, entry) for p in found) if one.field not in missing]


def _problems(project: Project, entry: Entry) -> list[Problem]:
    return list(understand(entry, project.content, project.languages)[1])


def placed(found: Problem, entry: Entry | None = None) -> Problem:
    """Return a problem of an entry with the field of the form that it belongs to; one that has its field keeps it."""
    if found.field:
        return found
    field = FIELDS.get(found.code, "figure")
    if found.code == "observe-unknown" and entry is not None:
        field = "indicator" if f" {entry.indicator}" in found.message else "source"
    return replace(found, field=field)


def _newest(base: FactBase) -> str:
    return max(base.sources.values(), key=lambda s: s.date).id


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except PeriodError:
        return None


def _figure_alone(
    project: Project, entry: Entry, indicator: Indicator, period: Period | None
) -> Mapping[str, str] | None:
    """The figure in each language, as far as it can be read without the rest."""
    if not entry.figure.strip():
        return None
    base = project.base
    period = period or (base.latest(indicator.id).period if base.series(indicator.id) else Period.parse(f"{base.day}"))
    found: list[Problem] = []
    read = read_figure(entry.figure, "", True, indicator, period, project.languages, Where(), found)
    if read is None:
        return None
    quantity = read if isinstance(read, Quantity) else None
    fact = Fact(
        "", indicator.id, indicator.kind, indicator.kind, indicator.label, quantity, period, "stated", "reported", "", "",
        entry.figure, period.end, indicator.region or base.home, indicator.of or "", indicator.base or "",
        open=None if quantity else read,
    )  # fmt: skip
    return _texts(project, fact)


def _texts(project: Project, fact: Fact) -> dict[str, str]:
    """The fact in each language that has words for it."""
    unit = project.base.indicators[fact.indicator].unit
    texts: dict[str, str] = {}
    for tag, language in project.languages.items():
        with suppress(OpenValueUnknown):
            texts[tag] = print_fact(language, fact, "full", unit)
    return texts


def _as_fact(proposal: Proposal, base: FactBase, read_open: ReadOpen) -> Fact | None:
    """The fact that a proposal would be; ``None`` for a withdrawal or a disagreement, which leave none."""
    entry = proposal.entry
    if proposal.action in ("withdraw", "dispute") or entry.source not in base.sources:
        return None
    values: dict[str, object] = {
        "period": entry.period,
        "basis": entry.basis,
        "value": proposal.value,
        "qualifier": proposal.quantity.wording or None if proposal.quantity else None,
        "published": entry.published or entry.figure,
        "source": entry.source,
        "locator": entry.locator,
        "note": entry.note or None,
    }
    record = (
        Target.model_validate(values) if entry.target else Observation.model_validate(values | {"status": entry.status})
    )
    fact = stated_fact(proposal.indicator, record, record, base.sources[entry.source].date)
    if fact is None or fact.quantity is not None:
        return fact
    return replace(fact, open=read_open(fact.published, proposal.indicator.unit))


def _kept(ws: ProjectFolder, project: Project, source: str) -> Mapping[str, Sequence[str]]:
    texts = readable_archived_texts(ws, project)
    return {source: texts[source]} if source in texts else {}


def _sentences(
    ws: ProjectFolder, project: Project, indicator: str, after: FactBase, proposal: Proposal
) -> Mapping[str, str] | None:
    """What would be said of the figure in each language."""
    old = {f.id: f for f in project.base.groups.get(indicator, ())}
    new = {f.id: f for f in after.groups.get(indicator, ())}
    if proposal.action == "withdraw":
        new.pop(proposal.fact, None)
    change = next((c for c in compare(old, new) if c.fact == proposal.fact), None)
    if change is None:
        return None
    made: dict[str, ChangeWriter] = ws.recall("wordings", "all", (project,), lambda: wordings(project))
    return {tag: wording.statement(change) for tag, wording in made.items()}


def entry_choices(ws: ProjectFolder) -> EntryChoices:
    """Return what the forms of figures may be filled with: indicators, sources, units, regions …"""
    project = ws.project()
    inputs = (project.content, project.base, *project.catalogues.values(), *project.languages.values())
    return ws.recall("choices", "figures", inputs, lambda: _choices(ws, project))


def _choices(ws: ProjectFolder, project: Project) -> EntryChoices:
    base, languages = project.base, list(project.languages.values())
    units = dict.fromkeys(unit for language in languages for unit in language.units)
    lines = {line.id: line for line in figure_lines(ws, project)}
    return EntryChoices(
        tuple(_indicator(project, i, lines) for i in base.indicators.values()),
        sources(ws, project),
        {u: made for u in units if (made := _sample(project, u))},
        {e.id: texts_by_language(project, "label", e.label) for e in project.content.events},
        {r: {tag: lang.regions[r].name for tag, lang in project.languages.items() if r in lang.regions}
         for r in dict.fromkeys(r for lang in languages for r in lang.regions)},
    )  # fmt: skip


def _indicator(project: Project, indicator: Indicator, lines: Mapping[str, FigureLine]) -> IndicatorChoice:
    base = project.base
    latest = base.latest(indicator.id) if base.series(indicator.id) else None
    following = next_period(indicator.frequency, latest.period) if latest else None
    line = lines.get(latest.id) if latest else None
    labels = texts_by_language(project, "label", indicator.label)
    return IndicatorChoice(indicator.id, labels, line.texts if line else {}, following.text if following else "")


def _sample(project: Project, unit: str) -> Mapping[str, str]:
    known = {tag: language for tag, language in project.languages.items() if unit in language.units}
    try:
        texts = [say("100", unit, languages=(language,)) for language in known.values()]
    except ProblemsFound:
        return {}
    return {tag: text[0][1] for tag, text in zip(known, texts, strict=True)}
