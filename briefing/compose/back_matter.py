"""The blocks that write themselves: from what a document has used glossary, sources and caveats, and from an earlier edition
what has changed since, one sentence for each figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import GlossaryTerm
from briefing.compose.citing import Citation, Citations, Mentions, entry_id, inside_quotes
from briefing.compose.grammar import attribute
from briefing.compose.inline import InlineReader
from briefing.compose.project_sheets import ProjectWords
from briefing.compose.translator import Translator
from briefing.content.records import Conflict
from briefing.document import nodes
from briefing.document.nodes import Block, Inline, plain
from briefing.facts import Fact
from briefing.facts.base import FactBase, facts_of
from briefing.facts.doubts import FactChange, compare
from briefing.facts.observe import PAST
from briefing.language import print_fact, print_fact_period
from briefing.language.changes import print_period
from briefing.projects.project_facts import of_list
from briefing.quantities import Period


@dataclass(frozen=True, slots=True)
class BackMatter:
    """Makes the automatic blocks from what the document has used so far; they are at its end."""

    base: FactBase
    words: Translator
    mentions: Mentions
    citations: Citations
    project_words: ProjectWords
    quoted: set[str] = field(default_factory=set)

    def glossary(self) -> tuple[Block, ...]:
        """Return every term used that has a gloss, an acronym or a Chinese name worth knowing, in the order the language wants:
        of the alphabet, marks left out, or of first use, organisations last."""
        used = sorted(self.mentions.used.values(), key=lambda term: term.type == "organisation")
        items = [d for term in used if (d := self._definition(term))]
        if self.words.language.glossary == "alphabet":
            items.sort(key=lambda item: re.sub(r"\W", "", plain(item.term)).casefold())
        return (nodes.Definitions(tuple(items)),) if items else ()

    def _definition(self, term: GlossaryTerm) -> nodes.Definition | None:
        form = term.forms[self.words.tag]
        if not (form.gloss or form.acronym or term.characters):
            return None
        heading = f"{form.short}" if form.acronym and form.short else form.full
        parts: list[Inline] = [nodes.Text(form.full)] if heading != form.full else []
        if form.gloss:
            parts += [nodes.Text(self.words.language.typography.semicolon)] if parts else []
            parts.append(nodes.Text(form.gloss))
        if self.words.tag != SOURCE_TAG and term.key not in (heading, form.full):  # ABS is ABS in both
            parts += [nodes.Text(self.words.language.typography.semicolon)] if parts else []
            parts.append(nodes.Foreign(self.mentions.source_tag, term.key))
        return nodes.Definition((nodes.Text(heading),), tuple(parts)) if parts else None

    def sources(self) -> tuple[Block, ...]:
        """Return every source or article cited, in the order of their labels, with what a reader needs to find it."""
        used = sorted(self.citations.used.values(), key=lambda c: (c.source.number, c.article.mark))
        return (nodes.SourceList(tuple(map(self._entry, used))),) if used else ()

    def _entry(self, cited: Citation) -> nodes.SourceEntry:
        of = self.project_words.title if of_list(cited.source.id) else self.words.content
        text = nodes.Text(self.citations.entry(cited, of))
        return nodes.SourceEntry(entry_id(cited), self.citations.label(cited), (text,))

    def caveats(self) -> tuple[Block, ...]:
        """Return every caveat told in the document, in one list."""
        given = [c for c in self.base.conflicts if c.id in self.citations.given]
        items = tuple((nodes.Paragraph((nodes.Text(self._caveat(c)),), "small"),) for c in given)
        return (nodes.ListBlock(items),) if items else ()

    def known(self) -> tuple[Block, ...]:
        """Return every known conflict of the articles the document cites, misprints too, each with the words of its source."""
        cited, at = frozenset(self.citations.used), self.citations.at
        found = [c for c in self.base.conflicts if at(c.source, c.locator).key in cited or c.id in self.citations.given]
        items = tuple((nodes.Paragraph(self._printed(c), "small"),) for c in found)
        return (nodes.ListBlock(items),) if items else ()

    def _printed(self, conflict: Conflict) -> tuple[Inline, ...]:
        cited = self.citations.at(conflict.source, conflict.locator)
        self.citations.used.setdefault(cited.key, cited)
        printed = inside_quotes(self.words.language, conflict.printed)
        self.quoted.update((printed, conflict.locator))
        return self.words.run(
            "known_conflict",
            caveat=self._caveat(conflict),
            label=nodes.SourceLink(entry_id(cited), self.citations.label(cited)),
            place=conflict.locator,
            printed=nodes.Text(printed)
            if self.words.tag == SOURCE_TAG
            else nodes.Foreign(self.mentions.source_tag, printed),
        )

    def _caveat(self, conflict: Conflict) -> str:
        """Return a caveat headed by what it speaks of, since it is here without the figure."""
        caveat = self.citations.caveat(conflict)
        fact = next((self.base.facts[name] for name in conflict.facts if name in self.base.facts), None)
        if fact is None:
            return caveat
        return self.words.filled("alt_item", category=self.words.content("label", fact.label), value=caveat)


@dataclass(slots=True)
class Automatic:
    """Puts the blocks that write themselves where the template has them, and finds those that stand too early: they list what
    the document has used so far. ``makers`` makes each block by name."""

    inline: InlineReader
    makers: dict[str, Callable[[], tuple[Block, ...]]]
    stood: list[tuple[etree._Element, tuple[str, ...]]] = field(default_factory=list)

    def make(self, element: etree._Element) -> tuple[Block, ...]:
        """Return the block of a ``<div data-block>``."""
        made = self.makers[attribute(element, "data-block")]()
        self.stood.append((element, tuple(self._used(element))))
        return made

    def check(self) -> None:
        """Record each block that came before something it should have listed."""
        for element, used in self.stood:
            if late := [name for name in self._used(element) if name not in used]:
                block = attribute(element, "data-block")
                self.inline.report("block-too-early", element, block=block, what=", ".join(late))

    def _used(self, element: etree._Element) -> Iterable[str]:
        used: dict[str, Iterable[str]] = {
            "glossary": self.inline.mentions.used,
            "sources": map(entry_id, self.inline.citations.used.values()),
            "caveats": self.inline.citations.given,
        }
        return used.get(attribute(element, "data-block"), ())


def statement(change: FactChange, words: Translator, units: Mapping[str, str]) -> tuple[Inline, ...]:
    """Say a change in one language as a run of nodes: figures and periods keep their identity. ``units`` are the units of
    indicators, for values a source leaves open."""

    def figure(fact: Fact, identity: str) -> Inline:
        unit = fact.quantity.unit if fact.quantity else units.get(fact.indicator, "")
        text = print_fact(words.language, fact, "full", unit)
        return nodes.Figure(identity, format(fact.quantity.value, "f") if fact.quantity else "", unit, text)

    def when(fact: Fact) -> Inline:
        text = print_fact_period(words.language, fact, "plain", fact.vintage)
        return nodes.Moment(fact.period.text, text, fact.id if fact.kind == "event" else "")

    fact = change.named
    parts: dict[str, Inline] = {"label": nodes.Text(words.content("label", fact.label)), "when": when(fact)}
    if change.new is not None:
        parts["new"] = figure(change.new, change.new.id)
    if change.old is not None:
        same = change.old.id == change.fact and PAST not in change.old.id
        past = f"{change.fact}{PAST}{change.old.vintage.isoformat()}"
        parts |= {"old": figure(change.old, past if same else change.old.id), "before": when(change.old)}
    return words.run(_pattern(change), **parts)


def changes_since(
    base: FactBase, earlier: FactBase, words: Translator, citations: Citations, used: Collection[str], day: date
) -> tuple[Block, ...]:
    """Return an opening sentence and the list of every change since ``day`` of a fact that the pack names (``used``); the
    sentence alone when nothing has changed. Where one source changed all, the opening cites it; otherwise each change cites its
    own."""
    when = print_period(words.language, Period.parse(day.isoformat()), "date")
    named = {base.facts[f].indicator for f in used if f in base.facts}
    then, now = (b.asked(facts_of, frozenset(named), frozenset(used)) for b in (earlier, base))
    every = compare({f.id: f for f in then}, {f.id: f for f in now})
    found = [change for change in every if _concerns(change, named, used)]
    cited = [_cited(change, base, citations) for change in found]
    places = [place for of_one in cited for place in of_one]
    one = len({c.source.id for c in places if not c.derived}) == 1  # one release: one note serves all that it changed
    units = {name: indicator.unit for name, indicator in base.indicators.items()}

    def noted(run: tuple[Inline, ...], sources: list[Citation]) -> nodes.Paragraph:
        note = citations.note(sources, ())
        return nodes.Paragraph((*run, note) if note else run)

    opening = words.run("changes_since" if found else "changes_none", date=when)
    head = noted(opening, places if one else [])
    items = tuple(
        (noted(statement(change, words, units), [] if one else sources),)
        for change, sources in zip(found, cited, strict=True)
    )
    return (head, *((nodes.ListBlock(items),) if items else ()))


def _concerns(change: FactChange, named: Collection[str], used: Collection[str]) -> bool:
    if change.kind == "restated" or (change.kind == "recomputed" and change.fact not in used):
        return False
    return change.fact in used or change.named.indicator in named


def _cited(change: FactChange, base: FactBase, citations: Citations) -> list[Citation]:
    if change.kind != "withdrawn":
        return list(citations.of_fact(change.fact))
    source = base.withdrawn.get(change.fact, "")
    return [citations.at(source, "")] if source else []


def _pattern(change: FactChange) -> str:
    if change.named.kind == "event":
        return "change_event" if change.kind == "first" else "change_event_moved"
    if change.old is None:
        return "change_alone"  # whether there were editions before is not known here
    if change.kind != "new-period":
        return f"change_{change.kind}"
    plain = change.difference is not None and change.named.measure != "change"
    return f"change_{change.direction}" if plain and change.direction else "change_other"
