"""What every placeholder prints today: the sentences of the packs are rendered once and their values kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import unescape

from markupsafe import Markup

from briefing.catalogue.glossary import Glossary
from briefing.catalogue.messages import PLACEHOLDER, WHEN, digest
from briefing.compose.functions import Functions
from briefing.compose.printed import Printed
from briefing.compose.sandbox import rendered
from briefing.compose.translator import Translator
from briefing.facts.base import FactBase
from briefing.files.foreign import fragment
from briefing.language import Language
from briefing.problems import Problem, ProblemsFound, in_order
from briefing.project.opening import Project

#: So many hashes of words are remembered.
_REMEMBERED = 200_000
#: Context and source of a sentence.
Key = tuple[str, str]
Values = Mapping[str, object]


@dataclass(slots=True)
class PrintRecorder(Functions):
    """The functions of a template, remembering which values each sentence was given, and which sentences are in others
    (``inner``; ``opaque``: something is in one that may be made of any words)."""

    said: dict[Key, list[Values]] = field(default_factory=dict)
    inner: set[Key] = field(default_factory=set)
    opaque: bool = False
    made: dict[int, tuple[Markup, Key | None]] = field(default_factory=dict)

    def label(self, reference: str) -> Markup:
        """Print a label, and note it."""
        return self._remembered(Functions.label(self, reference), None)

    def names(self, names: list[str], form: str = "short") -> Markup:
        """Print names as a list, and note it."""
        return self._remembered(Functions.names(self, names, form), None)

    def cell(self, reference: str, scale: str = "one") -> Markup:
        """Print a figure in a table, and note it."""
        return self._remembered(Functions.cell(self, reference, scale), None)

    def ref(self, target: str) -> Markup:
        """Print a reference, and note it."""
        return self._remembered(Functions.ref(self, target), None)

    def _sentence(self, context: str, message: str, values: Mapping[str, object]) -> Markup:
        self.said.setdefault((context, message), []).append(values)
        for value in values.values():
            if isinstance(value, Markup) and value:
                _, key = self.made.get(id(value), (value, ("", "")))
                self.inner.update((key,) if key and key[1] else ())
                self.opaque |= key is not None and not key[1]
        return self._remembered(Functions._sentence(self, context, message, values), (context, message))

    def forget_sentences(self) -> None:
        """Keep only what values are printed with: they hold these functions, and so all that these remember."""
        self.said, self.made = {}, {}
        self.used, self._facts, self._watched = {}, {}, set()
        self.words.missing.clear()

    def _remembered(self, made: Markup, key: Key | None) -> Markup:
        self.made[id(made)] = (made, key)
        return made


@dataclass(frozen=True, slots=True)
class Shown:
    """A placeholder as printed: its ``name`` and ``form``, the ``text``, and the figure's ``fact`` id and exact ``value``
    (empty for names and words)."""

    name: str
    form: str
    text: str
    fact: str = ""
    value: str = ""


#: A piece of a sentence: plain text, or a placeholder as printed.
Piece = str | Shown


@dataclass(frozen=True)
class Printing:
    """All sentences of the packs with their values, in one language. ``inner``: the sentences that are in others as values;
    ``opaque``: a value may be made of the words of any. What is made from one keeps its ``mark``, which no other has, and not
    the values themselves."""

    language: Language
    glossary: Glossary
    said: Mapping[Key, list[Values]]
    inner: frozenset[Key] = frozenset()
    opaque: bool = False
    mark: object = field(default_factory=object, repr=False, compare=False)
    _words: dict[tuple[str, str, str], str] = field(default_factory=dict, repr=False, compare=False)

    def pieces(self, context: str, source: str, text: str) -> tuple[Piece, ...]:
        """Return a message (source or translation) in pieces, with the first values its sentence was printed with; where it was
        not printed, each placeholder shows its name and form."""
        return self._pieces(text, next(iter(self.said.get((context, source), ())), {}))

    def occurrences(self, context: str, source: str, text: str) -> Iterator[tuple[Piece, ...]]:
        """Yield the message as printed at each of its places."""
        for values in self.said.get((context, source), ()):
            yield self._pieces(text, values)

    def words(self, context: str, source: str, text: str) -> str:
        """Return a hash of the words around the figures of a translation; ``-`` when the sentence is not printed today."""
        key = (context, source, text)
        if key not in self._words:
            if len(self._words) > _REMEMBERED:
                self._words.clear()
            self._words[key] = self._hash_of_words(*key)
        return self._words[key]

    def _hash_of_words(self, context: str, source: str, text: str) -> str:
        if (context, source) not in self.said:
            return "-"
        pieces = chain.from_iterable(self.occurrences(context, source, text))
        found = {f"{p.name}.{p.form} {self._bare(p.text)}" for p in pieces if isinstance(p, Shown) and p.fact}
        return digest(*sorted(found))

    def _pieces(self, text: str, values: Values) -> tuple[Piece, ...]:
        out: list[Piece] = []
        place = 0
        for match in PLACEHOLDER.finditer(text):
            if match.start() > place:
                out.append(text[place : match.start()])
            place = match.end()
            out.append(self._shown(match["name"], match["form"] or "", values) if match["name"] else "%")
        return (*out, text[place:]) if place < len(text) else tuple(out)

    def _shown(self, name: str, form: str, values: Values) -> Shown:
        if name not in values:
            return Shown(name, form, f"{{{name}.{form}}}" if form else f"{{{name}}}")
        value = values[name]
        if form == WHEN:
            return Shown(name, form, "")
        markup = str(value.in_form(form)) if isinstance(value, Printed) else str(Markup.escape(value))
        root = fragment(markup)
        figure = next((e for e in root.iter("data", "time")), None)
        fact, exact = ("", "")
        if figure is not None:
            fact, exact = str(figure.get("data-fact") or ""), str(figure.get("value") or "")
        for name_element in root.iter("dfn"):
            name_element.text = self._term(str(name_element.get("data-term")), str(name_element.get("data-form") or ""))
        for reference in root.iter("a"):  # what it prints is known only when the whole document is read
            reference.text = f"→{str(reference.get('href')).removeprefix('#')}"
        text = "".join(map(str, root.itertext()))
        if not isinstance(value, Printed) and form == "initial":
            text = text[:1].upper() + text[1:]
        return Shown(name, form, " ".join(text.split(" ")), fact, exact)

    def _term(self, name: str, form: str) -> str:
        term = self.glossary.find(name)
        printed = term.forms.get(self.language.id) if term else None
        if printed is None:
            return name
        parts = form.split(".")
        text = printed.short if "short" in parts and printed.short else printed.full
        article = printed.short_article if text == printed.short else printed.article
        named = f"{article} {text}" if "the" in parts and article else text
        return named[:1].upper() + named[1:] if "initial" in parts else named

    def _bare(self, text: str) -> str:
        """A printed figure without what a new value changes by itself: digits, number words, scale words, months."""
        language = self.language
        names = [*language.number_words, *language.periods.months, *language.periods.quarters, *language.ranks.ordinals]
        spelt = _any(n for n in names if n.isascii())
        scales = _any(scale.word for scale in language.scales.values())
        text = re.sub(rf"[0-9][0-9,.]*|\b(?:{spelt})\b", "#", text, flags=re.IGNORECASE)
        return re.sub(rf"#(?:{scales})+", "#", text).casefold()


def _any(words: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or r"(?!)"


def printings(project: Project, tags: tuple[str, ...]) -> dict[str, Printing]:
    """Return what each language prints, by language id. Raises ``ProblemsFound`` where a template cannot be run to its end;
    what single figures lack is not told here: ``check`` tells it."""
    day = project.newest_source()
    context = project.context(day.isoformat(), day)
    made: dict[str, Printing] = {}
    stopped: list[Problem] = []
    for tag in tags:
        language, said = project.languages[tag], {}  # type: Language, dict[Key, list[Values]]
        inner: set[Key] = set()
        opaque = False
        for pack, version in ((p, v) for p in project.content.packs for v in p.every_version()):
            words = Translator(language, Path(pack.template).stem, project.catalogues[tag], project.labels)
            functions = PrintRecorder(
                context.base,
                language,
                words,
                context.glossary,
                pack.template,
                version_id=version.id,
                versions=tuple(v.id for v in pack.versions),
            )
            stopped.extend(rendered(pack.template, context.templates, functions)[1])
            for key, values in functions.said.items():
                said.setdefault(key, []).extend(values)
            inner |= functions.inner
            opaque |= functions.opaque
            functions.forget_sentences()
        made[tag] = Printing(language, project.glossary, said, frozenset(inner), opaque)
    if stopped:
        raise ProblemsFound(in_order(stopped))
    return made


def figure_lines(pieces: Iterable[Piece], base: FactBase) -> tuple[str, ...]:
    """Return one line for each figure of a sentence: placeholder, printed text, period, source and locator."""
    lines = []
    for piece in pieces:
        if isinstance(piece, Shown) and piece.fact in base.facts:
            fact = base.facts[piece.fact]
            where = f"{fact.source} {fact.locator}".strip() or "derived"
            lines.append(f"{{{piece.name}}} = {piece.text} · {fact.period.text} · {where} · {fact.id}")
    return tuple(dict.fromkeys(lines))


def read_text(pieces: Iterable[Piece]) -> str:
    """Return what a reader sees of a sentence: today's figures, no markup, none of the arrows that a link is made of."""
    bare = re.sub(r"</?[a-z]+(?: [^<>]*)?/?>", "", text_of(pieces))
    return unescape(re.sub(r"\s*→[\w-]+", "", bare)).replace("%%", "%")


def text_of(pieces: Iterable[Piece]) -> str:
    """Return what a reader sees of a sentence."""
    return "".join(p if isinstance(p, str) else p.text for p in pieces)
