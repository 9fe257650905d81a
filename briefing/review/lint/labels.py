"""Which name a figure belongs to: names and figures of one sort that occur in both texts, told apart by their order."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from briefing.review.lint import BaseWords, Found, LintRules, Pair
from briefing.review.lint.matching import Number
from briefing.review.lint.terms import surplus_names
from briefing.review.lint.values import SENTENCE, matched, pattern_of


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both texts: its sort, and where it is in source and target."""

    sort: str
    zh: str
    en: str
    places: tuple[int, int]


@lru_cache(maxsize=5_000)
def _shape(words: Sequence[str], spaced: bool) -> re.Pattern[str]:
    shapes = (
        w if not spaced or not w.isascii() else rf"\b(?:{w})" if w != w.lower() else rf"\b(?i:{w})" for w in words
    )
    return re.compile("|".join(shapes) or r"(?!)")


def check_sorts(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that a name is not taken for another one of its sort: it is missing, and one that the source does not have is
    there."""
    others: Mapping[str, str] | None = None
    for sort, group in rules.words.sorts.items():
        if not (said := _held(group, pair.source_text, 0)):
            continue  # nothing that could be missing
        told = _held(group, pair.target_text, 1)
        missing, surplus = [n for n in said if n not in told], [n for n in told if n not in said]
        if missing and not surplus and sort in _NAMED.values():
            others = surplus_names(pair, rules) if others is None else others
            told, surplus = {sort: others.get(sort, "")}, [sort] if sort in others else []
        if missing and surplus:
            wanted = re.sub(r"\\b|\(\?[:=!][^)]*\)|[\\?]", "", group[missing[0]].target[0])
            yield "review-name-exchanged", {"zh": said[missing[0]], "en": told[surplus[0]], "wanted": wanted}


def _held(group: Mapping[str, BaseWords], text: str, side: int) -> dict[str, str]:
    """The names of a sort that a text has, with the words by which it has them."""
    shapes = {name: _shape(words.of(side), bool(side)) for name, words in group.items()}
    return {name: m[0] for name, shape in shapes.items() if (m := shape.search(text))}


def check_opposites(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that one of two opposites is not put for the other: one is said less often than in the source, the other one
    unasked."""
    for one, other in rules.words.opposites:
        said = list(_shape(one.source, False).finditer(pair.source_text))
        turned = pattern_of(other.target, False).search(pair.target_text) if said else None
        if turned is None or _shape(other.source, False).search(pair.source_text):
            continue
        if len(pattern_of(one.target, False).findall(pair.target_text)) < len(said):
            yield "review-opposite", {"zh": said[0][0], "en": turned[0]}


def check_relations(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that what is above another one stays above it: two names of one sort that one comparison is between, in both
    texts."""
    source, target = pair.source_text, pair.target_text
    for group in rules.words.relations:
        said, told = pattern_of(group.source, False).search(source), _shape(group.target, True).search(target)
        if not said or not told:
            continue
        for labels in _grouped(_labels(source, target, rules)):
            for one, other in pairwise(sorted(labels, key=lambda label: label.places[0])):
                (a, c), (b, d) = one.places, other.places
                if a < said.start() < b and d < told.start() < c and not re.search(r"\bby\b", target[told.end() : c]):
                    shown = f"{one.zh} {said[0]} {other.zh}", f"{other.en} {told[0]} {one.en}"
                    yield "review-order", {"zh": shown[0], "en": shown[1]}


Figure = tuple[Number, Number]


def check_labels(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that each figure stays with its name; figures whose names nobody knows are in the order of the source."""
    found, zh, en = matched(pair, rules)
    rows = _rows(found.both)
    labels = _labels(zh, en, rules) if rows else []  # in the texts the figures were read from
    for kind, row in rows.items():
        others = [Label(k, a.text, b.text, (a.start, b.start)) for k, r in rows.items() if k != kind for a, b in r]
        groups = _grouped([*labels, *others])
        kept = [_kept(row, group) for group in groups]
        if False in kept:
            wrong = groups[kept.index(False)]
            shown = [", ".join(_in_order(row, wrong, side)) for side in (0, 1)]
            yield "review-order", {"zh": shown[0], "en": shown[1]}
            return
        if True not in kept:
            yield from _turned(row, zh, en, rules)


def _rows(both: Iterable[Figure]) -> dict[str, list[Figure]]:
    """The figures of one kind and unit, two and more, each of a value of its own."""
    kinds: dict[str, list[Figure]] = defaultdict(list)
    for one, other in both:
        if (not one.weak or one.kind == "ordinal") and one.values and other.kind == one.kind:
            kinds[f"{one.kind} {' '.join(one.units)}"].append((one, other))
    rows = {}
    for kind, row in kinds.items():
        times = Counter(one.values[0] for one, _ in row)
        rows[kind] = [(one, other) for one, other in row if times[one.values[0]] == 1]
    return {kind: row for kind, row in rows.items() if len(row) > 1}


def _grouped(labels: Iterable[Label]) -> list[list[Label]]:
    groups: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        groups[label.sort].append(label)
    return [group for group in groups.values() if len(group) > 1]


def _kept(row: Sequence[Figure], group: Sequence[Label]) -> bool | None:
    """Whether each figure is handed to the same name in both texts; ``None`` where one of them does not hand out one to one."""
    given = [_handed_out(row, group, side) for side in (0, 1)]
    return None if None in given else given[0] == given[1]


def _handed_out(row: Sequence[Figure], group: Sequence[Label], side: int) -> dict[int, int] | None:
    """Which name each figure has in one text: name by name, or all names and then all figures."""
    places = [("L", n, label.places[side]) for n, label in enumerate(group)]
    places += [("F", n, figure[side].start) for n, figure in enumerate(row)]
    places.sort(key=lambda place: place[2])
    shape, many = "".join(sort for sort, _, _ in places), len(row)
    if len(row) != len(group):
        return _led(places) if re.fullmatch(r"(?:LF+){2,}", shape) else None
    if shape in ("LF" * many, "FL" * many):
        couples = [(places[n], places[n + 1]) for n in range(0, 2 * many, 2)]
    elif shape in ("L" * many + "F" * many, "F" * many + "L" * many) and group[0].sort != "year":
        couples = list(zip(places[:many], places[many:], strict=True))
    else:
        return None
    return {next(n for s, n, _ in c if s == "F"): next(n for s, n, _ in c if s == "L") for c in couples}


def _led(places: Sequence[tuple[str, int, int]]) -> dict[int, int]:
    """Each figure with the name last said before it."""
    led, name = {}, 0
    for sort, n, _ in places:
        if sort == "L":
            name = n
        else:
            led[n] = name
    return led


def _in_order(row: Sequence[Figure], group: Sequence[Label], side: int) -> list[str]:
    """Names and figures of one text as they are, for a message."""
    said = [((label.zh, label.en)[side], label.places[side]) for label in group]
    said += [(figure[side].text, figure[side].start) for figure in row]
    return [text for text, _ in sorted(said, key=lambda entry: entry[1])]


def _turned(row: Sequence[Figure], zh: str, en: str, rules: LintRules) -> Iterator[Found]:
    """Two figures that have changed places, but where words between them say so (to 5% from 4.6%; 15 of the 70)."""
    words = rules.words.turning
    for (one, first), (two, second) in pairwise(row):
        apart = [
            _STOP.search(text[a:b]) is not None
            for text, a, b in ((zh, one.end, two.start), (en, second.end, first.start))
        ]
        if first.start < second.start or apart == [False, True]:
            continue  # two sentences of one: their words may stand in any order
        before = _shape(words.source, False).search(zh[max(0, one.start - 4) : one.start])
        led = en[: second.start].rstrip()
        between = en[second.end : first.start]
        shown: dict[str, object] = {"zh": f"{one.text}, {two.text}", "en": f"{second.text}, {first.text}"}
        based = _BASED.search(zh[one.end : two.start])
        from_to = before and re.search(r"\bfrom$", led) and re.search(r"\bto\b", between)
        if from_to or (based and not before and _COMPARED.search(between)):
            yield "review-order", shown
        elif not _shape(words.target, True).search(between):
            yield "review-figures-turned", shown
        return


#: A 高于 B: the second figure is what the first one is compared with; and so in the translation.
_BASED = re.compile(r"(?:[高低多少快慢好差强弱]于|超过|超出|不及)[^，。；]{0,14}$")
_STOP = re.compile(r"[。；！？;!?]|[.](?=\s)")
_COMPARED = re.compile(r"\b(?:from|than|exceed\w*|beat\w*|surpass\w*|above|below|over)(?:\W+[\w’']+){0,5}\W*$")


def _labels(source: str, target: str, rules: LintRules) -> list[Label]:
    """The names that occur just once in each text."""
    words = rules.words
    groups: dict[str, Mapping[str, BaseWords]] = dict(words.sorts)
    groups |= {f"noun {n}": group for n, group in enumerate(words.nouns)}
    found: list[Label] = []
    for sort, group in groups.items():
        shapes = [(_shape(w.source, False), _shape(w.target, True)) for w in group.values()]
        found += [label for a, b in shapes if (label := _once(sort, a, b, source, target))]
    for name in dict.fromkeys(m[0] for m in rules.names.finditer(source)):
        term = rules.glossary.terms[rules.terms[name]]
        if (form := term.forms.get(rules.tag)) is not None and term.type in _NAMED:
            bare = _PLACE.sub("", form.full) if term.type == "place" else ""
            shape = _shape(tuple(re.escape(n) + r"\b" for n in (form.full, form.short, bare) if n), True)
            if label := _once(_NAMED[term.type], _shape((re.escape(name),), False), shape, source, target):
                found.append(label)
    for name, shapes_of in ((n, shapes) for n, shapes in rules.countries.items() if n in source):
        shape = _shape(tuple(re.escape(w) + r"\b" for w in shapes_of), True)
        if label := _once("place", _shape((re.escape(name),), False), shape, source, target):
            found.append(label)
    years = [_shape((rf"(?<![0-9.,]){y}(?![0-9.,][0-9]|[0-9])",), False) for y in dict.fromkeys(_YEAR.findall(source))]
    found += [label for shape in years if (label := _once("year", shape, shape, source, target))]
    return list({(label.sort, label.places[0]): label for label in found}.values())


_YEAR = re.compile(r"(?<![0-9.,])(?:19|20)[0-9]{2}(?=年)")
#: What a name of a place may leave to the one after it (Yunyang and Fengjie counties).
_PLACE = re.compile(r" (?:District|County|Province|City|Municipality)$")
#: Sorts of glossary names that figures are handed to.
_NAMED = {"place": "place", "organisation": "body", "company": "company", "indicator": "indicator"}


def _once(sort: str, zh: re.Pattern[str], en: re.Pattern[str], source: str, target: str) -> Label | None:
    said = list(zh.finditer(source))
    told = list(en.finditer(target)) if len(said) == 1 else []
    if len(told) != 1:
        return None
    return Label(sort, said[0][0], told[0][0], (said[0].start(), told[0].start()))


def check_order(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that figures handed out one to one are in the order of the source, and so do the names they are handed to; where
    both have changed places together, each name has kept its figure."""
    words = rules.words.respectively
    if not words.source or not pattern_of(words.target, True).search(pair.target_text):
        return
    found, zh, _ = matched(pair, rules)
    for hand in pattern_of(words.source, False).finditer(zh):
        start = max((m.end() for m in SENTENCE.finditer(zh, 0, hand.start())), default=0)
        end = next((m.start() for m in SENTENCE.finditer(zh, hand.end())), len(zh))
        row = [(a, b) for a, b in found.both if hand.end() <= a.start < end]
        figures = [other.start for _, other in row]
        told_apart = len({str(one.values) for one, _ in row}) == len(row) and len({one.kind for one, _ in row}) == 1
        names = _names_in_order(zh[start : hand.end()], pair.target_text, rules)
        turned = [told_apart and figures != sorted(figures), names != sorted(names, key=lambda n: n[1])]
        if turned == [True, False]:
            first, second = next((a, b) for a, b in pairwise(row) if a[1].start > b[1].start)
            shown = (f"{first[0].text}, {second[0].text}", f"{second[1].text}, {first[1].text}")
            yield "review-order", {"zh": shown[0], "en": shown[1]}
            return
        if turned == [False, True] and told_apart and len(row) == len(names):
            told = sorted(names, key=lambda n: n[1])
            yield "review-order", {"zh": "、".join(n for n, _, _ in names), "en": ", ".join(n for _, _, n in told)}
            return


def _names_in_order(zh: str, en: str, rules: LintRules) -> list[tuple[str, int, str]]:
    """The names of the glossary in a passage of the source, in its order, of which the translation has every one just once:
    the name, its place in the translation and its rendering there."""
    found: list[tuple[str, int, str]] = []
    for said in rules.names.finditer(zh):
        form = rules.glossary.terms[rules.terms[said[0]]].forms.get(rules.tag)
        shapes = [name for name in (form.full, form.short) if name] if form else []
        told = list(re.finditer(rf"\b(?:{'|'.join(map(re.escape, shapes)) or '(?!)'})\b", en))
        if len(told) == 1:
            found.append((said[0], told[0].start(), told[0][0]))
    return found
