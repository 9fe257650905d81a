"""The rules of one language as records, and the forms in which each kind of fact can be printed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from briefing.document import FORMATS
from briefing.facts import Turn
from briefing.language.rules import Absence, Factor, Furniture, OpenValue, ReadingWords, Rules, UnknownRule, fields
from briefing.quantities import Qualifier

Pattern = Annotated[str, fields("figure", "unit")]
ReadPattern = Annotated[str, fields("figure", "unit", "number", "scale")]
FigurePattern = Annotated[str, fields("sign", "number", "scale", "noun", "code")]
ChangePattern = Annotated[str, fields("amount", "level", "base", "than", "base_level", "signed")]
BasePattern = Annotated[str, fields("period", "moment")]
_DATE = ("year", "month", "day", "month_name", "month_short", "quarter", "quarter_n", "half", "half_n")
PeriodPattern = Annotated[str, fields(*_DATE, *(f"end_{n}" for n in _DATE), "point")]
RankPattern = Annotated[str, fields("region", "in_region", "ordinal", "n")]


class NumberSigns(Rules):
    """Signs of written numbers; ``group`` separates thousands in running text, ``table_group`` in tables."""

    decimal: str = "."
    group: str = ""
    table_group: str = ""
    minus: str = "−"
    plus: str = "+"


class Scale(Rules):
    """A scale word and what it multiplies by (a power of ten). The word carries its own leading space, if any."""

    factor: Factor
    word: str
    label: str = ""


class ScaleUse(Rules):
    """From which absolute value a scale is used, as long as no more than ``max_decimals`` digits follow the point."""

    scale: str
    start: Factor
    max_decimals: int | None = None


class Family(Rules):
    """How all units of one sort are written: the pattern of the figure, that of the unit after it, which scales are
    used in running text and in tables, up to which whole number words replace digits, a table column's unit label,
    whether a figure on a tile of its own, above a label that says what is counted, carries its unit, and whether both
    ends of a range do."""

    figure: FigurePattern = "{number}{scale}"
    unit: FigurePattern = "{noun}"
    scales: tuple[ScaleUse, ...] = ()
    table: tuple[str, ...] = ()
    table_label: FigurePattern = "{noun}"
    words_to: int = 0
    tile_unit: bool = True
    repeat_unit: bool = True


def _unit(value: object) -> object:
    if isinstance(value, str):
        return {"nouns": {"other": value}}
    if isinstance(value, list) and len(value) == 2:
        return {"nouns": {"one": value[0], "other": value[1]}}
    return value


class Unit(Rules):
    """A unit: its family, its nouns or measure word by plural category (CLDR), its code, its label in tables."""

    family: str = "count"
    nouns: dict[str, str] = Field(default_factory=dict)
    code: str = ""
    label: str = ""

    def noun(self, category: str) -> str:
        """Return the noun for a plural category, or the general one."""
        return self.nouns.get(category, self.nouns.get("other", ""))


#: From how many digits on a figure is a precise one: 911 is, 500 is not.
PRECISE = 3


class QualifierRules(Rules):
    """The words of one qualifier, each with its pattern; the first is used unless the source's own word is among them.
    ``families`` names another word for some families; ``precise`` that of a figure with three digits or more that count, by
    family, ``default`` for the others (nearly 500, just under 911); ``read`` are further words, or places of one, only
    understood."""

    words: dict[str, Pattern] = Field(min_length=1)
    families: dict[str, str] = Field(default_factory=dict)
    precise: dict[str, str] = Field(default_factory=dict)
    read: dict[str, ReadPattern] = Field(default_factory=dict)

    def pattern(self, family: str, wording: str, digits: int) -> str:
        """Return the pattern for a family, the source's own word, and the number of digits that count."""
        default = self.families.get(family, next(iter(self.words)))
        if digits >= PRECISE:
            default = self.precise.get(family, self.precise.get("default", default))
        return self.words.get(wording, self.words[default])


class Direction(Rules):
    """The three outcomes of a change."""

    up: ChangePattern
    down: ChangePattern
    flat: ChangePattern


class Base(Rules):
    """A base of comparison: ``base`` as it is beside the change, ``level`` as it names the earlier level,
    ``than`` as it is after a comparative."""

    base: BasePattern
    than: BasePattern
    level: BasePattern


class Changes(Rules):
    """Growth and differences. ``multiples``: whether ``{amount}`` of a multiple is what was added (增长9倍) or the level
    reached (ten times). ``forms``: by form and family (``default`` for the others), or the name of another form.
    ``special``: fixed expressions for certain multiples, by form. ``period`` and ``none`` are bases for an ISO period and
    for no base."""

    multiples: Literal["added", "level"]
    bases: dict[str, Base]
    forms: dict[str, str | dict[str, Direction]]
    special: dict[str, dict[str, ChangePattern]] = Field(default_factory=dict)


class Periods(Rules):
    """Patterns by shape and form; ``defaults`` gives, for a form a shape leaves out, the form used in its place."""

    months: tuple[str, ...] = Field(min_length=12, max_length=12)
    months_short: tuple[str, ...] = Field(min_length=12, max_length=12)
    quarters: tuple[str, ...] = Field(min_length=4, max_length=4)
    halves: tuple[str, ...] = Field(min_length=2, max_length=2)
    defaults: dict[str, str]
    shapes: dict[str, dict[str, PeriodPattern]]


class Region(Rules):
    """A region: its name, and how it is written after or before a rank."""

    name: str
    within: str


class Ranks(Rules):
    """Ordinals in words, the pattern for higher ones (``{n}``), and the patterns of the forms."""

    ordinals: tuple[str, ...] = Field(min_length=1)
    beyond: Annotated[str, fields("n")]
    forms: dict[str, RankPattern]


class Joining(Rules):
    """Lists: ``between`` and ``last`` join items; ``heavy`` and ``heavy_last`` do when an item holds ``between`` itself.
    ``last_name`` is before the last of a list of names (of bodies), where a language writes those otherwise."""

    between: str
    last: str
    last_name: str = ""
    heavy: str
    heavy_last: str
    range: Annotated[str, fields("low", "high")]


class Typography(Rules):
    """Marks of writing: what joins two lines of a source text, quotation marks, brackets, sentence stop, semicolon and
    comma."""

    line_join: str
    quotes: tuple[str, str]
    inner_quotes: tuple[str, str]
    brackets: tuple[str, str]
    stop: str
    semicolon: str
    comma: str


def _numbered(name: str) -> str:
    if name not in FORMATS:
        raise ValueError(f"{name} is no number format; known are {' '.join(FORMATS)}")
    return name


class Heading(Rules):
    """How headings of one level are numbered: a WordprocessingML number format and the level text."""

    format: Annotated[str, AfterValidator(_numbered)]
    pattern: str


class Language(Rules):
    """The rules of one language. ``id`` names the file, ``tag`` is the BCP 47 tag, ``plurals`` the CLDR locale whose plural
    categories apply; ``glossary`` is the order of the terms at the end. Two languages are the same only when they are the
    same record."""

    id: str
    tag: str
    name: str
    plurals: str
    number: NumberSigns
    number_words: tuple[str, ...] = ()
    scales: dict[str, Scale]
    families: dict[str, Family]
    units: dict[str, Annotated[Unit, BeforeValidator(_unit)]]
    unit_names: dict[str, str] = Field(default_factory=dict)
    qualifiers: dict[Qualifier, QualifierRules]
    changes: Changes
    periods: Periods
    regions: dict[str, Region]
    conversions: tuple[str, ...] = ()
    ranks: Ranks
    joining: Joining
    glossary: Literal["alphabet", "mention"] = "mention"
    dated: Annotated[str, fields("text", "moment")]
    turns: dict[Turn, Annotated[str, fields("amount")]]
    reading: ReadingWords = Field(default_factory=ReadingWords)
    absence: Absence = Field(default_factory=Absence)
    open_value: OpenValue
    open_values: dict[str, str] = Field(default_factory=dict)
    typography: Typography
    headings: Annotated[tuple[Heading, ...], Field(min_length=3)]  # sections stand no deeper: compose/grammar.yaml
    furniture: Furniture

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    @model_validator(mode="after")
    def _names_resolve(self) -> Language:
        for name, unit in self.units.items():
            if unit.family not in self.families:
                raise ValueError(f"units.{name}: there is no family {unit.family!r}")
        for name, family in self.families.items():
            for scale in (*(u.scale for u in family.scales), *family.table):
                if scale not in self.scales:
                    raise ValueError(f"families.{name}: there is no scale {scale!r}")
        for rule, known, given in (("qualifiers", Qualifier, self.qualifiers), ("turns", Turn, self.turns)):
            if missing := set[str](known) - set(given):
                raise ValueError(f"{rule}: {', '.join(sorted(missing))} missing")
        for qualifier, rules in self.qualifiers.items():
            for word in (*rules.families.values(), *rules.precise.values()):
                if word not in rules.words:
                    raise ValueError(f"qualifiers.{qualifier}: there is no word {word!r}")
        for name, form in self.changes.forms.items():
            target: Any = self.changes.forms.get(form) if isinstance(form, str) else form
            if not isinstance(target, dict) or "default" not in target:
                raise ValueError(f"changes.forms.{name}: names no form with patterns, or has no default")
        return self

    def unit(self, name: str) -> Unit:
        """Return the rules of a unit id; raises ``UnknownRule``."""
        if name not in self.units:
            raise UnknownRule(f"the unit {name!r} is not in i18n/{self.id}.yaml; known are {' '.join(self.units)}")
        return self.units[name]

    def family(self, unit: str) -> Family:
        """Return the family of a unit id."""
        return self.families[self.unit(unit).family]


#: The forms of a quantity. full: qualifier, number, unit. digits: the same, never number words. number: without the unit.
#: bare: digits alone. amount: full, without the sign. cell: as in a table whose column names the unit. tile: digits, with
#: the unit where the language shows it beside a label that names what is counted.
QUANTITY_FORMS = ("full", "digits", "words", "number", "bare", "amount", "cell", "tile")
#: The forms of a period.
PERIOD_FORMS = ("as-of", "plain", "short", "by", "date")
INITIAL = "-initial"
ALONE = "-alone"


class UnknownForm(UnknownRule):
    """A form that nothing of this kind is printed in; the message lists those that are."""


def with_initial(form: str, printed: Callable[[str], str]) -> str:
    """Print in a form, raising the first letter when the name of the form ends in ``-initial``."""
    if not form.endswith(INITIAL):
        return printed(form)
    text = printed(form.removesuffix(INITIAL))
    return text[:1].upper() + text[1:]


def require(form: str, known: Collection[str]) -> None:
    """Raise ``UnknownForm`` unless the form is among the known ones."""
    if form not in known:
        raise UnknownForm(f"{form!r} is not a form here; known are {' '.join(known)} (and each with {INITIAL})")


def forms_of(language: Language, measure: str) -> frozenset[str]:
    """Return every form name that ``print_fact`` accepts for a fact of this measure: for checks of templates and catalogues."""
    if measure == "change":
        names = {"full", "cell", "bare", "number", "digits", "tile", *language.changes.forms}
        names |= {name + ALONE for name in names}
    elif measure == "turn":
        names = {"full", "verb"}
    elif measure == "rank":
        names = {"full", "cell", "number", "bare", "digits", "tile", *language.ranks.forms}
    elif measure == "event":
        names = {"full", *PERIOD_FORMS}
    else:
        names = set(QUANTITY_FORMS)
    return frozenset(names | {name + INITIAL for name in names})
