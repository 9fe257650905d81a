"""From inline markup to inline nodes: a table of small functions, one per element."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from briefing.compose.citing import Citation, Citations, Mentions, UnknownTerm
from briefing.compose.grammar import Place, attribute
from briefing.document.nodes import Break, Emphasis, Figure, Foreign, Inline, Moment, Reference, Strong, Text
from briefing.document.reading import figures
from briefing.problems import Problem, problem

#: White space that is not one space already.
_SPACE = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")


@dataclass(slots=True)
class InlineReader:
    """Reads runs of inline markup in reading order. ``targets`` maps ids to what a cross-reference prints;
    ``nowhere`` gives the problem of one that leads nowhere."""

    places: Place
    joiner: str
    mentions: Mentions
    citations: Citations
    targets: Mapping[str, str]
    nowhere: Callable[[str], Problem]
    problems: list[Problem] = field(default_factory=list)
    cited: list[Citation] = field(default_factory=list)
    besides: set[str] = field(default_factory=set)

    def read(self, element: etree._Element, running: bool) -> tuple[Inline, ...]:
        """Return the words of an element up to the first block in it, white space folded: a line break joins as the language
        joins lines."""
        return tidy(self._run(element, running))

    def read_beside(self, element: etree._Element) -> Iterator[Inline]:
        """Return what is beside an amount, its spaces kept."""
        yield from self._run(element, True)

    def report(self, code: str, element: etree._Element, **details: object) -> None:
        """Record a problem at the place of an element."""
        file, line = self.places.of(element)
        self.problems.append(problem(code, file, line, **details))

    def _run(self, element: etree._Element, running: bool) -> Iterator[Inline]:
        if element.text:
            yield Text(self._fold(element.text))
        for child in element:
            if child.tag not in READERS:
                return
            yield from READERS[child.tag](self, child, running)
            if child.tail:
                yield Text(self._fold(child.tail))

    def _fold(self, text: str) -> str:
        return _SPACE.sub(lambda m: self.joiner if "\n" in m[0] else " ", text)


def tidy(run: Iterable[Inline]) -> tuple[Inline, ...]:
    """Return the texts, adjacent ones joined, white space at both ends and around line breaks removed."""
    out: list[Inline] = []
    for node in run:
        if isinstance(node, Text) and out and isinstance(out[-1], Text):
            out[-1] = Text((out[-1].text + node.text).replace("  ", " "))
        elif isinstance(node, Text) and out and isinstance(out[-1], Break):
            out.append(Text(node.text.lstrip(" ")))
        else:
            if isinstance(node, Break) and out and isinstance(out[-1], Text):
                out[-1] = Text(out[-1].text.rstrip(" "))
            out.append(node)
    if out and isinstance(out[0], Text):
        out[0] = Text(out[0].text.lstrip(" "))
    if out and isinstance(out[-1], Text):
        out[-1] = Text(out[-1].text.rstrip(" "))
    return tuple(n for n in out if not (isinstance(n, Text) and not n.text))


def figures_in(run: tuple[Inline, ...]) -> Iterator[str]:
    """Yield the fact ids of the figures, and of the dated events, printed in a run."""
    yield from (fact for _, fact, _ in figures(run))


def _strong(reader: InlineReader, element: etree._Element, running: bool) -> Iterator[Inline]:
    yield Strong(reader.read(element, running))


def _emphasis(reader: InlineReader, element: etree._Element, running: bool) -> Iterator[Inline]:
    yield Emphasis(reader.read(element, running))


def _figure(_: InlineReader, element: etree._Element, running: bool) -> Iterator[Inline]:
    fact, value, unit, form = (attribute(element, f) for f in ("data-fact", "value", "data-unit", "data-form"))
    yield Figure(fact, value, unit, element.text or "", form)


def _beside(reader: InlineReader, element: etree._Element, running: bool) -> Iterator[Inline]:
    """An amount in another currency is beside the amount where running text first gives it, and nowhere else."""
    amount = attribute(element, "data-beside")
    if running and amount not in reader.besides:
        reader.besides.add(amount)
        yield from reader.read_beside(element)


def _moment(_: InlineReader, element: etree._Element, running: bool) -> Iterator[Inline]:
    yield Moment(attribute(element, "datetime"), element.text or "", attribute(element, "data-fact"))


def _term(reader: InlineReader, element: etree._Element, running: bool) -> Iterator[Inline]:
    name = attribute(element, "data-term")
    try:
        yield reader.mentions.mention(name, running, attribute(element, "data-form"))
    except UnknownTerm:
        reader.report("template-term", element, term=name, tag=reader.mentions.words.tag)


def _foreign(reader: InlineReader, element: etree._Element, running: bool) -> Iterator[Inline]:
    yield Foreign(attribute(element, "lang"), element.text or "")


def _reference(reader: InlineReader, element: etree._Element, running: bool) -> Iterator[Inline]:
    target = attribute(element, "href").removeprefix("#")
    if target in reader.targets:
        yield Reference(target, reader.targets[target])
    else:
        reader.problems.append(reader.nowhere(target))


def _cite(reader: InlineReader, element: etree._Element, running: bool) -> Iterator[Inline]:
    source = attribute(element, "data-source")
    reader.cited.append(reader.citations.at(source, attribute(element, "data-locator")))
    return iter(())


def _break(_: InlineReader, element: etree._Element, running: bool) -> Iterator[Inline]:
    yield Break()


Reader = Callable[[InlineReader, etree._Element, bool], Iterator[Inline]]

READERS: Mapping[str, Reader] = {
    "strong": _strong,
    "em": _emphasis,
    "data": _figure,
    "ins": _beside,
    "time": _moment,
    "dfn": _term,
    "span": _foreign,
    "a": _reference,
    "cite": _cite,
    "br": _break,
}
