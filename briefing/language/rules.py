"""What all rules of a language share, and the rules by which wordings of sources are understood."""

from __future__ import annotations

import re
import string
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


class UnknownRule(LookupError):  # noqa: N818 - reads as what it says
    """A unit, form, region or scale that the language data does not name; the message lists what is known."""


def _quoted(value: object) -> object:
    if isinstance(value, (str, Decimal)):
        return value
    raise ValueError(f"write the number in quotes, exactly ({value!r} was read as a {type(value).__name__})")


def fields(*allowed: str) -> AfterValidator:
    """Return a check for records: a pattern may have these names in braces, and no others. It raises ``ValueError``."""

    def check(text: str) -> str:
        known = " ".join("{" + name + "}" for name in allowed)
        for _, name, _, _ in string.Formatter().parse(text):
            if name is not None and name not in allowed:
                raise ValueError(f"{{{name}}} is not filled here; use {known}")
        return text

    return AfterValidator(check)


def _checked(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from error
    return text


def _paged(furniture: dict[str, str]) -> dict[str, str]:
    bare = re.sub(r"\{pages?\}", "", furniture.get("page", ""))
    if "{" in bare or "}" in bare:
        raise ValueError(f"page: {furniture['page']!r} is filled with {{page}} and {{pages}}, and nothing else")
    return furniture


#: The words of the layout; the pattern of page numbers is filled by each layout for itself.
Furniture = Annotated[dict[str, str], AfterValidator(_paged)]
Factor = Annotated[Decimal, Field(gt=0), BeforeValidator(_quoted)]
#: A regular expression, checked when it is read.
Expression = Annotated[str, AfterValidator(_checked)]


class Rules(BaseModel):
    """What all rules share: frozen, and no key that nobody reads."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class Numerals(Rules):
    """Numbers written in words: single digits, and the places after them (十 is 10), each with its value. ``several``
    are the words for an open number of such a place (数十, 几百); ``some`` stand alone before a unit (若干家)."""

    digits: dict[str, int] = Field(default_factory=dict)
    places: dict[str, int] = Field(default_factory=dict)
    several: tuple[str, ...] = ()
    some: tuple[str, ...] = ()


class ReadChanges(Rules):
    """Words of change that are only understood: ``patterns`` over the word and its surroundings, the words for up
    and down and for no change, and expressions that name a multiple of the base by themselves (翻两番 is 4)."""

    patterns: tuple[Annotated[str, fields("base", "word", "amount")], ...] = ()
    up: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    flat: tuple[str, ...] = ()
    multiples: dict[str, str] = Field(default_factory=dict)


class ReadRanks(Rules):
    """Ranks that are only understood: patterns over the region and the ordinal, words that may be before and after,
    words that mean the first place, and how an ordinal in figures or words is written (``{n}``)."""

    patterns: tuple[Annotated[str, fields("region", "ordinal")], ...] = ()
    lead: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    ordinals: tuple[Annotated[str, fields("n")], ...] = ()


class ReadingWords(Rules):
    """What is understood in sources beyond what is printed: a thousands separator, words that lead in a figure (达,
    增至), signs of a range, words for a part of a unit (成 is 10 %, 基点 a hundredth of a point), words after an order
    of magnitude (级), bases of comparison by their id and before a ``{period}``, further spellings of parts of a period
    (年底 for 年末), further names of regions by their id."""

    group: str = ""
    lead: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    parts: dict[str, dict[str, Factor]] = Field(default_factory=dict)
    order: tuple[str, ...] = ()
    numerals: Numerals = Field(default_factory=Numerals)
    changes: ReadChanges = Field(default_factory=ReadChanges)
    bases: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    base_periods: tuple[Annotated[str, fields("period")], ...] = ()
    periods: dict[str, str] = Field(default_factory=dict)
    ranks: ReadRanks = Field(default_factory=ReadRanks)
    regions: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class OpenValue(Rules):
    """How a value that a source leaves open is written. ``own`` is a regular expression that a wording of this very
    language matches: such a wording is printed as it is. ``symbol`` is a letter in place of a number (N events),
    ``several`` an open number by the power of ten it is counted in (``several_of`` by family), ``order`` an order of
    magnitude."""

    own: Expression
    symbol: Annotated[str, fields("symbol", "unit")]
    several: Annotated[str, fields("several", "code", "noun")]
    several_of: dict[str, Annotated[str, fields("several", "code", "noun")]] = Field(default_factory=dict)
    powers: dict[str, str]
    order: Annotated[str, fields("figure")]


class Absence(Rules):
    """Wordings (regular expressions) that say something is missing. ``material``: from the sources used; a sentence with one
    stands on a claim. ``world``: from what anybody has published, which nobody here can know; no sentence says so.
    ``direction`` is what says which way something moves, without a figure: it stands on a claim, too."""

    material: tuple[Expression, ...] = ()
    world: tuple[Expression, ...] = ()
    direction: tuple[Expression, ...] = ()
