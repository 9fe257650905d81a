"""A data annex read from the parts of its workbook: cells as shown, formulas computed again, figures by their marks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation, localcontext
from fractions import Fraction
from math import ceil
from typing import Any

from briefing.proof.files import FileNotOpened, Finished, Mark, MarkedFile, Piece, known, section_key, tidy
from briefing.proof.reading import numbers_in

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d*)")
#: Number formats that show the value itself: decimals, separators, per cent, a minus sign of print.
_FORMAT = re.compile(r"(?P<base>(?:#,##0|0)(?:\.0+)?%?)(?:;−(?P=base))?")
_BUILT_IN = {"0": "General", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%", "49": "@"}
#: What the main parts may hold, and how: nothing that hides, links, validates, draws or runs.
_KNOWN = known("sheet elements")
_ANYWHERE = ("hidden", "collapsed", "outlineLevel", "zeroHeight")
_HIDING = {"sheet": (*_ANYWHERE, "state"), "definedName": ()}  # the range of a filter is hidden by custom
_NAMES = re.compile(r"_xlnm\.(?:_FilterDatabase|Print_Titles)")
#: The language at the end of a sheet's name or a column's head.
_TAG = re.compile(r" ([a-z]{2,3}(?:-[A-Za-z]{2,4})?)$")
_NARROWEST, _LOWEST, _HEADER = Decimal(8), Decimal(14), re.compile(r"&C(.+)")


def read_xlsx(data: bytes, name: str) -> Finished:
    """Return the pieces of a workbook. Raises ``ValueError`` where it is not opened."""
    book = _Book.opened(data, name, "xlsx", "sheet")
    finished, stated = book.finished, book.marks.stated
    finished.language, finished.edition = stated.get("language", ""), stated.get("edition", "")
    _properties(book)
    book.read()
    return finished


def _properties(book: _Book) -> None:
    archive, finished = book.archive, book.finished
    for element in archive.xml("docProps/core.xml") if "docProps/core.xml" in archive.names else ():
        local, text = str(element.tag).rpartition("}")[2], tidy(element.text or "")
        if local in ("created", "modified"):
            finished.dates[f"the property {local}"] = text[:10].replace("-", "")
        elif local in ("title", "subject", "creator", "lastModifiedBy") and text:
            finished.pieces.append(Piece("hidden", "", text))
        elif text:
            finished.problems.append(f"it has a property that no edition has: {local}")


@dataclass(slots=True)
class _Book(MarkedFile):
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    #: The exact values of the cells of every sheet, by sheet and cell.
    values: dict[str, dict[str, Decimal]] = field(default_factory=dict)

    def read(self) -> None:
        """Read every sheet in the order of the workbook."""
        root = self.archive.xml("xl/workbook.xml")
        self._known(root, "xl/workbook.xml")
        self.strings = [*self._strings()]
        self.formats = [*self._formats()]
        targets = {r.get("Id"): f"xl/{r.get('Target')}" for r in self.archive.xml("xl/_rels/workbook.xml.rels")}
        for element in root.iter(f"{_S}definedName"):
            if not _NAMES.fullmatch(element.get("name") or ""):
                self.finished.problems.append(f"it defines a name that no edition has: {element.get('name')}")
        names = [sheet.get("name") or "" for sheet in root.iter(f"{_S}sheet")]
        if names != [*self.marks.sections]:
            raise FileNotOpened("its sheets are not those that its figures are marked for")
        for sheet in root.iter(f"{_S}sheet"):
            self._sheet(sheet.get("name") or "", targets.get(sheet.get(f"{_R}id"), ""))
        self.finished.problems += self.marks.unused()

    def _known(self, root: Any, part: str) -> None:
        for element in root.iter():
            local = str(element.tag).rpartition("}")[2]
            if local not in _KNOWN:
                self.finished.problems.append(f"{part} holds what no edition has: {local}")
            for name in _HIDING.get(local, _ANYWHERE):
                if element.get(name) not in (None, "0"):
                    self.finished.problems.append(f"{part} hides something ({local} {name}={element.get(name)})")
            if local == "col" and Decimal(element.get("width") or "9") < _NARROWEST:
                self.finished.problems.append(f"{part} has a column too narrow to be read")
            if local == "row" and Decimal(element.get("ht") or "15") < _LOWEST:
                self.finished.problems.append(f"{part} has a row too low to be read")

    def _strings(self) -> Iterator[str]:
        if "xl/sharedStrings.xml" in self.archive.names:
            root = self.archive.xml("xl/sharedStrings.xml")
            self._known(root, "xl/sharedStrings.xml")
            for entry in root.iterfind(f"{_S}si"):
                yield "".join(t.text or "" for t in entry.iter(f"{_S}t"))

    def _formats(self) -> Iterator[str]:
        root = self.archive.xml("xl/styles.xml")
        codes = {f.get("numFmtId"): f.get("formatCode") or "" for f in root.iter(f"{_S}numFmt")}
        for style in root.iterfind(f"{_S}cellXfs/{_S}xf"):
            identity = style.get("numFmtId") or "0"
            yield codes.get(identity, _BUILT_IN.get(identity, "?"))

    def _sheet(self, name: str, part: str) -> None:
        root = self.archive.xml(part)
        self._known(root, part)
        section = section_key(self.marks.sections[name])
        language = _language(name)
        self.finished.pieces.append(Piece("heading", section, name, language=language))
        for header in root.iter(f"{_S}oddHeader"):
            found = _HEADER.fullmatch(header.text or "")
            if found is None:
                self.finished.problems.append(f"the head of the sheet {name} is not that of an edition")
            else:
                self.finished.pieces.append(Piece("furniture", section, found[1]))
        cells = {str(c.get("r")): c for c in root.iter(f"{_S}c")}
        self.values[name] = {place: value for place, c in cells.items() if (value := _value(c)) is not None}
        heads: dict[str, str] = {}
        rows: dict[int, dict[str, str]] = {}
        fact = ""
        for place, cell in cells.items():
            match = _CELL.fullmatch(place)
            text = self._text(name, place, cell)
            if match is None or not text:
                continue
            column, line = match[1], int(match[2])
            marks = tuple(self._marks(name, place, text, cell))
            if section == "figures" and line > 1:
                fact = text if column == "A" else fact
                self.finished.problems += [
                    f"the row of {fact} holds a figure of {m.fact}" for m in marks if m.fact != fact
                ]
            spoken = language or _language(heads.get(column, ""))
            first = self._beside(name, place, cells) if section == "figures" else heads.get("A", "")
            head = f"{heads.get(column, '')}\n{first}"
            role = "cell" if column in heads or marks else "text"
            self.finished.pieces.append(Piece(role, section, text, marks, head, language=spoken))
            if (
                not marks and cell.get("t") == "s" and self.formats[int(cell.get("s") or 0)] == "General"
            ):  # only of heads
                heads[column] = f"{heads[column]} {text}" if column in heads else text
            rows.setdefault(line, {})[column] = text
        if section == "figures":
            self._periods(heads, [rows[line] for line in sorted(rows)[1:]])

    def _periods(self, heads: dict[str, str], rows: list[dict[str, str]]) -> None:
        """The period of each row: its code is in the id, and its words say the same in each language."""
        columns = sorted(heads, key=lambda name: (len(name), name))
        count = next((at for at, name in enumerate(columns[1:]) if not _language(heads[name])), 0)
        first, code = 2 + 2 * count, 2 + 3 * count  # after the id, the labels, the value and the units
        for row in rows if len(columns) > code else ():
            stated, identity = row.get(columns[code], ""), row.get("A", "")
            if "@" in identity and stated.replace("/", "--") not in identity:
                self.finished.problems.append(f"the row of {identity} is of the period {stated}")
            for column in columns[first:code] if stated and not stated.startswith("..") else ():
                read = [n.period for n in numbers_in(row.get(column, ""), _language(heads[column])) if n.period]
                if read and not any(stated.startswith(r) or r.startswith("--") for r in read):
                    self.finished.problems.append(f"the row of {identity} calls {stated} “{row.get(column, '')}”")

    def _beside(self, sheet: str, place: str, cells: dict[str, Any]) -> str:
        """What the cell after a value says, its unit."""
        match = _CELL.fullmatch(place)
        letters, line = (match[1], match[2]) if match else ("", "")
        cell = cells.get(f"{letters[:-1]}{chr(ord(letters[-1]) + 1)}{line}") if letters and letters[-1] < "Z" else None
        return self._text(sheet, place, cell) if cell is not None and cell.get("t") == "s" else ""

    def _text(self, sheet: str, place: str, cell: Any) -> str:
        """What a cell shows."""
        raw, kind = cell.findtext(f"{_S}v") or "", cell.get("t") or "n"
        code = self.formats[int(cell.get("s") or 0)]
        formula = cell.findtext(f"{_S}f")
        if kind == "s":
            if formula is not None:
                self.finished.problems.append(f"text is computed in {sheet}!{place}")
            return tidy(self.strings[int(raw)])
        if kind != "n":
            self.finished.problems.append(f"the cell {sheet}!{place} is of a kind that no edition has: {kind}")
            return tidy(raw)
        if not raw:
            return ""
        value = _decimal(raw)
        if formula is not None:
            self._check(sheet, place, formula, value)
        text = shown(value, code)
        if not text:
            self.finished.problems.append(f"{sheet}!{place} shows {raw} under {code}, which is not what it holds")
        return text or raw

    def _check(self, sheet: str, place: str, formula: str, value: Decimal) -> None:
        try:
            found = computed(formula, self.values[sheet])
        except WrongFormula as wrong:
            self.finished.problems.append(f"the formula in {sheet}!{place} is none of an edition: {wrong}")
            return
        if found != value:
            self.finished.problems.append(f"{sheet}!{place} shows {value}, its formula gives {found}")

    def _marks(self, sheet: str, place: str, text: str, cell: Any) -> Iterator[Mark]:
        numeric = (cell.get("t") or "n") == "n"
        marked = self.marks.at(f"{sheet}!{place}", text)
        for mark in marked:
            if numeric and self.marks.sections[sheet] == "figures":
                value = _decimal(cell.findtext(f"{_S}v") or "0")
                yield replace(mark, value=f"{value * 100 if text.endswith('%') else value:f}")
            else:
                yield mark
        if numeric and not marked:
            self.finished.problems.append(f"the number in {sheet}!{place} is of no fact")


def _language(text: str) -> str:
    found = _TAG.search(text)
    return found[1] if found else ""


def _value(cell: Any) -> Decimal | None:
    raw = cell.findtext(f"{_S}v")
    return _decimal(raw) if raw and (cell.get("t") or "n") == "n" else None


def _decimal(raw: str) -> Decimal:
    try:
        return Decimal(raw)
    except InvalidOperation as error:
        raise FileNotOpened(f"a cell holds {raw[:30]} as a number") from error


def shown(value: Decimal, code: str) -> str:
    """Return what a number format shows of a value; empty for a format that is not known, or that would round the value."""
    found = _FORMAT.fullmatch(code)
    if found is None:
        return ""
    base = found["base"]
    percent = base.endswith("%")
    scaled = value * 100 if percent else value
    places = len(base.rstrip("%").partition(".")[2])
    if scaled != scaled.quantize(Decimal(1).scaleb(-places)):
        return ""
    text = f"{abs(scaled):{',' if ',' in base else ''}.{places}f}" + ("%" if percent else "")
    sign = "" if scaled >= 0 else "−" if ";" in code else "-"
    return sign + text


#: What a formula of an edition is written with: cells, whole numbers, signs, and the functions that round.
_WRITTEN = re.compile(r"(?:\s*(?:\$?[A-Z]{1,3}\$?[1-9]\d*\b|\d+\b|ROUND(?:DOWN|UP)?\b|[-+*/^(),]))*\s*")
_FIXED = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d*)\b")
#: What the functions that round add to the size of a number before its fraction is cut off; 1 stands for the next whole one.
_ROUNDS = {"ROUND": Fraction(1, 2), "ROUNDDOWN": Fraction(0), "ROUNDUP": Fraction(1)}
#: Growth over less than a month is none that an edition computes.
_HIGHEST = 12


class WrongFormula(ValueError):  # noqa: N818 - says what it is
    """A formula that no edition writes, with the reason in plain words."""


def computed(formula: str, cells: Mapping[str, Decimal]) -> Decimal:
    """Return what a formula gives over the values of its sheet, rounded half away from zero as ROUND does, towards zero
    as ROUNDDOWN or away from it as ROUNDUP (ECMA-376 Part 1, 18.17.7.280-282). Raises ``WrongFormula``."""
    text = formula.removeprefix("=").strip()
    if not _WRITTEN.fullmatch(text) or "**" in text or "//" in text:
        raise WrongFormula(f"it holds {text[:20]}")
    try:
        # within these bounds Python binds the signs as a workbook does, but for powers of powers
        tree = ast.parse(_FIXED.sub(r"\1\2", text).replace("^", "**"), mode="eval").body
        match tree:
            case ast.Call(func=ast.Name(id=name), args=[inner, places], keywords=[]) if name in _ROUNDS:
                return _rounded(_value_of(inner, cells), _ROUNDS[name], ast.literal_eval(places))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise error if isinstance(error, WrongFormula) else WrongFormula("it cannot be read") from error
    raise WrongFormula("it lacks ROUND, or something stands after it")


def _rounded(value: Fraction, added: Fraction, digits: object) -> Decimal:
    if not isinstance(digits, int) or abs(digits) > 30:
        raise WrongFormula("it rounds beyond any figure")
    scaled = abs(value) * Fraction(10) ** digits
    whole = int(scaled + added) if added < 1 else ceil(scaled)
    rounded = Decimal(whole).scaleb(-digits)
    return -rounded if value < 0 else rounded


def _value_of(node: ast.expr, cells: Mapping[str, Decimal]) -> Fraction:
    match node:
        case ast.Constant(value=int() as number):
            return Fraction(number)
        case ast.Name(id=cell) if cell in cells:
            return Fraction(cells[cell])
        case ast.Name(id=cell):
            raise WrongFormula(f"it rests on {cell}, where no number stands")
        case ast.BinOp(right=ast.BinOp(op=ast.Pow()), op=ast.Pow()):
            raise WrongFormula("it takes a power of a power")
        case ast.BinOp(left=left, op=sign, right=right):
            return _reckoned(_value_of(left, cells), sign, _value_of(right, cells))
        case _:
            raise WrongFormula("it holds more than cells, numbers and signs between them")


def _reckoned(one: Fraction, sign: ast.operator, other: Fraction) -> Fraction:
    match sign:
        case ast.Add():
            return one + other
        case ast.Sub():
            return one - other
        case ast.Mult():
            return one * other
        case ast.Div() if other:
            return one / other
        case ast.Pow() if one > 0 and abs(other) <= _HIGHEST:
            with localcontext() as context:
                context.prec = 60
                base = Decimal(one.numerator) / Decimal(one.denominator)
                return Fraction(base ** (Decimal(other.numerator) / Decimal(other.denominator)))
        case _:
            raise WrongFormula("it divides by nought, or takes a power that no growth has")
