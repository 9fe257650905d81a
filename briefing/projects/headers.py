"""Column heads to fields: by the synonym table, by the heads above them, by what the officer said; never by likeness."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from openpyxl.utils import get_column_letter

from briefing.projects.mapping import Mapping
from briefing.projects.vocabulary import MONEY, MoneyUnit, Vocabulary, folded, heading

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
    money its head names, the head as written, and the head over it where it stands in a group of several columns."""

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
        return str(get_column_letter(self.index + 1))

    def holding(self, field: str) -> HeadColumn:
        """The same column with another field."""
        return replace(self, field=field)


@dataclass(frozen=True, slots=True)
class Heads:
    """Recognises heads with a vocabulary and a mapping."""

    vocabulary: Vocabulary
    mapping: Mapping
    _seen: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def column(self, index: int, parts: tuple[str, ...]) -> HeadColumn:
        """The column of a head whose parts, top to bottom, are given."""
        shown = "/".join(" ".join(part.split()) for part in parts)
        unit = next((found for part in reversed(parts) if (found := self._unit(part))), None)
        bracketed = "".join(heading(part)[1] for part in parts)
        months = "month" if "月" in bracketed or "month" in bracketed else "year" if "年" in bracketed else ""
        mapped = self._mapped(index, parts, shown)
        field = mapped or self.field(parts)
        group = parts[-2] if len(parts) > 1 else ""
        return HeadColumn(index, "" if field == "ignore" else field, shown, unit, months, group, bool(mapped))

    def known(self, text: str) -> str:
        """The field one head names by itself, in one language or in two that agree, or nothing."""
        if len(text) > LONGEST:
            return ""
        if (field := self._seen.get(text)) is None:
            field = self._seen[text] = self._found(text)
        return field

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
        stem = plain[: -len(folded(unit.word))].rstrip(":/(-,") if unit else ""
        return self.vocabulary.heads.get(stem.removesuffix("in"), "") or self.vocabulary.heads.get(stem, "")

    def states_unit(self, text: str) -> bool:
        """Whether a cell states the unit of a table (``金额单位：万美元``) and heads nothing."""
        if ":" not in text and "：" not in text:
            return False
        head = folded(_STATED.sub("", text))
        return head in {folded(w) for w in self.vocabulary.words.rows.unit} and bool(
            _STATED.search(text.strip().rstrip(":："))
        )

    def field(self, parts: tuple[str, ...]) -> str:
        """The field of a head of several parts."""
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
        bare = heading(last)[0] in {folded(w) for w in self.vocabulary.words.whole} or self._only_unit(last)
        if over == own:
            return own
        if over in MONEY:
            return over if bare else own if own in MONEY and own != over else LEFT_OUT
        if own and own not in _GENERIC:
            return own
        return over

    def office(self, text: str) -> str:
        """Whether a head over several columns names the ``owner`` of a project or an ``other`` office; nothing for
        other heads."""
        plain = heading(text)[0]
        known = self.known(text)
        words = self.vocabulary.words.offices
        if known.startswith("contact"):
            return ""
        if any(folded(w) in plain for w in words.other):
            return "other"
        return "owner" if known == "owner" else ""

    def _of_office(self, last: str, own: str, office: str) -> str:
        """The field of a head below that of an office: its name, its contact; people in charge are no contact."""
        plain = heading(last)[0]
        words = self.vocabulary.words.offices
        if own == "contact" or own.startswith("contact-"):
            return own
        if plain in {folded(w) for w in words.persons}:
            return LEFT_OUT
        named = plain in {heading(w)[0] for w in words.names} or own in ("owner", "name", "unit")
        if named:
            return "owner"
        return own if office == "owner" else LEFT_OUT

    def is_person(self, text: str) -> bool:
        """Whether a head names a person who is not the contact of a project (责任人, 挂钩领导)."""
        plain = heading(text)[0]
        words = self.vocabulary.words.offices
        return plain in {folded(w) for w in words.persons}

    def is_whole(self, text: str) -> bool:
        """Whether a head below another stands for the head above (小计, 万元)."""
        return self._only_unit(text) or heading(text)[0] in {folded(w) for w in self.vocabulary.words.whole}

    def money_like(self, head: str) -> bool:
        """Whether an unknown head speaks of money."""
        plain = head.casefold()
        return any(word in plain for word in self.vocabulary.words.money_words)

    def _mapped(self, index: int, parts: tuple[str, ...], shown: str) -> str:
        wanted = {folded(name): field for name, field in self.mapping.columns.items()}
        names = (get_column_letter(index + 1), shown, *(parts[-1:]), heading(parts[-1])[0] if parts else "")
        return next((wanted[folded(n)] for n in names if n and folded(n) in wanted), "")

    def _unit(self, part: str) -> MoneyUnit | None:
        plain, inside = heading(part)
        found = self.vocabulary.unit_in(inside) or (
            self.vocabulary.money_unit(inside) if self._only_unit(inside) else None
        )
        return found or (
            self.vocabulary.money_unit(plain) if self._only_unit(part) or self.known(part) in MONEY else None
        )

    def _only_unit(self, part: str) -> bool:
        plain = folded(part).strip("()[]【】")
        unit = self.vocabulary.money_unit(plain)
        return unit is not None and plain.removeprefix("单位").lstrip(":") == folded(unit.word)
