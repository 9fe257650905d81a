"""What changes and claims say, in each language of a project; a claim as translated, else from its test and the names of what
it compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from briefing.catalogue import CONTENT, SOURCE_TAG
from briefing.compose.back_matter import statement
from briefing.compose.translator import Translator
from briefing.content.records import Claim
from briefing.document.nodes import plain
from briefing.facts import Fact
from briefing.facts.base import FactBase
from briefing.facts.doubts import FactChange
from briefing.language import print_fact, print_fact_period
from briefing.language.changes import print_change
from briefing.language.figures import print_quantity
from briefing.problems import phrased
from briefing.project.opening import Project
from briefing.quantities.parse import ValueTextError, parse_value

#: The catalogue domain whose words are looked up for content; any pack would do, none is meant.
_DOMAIN = "content"


@dataclass(frozen=True, slots=True, eq=False)
class ChangeWriter:
    """Says changes in one language of a project."""

    words: Translator
    units: Mapping[str, str]

    def statement(self, change: FactChange) -> str:
        """Return the change as a sentence."""
        return plain(statement(change, self.words, self.units))

    def difference(self, change: FactChange) -> str:
        """Return new less old as this language prints a change (增加2500亿元; up RMB 250 billion), for a derived figure behind
        both values; empty where there is none."""
        amount = print_change(self.words.language, change.difference) if change.difference is not None else ""
        if change.kind != "recomputed" or change.old is None or change.new is None:
            return amount
        values = [print_fact(self.words.language, f, "full", self._unit(f)) for f in (change.old, change.new)]
        return f"{values[0]} → {values[1]} ({amount})" if amount else f"{values[0]} → {values[1]}"

    def _unit(self, fact: Fact) -> str:
        return fact.quantity.unit if fact.quantity else self.units.get(fact.indicator, "")

    def house(self, name: str, values: Mapping[str, str] | None = None) -> str:
        """Return a piece of furniture."""
        return self.words.filled(name, **(values or {}))


def wordings(project: Project) -> dict[str, ChangeWriter]:
    """Return the wording of every language, the source language first."""
    units = {key: indicator.unit for key, indicator in project.base.indicators.items()}
    return {
        tag: ChangeWriter(Translator(language, _DOMAIN, project.catalogues[tag], project.labels), units)
        for tag, language in project.languages.items()
    }


#: What each test of a claim says of its sides; ``phrases/<tag>.yaml`` has it in other languages.
TESTS: Mapping[str, str] = {
    "less": "{left}: less than {right}",
    "less-or-equal": "{left}: at most {right}",
    "greater": "{left}: more than {right}",
    "greater-or-equal": "{left}: at least {right}",
    "equal": "{left}: the same as {right}",
    "increasing": "{left}: each figure is higher than the one before",
    "decreasing": "{left}: each figure is lower than the one before",
    "rising": "{left}: the newest figure is higher than the one before",
    "falling": "{left}: the newest figure is lower than the one before",
    "absent": "{left}: no figure is known",
    "unsaid": "{left}: its source leaves something unsaid",
    "ahead": "{left}: still to come",
}


@dataclass(frozen=True, slots=True)
class TurnedClaim:
    """A claim, and whether it holds: as a rule one that did not before, or did and no longer does. Its statement is as the
    content has it, and by language. Sentences that rest on it take their other wording."""

    claim: str
    statement: str
    statements: Mapping[str, str]
    holds: bool


def turned(claim: str, statement: str, holds: bool, said: Mapping[str, ChangeWriter], base: FactBase) -> TurnedClaim:
    """Return a claim that turned, with what it says in each language."""
    return TurnedClaim(claim, statement, statements(claim, statement, said, base), holds)


def statements(claim: str, statement: str, said: Mapping[str, ChangeWriter], base: FactBase) -> dict[str, str]:
    """Return what a claim says by language id. ``statement`` is what the content says of it, in the source language; of a claim
    that the facts do not know any longer, nothing else is known than that and its translation."""
    found = {SOURCE_TAG: statement}
    known = base.claims.get(claim)
    for tag, wording in said.items():
        if tag == SOURCE_TAG:
            continue
        message = wording.words.catalogue.find(CONTENT, "claim", statement)
        if message is not None and message.target:
            found[tag] = message.target.replace("%%", "%")
        elif known is not None and known.statement == statement:
            found[tag] = _told(known, wording, base)
    return found


def _told(claim: Claim, wording: ChangeWriter, base: FactBase) -> str:
    sides = {"left": _named(claim.left, wording, base), "right": _right(claim, wording, base)}
    return phrased(TESTS[claim.test].format(**sides), wording.words.tag)


def _right(claim: Claim, wording: ChangeWriter, base: FactBase) -> str:
    if claim.right is not None:
        return _named(claim.right, wording, base)
    try:
        return print_quantity(wording.words.language, parse_value(claim.value or "", claim.unit or "", ""))
    except ValueTextError:
        return claim.value or ""


def _named(reference: str, wording: ChangeWriter, base: FactBase) -> str:
    """The name of a figure, with its period where the claim names one; its id where it is not known or has no name."""
    if not base.knows(reference):
        indicator = base.indicators.get(reference.partition("@")[0])
        return (_label(indicator.label, wording) if indicator is not None else "") or reference
    fact = base.resolve(reference)
    label = (_label(fact.label, wording) or fact.id) + (", target" if fact.kind == "target" else "")
    if "@" not in reference and fact.kind != "target":
        return label
    return f"{label} ({print_fact_period(wording.words.language, fact, 'short', fact.vintage)})"


def _label(label: str, wording: ChangeWriter) -> str:
    message = wording.words.catalogue.find(CONTENT, "label", label)
    return message.target.replace("%%", "%") if message is not None else ""
