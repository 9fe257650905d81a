"""Checks of numbers: value, scale, unit, currency, ordinals, ranges, and what a figure belongs to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from briefing.catalogue import SOURCE_TAG
from briefing.review.lint import MARK, BaseWords, Found, LintRules, Pair, matching

_DIGITS = re.compile(r"[0-9](?:[0-9.,\u00a0\u202f]*[0-9])?")
_MEASURES = frozenset({"km", "km2", "m2", "mu", "day", "working-day", "month", "year", "minute", "hour"})
_MANY = Decimal(10)
_SIGNED = frozenset({"percent", "percentage-point"})
_SOURCE_RANGE = re.compile(r"(?:[—–~～-]|至|到)")
_TARGET_RANGE = re.compile(r"(?:[—–~-]|\b(?:to|and|through|until|from|or)\b)")


@lru_cache(maxsize=1)  # a dozen checks ask for the same pair, one after the other
def matched(pair: Pair, rules: LintRules) -> tuple[matching.Matched, str, str]:
    """Return the numbers of a pair matched, and both texts as they were read."""
    zh, en = matching.without_names(pair, rules)
    if not rules.readable:
        return matching.Matched((), (), ()), zh, en
    return matching.match(matching.numbers(zh, SOURCE_TAG), matching.numbers(en, rules.tag)), zh, en


def check_values(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that every number of the source is stated in the translation, and no other."""
    if not rules.readable:
        yield from _digits_alone(pair)
        return
    found, zh, en = matched(pair, rules)
    source, target = list(found.source), list(found.target)
    for number in list(source):
        other = next((t for t in target if matching.converted(number, t, zh, en, rules)), None)
        if other is not None:
            source.remove(number)
            target.remove(other)
    again = [n for n, _ in found.both]  # 1500亩 as 1,500 mu (100 hectares)
    target = [t for t in target if not any(matching.converted(n, t, zh, en, rules) for n in again)]
    target = [t for t in target if not _beside(t, en, found, rules)]
    for number in [n for n in source if n.kind == "multiple"]:
        if other := next((t for t in target if _added(number, t, en, rules)), None):
            source.remove(number)
            target.remove(other)
    yield from _paired_off(source, target)
    yield from _ordinals(source, target, en, rules)
    for number in list(source):
        other = next((t for t in target if _comparable(number, t)), None)
        if number.weak and (other is None or number.is_one() or number.value == 0 or number.kind == "percent"):
            continue
        if other is not None and not (number.weak and other.weak and number.kind != "count"):
            target.remove(other)
            yield "review-number-differs", {"zh": number.text, "en": other.text}
        elif not number.weak:
            yield "review-number-missing", {"zh": number.text}
    for number in target:
        if not number.weak and number.kind != "ordinal":  # the 15th Five-Year Plan (十五五) is a name
            yield "review-number-added", {"en": number.text}


def _beside(number: matching.Number, text: str, found: matching.Matched, rules: LintRules) -> bool:
    """Whether an amount is in brackets behind one in another currency, and is worth about as much."""
    head = text[: number.start].rstrip()
    opened = re.search(r"[(（](?:[^()（）0-9]{0,24})$", head)
    if not opened or not set(number.units) & matching.MONEY:
        return False
    before = [(s, t) for s, t in found.both if t.end <= opened.start() and set(s.units) & matching.MONEY]
    if not before:
        return False
    amount = max(before, key=lambda pair: pair[1].end)[0]
    for own in amount.units:
        for foreign in number.units:
            low, high = rules.words.converted.get(own, {}).get(foreign, (Decimal(0), Decimal(0)))
            if any(low * abs(b) <= abs(a) <= high * abs(b) for a in amount.values for b in number.values if b):
                return True
    return False


def _digits_alone(pair: Pair) -> Iterator[Found]:
    """Of a language whose numbers nobody reads: digits that the source does not have, wherever separators stand."""
    source, target = (
        Counter(re.sub(r"[.,\s]", "", n) for n in _DIGITS.findall(t)) for t in (pair.source_text, pair.target_text)
    )
    for digits in sorted((target - source).elements()):
        yield "review-number-added", {"en": digits}


def _paired_off(source: list[matching.Number], target: list[matching.Number]) -> Iterator[Found]:
    """Numbers without counterpart whose likeness says what went wrong; each is taken out of both lists."""
    for code, alike in (
        ("review-number-rounded", matching.rounded),
        ("review-multiple", _multiples),
        ("review-number-scale", matching.scaled),
    ):
        for number in list(source):
            other = next((t for t in target if alike(number, t)), None)
            if other is not None:
                source.remove(number)
                target.remove(other)
                yield code, {"zh": number.text, "en": other.text}


def _multiples(one: matching.Number, other: matching.Number) -> bool:
    """增长9倍 (to ten times) against ninefold: one off, the added part taken for the whole."""
    if one.kind != "multiple" or other.kind not in ("multiple", "percent"):
        return False
    if other.kind == "percent":
        return any(y in (x * 100, (x - 2) * 100) for x in one.values for y in other.values)
    return any(abs(x - y) == 1 for x in one.values for y in other.values)


def _added(one: matching.Number, other: matching.Number, text: str, rules: LintRules) -> bool:
    """Whether both give what was added as a multiple (增长970倍, up 970 times), of ten times and more."""
    if other.kind != "multiple" or not all(v > _MANY for n in (one, other) for v in n.values):
        return False
    return _multiples(one, other) and re.search(rules.words.added, text[: other.start]) is not None


def _ordinals(
    source: list[matching.Number], target: list[matching.Number], en: str, rules: LintRules
) -> Iterator[Found]:
    for number in [n for n in source if n.kind == "ordinal"]:
        other = next((t for t in target if t.kind == "ordinal"), None)
        if other is not None:
            source.remove(number)
            target.remove(other)
            yield "review-ordinal", {"zh": number.text, "en": other.text}
        elif number.is_one() or re.search(rules.words.next_ranks, en):
            source.remove(number)  # 首批, 首席: as often said otherwise as not
    leading = "|".join(map(re.escape, rules.words.leading)) or r"(?!)"
    if re.search(rf"\b(?:{leading})\b", en, re.IGNORECASE):
        target[:] = [t for t in target if not (t.kind == "ordinal" and t.is_one())]
    target[:] = [t for t in target if t.kind != "ordinal" or not t.spelt]


def _comparable(one: matching.Number, other: matching.Number) -> bool:
    if "code" in (one.kind, other.kind):
        return one.kind == other.kind
    if not one.values or not other.values:
        return False
    if one.kind == other.kind == "count":
        return True
    if one.units and other.units and not set(one.units) & set(other.units):
        return {one.kind, other.kind} <= {"percent", "point", "multiple"}
    return other.kind != "words" or one.spelt


def check_units(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check the units of equal values: per cent or percentage points, and in which currency."""
    found, _, _ = matched(pair, rules)
    spoken = {u for _, t in found.both for u in t.units if u in matching.MONEY}
    spoken |= {u for t in found.target for u in t.units if u in matching.MONEY}
    for one, other in found.both:
        if {one.kind, other.kind} == {"percent", "point"}:
            yield "review-percentage-point", {"zh": one.text, "en": other.text}
        first, second = set(one.units) & matching.MONEY, set(other.units) & matching.MONEY
        if first and second and not first & second:
            yield "review-currency", {"zh": one.text, "en": other.text}
        elif first and not second and not first & spoken and other.kind in ("count", "words"):
            yield "review-currency-missing", {"zh": one.text, "en": other.text}
        elif second and not first and one.units:
            yield "review-currency", {"zh": one.text, "en": other.text}


def check_measures(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that equal values are of the same measure (3年 is not three months), and a percentage with its sign."""
    found, _, _ = matched(pair, rules)
    for one, other in found.both:
        if other.kind == "ordinal":
            continue  # 连续5年, the fifth year in a row
        first, second = set(one.units), set(other.units)
        bare = other.kind in ("count", "words") and not second and not other.weak
        if (first & _MEASURES and second and not first & second) or (first & _SIGNED and bare and not one.spelt):
            yield "review-unit", {"zh": one.text, "en": other.text}


def check_steps(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that a step (by 5) is not taken for what it leads to (to 5)."""
    found, zh, en = matched(pair, rules)
    words = rules.words.steps
    for one, other in found.both:
        if one.kind == "multiple":
            continue  # 增长9倍, to ten times
        said, told = (
            [n for n, w in words.items() if pattern_of(w.of(side), False).search(text[max(0, at - 48) : at])]
            for side, text, at in ((0, zh, one.start), (1, en, other.start))
        )
        if said and told and not set(said) & set(told):
            shown = [text[max(0, n.start - reach) : n.end] for text, n, reach in ((zh, one, 6), (en, other, 16))]
            yield "review-step", {"zh": shown[0].lstrip(" ，。"), "en": shown[1].strip()}


def check_ranges(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that a range stays one, its ends in order."""
    found, zh, en = matched(pair, rules)
    for (one, first), (two, second) in zip(found.both, found.both[1:], strict=False):
        between = zh[one.end : two.start].strip()
        if not _SOURCE_RANGE.fullmatch(between) or re.search(r"[从由]$", zh[: one.start]):
            continue
        turned = first.start > second.start
        if turned or not _TARGET_RANGE.search(en[first.end : second.start]):
            low, high = (second, first) if turned else (first, second)
            yield "review-range", {"zh": zh[one.start : two.end], "en": en[low.start : high.end]}


#: Where a clause ends, in either language.
_CLAUSE = re.compile(r"[，。；！？：,;!?:（）()]|(?<![0-9])[.]|\b(?:while|whereas|whilst|and|but)\b")
SENTENCE = re.compile(r"[。；！？;!?]|[.](?=\s|$)")


@lru_cache(maxsize=5_000)
def pattern_of(words: Sequence[str], spaced: bool) -> re.Pattern[str]:
    """Return the words as one pattern; ``spaced``: they are words between spaces, as Chinese has none."""
    return re.compile(
        "|".join(rf"\b(?:{w})\b" if spaced and w.isascii() else w for w in words) or r"(?!)", re.IGNORECASE
    )


def check_nouns(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that a figure stays with what it is a figure of: exports are no imports, deposits no loans."""
    found, zh, en = matched(pair, rules)
    for group in rules.words.nouns:
        sources, targets = ({n: w.of(side) for n, w in group.items()} for side in (0, 1))
        alone = sum(bool(pattern_of(words, False).search(zh)) for words in sources.values()) < 2
        for one, other in found.both:
            said = _preceding(zh, one, sources)
            told = _nearest(en, other, targets, (_CLAUSE, SENTENCE) if alone else (_CLAUSE,))
            if said and told and not said[0] & told[0]:
                yield "review-exchanged", {"figure": other.text, "zh": said[1], "en": told[1]}
                break


Named = tuple[frozenset[str], str]


def _preceding(text: str, number: matching.Number, group: Mapping[str, Sequence[str]]) -> Named | None:
    """The names last said before a number in its sentence, with the words that say so."""
    start = max((m.end() for m in SENTENCE.finditer(text, 0, number.start)), default=0)
    places = [
        (m.end(), name, m[0])
        for name, words in group.items()
        for m in pattern_of(tuple(words), False).finditer(text, start, number.start)
    ]
    if not places:
        return None
    last = max(place for place, _, _ in places)
    joined = [n for place, n, _ in places if place == last]
    return frozenset(joined), next(w for place, _, w in places if place == last)


def _nearest(
    text: str, number: matching.Number, group: Mapping[str, Sequence[str]], around_it: Sequence[re.Pattern[str]]
) -> Named | None:
    """The name that the clause around a number says, then its sentence where ``around_it`` has its ends; of several, none."""
    for ends in around_it:
        low = max((m.end() for m in ends.finditer(text, 0, number.start)), default=0)
        high = next((m.start() for m in ends.finditer(text, number.end)), len(text))
        around = text[low:high]
        said = {name: m[0] for name, words in group.items() if (m := pattern_of(tuple(words), True).search(around))}
        if said:
            return (frozenset(said), next(iter(said.values()))) if len(said) == 1 else None
    return None


def check_named_measures(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that equal numbers are of one thing: tonnes are no kilograms, people no households."""
    found, zh, en = matched(pair, rules)
    for one, other in found.both:
        for group in rules.words.measures:
            said = _behind(zh, one, {n: w.source for n, w in group.items()}, False)
            told = _behind(en, other, {n: w.target for n, w in group.items()}, True)
            if said and told and not set(said) & set(told):
                units = [next(iter(words.values())) for words in (said, told)]
                yield "review-unit", {"zh": f"{one.text} {units[0]}", "en": f"{other.text} {units[1]}"}
    for table in rules.words.contrasts.get("rate", ()):
        yield from named(pair, table, "review-unit")


def _behind(text: str, number: matching.Number, group: Mapping[str, Sequence[str]], spaced: bool) -> dict[str, str]:
    """Which names are in the last characters of a number or right behind it, with their words."""
    found = {}
    for name, words in group.items():
        pattern = pattern_of(tuple(words), spaced)
        for place in range(number.start + 1, number.end + 2):
            match = pattern.match(text, place)
            if match and match.end() > match.start() and match.end() >= number.end:
                found[name] = match[0]
                break
    return found


def named(pair: Pair, table: Mapping[str, BaseWords], code: str, lost: bool = False) -> Iterator[Found]:
    """Yield names of which a translation must not change one for another: one is missing there and another one added. ``lost``:
    one that is only missing, too."""
    said = {n: m for n, w in table.items() if (m := pattern_of((*w.source, *w.loose), False).search(pair.source_text))}
    told = {n: m for n, w in table.items() if (m := pattern_of(w.target, False).search(pair.target_text))}
    missing, surplus = sorted(set(said) - set(told)), sorted(set(told) - set(said))
    shown = "、".join(said[n][0] for n in missing)
    if missing and surplus:
        yield code, {"zh": shown, "en": ", ".join(told[n][0] for n in surplus)}
    elif lost and MARK not in pair.target_text:
        strict = [m[0] for n in missing if (m := re.search("|".join(table[n].source) or r"(?!)", pair.source_text))]
        if strict:
            yield code, {"zh": "、".join(strict), "en": "nothing that says so"}
        elif missing and not told:
            yield "review-basis-unsaid", {"zh": shown}
