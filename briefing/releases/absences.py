"""Sentences that say something is missing, near a figure of a release: recording it may have made them untrue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefing.document.nodes import Document
from briefing.document.passages import Passage, passages
from briefing.project.opening import Project
from briefing.releases.desk import Desk
from briefing.releases.matching import Index, parts_of, words_of
from briefing.releases.proposing import lookup, rules_of
from briefing.releases.verdicts import Proposed

#: How much of the weight of a figure's subject must stand in a sentence for the two to be about one thing.
_SHARE = 0.7

#: A word at the end of a subject that weighs less than this part of the rarest is named everywhere.
_RARE = 0.6

#: How many passages before and after a sentence may print the figure that a new one leans on.
_BESIDE = 2

#: Where a passage stands: its document without the language, its section, its number within the section.
_Place = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Absence:
    """A sentence of a document that says something is missing, with the figures of the release (by id) it may speak
    of."""

    document: str
    section: str
    text: str
    figures: tuple[str, ...]


def absences(project: Project, desk: Desk, documents: Mapping[str, Document]) -> tuple[Absence, ...]:
    """The sentences, as they would stand afterwards, that may deny what the release says. In documents in the
    language of the release they are found by the figures' own words; in others, where the same place denies something
    too."""
    rules, index = rules_of(project), lookup(project, desk.release.tag)
    found: list[Absence] = []
    places: dict[_Place, tuple[str, ...]] = {}
    for name in sorted(documents, key=lambda name: name.rpartition(".")[2] != desk.release.tag):
        pack, _, tag = name.rpartition(".")
        if tag not in rules or not rules[tag].absent:
            continue
        denying = re.compile("|".join(rules[tag].absent), re.IGNORECASE)
        for place, passage, beside in _placed(pack, passages(documents[name])):
            if not denying.search(passage.text):
                continue
            if tag == desk.release.tag:
                places[place] = tuple(_about(desk, passage, beside, index))
            if figures := places.get(place, ()):
                found.append(Absence(name, passage.title, passage.text, figures))
    return tuple(found)


def _placed(pack: str, listed: Sequence[Passage]) -> Iterator[tuple[_Place, Passage, Sequence[Passage]]]:
    counts: dict[str, int] = {}
    for at, passage in enumerate(listed):
        number = counts.get(passage.section, 0)
        counts[passage.section] = number + 1
        yield (pack, passage.section, number), passage, listed[max(0, at - _BESIDE) : at + _BESIDE + 1]


def _about(desk: Desk, passage: Passage, beside: Sequence[Passage], index: Index) -> Iterator[str]:
    """The figures that a denying sentence may speak of: whose subject it names; and of those without an indicator so
    far, whose subject ends in a rare word it names, or that lean on a figure printed beside it."""
    words = set(words_of(passage.text, index.rules))
    printed = {fact.partition("@")[0] for p in beside if p.section == passage.section for fact, _ in p.figures}
    by_number = {p.figure.number: p for p in desk.proposals}
    for proposed in desk.proposals:
        parts = tuple(parts_of(proposed.figure.subject, index.rules, index.rarity, index.known))
        whole = sum(weight for weight, _ in parts)
        there = sum(weight for weight, needed in parts if any(word in words for word in needed))
        if (whole and len(parts) >= 2 and there / whole >= _SHARE) or (
            proposed.indicator is None and (_ends_in(proposed, words, index) or _leans(proposed, by_number, printed))
        ):
            yield proposed.figure.id


def _ends_in(proposed: Proposed, words: set[str], index: Index) -> bool:
    last = tuple(words_of(proposed.figure.subject, index.rules))[-1:]
    return any(word in words and index.rarity.get(word, index.known) >= _RARE * index.known for word in last)


def _leans(proposed: Proposed, by_number: Mapping[int, Proposed], printed: set[str]) -> bool:
    led = by_number.get(proposed.figure.follows)
    return led is not None and led.indicator is not None and led.indicator.id in printed
