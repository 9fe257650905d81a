"""A release at work: read, kept, decided on, and shown; what the command line and the workbench call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from briefing.content.records import Observation, fact_id
from briefing.facts.building import build_fact_base
from briefing.observations.figure import qualifier_word, value_text
from briefing.observations.question import questions
from briefing.observations.understand import Action, Entry, Proposal
from briefing.problems import Problem, ProblemsFound, problem
from briefing.project.opening import Project
from briefing.quantities import Period, Quantity
from briefing.releases.archive import Kept, begun, kept_as, kept_release, next_id, recorded_as
from briefing.releases.decisions import Decisions, SourceForm, by_figure
from briefing.releases.opening import Opened
from briefing.releases.proposing import proposals_for, read_lines
from briefing.releases.reading import Release
from briefing.releases.verdicts import Proposed


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
        """A figure by its id. Raises ``ProblemsFound``."""
        found = next((p for p in self.proposals if p.figure.id == name), None)
        if found is None:
            raise ProblemsFound([problem("release-decision", figure=name, reason="the release has no such figure")])
        return found


def read_new(project: Project, opened: Opened, source: SourceForm, today: date) -> Desk:
    """A file read: for the first time, or again with the decisions there are. Nothing is written. Raises
    ``ProblemsFound`` for a text that holds two releases, whose day cannot be known, or is still to come. ``problems``
    say that it has become a source already, or is older than the newest."""
    sources = project.content.sources
    before = recorded_as(opened.sha256, sources)
    again = kept_as(project.root, opened.sha256)
    name = before or again or source.id or next_id(project.root, sources)
    kept = kept_release(project.root, again) if again else begun(opened, name, SourceForm())
    made = at_desk(project, kept.decided(Decisions(source=source)), today)
    if not before:
        return made
    title = next(s.title for s in sources if s.id == before)
    known = problem("release-known", opened.name, 0, source=before, title=title)
    return replace(made, problems=(*made.problems, known))


def reopened(project: Project, name: str, today: date) -> Desk:
    """A release of the archive, read anew beside what the project holds now."""
    return at_desk(project, kept_release(project.root, name), today)


def at_desk(project: Project, kept: Kept, today: date) -> Desk:
    """A kept text with its proposals and doubts. Raises ``ProblemsFound``."""
    release = read_lines(project, kept.opened.lines, kept.day, today)
    refused = _refused(kept, release, today)
    if refused:
        raise ProblemsFound(refused)
    proposals = proposals_for(project, release)
    return Desk(kept, release, proposals, doubts_of(project, proposals), _older(project, release))


def _refused(kept: Kept, release: Release, today: date) -> tuple[Problem, ...]:
    name = kept.opened.name
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
    """What would be asked about each figure if it were entered as proposed, by figure id."""
    made = {p.figure.id: entry for p in proposals if (entry := _as_entered(p, project)) is not None}
    by_indicator: dict[str, list[Observation]] = {}
    for entry in made.values():
        if entry.existing is None and not entry.entry.target:
            by_indicator.setdefault(entry.indicator.id, []).append(_observation(entry, project))
    indicators = tuple(
        i.model_copy(update={"observations": (*i.observations, *by_indicator.get(i.id, ()))})
        for i in project.content.indicators
    )
    after, _ = build_fact_base(replace(project.content, indicators=indicators))
    return {
        key: found for key, entry in made.items() if (found := questions(entry, project.content, project.base, after))
    }


def _as_entered(proposed: Proposed, project: Project) -> Proposal | None:

    figure, indicator = proposed.figure, proposed.indicator
    usable = indicator is not None and proposed.period and figure.value is not None and not proposed.repeats
    if not usable or indicator is None or figure.value is None or proposed.verdict == "same":
        return None
    quantity = Quantity(figure.value, indicator.unit, figure.quantum, figure.decimals, figure.qualifier, figure.wording)
    quantity = replace(quantity, wording=qualifier_word(quantity))
    entry = Entry(indicator.id, figure.printed or figure.text, proposed.period, "", f"L{figure.line}", target=proposed.target,
                  published=figure.printed or figure.text)  # fmt: skip
    key = fact_id(indicator.id, Period.parse(proposed.period), target=proposed.target)
    action: Action = "revise" if proposed.existing is not None else "add"
    return Proposal(entry, action, key, indicator, value_text(quantity, figure.text), quantity, proposed.existing)


def _observation(entry: Proposal, project: Project) -> Observation:
    source = max(project.content.sources, key=lambda s: s.date).id
    return Observation(
        period=entry.entry.period, basis="reported", value=entry.value, qualifier=qualifier_word(entry.quantity) or None
        if entry.quantity else None, published=entry.entry.published, source=source, locator=entry.entry.locator,
    )  # fmt: skip
