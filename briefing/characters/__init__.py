"""The characters of texts that people hand in: what looks like another character is read as that one, and told.

Text copied from a PDF or typed in another program holds radicals for characters (⽣ for 生), invisible spaces and control
characters. They look right on the page and are wrong in every search, comparison and proof. Whoever reads text from a file
or a form calls ``read_text`` once, where the text comes in; behind that door a text holds none of them. What is read as what
is data: ``table.yaml`` beside this module; ``traditional.yaml`` holds the pairs of traditional and simplified characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from briefing.problems import Problem, problem

#: How much of a text a problem quotes.
QUOTED = 24


@dataclass(frozen=True, slots=True)
class Odd:
    """A character (or a letter with its marks) that does not stay as it is. ``kind`` says what it is; ``reads`` is what it is
    read as: empty where it is left out, ``None`` where no text may hold it. ``told`` is false where nobody needs to know."""

    character: str
    kind: str
    reads: str | None
    told: bool = True

    @property
    def name(self) -> str:
        """Its code points (``U+2F63``), which can be printed whatever it is."""
        return " ".join(f"U+{ord(c):04X}" for c in self.character)


def folded(text: str) -> str:
    """Return the text with every odd character read as what it stands for, in Unicode's composed form (NFC). Characters that
    no text may hold stay as they are: ``odd`` names them."""
    if _plain(text):
        return text
    return unicodedata.normalize("NFC", _odd().sub(_folded, _breaks(text)))


def odd(text: str) -> tuple[Odd, ...]:
    """Return every odd character of a text, each once, in order of appearance."""
    return () if _plain(text) else tuple(dict.fromkeys(_found(text)))


def read_text(text: str, file: str, line: int = 0) -> tuple[str, tuple[Problem, ...]]:
    """Return the folded text, and a problem for each odd character worth telling: a warning where it is read as another or
    left out, an error where no text may hold it. ``file`` and ``line`` are where a person can mend it."""
    if _plain(text):
        return text, ()
    clean = folded(text)
    return clean, tuple(_problem(found, clean, file, line) for found in odd(text) if found.told)


def read_lines(text: str, file: str) -> tuple[str, tuple[Problem, ...]]:
    """Read the lines of a whole file as ``read_text`` does: each problem is reported at its line."""
    if _plain(text):
        return text, ()
    lines = enumerate(_breaks(text).split("\n"), 1)
    return folded(text), tuple(found for number, line in lines for found in read_text(line, file, number)[1])


def likeness(text: str) -> str:
    """Return what two spellings of one name have in common, for looking names up: without spaces, marks and letter case,
    full-width forms as plain ones (Unicode's NFKC)."""
    return "".join(unicodedata.normalize("NFKC", folded(text)).split()).casefold()


def keyboard(text: str) -> str:
    """Return an id, a date, a period or a locator as a keyboard writes it: digits of any script and letters of any width as
    plain ones, dashes as hyphens, no space around it. Where words of a language are left (``2026年6月末``), they stay."""
    plain = plain_digits(unicodedata.normalize("NFKC", folded(text)).translate(_DASHES)).strip()
    return plain if plain.isascii() else plain_digits(text).strip()


def plain_digits(text: str) -> str:
    """Return a figure or a wording with decimal digits of every width and script (Unicode's Nd) as plain ones; the rest is the
    source's and stays."""
    return text if text.isascii() else "".join(map(_digit, text))


def simplified(text: str) -> str:
    """Return the text with its traditional characters as simplified ones, where wordings are compared: 忠縣 is 忠县,
    萬元 is 万元. What is printed stays."""
    wanted, pairs = _traditional()
    return text.translate(pairs) if wanted.search(text) else text


def _digit(character: str) -> str:
    return character if character.isascii() or not character.isdecimal() else str(unicodedata.decimal(character))


#: Dashes that stand for a hyphen in an id, a date or a range of lines.
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")


def _plain(text: str) -> bool:
    return not _odd().search(text) and "\r" not in text and unicodedata.is_normalized("NFC", text)


def _breaks(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _folded(match: re.Match[str]) -> str:
    found = _entry(match[0])
    return match[0] if found.reads is None else found.reads


def _found(text: str) -> Iterator[Odd]:
    yield from (found for match in _odd().finditer(text) if (found := _entry(match[0])).reads != match[0])
    left = _odd().sub(_folded, text)
    for cluster in _CLUSTER.findall(left) if not unicodedata.is_normalized("NFC", left) else ():
        composed = unicodedata.normalize("NFC", cluster)
        if composed != cluster:
            yield Odd(cluster, "a letter in parts, or a duplicate of one", composed)


def _problem(found: Odd, text: str, file: str, line: int) -> Problem:
    at = text.find(found.reads or "") if found.reads else 0
    start = max(at - QUOTED // 2, 0)
    around = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[start : start + QUOTED])
    details = {"character": found.name, "kind": found.kind, "text": around}
    if found.reads is None:
        return problem("character-refused", file, line, **details)
    done = f"read as “{found.reads}”" if found.reads else "left out"
    return problem("character-folded", file, line, done=done, **details)


#: A letter with the marks that follow it; Hangul letters compose with each other.
_CLUSTER = re.compile("[\u1100-\u11ff]+|.[\u0300-\u036f\u0591-\u05c7\u0610-\u065f\u093c\u3099\u309a]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Range:
    first: int
    last: int
    kind: str
    reads: str
    told: bool


@cache
def _ranges() -> tuple[_Range, ...]:
    made: list[_Range] = []
    for row in yaml.load((resources.files(__package__) / "table.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader):
        points = [(str(point), row["reads"]) for point in row.get("points", ())]
        points += [(str(point), f"={reads}") for point, reads in row.get("pairs", {}).items()]
        for point, reads in points:
            first, _, last = point.partition("-")
            told = bool(row.get("told", True))
            made.append(_Range(int(first, 16), int(last or first, 16), row["kind"], reads, told))
    return tuple(made)


@cache
def _odd() -> re.Pattern[str]:
    return re.compile("[" + "".join(rf"\U{r.first:08x}-\U{r.last:08x}" for r in _ranges()) + "]")


@cache
def _entry(character: str) -> Odd:
    found = next(r for r in _ranges() if r.first <= ord(character) <= r.last)
    match found.reads:
        case "compatible":
            reads: str | None = unicodedata.normalize("NFKC", character)
        case "refused":
            reads = None
        case fixed:
            reads = {"nothing": "", "space": " ", "line": "\n"}.get(fixed, fixed.removeprefix("="))
    return Odd(character, found.kind, reads, found.told)


@cache
def _traditional() -> tuple[re.Pattern[str], dict[int, str]]:
    """Traditional characters that stand for one simplified character whatever the word (乾 and 著 do not), and that one."""
    data = (resources.files(__package__) / "traditional.yaml").read_text("utf-8")
    pairs = {ord(word[0]): word[1] for word in yaml.load(data, Loader=yaml.CSafeLoader)["pairs"].split()}
    return re.compile("[" + "".join(map(chr, pairs)) + "]"), pairs
