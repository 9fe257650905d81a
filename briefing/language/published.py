"""Reading published wordings: quantities, changes, and the base of comparison they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from briefing.language.changes import change_amount
from briefing.language.figures import print_quantity
from briefing.language.model import Family, Language
from briefing.language.wording_parts import SPACES, either, escaped, numeral_digits, numeral_pattern, tidy
from briefing.problems import Problem, problem
from briefing.quantities import Qualifier, Quantity
from briefing.quantities.parse import exact_quantity, plain

_ASCII = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?\Z")
#: How many characters before a figure words of change may begin (较2020年末增长).
_REACH = 16
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
    pattern: str
    needs_unit: bool
    words: tuple[str, ...]  # what is in whatever it reads, in letters of one case

    def may_read(self, folded: str) -> bool:
        """Return whether a wording, in letters of one case, holds the words of this way: of the hundred ways of a family nearly
        all are told apart by a word, and a pattern that is never asked for need not be compiled, half the time of opening a
        project."""
        return all(word in folded for word in self.words)

    @property
    def regex(self) -> re.Pattern[str]:
        """The way as a pattern for letters of any case."""
        return _compiled(self.pattern)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def parse_published(language: Language, text: str, unit: str = "") -> Quantity | Problem:
    """Read a figure as this language prints it: ``超2117万人次``, ``1万亿元左右``, ``RMB 651.13 billion``; or as its
    sources do: ``达66,800亿元``, ``近万亿元``, ``十几家``, ``3成``. What else a wording says (its base, its region) is
    told by ``briefing.language.printed``.

    ``unit``: the unit id, where it is known; a measure word alone (家) may stand for several units, of which the first in
    the language data is then taken, and without a unit in the text (``超2117万``) the figure cannot be read at all.
    Gives the quantity with its published precision, qualifier and wording, or the problem ``published-figure-unreadable``.
    """
    found = read_quantity(language, tidy(language, text), unit)
    return found or unreadable(language, text)


def unreadable(language: Language, text: str) -> Problem:
    """Return the problem of a wording that is no figure, with examples of figures."""
    examples = ", ".join(print_quantity(language, example) for example in _EXAMPLES)
    return problem("published-figure-unreadable", text=text, examples=examples)


def read_quantity(language: Language, text: str, unit: str = "") -> Quantity | None:
    """Return the quantity of a tidy wording, plain or in words of change; ``None`` when it is not one."""
    for tried in _without_lead(language, text):
        if (found := read_plain(language, tried, unit)) is not None:
            return found
    change = read_change(language, text, unit)
    return change[0] if change else None


def figures_in(language: Language, wording: str, unit: str) -> Iterator[Quantity]:
    """Yield every figure in a unit that is in a longer tidy wording: as read on its own, then as the change its words make
    it."""
    start, folded = 0, wording.casefold()
    while start < len(wording):
        found = [
            m
            for reader in _readers(language, _family(language, unit))
            if reader.needs_unit and reader.may_read(folded)
            if (m := _searching(reader.pattern).search(wording, start))
        ]
        if not found:
            return
        first = min(found, key=lambda m: (m.start(), -m.end()))
        start = max(first.end(), start + 1)
        figure = first[0]
        quantity = read_plain(language, figure, unit)
        if quantity is None:
            continue
        yield quantity
        for head in range(max(0, first.start() - _REACH), first.start()):
            change = read_change(language, wording[head : first.end()], unit)
            if change is not None:
                yield change[0]
                break


@cache
def _searching(pattern: str) -> re.Pattern[str]:
    """The same figure anywhere, not beginning inside a longer number."""
    return re.compile(rf"(?<![0-9.,])(?:{pattern})", re.IGNORECASE)


def read_plain(language: Language, text: str, unit: str = "") -> Quantity | None:
    """Return the quantity of a tidy wording without words of change; ``None`` when it is not one."""
    return _read(language, text, unit) or _part(language, text, unit)


def _without_lead(language: Language, text: str) -> Iterator[str]:
    yield text
    for word in language.reading.lead:
        if text.casefold().startswith(word.casefold()):
            yield text[len(word) :].lstrip()


def _part(language: Language, text: str, unit: str) -> Quantity | None:
    """A figure counted in a part of its unit: 3成 is 30 %, 28个基点 are 0.28 percentage points."""
    for whole, words in language.reading.parts.items():
        for word, factor in words.items() if unit in ("", whole) else ():
            head, found, tail = text.partition(word)
            inner = _read(language, f"{head.rstrip()}{_as_whole(language, whole)}{tail}", whole)
            if found and inner is not None:
                value, quantum = inner.value * factor, inner.quantum * factor
                return replace(inner, value=plain(value), quantum=quantum, decimals=quantum < 1)
    return None


def _as_whole(language: Language, unit: str) -> str:
    """How a unit is written after its number."""
    rules = language.family(unit)
    noun = language.unit(unit).noun("other")
    parts = {"sign": "", "number": "", "scale": "", "noun": noun, "code": ""}
    return (rules.figure.format(**parts) + rules.unit.format(**parts)).replace("\u00a0", " ")


def _family(language: Language, unit: str) -> str:
    """The family of a unit; empty without one."""
    return language.unit(unit).family if unit else ""


def _read(language: Language, text: str, unit: str) -> Quantity | None:
    folded = text.casefold()
    for reader in _readers(language, _family(language, unit)):
        if (not unit and not reader.needs_unit) or not reader.may_read(folded):
            continue
        match = reader.regex.fullmatch(text)
        if match is None:
            continue
        named = match.groupdict()
        units = _units(language, reader.family, named.get("noun"), named.get("code"))
        if not units or (unit and unit not in units):
            continue
        factor = _factors(language)[(named.get("scale") or "").casefold()]
        number = _ascii(language, (named.get("sign") or "") + match["number"])
        if number is None:
            continue
        return exact_quantity(number, factor, unit or units[0], reader.qualifier, reader.word)
    return None


def read_change(language: Language, text: str, unit: str = "") -> tuple[Quantity, frozenset[str]] | None:
    """Return a figure inside words of change, with the bases those words may mean (see ``change_amount``); a multiple is
    counted as new over old. ``None`` when the wording is no change."""
    wanted = _family(language, unit)
    for found in change_amount(language, text):
        if found.flat and unit and wanted != "multiple":
            return exact_quantity("0", Decimal(1), unit), found.bases
        if found.multiple is not None:
            if wanted in ("", "multiple"):
                return exact_quantity(found.multiple, Decimal(1), "multiple"), found.bases
            continue
        inner = _read(language, found.amount, unit) or _part(language, found.amount, unit)
        if inner is None or not inner.value:
            continue
        if language.unit(inner.unit).family == "multiple":
            if found.down and not found.is_level:
                continue  # 减少2倍: less than nothing, or a third of it; nobody can tell
            return (inner if found.is_level else replace(inner, value=inner.value + 1)), found.bases
        if not found.is_level:  # 下降-6.9%: the sign only says again that it fell
            return (replace(inner, value=-abs(inner.value)) if found.down else inner), found.bases
    return None


@lru_cache(maxsize=256)
def _readers(language: Language, wanted: str) -> tuple[_Reader, ...]:
    """What reads the figures of one family of units, or of all without one, those that name their unit first."""
    readers: list[_Reader] = []
    for name, family in language.families.items():
        if wanted and name != wanted:
            continue
        plain: list[tuple[Qualifier | None, str, str]] = [(None, "", "{figure}{unit}")]
        for qualifier, rules in language.qualifiers.items():
            plain += [(qualifier, *worded) for worded in (*rules.words.items(), *rules.read.items())]
        for kind, word, pattern in plain:
            for whole in (True, False):
                regex = _regex(language, name, family, pattern, whole)
                words = (SPACES.sub(" ", part) for part in re.split(r"\{\w+\}", pattern) if part)
                readers.append(_Reader(name, kind, word, regex, whole, tuple(part.casefold() for part in words)))
    return tuple(sorted(readers, key=lambda r: not r.needs_unit))


def _regex(language: Language, name: str, family: Family, pattern: str, whole: bool) -> str:
    units = [u for u in language.units.values() if u.family == name]
    parts = {
        "sign": f"(?P<sign>{_signs(language)})?",
        "number": f"(?P<number>{_number(language)})",
        "scale": f"(?P<scale>{either(s.word for s in language.scales.values())}|)",
        "noun": f"(?P<noun>{either(n for u in units for n in u.nouns.values())})",
        "code": f"(?P<code>{either(u.code for u in units)})",
    }
    figure = family.figure if whole else "{number}{scale}"
    if "{scale}" not in figure:
        parts["scale"] = ""
    unit = family.unit if whole else ""
    text = escaped(pattern).replace("{figure}", escaped(figure)).replace("{unit}", escaped(unit))
    if pattern != "{figure}{unit}":  # 近万亿元: a qualified scale word alone is one of it
        scales = either(s.word for s in language.scales.values() if s.word.strip() == s.word)
        parts["number"] = f"(?P<number>{_number(language)}{f'|(?={scales})' if scales else ''})"
    for key, regex in parts.items():
        text = text.replace("{" + key + "}", regex)
    return text


def _signs(language: Language) -> str:
    return f"(?:{either((language.number.minus, language.number.plus, '-', '−', '+'))})"


def _number(language: Language) -> str:
    signs = language.number
    sign = _signs(language)
    groups = _groups(language)
    grouped = "".join(rf"[0-9]{{1,3}}(?:{re.escape(g)}[0-9]{{3}})+|" for g in sorted(groups))
    figure = rf"{sign}?(?:{grouped}[0-9]+)(?:{re.escape(signs.decimal)}[0-9]+)?"
    words = (either(language.number_words), numeral_pattern(language))
    return "|".join((figure, *filter(None, words)))


def _ascii(language: Language, number: str) -> str | None:
    """The ASCII digits of a written number; ``None`` when its words are none."""
    signs = language.number
    word = number.casefold()
    if not word:
        return "1"
    if word in language.number_words:
        return str(language.number_words.index(word) + 1)
    for group in _groups(language):
        number = number.replace(group, "")
    text = number
    for sign, plain_sign in ((signs.decimal, "."), (signs.minus, "-"), ("−", "-"), (signs.plus, ""), ("+", "")):
        text = text.replace(sign, plain_sign)
    return text if _ASCII.match(text) else numeral_digits(language, number)


def _groups(language: Language) -> set[str]:
    return {language.number.group, language.number.table_group, language.reading.group} - {""}


@lru_cache(maxsize=16)
def _factors(language: Language) -> dict[str, Decimal]:
    words = {SPACES.sub(" ", s.word).casefold(): s.factor for s in language.scales.values()}
    return words | {"": Decimal(1)}


@lru_cache(maxsize=4096)
def _units(language: Language, family: str, noun: str | None, code: str | None) -> tuple[str, ...]:
    def fits(name: str) -> bool:
        unit = language.units[name]
        nouns = {SPACES.sub(" ", n).casefold() for n in unit.nouns.values()}
        return (noun is None or noun.casefold() in nouns) and (code is None or code.casefold() == unit.code.casefold())

    return tuple(name for name, unit in language.units.items() if unit.family == family and fits(name))
