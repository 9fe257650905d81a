"""The reader of a document's blocks, in reading order; and the blocks that write themselves from what the document has used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from briefing.compose.citing import entry_id
from briefing.compose.grammar import attribute
from briefing.compose.inline import InlineReader, figures_in
from briefing.compose.translator import Translator
from briefing.document.nodes import Block, Inline
from briefing.document.numbering import NumberingLevel


@dataclass(slots=True)
class BlockReader:
    """Reads the blocks of a document in reading order, numbering sections, tables, charts and notes as it goes.

    ``automatic`` makes the blocks that write themselves (glossary, sources, caveats) by name; ``readers`` reads each element.
    """

    inline: InlineReader
    words: Translator
    numbering: tuple[NumberingLevel, ...]
    automatic: Callable[[etree._Element], tuple[Block, ...]]
    readers: Mapping[str, Callable[[BlockReader, etree._Element], Iterator[Block]]]
    counters: list[int] = field(default_factory=lambda: [0])
    tables: int = 0
    projects: int = 0
    charts: int = 0

    def blocks(self, element: etree._Element) -> tuple[Block, ...]:
        """Return the block children of an element."""
        return tuple(
            block for child in element if child.tag in self.readers for block in self.readers[child.tag](self, child)
        )

    def sentence(self, element: etree._Element, before: tuple[Inline, ...] | None = None) -> tuple[Inline, ...]:
        """Return a run of running text with the note that cites its figures at its end, and those of the run ``before`` it,
        which was read by ``heading``."""
        if before is None:
            self.inline.cited.clear()
        run = self.inline.read(element, running=True)
        facts = list(dict.fromkeys(figures_in((*(before or ()), *run))))
        citations = self.inline.citations
        cited = [*self.inline.cited, *(c for f in facts for c in citations.of_fact(f))]
        note = citations.note(cited, citations.caveats(facts, again=False))
        return (*run, note) if note else run

    def heading(self, element: etree._Element) -> tuple[Inline, ...]:
        """Return a run that stands before a sentence and has its sources in the note of that one."""
        self.inline.cited.clear()
        return self.inline.read(element, running=False)

    def sources_of(self, runs: list[tuple[Inline, ...]]) -> tuple[Inline, ...]:
        """Return the source line of everything printed in these runs."""
        citations = self.inline.citations
        facts = dict.fromkeys(f for run in runs for f in figures_in(run))
        return citations.line([*self.inline.cited, *(c for f in facts for c in citations.of_fact(f))])


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
                self.inline.tell("block-too-early", element, block=block, what=", ".join(late))

    def _used(self, element: etree._Element) -> Iterable[str]:
        match attribute(element, "data-block"):
            case "glossary":
                return self.inline.mentions.used
            case "sources":
                return map(entry_id, self.inline.citations.used.values())
            case "caveats":
                return self.inline.citations.told
            case _:
                return ()
