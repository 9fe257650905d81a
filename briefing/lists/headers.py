"""Column heads to fields: by the synonym table, by the heads above them, by what the officer said; never by likeness."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from briefing.lists.mapping import Mapping
from briefing.lists.vocabulary import MONEY, MoneyUnit, Vocabulary, folded, heading

LEFT_OUT = "left-out"
#: Heads that say nothing by themselves below another head.
_GENERIC = frozenset({"name", "number", "status", "note"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place from 0, the field it holds (empty when unknown, ``left-out`` when known and not wanted), the unit
    of money its head names, and the head as written."""

    index: int
    field: str
    head: str
    unit: MoneyUnit | None = None
    months: str = ""

    @property
    def letter(self) -> str:
        """The column as Excel names it."""
        return str(get_column_letter(self.index + 1))


@dataclass(frozen=True, slots=True)
class Heads:
    """Recognises heads with a vocabulary and a mapping."""

    vocabulary: Vocabulary
    mapping: Mapping

    def column(self, index: int, parts: tuple[str, ...]) -> Column:
        """The column of a head whose parts, top to bottom, are given."""
        shown = "/".join(" ".join(part.split()) for part in parts)
        unit = next((found for part in reversed(parts) if (found := self._unit(part))), None)
        bracketed = "".join(heading(part)[1] for part in parts)
        months = "month" if "月" in bracketed else "year" if "年" in bracketed else ""
        field = self._mapped(index, parts, shown) or self.field(parts)
        return Column(index, "" if field == "ignore" else field, shown, unit, months)

    def known(self, text: str) -> str:
        """The field one head names by itself, or nothing."""
        plain, _ = heading(text)
        if found := self.vocabulary.heads.get(plain):
            return found
        unit = self.vocabulary.money_unit(plain)
        stem = plain[: -len(folded(unit.word))].rstrip(":/(-") if unit else ""
        return self.vocabulary.heads.get(stem, "")

    def field(self, parts: tuple[str, ...]) -> str:
        """The field of a head of several parts."""
        if not parts:
            return ""
        last, above = parts[-1], parts[:-1]
        if found := self.vocabulary.heads.get(heading("".join(parts))[0]):
            return found
        own, over = self.known(last), self.field(above)
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

    def is_whole(self, text: str) -> bool:
        """Whether a head below another stands for the head above (小计, 万元)."""
        return self._only_unit(text) or heading(text)[0] in {folded(w) for w in self.vocabulary.words.whole}

    def money_like(self, head: str) -> bool:
        """Whether an unknown head speaks of money."""
        return any(word in head for word in self.vocabulary.words.money_words)

    def _mapped(self, index: int, parts: tuple[str, ...], shown: str) -> str:
        wanted = {folded(name): field for name, field in self.mapping.columns.items()}
        names = (get_column_letter(index + 1), shown, *(parts[-1:]), heading(parts[-1])[0] if parts else "")
        return next((wanted[folded(n)] for n in names if n and folded(n) in wanted), "")

    def _unit(self, part: str) -> MoneyUnit | None:
        plain, inside = heading(part)
        found = self.vocabulary.unit_in(inside) or (self.vocabulary.money_unit(inside) if self._only_unit(inside) else None)
        return found or (self.vocabulary.money_unit(plain) if self._only_unit(part) or self.known(part) in MONEY else None)

    def _only_unit(self, part: str) -> bool:
        plain = folded(part).strip("()[]【】")
        unit = self.vocabulary.money_unit(plain)
        return unit is not None and plain.removeprefix("单位").lstrip(":") == folded(unit.word)
