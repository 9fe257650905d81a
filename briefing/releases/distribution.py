"""How the lists of a sentence share out what they say (分别; A、B均达; A、B机构数量居第一): each figure its own subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from briefing.releases.clauses import content, right_of, tidy
from briefing.releases.figure import Figure
from briefing.releases.grammar import either
from briefing.releases.rules import ReadingRules


def distributed(
    figures: list[Figure], text: str, spans: Sequence[tuple[int, int]], rules: ReadingRules, first: int
) -> list[Figure]:
    """Return the figures of a sentence with what a list shares out (分别; A、B均达; A、B机构数量居第一): each its own subject.
    A figure that stands for several things becomes one figure for each."""
    out: list[Figure] = []
    index, parts = 0, ()  # type: int, tuple[str, ...]
    starts = [s for s, _ in spans]
    while index < len(figures):
        run = _run(figures, spans, text, index, rules)
        left = text[spans[index - 1][1] if index else 0 : starts[index]]
        told = left + right_of(text, spans[index + run - 1][1], len(text), rules)
        if rules.distribute and re.search(rules.distribute, told, re.IGNORECASE) and run > 1:
            named = _parts(left, run, rules)
            led_by = _leading(out, run)
            parts = named or (parts if len(parts) == run else ()) or tuple(f.subject for f in led_by)
            for offset in range(run):
                part = parts[offset] if len(parts) == run else figures[index].subject
                led = led_by[offset].number if not named and len(led_by) == run else -1
                out.append(_with(figures[index + offset], part, led))
            index += run
            continue
        each = _each(figures[index], left, rules)
        out += [_with(figures[index], part, -1) for part in each] if len(each) > 1 else [figures[index]]
        index += 1
    return [replace(f, number=first + i, follows=_moved(f.follows, out, first)) for i, f in enumerate(out)]


def _moved(follows: int, out: list[Figure], first: int) -> int:
    """The number a followed figure has after sharing out."""
    if follows < first or follows < 0:
        return follows
    return next((first + i for i, f in enumerate(out) if f.number == follows), -1)


def _run(figures: list[Figure], spans: Sequence[tuple[int, int]], text: str, index: int, rules: ReadingRules) -> int:
    count = 1
    while index + count < len(figures):
        between = text[spans[index + count - 1][1] : spans[index + count][0]]
        if not re.fullmatch(
            rf"\s*(?:{rules.joiners})\s*(?:{either((*rules.up, *rules.down))})?\s*", between, re.IGNORECASE
        ):
            break
        count += 1
    return count


def _parts(left: str, run: int, rules: ReadingRules) -> tuple[str, ...]:
    """What the words before 分别 name one by one."""
    head = re.split(rules.distribute, left, flags=re.IGNORECASE)[0]
    clause = re.split(r"[，,；;：:。]", head)[-1]
    for word, parts in rules.compounds.items():
        if word in clause and len(parts) == run:
            return tuple(tidy(clause.replace(word, part), rules) for part in parts)
    named = [tidy(part, rules) for part in re.split(rules.joiners, clause)]
    named = [part for part in named if content(part, rules)]
    return _with_tail(tuple(named[-run:]), rules) if len(named) >= run else ()


def _with_tail(parts: tuple[str, ...], rules: ReadingRules) -> tuple[str, ...]:
    """The parts of a list whose last alone says what is measured of them all (手机、汽车、摩托车出口额), each with that."""
    measured = either((*rules.flow, *rules.stock))
    tail = re.search(rf"(?<=\w)(?:{measured})\w{{0,2}}$", parts[-1]) if not rules.after else None
    if tail is None or tail.start() == 0 or any(re.search(measured, part) for part in parts[:-1]):
        return parts
    return (*(part + tail[0] for part in parts[:-1]), parts[-1])


def _leading(figures: list[Figure], run: int) -> list[Figure]:
    """The figures right before that have words of their own, as many as there are to share out."""
    last = [f for f in figures if f.follows < 0][-run:]
    return last if len(last) == run else []


def _each(figure: Figure, left: str, rules: ReadingRules) -> tuple[str, ...]:
    """The things one figure is said of."""
    clause = re.split(r"[，,；;：:。]", left)[-1]
    said = re.search(either(rules.each), clause, re.IGNORECASE) is not None
    if not (said or (figure.rank and figure.value is not None)):
        return ()
    named = [tidy(part, rules) for part in re.split("、" if figure.rank else rules.joiners, clause)]
    named = [part for part in named if content(part, rules)]
    if len(named) > 1 or not said:
        return tuple(named) if len(named) > 1 else ()
    for word, parts in rules.compounds.items():
        if word in clause:
            return tuple(tidy(clause.replace(word, part), rules) for part in parts)
    return ()


def _with(figure: Figure, part: str, led: int) -> Figure:
    return replace(figure, subject=part, own=part, clause=part, context="", follows=led) if part else figure
