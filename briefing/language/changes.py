"""Periods, changes and what became of a loss, as text; and words of change in published wordings read back: what rose or fell
by how much, and the base of comparison they name."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from briefing.facts import Fact, Turn
from briefing.language.figures import print_quantity
from briefing.language.model import ALONE, PERIOD_FORMS, Direction, Language, UnknownForm, require, with_initial
from briefing.language.rules import UnknownRule
from briefing.language.wording_parts import SPACES, either, escaped, period_pattern, read_period
from briefing.quantities import Period, Quantity

#: What happens on a day or over a period, rather than standing at a moment: its day is printed in full.
_DATED = frozenset({"event", "flow", "count", "threshold", "duration"})
_SPANS = {(1, 3): "quarter", (4, 6): "quarter", (7, 9): "quarter", (10, 12): "quarter"}
_SPANS |= {(1, 6): "half", (7, 12): "half", (1, 9): "three-quarters", (1, 12): "year"}


def print_period(
    language: Language,
    period: Period,
    form: str = "as-of",
    basis: str = "stated",
    *,
    kind: str = "",
    reported: date | None = None,
) -> str:
    """Return a period as text.

    ``form``: ``as-of`` (截至2025年末; at end-2025; in 2025; on 12 August 2025), ``plain`` (2025年末; end-2025), ``short``
    (tables: End-2025; Q1 2026), ``by`` (a deadline), ``date`` (plain, a day always in full); each may end in ``-initial``.
    ``basis`` ``reported`` prints the month of the source instead (据2026年4月报道; as reported in April 2026): its date is
    ``reported``, or else the end of the period. ``kind``: the indicator's kind; an event, flow or count is dated to the
    day, a stock at a month's or year's end is said to be at that end.
    """
    return with_initial(form, lambda name: _print(language, period, name, basis, kind, reported))


def _print(language: Language, period: Period, form: str, basis: str, kind: str, reported: date | None) -> str:
    require(form, PERIOD_FORMS)
    if form == "date":
        form, kind = "plain", "event"
    if basis == "reported":
        day = reported or period.end
        return _fill(language, "reported", form, day, day)
    if period.start is not None:
        return _fill(language, shape(period, kind), form, period.start, period.end)
    end = Period.parse(period.text.partition("/")[2])
    start = end.start or end.end
    point = _fill(language, shape(end, ""), "plain", start, end.end)
    return _fill(language, "open", form, start, end.end, point)


def shape(period: Period, kind: str) -> str:
    """Return the name of a closed period's shape: ``year-end``, ``month``, ``quarter``, ``days-in-year`` …"""
    first, last = period.start or period.end, period.end
    if first == last:
        return _day_shape(last, kind)
    if period.grain == "year":
        return "year" if first.year == last.year else "years"
    if period.grain == "month":
        if first.year != last.year:
            return "months-across"
        return "month" if first.month == last.month else _SPANS.get((first.month, last.month), "months")
    if first.year != last.year:
        return "days-across"
    return "days" if first.month == last.month else "days-in-year"


def _day_shape(day: date, kind: str) -> str:
    if kind in _DATED:
        return "date"
    if (day.month, day.day) == (12, 31):
        return "year-end"
    if (day.month, day.day) == (1, 1):
        return "year-start"
    if day.day == calendar.monthrange(day.year, day.month)[1]:
        return "month-end"
    return "day" if kind else "date"


def _fill(language: Language, name: str, form: str, start: date, end: date, point: str = "") -> str:
    rules = language.periods
    patterns = rules.shapes[name]
    while form not in patterns:
        form = rules.defaults[form]
    values = _parts(language, start) | {f"end_{key}": value for key, value in _parts(language, end).items()}
    return patterns[form].format(**values, point=point)


def _parts(language: Language, day: date) -> dict[str, str]:
    rules, quarter, half = language.periods, (day.month - 1) // 3, (day.month - 1) // 6
    return {
        "year": str(day.year),
        "month": str(day.month),
        "day": str(day.day),
        "month_name": rules.months[day.month - 1],
        "month_short": rules.months_short[day.month - 1],
        "quarter": rules.quarters[quarter],
        "quarter_n": str(quarter + 1),
        "half": rules.halves[half],
        "half_n": str(half + 1),
    }


_QUANTITY_FORMS = {"number": "number", "bare": "bare"}
_ALIASES = {"full": "default", "digits": "default", "tile": "default", "cell": "signed"}


def print_change(language: Language, quantity: Quantity, base: str | Period = "", form: str = "full") -> str:
    """Return a change as text.

    ``quantity``: percent, percentage points, places of a rank or an amount, signed; or a multiple, which is new over
    old (2 is 翻倍, 10 is 增长9倍 / ten times). ``base``: ``yoy``, ``average-annual`` or another named base of the
    language data, a ``Period``, or nothing. ``form``: ``full`` (同比增长6.8%; up 6.8% year on year) or a form of the
    language data (verb, infinitive, gerund, participle, noun, growth, level, amount, signed; ``cell`` is signed);
    ``number`` and ``bare`` give the unsigned number; ``-alone`` leaves the base out, ``-initial`` capitalises. Raises
    ``UnknownRule``.
    """
    return with_initial(form, lambda name: _changes_print(language, quantity, base, name))


def _changes_print(language: Language, quantity: Quantity, base: str | Period, form: str) -> str:
    if quantity.unit == "rank":  # a change of rank is counted in places: up two places, never second
        quantity = replace(quantity, unit=places_unit(language))
    alone = form.endswith(ALONE)
    form = form.removesuffix(ALONE)
    form = _ALIASES.get(form, form)
    family = language.unit(quantity.unit).family
    is_multiple = family == "multiple"
    difference = quantity.value - 1 if is_multiple else quantity.value
    added = not is_multiple or language.changes.multiples == "added"
    amount = replace(quantity, value=abs(difference)) if added else quantity
    if form in _QUANTITY_FORMS:
        return print_quantity(language, amount, form)
    direction = _direction(language, family, form)
    written = "digits" if form == "signed" else "full"
    parts = _base(language, "" if alone else base) | {
        "amount": print_quantity(language, amount, written),
        "level": print_quantity(language, quantity, written),
        "signed": _signed(language, quantity),
    }
    special = language.changes.special.get(f"{quantity.value.normalize():f}", {}).get(form)
    if is_multiple and special is not None and quantity.qualifier is None:
        return special.format(**parts).rstrip()
    pattern = direction.up if difference > 0 else direction.down if difference < 0 else direction.flat
    return pattern.format(**parts).rstrip()


def places_unit(language: Language) -> str:
    """Return the unit in which changes of rank are counted. Raises ``UnknownRule`` where the language has none."""
    found = next((name for name, unit in language.units.items() if unit.family == "place"), None)
    if found is None:
        raise UnknownRule(
            f"i18n/{language.id}.yaml has no unit of the family place, in which changes of rank are counted"
        )
    return found


def _direction(language: Language, family: str, form: str) -> Direction:
    patterns = language.changes.forms.get(form)
    if isinstance(patterns, str):
        patterns = language.changes.forms.get(patterns)
    if patterns is None or isinstance(patterns, str):
        known = " ".join(("full", "number", "bare", "cell", *language.changes.forms))
        raise UnknownForm(f"{form!r} is not a form of a change; known are {known} (and each with -alone, -initial)")
    return patterns.get(family, patterns["default"])


def _base(language: Language, base: str | Period) -> dict[str, str]:
    bases = language.changes.bases
    if isinstance(base, Period):
        named, period = bases["period"], print_period(language, base, "plain")
        moment = print_period(language, base, "as-of")
    else:
        if base and base not in bases:
            raise UnknownRule(f"{base!r} is not a base of comparison; known are {' '.join(bases)} or a period")
        named, period, moment = bases[base or "none"], "", ""
    patterns = {"base": named.base, "than": named.than, "base_level": named.level}
    return {name: pattern.format(period=period, moment=moment) for name, pattern in patterns.items()}


def _signed(language: Language, quantity: Quantity) -> str:
    text = print_quantity(language, quantity, "digits")
    plus = language.number.plus if quantity.value > 0 and quantity.qualifier is None else ""
    return plus + text


#: The forms a turn is printed in.
TURN_FORMS = ("full", "verb")


def print_turn(language: Language, fact: Fact, form: str = "full") -> str:
    """Return a turn between loss and profit, as text; ``fact.quantity`` is the difference. Raises ``UnknownForm``."""
    require(form, TURN_FORMS)
    amount = ""
    if fact.quantity is not None:
        amount = print_quantity(language, replace(fact.quantity, value=abs(fact.quantity.value)))
    return language.turns[Turn(fact.turn)].format(amount=amount)


#: Stands for "no change" among the multiples that words name by themselves.
_NO_CHANGE = "1"

#: Patterns without a word of their own; the plain figure is read without them.
_BARE = ("{amount}", "{level}", "{signed}")


@dataclass(frozen=True, slots=True)
class FoundChange:
    """``amount`` is the text of the figure (``is_level``: it is a multiple of the base), ``down`` says it fell,
    ``multiple`` is the digits of a multiple that the words themselves name (翻倍, doubled). ``bases`` are the bases the
    words may mean: ids of the language data, an ISO 8601 period, or the words themselves where nobody knows their
    period; empty without any. ``flat`` says that nothing changed."""

    amount: str
    down: bool = False
    is_level: bool = False
    flat: bool = False
    multiple: str | None = None
    bases: frozenset[str] = frozenset()


def change_amount(language: Language, text: str) -> Iterator[FoundChange]:
    """Yield every reading of a text as a change in words."""
    folded = text.casefold()
    for pattern, down, multiple in _patterns(language):
        if not all(
            word in folded for word in _fixed(pattern)
        ):  # a pattern that is never asked for need not be compiled
            continue
        match = _regex(language, pattern).fullmatch(text)
        if match is None:
            continue
        named = match.groupdict()
        period = next((text for name, text in named.items() if name.startswith("period") and text), "")
        bases = _named(language, named.get("base") or "", period)
        if multiple is not None:
            yield FoundChange("", multiple=multiple, bases=bases, flat=multiple == _NO_CHANGE)
            continue
        level = named.get("level")
        yield FoundChange(level or match["amount"], down, level is not None, bases=bases)


def bases_in(language: Language, text: str) -> frozenset[str]:
    """Return the bases that words somewhere in a longer wording name."""
    found: set[str] = set()
    for match in _anywhere(language).finditer(text):
        found |= _named(language, match["base"], match["period"] or "")
    return frozenset(found)


def _named(language: Language, words: str, period: str) -> frozenset[str]:
    named = frozenset(_base_words(language).get(words.strip().casefold(), ()))
    if named or not words.strip():
        return named
    read = read_period(language, period) if period else None
    return frozenset({read.text if read else words.strip()})


@lru_cache(maxsize=16)
def _base_words(language: Language) -> dict[str, tuple[str, ...]]:
    """Every wording of a named base, in lower case, with the bases it may mean."""
    words: dict[str, list[str]] = {}
    for name, rules in language.changes.bases.items():
        for text in (rules.base, rules.than, rules.level):
            if "{" not in text and name != "none":
                words.setdefault(text.strip().casefold(), []).append(name)
    for name, texts in language.reading.bases.items():
        for text in texts:
            words.setdefault(text.strip().casefold(), []).append(name)
    words.pop("", None)
    return {word: tuple(names) for word, names in words.items()}


@lru_cache(maxsize=16)
def _placeholders(language: Language) -> dict[str, str]:
    """What stands for each placeholder in a pattern of change, as regular expressions."""
    rules, read = language.changes, language.reading
    named = [word for words in read.bases.values() for word in words]
    return {
        "base": _bases([*(b.base for b in rules.bases.values()), *read.base_periods, *named]),
        "than": _bases([b.than for b in rules.bases.values()]),
        "base_level": _bases([b.level for b in rules.bases.values()]),
        _WORD[False]: either(read.changes.up),
        _WORD[True]: either(read.changes.down),
    }


@lru_cache(maxsize=16)
def _patterns(language: Language) -> tuple[tuple[str, bool, str | None], ...]:
    rules, read = language.changes, language.reading
    wanted: dict[tuple[str, bool, str | None], None] = {}
    for number, forms in rules.special.items():
        wanted |= {(pattern, False, number): None for form, pattern in forms.items() if form not in ("amount", "level")}
    for families in rules.forms.values():
        if isinstance(families, str):
            continue
        for direction in families.values():
            for pattern, down in ((direction.up, False), (direction.down, True)):
                if pattern not in _BARE:
                    wanted[pattern, down, None] = None
    for words, down in ((read.changes.up, False), (read.changes.down, True)):
        if words:
            wanted |= {
                (pattern.replace("{word}", f"{{{_WORD[down]}}}"), down, None): None for pattern in read.changes.patterns
            }
    for word, number in (dict.fromkeys(read.changes.flat, _NO_CHANGE) | read.changes.multiples).items():
        wanted |= {("{base}" + word, False, number): None, (word + "{base}", False, number): None}
    return tuple(wanted)


@cache
def _fixed(pattern: str) -> tuple[str, ...]:
    """What stands in every text that a pattern of change reads, in letters of one case."""
    return tuple(SPACES.sub(" ", part).strip().casefold() for part in re.split(r"\{\w+\}", pattern))


@lru_cache(maxsize=2048)
def _regex(language: Language, pattern: str) -> re.Pattern[str]:
    return _compile(pattern, _placeholders(language))


#: The placeholders that stand for any of the words of rising and of falling.
_WORD = {False: "rising", True: "falling"}


@lru_cache(maxsize=16)
def _anywhere(language: Language) -> re.Pattern[str]:
    rules, read = language.changes, language.reading
    texts = [text for b in rules.bases.values() for text in (b.base, b.than)]
    texts += [*(word for words in read.bases.values() for word in words), *read.base_periods]
    fixed = [text.strip() for text in texts if text.strip() and "{" not in text]
    fields = [re.split(r"\{\w+\}", text) for text in texts if "{" in text]
    before = either({head.strip() for head, *_ in fields})
    after = either({tail.strip() for _, *tails in fields for tail in tails} - {""})
    period = rf"(?P<period>{period_pattern(language)})"
    return re.compile(rf"(?P<base>{either(fixed)}|(?:{before})\s*{period}(?:{after}|))", re.IGNORECASE)


def _bases(patterns: list[str]) -> str:
    """Any of the wordings, named ones before those with a period in them, or none."""
    plain = {p for p in patterns if p and "{" not in p}
    dated = sorted({p for p in patterns if "{" in p}, key=lambda p: (-len(p), p))
    texts = [either(plain)] if plain else []
    for number, pattern in enumerate(dated):
        head, tail = re.split(r"\{\w+\}", pattern)
        texts.append(f"{re.escape(head)}(?P<period{number}>.+?){re.escape(tail)}")
    return f"(?P<base>{'|'.join(texts)}|)"


def _compile(pattern: str, bases: dict[str, str]) -> re.Pattern[str]:
    text = escaped(pattern)
    for name, regex in bases.items():
        text = text.replace(r"\ {" + name + "}", rf"(?:\ {{{name}}})?").replace("{" + name + "}", regex)
    for name in ("amount", "level"):
        text = text.replace("{" + name + "}", f"(?P<{name}>.+?)")
    return re.compile(text, re.IGNORECASE)
