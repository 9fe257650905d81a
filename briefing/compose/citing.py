"""Source notes and source lines: they write themselves from the facts a passage prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from briefing.compose.words import Words
from briefing.content.records import Conflict
from briefing.document.nodes import Inline, Note, SourceLink, Text
from briefing.facts.base import FactBase
from briefing.facts.fact import Source
from briefing.language import Language
from briefing.language.printing import print_period
from briefing.quantities import Period


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source. ``derived`` says that what is cited was computed from it."""

    source: Source
    section: str
    derived: bool = False


@dataclass(slots=True)
class Citations:
    """Writes notes and source lines; remembers which sources the document used and which caveats it has given."""

    base: FactBase
    language: Language
    words: Words
    used: dict[str, Source] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    notes: int = 0

    def of_fact(self, fact_id: str, derived: bool = False) -> Iterator[Citation]:
        """Where a fact was found; for a derived one, where its inputs were."""
        fact = self.base.facts[fact_id]
        if fact.source:
            yield self.at(fact.source, fact.locator, derived)
        for put in fact.inputs:
            yield from self.of_fact(put, True)

    def at(self, source_id: str, locator: str, derived: bool = False) -> Citation:
        """A place given by source id and locator (``L9``, ``L9-11`` or free text)."""
        source = self.base.sources[source_id]
        digits = locator.removeprefix("L").split("-")[0].split(",")[0]
        section = source.section_at(int(digits)) if digits.isdigit() else None
        return Citation(source, section.title if section else "", derived)

    def caveats(self, fact_ids: Iterable[str], again: bool) -> list[Conflict]:
        """The known conflicts that touch these facts; in running text each is told once a document (``again`` false)."""
        found = {c.id: c for f in fact_ids for c in self.base.conflicts_of(f) if c.caveat}
        fresh = [c for c in found.values() if again or c.id not in self.told]
        self.told.update(found)
        return fresh

    def note(self, citations: Iterable[Citation], caveats: Iterable[Conflict]) -> Note | None:
        """The next numbered note, or ``None`` when there is nothing to cite."""
        sources = self.listed(citations)
        if not sources:
            return None
        self.notes += 1
        words = [self.words.content("conflict", c.caveat) for c in caveats]
        pattern = self.words.house("note_caveat" if words else "note")
        return Note(f"note-{self.notes}", self.notes, self._set(pattern, sources, words))

    def line(self, citations: Iterable[Citation]) -> tuple[Inline, ...]:
        """The source line below a table, chart or panel; empty when nothing is cited."""
        sources = self.listed(citations)
        return self._set(self.words.house("source_line"), sources, []) if sources else ()

    def caveat_line(self, conflict: Conflict) -> tuple[Inline, ...]:
        """A caveat as a line below a table or chart."""
        caveat = self.words.content("conflict", conflict.caveat)
        return (Text(self.words.filled("caveat_line", lambda _: caveat)),)

    def listed(self, citations: Iterable[Citation]) -> tuple[Inline, ...]:
        """The places cited, each source once with its sections, stated ones before those derived from."""
        out: list[Inline] = []
        everything = list(dict.fromkeys(citations))
        for derived in (False, True):
            group: list[Inline] = []
            stated = {c.source.id for c in everything if not c.derived}
            by_source: dict[str, list[Citation]] = {}
            for citation in everything:
                if citation.derived is derived and not (derived and citation.source.id in stated):
                    by_source.setdefault(citation.source.id, []).append(citation)
            for places in by_source.values():
                group += ([Text(self.words.language.typography.semicolon)] if group else []) + self._place(places)
            if group and derived:
                before, _, after = self.words.house("derived").partition("%(sources)s")
                group = [Text(before), *group, Text(after)]
            out += ([Text(self.words.language.typography.semicolon)] if out and group else []) + group
        return tuple(out)

    def label(self, source: Source) -> str:
        """What notes print for a source: S1, S2 … in the order of publication, the same in every document."""
        order = sorted(self.base.sources.values(), key=lambda s: (s.date, s.id))
        return f"S{order.index(source) + 1}"

    def date(self, source: Source) -> str:
        """The source's date in this language."""
        return print_period(self.language, Period.parse(source.date.isoformat()), "date")

    def _place(self, places: list[Citation]) -> list[Inline]:
        source = places[0].source
        self.used[source.id] = source
        titles = list(dict.fromkeys(p.section for p in places if p.section))
        before_quote, after_quote = self.language.typography.quotes
        between = after_quote + self.language.joining.between + before_quote
        section = between.join(inside_quotes(self.language, self.words.content("section", t)) for t in titles)
        pattern = self.words.house("source_section" if titles else "source")
        before, _, after = pattern.partition("%(label)s")
        rest = after.replace("%(date)s", self.date(source)).replace("%(section)s", section)
        return [Text(before), SourceLink(f"source-{source.id}", self.label(source)), Text(rest)]

    def _set(self, pattern: str, sources: tuple[Inline, ...], caveats: list[str]) -> tuple[Inline, ...]:
        before, _, after = pattern.partition("%(sources)s")
        joined = self.language.typography.line_join.join(caveats)
        parts = (Text(before), *sources, Text(after.replace("%(caveats)s", joined)))
        kept = [p for p in parts if not (isinstance(p, Text) and not p.text)]
        if isinstance(kept[0], Text):
            kept[0] = Text(kept[0].text[:1].upper() + kept[0].text[1:])
        return tuple(kept)


def inside_quotes(language: Language, text: str) -> str:
    """A text that will stand in quotation marks: its own ones become inner ones (GB/T 15834, 4.8.3.3)."""
    for mark, inner in zip(language.typography.quotes, language.typography.inner_quotes, strict=True):
        text = text.replace(mark, inner)
    return text
