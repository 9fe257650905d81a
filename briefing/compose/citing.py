"""First mentions, source notes, caveats and the back matter that follows from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import Glossary, GlossaryTerm, TermForm
from briefing.compose.translator import Translator
from briefing.content.records import Conflict
from briefing.document.nodes import Foreign, Inline, Name, Note, SourceLink, Text
from briefing.facts import Fact, ListedArticle, Source
from briefing.facts.base import FactBase
from briefing.language import Language
from briefing.language.changes import print_period
from briefing.quantities import Period


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source: one of its articles (all of it where it holds one), and the section. ``derived`` says that what is
    cited was computed from it."""

    source: Source
    article: ListedArticle
    section: str
    derived: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What is listed as one source."""
        return self.source.id, self.article.id


@dataclass(slots=True)
class Citations:
    """Writes notes and source lines; remembers which sources the document used and which caveats it has given. In what
    goes out (``outward``) a caveat is reported in the words it has for that, once a document; without such words never."""

    base: FactBase
    language: Language
    words: Translator
    outward: bool = False
    used: dict[tuple[str, str], Citation] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    rates: set[str] = field(default_factory=set)
    notes: int = 0
    _dates: dict[str, str] = field(default_factory=dict)
    _at: dict[tuple[str, str, bool], Citation] = field(default_factory=dict)
    _listed: dict[tuple[Hashable, ...], tuple[Inline, ...]] = field(default_factory=dict)

    def of_fact(self, fact_id: str, derived: bool = False) -> Iterator[Citation]:
        """Yield where a fact was found; for a derived one, where its inputs were. An amount in another currency is beside
        the amount itself, so that only its rate is left to cite, once a document."""
        fact = self.base.facts[fact_id]
        if fact.source:
            yield self.at(fact.source, fact.locator, derived)
        for put in self._unsaid_rates(fact) if fact.operation == "convert" else fact.inputs:
            yield from self.of_fact(put, True)

    def _unsaid_rates(self, converted: Fact) -> list[str]:
        fresh = [put for put in converted.inputs[1:] if put not in self.rates]
        self.rates.update(fresh)
        return fresh

    def at(self, source_id: str, locator: str, derived: bool = False) -> Citation:
        """Return a place given by source id and locator (``L9``, ``L9-11`` or free text)."""
        known = source_id, locator, derived
        if known not in self._at:
            self._at[known] = self._cited(source_id, locator, derived)
        return self._at[known]

    def _cited(self, source_id: str, locator: str, derived: bool) -> Citation:
        source = self.base.sources[source_id]
        digits = locator.removeprefix("L").split("-")[0].split(",")[0]
        if not digits.isdigit():
            return Citation(source, source.whole, "", derived)
        article, section = source.article_at(int(digits)), source.section_at(int(digits))
        title = section.title if section and section.title != article.title else ""
        return Citation(source, article, title, derived)

    def caveats(self, fact_ids: Iterable[str], again: bool) -> list[Conflict]:
        """Return the known conflicts that touch these facts; in running text (``again`` false) each once a
        document."""
        found = {c.id: c for f in fact_ids for c in self.base.conflicts_of(f) if c.outward or not self.outward}
        fresh = [c for c in found.values() if (again and not self.outward) or c.id not in self.given]
        self.given.update(found)
        return fresh

    def note(self, citations: Iterable[Citation], caveats: Iterable[Conflict]) -> Note | None:
        """Return the next numbered note, or ``None`` when there is nothing to cite."""
        sources = self.listed(citations)
        if not sources:
            return None
        self.notes += 1
        words = self.language.typography.line_join.join(map(self.caveat, caveats))
        pattern = ("note_outward" if self.outward else "note_caveat") if words else "note"
        run = self.words.run(pattern, sources=sources, caveats=words)
        return Note(f"note-{self.notes}", self.notes, _capital(run))

    def line(self, citations: Iterable[Citation]) -> tuple[Inline, ...]:
        """Return the source line below a table, chart or panel; empty when nothing is cited."""
        sources = self.listed(citations)
        return _capital(self.words.run("source_line", sources=sources)) if sources else ()

    def caveat_line(self, conflict: Conflict) -> tuple[Inline, ...]:
        """Return a caveat as a line below a table or chart."""
        return self.words.run("outward_line" if self.outward else "caveat_line", caveat=self.caveat(conflict))

    def caveat(self, conflict: Conflict) -> str:
        """Return what this document tells of a conflict."""
        return self.words.content("conflict", (conflict.outward if self.outward else conflict.caveat) or "")

    def listed(self, citations: Iterable[Citation]) -> tuple[Inline, ...]:
        """Return the places cited, each article once with its sections, stated ones before those derived from. Where all that
        was derived from is stated besides, words behind the places say that some figures are derived."""
        different = {(c.key, c.section, c.derived): c for c in citations}
        known = tuple(different)
        if known not in self._listed:
            self._listed[known] = self._list(list(different.values()))
        return self._listed[known]

    def _list(self, everything: list[Citation]) -> tuple[Inline, ...]:
        out: list[Inline] = []
        group: list[Inline] = []
        stated = {c.key for c in everything if not c.derived}
        for derived in (False, True):
            group = []
            by_article: dict[tuple[str, str], list[Citation]] = {}
            for citation in everything:
                if citation.derived is derived and not (derived and citation.key in stated):
                    by_article.setdefault(citation.key, []).append(citation)
            for places in by_article.values():
                group += [*([Text(self.words.language.typography.semicolon)] if group else []), *self._place(places)]
            if group and derived:
                group = [*self.words.run("derived", sources=group)]
            out += ([Text(self.words.language.typography.semicolon)] if out and group else []) + group
        if not group and any(c.derived for c in everything):
            out.append(Text(self.words.language.typography.semicolon + self.words.house("partly_derived")))
        return tuple(out)

    def label(self, cited: Citation) -> str:
        """Return what notes print for a source: S1, S2 … in the order in which the sources were recorded, and S1a, S1b for its
        articles; the same in every document. A source that is recorded later, whatever its date, takes no other's number."""
        return f"S{cited.source.number}{cited.article.mark}"

    def date(self, article: ListedArticle) -> str:
        """Return an article's date in this language."""
        if (day := article.date.isoformat()) not in self._dates:
            self._dates[day] = print_period(self.language, Period.parse(day), "date")
        return self._dates[day]

    def entry(self, cited: Citation, of: Callable[[str, str], str] | None = None) -> str:
        """Return what the list of sources says of an article: issuer, title, date, what a reader needs to find it,
        address. ``of`` translates titles and issuers (those of the content without it)."""
        article = cited.article
        of = of or self.words.content
        names = self.words.language.joining.between.join(self.words.content("author", name) for name in article.authors)
        more = [
            self.words.filled("source_authors", authors=names) if names else "",
            self.words.content("document", article.document),
            self.words.content("page", article.page),
        ]
        text = self.words.filled(
            "source_entry_inferred" if article.date_basis == "inferred" else "source_entry",
            issuer=of("issuer", article.issuer),
            title=of("source title", article.title),
            date=self.date(article),
            more="".join(self.words.filled("source_more", part=part) for part in more if part),
        )
        return text + (self.words.filled("source_address", url=article.url) if article.url else "")

    def _place(self, places: list[Citation]) -> tuple[Inline, ...]:
        cited = places[0]
        self.used.setdefault(cited.key, cited)
        titles = list(dict.fromkeys(p.section for p in places if p.section))
        before_quote, after_quote = self.language.typography.quotes
        between = after_quote + self.language.joining.between + before_quote
        section = between.join(inside_quotes(self.language, self.words.content("section", t)) for t in titles)
        return self.words.run(
            "source_section" if titles else "source",
            label=SourceLink(entry_id(cited), self.label(cited)),
            date=self.date(cited.article),
            section=section,
        )


def _capital(run: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """A run whose first letter is a capital."""
    first, *rest = run
    return (Text(first.text[:1].upper() + first.text[1:]) if isinstance(first, Text) else first, *rest)


def entry_id(cited: Citation) -> str:
    """Return the id of the entry in the list of sources."""
    return "-".join(("source", *filter(None, cited.key)))


def inside_quotes(language: Language, text: str) -> str:
    """Return a text that will be in quotation marks: its own ones become inner ones (GB/T 15834, 4.8.3.3)."""
    for mark, inner in zip(language.typography.quotes, language.typography.inner_quotes, strict=True):
        text = text.replace(mark, inner)
    return text


_QUOTED = re.compile(r"“([^”]+)”")


class UnknownTerm(LookupError):  # noqa: N818 - reads as what it says
    """A template names a term that the glossary does not hold, or not in this language."""


@dataclass(slots=True)
class Mentions:
    """Decides how each mention of a term reads; remembers which terms the document has introduced."""

    glossary: Glossary
    words: Translator
    source_tag: str
    seen: set[str] = field(default_factory=set)
    used: dict[str, GlossaryTerm] = field(default_factory=dict)

    def form_of(self, name: str) -> tuple[GlossaryTerm, TermForm]:
        """Return the term a Chinese name stands for and its form in this language."""
        term = self.glossary.find(name)
        if term is None:
            raise UnknownTerm(name)
        form = term.forms.get(self.words.tag)
        if form is None:
            raise UnknownTerm(name)
        return term, form

    def mention(self, name: str, running: bool, form_name: str = "") -> Name:
        """Return the name as printed here. ``running`` is false in headings, captions, tables. ``form_name``: ``full`` or
        ``short`` overrule the memory; ``introduced`` has it consulted outside running text, too, in a table say; ``the`` sets
        the article the glossary gives before it; ``initial`` begins a sentence. Parts are joined by full stops
        (``the.initial``)."""
        term, form = self.form_of(name)
        self.used[term.key] = term
        parts = form_name.split(".") if form_name else []
        running = running or "introduced" in parts
        first = running and term.key not in self.seen and "short" not in parts
        if first:
            self.seen.add(term.key)
        if first and "full" not in parts:
            article = self._article(form, form.full, parts)
            full = form.full[:1].upper() + form.full[1:] if "initial" in parts and not article else form.full
            return Name(term.key, self._introduced(term, form, article + full))
        later = form.short if form.short and (running or "short" in parts) and "full" not in parts else form.full
        article = self._article(form, later, parts)
        printed = later[:1].upper() + later[1:] if "initial" in parts and not article else later
        return Name(term.key, (Text(article + printed),))

    def _article(self, form: TermForm, printed: str, parts: list[str]) -> str:
        article = form.short_article if printed == form.short else form.article
        if "the" not in parts or not article:
            return ""
        return f"{article[:1].upper() + article[1:] if 'initial' in parts else article} "

    def _introduced(self, term: GlossaryTerm, form: TermForm, full: str) -> tuple[Inline, ...]:
        extras: list[Inline] = []
        if form.acronym and form.short:
            extras.append(Text(self.words.filled("name_short", short=form.short)))
        if term.characters and self.words.tag != SOURCE_TAG:
            quoted = _QUOTED.search(term.key)
            extras.append(Foreign(self.source_tag, quoted[1] if quoted else term.key))
        if form.gloss:
            extras.append(Text(form.gloss))
        if not extras:
            return (Text(full),)
        joined: list[Inline] = []
        for extra in extras:
            joined += [Text(self.words.language.typography.semicolon), extra] if joined else [extra]
        return self.words.run("name_extra", name=full, extra=joined)
