"""One value in every language: what ``generate.py say`` prints."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.language.model import Language
from briefing.language.printing import change_base, print_change, print_period, print_quantity
from briefing.problems import Problem, ProblemsFound, problem
from briefing.quantities import Period, PeriodError, Qualifier, Quantity
from briefing.quantities.parse import ValueTextError, parse_value


def say(
    value: str, unit: str, qualifier: str = "", period: str = "", change: str = "", *, languages: Sequence[Language]
) -> list[tuple[str, str]]:
    """The text of a value, as (language tag, text) in the order of ``languages``.

    ``value``: as in a content file (``9.6万亿``, ``-0.24``). ``unit``: a unit id, noun, measure word, code or other name.
    ``qualifier``: a word of any of the languages, or a kind (more-than). ``period``: ISO 8601. ``change``: a base (yoy,
    average-annual, a period); the value is then said as a change. Raises ``ProblemsFound`` with everything not understood.
    """
    problems: list[Problem] = []
    unit_id = known_units(languages).get(unit.casefold(), "")
    if not unit_id:
        problems.append(problem("say-unit-unknown", unit=unit, known=_unit_list(languages)))
    kind, wording = known_qualifiers(languages).get(qualifier.casefold(), (None, ""))
    if qualifier and kind is None:
        known = ", ".join(known_qualifiers(languages))
        problems.append(problem("say-qualifier-unknown", qualifier=qualifier, known=known))
    quantity = _value(value, unit_id, kind, wording, problems)
    moment = _period(period, problems)
    base = change_base(change)
    if isinstance(base, str) and base and any(base not in language.changes.bases for language in languages):
        bases = [b for b in languages[0].changes.bases if b not in ("period", "none")]
        problems.append(problem("say-change-unknown", base=change, known=", ".join(bases)))
    if problems or quantity is None:
        raise ProblemsFound(problems)
    return [(language.tag, _say(language, quantity, moment, base)) for language in languages]


def known_units(languages: Sequence[Language]) -> dict[str, str]:
    """Every name of a unit, in lower case, with its id: ids and other names first, then codes and nouns."""
    names: dict[str, str] = {}
    for language in languages:
        names |= {unit.casefold(): unit for unit in language.units}
    for language in languages:
        for name, unit in language.unit_names.items():
            names.setdefault(name.casefold(), unit)
    for language in languages:
        for unit, rules in language.units.items():
            for name in (rules.code, rules.label, *rules.nouns.values()):
                names.setdefault(name.casefold(), unit)
    names.pop("", None)
    return names


def known_qualifiers(languages: Sequence[Language]) -> dict[str, tuple[Qualifier, str]]:
    """Every qualifier word or kind, in lower case, with its kind and the wording to keep."""
    names: dict[str, tuple[Qualifier, str]] = {kind.value: (kind, "") for kind in Qualifier}
    for language in languages:
        for kind, rules in language.qualifiers.items():
            for word in (*rules.words, *rules.read):
                names.setdefault(word.casefold(), (kind, word))
    return names


def _value(value: str, unit: str, kind: Qualifier | None, wording: str, problems: list[Problem]) -> Quantity | None:
    try:
        read = parse_value(value.strip(), unit)
    except ValueTextError as error:
        problems.append(problem("say-value-unreadable", reason=str(error)))
        return None
    return Quantity(read.value, read.unit, read.quantum, read.decimals, kind, wording)


def _period(period: str, problems: list[Problem]) -> Period | None:
    try:
        return Period.parse(period) if period else None
    except PeriodError as error:
        problems.append(problem("say-period-unreadable", reason=str(error)))
        return None


def _say(language: Language, quantity: Quantity, moment: Period | None, base: str | Period) -> str:
    text = print_change(language, quantity, base) if base else print_quantity(language, quantity)
    return text if moment is None else language.dated.format(text=text, moment=print_period(language, moment))


def _unit_list(languages: Sequence[Language]) -> str:
    """Ids as they are written, then the other names; nouns are left out, being many."""
    return ", ".join(dict.fromkeys([*languages[0].units, *(n for language in languages for n in language.unit_names)]))
