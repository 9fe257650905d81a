"""Numbers written in words, or in words and digits (十二, 六万六千八百亿, 3亿5000万, twenty-five, two and a half)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from briefing.language.wording_parts import either
from briefing.releases.rules import NEVER, ReadingRules

#: What stands between two numerals.
_GAP = r"[-\s]?"
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"


def spelt_pattern(rules: ReadingRules) -> str:
    """Return a pattern of a number in words, with its decimals (五点六) or its half."""
    words = rules.numerals
    one = f"(?:{_any((*words.digits, *words.multipliers))})"
    article = rf"(?:(?:{words.article})\s+(?={_any(words.multipliers)}))?"
    more = rf"{_GAP}{one}|\s+(?:{words.link})\s+{one}"
    decimals = rf"(?:{re.escape(words.point)}(?:{_any(words.digits)})+)?" if words.point else ""
    return rf"{article}{one}(?:{more})*{decimals}(?:\s+(?:{words.half}))?"


def parts_pattern(rules: ReadingRules) -> str:
    """Return a pattern of a number in several parts, each with a scale (一万零五百亿, 3亿5000万, 6千8百, one
    billion two hundred million); one that never matches in a language without such scales."""
    words = rules.numerals
    if not words.scales:
        return NEVER
    digit, times, scale = (_any(known) for known in (words.digits, words.multipliers, words.scales))
    zero = _any(w for w, value in words.digits.items() if value == 0)
    link = rf"(?:\s+(?:{words.link})\s+|{_GAP})"
    one, scaled = f"(?:{digit}|{times})", f"(?:{_GAP}(?:{scale}))"
    first = f"{one}(?:{link}{one})*"
    further = f"(?:{zero})(?:{_GAP}{one})+|(?:{digit}){_GAP}(?:{times})(?:{link}{one})*"
    if not words.mixed:
        return f"{first}{scaled}+(?:{link}(?:{further}){scaled}*)+"
    mixed = rf"(?:{_DIGITS})(?:{times})?(?:[0-9]+(?:{times}))*"
    later = rf"{further}|[0-9]+(?:{times})(?:[0-9]+(?:{times})?)*|[0-9]{{2,}}(?:\.[0-9]+)?"
    in_parts = f"(?:{first}|{mixed}){scaled}+(?:(?:{later}){scaled}*)+"
    return rf"(?:{in_parts}|[0-9]+(?:{times})(?:[0-9]+(?:{times}))+{scaled}*)(?![0-9])"


def _any(words: Iterable[str]) -> str:
    listed = sorted({w for w in words if w}, key=lambda w: (-len(w), w))
    return "|".join(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in listed) or NEVER


def numerals(text: str, rules: ReadingRules) -> tuple[tuple[str, Decimal], ...]:
    """Return the number that numerals stand for, as digits and a power of ten; two, where neighbouring digits leave it open
    between them (七八十); nothing where they make no number (四一家)."""
    whole, _, rest = text.partition(rules.numerals.point) if rules.numerals.point else (text, "", "")
    words = _words(whole, rules)
    for at, (one, other) in enumerate(pairwise(words)):
        low, high = (rules.numerals.digits.get(w, 0) for w in (one, other))
        if 0 < low < 9 and high == low + 1 and not _places(words, rules):
            both = (words[: at + 1] + words[at + 2 :], words[:at] + words[at + 1 :])
            ends = [_number(end, "", rules) for end in both]
            return tuple(end for end in ends if end is not None) if None not in ends and not rest else ()
    decimals = "".join(str(rules.numerals.digits[word]) for word in _words(rest, rules))
    if re.search(rf"(?:{rules.numerals.half})\Z", text, re.IGNORECASE):
        decimals = "5"
    found = _number(words, decimals, rules)
    return (found,) if found is not None else ()


def whole_number(text: str, rules: ReadingRules) -> int | None:
    """Return the whole number that numerals in words stand for (十二, twenty-five), if they are one."""
    found = _number(_words(text, rules), "", rules)
    return int(Decimal(found[0]) * found[1]) if found else None


def _places(words: list[str], rules: ReadingRules) -> bool:
    """Whether digits stand in a row as places (二〇二六)."""
    values = [rules.numerals.digits.get(word, -1) for word in words]
    return len(values) > 1 and values[0] > 0 and all(0 <= v <= 9 for v in values) and 0 in values


def _number(words: list[str], decimals: str, rules: ReadingRules) -> tuple[str, Decimal] | None:
    known = rules.numerals
    if _places(words, rules):
        return "".join(str(known.digits[word]) for word in words) + (f".{decimals}" if decimals else ""), Decimal(1)
    parts: list[Decimal] = []
    below, current, weight = Decimal(0), None, Decimal(1)
    for word in words:
        if word in known.multipliers:
            below += (1 if current is None else current) * known.multipliers[word]
            current, weight = None, Decimal(known.multipliers[word])
        elif word in known.scales:
            scale = Decimal(known.scales[word])
            smaller = sum((part for part in parts if part < scale), below + (current or 0))
            parts = [part for part in parts if part >= scale]
            parts.append((smaller or 1) * scale)
            below, current, weight = Decimal(0), None, weight * scale
        else:
            value = Decimal(known.digits[word] if word in known.digits else word.replace(",", ""))
            if current is not None and not (current == 0 or (current >= 20 and current % 10 == 0 and 0 < value < 10)):
                return None
            if weight < 1:
                return None  # nothing follows decimals but a scale
            current = (current or 0) + value
            weight = min(Decimal(1), Decimal(1).scaleb(int(value.as_tuple().exponent)))
    total = sum(parts, below + (current or 0))
    if any(one <= other for one, other in pairwise(parts)):
        return None
    if not parts:  # the last digit counts, as it is written
        return f"{total.normalize():f}" + (f".{decimals}" if decimals else ""), Decimal(1)
    step = Decimal(1).scaleb(weight.adjusted())
    return (f"{(total / step).normalize():f}", step) if not decimals else None


@lru_cache(maxsize=16)
def _known(rules: ReadingRules) -> re.Pattern[str]:
    words = (*rules.numerals.digits, *rules.numerals.multipliers, *rules.numerals.scales)
    return re.compile(rf"{_DIGITS}|{either(words)}")


def _words(text: str, rules: ReadingRules) -> list[str]:
    return _known(rules).findall(text.casefold())
