"""A sentence of a template filled with what its placeholders print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from briefing.catalogue.placeholders import PLACEHOLDER, WHEN, dated_apart, fill, names, quote, tags
from briefing.compose.printed import Broken, Printed
from briefing.problems import Problem


def fault(message: str, text: str, values: Mapping[str, object]) -> tuple[str, dict[str, str]] | None:
    """Return the code and details of what keeps a sentence from being filled, ``None`` when nothing does. ``message`` is the
    sentence of the template, ``text`` its translation, ``values`` what its placeholders print. The code is empty where another
    check tells of it: the markup of a translation is told by its catalogue."""
    shown = {"sentence": quote(message)}
    if tags(message) is None:
        return "sentence-markup", shown
    if tags(text) is None:
        return "", {}
    if unfilled := {name for name in (*names(message), *names(text)) if name not in values}:
        return "sentence-placeholder", shown | {"names": ", ".join(sorted(unfilled))}
    if odd := sorted(name for name, value in values.items() if not isinstance(value, str | Printed)):
        reason = f"the sentence “{quote(message)}” is given what is neither words nor a figure: {', '.join(odd)}"
        return "template-error", {"reason": reason}
    return None


def naming(message: str, values: Mapping[str, object], problems: list[Problem]) -> list[Problem]:
    """Return the problems with the sentence named in those of its figures that could not be printed."""
    said = PLACEHOLDER.sub(lambda m: f"{{{m['name']}}}" if m["name"] else "%", message)
    broken = [value.told for value in values.values() if isinstance(value, Broken)]
    return [replace(p, message=f"{p.message}; the sentence is “{said}”") if p in broken else p for p in problems]


def filled(text: str, values: Mapping[str, object], own: Mapping[str, str]) -> Markup:
    """Return a sentence with its placeholders filled; ``own`` are the dates of figures that it does not date, by name."""
    placed = dated_apart(text)

    def value_of(name: str, form: str) -> str:
        value = values[name]
        if form == WHEN:
            return own.get(name, "")
        if isinstance(value, Printed):
            return str(value.in_form(form)) + ("" if name in placed else own.get(name, ""))
        words = str(Markup.escape(value))
        return words[:1].upper() + words[1:] if form == "initial" else words

    return Markup(fill(text, value_of))
