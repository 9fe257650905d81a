"""Searching and counting the figures of the register: what is looked for again and again is laid out once."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class SearchText:
    """The words of many rows, one after the other in small letters (UTF-8), and where each row begins."""

    text: bytes
    starts: array[int]

    def having(self, word: str) -> list[int]:
        """Return the rows, by number, in which a word occurs; it holds no white space."""
        wanted, found, at = word.casefold().encode(), list[int](), 0
        while (at := self.text.find(wanted, at)) >= 0:
            row = bisect_right(self.starts, at) - 1
            found.append(row)
            if row + 1 == len(self.starts):
                break
            at = self.starts[row + 1]
        return found

    def having_all(self, words: str) -> Sequence[int]:
        """Return the rows in which every word occurs, in order; all rows where there is no word."""
        asked = words.split()
        if not asked:
            return range(len(self.starts))
        found = set(self.having(asked[0])).intersection(*map(self.having, asked[1:]))
        return sorted(found)


def search_text(rows: Iterable[str]) -> SearchText:
    """Return the words of rows, laid out to be searched."""
    parts = [f"{row}\n".casefold().encode() for row in rows]
    starts = array("Q", accumulate(map(len, parts), initial=0))
    starts.pop()
    return SearchText(b"".join(parts), starts)


@dataclass(frozen=True, slots=True)
class Marks:
    """The filters that a figure passes, and the sections that print it."""

    filters: frozenset[str]
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks of many rows: most rows have the same ones as others, so that each kind stands once and ``of`` says which a row
    has."""

    kinds: tuple[Marks, ...]
    of: array[int]

    def counts(self, rows: Iterable[int], filters: Iterable[str]) -> dict[str, int]:
        """Return how many of the rows pass each filter."""
        found = dict.fromkeys(filters, 0)
        for kind, count in Counter(map(self.of.__getitem__, rows)).items():
            for name in self.kinds[kind].filters:
                found[name] += count
        return found

    def without(self, name: str) -> int:
        """Return how many of all rows do not pass a filter."""
        return sum(n for kind, n in Counter(self.of).items() if name not in self.kinds[kind].filters)

    def printed_in(self, section: str) -> frozenset[int]:
        """Return the kinds of mark that a section prints."""
        return frozenset(n for n, kind in enumerate(self.kinds) if section in kind.places)

    def passing(self, only: frozenset[str], but: str) -> frozenset[int]:
        """Return the kinds of mark that pass all of ``only``, and do not pass ``but`` unless it is asked for."""
        return frozenset(
            n for n, kind in enumerate(self.kinds) if only <= kind.filters and (but in only or but not in kind.filters)
        )

    def of_kinds(self, rows: Iterable[int], kinds: frozenset[int]) -> Sequence[int]:
        """Return those of the rows that have one of some kinds of mark."""
        of = self.of
        return [row for row in rows if of[row] in kinds]


def marked(rows: Iterable[tuple[frozenset[str], frozenset[str]]]) -> Marked:
    """Return the filters that each row passes and the sections that print it, each kind of mark once."""
    kinds: dict[tuple[frozenset[str], frozenset[str]], int] = {}
    of = array("L", (kinds.setdefault(row, len(kinds)) for row in rows))
    return Marked(tuple(Marks(*kind) for kind in kinds), of)
