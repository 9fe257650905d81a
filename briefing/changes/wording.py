"""What a change says, in every language of the project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from briefing.compose.changing import Statements
from briefing.compose.words import Words
from briefing.document.nodes import plain
from briefing.editions.project import Project
from briefing.facts.comparing import FactChange
from briefing.language.printing import print_change

#: The catalogue domain whose words are looked up for content; any pack would do, none is meant.
_DOMAIN = "content"


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """Says changes in one language of a project."""

    words: Words
    units: Mapping[str, str]

    def statement(self, change: FactChange) -> str:
        """The change as a sentence."""
        return plain(Statements(self.words, self.units).sentence(change))

    def difference(self, change: FactChange) -> str:
        """New less old as this language prints a change (增加2500亿元; up RMB 250 billion); empty where there is none."""
        return print_change(self.words.language, change.difference) if change.difference is not None else ""

    def house(self, name: str, values: Mapping[str, str] | None = None) -> str:
        """A piece of furniture."""
        return self.words.filled(name, (values or {}).__getitem__)


def wordings(project: Project) -> dict[str, Wording]:
    """The wording of every language, the source language first."""
    units = {key: indicator.unit for key, indicator in project.base.indicators.items()}
    return {
        tag: Wording(Words(language, _DOMAIN, project.catalogues[tag], project.furniture), units)
        for tag, language in project.languages.items()
    }
