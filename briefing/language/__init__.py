"""The language engine: facts, quantities, periods, changes, ranks and lists as text, one value in every language, by rules that
are data in ``i18n/<tag>.yaml``; and those rules read, with the files that they extend, and every fault of them at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from briefing.facts import Fact
from briefing.files.reading import listed
from briefing.files.yaml_reader import Located, LocatedList, read_rules_file
from briefing.language.changes import print_change, print_period, print_turn
from briefing.language.figures import print_quantity
from briefing.language.model import INITIAL, QUANTITY_FORMS, Language, UnknownForm, with_initial
from briefing.language.printed import print_open
from briefing.language.rules import UnknownRule
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.quantities import Period, PeriodError, Qualifier, Quantity
from briefing.quantities.parse import ValueTextError, parse_value

__all__ = ["Language", "UnknownRule"]

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
    data = read_rules_file(path, file)
    if not isinstance(data, Located):
        raise ProblemsFound([problem("language-file-unreadable", file, reason="it holds no rules")])
    places = dict(_places(data, (), file))
    parent = data.pop("extends", None)
    if parent is None:
        return Raw(data, places)
    inherited = read_rules(folder, str(parent), (*chain, name))
    return Raw(_merge(inherited.data, data), inherited.places | places)


def languages_in(folder: Path) -> tuple[str, ...]:
    """Return the names of the language files in a folder: those that state a ``tag`` and are no pseudo-locale; sorted."""
    texts = {p.stem: p.read_bytes() for p in listed(folder, "*.yaml")}
    return tuple(sorted(name for name, text in texts.items() if _TAG.search(text) and not _PSEUDO.search(text)))


def pseudo_in(folder: Path) -> tuple[str, ...]:
    """Return the names of the pseudo-locales in a folder; sorted."""
    return tuple(sorted(p.stem for p in listed(folder, "*.yaml") if _PSEUDO.search(p.read_bytes())))


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
    """Return the rules in ``<folder>/<tag>.yaml`` (``tag`` is the name of the file: ``zh``, ``en``).

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


_ALIASES = {"full": "default", "digits": "default", "tile": "default"}


def print_rank(language: Language, quantity: Quantity, region: str, form: str = "full") -> str:
    """Return a place in an order: ``full`` (西部第一; first in western China), verb, noun, ``ordinal`` (第一; first), ``cell``,
    ``region``, or ``number`` and ``bare`` (the digits). ``region`` is a region id. Raises ``UnknownRule``."""
    return with_initial(form, lambda name: _print(language, quantity, region, name))


def _print(language: Language, quantity: Quantity, region: str, form: str) -> str:
    bare = print_quantity(language, quantity, "bare")
    if form in ("number", "bare"):
        return bare
    form = _ALIASES.get(form, form)
    rules = language.ranks
    if form not in rules.forms:
        raise UnknownForm(f"{form!r} is not a form of a rank; known are {' '.join(('full', 'number', *rules.forms))}")
    if region not in language.regions:
        there = " ".join(language.regions)
        raise UnknownRule(f"the region {region!r} is not in i18n/{language.id}.yaml; known: {there}")
    place = language.regions[region]
    words = rules.ordinals
    known = bare.isdigit() and 1 <= int(bare) <= len(words)
    ordinal = words[int(bare) - 1] if known else rules.beyond.format(n=bare)
    return rules.forms[form].format(region=place.name, in_region=place.within, ordinal=ordinal, n=bare)


def print_fact(language: Language, fact: Fact, form: str = "full", unit: str = "") -> str:
    """Return a fact's figure as text, by what it measures: a change, a rank, an event (its date), an open value, or a quantity.

    A difference without a base (a gap to a target, what a whole leaves over) is no growth: it is printed as a quantity
    unless a form of change (verb, noun …) is asked for.

    ``form``: one of ``forms_of(language, fact.measure)``; an event takes the forms of a period. ``unit`` is the unit id
    of an open value (``N场``), for languages that write its noun. Raises ``UnknownRule`` for an unknown form, unit or
    region, and for a value left open that the language has no words for.
    """
    measure = fact.measure or fact.kind
    if fact.kind == "event":
        day = form.replace("full", "plain")
        return print_period(language, fact.period, day, fact.period_basis, kind="event")
    if fact.turn:
        return with_initial(form, lambda name: print_turn(language, fact, name))
    if fact.quantity is None:
        return with_initial(form, lambda name: _open(language, fact, unit, name))
    if fact.quantity.unit == "rank" and measure != "change":
        whole = fact.kind == "threshold" and form == "full"  # a bound: the first hundred, not the hundredth
        return print_rank(language, fact.quantity, fact.region, "top" if whole else form)
    if measure == "change" and (fact.base or form.removesuffix(INITIAL) not in QUANTITY_FORMS):
        return print_change(language, fact.quantity, change_base(fact.base), form)
    return print_quantity(language, fact.quantity, form)


def print_fact_period(language: Language, fact: Fact, form: str = "as-of", reported: date | None = None) -> str:
    """Return the period a fact speaks of. ``reported`` is the date of its source, for facts whose period basis is reported."""
    kind = "event" if fact.kind == "event" else fact.measure or fact.kind
    return print_period(language, fact.period, form, fact.period_basis, kind=kind, reported=reported)


def change_base(base: str) -> str | Period:
    """Return the base of a change as ``print_change`` takes it: a named base (yoy, average-annual …) or a period."""
    try:
        return Period.parse(base)
    except PeriodError:
        return base


def _open(language: Language, fact: Fact, unit: str, form: str) -> str:
    """A value left open. A change left open is printed only where its words are as they are: a range has no direction."""
    value = None if (fact.measure or fact.kind) == "change" else fact.open
    return print_open(language, fact.published, value, unit, form)


def say(
    value: str, unit: str, qualifier: str = "", period: str = "", change: str = "", *, languages: Sequence[Language]
) -> list[tuple[str, str]]:
    """Return the text of a value, as (language tag, text) in the order of ``languages``.

    ``value``: as in a content file (``9.6万亿``, ``-0.24``). ``unit``: a unit id, noun, measure word, code or other name.
    ``qualifier``: a word of any of the languages, or a kind (more-than). ``period``: ISO 8601. ``change``: a base (yoy,
    average-annual, a period); the value is then said as a change. Raises ``ProblemsFound`` with everything not understood.
    """
    problems: list[Problem] = []
    unit_id = known_units(languages).get(unit.casefold(), "")
    if not unit_id:
        problems.append(problem("say-unit-unknown", unit=unit, known=_unit_list(languages)))
    kind, wording = known_qualifiers(languages).get(qualifier.casefold(), (None, ""))
    if qualifier and kind is None:
        known = ", ".join(known_qualifiers(languages))
        problems.append(problem("say-qualifier-unknown", qualifier=qualifier, known=known))
    quantity = _value(value, unit_id, kind, wording, problems)
    moment = _period(period, problems)
    base = change_base(change)
    if isinstance(base, str) and base and any(base not in language.changes.bases for language in languages):
        bases = [b for b in languages[0].changes.bases if b not in ("period", "none")]
        problems.append(problem("say-change-unknown", base=change, known=", ".join(bases)))
    if problems or quantity is None:
        raise ProblemsFound(problems)
    return [(language.tag, _say(language, quantity, moment, base)) for language in languages]


def known_units(languages: Sequence[Language]) -> dict[str, str]:
    """Return every name of a unit, in lower case, with its id: ids and other names first, then codes and nouns."""
    names: dict[str, str] = {}
    for language in languages:
        names |= {unit.casefold(): unit for unit in language.units}
    for language in languages:
        for name, unit in language.unit_names.items():
            names.setdefault(name.casefold(), unit)
    for language in languages:
        for unit, rules in language.units.items():
            for name in (rules.code, rules.label, *rules.nouns.values()):
                names.setdefault(name.casefold(), unit)
    names.pop("", None)
    return names


def known_qualifiers(languages: Sequence[Language]) -> dict[str, tuple[Qualifier, str]]:
    """Return every qualifier word or kind, in lower case, with its kind and the wording to keep."""
    names: dict[str, tuple[Qualifier, str]] = {kind.value: (kind, "") for kind in Qualifier}
    for language in languages:
        for kind, rules in language.qualifiers.items():
            for word in (*rules.words, *rules.read):
                names.setdefault(word.casefold(), (kind, word))
    return names


def _value(value: str, unit: str, kind: Qualifier | None, wording: str, problems: list[Problem]) -> Quantity | None:
    try:
        read = parse_value(value.strip(), unit)
    except ValueTextError as error:
        problems.append(problem("say-value-unreadable", reason=str(error)))
        return None
    return Quantity(read.value, read.unit, read.quantum, read.decimals, kind, wording)


def _period(period: str, problems: list[Problem]) -> Period | None:
    try:
        return Period.parse(period) if period else None
    except PeriodError as error:
        problems.append(problem("say-period-unreadable", reason=str(error)))
        return None


def _say(language: Language, quantity: Quantity, moment: Period | None, base: str | Period) -> str:
    text = print_change(language, quantity, base) if base else print_quantity(language, quantity)
    return text if moment is None else language.dated.format(text=text, moment=print_period(language, moment))


def _unit_list(languages: Sequence[Language]) -> str:
    """Ids as they are written, then the other names; nouns are left out, being many."""
    return ", ".join(dict.fromkeys([*languages[0].units, *(n for language in languages for n in language.unit_names)]))
