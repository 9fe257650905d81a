"""Printed figures and moments as markup, with or without their period, and the sentences they are in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from markupsafe import Markup, escape

from briefing.catalogue.messages import PLACEHOLDER, WHEN, dated_apart, fill, named, quote, tags
from briefing.document.reading import SENTENCE_END
from briefing.facts import Fact
from briefing.facts.base import FactBase
from briefing.problems import Problem

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


def undated(message: str, values: Mapping[str, object], base: FactBase) -> frozenset[str]:
    """Return the names of those latest figures of a message whose period none of its dates gives. ``values`` are what its
    placeholders print, by name. A message without a date of a figure (only with those of events or targets, or with none)
    dates nothing. Where one figure of a sentence gives its own date, so does every other of a sentence that has no date
    besides."""
    printed = {name: v for name, v in values.items() if isinstance(v, Printed) and v.fact is not None}
    dates = [v.fact for v in printed.values() if v.fact is not None and v.date]
    figures = {name: v.fact for name, v in printed.items() if v.fact is not None and not v.date and dated(v.fact)}
    moments = {base.as_at(fact) for fact in dates}
    if not any(fact.kind not in ("target", "event") for fact in dates):
        return frozenset()
    free = {n for n, fact in figures.items() if fact.kind == "derived" or base.is_latest(fact)}
    lone = {n for n in free if base.as_at(figures[n]) not in moments}
    for sentence in SENTENCE_END.split(message) if lone else ():
        here = {m["name"] for m in PLACEHOLDER.finditer(sentence) if m["name"] and m["form"] != WHEN}
        if here & lone and not any(n in here and printed[n].date for n in printed):
            lone |= here & free
    return frozenset(lone)


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
