"""``generate.py facts``: every fact, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.cli import show
from briefing.compose.translator import CONTENT
from briefing.facts.fact import Fact
from briefing.facts.snapshot import fact_records
from briefing.language.printing import print_fact
from briefing.problems import ProblemsFound, has_errors
from briefing.project.opening import Project, open_project


def run_facts(root: Path, as_json: bool, as_of: date | None = None) -> None:
    """Print every fact. Raises ``ProblemsFound`` when the content has errors."""
    project = open_project(root, as_of)
    if has_errors(project.problems):
        raise ProblemsFound(project.problems)
    records = fact_records(project.base, _printer(project), _labeller(project))
    if as_json:
        show.as_json(records)
        return
    for record in records:
        print(
            "\t".join(str(record[name] or "") for name in ("id", "kind", "zh", "en", "label_zh", "source", "locator"))
        )


def _printer(project: Project) -> Callable[[str, Fact], str]:
    def text(tag: str, fact: Fact) -> str:
        indicator = project.base.indicators.get(fact.indicator)
        return print_fact(project.languages[tag], fact, "full", indicator.unit if indicator else "")

    return text


def _labeller(project: Project) -> Callable[[str, Fact], str]:
    def label(tag: str, fact: Fact) -> str:
        if tag == SOURCE_TAG:
            return fact.label
        found = project.catalogues[tag].find(CONTENT, "label", fact.label)
        return found.target if found else ""

    return label
