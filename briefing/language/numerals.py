"""Numbers in words and mixed notations as plain digits: 三十六, 一万五千, 两, 1万5千."""

from __future__ import annotations

import re
from functools import lru_cache

from briefing.language.model import Language
from briefing.language.source_rules import Numerals

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?\Z")


def numeral_pattern(language: Language) -> str:
    """A regular expression for whole numbers in words, or half in words; empty where the language data names none."""
    rules = language.reading.numerals
    if not rules.places:
        return ""
    places = "".join(map(re.escape, rules.places))
    words = f"[{''.join(map(re.escape, rules.digits))}{places}]"
    thousands = re.escape(_thousands(language))
    if not thousands:
        return f"[0-9]+[{places}]|{words}+"
    return f"{words}+(?:{thousands}{words}*[{places}]{words}*)?|[0-9]+{thousands}[0-9]+[{places}]|[0-9]+[{places}]"


def numeral_digits(language: Language, text: str) -> str | None:
    """The ASCII digits of a number in words (``三十六`` is ``36``); ``None`` when it is not one."""
    rules = language.reading.numerals
    head, word, rest = text.partition(_thousands(language)) if _thousands(language) else (text, "", "")
    if not word:
        value = _small(rules, head)
        return None if value is None else str(value)
    first, last = _small(rules, head), _small(rules, rest)
    return None if first is None or last is None else str(first * 10_000 + last)


def _small(rules: Numerals, text: str) -> int | None:
    """A number below ten thousand; each place at most once and in falling order."""
    total, digit, last = 0, None, 10_000
    if _PLAIN.match(text):
        return int(text) if text.isdigit() else None
    for number in re.findall(r"[0-9]+|\D", text):
        if number.isdigit():
            digit = int(number)
        elif number in rules.digits:
            if digit:
                return None
            digit = rules.digits[number]
        elif (place := rules.places.get(number)) is not None and place < last:
            total, digit, last = total + (1 if digit is None else digit) * place, None, place
        else:
            return None
    return total + (digit or 0)


@lru_cache(maxsize=16)
def _thousands(language: Language) -> str:
    """The scale word that counts ten thousands within a number in words (万), where the language has one."""
    return next((s.word for s in language.scales.values() if s.factor == 10_000), "")
