"""A published figure back to a quantity: the inverse of printing, driven by the same language data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from briefing.language.change_patterns import change_amount
from briefing.language.figures import print_quantity
from briefing.language.model import Family, Language
from briefing.problems import Problem, problem
from briefing.quantities import Qualifier, Quantity
from briefing.quantities.parse import exact_quantity

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_EXAMPLES = (
    Quantity(Decimal("9600000000000"), "CNY", Decimal(10) ** 11, True, Qualifier.ABOUT),
    Quantity(Decimal(81000), "enterprise", Decimal(1000), True, Qualifier.MORE_THAN),
    Quantity(Decimal("8.0"), "percent", Decimal("0.1"), True),
)


@dataclass(frozen=True, slots=True)
class _Reader:
    """One way a figure of a family can be written."""

    family: str
    qualifier: Qualifier | None
    word: str
    regex: re.Pattern[str]
    needs_unit: bool


def parse_published(language: Language, text: str, unit: str = "") -> Quantity | Problem:
    """Read a figure as this language prints it: ``超2117万人次``, ``1万亿元左右``, ``RMB 651.13 billion``.

    ``unit``: the unit id, where it is known; a measure word alone (家) may stand for several units, of which the first in
    the language data is then taken, and without a unit in the text (``超2117万``) the figure cannot be read at all.
    Gives the quantity with its published precision, qualifier and wording, or the problem ``published-figure-unreadable``.
    """
    wanted = language.unit(unit).family if unit else ""
    tidy = _tidy(language, text)
    found = _read(language, tidy, unit, wanted) or _read_change(language, tidy, unit, wanted)
    if found is not None:
        return found
    examples = ", ".join(print_quantity(language, example) for example in _EXAMPLES)
    return problem("published-figure-unreadable", text=text, examples=examples)


def _read(language: Language, text: str, unit: str, wanted: str) -> Quantity | None:
    for reader in _readers(language):
        if (wanted and reader.family != wanted) or (not unit and not reader.needs_unit):
            continue
        match = reader.regex.fullmatch(text)
        if match is None:
            continue
        named = match.groupdict()
        units = _units(language, reader.family, named.get("noun"), named.get("code"))
        if unit and unit not in units:
            continue
        factor = _factors(language)[(named.get("scale") or "").casefold()]
        number = _ascii(language, (named.get("sign") or "") + match["number"])
        return exact_quantity(number, factor, unit or units[0], reader.qualifier, reader.word)
    return None


def _read_change(language: Language, text: str, unit: str, wanted: str) -> Quantity | None:
    """A figure inside words of change; a multiple is counted as new over old."""
    for found in change_amount(language, text):
        if found.multiple is not None:
            if wanted in ("", "multiple"):
                return exact_quantity(found.multiple, Decimal(1), "multiple")
            continue
        inner = _read(language, found.amount, unit, wanted)
        if inner is None or not inner.value:
            continue
        is_multiple = language.unit(inner.unit).family == "multiple"
        if is_multiple:
            return inner if found.is_level else replace(inner, value=inner.value + 1)
        if not found.is_level:
            return replace(inner, value=inner.value.copy_negate()) if found.down else inner
    return None


def _tidy(language: Language, text: str) -> str:
    """One spelling of spaces: none where the language writes none between lines, single ones elsewhere."""
    return _SPACES.sub(language.typography.line_join, text.strip())


@lru_cache(maxsize=16)
def _readers(language: Language) -> tuple[_Reader, ...]:
    readers: list[_Reader] = []
    for name, family in language.families.items():
        plain: list[tuple[Qualifier | None, str, str]] = [(None, "", "{figure}{unit}")]
        for qualifier, rules in language.qualifiers.items():
            plain += [(qualifier, word, pattern) for word, pattern in rules.words.items()]
            plain += [(qualifier, word, pattern) for word, pattern in rules.read.items()]
        for kind, word, pattern in plain:
            for whole in (True, False):
                regex = _regex(language, name, family, pattern, whole)
                readers.append(_Reader(name, kind, word, regex, whole))
    return tuple(sorted(readers, key=lambda r: not r.needs_unit))


def _regex(language: Language, name: str, family: Family, pattern: str, whole: bool) -> re.Pattern[str]:
    units = [u for u in language.units.values() if u.family == name]
    parts = {
        "sign": f"(?P<sign>{_signs(language)})?",
        "number": f"(?P<number>{_number(language)})",
        "scale": f"(?P<scale>{_either(s.word for s in language.scales.values())}|)",
        "noun": f"(?P<noun>{_either(n for u in units for n in u.nouns.values())})",
        "code": f"(?P<code>{_either(u.code for u in units)})",
    }
    figure = family.figure if whole else "{number}{scale}"
    if "{scale}" not in figure:
        parts["scale"] = ""
    unit = family.unit if whole else ""
    text = _escape(pattern).replace("{figure}", _escape(figure)).replace("{unit}", _escape(unit))
    for key, regex in parts.items():
        text = text.replace("{" + key + "}", regex)
    return re.compile(text, re.IGNORECASE)


def _escape(pattern: str) -> str:
    return re.sub(r"\{\w+\}|[^{]+", lambda m: m[0] if m[0].startswith("{") else re.escape(_SPACES.sub(" ", m[0])), pattern)


def _signs(language: Language) -> str:
    return f"(?:{_either((language.number.minus, language.number.plus, '-', '−', '+'))})"


def _number(language: Language) -> str:
    signs = language.number
    sign = _signs(language)
    groups = {signs.group, signs.table_group} - {""}
    grouped = "".join(rf"[0-9]{{1,3}}(?:{re.escape(g)}[0-9]{{3}})+|" for g in sorted(groups))
    words = _either(language.number_words)
    figure = rf"{sign}?(?:{grouped}[0-9]+)(?:{re.escape(signs.decimal)}[0-9]+)?"
    return f"{figure}|{words}" if words else figure


def _either(words: Iterable[str]) -> str:
    tidy = {_SPACES.sub(" ", word) for word in words} - {""}
    return "|".join(re.escape(word) for word in sorted(tidy, key=lambda w: (-len(w), w)))


def _ascii(language: Language, number: str) -> str:
    signs = language.number
    word = number.casefold()
    if word in language.number_words:
        return str(language.number_words.index(word) + 1)
    for group in {signs.group, signs.table_group} - {""}:
        number = number.replace(group, "")
    return number.replace(signs.decimal, ".").replace(signs.minus, "-").replace("−", "-").replace(signs.plus, "")


@lru_cache(maxsize=16)
def _factors(language: Language) -> dict[str, Decimal]:
    words = {_SPACES.sub(" ", s.word).casefold(): s.factor for s in language.scales.values()}
    return words | {"": Decimal(1)}


def _units(language: Language, family: str, noun: str | None, code: str | None) -> list[str]:
    def fits(name: str) -> bool:
        unit = language.units[name]
        nouns = {_SPACES.sub(" ", n).casefold() for n in unit.nouns.values()}
        return (noun is None or noun.casefold() in nouns) and (code is None or code.casefold() == unit.code.casefold())

    return [name for name, unit in language.units.items() if unit.family == family and fits(name)]
