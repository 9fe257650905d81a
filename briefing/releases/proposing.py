"""A text held against a project: the rules of its languages, the names of its indicators, and what each figure may
be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from briefing.catalogue import SOURCE_TAG
from briefing.compose.translator import CONTENT
from briefing.problems import ProblemsFound, problem
from briefing.project.opening import Project
from briefing.releases.matching import Index, index
from briefing.releases.reading import Release, read_release
from briefing.releases.rules import ReadingRules, load_reading
from briefing.releases.verdicts import Proposed, propose


def rules_of(project: Project) -> Mapping[str, ReadingRules]:
    """The reading rules of each language of a project that has any. Raises ``ProblemsFound`` when none has."""
    found = {tag: rules for tag in project.languages if (rules := load_reading(project.root / "i18n", tag)) is not None}
    if not found:
        raise ProblemsFound([problem("release-no-rules", "i18n")])
    return found


def read_lines(project: Project, lines: Sequence[str], day: date | None = None, today: date | None = None) -> Release:
    """Numbered lines as a release, by the project's languages."""
    return read_release(lines, project.languages, rules_of(project), day, today)


def proposals_for(project: Project, release: Release) -> tuple[Proposed, ...]:
    """What each figure of a release may be in a project."""
    return propose(release, project.content, lookup(project, release.tag))


def lookup(project: Project, tag: str) -> Index:
    """The indicators of a project by their names in a language."""
    labels = {i.label: label_of(project, tag, i.label) for i in project.content.indicators}
    for indicator in project.content.indicators:
        if indicator.of:
            labels.setdefault(indicator.of, label_of(project, tag, indicator.of))
    return index(project.content.indicators, labels, project.languages[tag], rules_of(project)[tag], home_of(project))


def home_of(project: Project) -> frozenset[str]:
    """The region that figures speak of where they name none."""
    return frozenset({project.base.home} - {""})


def label_of(project: Project, tag: str, label: str) -> str:
    """A label of the content in a language: its translation, or itself."""
    if tag == SOURCE_TAG:
        return label
    found = project.catalogues[tag].find(CONTENT, "label", label)
    return found.target if found is not None and found.target else label
