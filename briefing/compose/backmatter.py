"""The parts of a pack that write themselves: glossary, sources, and the caveats on the data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml import etree

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import Term
from briefing.compose.citing import Citations
from briefing.compose.inline import InlineReader
from briefing.compose.mentions import Mentions
from briefing.compose.place import attribute
from briefing.compose.words import Words
from briefing.content.records import Conflict
from briefing.document.nodes import (
    Block,
    Definition,
    Definitions,
    Foreign,
    Inline,
    ListBlock,
    Paragraph,
    SourceEntry,
    SourceList,
    Text,
)
from briefing.facts.base import FactBase


@dataclass(frozen=True, slots=True)
class BackMatter:
    """Makes the automatic blocks from what the document has used so far; they stand at its end."""

    base: FactBase
    words: Words
    mentions: Mentions
    citations: Citations

    def glossary(self) -> tuple[Block, ...]:
        """Every term used that has a gloss, an acronym or a Chinese name worth knowing, in the order of first use."""
        items = [d for term in self.mentions.used.values() if (d := self._definition(term))]
        return (Definitions(tuple(items)),) if items else ()

    def _definition(self, term: Term) -> Definition | None:
        form = term.forms[self.words.tag]
        if not (form.gloss or form.acronym or term.characters):
            return None
        heading = f"{form.short}" if form.acronym and form.short else form.full
        parts: list[Inline] = [Text(form.full)] if heading != form.full else []
        if form.gloss:
            parts += [Text(self.words.language.typography.semicolon)] if parts else []
            parts.append(Text(form.gloss))
        if self.words.tag != SOURCE_TAG and term.key not in (heading, form.full):  # ABS is ABS in both
            parts += [Text(self.words.language.typography.semicolon)] if parts else []
            parts.append(Foreign(self.mentions.source_tag, term.key))
        return Definition((Text(heading),), tuple(parts)) if parts else None

    def sources(self) -> tuple[Block, ...]:
        """Every source cited, in the order of their labels."""
        entries = []
        for source in sorted(self.citations.used.values(), key=lambda s: (s.date, s.id)):
            title = self.words.content("source title", source.title)
            issuer = self.words.content("issuer", source.issuer)
            inferred = "_inferred" if source.date_basis == "inferred" else ""
            values = {"issuer": issuer, "title": title, "date": self.citations.date(source)}
            text = self.words.filled(f"source_entry{inferred}", values.__getitem__)
            entries.append(SourceEntry(f"source-{source.id}", self.citations.label(source), (Text(text),)))
        return (SourceList(tuple(entries)),) if entries else ()

    def caveats(self) -> tuple[Block, ...]:
        """Every caveat told in the document, in one list."""
        told = [c for c in self.base.conflicts if c.id in self.citations.told and c.caveat]
        items = tuple((Paragraph((Text(self._caveat(c)),), "small"),) for c in told)
        return (ListBlock(items),) if items else ()

    def _caveat(self, conflict: Conflict) -> str:
        """A caveat headed by what it speaks of, since it stands here without the figure."""
        caveat = self.words.content("conflict", conflict.caveat)
        fact = next((self.base.facts[name] for name in conflict.facts if name in self.base.facts), None)
        if fact is None:
            return caveat
        values = {"category": self.words.content("label", fact.label), "value": caveat}
        return self.words.filled("alt_item", values.__getitem__)


@dataclass(slots=True)
class Automatic:
    """Puts the blocks that write themselves where the template has them, and finds those that stand too early: they list what
    the document has used so far. ``makers`` makes each block by name."""

    inline: InlineReader
    makers: dict[str, Callable[[], tuple[Block, ...]]]
    stood: list[tuple[etree._Element, tuple[str, ...]]] = field(default_factory=list)

    def make(self, element: etree._Element) -> tuple[Block, ...]:
        """The block of a ``<div data-block>``."""
        made = self.makers[attribute(element, "data-block")]()
        self.stood.append((element, tuple(self._used(element))))
        return made

    def check(self) -> None:
        """Record each block that came before something it should have listed."""
        for element, used in self.stood:
            if late := [name for name in self._used(element) if name not in used]:
                block = attribute(element, "data-block")
                self.inline.tell("block-too-early", element, block=block, what=", ".join(late))

    def _used(self, element: etree._Element) -> Iterable[str]:
        match attribute(element, "data-block"):
            case "glossary":
                return self.inline.mentions.used
            case "sources":
                return self.inline.citations.used
            case "caveats":
                return self.inline.citations.told
            case _:
                return ()
