"""How a language's releases are read: ``i18n/<tag>/reading.yaml``, checked and frozen. ``i18n/en/reading.yaml``
explains every key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from briefing.files.yaml_reader import read_rules_file
from briefing.problems import ProblemsFound, problem
from briefing.quantities import Qualifier

#: The file beside a language's catalogues.
FILE = "reading.yaml"


#: A pattern that nothing matches: what a language without such words has for them.
NEVER = r"(?!)"


def _sound(text: str) -> str:
    re.compile(re.sub(r"\{[a-z_]+[?!]?\}", "", text))
    return text


Blank = Annotated[str, AfterValidator(_sound)]
Regex = Annotated[Blank, AfterValidator(lambda text: text or NEVER)]

#: The ways to speak of a period, with the ISO 8601 text of each. ``last`` is the last day of the month; ``until`` and ``later``
#: the month and year in which days end; ``from`` and ``opened`` the first month of a quarter and of some months up to one.
SHAPES: Mapping[str, str] = {
    "day": "{year}-{month:02}-{day:02}",
    "days": "{year}-{month:02}-{day:02}/{later}-{until:02}-{end_day:02}",
    "month": "{year}-{month:02}",
    "months": "{year}-{month:02}/{year}-{until:02}",
    "month-end": "{year}-{month:02}-{last}",
    "first-months": "{year}-01/{year}-{count:02}",
    **dict.fromkeys(("last-quarter", "months-to"), "{opened}/{year}-{month:02}"),
    "quarter": "{year}-{from:02}/{year}-{month:02}",
    "quarter-end": "{year}-{month:02}-{last}",
    "three-quarters": "{year}-01/{year}-09",
    "first-half": "{year}-01/{year}-06",
    "second-half": "{year}-07/{year}-12",
    "years": "{year}/{end_year}",
    "year-end": "{year}-12-31",
    "year-start": "{year}-01-01",
    **dict.fromkeys(("year", "bare-year", "plan-years", "past-years"), "{year}"),
    **dict.fromkeys(("previous-month", "previous-quarter", "this-month", "this-quarter"), "{year}"),
}

#: What words of comparison may name, with the base they stand for: one of the language rules, or a period.
BASES: Mapping[str, str] = {
    **{base: base for base in ("yoy", "ytd", "mom", "qoq", "previous", "average-annual")},
    "plan-start": "{before_plan}-12-31",
    "plan-end": "{plan_end}-12-31",
    "year": "{year}",
    "year-end": "{year}-12-31",
    "same-period": "same-{year}",
    "region": "",
}


def _listed(known: Iterable[str]) -> AfterValidator:
    def check(name: str) -> str:
        if name not in known:
            raise ValueError(f"{name} is none of {', '.join(known)}")
        return name

    return AfterValidator(check)


Shape = Annotated[str, _listed(SHAPES)]
BaseWord = Annotated[str, _listed(BASES)]


class _Rules(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class NumeralWords(_Rules):
    """Numbers in words: digits, multipliers, scales inside a number and whether digits stand among them, what joins and
    begins them, the word for the decimal point, words that leave them open, and from which value they count something (one
    of, 一个 count nothing)."""

    digits: dict[str, int] = Field(default_factory=dict)
    multipliers: dict[str, int] = Field(default_factory=dict)
    scales: dict[str, int] = Field(default_factory=dict)
    mixed: bool = False
    link: Regex = NEVER
    article: Regex = NEVER
    half: Regex = NEVER
    vague: Regex = NEVER
    point: str = ""
    least: int = Field(default=2, alias="from")


class QualifierWords(_Rules):
    """Further words of qualifiers by where they are, besides those of the language's own rules."""

    before: dict[Qualifier, tuple[str, ...]] = Field(default_factory=dict)
    inside: dict[Qualifier, tuple[str, ...]] = Field(default_factory=dict)
    after: dict[Qualifier, tuple[str, ...]] = Field(default_factory=dict)


class ComparisonWords(_Rules):
    """Words of comparison and the base they name: a base of the language rules, or how the groups of the pattern make
    a period."""

    words: Regex
    base: BaseWord


class PeriodPattern(_Rules):
    """A way to write a period, over ``{year?}`` (may be missing), ``{year!}``, ``{month}``, ``{day}``, ``{quarter}``
    …, and its shape."""

    pattern: Regex
    gives: Shape


class NamePattern(_Rules):
    """A number that is no data, and why."""

    reason: str
    pattern: Regex
    line_start: bool = False


class QuotationMarks(_Rules):
    """Marks around a name, and how long (in characters) what they hold may be to be taken for one."""

    open: str
    close: str
    longest: int


class ReadingRules(_Rules):
    """What is only read of one language. Every key is explained in ``i18n/en/reading.yaml``."""

    common: tuple[str, ...]
    sentence_ends: str
    abbreviations: Regex = NEVER
    clause_marks: str
    group: str = ""
    negative: Regex = NEVER
    negative_after: tuple[str, ...] = ()
    word_gap: Blank = ""
    noun_gap: int = 0
    after: bool = False
    numerals: NumeralWords
    scales: dict[str, str] = Field(default_factory=dict)
    codes: dict[str, str] = Field(default_factory=dict)
    units: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    unit_in_subject: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    counted: dict[str, str] = Field(default_factory=dict)
    fractions: dict[str, str] = Field(default_factory=dict)
    no_fraction: Regex = NEVER
    folds: tuple[str, ...] = ()
    shares: tuple[Regex, ...] = ()
    words_of_change: dict[str, str] = Field(default_factory=dict)
    qualifiers: QualifierWords = Field(default_factory=QualifierWords)
    range: Regex
    up: tuple[str, ...]
    down: tuple[str, ...]
    level: tuple[str, ...]
    change_after: tuple[str, ...] = ()
    change_gap: tuple[str, ...] = ()
    growth: tuple[str, ...] = ()
    decline: tuple[str, ...] = ()
    running: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    base: tuple[ComparisonWords, ...] = ()
    than: tuple[str, ...] = ()
    than_with: Regex = NEVER
    than_after: Blank = ""
    than_gap: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    of_the_year_before: Regex = NEVER
    year_before_after: Regex = NEVER
    compared: tuple[str, ...] = ()
    elided: tuple[str, ...] = ()
    parallel: Regex = NEVER
    possessive: Regex = NEVER
    no_change: tuple[str, ...] = ()
    counted_before: Regex = NEVER
    counted_behind: Regex = NEVER
    day_before_count: Regex = NEVER
    no_unit: Regex = NEVER
    annual: Regex = NEVER
    behind: tuple[str, ...] = ()
    plans: dict[str, tuple[int, int]] = Field(default_factory=dict)
    year: Regex
    relative: dict[str, int] = Field(default_factory=dict)
    same_year: tuple[str, ...] = ()
    relative_months: dict[str, int] = Field(default_factory=dict)
    month: Regex
    month_names: tuple[str, ...] = ()
    quarters: dict[str, int] = Field(default_factory=dict)
    periods: tuple[PeriodPattern, ...] = ()
    now: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    since: Regex = NEVER
    since_before: Regex = NEVER
    no_period: Regex = NEVER
    cumulative: tuple[str, ...] = ()
    milestone: Regex = NEVER
    decided: Regex = NEVER
    decided_before: Regex = NEVER
    unlike: tuple[str, ...] = ()
    flow: tuple[str, ...] = ()
    stock: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    subordinate: tuple[str, ...] = ()
    status: dict[Literal["target", "estimated", "announced", "planned", "opinion"], tuple[str, ...]] = Field(
        default_factory=dict
    )
    target_after: Regex = NEVER
    target_of_year: Regex = NEVER
    distribute: Regex = NEVER
    each: tuple[str, ...] = ()
    compounds: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    joiners: Regex
    comes_from: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    synonyms: dict[str, str] = Field(default_factory=dict)
    of_which: tuple[str, ...] = ()
    home: tuple[str, ...] = ()
    levels: tuple[tuple[str, ...], ...] = ()
    scopes: dict[str, str] = Field(default_factory=dict)
    district: Regex = NEVER
    among: Regex = NEVER
    inflow: Regex = NEVER
    narrowing: dict[Regex, tuple[Regex, ...]] = Field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()
    named_elsewhere: Regex = NEVER
    titled: tuple[Regex, ...] = ()
    geography: Regex = NEVER
    per: Regex = NEVER
    place_words: Regex = NEVER
    between: tuple[Regex, Regex] = (NEVER, NEVER)
    named_place: Regex = NEVER
    beside: tuple[Regex, ...] = ()
    ranks: tuple[Regex, ...] = ()
    rank_needs_region: tuple[str, ...] = ()
    open: tuple[Regex, ...] = ()
    names: tuple[NamePattern, ...] = ()
    quoted_name: QuotationMarks
    headings: tuple[Regex, ...] = ()
    bylines: tuple[Regex, ...] = ()
    lead: Regex = NEVER
    issuers: tuple[Regex, ...] = ()
    kinds: dict[Literal["government-document", "press-conference", "commentary"], tuple[Regex, ...]] = Field(
        default_factory=dict
    )
    plan_span: Regex = NEVER
    plan_words: tuple[str, ...] = ()
    stop_words: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    former_names: Regex = NEVER
    revised: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    notes: dict[Literal["inferred", "carried", "once", "date", "date-of-reading"], str] = Field(default_factory=dict)

    @cached_property
    def joint(self) -> re.Pattern[str]:
        """What joins the parts of a list, with the blanks around it."""
        return re.compile(rf"\s*(?:{self.joiners})\s*", re.IGNORECASE)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def load_reading(folder: Path, tag: str) -> ReadingRules | None:
    """Return the rules in ``<folder>/<tag>/reading.yaml``, or ``None`` where a language has none. Raises ``ProblemsFound`` with
    what is wrong in the file."""
    path = folder / tag / FILE
    if not path.is_file():
        return None
    return _load(path, f"{folder.name}/{tag}/{FILE}", path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _load(path: Path, name: str, _changed: int) -> ReadingRules:
    try:
        return ReadingRules.model_validate(read_rules_file(path, name))
    except ValidationError as error:
        raise ProblemsFound(
            problem("language-rule-invalid", name, 0, rule=".".join(map(str, e["loc"])), reason=e["msg"])
            for e in error.errors()
        ) from error
