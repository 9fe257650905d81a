"""Recognising words of change: 同比增长…, rose … year on year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from briefing.language.model import Direction, Language

#: Patterns without a word of their own; the plain figure is read without them.
_BARE = ("{amount}", "{level}", "{signed}")


@dataclass(frozen=True, slots=True)
class FoundChange:
    """``amount`` is the text of the figure (``is_level``: it is a multiple of the base), ``down`` says it fell, ``multiple``
    is the digits of a multiple that the words themselves name (翻倍, doubled)."""

    amount: str
    down: bool = False
    is_level: bool = False
    multiple: str | None = None


def change_amount(language: Language, text: str) -> Iterator[FoundChange]:
    """Every reading of a text as a change in words."""
    for regex, down, multiple in _patterns(language):
        match = regex.fullmatch(text)
        if match is None:
            continue
        if multiple is not None:
            yield FoundChange("", multiple=multiple)
            continue
        level = match.groupdict().get("level")
        yield FoundChange(level or match["amount"], down, level is not None)


@lru_cache(maxsize=16)
def _patterns(language: Language) -> tuple[tuple[re.Pattern[str], bool, str | None], ...]:
    rules = language.changes
    bases = {
        "base": _bases([b.base for b in rules.bases.values()]),
        "than": _bases([b.than for b in rules.bases.values()]),
        "base_level": _bases([b.level for b in rules.bases.values()]),
    }
    wanted: dict[tuple[str, bool, str | None], None] = {}
    for number, forms in rules.special.items():
        wanted |= {(pattern, False, number): None for form, pattern in forms.items() if form not in ("amount", "level")}
    for families in rules.forms.values():
        if isinstance(families, str):
            continue
        for direction in families.values():
            for pattern, down in _sides(direction):
                if pattern not in _BARE:
                    wanted[pattern, down, None] = None
    return tuple((_compile(pattern, bases), down, number) for pattern, down, number in wanted)


def _sides(direction: Direction) -> tuple[tuple[str, bool], tuple[str, bool]]:
    return (direction.up, False), (direction.down, True)


def _bases(patterns: list[str]) -> str:
    texts = sorted({re.sub(r"\\\{\w+\\\}", ".+?", re.escape(p)) for p in patterns if p}, key=lambda t: (-len(t), t))
    return f"(?:{'|'.join(texts)}|)"


def _compile(pattern: str, bases: dict[str, str]) -> re.Pattern[str]:
    text = re.sub(r"\{\w+\}|[^{]+", lambda m: m[0] if m[0].startswith("{") else re.escape(m[0]), pattern)
    for name, regex in bases.items():
        text = text.replace(r"\ {" + name + "}", rf"(?:\ {{{name}}})?").replace("{" + name + "}", regex)
    for name in ("amount", "level"):
        text = text.replace("{" + name + "}", f"(?P<{name}>.+?)")
    return re.compile(text, re.IGNORECASE)
