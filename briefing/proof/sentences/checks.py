"""Check sentences: no figure typed by hand in a template or a translation, nothing beside a placeholder that changes its
meaning, no direction against the fact, and a translation that says what its source says.

``check_pair`` is the door for one source text with its translation; ``check_entries`` reads everything a project prints.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import unescape

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.messages import Catalogue, Message
from briefing.facts.base import FactBase
from briefing.problems import Problem, problem
from briefing.proof.reading import CURRENCIES, ReadNumber, directions_in, is_article, numbers_in, unmatched
from briefing.proof.reading.tables import tables
from briefing.proof.sentences import Declared
from briefing.proof.sentences.contrasts import (
    FIGURES,
    Contrasts,
    PrintedPlaceholder,
    Read,
    Typed,
    engine_contrasts,
    exchanged,
    figure_of,
    labels_exchanged,
    negations,
    placeholders,
    turned,
)

_PLACEHOLDER = re.compile(r"%\((?P<name>[A-Za-z_]\w*)(?:\.(?P<form>[\w.-]+))?\)s")
#: A dash that a writer means as a minus sign: it stands against its figure, and apart from what is before it.
_MINUS = re.compile(r"(?<![^\s(（:：])[\u2012\u2013\u207b\ufe63\uff0d]\Z")
_TAG = re.compile(r"<[^<>]*>|&[a-z]+;")
_CLAUSE = re.compile(r"[，。；：！？,;:!?（）()—]|\.\s|\.$")
#: What is between the two ends of a span.
_TO = re.compile(r"\s*(?:[—–~～-]{1,2}|至|到|to|and)\s*")
#: Contexts whose texts repeat a source's own title, figures and all: compared with their translation instead.
TITLES = frozenset({"source title", "section", "issuer"})
#: What stands for a figure while the words around it are read; its value is no other number's.
_STAND_IN = "7.31"
_FOREIGN = CURRENCIES - {"CNY"}
_TYPED = CURRENCIES | {"percent", "percentage-point"}

#: What a check finds: the code of a problem and the details of its message.
Finding = tuple[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Context:
    """What sentences are checked against: the facts, what may hold a number in each language, and the opposite names."""

    base: FactBase
    names: Mapping[str, Declared]
    contrasts: Contrasts = field(default_factory=engine_contrasts)


@dataclass(frozen=True, slots=True)
class Checked:
    """How many sentences were read, in all languages together, and what was found."""

    checked: int
    problems: tuple[Problem, ...]


def check_pair(
    source: str, target: str, tag: str, stand: Mapping[str, PrintedPlaceholder], context: Context, free: bool = False
) -> Iterator[Finding]:
    """Yield what is wrong with a translation into the language ``tag``, in itself and against its source.

    Texts are those of a catalogue: ``%(name)s`` placeholders, inline markup. ``stand`` says what each placeholder prints
    (``placeholders(templates)[0][domain, source]``; empty where that is not known). ``free``: the text may hold figures of
    its own (titles of sources, words of an imported list), which are then compared instead.
    """
    source, target = _single(source), _single(target)
    yield from check_text(target, tag, stand, context, free)
    yield from _figures_and_ways(source, target, tag, context.names, free)
    if not free:
        yield from _turned(source, target, tag, stand, context)


def check_text(
    text: str, tag: str, stand: Mapping[str, PrintedPlaceholder], context: Context, free: bool = False
) -> Iterator[Finding]:
    """Yield what is wrong with one text in itself: figures typed by hand, words beside a placeholder that change its meaning,
    a direction against its fact. Arguments as for ``check_pair``."""
    text = _single(text)
    clean = _TAG.sub(lambda m: " " * len(m[0]), text)
    names = context.names[tag]
    if not free:
        for found in _hand_typed(_PLACEHOLDER.sub(lambda m: "\ue000" * len(m[0]), clean), names):
            yield "proof-typed-figure", _told(found, text, found.start)
    declared = names.spans(clean)
    for match in _PLACEHOLDER.finditer(clean):
        printed = stand.get(match["name"])
        if printed is None or printed.function not in FIGURES:
            continue
        if any(a <= match.start() and match.end() <= b for a, b in declared):
            continue
        filled, at = _with_stand_in(clean, match)
        figure = figure_of(printed, context.base)
        if _MINUS.search(clean[: match.start()]):
            told = {
                "what": "a scale word, a digit or a sign",
                "name": match["name"],
                "sentence": _around(text, match.start()),
            }
            yield "proof-typed-beside", told
        for found in numbers_in(filled, tag):
            if found.start <= at < found.end:
                for what in _beside(found, figure[1].unit if figure else "", tag):
                    around = _around(text, match.start())
                    yield "proof-typed-beside", {"what": what, "name": match["name"], "sentence": around}
        yield from _direction(text, clean, match, tag, printed, context.base)


def check_entries(
    root: Path, context: Context, catalogues: Mapping[str, Catalogue], read: Read | None = None
) -> Checked:
    """Check every template text, every sentence of the source language and every translation. ``read``: the placeholders of the
    templates, where they have been read already."""
    printed, outside = read or placeholders(root / "templates")
    problems = [p for typed in outside for p in _outside(typed, context.names[SOURCE_TAG])]
    seen: set[tuple[str, str, str]] = set()
    checked = 0
    for tag, catalogue in sorted(catalogues.items()):
        if tag == SOURCE_TAG:
            continue
        for message in catalogue:
            stand = printed.get((message.domain, message.source), {})
            found: list[Finding] = []
            key = (message.domain, message.context, message.source)
            if key not in seen:
                seen.add(key)
                checked += 1
                found += check_text(message.source, SOURCE_TAG, stand, context, is_free(message))
            if message.target:
                checked += 1
                found += check_pair(message.source, message.target, tag, stand, context, is_free(message))
            problems += [problem(code, message.file, message.line, **details) for code, details in found]
    return Checked(checked, tuple(problems))


def is_free(message: Message) -> bool:
    """Return whether a text may hold figures of its own: titles of sources, and projects as a workbook words them."""
    return message.context in TITLES or message.domain.startswith("projects-")


def _outside(typed: Typed, names: Declared) -> Iterator[Problem]:
    text = _TAG.sub(lambda m: "\n" * m[0].count("\n") or " ", re.sub(r"<[^<>]*$|^[^<>]*>", "\n", typed.text))
    for found in _hand_typed(text, names):
        line = typed.line + text[: found.start].count("\n")
        yield problem(
            "proof-typed-figure", typed.file, line, text=found.text, says=found.identity, sentence=text[:60].strip()
        )


def _hand_typed(text: str, names: Declared) -> Iterator[ReadNumber]:
    known = names.spans(text)
    for found in numbers_in(text, names.language):
        if not is_article(found) and not any(a < found.end and found.start < b for a, b in known):
            yield found


def _with_stand_in(text: str, match: re.Match[str]) -> tuple[str, int]:
    """The text with one placeholder read as a number and the others as a letter that belongs to none."""
    parts: list[str] = []
    at = last = 0
    for other in _PLACEHOLDER.finditer(text):
        parts.append(text[last : other.start()])
        if other.start() == match.start():
            at = len("".join(parts))
            parts.append(_STAND_IN)
        else:
            parts.append("\ue000")
        last = other.end()
    return "".join(parts) + text[last:], at


def _beside(found: ReadNumber, unit: str, tag: str) -> Iterator[str]:
    spans = {u for units in tables(tag).not_with.values() for u in units}
    if found.qualifier and not (found.qualifier == "more-than" and unit in spans):
        yield f"a qualifier ({found.qualifier})"
    if found.value is not None and f"{found.value.normalize():f}" != _STAND_IN and not found.period:
        yield "a scale word, a digit or a sign"
    elif found.units and found.units[0] in _TYPED:
        yield f"a unit ({found.units[0]})"


def _direction(
    text: str, clean: str, match: re.Match[str], tag: str, printed: PrintedPlaceholder, base: FactBase
) -> Iterator[Finding]:
    figure = figure_of(printed, base)
    if figure is None or figure[0].measure != "change":
        return
    fact, quantity = figure
    if any(claim in base.claims and not base.holds(claim) for claim in printed.claims):
        return  # the data have taken the other wording: this one is printed nowhere
    level = 1 if quantity.unit == "multiple" else 0
    wanted = "up" if quantity.value > level else "down" if quantity.value < level else "flat"
    start = max((m.end() for m in _CLAUSE.finditer(clean[: match.start()])), default=0)
    stop = _CLAUSE.search(clean, match.end())
    clause = _PLACEHOLDER.sub("\ue000", clean[start : stop.start() if stop else len(clean)])
    ways = {d.way for d in directions_in(clause, tag)}
    unsigned = wanted == "down" and str(match["form"]).startswith("amount")  # the words alone say which way it went
    if (ways or unsigned) and wanted not in ways:
        told = {
            "ways": " and ".join(sorted(ways)) or "no direction",
            "wanted": wanted,
            "name": match["name"],
            "fact": fact.id,
        }
        yield "proof-typed-direction", {**told, "sentence": _around(text, match.start())}


def _figures_and_ways(
    source: str, target: str, tag: str, names: Mapping[str, Declared], free: bool
) -> Iterator[Finding]:
    """A text and its translation: the same figures in titles, and never opposite directions."""
    ours, theirs = (_PLACEHOLDER.sub("\ue000", _TAG.sub(" ", t)) for t in (source, target))
    if free:
        for found in _figures_differ(ours, theirs, tag, names):
            yield "proof-translation-differs", _told(found, source, 0)
    ways = [Counter(d.way for d in directions_in(t, g)) for t, g in ((ours, SOURCE_TAG), (theirs, tag))]
    for way, opposite in (("up", "down"), ("down", "up")):
        exchanged_ways = ways[1][way] > ways[0][way] and ways[1][opposite] < ways[0][opposite]
        if exchanged_ways or (way == "down" and ways[1][way] and not ways[0][way]):
            yield "proof-translation-direction", {"way": way, "opposite": opposite, "sentence": _around(target, 0)}


def _spans(text: str, found: Sequence[ReadNumber]) -> list[ReadNumber]:
    """The numbers of a text; the two ends of a span share scale and unit, which only one of them may carry (3—5亿元, RMB 3–5
    billion)."""
    made = list(found)
    for at in range(len(made) - 1):
        one, other = made[at], made[at + 1]
        alike = not one.units or not other.units or set(one.units) & set(other.units)
        if not alike or not _TO.fullmatch(text[one.end : other.start]) or one.value is None or other.value is None:
            continue
        units, kind = (one.units, one.kind) if one.units else (other.units, other.kind)
        scale = other.value / bare if one.value == _bare(one) and (bare := _bare(other)) else Decimal(1)
        made[at] = replace(one, value=one.value * scale, units=units, kind=kind)
        made[at + 1] = replace(other, units=units, kind=kind)
    return made


def _bare(found: ReadNumber) -> Decimal:
    """The digits of a number, without its scale."""
    digits = re.search(r"[0-9][0-9,]*(?:\.[0-9]+)?", found.text)
    return Decimal(digits[0].replace(",", "")) if digits else Decimal(0)


def _figures_differ(source: str, target: str, tag: str, names: Mapping[str, Declared]) -> Iterator[ReadNumber]:
    """Numbers that only one of two texts states, and foreign currencies that the source does not name."""
    ours, theirs = (
        [f for f in _spans(t, numbers_in(t, g)) if not is_article(f)] for t, g in ((source, SOURCE_TAG), (target, tag))
    )
    for found in theirs:
        if found.unit in _FOREIGN and not any(set(f.units) & set(found.units) for f in ours):
            yield found
    for found, side in unmatched(ours, theirs):
        named = names[(SOURCE_TAG, tag)[side]].spans((source, target)[side])
        if not any(a < found.end and found.start < b for a, b in named):
            yield found


def _turned(
    source: str, target: str, tag: str, stand: Mapping[str, PrintedPlaceholder], context: Context
) -> Iterator[Finding]:
    """Opposites in place of one another, negations lost or added, figures that have changed places."""
    ours, theirs = (_TAG.sub(" ", text) for text in (source, target))
    around = _around(target, 0)
    for what in turned(ours, theirs, SOURCE_TAG, tag, context.contrasts):
        yield "proof-translation-turned", {"what": what, "sentence": around}
    added, lost = negations(ours, theirs, SOURCE_TAG, tag)
    if added:
        yield "proof-negation-added", {"sentence": around}
    if lost:
        yield "proof-negation-lost", {"sentence": around}
    pairs = [f"%({a})s and %({b})s" for a, b in exchanged(ours, theirs, stand, context.base)]
    for what in dict.fromkeys([*pairs, *labels_exchanged(ours, theirs, SOURCE_TAG, tag, context.contrasts)]):
        yield "proof-exchanged", {"what": f"{what} have changed places", "sentence": around}


def _single(text: str) -> str:
    """A message as a person writes it: a per cent sign stands once. It is read with its number (5%), and beside a figure that
    brings its own unit it is seen."""
    return text.replace("%%", "%")


def _told(found: ReadNumber, text: str, at: int) -> dict[str, object]:
    return {"text": found.text, "says": found.identity, "sentence": _around(text, at)}


def _around(text: str, at: int) -> str:
    """The words around a place of a text, as a person writes them; no placeholder is cut."""
    start, end = max(at - 40, 0), at + 60
    for match in _PLACEHOLDER.finditer(text):
        if match.start() < start < match.end():
            start = match.start()
        if match.start() < end < match.end():
            end = match.end()
    shown = " ".join(unescape(text[start:end]).split())
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")
