"""The file of a release as numbered lines, and these as passages: text, Word, web page or PDF."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from statistics import median

import pypdfium2

from briefing.characters import folded
from briefing.files.reading import Refused, decode, read_bytes
from briefing.language.model import Language
from briefing.problems import ProblemsFound, problem
from briefing.releases.file_text import lines_of_document, lines_of_page, text_of_page
from briefing.releases.rules import ReadingRules

#: A file, and the text in it, may be at most this large (bytes; characters).
MAX_BYTES, MAX_TEXT = 50_000_000, 2_000_000

#: A text of which this share of the lines hold little but numbers is a table.
_TABLE_SHARE = 0.6

#: A line longer than this, that is no row of numbers, is a sentence.
_SENTENCE = 40

#: A page of a PDF with fewer characters than this holds none but its number: it was scanned.
_SCANNED = 20


@dataclass(frozen=True, slots=True)
class OpenedText:
    """The text of a file. ``lines`` are numbered from 1 as a person counts them; ``pages`` gives the first line of
    each page of a PDF. ``sha256`` is that of the file's bytes, ``sort`` what it was (text, docx, html, pdf)."""

    name: str
    sort: str
    sha256: str
    lines: tuple[str, ...]
    pages: tuple[int, ...] = ()


def open_release(path: Path) -> OpenedText:
    """Return the numbered lines of a file. Raises ``ProblemsFound`` when it is empty, too large, encrypted, in no encoding that
    is read, holds no text, or holds a table."""
    data = read_bytes(path, "release-unreadable", MAX_BYTES)
    return opened(path.name, data)


def opened(name: str, data: bytes) -> OpenedText:
    """Return the numbered lines of a file's bytes, as ``open_release``."""
    sort = sort_of(name, data)
    try:
        pages = _READERS[sort](data)
    except Refused as error:
        raise ProblemsFound([problem("release-unreadable", name, error.line, reason=error.reason)]) from error
    lines = [folded(line) for page in pages for line in page]
    if not any(line.strip() for line in lines):
        raise ProblemsFound([problem("release-scan" if sort == "pdf" else "release-empty", name)])
    if sum(map(len, lines)) > MAX_TEXT:
        reason = f"it has more than {MAX_TEXT // 1_000_000} million characters"
        raise ProblemsFound([problem("release-unreadable", name, reason=reason)])
    if is_table(lines):
        raise ProblemsFound([problem("release-table", name)])
    starts = tuple(accumulate(map(len, pages[:-1]), initial=1)) if sort == "pdf" else ()
    return OpenedText(name, sort, hashlib.sha256(data).hexdigest(), tuple(lines), starts)


def sort_of(name: str, data: bytes) -> str:
    """Return what a file is, by its first bytes, then by its name."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf"):
        return "pdf"
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return "docx"
    if head.startswith((b"<!doctype html", b"<html")) or Path(name).suffix.lower() in (".html", ".htm"):
        return "html"
    return "text"


def is_table(lines: list[str]) -> bool:
    """Return whether most of the lines of a text hold little but numbers, and none is a sentence with figures around them. A
    page gives each cell of its tables a line."""
    written = [(line, _numeric(line)) for line in lines if line.strip()]
    numbers = sum(numeric for _, numeric in written)
    sentences = any(len(line) > _SENTENCE and not numeric for line, numeric in written)
    return not sentences and numbers >= 5 and numbers > _TABLE_SHARE * len(written)


def _numeric(line: str) -> bool:
    parts = re.split(r"[\t,;|]|\s{2,}", line.strip()), line.split()  # cells, or columns of a page set in blanks
    for cells in ([cell for cell in given if cell.strip()] for given in parts):
        numbers = [cell for cell in cells if re.fullmatch(r"[-−+]?[0-9][0-9.,]*\s?%?", cell.strip())]
        if (len(cells) >= 2 and 2 * len(numbers) >= len(cells)) or (len(cells) == 1 and bool(numbers)):
            return True
    return False


def _text(data: bytes) -> list[list[str]]:
    if not data.strip():
        return []
    text, encoding = decode(data)
    if encoding == "GB 18030" and not _common(text):
        raise Refused(
            "encoding", "its bytes make no common characters in GB 18030: it is in another encoding, such as Big5"
        )
    return [re.split(r"\r\n|\r|\n|\f", text)]


#: The share of the characters of a text that are common ones; in another encoding they come out as rare ones.
_COMMON_SHARE = 0.7


def _common(text: str) -> bool:
    """Whether the characters that GB 18030 made of a text are mostly those of the first level of GB 2312, as those of any
    text are."""
    wide = [c.encode("gb18030") for c in text if ord(c) > 0x2E7F and not unicodedata.category(c).startswith(("P", "Z"))]
    level = sum(len(code) == 2 and 0xB0 <= code[0] <= 0xD7 and code[1] >= 0xA1 for code in wide)
    return level >= _COMMON_SHARE * len(wide)


def _pdf(data: bytes) -> list[list[str]]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        told = "it is encrypted" if "password" in str(error).casefold() else "it is a damaged PDF"
        raise Refused("damaged", told) from error
    with document:
        pages = [re.split(r"\r\n|\r|\n", text_of_page(page.get_textpage())) for page in document]
    return [] if all(len("".join(page).strip()) < _SCANNED for page in pages) else pages


_READERS: Mapping[str, Callable[[bytes], list[list[str]]]] = {
    "text": _text,
    "docx": lambda data: [lines_of_document(data)],
    "html": lambda data: [lines_of_page(data)],
    "pdf": _pdf,
}


#: A text whose lines are no longer than this in the middle was set in columns: its full lines are broken ones.
_COLUMN = 30

#: A line this long without an end of sentence was broken by a page, not ended by a writer.
_LONG = 60

#: Letters that are written wider or narrower than those of the keyboard, one for one.
_NARROW = str.maketrans("０１２３４５６７８９．％－＋〇　\u00a0\u2009\u202f\t", "0123456789.%-+〇     ")


@dataclass(frozen=True, slots=True)
class TextPassage:
    """A paragraph or heading. ``text`` has ASCII digits and plain spaces; ``starts`` gives where in it each line of
    ``lines`` (numbers from 1) begins. ``heading`` is the title when the passage is one."""

    text: str
    lines: tuple[int, ...]
    starts: tuple[int, ...]
    heading: str = ""

    def line(self, offset: int) -> int:
        """Return the line a character is in."""
        return self.lines[max(0, bisect_right(self.starts, offset) - 1)]


@dataclass(frozen=True, slots=True)
class TextSentence:
    """A stretch of a passage that ends with a sentence mark; ``start`` is its offset in the passage."""

    passage: TextPassage
    start: int
    text: str


def passages_of(lines: Sequence[str], language: Language, rules: ReadingRules) -> tuple[TextPassage, ...]:
    """Return the passages of numbered lines, in order. A row of a table, whose cells tabs part, is one by itself."""
    rows = ["\t" in line.strip() for line in lines]
    plain = [line.translate(_NARROW).strip() for line in lines]
    written = [line for line in plain if line]
    width = median(len(line) for line in written) if written else 0
    column = width if width <= _COLUMN else 0
    found: list[list[int]] = []
    for number, line in enumerate(plain):
        if not line:
            continue
        last = found[-1][-1] if found else -1
        apart = last < 0 or rows[last] or rows[number]
        if not apart and _goes_on(plain[last], line, number - last, column, rules):
            found[-1].append(number)
        else:
            found.append([number])
    return tuple(_passage(plain, numbers, language, rules) for numbers in found)


def sentences_of(passage: TextPassage, rules: ReadingRules) -> Iterator[TextSentence]:
    """Yield the sentences of a passage. A full stop between digits or before a small letter ends none."""
    ends = re.compile(
        rf"[{re.escape(rules.sentence_ends)}]+[”’」』\"')）]*(?=\s|$)|[{re.escape(_wide(rules.sentence_ends))}]+[”’」』]*"
    )
    start = 0
    stops = [m.end() for m in ends.finditer(passage.text) if not _abbreviated(passage.text[: m.end()][-12:], rules)]
    for stop in [*stops, len(passage.text)]:
        for end in _bounded(passage.text, start, stop, rules):
            if passage.text[start:end].strip():
                yield TextSentence(passage, start, passage.text[start:end])
            start = end


def _abbreviated(text: str, rules: ReadingRules) -> bool:
    return re.search(rf"(?:{rules.abbreviations})$", text) is not None


#: A sentence is read in parts no longer than this: a list without full stops is no sentence.
_LONGEST = 800


def _bounded(text: str, start: int, stop: int, rules: ReadingRules) -> Iterator[int]:
    """Where the parts of a sentence end: after the last mark that ends a clause, where it is too long."""
    while stop - start > _LONGEST:
        marks = [at for mark in rules.clause_marks if (at := text.rfind(mark, start, start + _LONGEST)) > start]
        start = max(marks) + 1 if marks else start + _LONGEST
        yield start
    yield stop


def _wide(marks: str) -> str:
    """The marks that end a sentence whatever follows: those that are not ASCII."""
    return "".join(mark for mark in marks if not mark.isascii()) or "\0"


def _goes_on(line: str, following: str, apart: int, column: float, rules: ReadingRules) -> bool:
    if line[-1] in rules.sentence_ends + ":：" or _heading(line, rules) or _heading(following, rules):
        return False
    if any(re.search(p, line) for p in rules.bylines):
        return False
    if _DIVIDED.search(line) and following[:1].islower():
        return True
    if column:
        return len(line) >= column - 3
    if line[-1] in "”）)":
        return False
    if apart == 1 and len(line) > _LONG / 2:
        return True
    listed = bool(set(line) & set("，,")) and line[-1].isalnum()
    return listed or line[-1] in rules.clause_marks or _width(line) >= 2 * _LONG


def _width(line: str) -> int:
    """How wide a line is set: a Han character counts as two."""
    return sum(1 if c.isascii() else 2 for c in line)


def _heading(line: str, rules: ReadingRules) -> str:
    found = (re.match(pattern, line) for pattern in rules.headings)
    return next((match["title"].strip() for match in found if match), "")


#: A word that the end of a line divides.
_DIVIDED = re.compile(r"([A-Za-z]+)[-\u2010\u00ad\ufffe]$")


def _joined(text: str, following: str, language: Language, rules: ReadingRules) -> str:
    """A text as it is before its next line: a word that was divided at the end of the line is one again."""
    divided = _DIVIDED.search(text)
    rest = re.match(r"[a-z]+", following)
    if divided is None or rest is None:
        return text + language.typography.line_join
    known = (divided[1] + rest[0]).casefold() in _vocabulary(language, rules)
    return text[:-1] if known or text[-1] != "-" else text


@lru_cache(maxsize=16)
def _vocabulary(language: Language, rules: ReadingRules) -> frozenset[str]:
    """The words by which figures are read: those that may not be missed where a line divides them."""
    units = (*language.unit_names, *rules.units, *(n for u in language.units.values() for n in u.nouns.values()))
    scales = (*(s.word or "" for s in language.scales.values()), *rules.scales)
    moves = (*rules.up, *rules.down, *rules.growth, *rules.change_after, *rules.words_of_change)
    words = (*units, *scales, *moves, *rules.flow, *rules.stock, *rules.month_names)
    return frozenset(w for text in words for w in re.findall("[a-z]+", text.casefold()))


def _passage(plain: Sequence[str], numbers: Sequence[int], language: Language, rules: ReadingRules) -> TextPassage:
    text, starts = "", []
    for number in numbers:
        if text:
            text = _joined(text, plain[number], language, rules)
        starts.append(len(text))
        text += plain[number]
    alone = _width(text) <= 2 * _LONG and text[-1] not in rules.sentence_ends and not set(text) & set("，,。")
    heading = _heading(text, rules) or (text if alone else "")
    return TextPassage(text, tuple(n + 1 for n in numbers), tuple(starts), heading)
