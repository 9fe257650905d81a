"""The words of one language: sentences of templates, labels, named lists, and what a document was cut to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter

from jinja2 import TemplateRuntimeError

from briefing.catalogue import CONTENT, FURNITURE, HOUSE, SOURCE_TAG
from briefing.catalogue.messages import Catalogue, State, fill, quote, standing
from briefing.content.records import ListItem, NamedList
from briefing.document.nodes import Inline, Text
from briefing.language import Language
from briefing.language.figures import join
from briefing.problems import Problem, ProblemsFound, problem
from briefing.projects.conditions import Both, Condition, Either, Not, OneOf, Sized


@dataclass(slots=True)
class Translator:
    """Looks words up in one language. ``missing`` collects every message without a translation, once each, and, for whoever
    ``gathers`` what is wrong, every label that the house does not have; for others such a label is raised."""

    language: Language
    domain: str
    catalogue: Catalogue
    labels: Mapping[str, str]
    missing: dict[tuple[str, str, str], Problem] = field(default_factory=dict)
    gathers: bool = False
    _settled: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """The language's id, as catalogues and glossary name it."""
        return self.language.id

    def message(self, domain: str, context: str, source: str) -> str | None:
        """Return the translation, the source itself in the source language, or ``None`` (counted) where there is none."""
        if self.tag == SOURCE_TAG:
            return source
        if (settled := self._settled.get((domain, context, source))) is not None:
            return settled
        found = self.catalogue.find(domain, context, source)
        if found and found.target:
            unread = self.catalogue.under_review and standing(found, "-").state is State.DRAFT
            if found.fuzzy or unread:
                code = "catalogue-fuzzy" if found.fuzzy else "translation-unreviewed"
                self.missing[domain, context, source] = problem(code, found.file, found.line, source=quote(source))
            else:
                self._settled[domain, context, source] = found.target
            return found.target
        place = (found.file, found.line) if found else (f"i18n/{self.tag}/{domain}.po", 0)
        self.missing[domain, context, source] = problem(
            "translation-missing", *place, source=quote(source), tag=self.tag, domain=domain
        )
        return None

    def sentence(self, context: str, source: str) -> str:
        """Return a template sentence, still with its placeholders; the mark of the missing where there is no translation."""
        found = self.message(self.domain, context, source)
        return self.house("missing") if found is None else found

    def content(self, context: str, source: str) -> str:
        """Return a label, name or note of the content; the %% of a catalogue is a per cent sign."""
        if not source:
            return ""
        found = self.message(CONTENT, context, source)
        if found is None:
            return self.house("missing")
        return found if self.tag == SOURCE_TAG else found.replace("%%", "%")

    def house(self, name: str) -> str:
        """Return a piece of furniture by its name, unfilled. Raises ``ProblemsFound`` for one that the house does not have,
        unless missing words are gathered."""
        source = self.labels.get(name)
        if source is None:
            lacking = problem("label-missing", "templates/house/furniture.yaml", name=name)
            if not self.gathers:
                raise ProblemsFound([lacking])
            self.missing[HOUSE, FURNITURE, name] = lacking
            return f"[{name}]"
        found = self.message(HOUSE, FURNITURE, source)
        return f"[{name}]" if found is None else found

    def filled(self, name: str, /, **values: str) -> str:
        """Return a piece of furniture with its placeholders filled as plain text."""
        return fill(self.house(name), lambda key, _form: values[key])

    def run(self, name: str, /, **values: str | Inline | Iterable[Inline]) -> tuple[Inline, ...]:
        """Return a piece of furniture with its placeholders filled by words or by nodes, which keep their identity."""
        text = self.house(name)
        if "%(" not in text:  # the mark of a missing one: what it would hold is behind it
            text += "".join(f"%({key})s" for key, value in values.items() if not isinstance(value, str))
        made: list[Inline] = []
        words = ""
        for piece, key in PLACED.findall(text):
            value = values[key] if key else ""
            words += piece + (value if isinstance(value, str) else "")
            if not isinstance(value, str):
                made += [*([Text(words)] if words else []), *(value if isinstance(value, Iterable) else (value,))]
                words = ""
        return (*made, Text(words)) if words else tuple(made)


#: Words of a piece of furniture, each with the placeholder behind it.
PLACED = re.compile(r"(.*?)(?:%\((\w+)\)s|\Z)", re.DOTALL)


#: The furniture pattern of each comparison.
_SIGNS = {
    ">=": "where_amount",
    ">": "where_amount",
    "<=": "where_at_most",
    "<": "where_amount",
    "=": "where_amount",
    "!=": "where_unequal",
}
#: The context in which the words of a field are translated.
CONTEXTS = {
    "sector": "item",
    "region": "item",
    "district": "district",
    "status": "status",
    "cooperation": "cooperation",
}


def condition_phrase(
    condition: Condition,
    words: Translator,
    amount: Callable[[str, Decimal], str],
    word: Callable[[str, str], str],
    quote: Callable[[str], str] = str,
) -> str:
    """Return the condition as a phrase; ``amount`` prints a bound by its sign, ``word`` a word of the list by its context, and
    ``quote`` makes words fit for where it is."""

    def within(part: Condition) -> str:
        match part:
            case Both(parts):
                return words.house("where_and").join(within(p) for p in parts)
            case Either(parts):
                return words.house("where_or").join(within(p) for p in parts)
            case Not(OneOf(field, values, contains)):
                return _words("where_lacks" if contains else "where_not", field, values)
            case Not(inner):
                return words.filled("where_none", inner=within(inner))
            case OneOf(field, values, contains):
                return _words("where_contains" if contains else "where_is", field, values)
            case Sized(field, sign, bound):
                return words.filled(_SIGNS[sign], field=words.house(f"where_{field}"), amount=amount(sign, bound))

    def _words(pattern: str, field: str, values: tuple[str, ...]) -> str:
        context = CONTEXTS.get(field)
        names = [quote(word(context, v) if context else v) for v in values]
        return words.filled(pattern, field=words.house(f"where_{field}"), values=join(words.language, names))

    return within(condition)


def known_names(words: Translator, context: str, sources: tuple[str, ...]) -> dict[str, str]:
    """Return translation -> source of words of the content, so that a condition may use either; settled translations before
    others."""
    found = [(message, s) for s in sources if (message := words.catalogue.find(CONTENT, context, s)) and message.target]
    return {m.target: s for m, s in sorted(found, key=lambda pair: not pair[0].fuzzy)}


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item: its ``id`` within its list, ``name`` and ``text`` in the document's language, ``parties`` as glossary names,
    ``figures`` as fact references by role, ``sub`` the list below it (``None`` when there is none)."""

    item: ListItem
    words: Translator
    lists: Mapping[str, NamedList]

    id, parties, figures = (property(attrgetter(f"item.{name}")) for name in ("id", "parties", "figures"))

    @property
    def name(self) -> str:
        """Its name."""
        return self.words.content("item", self.item.name)

    @property
    def text(self) -> str:
        """Its one-sentence description, or nothing."""
        return self.words.content("text", self.item.text or "")

    @property
    def sub(self) -> ListView | None:
        """The list below this item."""
        below = self.lists.get(self.item.list or "")
        return ListView(below, self.words, self.lists) if below else None


@dataclass(frozen=True, slots=True)
class ListView:
    """A named list: its ``id``, ``title`` in the document's language, and its items in order; ``complete`` says whether the
    source names all of them."""

    listing: NamedList
    words: Translator
    lists: Mapping[str, NamedList]

    id, complete = (property(attrgetter(f"listing.{name}")) for name in ("id", "complete"))

    @property
    def title(self) -> str:
        """Its title."""
        return self.words.content("list", self.listing.title)

    @property
    def entries(self) -> tuple[ItemView, ...]:
        """Its items in order."""
        return tuple(ItemView(item, self.words, self.lists) for item in self.listing.items)

    def __iter__(self) -> Iterator[ItemView]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.listing.items)

    def __getitem__(self, name: str) -> ItemView:
        for entry in self.entries:
            if entry.id == name:
                return entry
        known = ", ".join(entry.id for entry in self.entries)
        raise TemplateRuntimeError(f"the list {self.id} has no item “{name}”; it has {known}")
