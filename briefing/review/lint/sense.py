"""Checks of what is said about a number: direction, qualifier, base of comparison, coverage, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefing.catalogue import SOURCE_TAG
from briefing.proof.reading import FoundDirection, directions_in, numbers_in
from briefing.proof.reading import ReadNumber as Figure
from briefing.proof.sentences.contrasts import negations
from briefing.review.lint import MARK, Found, LintRules, MonthWords, Pair, compiled
from briefing.review.lint.matching import Number, as_read, near
from briefing.review.lint.values import matched, named, pattern_of

#: How far a direction word may be before and behind its number: source, target.
_BEFORE, _BEHIND = (8, 32), (5, 30)
_CLAUSE = re.compile(r"[，。；,;（(]")
_JOINT = re.compile(
    r"\s*(?:至|到|—|–|-|~|to|and)\s*(?:RMB|USD|HKD|EUR|GBP|JPY|SGD|KRW|MOP|US\$|\$)?[\s\u00a0]*", re.IGNORECASE
)
_COUNTED = frozenset({"percent", "point", "multiple", "amount", "count"})
_OPPOSITE = {"up": "down", "down": "up"}


def check_direction(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that a rise stays a rise: of each figure that occurs in both texts, and of a sentence that has no figures."""
    if not rules.readable:
        return
    found, zh, en = matched(pair, rules)
    sides = [_Side(zh, 0, rules), _Side(en, 1, rules)] if found.both else []
    told = False
    for one, other in found.both:
        if one.kind not in _COUNTED:
            continue
        ways = [side.way(number) for side, number in zip(sides, (one, other), strict=True)]
        if _OPPOSITE.get(ways[0]) == ways[1]:
            told = True
            yield "review-direction", {"zh": sides[0].around(one), "en": sides[1].around(other)}
    if told or MARK in pair.source_text:
        return
    if found.both:
        yield from _one_way(*sides)
    else:
        yield from _without_figures(pair, rules)


def _one_way(zh: _Side, en: _Side) -> Iterator[Found]:
    """A sentence all of whose movements go one way: the translation does not turn one of them."""
    ways = {w.way for w in zh.ways} - {"flat"}
    if len(ways) != 1:
        return
    way = next(iter(ways))
    same, turned = ([w for w in en.ways if w.way == wanted] for wanted in (way, _OPPOSITE[way]))
    if turned and len(same) < sum(w.way == way for w in zh.ways):
        yield "review-direction-beside", {"zh": next(w.text for w in zh.ways if w.way == way), "en": turned[0].text}


def _without_figures(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """A short sentence that says one direction and no number: the translation does not say the other one alone."""
    zh, en = as_read(pair, rules)
    ways = [_ways(zh, 0, SOURCE_TAG, rules), _ways(en, 1, rules.tag, rules)]
    said = [{w.way for w in found} for found in ways]
    flat = said[0] == {"flat"} and said[1] and "flat" not in said[1]
    moved = said[1] - {"flat"}  # remained stable and edged lower
    turned = len(ways[0]) == 1 and len(moved) == 1 and _OPPOSITE.get(ways[0][0].way) in moved
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
        self.behind = {way: compiled(rf"[\s\u00a0]*(?:\w+[\s\u00a0]+)?(?:{'|'.join(w)})\b") for way, w in words.items()}

    def way(self, item: Figure) -> str:
        """Return the direction a number is said to go: by the comparative behind it, the last word before it, or the first
        behind."""
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
        """Return the number with the words next to it, for a message."""
        return self.text[max(0, item.start - _BEFORE[self.side]) : item.end + _BEHIND[self.side] // 2].strip(" ，。,.")


def _ways(text: str, side: int, language: str, rules: LintRules) -> Sequence[FoundDirection]:
    words = rules.words
    barred = [m.span() for p in words.not_directions.of(side) for m in pattern_of((p,), bool(side)).finditer(text)]
    found = [d for d in directions_in(text, language) if d.text not in words.comparatives]
    for way, patterns in words.directions.items():
        for pattern in patterns.of(side):
            shape = pattern_of((pattern,), bool(side))
            found += [FoundDirection(m[0], m.start(), m.end(), way) for m in shape.finditer(text)]
    kept: list[FoundDirection] = []
    for one in sorted(found, key=lambda d: d.start - d.end):  # the longest first: 少增 is no 增
        if not any(a < one.end and one.start < b for a, b in [*barred, *((k.start, k.end) for k in kept)]):
            kept.append(one)
    return sorted(kept, key=lambda d: d.start)


_ABOVE = frozenset({"more-than", "at-least"})
#: 高达8%, up to 8%.
_AS_MUCH = ("belittled", "at-most")
_BELOW = frozenset({"less-than", "nearly", "at-most"})
_YEAR = re.compile(r"(?<![0-9.,])(?:19|20)[0-9]{2}(?![0-9]|[.,][0-9])")


def check_qualifiers(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that a qualifier is kept, and says the same side of the number."""
    found, zh, en = matched(pair, rules)
    for one, other in found.both:
        first, second = one.qualifier or _beside(zh, one, rules), other.qualifier
        halves = one.units == ("part",) and not (first and second)
        if first == second or other.kind == "words" or halves or (one.weak and one.is_one()):
            continue
        details: dict[str, object] = {"zh": one.text, "en": other.text}
        if first and _said(en, other, [o for _, o in found.both], rules.words.qualifiers.get(first, ())):
            continue
        if first and not second:
            yield "review-qualifier-lost", details
        elif second and not first:
            opened = re.search(rules.words.source_open_behind, zh[one.end : one.end + 4])
            if not (second == "at-most" or one.weak or (opened and second in _ABOVE)):
                yield "review-qualifier-added", details
        elif (first in _ABOVE and second in _BELOW) or (first in _BELOW and second in _ABOVE):
            yield "review-qualifier-side", details
        elif (first, second) == _AS_MUCH:
            continue
        elif rules.own or not any({first, second} <= side for side in (_ABOVE, _BELOW - {"nearly"})):
            yield "review-qualifier-differs", details


def _beside(text: str, number: Number, rules: LintRules) -> str:
    head = text[max(0, number.start - 6) : number.start]
    table = rules.words.source_qualifiers
    found = next((q for q, words in table.items() if re.search(rf"(?:{'|'.join(words)})$", head)), "")
    tail = text[number.end : number.end + 4]
    behind = rules.words.source_qualifiers_behind
    return found or next((q for q, words in behind.items() if any(re.search(w, tail) for w in words)), "")


def _said(text: str, number: Number, others: Sequence[Figure], words: tuple[str, ...]) -> bool:
    """Whether one of the words is near a number, with no other number between."""
    pattern = compiled("|".join(rf"(?<!\w){w}(?!\w)" for w in words) or r"(?!)", re.IGNORECASE)
    before, behind = near(text, number, 40, 22)
    low = max([f.end for f in others if f.end <= number.start], default=0)
    high = min([f.start for f in others if f.start >= number.end], default=len(text))
    before = before[max(0, len(before) - (number.start - low)) :]
    return any(pattern.search(part) for part in (before, behind[: high - number.end]))


def check_named(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that 同比 is year on year and 环比 is not; quarters and halves of a year, its two ends, five-year plans; stock and
    flow, RMB alone and with foreign currencies, the region of a rank."""
    yield from named(pair, rules.words.bases, "review-basis", lost=True)
    yield from named(pair, rules.words.stretches, "review-period")
    for sort, code in (("period", "review-period"), ("scope", "review-scope")):
        for table in rules.words.contrasts.get(sort, ()):
            yield from named(pair, table, code)


def check_dates(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that years, months and days of the source are in the translation, and no others."""
    if not rules.readable:
        return
    zh, en = as_read(pair, rules)
    source, target = _moments(zh, SOURCE_TAG), _moments(en, rules.tag)
    for part in ("year", "month", "day"):
        first, second = source[part], target[part]
        if part == "year":
            amounts = rules.words.year_not_before
            first, second = first | _years(zh, amounts.source), second | _years(en, amounts.target)
        missing, surplus = first - second, second - first
        if part == "year" and re.search(rules.words.relative, zh):
            surplus = set()
        if not missing and not (surplus and first):
            continue
        # January to May, said as the first five months; January to June as the first half
        ends = {month.lstrip("0") for month in target["stretch"]}
        counted = len(first) <= 2 and re.search(r"first[\s\u00a0](\w+)[\s\u00a0]months", en)
        if part == "month" and not second and (source["stretch"] or counted or first == ends):
            continue
        if part != "year" and not second and not missing:
            continue
        shown = [", ".join(sorted(found)) or "none" for found in (first, second)]
        what: dict[str, object] = {"part": part, "zh": shown[0], "en": shown[1]}
        if missing or (surplus and first):
            yield "review-date", what


def _years(text: str, amounts: tuple[str, ...]) -> set[str]:
    """Numbers that look like years, but for those with a scale or a unit behind them (2000亿元)."""
    pattern = compiled("|".join(amounts) or r"(?!)")
    return {m[0] for m in _YEAR.finditer(text) if not pattern.match(text, m.end())}


def _moments(text: str, language: str) -> dict[str, set[str]]:
    """The years, months and days that a text writes; the ends of years, quarters and halves say no month."""
    parts: dict[str, set[str]] = {"year": set(), "month": set(), "day": set(), "stretch": set()}
    for item in numbers_in(text, language):
        if not item.period:
            continue
        written = set(re.findall(r"[0-9]+", item.text))
        named = bool(re.search(r"月|[A-Z][a-z]{2}", item.text)) and not re.search(r"quarter|half", item.text)
        for moment in item.period.split("/"):
            if "Q" in moment:
                parts["stretch"].add(moment)
                continue
            year, _, rest = moment.partition("-") if not moment.startswith("--") else ("", "", moment[2:])
            month, _, day = rest.partition("-")
            if year and year.isdigit():
                parts["year"].add(year)
            if month and named:
                parts["month"].add(str(int(month)))
            elif month:
                parts["stretch"].add(month)
            if day and str(int(day)) in written and named:
                parts["day"].add(str(int(day)))
    return parts


Month = tuple[int, int]


def check_months(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that months without their year, and stretches of months, are those of the source."""
    source, target = rules.words.months.source, rules.words.months.target
    said, told = _months(pair.source_text, source), _months(pair.target_text, target)
    ranges = [{m for m in found if m[0] != m[1]} for found in (said, told)]
    surplus = ranges[1] - ranges[0]
    if surplus and ranges[0]:
        yield from _month_differs(ranges[0] - ranges[1] or ranges[0], surplus)
    written = {source.number(m[0]) for m in re.finditer(source.any.replace("{month}", source.month), pair.source_text)}
    written |= {m for ends in said for m in ends}
    single = {m for m in told if m[0] == m[1]}
    surplus = {m for m in single if m[0] not in written}
    known = {m for m in said if m[0] == m[1]}
    relative = re.search(source.relative, pair.source_text) or re.search(target.relative, pair.target_text)
    if surplus and known - single and not relative:
        yield from _month_differs(known - single, surplus)


def _month_differs(said: set[Month], told: set[Month]) -> Iterator[Found]:
    shown = [", ".join("–".join(map(str, dict.fromkeys(m))) for m in sorted(found)) for found in (said, told)]
    yield "review-date", {"part": "month", "zh": shown[0], "en": shown[1]}


def _months(text: str, words: MonthWords) -> set[Month]:
    """Every month and stretch of months a text names, as first and last month; the ends of a stretch are not told apart."""
    found: set[Month] = set()
    month = compiled(words.month)
    for pattern, ends in (
        (words.range, lambda m: (month.findall(m[0])[0], month.findall(m[0])[-1])),
        (words.first, lambda m: ("1", next(g for g in m.groups() if g))),
        *((stretch, lambda m, ends=ends: ends) for stretch, ends in words.stretches.items()),
        (words.single, lambda m: (month.findall(m[0])[0],) * 2),
    ):
        shape = compiled(pattern.replace("{month}", words.month))
        found |= {(words.number(str(a)), words.number(str(b))) for a, b in map(ends, shape.finditer(text))}
        text = shape.sub(" ", text)
    return {m for m in found if all(m)}


def check_denial(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that the translation denies what the source denies, and nothing else: the rule of ``verify`` for finished files."""
    if not rules.readable:
        return
    added, lost = negations(pair.source_text, pair.target_text, SOURCE_TAG, rules.tag)
    if lost:
        yield "review-denial-lost", {}
    if added:
        yield "review-denial-added", {}
