"""How offices name columns, units and places: the data of ``content/workbooks/`` and ``content/places/``, made quick to ask."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, StringConstraints

from briefing.characters import simplified
from briefing.content.fields import Record, UnitId, Words, make
from briefing.content.projects import PlaceRegion
from briefing.files.yaml_reader import read_yaml
from briefing.problems import ProblemsFound
from briefing.quantities.parse import parse_value

FOLDER = Path("content") / "workbooks"
R = TypeVar("R", bound=Record)

Field = Literal[
    "number", "code", "name", "sector", "region", "district", "site", "status", "owner", "content",
    "investment", "investment-estimated", "investment-approved", "sought", "cooperation",
    "term", "term-start", "term-end", "benefit", "benefit-basis", "advantages", "approvals",
    "contact", "contact-name", "contact-office", "contact-telephone", "contact-email", "contact-verified",
    "valid-until", "note", "unit", "currency",
]  # fmt: skip
#: Columns that hold money; their basis (planned unless named otherwise).
MONEY: Mapping[str, str] = {
    "investment": "planned", "investment-estimated": "estimated", "investment-approved": "approved", "sought": "planned",
}  # fmt: skip

#: What says that a cell is not filled in is no longer than this.
LONGEST_BLANK = 40

#: Scale words without a currency. Below a head that names the same unit they may be meant as well as the head's, or
#: instead of it.
SCALES = frozenset({"万", "亿"})

#: Numerals that make another unit of the one behind them (十亿元), unless the two are a unit together (千万元).
_MULTIPLES = frozenset("十百千万亿")
#: What makes another unit of one (at ``\0``): a numeral on either side of it, or what it is told for each of (亿元/年).
_ANOTHER = re.compile(
    rf"(?:[0-9{''.join(sorted(_MULTIPLES))}]|ten|hundred|thousand)\s*\0"
    r"|\0\s*(?:/[^\s/\0]|[0-9][0-9.,]*\s*(?:thousand|million|billion|k\b|\)|\Z))"
)

_NUMBERING = re.compile(r"^(?:[0-9]{1,2}[.、)]|[(][0-9]{1,2}[)]|[一二三四五六七八九十]{1,3}、)")
_BRACKETED = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")
#: Words that join the parts of a head; heads that differ in nothing else are the same.
_AND = re.compile(r"(?<=.)(?:以及|及其|和|与|、|/|\\|及)(?=.)")
_SPACE = re.compile(r"\s+")
#: The word for the kind of a place at the end of its name; what a zone is called after its district's name.
_KIND = re.compile(r"(?:自治县|区|县|市)\Z")
_ZONE = "(?:国家级?)?(?:经开|经济|高新|工业园|开发区|综保|综合保税)"
_KIND_OF_PLACE = re.compile(r"\b(?:[a-z]+ (?:and [a-z]+ )?autonomous county|district|county|new area|city)\b")


@lru_cache(maxsize=500)
def folded(text: str) -> str:
    """Return the text folded: full-width to half-width (NFKC), white space out, Latin letters small, traditional characters as
    simplified ones: what wordings are compared by."""
    return simplified(_SPACE.sub("", unicodedata.normalize("NFKC", text)).casefold())


Folded = Annotated[Words, AfterValidator(folded)]


class MoneyUnit(Record):
    """A unit of money as written: a word, the power of ten it stands for, and the currency."""

    word: Words
    power: Words
    unit: UnitId

    @property
    def size(self) -> tuple[str, str]:
        """What two words for the same unit have in common."""
        return self.power, self.unit


class RowWords(Record):
    """What rows that are no projects begin with."""

    total: tuple[Folded, ...]
    part: tuple[Words, ...]
    counters: tuple[Folded, ...]
    note: tuple[Folded, ...]
    unit: tuple[Folded, ...]
    again: tuple[Folded, ...]


class SectionWords(Record):
    """What the words of a section head can say beside a sector: a status, a place (by its last character), nothing."""

    status: tuple[Words, ...]
    tails: tuple[Words, ...]
    nothing: tuple[Words, ...]
    place_ends: tuple[Words, ...]
    place_not: tuple[Words, ...]


class OfficeWords(Record):
    """How heads name the owner of a project, other offices, and people who are not its contact."""

    names: tuple[Words, ...]
    stronger: tuple[Folded, ...]
    weaker: tuple[Folded, ...]
    other: tuple[Folded, ...]
    persons: tuple[Folded, ...]


class ContactWords(Record):
    """Words in contact cells: labels, fax, remarks; ends of posts, of offices, and of a person called by a post."""

    labels: tuple[Words, ...]
    fax: tuple[Words, ...]
    remarks: tuple[Words, ...]
    posts: tuple[Words, ...]
    offices: tuple[Words, ...]
    called: tuple[Words, ...]


class Plausible(Record):
    """Between what amounts the investment of one project lies; ``times`` widens it for currencies of small units."""

    least: Words
    most: Words
    times: dict[UnitId, Words] = {}  # noqa: RUF012


class HeaderWords(Record):
    """``headers.yaml``."""

    fields: dict[Field, tuple[Words, ...]]
    left_out: tuple[Words, ...]
    money_words: tuple[Words, ...]
    rows: RowWords
    sections: SectionWords
    offices: OfficeWords
    contacts: ContactWords
    months: dict[Words, Words]
    whole: tuple[Folded, ...]
    money: tuple[MoneyUnit, ...]
    currencies: dict[UnitId, tuple[Words, ...]]
    scales: dict[Words, Words]
    scales_english: dict[Words, Words]
    yuan_english: tuple[Words, ...]
    place_prefixes: tuple[Words, ...]
    second_language: Words
    signs: dict[Words, UnitId]
    plausible: Plausible
    blank: tuple[Words, ...]
    between: tuple[Words, ...]
    bands: tuple[Words, ...]
    contact_days: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}$")]
    mobile: Words | None = None


@lru_cache(maxsize=500)
def heading(text: str) -> tuple[str, str]:
    """Return a column head without numbering and brackets, folded; and what the brackets held."""
    plain = _NUMBERING.sub("", folded(text))
    inside = "".join(m[1] for m in _BRACKETED.finditer(plain))
    bare = _BRACKETED.sub("", plain).replace(":", "").strip("*·") or plain
    return _AND.sub("及", bare), inside


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Both, with their synonyms folded and units of money longest first.
    ``heads`` maps a folded head to its field or ``left-out``, ``districts`` any name of a
    district to the house's, ``region_of`` the house's name to its region."""

    words: HeaderWords
    heads: Mapping[str, str]
    districts: Mapping[str, str]
    region_of: Mapping[str, str]
    regions: Mapping[str, str]
    least: Decimal
    most: Decimal
    blanks: frozenset[str]
    units: tuple[tuple[str, MoneyUnit], ...]
    currencies: Mapping[str, str]

    def district(self, text: str) -> str:
        """Return the house's name of a district, or nothing. Known in Chinese, long or short, and in pinyin (``Banan
        District``)."""
        plain = simplified(_SPACE.sub("", unicodedata.normalize("NFKC", text)))
        if plain.isascii():
            return self.romanised.get(_roman(text), "") if plain else ""
        for prefix in (p for p in self.words.place_prefixes if plain.startswith(p) and plain != p):
            plain = plain.removeprefix(prefix)
            break
        if plain in self.districts:
            return self.districts[plain]
        stem = _KIND.sub("", plain)
        return next((d for d in self.region_of if _KIND.sub("", d) in (plain, stem) and len(stem) > 1), "")

    def districts_in(self, text: str) -> tuple[str, ...]:
        """Return the districts that a text names, in its order; a zone is called by its district (长寿经开区) without the word
        for its kind."""
        plain = simplified(text)
        found = [(plain.find(d), -len(d), d) for d in self.region_of if d in plain]
        for name in self.region_of if not found else ():
            stem = _KIND.sub("", name)
            if len(stem) > 1 and (match := re.search(rf"{re.escape(stem)}(?={_ZONE})", plain)):
                found.append((match.start(), -len(name), name))
        return tuple(name for _, _, name in sorted(found))

    @cached_property
    def romanised(self) -> Mapping[str, str]:
        """Districts by the pinyin of their names without the word for their kind."""
        from briefing.projects.romanising import joined  # noqa: PLC0415 - loads pinyin, which few lists need

        spelt = [(name.rstrip(kinds), name) for kinds in ("", "区县") for name in self.region_of]
        return {joined(text).casefold().replace("'", ""): name for text, name in spelt}

    def is_blank(self, text: str) -> bool:
        """Return whether a cell says nothing."""
        return not text.strip() or (len(text) <= LONGEST_BLANK and folded(text) in self.blanks)

    def money_unit(self, text: str) -> MoneyUnit | None:
        """Return the unit of money a text ends with or consists of, the longest first."""
        plain = folded(text)
        sizes = range(min(len(plain), self._longest), 0, -1)
        size = next((n for n in sizes if plain[-n:] in self._by_word), 0)
        return self._by_word[plain[-size:]] if size and plain[-size - 1 : -size] not in _MULTIPLES else None

    def unit_ahead(self, plain: str) -> MoneyUnit | None:
        """Return the unit of money that a folded text begins with, the longest first."""
        sizes = range(min(len(plain), self._longest), 0, -1)
        return next((unit for n in sizes if (unit := self._by_word.get(plain[:n])) is not None), None)

    @cached_property
    def _by_word(self) -> Mapping[str, MoneyUnit]:
        return dict(reversed(self.units))

    @cached_property
    def _longest(self) -> int:
        return max(len(word) for word, _ in self.units)

    def whole_unit(self, text: str) -> MoneyUnit | None:
        """Return the unit of money that a text is, and nothing else."""
        return self._by_word.get(folded(text).strip("()[]【】"))

    def currency(self, text: str) -> str:
        """Return the ISO 4217 code of the currency that a text names by name, code or sign, or nothing."""
        return self.currencies.get(folded(text), "")

    def unit_in(self, text: str) -> MoneyUnit | None:
        """Return the one unit of money that stands anywhere in a text (``单位:万元、亩``); none where two differ
        (``万元/亿元``), nor where it is another's part (``十亿元``) or is for each of something (``亿元/年``)."""
        return _unit_in(self, folded(text))


@lru_cache(maxsize=500)
def _unit_in(vocabulary: Vocabulary, plain: str) -> MoneyUnit | None:
    """The one unit in a text; the rows above a header are asked about once for each row that might be it."""
    found: dict[tuple[str, str], MoneyUnit] = {}
    for word, unit in vocabulary.units:
        if len(word) > 1 and word in plain:
            found.setdefault(unit.size, unit)
            plain = plain.replace(word, "\0")
    return next(iter(found.values())) if len(found) == 1 and not _ANOTHER.search(plain) else None


def read_record(root: Path, name: str, kind: type[R]) -> R:
    """Return the one record that a file about workbooks (``content/workbooks/<name>``) is. Raises ``ProblemsFound``."""
    path = root / FOLDER / name
    shown = (FOLDER / name).as_posix()
    data, found = read_yaml(path.read_bytes() if path.exists() else b"", shown)
    made, wrong = make(kind, data, shown, 1)
    if made is None or found:
        raise ProblemsFound((*found, *wrong))
    return made


def read_vocabulary(root: Path, regions: Iterable[PlaceRegion]) -> Vocabulary:
    """Return the vocabulary of a project. Raises ``ProblemsFound`` with every mistake in ``headers.yaml``."""
    words = read_record(root, "headers.yaml", HeaderWords)
    heads = {heading(w)[0]: "left-out" for w in words.left_out}
    heads |= {heading(w)[0]: name for name, synonyms in words.fields.items() for w in synonyms}
    named = [(r, d) for r in regions for d in r.districts]
    districts = {name: d.name for _, d in named for name in (d.name, *d.also)}
    names = {folded(n): r.name for r, _ in named for n in (r.name, *r.also)}
    least, most = (parse_value(v, "CNY").value for v in (words.plausible.least, words.plausible.most))
    money = (*words.money, *_foreign(words))
    units = tuple(sorted(((folded(m.word), m) for m in money), key=lambda pair: -len(pair[0])))
    currencies = {folded(n): code for code, names in words.currencies.items() for n in (code, *names)}
    currencies |= {folded(sign): code for sign, code in words.signs.items()}
    currencies |= {folded(n): "CNY" for n in ("人民币", "RMB", "CNY", "元", "人民币元")}
    region_of = {d.name: r.name for r, d in named}
    blanks = frozenset(map(folded, words.blank))
    return Vocabulary(words, heads, districts, region_of, names, least, most, blanks, units, currencies)


def _foreign(words: HeaderWords) -> Iterator[MoneyUnit]:
    """The units composed of the names and signs of currencies and the scales: 万欧元, EUR million, million euros, US$ m."""
    for code, names in words.currencies.items():
        for word, power in {**words.scales, "": "0"}.items():
            for name in (*names, code):
                yield MoneyUnit(word=word + name, power=power, unit=code)
    called = [(code, code) for code in words.currencies] + [(sign, code) for sign, code in words.signs.items()]
    called += [(name, "CNY") for name in words.yuan_english]
    for name, code in called:
        yield MoneyUnit(word=name, power="0", unit=code)
        for scale, power in words.scales_english.items():
            yield MoneyUnit(word=f"{name} {scale}", power=power, unit=code)
            yield MoneyUnit(word=f"{scale} {name}", power=power, unit=code)
            yield MoneyUnit(word=f"{scale} of {name}", power=power, unit=code)


def _roman(text: str) -> str:
    """The name in a place written in Latin letters, without the word for its kind, in small letters."""
    plain = _KIND_OF_PLACE.sub("", unicodedata.normalize("NFKC", text).casefold().partition(",")[0])
    return re.sub(r"[^a-z]", "", plain)


def split_values(text: str, between: Iterable[str]) -> tuple[str, ...]:
    """Return the values of a cell that holds several, in order, once each."""
    for mark in between:
        text = text.replace(mark, "、")
    return tuple(dict.fromkeys(part.strip() for part in text.replace("\n", "、").split("、") if part.strip()))
