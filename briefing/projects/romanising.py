"""Names that have no official English form, in pinyin: companies with the usual words of company names, people by surname."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from briefing.content.fields import Record, Words, make
from briefing.content.yaml_reader import read_yaml
from briefing.problems import ProblemsFound

_BRACKETED = re.compile(r"([^（(]+)[（(]([^（()）]+)[)）]")


class Romanising(Record):
    """``i18n/<tag>/romanising.yaml``: what stands for the parts of a name, and the mark of what nobody has verified."""

    mark: Words
    endings: Mapping[str, str]
    words: Mapping[str, str]
    surnames: Mapping[str, str]
    compound: tuple[Words, ...] = ()

    def company(self, name: str) -> str:
        """A company or office, its ending and common words translated, the rest in pinyin, one word for each run."""
        if match := _BRACKETED.fullmatch(name):
            return f"{self.company(match[1])} ({self.company(match[2])})"
        rest, tail = name, ""
        for ending in sorted(self.endings, key=len, reverse=True):
            if rest.endswith(ending) and len(rest) > len(ending):
                rest, tail = rest[: -len(ending)], self.endings[ending]
                break
        parts: list[str] = []
        run = ""
        at = 0
        known = sorted(self.words, key=len, reverse=True)
        while at < len(rest):
            word = next((w for w in known if rest.startswith(w, at)), "")
            if word:
                parts += [joined(run)] if run else []
                parts.append(self.words[word])
                run = ""
                at += len(word)
            else:
                run += rest[at]
                at += 1
        parts += [joined(run)] if run else []
        return " ".join(p for p in parts if p) + tail

    def person(self, name: str) -> str:
        """A person: surname, then given name in one word (张小明: Zhang Xiaoming). Names not in Han stay as they are."""
        plain = name.replace("·", "")
        if not all("一" <= c <= "鿿" for c in plain) or not 2 <= len(plain) <= 5:
            return name
        size = 2 if plain[:2] in self.compound and len(plain) > 2 else 1
        surname, given = plain[:size], plain[size:]
        return f"{self.surnames.get(surname) or joined(surname)} {joined(given)}"


def read_romanising(folder: Path, tag: str) -> Romanising | None:
    """The romanising rules of a language; ``None`` where it has none. Raises ``ProblemsFound``."""
    path = folder / tag / "romanising.yaml"
    if not path.exists():
        return None
    shown = f"{folder.name}/{tag}/romanising.yaml"
    data, found = read_yaml(path.read_bytes(), shown)
    made, wrong = make(Romanising, data, shown, 1)
    if made is None or found:
        raise ProblemsFound((*found, *wrong))
    return made


def joined(han: str) -> str:
    """A run of characters as one capitalised word (GB/T 16159: an apostrophe before a syllable that begins with a, o or e);
    letters and digits in it stay."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionaries take a sixth of a second; few packs have such names

    syllables = [s for s in lazy_pinyin(han, errors="default") if s.strip("（）() ")]
    return "".join(("'" if at and s[0] in "aoe" else "") + s for at, s in enumerate(syllables)).capitalize()
