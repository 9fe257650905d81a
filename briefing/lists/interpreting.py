"""From a draft (cells by field) to the fields of a project record, with everything guessed told by row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from briefing.lists.amounts import Read, read_amount
from briefing.lists.contacts import read_contacts
from briefing.lists.grid import Kind
from briefing.lists.mapping import Mapping as Given
from briefing.lists.mapping import rows_named
from briefing.lists.rows import Draft, Piece
from briefing.lists.terms import read_day, read_duration, read_period, serial_day
from briefing.lists.vocabulary import MONEY, MoneyUnit, Vocabulary, folded, split_values
from briefing.problems import Problem, problem

#: What a record holds of one project, ready for YAML: text, lists and mappings of text.
Fields = dict[str, Any]

_AMOUNTS = {"investment": ("investment", "investment-estimated", "investment-approved"), "sought": ("sought",)}
_NUMBERED = re.compile(r"[0-9(（一二三四五六七八九十][.、)）]?")
_STOPS = "。；;，,、：:！!"
_ONE_LINE = ("status", "owner", "content", "benefit", "benefit_basis", "advantages", "site", "approvals", "note")


@dataclass(slots=True)
class Interpreter:
    """Interprets the drafts of one workbook. ``amounts`` counts what units came from where, for the report."""

    vocabulary: Vocabulary
    given: Given
    workbook: str
    problems: list[Problem] = field(default_factory=list)
    units: dict[tuple[str, str], int] = field(default_factory=dict)
    sheet_unit: MoneyUnit | None = None

    def fields(self, draft: Draft) -> Fields:
        """The record fields of a draft, in the order they are written, without id and list; ``origin`` is sheet and row."""
        self.sheet_unit = draft.unit
        made: Fields = {"name": words(draft.text("name"))}
        self._texts(draft, made)
        self._places(draft, made)
        for key, names in _AMOUNTS.items():
            if amount := self._amount(draft, key, names):
                made[key] = amount
        if ways := split_values(self._said(draft, "cooperation"), self.vocabulary.words.between):
            made["cooperation"] = list(ways)
        if term := self._term(draft):
            made["term"] = term
        if contacts := self._contacts(draft):
            made["contacts"] = contacts
        if until := self._said(draft, "valid-until"):
            if day := read_day(until):
                made["valid_until"] = day
            else:
                self.tell("list-date-unclear", draft, field="valid-until", text=until)
        made["origin"] = f"{draft.sheet}!{draft.row}"
        return {name: made[name] for name in ORDER if name in made}

    def tell(self, code: str, draft: Draft, **details: object) -> None:
        """Record a problem at the row of a draft."""
        self.problems.append(problem(code, self.workbook, draft.row, name=words(draft.text("name"))[:30], **details))

    def _said(self, draft: Draft, name: str) -> str:
        text = draft.text(name)
        for piece in draft.pieces.get(name, ()):
            if piece.cell.kind is Kind.ERROR:
                self.tell("list-cell-error", draft, column=piece.column.letter, text=piece.cell.text)
                return ""
        return "" if self.vocabulary.is_blank(text) else text

    def _texts(self, draft: Draft, made: Fields) -> None:
        for name in (*_ONE_LINE, "code", "sector"):
            if text := words(self._said(draft, name.replace("_", "-"))):
                made[name] = text
        if "sector" not in made and draft.sections and draft.sections[-1]:
            made["sector"] = draft.sections[-1]
            self.tell("list-sector-from-section", draft, sector=draft.sections[-1])

    def _places(self, draft: Draft, made: Fields) -> None:
        between = self.vocabulary.words.between
        districts: list[str] = []
        for text in split_values(self._said(draft, "district"), between):
            found = self.vocabulary.district(text)
            if not found and (found := self._district_in(text)):
                self.tell("list-district-from-text", draft, district=found, text=text[:40])
                made.setdefault("site", text)
            if not found:
                self.tell("list-district-unknown", draft, text=text[:40])
            districts.append(found or text)
        if not districts and (found := self._district_in(made.get("site", ""))):
            districts.append(found)
            self.tell("list-district-from-text", draft, district=found, text=str(made["site"])[:40])
        regions: list[str] = []
        for text in split_values(self._said(draft, "region"), between):
            if name := self.vocabulary.regions.get(folded(text)):
                regions.append(name)
            elif name := self.vocabulary.district(text):
                districts.append(name)
            else:
                regions.append(text)
                self.tell("list-region-unknown", draft, text=text[:40])
        implied = [r for d in districts if (r := self.vocabulary.region_of.get(d))]
        if not regions and implied:
            regions = implied
        elif missing := [r for r in implied if r not in regions]:
            self.tell("list-region-differs", draft, region="、".join(regions), implied=missing[0])
        if regions:
            made["regions"] = list(dict.fromkeys(regions))
        if districts:
            made["districts"] = list(dict.fromkeys(districts))

    def _district_in(self, text: str) -> str:
        return next((d for d in self.vocabulary.region_of if d in text), "")

    def _amount(self, draft: Draft, key: str, names: Iterable[str]) -> Fields | None:
        pieces = [(name, piece) for name in names for piece in draft.pieces.get(name, ())]
        given = self.given.amounts.get(str(draft.row)) if key == "investment" else None
        if given is not None:
            read = read_amount(given, self.vocabulary, None, None, None)
            basis = MONEY[pieces[0][0]] if pieces else "planned"
            published = pieces[0][1].cell.text if pieces else given
            return self._record(draft, key, read, basis, published)
        pieces = [(n, p) for n, p in pieces if not self.vocabulary.is_blank(p.cell.text)]
        if not pieces:
            return None
        name, piece = pieces[0]
        distinct = {p.cell.text for _, p in pieces}
        if len(distinct) > 1:
            text = " / ".join(p.cell.text for _, p in pieces)
            return self._record(draft, key, Read(None, reason="several", published=text), MONEY[name], text)
        read = self._read(piece, name)
        if piece.cell.formula:
            self.tell("list-amount-formula", draft, field=key, text=piece.cell.text)
        return self._record(draft, key, read, MONEY[name], read.published)

    def _read(self, piece: Piece, name: str) -> Read:
        text = piece.cell.text
        if piece.shared:
            return Read(None, reason="shared", published=text)
        if piece.cell.kind in (Kind.ERROR, Kind.DATE):
            return Read(None, reason=piece.cell.kind.value, published=text)
        given = self._unit(self.given.units.get(name, "") or self.given.unit or "")  # type: ignore[call-overload]
        return read_amount(text, self.vocabulary, piece.column.unit, None if given else self.sheet_unit, given)

    def _unit(self, text: str) -> MoneyUnit | None:
        return self.vocabulary.money_unit(text) if text else None

    def _record(self, draft: Draft, key: str, read: Read, basis: str, published: str) -> Fields:
        if read.value is None:
            code = "list-amount-no-unit" if read.reason == "no-unit" else "list-amount-open"
            self.tell(code, draft, field=key, text=published[:40], reason=_REASONS.get(read.reason, read.reason))
        else:
            self.units[key, read.unit_from] = self.units.get((key, read.unit_from), 0) + 1
            if read.clash:
                self.tell("list-amount-clash", draft, field=key, text=published[:40], head=read.clash)
            self._plausible(draft, key, read)
        made: Fields = {"value": read.value, "unit": read.unit}
        if read.qualifier:
            made["qualifier"] = read.qualifier
        return {**made, "basis": basis, "published": words(published)}

    def _plausible(self, draft: Draft, key: str, read: Read) -> None:
        size = read.exact or Decimal(0)
        if draft.row - 1 in rows_named(self.given.accept):
            return
        if size > self.vocabulary.most or (key == "investment" and size < self.vocabulary.least):
            what = "large" if size > self.vocabulary.most else "small"
            self.tell("list-amount-implausible", draft, field=key, text=read.published[:40], value=read.value, what=what)

    def _term(self, draft: Draft) -> Fields | None:
        whole = self._said(draft, "term")
        if not whole:
            ends = [self._moment(draft, name) for name in ("term-start", "term-end")]
            if not any(ends):
                return None
            whole = f"{ends[0]}—{ends[1]}"
        made: Fields = {"published": words(whole)}
        pieces = draft.pieces.get("term", ())
        months = next((p.column.months for p in pieces if p.column.months), "")
        number, unit = read_duration(whole, months)
        if number:
            return {**made, "duration": number, "unit": unit}
        if period := read_period(whole):
            return {**made, "period": period}
        if day := serial_day(whole):
            self.tell("list-date-serial", draft, text=whole, day=day.isoformat())
            return {**made, "period": day.isoformat()}
        if any(c.isdigit() for c in whole):
            self.tell("list-term-unclear", draft, text=words(whole)[:40])
        return made

    def _moment(self, draft: Draft, name: str) -> str:
        text = self._said(draft, name)
        if day := serial_day(text):
            self.tell("list-date-serial", draft, text=text, day=day.isoformat())
            return day.isoformat()
        return text

    def _contacts(self, draft: Draft) -> list[Fields]:
        parts = [self._said(draft, f"contact{part}") for part in ("", "-name", "-office", "-telephone", "-email")]
        if not any(parts):
            return []
        made, guess = read_contacts(*parts)
        if guess:
            self.tell("list-contact-guessed", draft, text="; ".join(" ".join(p.split()) for p in parts if p)[:60], guess=guess)
        verified = read_day(self._said(draft, "contact-verified"))
        return [{**c, "verified_on": verified} if verified else dict(c) for c in made if c]


_REASONS: Mapping[str, str] = {
    "range": "a range, not one amount",
    "text": "more than one number, or words around it that are not understood",
    "shared": "one merged cell for several projects",
    "several": "several columns give different amounts",
    "error": "an error value",
    "date": "a date",
}

#: The order of keys in a written record.
ORDER = (
    "id", "list", "name", "code", "sector", "regions", "districts", "status", "owner", "content", "investment", "sought",
    "cooperation", "term", "benefit", "benefit_basis", "advantages", "site", "approvals", "contacts", "as_of",
    "valid_until", "withdrawn", "note", "origin",
)  # fmt: skip


def words(text: str) -> str:
    """Text of a cell as one line: full-width letters and digits made plain, line breaks turned into stops."""
    plain = "".join(unicodedata.normalize("NFKC", c) if "０" <= c <= "ｚ" or c == "\u3000" else c for c in text)
    lines = [" ".join(line.split()) for line in plain.splitlines()]
    joined = ""
    for line in (part for part in lines if part):
        gap = "" if not joined or joined[-1] in _STOPS else "；" if _NUMBERED.match(line) else ""
        joined += gap + line
    return joined
