"""First mentions, source notes, caveats and the back matter that follows from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import Glossary, GlossaryTerm, TermForm
from briefing.compose.translator import Translator
from briefing.content.records import Conflict
from briefing.document.nodes import Foreign, Inline, Name, Note, SourceLink, Text
from briefing.facts import ListedArticle, Source
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

    def of_fact(self, fact_id: str, derived: bool = False) -> Iterator[Citation]:
        """Yield where a fact was found; for a derived one, where its inputs were. An amount in another currency is beside
        the amount itself, so that only its rate is left to cite, once a document."""
        fact = self.base.facts[fact_id]
        if fact.source:
            yield self.at(fact.source, fact.locator, derived)
        inputs = fact.inputs
        if fact.operation == "convert":
            inputs = tuple(put for put in inputs[1:] if put not in self.rates)
            self.rates.update(inputs)
        for put in inputs:
            yield from self.of_fact(put, True)

    def at(self, source_id: str, locator: str, derived: bool = False) -> Citation:
        """Return a place given by source id and locator (``L9``, ``L9-11`` or free text)."""
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
        everything = list({(c.key, c.section, c.derived): c for c in citations}.values())
        keys = {c.key for c in everything if not c.derived}
        stated = self._parted(c for c in everything if not c.derived)
        derived = self._parted(c for c in everything if c.derived and c.key not in keys)
        semicolon = self.language.typography.semicolon
        if derived:
            return (*stated, *((Text(semicolon),) if stated else ()), *self.words.run("derived", sources=derived))
        if any(c.derived for c in everything):
            return (*stated, Text(semicolon + self.words.house("partly_derived")))
        return stated

    def _parted(self, citations: Iterable[Citation]) -> tuple[Inline, ...]:
        """Places article by article, with semicolons between."""
        by_article: dict[tuple[str, str], list[Citation]] = {}
        for citation in citations:
            by_article.setdefault(citation.key, []).append(citation)
        semicolon = Text(self.language.typography.semicolon)
        return tuple(node for places in by_article.values() for node in (semicolon, *self._place(places)))[1:]

    def label(self, cited: Citation) -> str:
        """Return what notes print for a source: S1, S2 … in the order in which the sources were recorded, and S1a, S1b for its
        articles; the same in every document. A source that is recorded later, whatever its date, takes no other's number."""
        return f"S{cited.source.number}{cited.article.mark}"

    def date(self, article: ListedArticle) -> str:
        """Return an article's date in this language."""
        return print_period(self.language, Period.parse(article.date.isoformat()), "date")

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

    def mention(self, name: str, running: bool, form_name: str = "") -> Name:
        """Return the name as printed here. ``running`` is false in headings, captions, tables. ``form_name``: ``full`` or
        ``short`` overrule the memory; ``introduced`` has it consulted outside running text, too, in a table say; ``the`` sets
        the article the glossary gives before it; ``initial`` begins a sentence. Parts are joined by full stops
        (``the.initial``)."""
        term = self.glossary.find(name)
        form = term.forms.get(self.words.tag) if term is not None else None
        if term is None or form is None:
            raise UnknownTerm(name)
        self.used[term.key] = term
        parts = form_name.split(".") if form_name else []
        running = running or "introduced" in parts
        first = running and term.key not in self.seen and "short" not in parts
        if first:
            self.seen.add(term.key)
        introduced = first and "full" not in parts
        short = form.short and (running or "short" in parts) and "full" not in parts and not introduced
        words = form.short if short else form.full
        if "the" in parts and (article := form.short_article if words == form.short else form.article):
            words = f"{article} {words}"
        if "initial" in parts:
            words = words[:1].upper() + words[1:]
        return Name(term.key, self._introduced(term, form, words) if introduced else (Text(words),))

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
