"""How facts read in the language of a document, and what is reported of those that cannot be printed or are out of date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import PurePosixPath
from typing import Literal

from markupsafe import Markup

from briefing.catalogue.glossary import Glossary
from briefing.catalogue.template_syntax import running
from briefing.compose.printed import BESIDE, Broken, Printed, figure, moment, plain_decimal
from briefing.compose.translator import Translator
from briefing.facts import WORDS_ALONE, Fact
from briefing.facts.base import FactBase, UnknownFact
from briefing.facts.observe import Overdue, overdue
from briefing.language import Language, UnknownRule, print_fact, print_fact_period
from briefing.problems import Problem, problem
from briefing.projects.project_facts import of_projects


@dataclass(slots=True)
class FactTexts:
    """The facts of one pack as they read in one language. Problems are collected, so that all of them are seen at once; a fact
    that was asked for is remembered as ``used``, one that is out of date on the day of the edition as ``stale``."""

    base: FactBase
    language: Language
    words: Translator
    glossary: Glossary
    template: str
    problems: list[Problem] = field(default_factory=list)
    edition: date | None = None
    used: dict[str, Fact] = field(default_factory=dict)
    stale: dict[str, Overdue] = field(default_factory=dict)
    _said: dict[tuple[str, str, str], Markup] = field(default_factory=dict)
    _shown: dict[tuple[str, str, str], Printed] = field(default_factory=dict)
    _facts: dict[str, Fact] = field(default_factory=dict)
    _watched: set[str] = field(default_factory=set)

    def release(self) -> None:
        """Give up what only a running template asks for again: what stands for figures holds the functions, and they would hold
        it."""
        self._shown.clear()

    def _printed(self, kind: Literal["figure", "period", "moment"], fact: Fact, form: str) -> Printed:
        """Return what stands for a figure or its date in sentences, one for all that ask for the same."""
        key = (kind, fact.id, form)
        if (found := self._shown.get(key)) is None:
            show = partial(self._figure, fact) if kind == "figure" else partial(self._dated, fact, kind == "moment")
            found = self._shown[key] = Printed(show, form, fact, date=kind != "figure")
        return found

    def _dated(self, fact: Fact, cited: bool, form: str) -> Markup:
        return self._period(fact, form, fact.id if cited else "")

    def forget(self, facts: frozenset[str]) -> None:
        """Note facts that only sections left out would have printed: the document does not speak of them."""
        self._watched.clear()
        for fact in facts:
            self.used.pop(fact, None)
            if late := self.stale.pop(fact, None):
                self.problems.remove(_late(late))

    def _fact(self, reference: str) -> Fact | None:
        try:
            if (fact := self._facts.get(reference)) is None:
                fact = self._facts[reference] = self.base.resolve(reference)
            if not of_projects(fact.id):
                self.used[fact.id] = fact
            self._watch(reference)
            return fact
        except UnknownFact as error:
            self._report("template-fact", reference=reference or "(none)", reason=str(error))
            return None

    def _watch(self, reference: str) -> None:
        """Note what makes a reference to the latest figure stale on the day of the edition."""
        if reference in self._watched:
            return
        self._watched.add(reference)
        for late in overdue(self.base, reference, self.edition) if self.edition else ():
            if late.fact.id not in self.stale:
                self.stale[late.fact.id] = late
                self.problems.append(_late(late))

    def _figure(self, fact: Fact, form: str) -> Markup:
        return self._once(("figure", fact.id, form), lambda: self._figure_now(fact, form))

    def _once(self, key: tuple[str, str, str], say: Callable[[], Markup]) -> Markup:
        """Return what a fact reads as in a form; many sentences print the same. What cannot be printed is reported
        each time."""
        if (text := self._said.get(key)) is None:
            text = say()
            if not isinstance(text, Broken):
                self._said[key] = text
        return text

    def _figure_now(self, fact: Fact, form: str) -> Markup:
        unit = fact.quantity.unit if fact.quantity else self._open_unit(fact)
        try:
            text = print_fact(self.language, fact, form or "full", unit)
        except UnknownRule as error:
            return self._no_form(fact.id, form, error)
        told_alone = fact.quantity is None or fact.turn in WORDS_ALONE
        value = "" if told_alone or fact.quantity is None else plain_decimal(fact.quantity.value)
        return figure(fact.id, value, unit, form, text)

    def _open_unit(self, fact: Fact) -> str:
        indicator = self.base.indicators.get(fact.indicator)
        return indicator.unit if indicator else ""

    def _period(self, fact: Fact, form: str, cited: str = "") -> Markup:
        return self._once(("moment" if cited else "period", fact.id, form), lambda: self._period_now(fact, form, cited))

    def _period_now(self, fact: Fact, form: str, cited: str) -> Markup:
        reported = self.base.sources[fact.source].date if fact.source else fact.vintage
        try:
            text = print_fact_period(self.language, fact, form or "as-of", reported)
        except UnknownRule as error:
            return self._no_form(fact.id, form, error)
        return moment(fact.period.text, text, cited)

    def _bracketed(self, fact: Fact) -> str:
        """Return the period of a figure that its sentence does not date."""
        opening, closing = self.language.typography.brackets
        return f"{opening}{self._period(self.base.spoken_of(fact), 'plain')}{closing}"

    def _beside(self, value: object) -> str:
        """Return what a printed amount comes to in the other currencies that the language gives beside it."""
        if not isinstance(value, Printed) or value.fact is None or value.date:
            return ""
        opening, closing = self.language.typography.brackets
        found = [self.base.facts[name] for name in self.base.beside.get(value.fact.id, ())]
        shown = [f for f in found if f.quantity is not None and f.quantity.unit in self.language.conversions]
        return "".join(
            Markup('<ins data-beside="{}">{}{}{}</ins>').format(f.id, opening, self._in_other(f), closing)
            for f in shown
        )

    def _in_other(self, fact: Fact) -> Markup:
        """Return an amount in another currency, marked as what is beside the amount itself."""
        assert fact.quantity is not None  # what was converted has a value
        text = print_fact(self.language, fact, "full", fact.quantity.unit)
        return figure(fact.id, plain_decimal(fact.quantity.value), fact.quantity.unit, BESIDE, text)

    def _no_form(self, reference: str, form: str, error: Exception) -> Markup:
        self._report("template-form", reference=reference, form=form, reason=str(error))
        return self._broken()

    def _report(self, code: str, **details: object) -> None:
        """Record a problem at the line of the template that asked."""
        name, line = running()
        place = str(PurePosixPath(self.template).parent / name) if name else self.template
        self.problems.append(problem(code, place, line, **details))

    def _broken(self) -> Broken:
        return Broken.of(self.problems[-1])


def _late(late: Overdue) -> Problem:
    details = {"fact": late.fact.id, "label": late.fact.label, "frequency": late.frequency, "due": late.due}
    return problem("figure-stale", late.fact.file, late.fact.line, **details)
