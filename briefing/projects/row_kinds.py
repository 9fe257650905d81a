"""What a row below the header is, and what the words of a section head or of a total say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from briefing.characters import simplified
from briefing.projects.grid import EMPTY, Grid, GridCell, Kind
from briefing.projects.headers import LEFT_OUT, HeadColumn, Heads, rows_named
from briefing.projects.layout import Layout, unit_said
from briefing.projects.vocabulary import MONEY, Vocabulary, folded

_HAN = "一二三四五六七八九十百"
#: Ways to number a section, the outermost first as most offices nest them; a sheet may nest them otherwise.
STYLES = {
    "chapter": re.compile(rf"第[{_HAN}\d]+[章部编类分]+[、.:\s]*"),
    "han": re.compile(rf"[{_HAN}]{{1,3}}(?:[、.．]|\s+(?=\S))"),
    "han-bracket": re.compile(rf"[(（][{_HAN}]{{1,3}}[)）]"),
    "roman": re.compile(r"[IVXⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]{1,5}[、.)]\s*"),
    "letter": re.compile(r"[A-Z][、.)]\s*"),
    "digit": re.compile(r"\d{1,3}[、.．)）](?!\d)\s*"),
    "digit-bracket": re.compile(r"[(（]\d{1,3}[)）]"),
}
#: A cell that holds nothing but a section's number (``一``, ``（二）``).
CHINESE_NUMBER = re.compile(rf"^[(（]?[{_HAN}]{{1,3}}[)）、.]?$")
_MONEY = r"(?:计划|估算|预计)?(?:总投资|投资|金额)?额?:?约?(?:[\d.,]+(?:亿|万)?(?:美|港|欧)?元|[\d.,]+(?:亿|万))"
_MARKS = " 　:：、,，;；.。-—·*★●○▲◆◇■□△▪➢#【】[]《》"


@dataclass(frozen=True, slots=True)
class Said:
    """What a head says; each part may be empty. ``count`` is the number of projects it states."""

    sector: str = ""
    status: str = ""
    place: str = ""
    count: int | None = None


def style_of(text: str) -> str:
    """Return how a text is numbered as a section head (a key of ``STYLES``); empty where it is not."""
    plain = text.strip()
    if CHINESE_NUMBER.match(folded(plain)):
        return "han-bracket" if plain[0] in "(（" else "han"
    return next((name for name, pattern in STYLES.items() if pattern.match(plain)), "")


@lru_cache(maxsize=64)
def _patterns(vocabulary: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = vocabulary.words.rows
    counters = "|".join(re.escape(w) for w in sorted(rows.counters, key=len, reverse=True))
    words = (w for w in rows.total if not w.endswith(_MORE))
    totals = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    count = re.compile(rf"(?:共计|合计|总计|共|计)?(\d+)\s*(?:{counters})(?:重点|招商|建设)?(?:项目)?")
    return count, re.compile(totals)


def count_in(text: str, vocabulary: Vocabulary) -> int | None:
    """Return how many projects a label says there are (``共4个项目``, ``（12项）``); ``None`` where it does not say."""
    found = _patterns(vocabulary)[0].search(folded(text))
    return int(found[1]) if found else None


def ends_with_count(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether a label closes with a count of projects, in brackets or not."""
    plain = folded(text).rstrip(_MARKS)
    count = _patterns(vocabulary)[0]
    return bool(re.search(rf"(?:[(（]{count.pattern}[^()（）]*[)）]|{count.pattern})\Z", plain))


def read_said(text: str, vocabulary: Vocabulary) -> Said:
    """Return what a section head or the label of a total says, numbering, counts, amounts and cut brackets taken off."""
    count = count_in(text, vocabulary)
    words = bare(text, vocabulary)
    if not words:
        return Said(count=count)
    sections = vocabulary.words.sections
    if place := place_of(words, vocabulary) or place_of(words.partition("（")[0].strip(), vocabulary):
        return Said(place=place, count=count)
    plain = simplified(words)
    tail = next((t for t in sections.tails if plain.endswith(t) and plain != t), "")
    stem, plain = words.removesuffix(words[len(words) - len(tail) :]), plain.removesuffix(tail)
    if plain in sections.status:
        return Said(status=stem, count=count)
    if (
        any(word in simplified(words) for word in sections.nothing)
        or plain in sections.tails
        or re.search(r"\d+(?:亿|万|月|年)", words)
    ):
        return Said(count=count)
    return Said(sector=stem, count=count)


def place_of(words: str, vocabulary: Vocabulary) -> str:
    """Return the place that words are: a district or region we know, or any by its last characters."""
    if found := vocabulary.district(words) or vocabulary.regions.get(folded(words)):
        return found
    sections = vocabulary.words.sections
    plain = simplified(words)
    named = 2 <= len(words) <= 12 and plain.endswith(sections.place_ends) and not plain.endswith(sections.place_not)
    return words if named and not any(word in plain for word in sections.nothing) else ""


def bare(text: str, vocabulary: Vocabulary) -> str:
    """Return the words of a head alone."""
    count, total = _patterns(vocabulary)
    plain = " ".join(text.split())
    for pattern in STYLES.values():
        if (match := pattern.match(plain)) and match.end() < len(plain):
            plain = plain[match.end() :].strip()
            break
    half = plain.replace("（", "(").replace("）", ")").replace("：", ":")
    for wanted in (
        rf"\([^()]*{count.pattern}[^()]*\)?",
        count.pattern,
        rf"\(?{_MONEY}\)?",
        r"\([^()]*\Z",
        r"^[^()]*\)",
    ):
        found = _without(wanted, half)
        half = found if found.strip(_MARKS + "()") or wanted != r"^[^()]*\)" else half
    half = half.strip(_MARKS)
    while half and (match := re.search(rf"(?:{total.pattern})\Z", simplified(half), re.IGNORECASE)):
        half = half[: match.start()].strip(_MARKS)
    half = _without(rf"^(?:{total.pattern})(?![a-z])(?=[\s:(-])", half).strip(_MARKS)
    for part in vocabulary.words.rows.part:
        half = half[len(part) :].strip(_MARKS) if simplified(half).startswith(part) else half
    half = half.removeprefix("()").removesuffix("()").strip(_MARKS)
    return half if half.isascii() else half.replace("(", "（").replace(")", "）")


def _without(pattern: str, text: str) -> str:
    """A text without what fits a pattern where it is written in simplified characters, and in small letters or capitals."""
    made, at = "", 0
    for match in re.finditer(pattern, simplified(text), re.IGNORECASE):
        made, at = made + text[at : match.start()], match.end()
    return made + text[at:]


#: What may follow the word of a total in its cell: nothing, marks, numbers, a count. 总计算力中心 is a project.
_AFTER_TOTAL = re.compile(
    r"[\s:()（）\d,.、—-]*(?:共?\d+)?(?:个|项|户|家|宗|件|projects?)?(?:项目)?[\s:()（）\d,.亿万元]*\Z"
)
_MARKED = re.compile(r"[\s:()（）\d共—-]")
#: Ends words of a total behind which something else stands: ``Total for …``.
_MORE = "..."
#: A project's own number: 3, 3-1, (3), 1●, A12.
_NUMBERED = re.compile(r"[(（]?[a-z]{0,3}-?\d+(?:[-.]\d+)*[)）、.]?[^\w\s]*\Z")
#: Columns a section head or a total may fill; any other column says something of one project.
_BARE = frozenset({"number", "code", "name", "sector", "region", "district", "note", "unit", "currency", *MONEY})
#: Columns that a bare row of a project fills and a section head leaves empty.
_OF_PROJECTS = frozenset({"code", "sector", "region", "district"})
#: Columns in which the words of a total or of a section head stand.
_LABELS = frozenset({"number", "code", "name", "sector", "region", "district", ""})
#: A row with so many known heads is a header.
_HEADS = 3
#: Longer than this a text is a sentence about a project.
_LONGEST = 40


@dataclass(slots=True)
class Kinds:
    """Tells the rows of one sheet apart. ``chinese`` says that its projects are numbered 一, 二, 三; ``worded`` that
    most rows fill columns of words, so that a row that fills none stands out."""

    grid: Grid
    layout: Layout
    heads: Heads
    skip: set[int] = field(init=False)
    chinese: bool = field(init=False)
    worded: bool = field(init=False)
    _total: tuple[str, ...] = field(init=False)
    _opens: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.skip = rows_named(self.heads.mapping.skip, self.grid.name)
        words = sorted(self.heads.vocabulary.words.rows.total, key=len, reverse=True)
        self._opens = tuple(w.removesuffix(_MORE) for w in words if w.endswith(_MORE))
        self._total = tuple(w for w in words if not w.endswith(_MORE))
        self._look_through()

    def of(self, row: int, after_notes: bool) -> str:
        """Return the kind of a row: ``project``, ``section``, ``only-name`` (a section head without a number), ``total``,
        ``part`` (a part of a total), ``note``, ``head`` (the header again), ``other-head`` (another header), ``unit`` (a unit
        that differs), ``unnamed``, ``skip`` or ``blank``."""
        grid, heads = self.grid, self.heads
        shown = {
            c: cell for c in range(len(grid.rows[row]) if row < len(grid.rows) else 0) if (cell := grid.at(row, c)).text
        }
        if not shown:
            return "blank"
        if row in self.skip:
            return "skip"
        bare = self.is_bare(row)
        labels = self.labels(shown)
        if found := self._total_kind(labels, bare):
            return found
        if again := self._head_again(row):
            return again
        if len(shown) <= 2 and (unit := unit_said(grid, heads, row)) is not None:
            units = [self.layout.unit, *(c.unit for c in self.layout.columns if c.field in MONEY)]
            return "note" if {u.size for u in units if u is not None} == {unit.size} else "unit"
        first = next(iter(shown.values())).text
        if self._is_note(first, shown):
            return "note"
        if self._is_section(row, labels, shown, bare):
            return "section"
        name = next((n for c in self.layout.of("name") if (n := self._own(row, c.index).text)), "")
        if not name or heads.vocabulary.is_blank(name):
            return "unnamed"
        if self.filled(row) <= {"name"} and len(shown) == 1 and len(self.layout.fields) > 2:
            return "note" if after_notes else "only-name"
        return "project"

    def filled(self, row: int) -> set[str]:
        """Return the fields that a row fills itself; words that a merge spreads to the right or down from elsewhere are not its
        own."""
        return {c.field for c in self.layout.columns if c.field and self._own(row, c.index).text}

    def is_bare(self, row: int) -> bool:
        """Return whether a row says nothing that only a project has: its columns of words are empty or hold figures alone."""
        blank = self.heads.vocabulary.is_blank
        for column in self.layout.columns:
            if column.field in _BARE or column.field in ("", LEFT_OUT):
                continue
            cell = self._own(row, column.index)
            if cell.kind is Kind.TEXT and not blank(cell.text) and not re.fullmatch(r"[\d.,%\s—-]+", cell.text):
                return False
        return True

    def labels(self, shown: Mapping[int, GridCell]) -> list[str]:
        """Return the texts of a row that may name it: those of its label columns, up to the first column of money, and its
        first cell."""
        money = min((c.index for c in self.layout.columns if c.field in MONEY), default=10**6)
        fields = {c.index: c.field for c in self.layout.columns}
        found = [
            cell.text
            for c, cell in shown.items()
            if fields.get(c, "") in _LABELS and c < money and cell.kind is Kind.TEXT
        ]
        first = next(iter(shown.values()))
        return list(dict.fromkeys([*([first.text] if first.kind is Kind.TEXT else []), *found]))

    def _own(self, row: int, column: int) -> GridCell:
        merge = self.grid.covered.get((row, column))
        if merge is not None and (merge.left != column or merge.top != row):
            return self.grid.at(merge.top, merge.left) if merge.left == column and merge.right == column else EMPTY
        return self.grid.at(row, column)

    def _total_kind(self, labels: Sequence[str], bare: bool) -> str:
        """``total`` where a label is the word of a total, alone or with a place, a count, marks; ``part`` where it
        begins 其中."""
        words = self.heads.vocabulary.words.rows
        for label in labels:
            text = folded(label).strip("【】[]()（）*·◆●■▲★#")
            if bare and any(text.startswith(folded(p)) and (len(text) == len(folded(p)) or not text[len(folded(p))].isalpha()
                            or ends_with_count(text, self.heads.vocabulary)) for p in words.part):  # fmt: skip
                return "part"
            word = next((w for w in self._total if text.startswith(w)), "")
            rest = text[len(word) :]
            if word and (_AFTER_TOTAL.match(rest) or (bare and _MARKED.match(rest))):
                return "total"
            if bare and len(text) <= _LONGEST and (text.startswith(self._opens) or self._closes(text)):
                return "total"
        return ""

    def _closes(self, text: str) -> bool:
        """Whether a label ends with the word of a total, or with that word and a count, marks or brackets
        (甲县合计3个, 全市总计（4个）); or with a count that is called one (以上共4个项目)."""
        for word in self._total:
            at = text.rfind(word)
            if at >= 0 and (
                _AFTER_TOTAL.match(text[at + len(word) :]) or text[at + len(word) : at + len(word) + 1] in ("(", ":")
            ):
                return True
        if re.match(r"共(?:有|计)?\d+(?:个|项|户|家|宗|件)", text):
            return True
        return bool(re.search(r"(?:共|合)(?:有|计)?\d+(?:个|项|户|家|宗|件)", text)) and ends_with_count(
            text, self.heads.vocabulary
        )

    def _head_again(self, row: int) -> str:
        cells = [(c, text) for c in self.layout.columns if (text := self.grid.shown(row, c.index).text)]
        if len(cells) <= 1:
            shown = [cell.text for cell in self.grid.rows[row] if cell.text]
            again = self.heads.vocabulary.words.rows.again
            return "head" if len(shown) == 1 and any(w in folded(shown[0]) for w in again) else ""
        known: list[tuple[HeadColumn, str]] = []
        for place, (column, text) in enumerate(cells):
            if _part_of(text, column.head) or self.heads.known(text):
                known.append((column, text))
            elif place > _HEADS and not known:
                return ""
        if len(known) < _HEADS or len(known) * 2 < len(cells):
            return ""
        return "head" if all(self._same(c, text) for c, text in known) else "other-head"

    def _same(self, column: HeadColumn, text: str) -> bool:
        if _part_of(text, column.head):
            return True
        other = self.heads.column(column.index, (text,))
        sizes = [unit.size if unit else None for unit in (other.unit, column.unit)]
        return other.field == column.field and sizes[0] == sizes[1]

    def _is_note(self, first: str, shown: Mapping[int, GridCell]) -> bool:
        plain = folded(first)
        words = self.heads.vocabulary.words.rows.note
        marked = any(plain.startswith((f"{w}:", f"{w}1", f"{w}、")) for w in words)
        return (marked and len(shown) <= 4) or (plain in words and len(shown) <= 2)

    def _is_section(self, row: int, labels: Sequence[str], shown: Mapping[int, GridCell], bare: bool) -> bool:
        column, cell = next(iter(shown.items()))
        merge = self.grid.covered.get((row, column))
        across = merge is not None and merge.right - merge.left + 1 >= _HEADS
        names = {c.index for c in self.layout.of("name")}
        style = style_of(cell.text) if cell.kind is Kind.TEXT else ""
        numbered = style not in ("", "digit", "digit-bracket", "letter")
        lone_number = bool(CHINESE_NUMBER.match(folded(cell.text)))
        if len(shown) == 1:
            return across or numbered or column not in names or ends_with_count(cell.text, self.heads.vocabulary)
        if not bare:
            return False
        if lone_number:
            return not self.chinese
        if numbered:
            return True
        return self._has_no_number(row) and any(self._announces(label) for label in labels)

    def _has_no_number(self, row: int) -> bool:
        """Whether a row stands out among numbered projects, or among rows that say more of their projects."""
        numbers = self.layout.of("number")
        if numbers:
            return not _NUMBERED.match(folded(self._own(row, numbers[0].index).text))
        return self.worded

    def _announces(self, label: str) -> bool:
        """Whether a label counts projects, or is a place that we know."""
        vocabulary = self.heads.vocabulary
        known = vocabulary.district(label) or vocabulary.regions.get(folded(label))
        return bool(known) or (len(label) <= _LONGEST and ends_with_count(label, vocabulary))

    def _look_through(self) -> None:
        """Decide from all rows what is usual in the sheet. Chinese numbers count where rows bear them that can only be
        projects; where there are none such, in all rows; and where no row is numbered otherwise."""
        column = next(iter(self.layout.of("number") or self.layout.of("name"))).index
        rows = bare_rows = 0
        sure: set[str] = set()
        every: set[str] = set()
        for row in range(self.layout.bottom + 1, len(self.grid.rows)):
            if not self.grid.rows[row]:
                continue
            bare, number = self.is_bare(row), folded(self.grid.at(row, column).text)
            rows, bare_rows = rows + 1, bare_rows + bare
            way = "chinese" if CHINESE_NUMBER.match(number) else "other" if number[:1].isdigit() else ""
            every.add(way)
            if not bare or self.filled(row) & _OF_PROJECTS:
                sure.add(way)
        ways = sure or every
        self.worded, self.chinese = bare_rows * 2 < rows, "chinese" in ways and "other" not in ways


def _part_of(text: str, head: str) -> bool:
    """Whether a text is the whole head of a column, or one of the heads it is made of."""
    plain = " ".join(text.split())
    return f"/{plain}/" in f"/{head}/"
