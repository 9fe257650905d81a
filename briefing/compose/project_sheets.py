"""Projects as the sheets of a document show them: the words printed for their fields (translated, from the glossary or
romanised; never with other figures), and one project with its contacts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from markupsafe import Markup

from briefing.catalogue import CONTENT, SOURCE_TAG
from briefing.catalogue.glossary import Glossary
from briefing.compose.printed import moment
from briefing.compose.translator import Translator
from briefing.content.projects import SHARED, Amount, Contact, ProjectRecord, domain
from briefing.facts.base import FactBase
from briefing.language import Language
from briefing.language.changes import print_period
from briefing.language.figures import join
from briefing.problems import Problem, problem
from briefing.projects.project_facts import Freshness, Publishing, project_fact
from briefing.projects.romanising import Romanising
from briefing.quantities import Period

#: The context of the names of projects.
NAME = "project name"
_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMBER = r"(?<![A-Za-z0-9.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?"
_MULTIPLES = {"千": 3, "百": 2, "thousand": 3, "千万": 7, "百万": 6}


@lru_cache(maxsize=16)
def _numbers(language: Language) -> tuple[re.Pattern[str], Mapping[str, int], tuple[tuple[str, re.Pattern[str]], ...]]:
    """How a language writes figures: digits with a scale word behind them, the powers of ten of these words, and its number
    words in order."""
    powers = {
        s.word.strip().replace("\u00a0", " ").strip().casefold(): s.factor.adjusted() for s in language.scales.values()
    }
    powers |= _MULTIPLES
    scales = "|".join(re.escape(w) for w in sorted(powers, key=len, reverse=True) if w)
    words = tuple((word, re.compile(rf"\b{re.escape(word)}\b")) for word in language.number_words)
    return re.compile(rf"{_NUMBER}[ \u00a0]?({scales})?"), powers, words


@lru_cache(maxsize=4096)  # a sheet asks for the same text several times, and lists have words in common
def figures_in(text: str, language: Language) -> Mapping[Decimal, int]:
    """Return every figure of a text as a number, and how often it is there: digits times the scale word after them, and
    number words up to ten."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    numbers, powers, words = _numbers(language)
    found: Counter[Decimal] = Counter()
    for match in numbers.finditer(plain):
        digits = match[1].replace(",", "") + (match[2] or "")
        found[Decimal(digits).scaleb(powers.get(match[3] or "", 0)).normalize()] += 1
    for value, (word, whole) in enumerate(words, 1):
        if word in plain:
            found[Decimal(value)] += len(whole.findall(plain))
    return +found


def different(source: str, target: str, source_language: Language, target_language: Language) -> str:
    """Return the figures that stand in one text and not in the other, for a person; empty when they agree. Number words of the
    target are allowed beyond the figures of the source (one of, first)."""
    ours, theirs = figures_in(source, source_language), figures_in(target, target_language)
    missing = [v for v in ours if v not in theirs]
    words = {Decimal(n) for n in range(1, len(target_language.number_words) + 1)}
    surplus = [v for v in theirs if v not in ours and v not in words]
    parts = [f"missing {', '.join(f'{v:f}' for v in missing)}"] if missing else []
    return "; ".join([*parts, *([f"not in the source {', '.join(f'{v:f}' for v in surplus)}"] if surplus else [])])


@dataclass(slots=True)
class ProjectWords:
    """Looks up the words of projects, counting what has no translation by list. ``source`` is the language they are written
    in: a translation must hold the same figures. ``fresh`` tells what is past its day. ``printed`` is everything said: words
    of the list and not of this house. ``publishing`` says what of contacts is printed."""

    language: Language
    words: Translator
    glossary: Glossary
    romanising: Romanising | None = None
    asked: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    missing: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    source: Language | None = None
    fresh: Freshness | None = None
    printed: set[str] = field(default_factory=set)
    publishing: Publishing = field(default_factory=Publishing)
    unlike: dict[tuple[str, str, str], Problem] = field(default_factory=dict)
    first: set[tuple[str, str]] = field(default_factory=set)

    def text(self, list_id: str, context: str, source: str | None) -> str:
        """Return a text in this language. Without a translation, a name or a word of the list is romanised, with its
        characters and a mark where it is first; any other text is the mark of the missing."""
        if not source or self.words.tag == SOURCE_TAG:
            return self.printing(source or "")
        found = self._found(list_id, context, source)
        if found is not None:
            return self.printing(found)
        if self.romanising is None or not (context in SHARED or context == NAME):
            return self.words.house("missing")
        again = (context, source) in self.first
        self.first.add((context, source))
        return self.printing(self._romanised(context, source, again))

    def title(self, context: str, source: str) -> str:
        """Return the title or the issuer of a list: translated, or romanised like a name."""
        found = self.words.message(CONTENT, context, source)
        if found is not None or self.romanising is None:
            return self.words.house("missing") if found is None else found
        again = ("list", source) in self.first
        self.first.add(("list", source))
        return self.printing(self._romanised(NAME, source, again))

    def word(self, list_id: str, context: str, source: str) -> str:
        """Return a word of the list where it stands alone, on a cover: translated, or romanised with its characters."""
        found = source if self.words.tag == SOURCE_TAG else self._found(list_id, context, source)
        if found is None and self.romanising is None:
            return self.words.house("missing")
        return self.printing(self._romanised(context, source, False) if found is None else found)

    def _romanised(self, context: str, source: str, again: bool) -> str:
        assert self.romanising is not None
        name = self.romanising.title(source) if context == NAME else self.romanising.label(source)
        return name if again else f"{name} ({source}) {self.romanising.untranslated}"

    def if_any(self, list_id: str, context: str, source: str) -> str:
        """Return a text in this language; nothing where there is no translation, which is counted as missing."""
        if self.words.tag == SOURCE_TAG:
            return self.printing(source)
        return self.printing(self._found(list_id, context, source) or "")

    def printing(self, text: str) -> str:
        """Return the same text, remembered as printed."""
        if text:
            self.printed.add(text)
        return text

    def name(self, list_id: str, context: str, source: str | None, person: bool = False) -> str:
        """Return a company, an office or a person: translated, from the glossary, or romanised and marked."""
        if not source or self.words.tag == SOURCE_TAG:
            return self.printing(source or "")
        term = self.glossary.find(source)
        if term is not None and self.words.tag in term.forms:
            return term.forms[self.words.tag].full
        rules = self.romanising
        if person:
            return self.printing(rules.person(source)) if rules else self.words.house("missing")
        found = self.words.catalogue.find(domain(list_id), context, source)
        if (found and found.target and not found.fuzzy) or rules is None:
            return self.text(list_id, context, source)
        self._found(list_id, context, source)
        return self.printing(f"{rules.company(source)} {rules.mark}")

    def _found(self, list_id: str, context: str, source: str) -> str | None:
        """Return the settled translation of a text, or ``None``. Words that lists have in common are data; a text without
        Chinese characters needs none; what was said of an earlier text (fuzzy) is not said of this one."""
        where = CONTENT if context in SHARED else domain(list_id)
        found = self.words.catalogue.find(where, context, source)
        self.asked.setdefault(list_id, set()).add((context, source))
        if found is None or not found.target or found.fuzzy:
            if not _HAN.search(source):
                return source
            if self.romanising is not None and (word := self.romanising.set_word(context, source)):
                return word
            self.missing.setdefault(list_id, set()).add((context, source))
            return None
        if self.source is not None and (apart := different(source, found.target, self.source, self.language)):
            wrong = problem("list-english-figures", found.file, found.line, text=source[:30], difference=apart)
            self.unlike[list_id, context, source] = wrong
        return found.target

    def problems(self, projects: Sequence[ProjectRecord]) -> Iterator[Problem]:
        """Yield one problem for each list with words that are missing, for each translation with other figures, and for what is
        past its day among the projects shown."""
        yield from self.unlike.values()
        if self.fresh is not None:
            shown = [p.model_copy(update={"contacts": self.publishing.of(p.contacts)}) for p in projects]
            yield from self.fresh.problems(tuple(shown))
        for list_id, missing in sorted(self.missing.items()):
            file = f"i18n/{self.words.tag}/{domain(list_id)}.po"
            count = {"missing": len(missing), "total": len(self.asked[list_id])}
            yield problem("list-untranslated", file, 0, list=list_id, tag=self.words.tag, catalogue=file, **count)


@dataclass(frozen=True, slots=True)
class ContactView:
    """One contact in the words of the language."""

    contact: Contact
    list: str
    words: ProjectWords

    @property
    def name(self) -> str:
        """The person."""
        return self.words.name(self.list, "person", self.contact.name, person=True)

    @property
    def office(self) -> str:
        """The office or post."""
        return self.words.name(self.list, "office", self.contact.office)

    @property
    def telephone(self) -> str:
        """Every number, as written."""
        numbers = [self.words.printing(number) for number in self.contact.telephone]
        return join(self.words.language, numbers) if numbers else ""

    @property
    def email(self) -> str:
        """The address, as written."""
        return self.words.printing(self.contact.email or "")

    @property
    def verified(self) -> Markup:
        """The day the contact was last verified, or nothing."""
        return _day(self.words.language, self.contact.verified_on)

    @property
    def due(self) -> bool:
        """Whether that was too long before the edition."""
        return self.words.fresh is not None and self.words.fresh.due(self.contact)


def _day(language: Language, text: str | None) -> Markup:
    return moment(text, print_period(language, Period.parse(text), "date")) if text else Markup("")


def _word(context: str, field: str) -> property:
    """A word that the lists have in common, in the language of the document."""
    return property(lambda view: view._text(context, getattr(view.record, field)))


def _if_translated(context: str, field: str = "") -> property:
    """A text of the record in the language of the document; empty where the record has none, or it is not translated."""
    return property(lambda view: view._if_any(context, getattr(view.record, field or context)))


def _as_written(amount: str) -> property:
    """What the workbook says of an amount where it gives no single one, once that is translated."""

    def said(view: ProjectView) -> str:
        given: Amount | None = getattr(view.record, amount)
        return view._if_any("amount", given.published) if given is not None and not getattr(view, amount) else ""

    return property(said)


def _figure(name: str) -> property:
    """The id of a fact of the project; empty where there is no single figure."""
    return property(lambda view: view._fact(name))


@dataclass(frozen=True, slots=True)
class ProjectView:
    """One project. Texts are empty where the record has none; ``investment``, ``sought`` and ``duration`` are fact references,
    empty where there is no single figure; ``open`` says that the workbook's amount is not one number."""

    record: ProjectRecord
    words: ProjectWords
    base: FactBase

    name, sector, status = _word(NAME, "name"), _word("item", "sector"), _word("status", "status")
    content, advantages, site = _if_translated("content"), _if_translated("advantages"), _if_translated("site")
    approvals, benefit_basis = _if_translated("approvals"), _if_translated("benefit", "benefit_basis")
    investment, sought, duration = _figure("investment"), _figure("sought"), _figure("duration")
    as_written, sought_as_written = _as_written("investment"), _as_written("sought")

    def _text(self, context: str, source: str | None) -> str:
        return self.words.text(self.record.list, context, source)

    def _if_any(self, context: str, source: str | None) -> str:
        return self.words.if_any(self.record.list, context, source) if source else ""

    def _listed(self, context: str, sources: Sequence[str]) -> str:
        return join(self.words.language, [self._text(context, source) for source in sources]) if sources else ""

    @property
    def untranslated(self) -> tuple[str, ...]:
        """The fields whose text the list has and this language has not, in the order of a sheet."""
        term = self.record.term
        worded = term is not None and not term.duration and not term.period
        fields = ("content", *(("term",) if worded else ()), "benefit", "advantages", "site", "approvals")
        return tuple(name for name in fields if not getattr(self, name) and getattr(self.record, name))

    def _fact(self, what: str) -> str:
        key = project_fact(self.record, what)
        return key if key in self.base.facts else ""

    @property
    def anchor(self) -> str:
        """The id of its sheet."""
        return f"project-{self.record.list}-{self.record.id}"

    @property
    def fact(self) -> str:
        """The fact that it is listed, whose period is the day the project's entry stands for."""
        return project_fact(self.record)

    as_of = fact

    @property
    def place(self) -> str:
        """Its districts, or its regions where no district is known."""
        return self._listed("district", self.record.districts) or self.regions

    @property
    def regions(self) -> str:
        """Its regions."""
        return self._listed("item", self.record.regions)

    @property
    def owner(self) -> str:
        """Who owns or offers it."""
        return self.words.name(self.record.list, "company", self.record.owner)

    @property
    def estimated(self) -> bool:
        """Whether the workbook calls its investment an estimate."""
        return self.record.investment is not None and self.record.investment.basis == "estimated"

    @property
    def open(self) -> bool:
        """Whether the workbook says something of the investment that is not one amount."""
        return self.record.investment is not None and not self.investment

    @property
    def in_cny(self) -> bool:
        """Whether its investment is one amount of CNY."""
        return bool(self.investment) and self.record.investment is not None and self.record.investment.unit == "CNY"

    @property
    def code(self) -> str:
        """The number the list gives it, as written."""
        return self.words.printing(self.record.code or "")

    @property
    def cooperation(self) -> str:
        """The ways of cooperation, as a line of their own begins."""
        text = self._listed("cooperation", self.record.cooperation)
        return text[:1].upper() + text[1:]

    @property
    def term(self) -> Markup:
        """The construction period as dates or as text; nothing where it is a duration."""
        term = self.record.term
        if term is None or term.duration:
            return Markup("")
        if term.period:
            return moment(term.period, print_period(self.words.language, Period.parse(term.period), "plain"))
        return Markup.escape(self._if_any("term", term.published))

    @property
    def benefit(self) -> str:
        """The benefit expected, without a full stop: what it was computed on follows in brackets."""
        return self._if_any("benefit", self.record.benefit).rstrip("。.")

    @property
    def contacts(self) -> tuple[ContactView, ...]:
        """Whom to ask."""
        printed = self.words.publishing.of(self.record.contacts)
        return tuple(ContactView(contact, self.record.list, self.words) for contact in printed)

    @property
    def valid_until(self) -> Markup:
        """The day its entry lapses, or nothing."""
        return _day(self.words.language, self.record.valid_until)

    @property
    def lapsed(self) -> bool:
        """Whether that day lies before the edition."""
        return self.words.fresh is not None and self.words.fresh.lapsed(self.record)
