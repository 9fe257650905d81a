"""What a template function hands back: something that prints itself, in any of its forms, with its identity kept.

In a template it prints in the form the template chose; in a translation ``%(name.form)s`` may choose another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

from briefing.facts.fact import Fact

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
        """The markup in another form: its own where ``form`` is empty, its own with a capital for ``initial``."""
        if form == INITIAL and self.form:
            return self.show(f"{self.form}-{INITIAL}")
        return self.show(form or self.form)


def figure(fact: str, value: str, unit: str, form: str, text: str) -> Markup:
    """A ``<data>`` element: HTML's own way to keep the machine-readable value of what is printed."""
    return Markup('<data value="{}" data-fact="{}" data-unit="{}" data-form="{}">{}</data>').format(
        value, fact, unit, form or "full", escape(text)
    )


def moment(iso: str, text: str, fact: str = "") -> Markup:
    """A ``<time>`` element with its ISO 8601 form."""
    known = Markup(' data-fact="{}"').format(fact) if fact else Markup("")
    return Markup('<time datetime="{}"{}>{}</time>').format(iso, known, escape(text))


def term(name: str, form: str) -> Markup:
    """A ``<dfn>`` placeholder; which words it prints is decided when the document is read in order."""
    return Markup('<dfn data-term="{}" data-form="{}"></dfn>').format(name, form)
