"""Translations that keep every figure and turn round what it is of: a name for its opposite, two figures or dates exchanged, a
negation that the source does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

import yaml

from briefing.facts.base import FactBase, UnknownFact
from briefing.proof.placeholders import DATES, FIGURES, Printed
from briefing.proof.reading.tables import tables

_PLACEHOLDER = re.compile(r"%\((?P<name>[A-Za-z_]\w*)(?:\.[\w.-]+)?\)s")

Pair = tuple[dict[str, re.Pattern[str]], dict[str, re.Pattern[str]]]


@cache
def contrasts() -> Mapping[str, Pair]:
    """The pairs of opposites by name, each side compiled for each language."""
    file = resources.files("briefing.proof.reading") / "contrasts.yaml"
    data = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {
        name: ({t: _compiled(w) for t, w in sides["one"].items()}, {t: _compiled(w) for t, w in sides["other"].items()})
        for name, sides in data.items()
    }


def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b" if words.isascii() else words, re.IGNORECASE)


def turned(source: str, target: str, from_tag: str, to_tag: str) -> Iterator[str]:
    """What a translation turned round, as short phrases; texts with their placeholders, without markup."""
    ours, theirs = (_PLACEHOLDER.sub(" ", text) for text in (source, target))
    languages = from_tag.partition("-")[0], to_tag.partition("-")[0]
    for name, sides in contrasts().items():
        if not all(language in side for language in languages for side in sides):
            continue
        counts = [
            [len(side[tag].findall(text)) for side in sides]
            for text, tag in zip((ours, theirs), languages, strict=True)
        ]
        for one, other in ((0, 1), (1, 0)):
            if counts[1][one] > counts[0][one] and counts[1][other] == 0 < counts[0][other]:
                yield f"it turns round “{name}”"
    said, meant = (len(tables(tag).negation.findall(text)) for text, tag in ((theirs, to_tag), (ours, from_tag)))
    if said > meant:
        yield "it has a negation that the source does not have"


def labels_exchanged(source: str, target: str, from_tag: str, to_tag: str) -> Iterator[str]:
    """Two opposite names, each said once in both texts, before the figures of one another."""
    languages = from_tag.partition("-")[0], to_tag.partition("-")[0]
    for sides in contrasts().values():
        if not all(language in side for language in languages for side in sides):
            continue
        orders = []
        for text, tag in zip((source, target), languages, strict=True):
            clean = _PLACEHOLDER.sub(lambda m: "\ue000" * len(m[0]), text)
            found = [list(side[tag].finditer(clean)) for side in sides]
            behind = [
                next((p["name"] for p in _PLACEHOLDER.finditer(text, m[0].end())), "") for m in found if len(m) == 1
            ]
            orders.append(behind if len(behind) == 2 and behind[0] != behind[1] else [])
        if orders[0] and orders[0] == orders[1][::-1]:
            yield f"{orders[0][0]} and {orders[0][1]}"


def exchanged(source: str, target: str, stand: Mapping[str, Printed], base: FactBase) -> Iterator[tuple[str, str]]:
    """Pairs of placeholders that stand in the other order than in the source, and could be taken for one another: two dates, or
    two figures of one unit and one sort of measure."""
    orders = [list(dict.fromkeys(m["name"] for m in _PLACEHOLDER.finditer(text))) for text in (source, target)]
    known = [name for name in orders[0] if name in orders[1] and name in stand]
    for at, one in enumerate(known):
        for other in known[at + 1 :]:
            if orders[1].index(one) > orders[1].index(other) and _alike(stand[one], stand[other], base):
                yield one, other


def _alike(one: Printed, other: Printed, base: FactBase) -> bool:
    if one.function in DATES and other.function in DATES:
        return True
    if one.function not in FIGURES or other.function not in FIGURES:
        return False
    sorts = []
    for printed in (one, other):
        try:
            fact = base.resolve(printed.reference) if printed.reference else None
        except UnknownFact:
            return False
        if fact is None or fact.quantity is None:
            return False
        sorts.append((fact.quantity.unit, fact.measure))
    return sorts[0] == sorts[1]
