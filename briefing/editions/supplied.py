"""The projects that imported workbooks supply: their facts, their totals, and how they agree with what was published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.compose.project_views import Tailored
from briefing.content.load import load_content
from briefing.content.records import Content
from briefing.facts.base import FactBase
from briefing.language import Language
from briefing.lists.grouping import select
from briefing.lists.project_facts import project_fact, with_projects
from briefing.lists.published_totals import Line, lines
from briefing.lists.reconciling import differences, reconcile_list
from briefing.lists.romanising import read_romanising
from briefing.lists.vocabulary import read_vocabulary
from briefing.problems import Problem, ProblemsFound

#: What the fact ids of all projects together begin with.
PREFIX = "projects"


def with_sample(content: Content, sample: Path) -> tuple[Content, tuple[Problem, ...]]:
    """The content with the lists, projects and audiences of a sample in place of its own."""
    theirs, found = load_content(sample)
    made = replace(
        content, project_lists=theirs.project_lists, projects=theirs.projects, project_origins=theirs.project_origins,
        audiences=theirs.audiences,
    )  # fmt: skip
    return made, found


def supplied(
    root: Path, content: Content, base: FactBase, languages: Mapping[str, Language]
) -> tuple[FactBase, Tailored | None, tuple[str, ...], tuple[Problem, ...]]:
    """The fact base with the projects and their totals, everything as a selection, the bounds of size bands, and the problems:
    above all, where rows and published totals differ."""
    if not content.projects:
        return base, None, (), ()
    base = with_projects(base, content)
    live = [p for p in content.projects if project_fact(p) in base.facts]
    if not live:
        return base, None, (), ()
    problems: list[Problem] = []
    try:
        words = read_vocabulary(root, content.regions).words
        rules = {t: r for t in languages if (r := read_romanising(root / "i18n", t)) is not None}
    except ProblemsFound as found:
        return base, None, (), found.problems
    lists = tuple(r for r in content.project_lists if any(p.list == r.id for p in live))
    sample = any(r.sample for r in lists)
    selection = select(base, "", PREFIX, live, words.bands, sample=sample)
    base = replace(base, facts={**base.facts, **selection.facts})
    reconciled: dict[str, tuple[Line, ...]] = {}
    for entry in lists:
        if entry.published is not None:
            own = select(base, entry.id, f"list.{entry.id}", [p for p in live if p.list == entry.id], words.bands)
            base = replace(base, facts={**base.facts, **own.facts})
            compared = reconcile_list(entry, own, base)
            problems += differences(entry, compared)
            beside, made = lines(compared, base, f"list.{entry.id}")
            base = replace(base, facts={**base.facts, **made})
            reconciled[entry.id] = beside
    source = languages.get(SOURCE_TAG)
    everything = Tailored(selection, lists, selection.projects, source=source, romanising=rules,
                          reconciled=reconciled, contact_days=int(words.contact_days))  # fmt: skip
    return base, everything, words.bands, tuple(problems)
