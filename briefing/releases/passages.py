"""Lines of a file as passages: what a page or a column has broken is put together again, and every character keeps
its line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from briefing.language.model import Language
from briefing.releases.rules import ReadingRules

#: A text whose lines are no longer than this in the middle was set in columns: its full lines are broken ones.
_COLUMN = 30

#: A line this long without an end of sentence was broken by a page, not ended by a writer.
_LONG = 60

#: Letters that are written wider or narrower than those of the keyboard, one for one.
_NARROW = str.maketrans("０１２３４５６７８９．％－＋〇　\u00a0\u2009\u202f\t", "0123456789.%-+〇     ")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or heading. ``text`` has ASCII digits and plain spaces; ``starts`` gives where in it each line of
    ``lines`` (numbers from 1) begins. ``heading`` is the title when the passage is one."""

    text: str
    lines: tuple[int, ...]
    starts: tuple[int, ...]
    heading: str = ""

    def line(self, offset: int) -> int:
        """The line a character stands in."""
        return self.lines[max(0, bisect_right(self.starts, offset) - 1)]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a passage that ends with a sentence mark; ``start`` is its offset in the passage."""

    passage: Passage
    start: int
    text: str


def passages_of(lines: Sequence[str], language: Language, rules: ReadingRules) -> tuple[Passage, ...]:
    """The passages of numbered lines, in order."""
    plain = [line.translate(_NARROW).strip() for line in lines]
    written = [line for line in plain if line]
    width = median(len(line) for line in written) if written else 0
    column = width if width <= _COLUMN else 0
    found: list[list[int]] = []
    for number, line in enumerate(plain):
        if not line:
            continue
        last = found[-1][-1] if found else -1
        if last >= 0 and _goes_on(plain[last], line, number - last, column, rules):
            found[-1].append(number)
        else:
            found.append([number])
    return tuple(_passage(plain, numbers, language, rules) for numbers in found)


def sentences_of(passage: Passage, rules: ReadingRules) -> Iterator[Sentence]:
    """The sentences of a passage. A full stop between digits or before a small letter ends none."""
    ends = re.compile(
        rf"[{re.escape(rules.sentence_ends)}]+[”’」』\"')）]*(?=\s|$)|[{re.escape(_wide(rules.sentence_ends))}]+[”’」』]*"
    )
    start = 0
    for match in ends.finditer(passage.text):
        yield Sentence(passage, start, passage.text[start : match.end()])
        start = match.end()
    if passage.text[start:].strip():
        yield Sentence(passage, start, passage.text[start:])


def _wide(marks: str) -> str:
    """The marks that end a sentence whatever follows: those that are not ASCII."""
    return "".join(mark for mark in marks if not mark.isascii()) or "\0"


def _goes_on(line: str, following: str, apart: int, column: float, rules: ReadingRules) -> bool:
    if line[-1] in rules.sentence_ends + ":：" or _heading(line, rules) or _heading(following, rules):
        return False
    if any(re.search(p, line) for p in rules.bylines):
        return False
    if column:
        return len(line) >= column - 3
    if line[-1] in "”）)":
        return False
    if apart == 1 and len(line) > _LONG / 2:
        return True
    return (
        _width(line) >= 2 * _LONG
        or line[-1] in rules.clause_marks
        or (bool(set(line) & set("，,")) and line[-1].isalnum())
    )


def _width(line: str) -> int:
    """How wide a line is set: a Han character counts as two."""
    return sum(1 if c.isascii() else 2 for c in line)


def _heading(line: str, rules: ReadingRules) -> str:
    for pattern in rules.headings:
        if match := re.match(pattern, line):
            return match["title"].strip()
    return ""


def _passage(plain: Sequence[str], numbers: Sequence[int], language: Language, rules: ReadingRules) -> Passage:
    text, starts = "", []
    for number in numbers:
        if text:
            text += language.typography.line_join
        starts.append(len(text))
        text += plain[number]
    heading = _heading(text, rules)
    if (
        not heading
        and _width(text) <= 2 * _LONG
        and text[-1] not in rules.sentence_ends
        and not set(text) & set("，,。")
    ):
        heading = text
    return Passage(text, tuple(n + 1 for n in numbers), tuple(starts), heading)
