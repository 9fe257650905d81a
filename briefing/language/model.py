"""The rules of one language as records, read from ``i18n/<tag>.yaml`` and checked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from briefing.files.reading import listed
from briefing.files.yaml_reader import Located, LocatedList, read_rules_file
from briefing.language.rules import Absence, Factor, Furniture, OpenValue, Reading, Rules, Turns, UnknownRule, fields
from briefing.problems import Problem, ProblemsFound, in_order, problem
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
        """The noun for a plural category, or the general one."""
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
        """The pattern for a family, the source's own word, and the number of digits that count."""
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
    """A base of comparison: ``base`` as it stands beside the change, ``level`` as it names the earlier level,
    ``than`` as it stands after a comparative."""

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
    ``last_name`` stands before the last of a list of names (of bodies), where a language writes those otherwise."""

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


class Heading(Rules):
    """How headings of one level are numbered: a WordprocessingML number format and the level text."""

    format: str
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
    turns: Turns
    reading: Reading = Field(default_factory=Reading)
    absence: Absence = Field(default_factory=Absence)
    open_value: OpenValue
    open_values: dict[str, str] = Field(default_factory=dict)
    typography: Typography
    headings: tuple[Heading, ...]
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
        missing = set(Qualifier) - set(self.qualifiers)
        if missing:
            raise ValueError(f"qualifiers: {', '.join(sorted(missing))} missing")
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
        """The rules of a unit id; raises ``UnknownRule``."""
        if name not in self.units:
            raise UnknownRule(f"the unit {name!r} is not in i18n/{self.id}.yaml; known are {' '.join(self.units)}")
        return self.units[name]

    def family(self, unit: str) -> Family:
        """The family of a unit id."""
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
    """Every form name that ``print_fact`` accepts for a fact of this measure: for checks of templates and catalogues."""
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


Place = tuple[str, int]
_TAG = re.compile(rb"^tag:", re.MULTILINE)
_PSEUDO = re.compile(rb"^pseudo:\s*true", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Raw:
    """The merged data of a language file and its ancestors, and where each path of keys was written."""

    data: dict[str, Any]
    places: dict[tuple[str, ...], Place]


def read_rules(folder: Path, name: str, chain: tuple[str, ...] = ()) -> Raw:
    """Read ``<folder>/<name>.yaml``. A file that ``extends`` another replaces single rules of it; lists are replaced whole.

    Raises ``ProblemsFound`` when a file is missing, is not YAML, repeats a key or extends itself.
    """
    path = folder / f"{name}.yaml"
    file = f"{folder.name}/{name}.yaml"
    if name in chain:
        raise ProblemsFound([problem("language-extends-loop", file, chain=" → ".join((*chain, name)))])
    if not path.is_file():
        known = ", ".join(languages_in(folder)) or "none"
        raise ProblemsFound([problem("language-file-missing", tag=name, path=file, known=known)])
    data, places = _read(path, file)
    parent = data.pop("extends", None)
    if parent is None:
        return Raw(data, places)
    inherited = read_rules(folder, str(parent), (*chain, name))
    return Raw(_merge(inherited.data, data), inherited.places | places)


def languages_in(folder: Path) -> tuple[str, ...]:
    """The names of the language files in a folder: those that state a ``tag`` and are no pseudo-locale; sorted."""
    texts = {p.stem: p.read_bytes() for p in listed(folder, "*.yaml")}
    return tuple(sorted(name for name, text in texts.items() if _TAG.search(text) and not _PSEUDO.search(text)))


def pseudo_in(folder: Path) -> tuple[str, ...]:
    """The names of the pseudo-locales in a folder; sorted."""
    return tuple(sorted(p.stem for p in listed(folder, "*.yaml") if _PSEUDO.search(p.read_bytes())))


def _read(path: Path, file: str) -> tuple[dict[str, Any], dict[tuple[str, ...], Place]]:
    data = read_rules_file(path, file)
    if not isinstance(data, Located):
        raise ProblemsFound([problem("language-file-unreadable", file, reason="it holds no rules")])
    return data, dict(_places(data, (), file))


def _places(value: object, path: tuple[str, ...], file: str) -> Iterator[tuple[tuple[str, ...], Place]]:
    match value:
        case Located():
            for key, inner in value.items():
                yield (*path, key), (file, value.lines[key])
                yield from _places(inner, (*path, key), file)
        case LocatedList():
            for index, (inner, line) in enumerate(zip(value, value.lines, strict=True)):
                yield (*path, str(index)), (file, line)
                yield from _places(inner, (*path, str(index)), file)
        case _:
            pass


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def load_language(folder: Path, tag: str) -> Language:
    """The rules in ``<folder>/<tag>.yaml`` (``tag`` is the name of the file: ``zh``, ``en``).

    Raises ``ProblemsFound`` with every fault of the file at once. Files of the same bytes are read once, wherever they lie.
    """
    digest = hashlib.sha256()
    for path in listed(folder, "*.yaml"):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    key = (folder.name, tag, digest.digest())
    if key not in _LOADED:
        while len(_LOADED) >= MOST_LOADED:
            _LOADED.pop(next(iter(_LOADED)), None)
        _LOADED[key] = _load(folder, tag)
    return _LOADED[key]


#: Languages read, by the name of their folder, their tag and the hash of all rules there; those read first go first.
_LOADED: dict[tuple[str, str, bytes], Language] = {}
MOST_LOADED = 64


def _load(folder: Path, tag: str) -> Language:
    raw = read_rules(folder, tag)
    try:
        return Language.model_validate({"id": tag, **raw.data})
    except ValidationError as error:
        found = [_as_problem(raw, f"{folder.name}/{tag}.yaml", e["loc"], e["msg"]) for e in error.errors()]
        raise ProblemsFound(in_order(found)) from error


def _as_problem(raw: Raw, file: str, loc: tuple[int | str, ...], message: str) -> Problem:
    path = tuple(str(part) for part in loc)
    while path and path not in raw.places:
        path = path[:-1]
    file, line = raw.places.get(path, (file, 0))
    rule = ".".join(str(part) for part in loc) or "the whole file"
    return problem("language-rule-invalid", file, line, rule=rule, reason=message.removeprefix("Value error, "))
