"""Printed figures and moments as markup, with or without their period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

from briefing.catalogue.placeholders import PLACEHOLDER, WHEN
from briefing.document.passages import SENTENCE_END
from briefing.facts.base import FactBase
from briefing.facts.fact import Fact
from briefing.problems import Problem

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
    """What stands where a figure could not be printed: the build stops with the problem ``told``."""

    told: Problem

    @classmethod
    def of(cls, told: Problem) -> Broken:
        """Return the mark for a problem."""
        made = cls("<strong>?</strong>")
        made.told = told
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
    """Whether a figure must stand under the date of its own period."""
    return fact.kind not in ("target", "event") and fact.operation not in _OF_BEFORE and fact.measure in DATED


def undated(message: str, values: Mapping[str, object], base: FactBase) -> frozenset[str]:
    """Return the names of those latest figures of a message whose period none of its dates gives. ``values`` are what its
    placeholders print, by name. A message without a date of a figure (only with those of events or targets, or with none)
    dates nothing. Where one figure of a sentence gives its own date, so does every other of a sentence that has no date
    besides."""
    printed = {name: v for name, v in values.items() if isinstance(v, Printed) and v.fact is not None}
    dates = [v.fact for v in printed.values() if v.fact is not None and v.date]
    figures = {name: v.fact for name, v in printed.items() if v.fact is not None and not v.date and dated(v.fact)}
    said = {base.as_at(fact) for fact in dates}
    if not any(fact.kind not in ("target", "event") for fact in dates):
        return frozenset()
    free = {n for n, fact in figures.items() if fact.kind == "derived" or base.is_latest(fact)}
    lone = {n for n in free if base.as_at(figures[n]) not in said}
    for sentence in SENTENCE_END.split(message) if lone else ():
        here = {m["name"] for m in PLACEHOLDER.finditer(sentence) if m["name"] and m["form"] != WHEN}
        if here & lone and not any(n in here and printed[n].date for n in printed):
            lone |= here & free
    return frozenset(lone)
