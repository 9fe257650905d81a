"""Sentences before they are printed: no figure typed by hand in a template or a translation, nothing beside a placeholder that
changes its meaning, no direction against the fact, and the same figures in a title and its translation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.messages import Catalogue, Message
from briefing.facts.base import FactBase, UnknownFact
from briefing.problems import Problem, problem
from briefing.proof.accounting import is_article
from briefing.proof.contrasts import exchanged, labels_exchanged, turned
from briefing.proof.declared import Declared
from briefing.proof.placeholders import FIGURES, Printed, Read, Typed, placeholders
from briefing.proof.reading import CURRENCIES, Found, directions_in, numbers_in
from briefing.proof.reading.tables import tables
from briefing.proof.verifying import unmatched

_PLACEHOLDER = re.compile(r"%\((?P<name>[A-Za-z_]\w*)(?:\.[\w.-]+)?\)s")
_TAG = re.compile(r"<[^<>]*>|&[a-z]+;|%%")
_CLAUSE = re.compile(r"[，。；：！？,;:!?（）()—]|\.\s|\.$")
#: Contexts whose texts repeat a source's own title, figures and all: compared with their translation instead.
TITLES = frozenset({"source title", "section", "issuer"})
#: What stands for a figure while the words around it are read; its value is no other number's.
_STAND_IN = "7.31"
_FOREIGN = CURRENCIES - {"CNY"}
_TYPED = CURRENCIES | {"percent", "percentage-point"}


@dataclass(frozen=True, slots=True)
class Checked:
    """How many sentences were read, in all languages together, and what was found."""

    checked: int
    problems: tuple[Problem, ...]


def check_entries(
    root: Path,
    base: FactBase,
    catalogues: Mapping[str, Catalogue],
    names: Mapping[str, Declared],
    read: Read | None = None,
) -> Checked:
    """Read every template text, every sentence of the source language and every translation. ``read``: the placeholders of
    the templates, where they have been read already."""
    printed, outside = read or placeholders(root / "templates")
    problems = [p for typed in outside for p in _outside(typed, names[SOURCE_TAG])]
    seen: set[tuple[str, str, str]] = set()
    checked = 0
    for tag, catalogue in sorted(catalogues.items()):
        if tag == SOURCE_TAG:
            continue
        for message in catalogue:
            stand = printed.get((message.domain, message.source), {})
            key = (message.domain, message.context, message.source)
            if key not in seen:
                seen.add(key)
                checked += 1
                problems += _sentence(message, message.source, SOURCE_TAG, stand, base, names[SOURCE_TAG])
            if message.target:
                checked += 1
                problems += _sentence(message, message.target, tag, stand, base, names[tag])
                problems += _pair(message, tag, names)
                problems += _turned(message, tag, stand, base)
    return Checked(checked, tuple(problems))


def _outside(typed: Typed, names: Declared) -> Iterator[Problem]:
    text = _TAG.sub(lambda m: "\n" * m[0].count("\n") or " ", re.sub(r"<[^<>]*$|^[^<>]*>", "\n", typed.text))
    for found in _hand_typed(text, names):
        line = typed.line + text[: found.start].count("\n")
        yield problem(
            "proof-typed-figure", typed.file, line, text=found.text, says=found.identity, sentence=text[:60].strip()
        )


def _free(message: Message) -> bool:
    """Whether a text may hold figures of its own: titles of sources, and projects as a workbook words them."""
    return message.context in TITLES or message.domain.startswith("projects-")


def _sentence(
    message: Message, text: str, tag: str, stand: Mapping[str, Printed], base: FactBase, names: Declared
) -> Iterator[Problem]:
    where = (message.file, message.line)
    clean = _TAG.sub(lambda m: " " * len(m[0]), text)
    if not _free(message):
        for found in _hand_typed(_PLACEHOLDER.sub(lambda m: "\ue000" * len(m[0]), clean), names):
            yield problem(
                "proof-typed-figure", *where, text=found.text, says=found.identity, sentence=_around(text, found.start)
            )
    figures = [m for m in _PLACEHOLDER.finditer(clean) if m["name"] in stand and stand[m["name"]].function in FIGURES]
    declared = names.spans(clean)
    for match in figures:
        if any(a <= match.start() and match.end() <= b for a, b in declared):
            continue
        filled, at = _with_stand_in(clean, match)
        for found in numbers_in(filled, tag):
            if found.start <= at < found.end:
                said = _beside(found, _unit(base, stand[match["name"]]), tag)
                around = _around(text, match.start())
                yield from (
                    problem("proof-typed-beside", *where, what=w, name=match["name"], sentence=around) for w in said
                )
        yield from _direction(message, clean, match, tag, stand[match["name"]], base)


def _hand_typed(text: str, names: Declared) -> Iterator[Found]:
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


def _unit(base: FactBase, printed: Printed) -> str:
    if not printed.reference or not base.knows(printed.reference):
        return ""
    quantity = base.resolve(printed.reference).quantity
    return quantity.unit if quantity is not None else ""


def _beside(found: Found, unit: str, tag: str) -> Iterator[str]:
    spans = {u for units in tables(tag).not_with.values() for u in units}
    if found.qualifier and not (found.qualifier == "more-than" and unit in spans):
        yield f"a qualifier ({found.qualifier})"
    if found.value is not None and f"{found.value.normalize():f}" != _STAND_IN and not found.period:
        yield "a scale word, a digit or a sign"
    elif found.units and found.units[0] in _TYPED:
        yield f"a unit ({found.units[0]})"


def _direction(
    message: Message, text: str, match: re.Match[str], tag: str, printed: Printed, base: FactBase
) -> Iterator[Problem]:
    try:
        fact = base.resolve(printed.reference) if printed.reference else None
    except UnknownFact:
        return
    if fact is None or fact.quantity is None or fact.measure != "change":
        return
    if any(claim in base.claims and not base.holds(claim) for claim in printed.claims):
        return  # the data have taken the other wording: this one is printed nowhere
    level = 1 if fact.quantity.unit == "multiple" else 0
    wanted = "up" if fact.quantity.value > level else "down" if fact.quantity.value < level else "flat"
    start = max((m.end() for m in _CLAUSE.finditer(text[: match.start()])), default=0)
    stop = _CLAUSE.search(text, match.end())
    clause = _PLACEHOLDER.sub("\ue000", text[start : stop.start() if stop else len(text)])
    ways = {d.way for d in directions_in(clause, tag)}
    if ways and wanted not in ways:
        yield problem("proof-typed-direction", message.file, message.line, ways=" and ".join(sorted(ways)), wanted=wanted,
                      name=match["name"], fact=fact.id, sentence=_around(text, match.start()))  # fmt: skip


def _pair(message: Message, tag: str, names: Mapping[str, Declared]) -> Iterator[Problem]:
    """A text and its translation: the same figures in titles, and never opposite directions."""
    source, target = (_PLACEHOLDER.sub("\ue000", _TAG.sub(" ", t)) for t in (message.source, message.target))
    where = (message.file, message.line)
    if _free(message):
        ours, theirs = (
            [f for f in numbers_in(t, g) if not is_article(f)] for t, g in ((source, SOURCE_TAG), (target, tag))
        )
        for found in theirs:
            if found.unit in _FOREIGN and not any(set(f.units) & set(found.units) for f in ours):
                yield problem(
                    "proof-translation-differs",
                    *where,
                    text=found.text,
                    says=found.identity,
                    sentence=_around(message.source, 0),
                )
        for found, side in unmatched(ours, theirs):
            said = _named(found, source if side == 0 else target, names[SOURCE_TAG if side == 0 else tag])
            if not said:
                yield problem(
                    "proof-translation-differs",
                    *where,
                    text=found.text,
                    says=found.identity,
                    sentence=_around(message.source, 0),
                )
    ways = [Counter(d.way for d in directions_in(t, g)) for t, g in ((source, SOURCE_TAG), (target, tag))]
    for way, opposite in (("up", "down"), ("down", "up")):
        turned = ways[1][way] > ways[0][way] and ways[1][opposite] < ways[0][opposite]
        if turned or (way == "down" and ways[1][way] and not ways[0][way]):
            yield problem(
                "proof-translation-direction", *where, way=way, opposite=opposite, sentence=_around(message.target, 0)
            )


def _turned(message: Message, tag: str, stand: Mapping[str, Printed], base: FactBase) -> Iterator[Problem]:
    if _free(message):
        return
    source, target = (_TAG.sub(" ", text) for text in (message.source, message.target))
    around = _around(message.target, 0)
    for what in turned(source, target, SOURCE_TAG, tag):
        yield problem("proof-translation-turned", message.file, message.line, what=what, sentence=around)
    pairs = [f"%({a})s and %({b})s" for a, b in exchanged(source, target, stand, base)]
    for what in dict.fromkeys([*pairs, *labels_exchanged(source, target, SOURCE_TAG, tag)]):
        yield problem(
            "proof-exchanged", message.file, message.line, what=f"{what} have changed places", sentence=around
        )


def _named(found: Found, text: str, names: Declared) -> bool:
    return any(a < found.end and found.start < b for a, b in names.spans(text))


def _around(text: str, at: int) -> str:
    start = max(at - 40, 0)
    return ("…" if start else "") + " ".join(text[start : at + 60].split()) + ("…" if at + 60 < len(text) else "")
