"""Names that have no official English form, in pinyin: companies with the usual words of company names, people by surname."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from briefing.characters import likeness, simplified
from briefing.content.fields import Record, Words, make
from briefing.files.yaml_reader import read_yaml_file
from briefing.problems import ProblemsFound

_HAN = re.compile(r"[\u3400-\u9fff]")
_RUNS = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
_BRACKETED = re.compile(r"([^（(]+)[（(]([^（()）]+)[)）]")


class Romanising(Record):
    """``i18n/<tag>/romanising.yaml``: what stands for the parts of a name, the marks of what nobody has verified or
    translated, and where the words of names part. ``set_words`` (``list-words.yaml``): translations by context; under
    ``ends`` what may follow such a word."""

    mark: Words
    endings: Mapping[str, str]
    words: Mapping[str, str]
    surnames: Mapping[str, str]
    compound: tuple[Words, ...] = ()
    untranslated: Words
    joints: tuple[Words, ...] = ()
    set_words: Mapping[str, Mapping[str, str]] = {}

    def set_word(self, context: str, source: str) -> str:
        """Return the translation of a word that lists have in common (a sector, a stage, a form of cooperation), or nothing.
        What stands around such a word and says nothing more (PPP模式, 在建项目) is passed over."""
        known = self._set_words.get(context, {})
        key = simplified(likeness(source))
        if found := known.get(key):
            return found
        stems = (key.removesuffix(end) for end in self._ends if key.endswith(end) and key != end)
        return next((known[stem] for stem in stems if stem in known), "")

    @cached_property
    def _set_words(self) -> Mapping[str, Mapping[str, str]]:
        return {
            context: {likeness(source): target for source, target in words.items()}
            for context, words in self.set_words.items()
            if context != "ends"
        }

    @cached_property
    def _ends(self) -> tuple[str, ...]:
        return tuple(sorted(map(likeness, self.set_words.get("ends", {})), key=len, reverse=True))

    def title(self, name: str) -> str:
        """Return a name in pinyin, nothing of it translated: word by word at the joints known, the rest in pairs of
        characters."""
        made: list[str] = []
        for run in _RUNS.findall(name):
            if not _HAN.match(run):
                made.append(run.strip())
                continue
            made += [joined(word) for word in self._words_of(run)]
        text = " ".join(part for part in made if part)
        return re.sub(r"\s+([,.;:)])", r"\1", text).replace("( ", "(")

    def _words_of(self, run: str) -> Iterator[str]:
        """The words of a run of characters: joints, and what is between them in pairs."""
        for at, part in enumerate(self._joints.split(run)):
            yield from (part,) if at % 2 else _pairs(part)

    @cached_property
    def _joints(self) -> re.Pattern[str]:
        listed = (*self.joints, *self.words, *self.endings, *(w for ws in self.set_words.values() for w in ws))
        return _parting(w for w in listed if 1 < len(w) <= 4)

    def label(self, text: str) -> str:
        """Return a word of a list without translation, in pinyin: a place with the word for its kind, any other word by
        word."""
        kind = next((k for k in self.words if len(k) == 1 and text.endswith(k) and len(text) > 1), "")
        return f"{joined(text[:-1])} {self.words[kind]}" if kind and len(text) <= 4 else self.title(text)

    def company(self, name: str) -> str:
        """Return a company or office, its ending and common words translated, the rest in pinyin, one word for each run."""
        if match := _BRACKETED.fullmatch(name):
            return f"{self.company(match[1])} ({self.company(match[2])})"
        rest, tail = name, ""
        for ending in sorted(self.endings, key=len, reverse=True):
            if rest.endswith(ending) and len(rest) > len(ending):
                rest, tail = rest[: -len(ending)], self.endings[ending]
                break
        split = enumerate(_parting(self.words).split(rest))
        parts = [self.words[part] if at % 2 else joined(part) for at, part in split if part]
        return " ".join(p for p in parts if p) + tail

    def person(self, name: str) -> str:
        """Return a person: surname, then given name in one word (张小明: Zhang Xiaoming). Names not in Han stay as they are."""
        plain = name.replace("·", "")
        if not all("一" <= c <= "鿿" for c in plain) or not 2 <= len(plain) <= 5:
            return name
        size = 2 if plain[:2] in self.compound and len(plain) > 2 else 1
        surname, given = plain[:size], plain[size:]
        return f"{self.surnames.get(surname) or joined(surname)} {joined(given)}"


def _parting(words: Iterable[str]) -> re.Pattern[str]:
    """What parts a text at these words, the longest first: those come out at the odd places."""
    longest = sorted(filter(None, words), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest)) or '(?!)'})")


def _pairs(loose: str) -> Iterator[str]:
    size = 2 if len(loose) > 4 else max(len(loose), 1)
    if len(loose) > 4 and len(loose) % 2:
        yield loose[:3]
        loose = loose[3:]
    yield from (loose[at : at + size] for at in range(0, len(loose), size))


def read_romanising(folder: Path, tag: str) -> Romanising | None:
    """Return the romanising rules of a language; ``None`` where it has none. Raises ``ProblemsFound``."""
    path = folder / tag / "romanising.yaml"
    if not path.exists():
        return None
    shown = f"{folder.name}/{tag}/romanising.yaml"
    data, found = read_yaml_file(path, shown)
    listed = folder / tag / "list-words.yaml"
    if listed.exists() and isinstance(data, dict):
        data["set_words"], more = read_yaml_file(listed, f"{folder.name}/{tag}/list-words.yaml")
        found = (*found, *more)
    made, wrong = make(Romanising, data, shown, 1)
    if made is None or found:
        raise ProblemsFound((*found, *wrong))
    return made


def joined(han: str) -> str:
    """Return a run of characters as one capitalised word (GB/T 16159: an apostrophe before a syllable that begins with a, o or
    e); letters and digits in it stay."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionaries take a sixth of a second; few packs have such names

    syllables = [s for s in lazy_pinyin(han, errors="default", v_to_u=True) if s.strip("（）() ")]
    return "".join(("'" if at and s[0] in "aoe" else "") + s for at, s in enumerate(syllables)).capitalize()
