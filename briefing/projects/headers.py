"""Column heads to fields: by the synonym table, by the heads above them, by what the officer says in a mapping file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import field_validator
from xlsxwriter.utility import xl_col_to_name

from briefing.content.fields import Record, Words, make
from briefing.files.reading import read_bytes
from briefing.files.yaml_reader import read_yaml
from briefing.problems import Problem, ProblemsFound, problem
from briefing.projects.vocabulary import MONEY, Field, MoneyUnit, Vocabulary, folded, heading

_ROWS = re.compile(r"(\d+)(?:-(\d+))?\Z")


class Mapping(Record):
    """``columns``: a column letter or a head as written -> its field, or ``ignore``. ``unit``: of every amount that has
    none; ``units``: of single money fields, whatever their heads say. ``header``: the rows of the header block (``3`` or
    ``3-4``). ``skip``: rows that are no projects. ``amounts`` and ``sought``: row -> the amount as the officer reads it.
    ``accept``: rows that are right although their size is implausible, or although they equal a sum. A row is ``17``, or
    ``Sheet1!17`` where sheets differ. ``decimals``: the mark before decimals in amounts typed as text; ``days``: the
    order of days written with slashes. One value may be where a list is meant."""

    sheet: tuple[Words, ...] = ()
    header: Words | None = None
    columns: dict[Words, Field | Literal["ignore"]] = {}  # noqa: RUF012 - pydantic copies defaults
    unit: Words | None = None
    units: dict[Field, Words] = {}  # noqa: RUF012
    skip: tuple[Words, ...] = ()
    amounts: dict[Words, Words] = {}  # noqa: RUF012
    sought: dict[Words, Words] = {}  # noqa: RUF012
    accept: tuple[Words, ...] = ()
    decimals: Literal["point", "comma"] | None = None
    days: Literal["dmy", "mdy"] | None = None

    @field_validator("sheet", "skip", "accept", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @property
    def head(self) -> tuple[int, int] | None:
        """First and last row of the header block, from 0."""
        found = rows_named((self.header,)) if self.header else set()
        return (min(found), max(found)) if found else None

    def amount(self, key: str, sheet: str, row: int) -> str:
        """Return what the officer says an amount of a row (from 1) is, or nothing."""
        given = self.amounts if key == "investment" else self.sought
        return given.get(f"{sheet}!{row}") or given.get(str(row)) or ""


def rows_named(texts: Iterable[str], sheet: str = "") -> set[int]:
    """Return the rows, from 0, that texts such as ``12``, ``12-15`` or ``Sheet1!12`` name on a sheet; what is none of these
    names none."""
    rows: set[int] = set()
    for text in texts:
        place, mark, numbers = text.rpartition("!")
        if mark and sheet and place != sheet:
            continue
        if match := _ROWS.match(numbers):
            rows.update(range(int(match[1]) - 1, min(int(match[2] or match[1]), int(match[1]) + 100_000)))
    return rows


def unused(
    mapping: Mapping, rows: Iterable[tuple[str, int]], heads: Iterable[tuple[str, str]], name: str
) -> Iterator[Problem]:
    """Yield a problem for everything a mapping says of rows and columns that are not there. ``rows`` are sheet and row (from 1)
    of every project, ``heads`` letter and head of every column."""
    keys = (*mapping.amounts, *mapping.sought, *mapping.accept)
    there = {(sheet, row - 1) for sheet, row in rows} if keys else set()
    known: set[str] = set()
    for letter, head in heads:
        parts = (head, *head.split("/"))
        known |= {folded(text) for text in (letter, *parts, *(heading(part)[0] for part in parts))}
    sheets = {sheet for sheet, _ in there}
    for key in keys:
        if not any((sheet, row) in there for sheet in sheets for row in rows_named((key,), sheet)):
            yield problem("list-mapping-unused", name, 0, what=f"row {key}")
    for key in mapping.columns:
        if known and folded(key) not in known:
            yield problem("list-mapping-unused", name, 0, what=f"column {key}")


def read_mapping(path: Path) -> tuple[Mapping, tuple[Problem, ...]]:
    """Return the mapping of a file, or an empty one and what is wrong with the file. Rows are numbers that need no quotes."""
    try:
        return mapping_in(read_bytes(path, "list-unreadable"), path.name)
    except ProblemsFound as unread:
        return Mapping(), unread.problems


def mapping_in(data: bytes, name: str) -> tuple[Mapping, tuple[Problem, ...]]:
    """Return the mapping that YAML holds, or an empty one and what is wrong with it; ``name`` is what problems call it."""
    given, found = read_yaml(data, name)
    if wrong := tuple(p for p in found if p.code != "unquoted-number"):
        return Mapping(), wrong
    if given is None:
        return Mapping(), ()
    made, wrong = make(Mapping, given, name, 1)
    return made or Mapping(), wrong


LEFT_OUT = "left-out"
#: No head is longer than this, in two languages and with its unit.
LONGEST = 100
#: Heads that say nothing by themselves below another head.
_GENERIC = frozenset({"name", "number", "status", "note"})
_LATIN = re.compile(r"[A-Za-z#][A-Za-z0-9 .,'&/#()（）-]*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_STATED = re.compile(r"[:：].*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """A column: its place from 0, the field it holds (empty when unknown, ``left-out`` when known and not wanted), the unit of
    money its head names, the head as written, and the head over it where it is in a group of several columns."""

    index: int
    field: str
    head: str
    unit: MoneyUnit | None = None
    months: str = ""
    group: str = ""
    mapped: bool = False

    @property
    def letter(self) -> str:
        """The column as Excel names it."""
        return str(xl_col_to_name(self.index))

    def holding(self, field: str) -> HeadColumn:
        """Return the same column with another field."""
        return replace(self, field=field)


#: So many texts are remembered that were asked about as heads: names of projects are, too.
MOST_SEEN = 500


class Heads:
    """Recognises heads with a vocabulary and a mapping."""

    def __init__(self, vocabulary: Vocabulary, mapping: Mapping) -> None:
        self.vocabulary, self.mapping = vocabulary, mapping
        self._seen = lru_cache(MOST_SEEN)(self._found)

    def column(self, index: int, parts: tuple[str, ...]) -> HeadColumn:
        """Return the column of a head whose parts, top to bottom, are given."""
        shown = "/".join(" ".join(part.split()) for part in parts)
        unit = next((found for part in reversed(parts) if (found := self._unit(part))), None)
        bracketed = "".join(heading(part)[1] for part in parts)
        months = "month" if "月" in bracketed or "month" in bracketed else "year" if "年" in bracketed else ""
        mapped = self._mapped(index, parts, shown)
        field = mapped or self.field(parts)
        group = parts[-2] if len(parts) > 1 else ""
        return HeadColumn(index, "" if field == "ignore" else field, shown, unit, months, group, bool(mapped))

    def known(self, text: str) -> str:
        """Return the field one head names by itself, in one language or in two that agree, or nothing."""
        return self._seen(text) if len(text) <= LONGEST else ""

    def names(self, text: str) -> bool:
        """Return whether a text heads a column by itself, or is a head (or its first part) that the mapping speaks of."""
        if self.known(text):
            return True
        said = {folded(part) for name in self.mapping.columns for part in (name, name.partition("/")[0])}
        return bool(text) and folded(text) in said

    def _found(self, text: str) -> str:
        if self.states_unit(text):
            return ""
        if found := self._known(text):
            return found
        if not (_HAN.search(text) and _LATIN.search(text)):
            return ""
        plain = _BRACKETS.sub("", text)
        halves = [half for half in (_LATIN.sub("", plain), " ".join(_LATIN.findall(plain))) if half.strip()]
        fields = {found for half in halves if (found := self._known(half.strip(" /\n")))}
        return fields.pop() if len(fields) == 1 else ""

    def _known(self, text: str) -> str:
        plain, _ = heading(text)
        if found := self.vocabulary.heads.get(plain.strip("及") or plain):
            return found
        parts = {self.vocabulary.heads.get(part, "") for part in plain.split("及")} if "及" in plain else set()
        if len(parts) == 1 and (found := parts.pop()):
            return found
        unit = self.vocabulary.money_unit(plain)
        stem = plain[: -len(folded(unit.word))].rstrip(":/(-,及") if unit else ""
        return self.vocabulary.heads.get(stem.removesuffix("in"), "") or self.vocabulary.heads.get(stem, "")

    def states_unit(self, text: str) -> bool:
        """Return whether a cell states the unit of a table (``金额单位：万美元``) and heads nothing."""
        if ":" not in text and "：" not in text:
            return False
        head = folded(_STATED.sub("", text))
        return head in self.vocabulary.words.rows.unit and bool(_STATED.search(text.strip().rstrip(":：")))

    def field(self, parts: tuple[str, ...]) -> str:
        """Return the field of a head of several parts."""
        if not parts:
            return ""
        last, above = parts[-1], parts[:-1]
        if found := self.vocabulary.heads.get(heading("".join(parts))[0]):
            return found
        own, over = self.known(last), self.field(above)
        if above and (office := self.office(parts[-2])):
            return self._of_office(last, own, office)
        if not above or not over:
            return own
        if over == own:
            return own
        if over in MONEY and own not in ("unit", "currency"):
            return over if self.is_whole(last) else own if own in MONEY and own != over else LEFT_OUT
        if own and own not in _GENERIC:
            return own
        return over

    def office(self, text: str) -> str:
        """Return whether a head over several columns names the ``owner`` of a project or an ``other`` office; nothing for other
        heads."""
        plain = heading(text)[0]
        known = self.known(text)
        if known.startswith("contact"):
            return ""
        if any(w in plain for w in self.vocabulary.words.offices.other):
            return "other"
        return "owner" if known == "owner" else ""

    def _of_office(self, last: str, own: str, office: str) -> str:
        """The field of a head below that of an office: its name, its contact; people in charge are no contact."""
        if own == "contact" or own.startswith("contact-"):
            return own
        if self.is_person(last):
            return LEFT_OUT
        names = {heading(w)[0] for w in self.vocabulary.words.offices.names}
        if heading(last)[0] in names or own in ("owner", "name", "unit"):
            return "owner"
        return own if office == "owner" else LEFT_OUT

    def is_person(self, text: str) -> bool:
        """Return whether a head names a person who is not the contact of a project (责任人, 挂钩领导)."""
        return heading(text)[0] in self.vocabulary.words.offices.persons

    def is_whole(self, text: str) -> bool:
        """Return whether a head below another stands for the head above (小计, 万元)."""
        return self._only_unit(text) or heading(text)[0] in self.vocabulary.words.whole

    def money_like(self, head: str) -> bool:
        """Return whether an unknown head speaks of money."""
        plain = head.casefold()
        return any(word in plain for word in self.vocabulary.words.money_words)

    def _mapped(self, index: int, parts: tuple[str, ...], shown: str) -> str:
        wanted = {folded(name): field for name, field in self.mapping.columns.items()}
        names = (xl_col_to_name(index), shown, *(parts[-1:]), heading(parts[-1])[0] if parts else "")
        return next((wanted[folded(n)] for n in names if n and folded(n) in wanted), "")

    def _unit(self, part: str) -> MoneyUnit | None:
        plain, inside = heading(part)
        if found := self.vocabulary.unit_in(inside):
            return found
        if self._only_unit(inside):
            return self.vocabulary.money_unit(inside)
        return self.vocabulary.money_unit(plain) if self._only_unit(part) or self.known(part) in MONEY else None

    def _only_unit(self, part: str) -> bool:
        plain = folded(part).strip("()[]【】")
        unit = self.vocabulary.money_unit(plain)
        return unit is not None and plain.removeprefix("单位").lstrip(":") == folded(unit.word)
