"""A typed figure read exactly, and compared with what its own words and the wording around it say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefing.content.fields import Where
from briefing.content.records import Indicator
from briefing.content.wordings import misfits
from briefing.language import Language
from briefing.language.printed import read_printed, wording_reader
from briefing.language.published import parse_published
from briefing.problems import Problem, problem
from briefing.quantities import Period, Quantity
from briefing.quantities.parse import QUALIFIER_WORDS, SCALE_WORDS, parse_value
from briefing.quantities.printed import Printed, Wording

_SCALES = "|".join(sorted(filter(None, SCALE_WORDS), key=len, reverse=True))
_WRITTEN = re.compile(rf"(?P<digits>[0-9][0-9,]*(?:\.[0-9]+)?)[\s\u00a0]*(?P<scale>{_SCALES})?", re.IGNORECASE)


def value_text(quantity: Quantity, figure: str) -> str:
    """How a content file writes a quantity: with the digits and scale of the published figure where that is the same value,
    else with the largest Chinese scale word that keeps every digit."""
    sign = "-" if quantity.value < 0 else ""
    tries = [sign + m["digits"].replace(",", "") + (m["scale"] or "").lower() for m in _WRITTEN.finditer(figure)]
    for word, factor in sorted(SCALE_WORDS.items(), key=lambda s: s[1], reverse=True):
        if not word or (not word.isascii() and abs(quantity.value) >= factor):
            tries.append(format(quantity.value / factor, "f") + word)
    wanted = (quantity.value, quantity.quantum, quantity.decimals)
    for text in tries:
        try:
            read = parse_value(text, quantity.unit)
        except ValueError:
            continue
        if (read.value, read.quantum, read.decimals) == wanted:
            return text
    return format(quantity.value, "f")


def qualifier_word(quantity: Quantity) -> str:
    """The source's own qualifier word where content files know it, else the word of the same meaning."""
    if quantity.qualifier is None or quantity.wording in QUALIFIER_WORDS:
        return quantity.wording if quantity.qualifier else ""
    return next(word for word, kind in QUALIFIER_WORDS.items() if kind is quantity.qualifier)


def read_figure(
    figure: str,
    published: str,
    resolved: bool,
    indicator: Indicator,
    period: Period,
    languages: Mapping[str, Language],
    where: Where,
    found: list[Problem],
) -> Quantity | None:
    """The quantity of a figure typed as the source prints it, by the rules of each language in turn; bare digits as a content
    file writes them.

    ``published`` is the longer wording around it, if any; ``resolved`` says that a note tells how its words were understood.
    What the words say otherwise than the indicator (another base, another region, a change for a level, another figure) is
    added to ``found``, as is a figure in another unit, one left open and one that cannot be read; then there is no quantity.
    """
    said = _said(figure, indicator, languages)
    if said is None:
        told = {"figure": figure, "unit": indicator.unit, "indicator": indicator.id}
        found.append(problem("observe-unreadable", where.file, where.line, **told, examples=_examples(indicator)))
        return None
    if isinstance(said, str):
        told = {"figure": figure, "unit": indicator.unit, "read": said, "indicator": indicator.id}
        found.append(problem("observe-unit", where.file, where.line, **told))
        return None
    quantity = said.quantity
    if quantity is None:
        found.append(problem("observe-open", where.file, where.line, figure=figure, indicator=indicator.id))
        return None
    quantity = replace(quantity, unit=indicator.unit, wording=qualifier_word(quantity))
    wordings = [(figure, Wording((said,), True))]
    if published:
        wordings.append((published, wording_reader(languages.values())(published, indicator.unit)))
    wrong = [m for text, wording in wordings for m in misfits(indicator, period, quantity, text, wording, resolved)]
    found.extend(problem(code, where.file, where.line, **details) for code, details in wrong)
    return None if wrong else quantity


def _said(figure: str, indicator: Indicator, languages: Mapping[str, Language]) -> Printed | str | None:
    """What a figure says in the unit of the indicator, else the unit it is in, else nothing."""
    known = [language for language in languages.values() if indicator.unit in language.units]
    readings = [said for language in known if (said := read_printed(language, figure, indicator.unit)) is not None]
    exact = [said for said in readings if said.quantity is not None]
    if exact:
        return exact[0]
    try:
        return Printed(parse_value(figure, indicator.unit))
    except ValueError:
        pass
    if readings:
        return readings[0]
    others = (parse_published(language, figure) for language in known)
    return next((read.unit for read in others if isinstance(read, Quantity)), None)


def _examples(indicator: Indicator) -> str:
    """How the sources print figures of this indicator: its own latest ones."""
    shown: Sequence[str] = [record.published for record in indicator.stated if record.value is not None][-2:]
    return ", ".join(dict.fromkeys(shown)) or "9.6万亿元, 超2117万人次, RMB 651.13 billion"
