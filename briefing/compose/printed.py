"""How facts read in the language of a document: figures and dates as markup, with or without their period, the sentences they
are in, and what is reported of those that cannot be printed or are out of date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Literal

from markupsafe import Markup, escape

from briefing.catalogue.glossary import Glossary
from briefing.catalogue.messages import PLACEHOLDER, WHEN, dated_apart, fill, named, quote, tags
from briefing.catalogue.template_syntax import running
from briefing.compose.translator import Translator
from briefing.document.reading import SENTENCE_END
from briefing.facts import WORDS_ALONE, Fact
from briefing.facts.base import FactBase, UnknownFact
from briefing.facts.observe import Overdue, overdue
from briefing.language import Language, UnknownRule, print_fact, print_fact_period
from briefing.problems import Problem, problem
from briefing.projects.project_facts import of_projects

#: The form of an amount in another currency that is behind the amount itself.
BESIDE = "beside"

#: The form that begins a sentence.
INITIAL = "initial"


@dataclass(frozen=True, slots=True)
class Printed:
    """``show`` gives the markup of a form; ``form`` is the one the template asked for. ``fact`` is the fact whose figure, or
    whose period when ``date``, is printed."""

    show: Callable[[str], Markup]
    form: str = ""
    fact: Fact | None = None
    date: bool = False

    def __html__(self) -> Markup:
        return self.show(self.form)

    def __str__(self) -> str:
        return str(self.show(self.form))

    def in_form(self, form: str) -> Markup:
        """Return the markup in another form: its own where ``form`` is empty, its own with a capital for ``initial``."""
        if form == INITIAL and self.form:
            return self.show(f"{self.form}-{INITIAL}")
        return self.show(form or self.form)


class Broken(Markup):
    """Placeholder for a figure that could not be printed; the build stops with its ``problem``."""

    problem: Problem

    @classmethod
    def of(cls, problem: Problem) -> Broken:
        """Return the mark for a problem."""
        made = cls("<strong>?</strong>")
        made.problem = problem
        return made


def plain_decimal(value: Decimal) -> str:
    """Return a decimal without an exponent (9600000000000, 0.24)."""
    return format(value, "f")


def figure(fact: str, value: str, unit: str, form: str, text: str) -> Markup:
    """Return a ``<data>`` element: HTML's own way to keep the machine-readable value of what is printed."""
    return Markup('<data value="{}" data-fact="{}" data-unit="{}" data-form="{}">{}</data>').format(
        value, fact, unit, form or "full", escape(text)
    )


def moment(iso: str, text: str, fact: str = "") -> Markup:
    """Return a ``<time>`` element with its ISO 8601 form."""
    known = Markup(' data-fact="{}"').format(fact) if fact else Markup("")
    return Markup('<time datetime="{}"{}>{}</time>').format(iso, known, escape(text))


def term(name: str, form: str) -> Markup:
    """Return a ``<dfn>`` placeholder; which words it prints is decided when the document is read in order."""
    return Markup('<dfn data-term="{}" data-form="{}"></dfn>').format(name, form)


#: What speaks of a level or an amount at its period; counts inside a document and bounds do not.
DATED = frozenset({"stock", "flow", "cumulative", "change", "share", "rate", "rank", "duration"})

#: A base implied by a growth speaks of the time before; its sentence says so in words.
_OF_BEFORE = frozenset({"implied-base"})


def dated(fact: Fact) -> bool:
    """Return whether a figure must be under the date of its own period."""
    return fact.kind not in ("target", "event") and fact.operation not in _OF_BEFORE and fact.measure in DATED


def undated(message: str, values: Mapping[str, object], base: FactBase) -> dict[str, Fact]:
    """Return by name those latest figures of a message whose period none of its dates gives. ``values`` are what its
    placeholders print, by name. A message without a date of a figure (only with those of events or targets, or with none)
    dates nothing. Where one figure of a sentence gives its own date, so does every other of a sentence that has no date
    besides."""
    printed = {name: v for name, v in values.items() if isinstance(v, Printed)}
    dates = [v.fact for v in printed.values() if v.fact is not None and v.date]
    figures = {name: v.fact for name, v in printed.items() if v.fact is not None and not v.date and dated(v.fact)}
    moments = {base.as_at(fact) for fact in dates}
    if not any(fact.kind not in ("target", "event") for fact in dates):
        return {}
    free = {n for n, fact in figures.items() if fact.kind == "derived" or base.is_latest(fact)}
    lone = {n for n in free if base.as_at(figures[n]) not in moments}
    for sentence in SENTENCE_END.split(message) if lone else ():
        here = {m["name"] for m in PLACEHOLDER.finditer(sentence) if m["name"] and m["form"] != WHEN}
        if here & lone and not any(name in here and v.date for name, v in printed.items()):
            lone |= here & free
    return {name: fact for name, fact in figures.items() if name in lone}


def fault(message: str, text: str, values: Mapping[str, object]) -> tuple[str, dict[str, str]] | None:
    """Return the code and details of what keeps a sentence from being filled, ``None`` when nothing does. ``message`` is the
    sentence of the template, ``text`` its translation, ``values`` what its placeholders print. The code is empty where another
    check tells of it: the markup of a translation is told by its catalogue."""
    shown = {"sentence": quote(message)}
    if tags(message) is None:
        return "sentence-markup", shown
    if tags(text) is None:
        return "", {}
    if unfilled := {name for name in (*named(message), *named(text)) if name not in values}:
        return "sentence-placeholder", shown | {"names": ", ".join(sorted(unfilled))}
    if odd := sorted(name for name, value in values.items() if not isinstance(value, str | Printed)):
        reason = f"the sentence “{quote(message)}” is given what is neither words nor a figure: {', '.join(odd)}"
        return "template-error", {"reason": reason}
    return None


def naming(message: str, values: Mapping[str, object], problems: list[Problem]) -> list[Problem]:
    """Return the problems with the sentence named in those of its figures that could not be printed."""
    broken = [value.problem for value in values.values() if isinstance(value, Broken)]
    if not broken:
        return problems
    sentence = PLACEHOLDER.sub(lambda m: f"{{{m['name']}}}" if m["name"] else "%", message)
    return [replace(p, message=f"{p.message}; the sentence is “{sentence}”") if p in broken else p for p in problems]


#: The forms that print an amount whole, with its currency: what it comes to in another may be behind them.
_WHOLE = frozenset({"full", f"full-{INITIAL}", INITIAL})


def filled(
    text: str, values: Mapping[str, object], own: Mapping[str, str], beside: Mapping[str, str] = MappingProxyType({})
) -> Markup:
    """Return a sentence with its placeholders filled; ``own`` are the dates of figures that it does not date, by name, and
    ``beside`` what is behind amounts that are printed whole."""
    placed = dated_apart(text)

    def value_of(name: str, form: str) -> str:
        value = values[name]
        if form == WHEN:
            return own.get(name, "")
        if isinstance(value, Printed):
            behind = beside.get(name, "") if (form or value.form or "full") in _WHOLE else ""
            return str(value.in_form(form)) + behind + ("" if name in placed else own.get(name, ""))
        words = str(Markup.escape(value))
        return words[:1].upper() + words[1:] if form == "initial" else words

    return Markup(fill(text, value_of))


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
    _facts: dict[str, Fact] = field(default_factory=dict)
    _watched: set[str] = field(default_factory=set)

    def _printed(self, kind: Literal["figure", "period", "moment"], fact: Fact, form: str) -> Printed:
        """Return what stands for a figure or its date in sentences."""
        if kind == "figure":
            return Printed(partial(self._figure, fact), form, fact)
        return Printed(partial(self._period, fact, cited=fact.id if kind == "moment" else ""), form, fact, date=True)

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
        measured = fact.quantity or self.base.indicators.get(fact.indicator)
        unit = measured.unit if measured else ""
        try:
            text = print_fact(self.language, fact, form or "full", unit)
        except UnknownRule as error:
            return self._no_form(fact.id, form, error)
        told_alone = fact.quantity is None or fact.turn in WORDS_ALONE
        value = "" if told_alone or fact.quantity is None else plain_decimal(fact.quantity.value)
        return figure(fact.id, value, unit, form, text)

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
