"""Whether what goes up in one language goes up in the other: looked at number by number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefing.catalogue import SOURCE_TAG
from briefing.proof.reading import FoundDirection, directions_in, numbers_in
from briefing.proof.reading import ReadNumber as Figure
from briefing.review.lint.matching import as_read
from briefing.review.lint.pair import MARK, Found, Pair
from briefing.review.lint.rules import LintRules
from briefing.review.lint.values import matched

#: How far a direction word may stand before and behind its number: source, target.
_BEFORE, _BEHIND = (8, 32), (5, 30)
_CLAUSE = re.compile(r"[，。；,;（(]")
_JOINT = re.compile(
    r"\s*(?:至|到|—|–|-|~|to|and)\s*(?:RMB|USD|HKD|EUR|GBP|JPY|SGD|KRW|MOP|US\$|\$)?[\s\u00a0]*", re.IGNORECASE
)
_COUNTED = frozenset({"percent", "point", "multiple", "amount", "count"})
_OPPOSITE = {"up": "down", "down": "up"}


def check_direction(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """A rise stays a rise: of each figure that stands in both texts, and of a sentence that has no figures."""
    if not rules.readable:
        return
    found, zh, en = matched(pair, rules)
    sides = [_Side(zh, 0, rules), _Side(en, 1, rules)]
    told = False
    for one, other in found.both:
        if one.found.kind not in _COUNTED:
            continue
        ways = [side.way(number.found) for side, number in zip(sides, (one, other), strict=True)]
        if _OPPOSITE.get(ways[0]) == ways[1]:
            told = True
            yield "review-direction", {"zh": sides[0].around(one.found), "en": sides[1].around(other.found)}
    if not told and not found.both and MARK not in pair.source_text:
        yield from _without_figures(pair, rules)


def _without_figures(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """A short sentence that says one direction and no number: the translation does not say the other one alone."""
    ways = [_Side(text, side, rules).ways for side, text in enumerate(as_read(pair, rules))]
    said = [{w.way for w in found} for found in ways]
    flat = said[0] == {"flat"} and said[1] and "flat" not in said[1]
    turned = len(ways[0]) == 1 and len(said[1]) == 1 and _OPPOSITE.get(ways[0][0].way) in said[1]
    if flat or turned:
        yield "review-direction", {"zh": ways[0][0].text, "en": ways[1][0].text}


class _Side:
    """One text with its numbers and its direction words. ``side``: 0 source, 1 target."""

    def __init__(self, text: str, side: int, rules: LintRules) -> None:
        self.text, self.side = text, side
        language = (SOURCE_TAG, rules.tag)[side]
        self.numbers = [f for f in numbers_in(text, language) if f.kind not in ("words", "period", "date", "vague")]
        self.ways = _ways(text, side, language, rules)
        words = rules.words.behind if side else {}
        self.behind = {
            way: re.compile(rf"[\s\u00a0]*(?:\w+[\s\u00a0]+)?(?:{'|'.join(w)})\b") for way, w in words.items()
        }

    def way(self, item: Figure) -> str:
        """The direction a number is said to go: by the comparative behind it, the last word before it, or the first behind."""
        compared = [way for way, pattern in self.behind.items() if pattern.match(self.text, item.end)]
        if compared:
            return compared[0]
        start = self._beginning(item)
        low = max([f.end for f in self.numbers if f.end <= start], default=0)
        low = max(low, start - _BEFORE[self.side])
        head = _CLAUSE.split(self.text[low:start])[-1]
        before = [w for w in self.ways if start - len(head) <= w.start and w.end <= start]
        if before:
            return before[-1].way
        high = min([f.start for f in self.numbers if f.start >= item.end], default=len(self.text))
        high = min(high, item.end + _BEHIND[self.side])
        tail = _CLAUSE.split(self.text[item.end : high])[0]
        after = [w for w in self.ways if item.end <= w.start and w.end <= item.end + len(tail)]
        return after[0].way if after else ""

    def _beginning(self, item: Figure) -> int:
        """Where a number begins, or the range or the movement (from 3% to 5%) of which it is the end."""
        start = item.start
        for other in reversed([f for f in self.numbers if f.end <= start]):
            if not _JOINT.fullmatch(self.text[other.end : start]):
                break
            start = other.start
        return start

    def around(self, item: Figure) -> str:
        """The number with the words next to it, for a message."""
        return self.text[max(0, item.start - _BEFORE[self.side]) : item.end + _BEHIND[self.side] // 2].strip(" ，。,.")


def _ways(text: str, side: int, language: str, rules: LintRules) -> Sequence[FoundDirection]:
    words = rules.words
    barred = [
        m.span()
        for p in (words.not_directions.source, words.not_directions.target)[side]
        for m in _finds(p, side, text)
    ]
    found = [d for d in directions_in(text, language) if d.text not in words.comparatives]
    for way, patterns in words.directions.items():
        for pattern in (patterns.source, patterns.target)[side]:
            found += [FoundDirection(m[0], m.start(), m.end(), way) for m in _finds(pattern, side, text)]
    kept: list[FoundDirection] = []
    for one in sorted(found, key=lambda d: d.start - d.end):  # the longest first: 少增 is no 增
        if not any(a < one.end and one.start < b for a, b in [*barred, *((k.start, k.end) for k in kept)]):
            kept.append(one)
    return sorted(kept, key=lambda d: d.start)


def _finds(pattern: str, side: int, text: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"\b(?:{pattern})\b" if side and pattern.isascii() else pattern, text, re.IGNORECASE)
