"""Words of change in published wordings: what rose or fell by how much, and the base of comparison they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from briefing.language.model import Direction, Language
from briefing.language.wording_parts import either, period_pattern, read_period

#: Stands for "no change" among the multiples that words name by themselves.
_NO_CHANGE = "1"

#: Patterns without a word of their own; the plain figure is read without them.
_BARE = ("{amount}", "{level}", "{signed}")


@dataclass(frozen=True, slots=True)
class FoundChange:
    """``amount`` is the text of the figure (``is_level``: it is a multiple of the base), ``down`` says it fell,
    ``multiple`` is the digits of a multiple that the words themselves name (翻倍, doubled). ``bases`` are the bases the
    words may mean: ids of the language data, an ISO 8601 period, or the words themselves where nobody knows their
    period; empty without any. ``flat`` says that nothing changed."""

    amount: str
    down: bool = False
    is_level: bool = False
    flat: bool = False
    multiple: str | None = None
    bases: frozenset[str] = frozenset()


def change_amount(language: Language, text: str) -> Iterator[FoundChange]:
    """Yield every reading of a text as a change in words."""
    for regex, down, multiple in _patterns(language):
        match = regex.fullmatch(text)
        if match is None:
            continue
        named = match.groupdict()
        period = next((text for name, text in named.items() if name.startswith("period") and text), "")
        bases = _named(language, named.get("base") or "", period)
        if multiple is not None:
            yield FoundChange("", multiple=multiple, bases=bases, flat=multiple == _NO_CHANGE)
            continue
        level = named.get("level")
        yield FoundChange(level or match["amount"], down, level is not None, bases=bases)


def bases_in(language: Language, text: str) -> frozenset[str]:
    """Return the bases that words somewhere in a longer wording name."""
    found: set[str] = set()
    for match in _anywhere(language).finditer(text):
        found |= _named(language, match["base"], match["period"] or "")
    return frozenset(found)


def _named(language: Language, words: str, period: str) -> frozenset[str]:
    named = frozenset(_base_words(language).get(words.strip().casefold(), ()))
    if named or not words.strip():
        return named
    read = read_period(language, period) if period else None
    return frozenset({read.text if read else words.strip()})


@lru_cache(maxsize=16)
def _base_words(language: Language) -> dict[str, tuple[str, ...]]:
    """Every wording of a named base, in lower case, with the bases it may mean."""
    words: dict[str, list[str]] = {}
    for name, rules in language.changes.bases.items():
        for text in (rules.base, rules.than, rules.level):
            if "{" not in text and name != "none":
                words.setdefault(text.strip().casefold(), []).append(name)
    for name, texts in language.reading.bases.items():
        for text in texts:
            words.setdefault(text.strip().casefold(), []).append(name)
    words.pop("", None)
    return {word: tuple(names) for word, names in words.items()}


@lru_cache(maxsize=16)
def _patterns(language: Language) -> tuple[tuple[re.Pattern[str], bool, str | None], ...]:
    rules, read = language.changes, language.reading
    named = [word for words in read.bases.values() for word in words]
    bases = {
        "base": _bases([*(b.base for b in rules.bases.values()), *read.base_periods, *named]),
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
    for words, down in ((read.changes.up, False), (read.changes.down, True)):
        if words:
            wanted |= {
                (pattern.replace("{word}", f"{{{_WORD[down]}}}"), down, None): None for pattern in read.changes.patterns
            }
    for word in read.changes.flat:
        wanted |= {("{base}" + word, False, _NO_CHANGE): None, (word + "{base}", False, _NO_CHANGE): None}
    for word, number in read.changes.multiples.items():
        wanted |= {("{base}" + word, False, number): None, (word + "{base}", False, number): None}
    bases |= {_WORD[False]: either(read.changes.up), _WORD[True]: either(read.changes.down)}
    return tuple((_compile(pattern, bases), down, number) for pattern, down, number in wanted)


#: The placeholders that stand for any of the words of rising and of falling.
_WORD = {False: "rising", True: "falling"}


@lru_cache(maxsize=16)
def _anywhere(language: Language) -> re.Pattern[str]:
    rules, read = language.changes, language.reading
    texts = [text for b in rules.bases.values() for text in (b.base, b.than)]
    texts += [*(word for words in read.bases.values() for word in words), *read.base_periods]
    fixed = [text.strip() for text in texts if text.strip() and "{" not in text]
    fields = [re.split(r"\{\w+\}", text) for text in texts if "{" in text]
    before = either({head.strip() for head, *_ in fields})
    after = either({tail.strip() for _, *tails in fields for tail in tails} - {""})
    period = rf"(?P<period>{period_pattern(language)})"
    return re.compile(rf"(?P<base>{either(fixed)}|(?:{before})\s*{period}(?:{after}|))", re.IGNORECASE)


def _sides(direction: Direction) -> tuple[tuple[str, bool], tuple[str, bool]]:
    return (direction.up, False), (direction.down, True)


def _bases(patterns: list[str]) -> str:
    """Any of the wordings, named ones before those with a period in them, or none."""
    plain = {p for p in patterns if p and "{" not in p}
    dated = sorted({p for p in patterns if "{" in p}, key=lambda p: (-len(p), p))
    texts = [either(plain)] if plain else []
    texts += [f"{re.escape(head)}(?P<period{n}>.+?){re.escape(tail)}" for n, (head, tail) in enumerate(_split(dated))]
    return f"(?P<base>{'|'.join(texts)}|)"


def _split(patterns: list[str]) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        head, _, rest = pattern.partition("{")
        yield head, rest.partition("}")[2]


def _compile(pattern: str, bases: dict[str, str]) -> re.Pattern[str]:
    text = re.sub(r"\{\w+\}|[^{]+", lambda m: m[0] if m[0].startswith("{") else re.escape(m[0]), pattern)
    for name, regex in bases.items():
        text = text.replace(r"\ {" + name + "}", rf"(?:\ {{{name}}})?").replace("{" + name + "}", regex)
    for name in ("amount", "level"):
        text = text.replace("{" + name + "}", f"(?P<{name}>.+?)")
    return re.compile(text, re.IGNORECASE)
