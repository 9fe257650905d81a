"""From a draft (cells by field) to the fields of a project record, with everything guessed told by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from briefing.characters import likeness, simplified
from briefing.projects.amounts import (
    Read,
    ordered_days,
    read_amount,
    read_day,
    read_duration,
    read_period,
    read_row_unit,
    serial_day,
    shown,
)
from briefing.projects.contacts import ContactReader
from briefing.projects.grid import Causes, Kind
from briefing.projects.headers import Mapping as Given
from briefing.projects.headers import rows_named
from briefing.projects.packed import Fields
from briefing.projects.rows import Draft, RowPiece, text_of
from briefing.projects.vocabulary import MONEY, MoneyUnit, Vocabulary, folded, split_values
from briefing.quantities import interval
from briefing.quantities.parse import parse_value

_AMOUNTS = {"investment": ("investment", "investment-estimated", "investment-approved"), "sought": ("sought",)}
_NUMBERED = re.compile(r"[0-9(（一二三四五六七八九十][.、)）]?")
#: Full-width digits and letters, and the ideographic space. Full-width marks stay: they are right in Chinese.
_HALF_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()} | {
    0x3000: " "
}
_BETWEEN = re.compile("[,，;；/]")
_STOPS = "。；;，,、：:！!"
#: Fields whose values many projects share.
_SHARED = frozenset({"sector", "owner", "status"})
_ONE_LINE = ("status", "owner", "content", "benefit", "benefit_basis", "advantages", "site", "approvals", "note")


@dataclass(slots=True)
class Interpreter:
    """Interprets the drafts of one workbook. ``units`` counts what units came from where, for the report;
    ``decimals`` is the mark before decimals in columns of money, by field; ``translations`` are texts in another
    language by field and the Chinese they are beside, ``days`` the order of days written with slashes."""

    vocabulary: Vocabulary
    given: Given
    causes: Causes = field(default_factory=Causes)
    decimals: dict[str, str] = field(default_factory=dict)
    days: str = ""
    units: dict[tuple[str, str], int] = field(default_factory=dict)
    spellings: dict[tuple[str, str], str] = field(default_factory=dict)
    translations: dict[tuple[str, str], str] = field(default_factory=dict)

    def fields(self, draft: Draft) -> Fields:
        """Return the record fields of a draft, in the order they are written, without id and list; ``origin`` is sheet and
        row."""
        if any(piece.cell.struck for piece in draft.pieces("name")):
            self.tell("list-struck-out", draft)
        made: Fields = {"name": words(self._own(draft.text("name"), "name"))}
        self._texts(draft, made)
        self._places(draft, made)
        for key, names in _AMOUNTS.items():
            if amount := self._amount(draft, key, names):
                made[key] = amount
        self._compared(draft, made)
        if ways := split_values(self._said(draft, "cooperation"), self.vocabulary.words.between):
            made["cooperation"] = list(dict.fromkeys(self._spelling("cooperation", way) for way in ways))
        if term := self._term(draft):
            made["term"] = term
        if contacts := self._contacts(draft):
            made["contacts"] = contacts
        if until := self._day(draft, "valid-until"):
            made["valid_until"] = until
        made["origin"] = f"{draft.sheet}!{draft.row}"
        return {name: made[name] for name in ORDER if name in made}

    def tell(self, code: str, draft: Draft, **details: object) -> None:
        """Note a cause at the row of a draft."""
        self.causes.add(code, draft.sheet, draft.row, name=words(draft.text("name"))[:30], **details)

    def _said(self, draft: Draft, name: str) -> str:
        pieces = draft.pieces(name)
        for piece in pieces:
            if piece.cell.kind is Kind.ERROR:
                self.tell("list-cell-error", draft, column=piece.column.letter, text=piece.cell.text)
                return ""
        text = text_of(pieces)
        return "" if self.vocabulary.is_blank(text) else text

    def _texts(self, draft: Draft, made: Fields) -> None:
        for name in (*_ONE_LINE, "code", "sector"):
            said = self._own(self._said(draft, name.replace("_", "-")), name)
            if text := words(self._owner(draft, said) if name == "owner" else said):
                made[name] = self._spelling(name, text) if name in _SHARED else text
        for name, said in (("sector", draft.said.sector), ("status", draft.said.status)):
            if name not in made and said:
                made[name] = self._spelling(name, said)
                self.tell(f"list-{name}-from-section", draft, **{name: said})

    def _own(self, text: str, name: str) -> str:
        """The Chinese of a cell that says the same in another language on lines of their own; that is kept as a translation."""
        if "\n" not in text:
            return text
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        own = [line for line in lines if not line.isascii()]
        other = [line for line in lines if line.isascii() and sum(map(str.isalpha, line)) > 2]
        if not own or not other or len(own) + len(other) != len(lines) or lines[: len(own)] != own:
            return text
        kept = words("\n".join(own))
        self.translations[name, kept] = " ".join(other)
        return kept

    def _owner(self, draft: Draft, said: str) -> str:
        """An owner without the person set apart behind it (``甲公司      王某``); the person is reported."""
        parts = [part for part in re.split(r"\s{2,}|\n", said.strip()) if part]
        if len(parts) != 2 or not re.fullmatch(r"[一-鿿]{2,4}", parts[1]) or len(parts[0]) <= len(parts[1]):
            return said
        if parts[1].endswith(self.vocabulary.words.contacts.offices):
            return said
        self.tell("list-owner-person", draft, text=parts[1])
        return parts[0]

    def _spelling(self, name: str, text: str) -> str:
        """The spelling under which a value is kept that many projects share: of two that differ in spaces, case,
        width or the mark between their parts, the first."""
        first = self.spellings.setdefault((name, _BETWEEN.sub("、", simplified(likeness(text)))), text)
        if first != text:
            self.causes.add("list-spelling", "", 0, field=name, one=first, other=text)
        return first

    def _places(self, draft: Draft, made: Fields) -> None:
        between = self.vocabulary.words.between
        districts: list[str] = []
        above = {folded(prefix) for prefix in self.vocabulary.words.place_prefixes}
        places = self._apart(split_values(self._said(draft, "district"), between))
        for text in [p for p in places if folded(p) not in above] or places:
            found = self.vocabulary.district(text)
            if not found and (found := self._district_in(text)):
                self.tell("list-district-from-text", draft, district=found, text=text[:40])
                made.setdefault("site", text)
            if not found:
                self.tell("list-district-unknown", draft, text=text[:40], place=text[:40])
            districts.append(found or self._spelling("district", text))
        section = draft.said.place
        if not districts and section and not draft.text("region"):
            if section in self.vocabulary.region_of.values():
                made["regions"] = [section]
                self.tell("list-district-from-section", draft, district=section)
            else:
                districts.append(self._spelling("district", section))
                self.tell("list-district-from-section", draft, district=section)
        if not districts and (found := self._district_in(made.get("site", ""))):
            districts.append(found)
            self.tell("list-district-from-text", draft, district=found, text=str(made["site"])[:40])
        regions: list[str] = made.pop("regions", [])
        for text in split_values(self._said(draft, "region"), between):
            if name := self.vocabulary.regions.get(folded(text)):
                regions.append(name)
            elif name := self.vocabulary.district(text):
                districts.append(name)
            else:
                regions.append(self._spelling("region", text))
                self.tell("list-region-unknown", draft, text=text[:40], place=text[:40])
        implied = [r for d in districts if (r := self.vocabulary.region_of.get(d))]
        if not regions and implied:
            regions = implied
        elif missing := [r for r in implied if r not in regions]:
            self.tell("list-region-differs", draft, region="、".join(regions), implied=missing[0])
        if regions:
            made["regions"] = list(dict.fromkeys(regions))
        if districts:
            made["districts"] = list(dict.fromkeys(districts))

    def _apart(self, places: Iterable[str]) -> list[str]:
        """Places; those set apart by spaces alone (万州 开州) one by one."""
        made: list[str] = []
        for text in places:
            parts = text.split()
            made += parts if len(parts) > 1 and all(map(self.vocabulary.district, parts)) else [text]
        return made

    def _district_in(self, text: str) -> str:
        """The district a longer text names first; the longest name where two begin at one place."""
        return next(iter(self.vocabulary.districts_in(text)), "")

    def _day(self, draft: Draft, name: str) -> str:
        """The day a cell gives, as ISO 8601; nothing, and told, where it gives none."""
        text = self._moment(draft, name)
        day = read_day(ordered_days(text, self.days, self.vocabulary.words.months))
        if text and not day:
            self.tell("list-date-unclear", draft, field=name, text=text[:40])
        return day

    def _amount(self, draft: Draft, key: str, names: Iterable[str]) -> Fields | None:
        pieces = [(name, piece) for name in names for piece in draft.pieces(name)]
        if given := self.given.amount(key, draft.sheet, draft.row):
            read = read_amount(given, self.vocabulary)
            basis = MONEY[pieces[0][0]] if pieces else "planned"
            published = pieces[0][1].cell.text if pieces else given
            return self._record(draft, key, read, basis, published)
        pieces = [(n, p) for n, p in pieces if not self.vocabulary.is_blank(p.cell.text)]
        if not pieces:
            return None
        name, piece = pieces[0]
        distinct = {p.cell.text for _, p in pieces}
        if len(distinct) > 1:
            text = shown(" / ".join(p.cell.text for _, p in pieces), self._stated(draft, piece)[0])
            return self._record(draft, key, Read(None, reason="several", published=text), MONEY[name], text)
        read = self._read(draft, piece, name)
        if piece.cell.formula:
            self.tell("list-amount-formula", draft, field=key, text=piece.cell.text)
        return self._record(draft, key, read, MONEY[name], read.published)

    def _stated(self, draft: Draft, piece: RowPiece) -> tuple[MoneyUnit | None, str]:
        """The unit that stands for a cell without one of its own, and where it was stated."""
        given = self.vocabulary.money_unit(self.given.unit or "")
        stated = ((piece.column.unit, "head"), (given, "mapping"), (draft.unit, "sheet"))
        return next((found for found in stated if found[0] is not None), (None, ""))

    def _read(self, draft: Draft, piece: RowPiece, name: str) -> Read:
        """The amount of a cell; a number that Excel holds as one has a point before its decimals."""
        text = piece.cell.text
        stated, by = self._stated(draft, piece)
        mark = "point" if piece.cell.kind is Kind.NUMBER else self.decimals.get(name, "point")
        row = read_row_unit(self._said(draft, "unit"), self._said(draft, "currency"), self.vocabulary)
        if piece.shared:
            return Read(None, reason="shared", published=shown(text, stated))
        if piece.cell.kind in (Kind.ERROR, Kind.DATE):
            return Read(None, reason=piece.cell.kind.value, published=text)
        if piece.cell.odd:
            return Read(None, reason="format", published=f"{text}（{piece.cell.odd}）")
        if fixed := self.vocabulary.money_unit(self.given.units.get(name, "")):  # type: ignore[call-overload]
            return read_amount(text, self.vocabulary, fixed, "mapping", decimals=mark)
        if row.strange:
            self.tell("list-unit-unclear", draft, text=row.strange[:40])
        if row.unit is None and not row.currency:
            return read_amount(text, self.vocabulary, stated, by, decimals=mark)
        unit, against = row.with_stated(stated)
        currency = row.currency or (row.unit.unit if row.unit else "")
        read = read_amount(text, self.vocabulary, unit, "row", currency, mark)
        if read.value is not None and ((against and not read.named) or (row.currency and read.unit != row.currency)):
            return Read(None, reason="row-unit", published=text)
        return read

    def _record(self, draft: Draft, key: str, read: Read, basis: str, published: str) -> Fields | None:
        if read.reason == "zero":
            self.tell("list-amount-zero", draft, field=key, text=published[:40])
            return None
        if read.value is None:
            code = _STOPS_AT.get(read.reason, "list-amount-open")
            self.tell(code, draft, field=key, text=published[:40], reason=_REASONS.get(read.reason, read.reason))
        else:
            self.units[key, read.unit_from] = self.units.get((key, read.unit_from), 0) + 1
            if read.clash:
                self.tell("list-amount-clash", draft, field=key, text=published[:40], head=read.clash)
            if read.bare and (read.exact or 0) * self._power(read.bare) <= self.vocabulary.most:
                self.tell("list-amount-bare", draft, field=key, text=published[:40], head=read.bare, value=read.value)
            self._plausible(draft, key, read)
        made: Fields = {"value": read.value, "unit": read.unit}
        if read.qualifier:
            made["qualifier"] = read.qualifier
        return {**made, "basis": basis, "published": words(published)}

    def _power(self, word: str) -> Decimal:
        unit = self.vocabulary.money_unit(word)
        return Decimal(10) ** int(unit.power) if unit else Decimal(1)

    def _compared(self, draft: Draft, made: Fields) -> None:
        """Tell when more is sought than the whole project costs."""
        whole, part = made.get("investment"), made.get("sought")
        if not whole or not part or whole["unit"] != part["unit"] or None in (whole["value"], part["value"]):
            return
        sums = [interval(parse_value(a["value"], a["unit"], a.get("qualifier", ""))) for a in (whole, part)]
        if sums[0].high is not None and sums[1].low is not None and sums[1].low > sums[0].high:
            self.tell("list-sought-exceeds", draft, sought=part["published"][:30], investment=whole["published"][:30])

    def _plausible(self, draft: Draft, key: str, read: Read) -> None:
        size = read.exact or Decimal(0)
        if draft.row - 1 in rows_named(self.given.accept, draft.sheet):
            return
        times = Decimal(self.vocabulary.words.plausible.times.get(read.unit, "1"))
        if not self.vocabulary.least * times <= size <= self.vocabulary.most * times:
            what = "large" if size > self.vocabulary.most * times else "small"
            told = {"field": key, "text": read.published[:40], "value": read.value, "what": what}
            self.tell("list-amount-implausible", draft, **told)

    def _term(self, draft: Draft) -> Fields | None:
        whole = self._whole_term(draft)
        if not whole:
            return None
        made: Fields = {"published": words(whole)}
        pieces = draft.pieces("term")
        months = next((p.column.months for p in pieces if p.column.months), "")
        whole = ordered_days(whole, self.days, self.vocabulary.words.months)
        number, unit = read_duration(whole, months)
        if number:
            return {**made, "duration": number, "unit": unit}
        if period := read_period(whole):
            return {**made, "period": period}
        if day := serial_day(whole):
            self.tell("list-date-serial", draft, text=whole, day=day.isoformat())
            return {**made, "period": day.isoformat()}
        self.tell("list-term-unclear", draft, text=words(whole)[:40])
        return made

    def _moment(self, draft: Draft, name: str) -> str:
        text = self._said(draft, name)
        if day := serial_day(text):
            self.tell("list-date-serial", draft, text=text, day=day.isoformat())
            return day.isoformat()
        return text

    def _whole_term(self, draft: Draft) -> str:
        """What the sheet says of the construction period: one cell, or a beginning and an end in two."""
        said = self._said(draft, "term")
        columns = {p.column.index: p.cell.text for p in draft.pieces("term")}
        days = [ordered_days(text, self.days, self.vocabulary.words.months) for text in columns.values()]
        if len(columns) == 2 and all(map(read_period, days)):
            return "—".join(days)
        if said:
            return said
        start, end = (self._moment(draft, name) for name in ("term-start", "term-end"))
        start, end = (ordered_days(t, self.days, self.vocabulary.words.months) for t in (start, end))
        if not start or not end or start == end:
            return start or end
        return f"{start}—{end}"

    def _contacts(self, draft: Draft) -> list[Fields]:
        parts = [self._said(draft, f"contact{part}") for part in ("", "-name", "-office", "-telephone", "-email")]
        if not any(parts):
            return []
        reader = ContactReader(self.vocabulary.words.contacts)
        made = reader.read(*parts)
        if reader.fax:
            self.tell("list-fax-left-out", draft)
        text = "; ".join(" ".join(p.split()) for p in parts if p)[:60]
        for guess in reader.guesses:
            self.tell("list-contact-guessed", draft, text=text, guess=guess)
        verified = self._day(draft, "contact-verified")
        known = [c.fields() for c in made]
        return [c | {"verified_on": verified} if verified else c for c in known if c]


_REASONS: Mapping[str, str] = {
    "range": "a range, not one amount",
    "text": "more than one number, or words around it that are not understood",
    "shared": "one merged cell for several projects",
    "several": "its cells give different amounts",
    "error": "an error value",
    "date": "a date",
    "format": "shown in Excel in a format that changes the number",
}

#: Reasons that stop the import: a unit is missing, or the row's and the head's differ.
_STOPS_AT = {"no-unit": "list-amount-no-unit", "row-unit": "list-unit-row-differs"}

#: The order of keys in a written record.
ORDER = (
    "id", "list", "name", "code", "sector", "regions", "districts", "status", "owner", "content", "investment", "sought",
    "cooperation", "term", "benefit", "benefit_basis", "advantages", "site", "approvals", "contacts", "as_of",
    "valid_until", "withdrawn", "note", "origin",
)  # fmt: skip


@lru_cache(maxsize=500)
def words(text: str) -> str:
    """Return the text of a cell as one line: full-width letters and digits made plain, line breaks turned into stops."""
    plain = text.translate(_HALF_WIDTH)
    lines = [" ".join(line.split()) for line in plain.splitlines()]
    joined = ""
    for line in (part for part in lines if part):
        gap = "" if not joined or joined[-1] in _STOPS else "；" if _NUMBERED.match(line) else ""
        joined += gap + line
    return joined
