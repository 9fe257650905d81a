"""Checks of a translation against its source: a pair of texts goes in, findings come out, of any file of pairs; and the checks
that ``verify`` makes of sentences, for one translation at a time: at import, in lint, while somebody types."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import Glossary, TermForm
from briefing.catalogue.messages import PLACEHOLDER, Message, digest
from briefing.files.yaml_reader import read_rules_file
from briefing.language.rules import Rules
from briefing.problems import Problem, ProblemsFound, Severity, catalogue, problem
from briefing.project.opening import Project
from briefing.proof.reading.tables import has_tables
from briefing.proof.sentences import Declared, declared, read_exceptions
from briefing.proof.sentences.checks import TITLES, Context, is_free
from briefing.proof.sentences.checks import check_pair as check_sentences
from briefing.proof.sentences.contrasts import Read, placeholders, read_contrasts


@lru_cache(maxsize=20_000)
def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern made of the words of the rules or the glossary; they are more than the library remembers."""
    return re.compile(pattern, flags)


class HousePattern(Rules):
    """A way of writing the house has given up, and why."""

    match: str
    why: str


class BaseWords(Rules):
    """The words that name one thing in source and target, as regular expressions (a base of comparison, a stretch of time).
    ``loose`` are words of the source that the translation may leave unsaid, but not say otherwise."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    loose: tuple[str, ...] = ()

    def of(self, side: int) -> tuple[str, ...]:
        """Return the words of the source (0) or of the target (1)."""
        return (self.source, self.target)[side]


class ReadAs(Rules):
    """Rewrites of each side, as regular expression and replacement, before numbers and dates are read."""

    source: tuple[tuple[str, str], ...] = ()
    target: tuple[tuple[str, str], ...] = ()


class UnitConversion(Rules):
    """Two units of one measure: source number times ``factor`` is the target number. Both units as regular expressions."""

    source: str
    target: str
    factor: Decimal


class Length(Rules):
    """How many characters of translation a character of the source may take, for sources of ``from`` characters and more;
    ``short_high``: at most, for shorter ones (a label, a name)."""

    start: int = Field(alias="from")
    low: Decimal
    high: Decimal
    short_high: Decimal = Decimal(16)


class MonthWords(BaseModel):
    """How one language writes months without their year: regular expressions in which ``{month}`` stands for ``month``; ``any``
    is every month, whatever stands around it. ``names``
    and ``counts`` give the numbers of words; ``stretches`` are named parts of the year with their first and last month."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")
    names: dict[str, int] = {}
    month: str = "(?!)"
    single: str = "(?!)"
    any: str = "(?!)"
    range: str = "(?!)"
    first: str = "(?!)"
    counts: dict[str, int] = {}
    stretches: dict[str, tuple[int, int]] = {}
    relative: str = "(?!)"

    def number(self, word: str) -> int:
        """Return the number of a month or of a count of months as written; nought for what is neither."""
        word = word.rstrip(".月份")
        return self.names.get(word) or self.counts.get(word) or (int(word) if word.isdigit() else 0)


class Months(Rules):
    """The months of source and target."""

    source: MonthWords = MonthWords()
    target: MonthWords = MonthWords()


class LintWords(BaseModel):
    """The file ``review.yaml``. ``script``: what the language is written in; where the file does not say, a language of the
    source's own tag is written as the source is, any other in Latin letters."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")
    script: Literal["", "latin", "han"] = ""
    spelling: dict[str, str | dict[str, str]] = {}
    house: tuple[HousePattern, ...] = ()
    own: tuple[HousePattern, ...] = ()
    bases: dict[str, BaseWords] = {}
    stretches: dict[str, BaseWords] = {}
    contrasts: dict[str, tuple[dict[str, BaseWords], ...]] = {}
    directions: dict[str, BaseWords] = {}
    behind: dict[str, tuple[str, ...]] = {}
    not_directions: BaseWords = BaseWords(source=(), target=())
    read_as: ReadAs = ReadAs()
    months: Months = Months()
    nouns: tuple[dict[str, BaseWords], ...] = ()
    measures: tuple[dict[str, BaseWords], ...] = ()
    converted: dict[str, dict[str, tuple[Decimal, Decimal]]] = {}
    respectively: BaseWords = BaseWords(source=(), target=())
    sorts: dict[str, dict[str, BaseWords]] = {}
    opposites: tuple[tuple[BaseWords, BaseWords], ...] = ()
    added: str = "(?!)"
    steps: dict[str, BaseWords] = {}
    relations: tuple[BaseWords, ...] = ()
    turning: BaseWords = BaseWords(source=(), target=())
    remarks: tuple[str, ...] = ()
    countries: dict[str, tuple[str, ...]] = {}
    common: str = ""
    year_not_before: BaseWords = BaseWords(source=(), target=())
    straddling: tuple[str, ...] = ()
    qualifiers: dict[str, tuple[str, ...]] = {}
    source_qualifiers: dict[str, tuple[str, ...]] = {}
    source_open_behind: str = "(?!)"
    next_ranks: str = "(?!)"
    source_qualifiers_behind: dict[str, tuple[str, ...]] = {}
    comparatives: frozenset[str] = frozenset()
    relative: str = "(?!)"
    leading: tuple[str, ...] = ()
    conversions: tuple[UnitConversion, ...] = ()
    repeatable: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    acronyms: frozenset[str] = frozenset()
    length: Length = Length.model_validate({"from": 10, "low": "1", "high": "8"})


@dataclass(eq=False)
class LintRules:
    """All a check may ask. ``own``: the file is one of this project, so that the whole of the house style applies."""

    tag: str
    words: LintWords
    glossary: Glossary = field(default_factory=Glossary)
    own: bool = False

    def __post_init__(self) -> None:
        known = sorted((n for n in self.glossary.by_name if len(n) > 1), key=lambda n: (-len(n), n))
        self.terms = {n: self.glossary.by_name[n].key for n in known}
        self.names = re.compile("|".join(map(re.escape, known)) or r"(?!)")
        self.countries = country_names(self.tag, self.words.countries)
        self.rarity = Counter(w for f in self._forms() for w in set(re.findall(r"[A-Za-z]+", f"{f.full} {f.short}")))
        told = (w for f in self._forms() for w in re.findall(r"[^\W\d_]+", f"{f.full} {f.short} {f.gloss}".casefold()))
        self.known_words = frozenset((*self.words.common.split(), *told))
        self.renderings: dict[str, set[str]] = {}
        for term in self.glossary.terms.values():
            if (form := term.forms.get(self.tag)) is not None:
                for name in (form.full, form.short):
                    if len(name) > 3 or (name.isupper() and len(name) > 2):
                        self.renderings.setdefault(name if name.isupper() else name.casefold(), set()).add(term.key)
        longest = sorted(self.renderings, key=lambda n: (-len(n), n))
        words = "|".join(re.escape(n) if n.isupper() else f"(?i:{re.escape(n)})" for n in longest)
        self.rendered = re.compile(rf"\b(?:{words})\b" if words else r"(?!)")

    @property
    def alike(self) -> bool:
        """Whether the language is written in the characters and marks of the source."""
        return self.words.script == "han" or (not self.words.script and self.tag.partition("-")[0] == SOURCE_TAG)

    @property
    def readable(self) -> bool:
        """Whether there is a reader of numbers for the language; without one only digits are compared."""
        return has_tables(self.tag)

    def _forms(self) -> Iterator[TermForm]:
        return (t.forms[self.tag] for t in self.glossary.terms.values() if self.tag in t.forms)

    def own_spelling(self) -> frozenset[str]:
        """Return every printed form of the glossary, which keeps its own spelling wherever it is."""
        return frozenset(name for form in self._forms() for name in (form.full, form.short, form.gloss) if name)


def country_names(tag: str, further: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return the names of countries in the language ``tag`` by their names in the source language, as the Unicode locale data
    have them, with the ``further`` words by which they are known. The country of the source itself is left out: a translation
    may well name it where the source says “the country”."""
    try:
        source, target = Locale.parse(SOURCE_TAG), Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return {}
    home = Locale.parse(f"{SOURCE_TAG}_Hans_CN").territory
    return {
        name: (target.territories[code], *further.get(name, ()))
        for code, name in sorted(source.territories.items())
        if len(code) == 2 and code != home and code in target.territories and "特别行政区" not in name
    }


def read_rules(folder: Path, tag: str, glossary: Glossary, own: bool = False) -> LintRules:
    """Return the rules of a language in a project's ``i18n`` folder; a language without the file has only what holds for all.
    Raises ``ProblemsFound`` where the file is not what it should be."""
    path = folder / tag / "review.yaml"
    shown = f"{folder.name}/{tag}/{path.name}"
    if not path.exists():
        return LintRules(tag, LintWords(), glossary, own)
    try:
        words = LintWords.model_validate(read_rules_file(path, shown) or {})
        for pattern in (*words.house, *words.own):
            re.compile(pattern.match)
        named = (words.bases, words.stretches, words.directions, *chain(*words.contrasts.values()))
        for base in (b for table in named for b in table.values()):
            re.compile("|".join((*base.source, *base.loose, *base.target)))
        for pattern_of, replacement in (*words.read_as.source, *words.read_as.target):
            re.compile(pattern_of).sub(replacement, "")
    except (ValidationError, re.error) as error:
        raise ProblemsFound([problem("review-rules", shown, reason=" ".join(str(error).split()))]) from error
    return LintRules(tag, words, glossary, own)


#: What stands for a placeholder while a text is looked at: neither digit nor letter nor space.
MARK = "\ufffc"
#: Full-width digits and their point are digits.
_NARROW = {**{0xFF10 + n: str(n) for n in range(10)}, 0xFF0E: "."}
_TAG = re.compile(r"</?(?:strong|em|br|b|i|g|x|ph|pc)\b[^<>]*/?>")


@dataclass(frozen=True, slots=True)
class Pair:
    """``row`` says where it is in its file (a number, or the id of a segment); ``context`` is the message context.
    ``placeholders``: whether ``%(name)s`` is a placeholder here, as in a PO file, or mere text. ``segment`` is the id of the
    segment of this project that the row is of, where its file says so."""

    row: int | str
    source: str
    target: str
    context: str = ""
    domain: str = ""
    placeholders: bool = False
    segment: str = ""
    source_text: str = field(init=False, default="")
    target_text: str = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "source_text", self._plain(self.source).translate(_NARROW))
        object.__setattr__(self, "target_text", self._plain(self.target))

    @property
    def is_title(self) -> bool:
        """Whether both texts are the name of a source: each is quoted as its issuer has it in that language, so that one need
        not say what the other says. A file of ours has no contexts, but they are part of the hash in its ids."""
        hashed = self.segment.partition(".")[2]
        return self.context in TITLES or (bool(hashed) and any(hashed == digest(c, self.source) for c in TITLES))

    def _plain(self, text: str) -> str:
        """Without markup, each placeholder as ``MARK``."""
        if self.placeholders:
            text = PLACEHOLDER.sub(lambda m: MARK if m["name"] else "%", text)
        return _TAG.sub("", text).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: the fields of ``review lint --json``, and how to mend it."""

    row: int | str
    code: str
    severity: Severity
    message: str
    source: str = field(metadata={"name": "zh"})
    target: str = field(metadata={"name": "en"})
    mend: str
    details: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False, metadata={"data": "hidden"})


#: What a check yields: a code and the details of its message.
Found = tuple[str, dict[str, object]]


def finding(pair: Pair, found: Found, at_most: Severity | None = None) -> Finding:
    """Return a finding in words, from the catalogue of problems, of no more weight than ``at_most``."""
    code, details = found
    kind = catalogue()[code]
    severity = max(kind.severity, at_most or kind.severity, key=tuple(Severity).index)
    message, mend = kind.message.format(**details), kind.mend.format(**details)
    return Finding(pair.row, code, severity, message, pair.source, pair.target, mend, details)


#: A message and a translation of it → what ``verify`` finds wrong with the translation.
SentenceCheck = Callable[[Message, str], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class SentenceRules:
    """What the sentences of a project are checked against. ``problems`` is what is wrong in the files that say so."""

    context: Context
    read: Read
    problems: tuple[Problem, ...] = ()

    def check(self, tag: str) -> SentenceCheck:
        """Return the check of translations into the language ``tag``."""
        stand = self.read[0]

        def check(message: Message, text: str) -> Iterator[Found]:
            printed = stand.get((message.domain, message.source), {})
            return check_sentences(message.source, text, tag, printed, self.context, is_free(message))

        return check


def sentence_rules(project: Project, read: Read | None = None) -> SentenceRules:
    """Read what the sentences of a project are checked against: its facts, names, exceptions and opposite names. ``read`` is
    what its templates say of their placeholders, where that has been read before."""
    names, problems = declarations(project)
    contrasts, unread = read_contrasts(project.root)
    return SentenceRules(
        Context(project.base, names, contrasts), read or placeholders(project.templates), (*problems, *unread)
    )


def declarations(project: Project) -> tuple[dict[str, Declared], tuple[Problem, ...]]:
    """Return what may hold a number in each language of a project, and what is wrong in the list of exceptions."""
    allowed, problems = read_exceptions(project.root)
    names = {
        tag: declared(tag, SOURCE_TAG, project.content, project.glossary, project.catalogues[tag], allowed)
        for tag in project.languages
    }
    return names, problems
