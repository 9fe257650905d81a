"""Words quoted from an imported list: what its workbook says of a project may hold numbers that no fact of ours stands for.

The manifest names every such passage a document prints. A number is accounted for only inside the whole passage, letter by
letter up to white space, so that a digit changed in a finished file is still found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from briefing.proof.reading.letters import squash

#: Passages are looked up by their first letters; shorter ones count only where they are all a piece says.
_HEAD = 3


@dataclass(frozen=True, slots=True)
class Quoted:
    """The passages of one document, squashed: by their first letters, longest first; and those too short for that."""

    by_head: Mapping[str, tuple[str, ...]]
    short: frozenset[str]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where passages stand in a text."""
        if not self.by_head and not self.short:
            return []
        places = [at for at, letter in enumerate(text) if squash(letter)]
        letters = "".join(squash(text[at]) for at in places)
        if letters in self.short:
            return [(0, len(text))]
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(letters) - _HEAD + 1:
            passage = next((p for p in self.by_head.get(letters[at : at + _HEAD], ()) if letters.startswith(p, at)), "")
            if passage:
                found.append((places[at], places[at + len(passage) - 1] + 1))
            at += len(passage) or 1
        return found


NOTHING = Quoted({}, frozenset())


def quoted(passages: Iterable[str]) -> Quoted:
    """The passages of a manifest, ready to be found."""
    by_head: dict[str, set[str]] = {}
    short: set[str] = set()
    for passage in passages:
        letters = squash(passage)
        if len(letters) < _HEAD:
            short.add(letters)
        else:
            by_head.setdefault(letters[:_HEAD], set()).add(letters)
    return Quoted({k: tuple(sorted(v, key=lambda p: (-len(p), p))) for k, v in by_head.items()}, frozenset(short))
