"""The reader of block markup: what all its functions share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from briefing.compose.inline import InlineReader, figures_in
from briefing.compose.translator import Translator
from briefing.document.nodes import Block, Inline, NumberingLevel
from briefing.problems import problem


@dataclass(slots=True)
class BlockReader:
    """Reads the blocks of a document in reading order, numbering sections, tables, charts and notes as it goes.

    ``automatic`` makes the blocks that write themselves (glossary, sources, caveats) by name; ``readers`` reads each element.
    """

    inline: InlineReader
    words: Translator
    numbering: tuple[NumberingLevel, ...]
    automatic: Mapping[str, Callable[[], tuple[Block, ...]]]
    readers: Mapping[str, Callable[[BlockReader, etree._Element], Iterator[Block]]]
    counters: list[int] = field(default_factory=lambda: [0])
    tables: int = 0
    projects: int = 0
    charts: int = 0

    def blocks(self, element: etree._Element) -> tuple[Block, ...]:
        """The block children of an element."""
        out: list[Block] = []
        for child in element:
            reader = self.readers.get(child.tag)
            if reader is None:
                self._misplaced(child)
            else:
                out.extend(reader(self, child))
        return tuple(out)

    def _misplaced(self, child: etree._Element) -> None:
        self.inline.problems.append(
            problem(
                "markup-misplaced",
                self.inline.template,
                0,
                element=f"<{child.tag}>",
                place="here",
                hint="inside a paragraph, table or list",
            )
        )

    def sentence(self, element: etree._Element) -> tuple[Inline, ...]:
        """A run of running text with the note that cites its figures at its end."""
        self.inline.cited.clear()
        run = self.inline.read(element, running=True)
        facts = list(dict.fromkeys(figures_in(run)))
        citations = self.inline.citations
        cited = [*self.inline.cited, *(c for f in facts for c in citations.of_fact(f))]
        note = citations.note(cited, citations.caveats(facts, again=False))
        return (*run, note) if note else run

    def sources_of(self, runs: list[tuple[Inline, ...]]) -> tuple[Inline, ...]:
        """The source line of everything printed in these runs."""
        citations = self.inline.citations
        facts = dict.fromkeys(f for run in runs for f in figures_in(run))
        return citations.line([*self.inline.cited, *(c for f in facts for c in citations.of_fact(f))])
