"""Which numbers of a text are no data: those of dates, names, codes and superlatives, and bare ones that count nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.language.model import Language
from briefing.releases.grammar import either
from briefing.releases.numbers import Number
from briefing.releases.periods import BaseMention, Mention
from briefing.releases.rules import ReadingRules

if TYPE_CHECKING:
    pass
from briefing.releases.clauses import adds, moves

#: Families whose figures are data even inside a name in quotation marks (“15分钟金融服务圈”).
_MEASURED = frozenset({"currency", "percent", "percentage-point", "multiple", "duration", "area"})


@dataclass(frozen=True, slots=True)
class NoData:
    """A number that is no data; ``reason`` is a stable word (date, document-number, code, name, numbering, bare
    …)."""

    line: int
    text: str
    reason: str


def why_no_data(
    number: Number,
    text: str,
    mentions: Iterable[Mention],
    bases: Iterable[BaseMention],
    language: Language,
    rules: ReadingRules,
    *,
    passage_start: bool,
) -> str:
    """Return the reason for which a number of a sentence is no data; empty when it is."""
    if number.superlative:
        return "superlative"
    for mention in mentions:
        if mention.start < number.end and number.start < mention.end and not (mention.now or mention.counted):
            return "date"
    for base in bases:
        if base.start <= number.start and number.end <= base.end:
            return "base-period"
    for rule in rules.names:
        if rule.line_start and not passage_start:
            continue
        for match in re.finditer(rule.pattern, text):
            unit = rule.reason == "code" and number.start <= match.start() and (number.coded or bool(number.units))
            if unit or (number.rank and rule.reason == "ordinal"):  # USD10; 4.1 percent2, with the mark of a note
                continue
            if match.start() < number.end and number.start < match.end():
                return rule.reason
    if _quoted(number, text, language, rules):
        return "name"
    return ""


def _quoted(number: Number, text: str, language: Language, rules: ReadingRules) -> bool:
    """Whether a number is in a short name in quotation or title marks: a code, or a count that only names
    something."""
    marks = rules.quoted_name
    opened = max((text.rfind(mark, 0, number.start + 1) for mark in marks.open), default=-1)
    if opened < 0 or any(mark in text[opened + 1 : number.start] for mark in marks.close):
        return False
    closed = min((at for mark in marks.close if (at := text.find(mark, opened + 1)) >= 0), default=-1)
    if (
        closed < number.end
        or closed - opened - 1 > marks.longest
        or set(text[opened + 1 : closed]) & set(rules.sentence_ends)
    ):
        return False
    family = language.units[number.units[0]].family if number.units and number.units[0] in language.units else "count"
    if number.units and family in _MEASURED:
        return False
    return not counted_noun(number, text, closed, rules)


def counted_noun(number: Number, text: str, until: int, rules: ReadingRules) -> bool:
    """Return whether a measure word is followed by a noun that is counted (“7大体系”, “四个重大”清单), within or right after
    the marks."""
    return bool(number.units) and any(noun in text[number.end : until + 5] for noun in rules.counted)


def bare(number: Number, text: str, rules: ReadingRules, before: Number | None = None) -> str:
    """Return why a number without a unit is no data: it has neither a scale, nor a qualifier, nor words that say what is
    counted. ``before`` is the number before it that is data."""
    if number.units or number.scaled or number.qualifier or number.value is None or number.rank:
        return ""
    left = text[max(0, number.start - 12) : number.start]
    if rules.after and (adds(left, rules) or _counts(number, text, rules) or _shares_out(number, text, before, rules)):
        return ""
    if rules.after and number.decimals and before is not None and moves(text[number.end :], rules):
        return ""  # the ratio was 1.979, 0.029 lower than …
    reach, far = (60, 80) if rules.after else (4, 12)
    named = rf"(?:{either(rules.unit_in_subject)})[^，,。；;\d]{{0,{reach}}}$"
    return "" if re.search(named, text[max(0, number.start - far) : number.start], re.IGNORECASE) else "bare"


def _counts(number: Number, text: str, rules: ReadingRules) -> bool:
    """Whether the words around a number without a unit say that it counts something (to 5,158; 832 poor counties)."""
    return bool(
        (rules.counted_before and re.search(rf"(?:{rules.counted_before})\s*$", text[: number.start], re.IGNORECASE))
        or (
            rules.counted_behind
            and re.match(rules.counted_behind, text[number.end :])
            and not re.search(r"[A-Z][a-z]+\s*$", text[: number.start])
        )
    )


def _shares_out(number: Number, text: str, before: Number | None, rules: ReadingRules) -> bool:
    """Whether a number goes on a list of counts that is shared out (771 and 481 respectively)."""
    if before is None or before.units or not rules.distribute:
        return False
    joint = re.fullmatch(rf"\s*(?:{rules.joiners})\s*", text[before.end : number.start], re.IGNORECASE)
    return joint is not None and re.search(rules.distribute, text[number.end :], re.IGNORECASE) is not None
