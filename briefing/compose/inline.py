"""From inline markup to inline nodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

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

    def report(self, code: str, element: etree._Element, **details: object) -> None:
        """Record a problem at the place of an element."""
        file, line = self.places.of(element)
        self.problems.append(problem(code, file, line, **details))

    def _run(self, element: etree._Element, running: bool) -> Iterator[Inline]:
        if element.text:
            yield Text(self._fold(element.text))
        for child in element:
            nodes = self._nodes(child, running)
            if nodes is None:
                return
            yield from nodes
            if child.tail:
                yield Text(self._fold(child.tail))

    def _nodes(self, element: etree._Element, running: bool) -> Iterable[Inline] | None:
        """Return what an element of running text stands for, ``None`` for a block."""
        given = partial(attribute, element)
        text = element.text or ""
        match element.tag:
            case "strong":
                return (Strong(self.read(element, running)),)
            case "em":
                return (Emphasis(self.read(element, running)),)
            case "data":
                return (Figure(given("data-fact"), given("value"), given("data-unit"), text, given("data-form")),)
            case "ins":
                return self._beside(element, running)
            case "time":
                return (Moment(given("datetime"), text, given("data-fact")),)
            case "dfn":
                return self._term(element, running)
            case "span":
                return (Foreign(given("lang"), text),)
            case "a":
                target = given("href").removeprefix("#")
                if target in self.targets:
                    return (Reference(target, self.targets[target]),)
                self.problems.append(self.nowhere(target))
                return ()
            case "cite":
                self.cited.append(self.citations.at(given("data-source"), given("data-locator")))
                return ()
            case "br":
                return (Break(),)
            case _:
                return None

    def _beside(self, element: etree._Element, running: bool) -> Iterable[Inline]:
        """Return an amount in another currency, its spaces kept: it is beside the amount where running text first gives it, and
        nowhere else."""
        amount = attribute(element, "data-beside")
        if not running or amount in self.besides:
            return ()
        self.besides.add(amount)
        return self._run(element, True)

    def _term(self, element: etree._Element, running: bool) -> Iterable[Inline]:
        name = attribute(element, "data-term")
        try:
            return (self.mentions.mention(name, running, attribute(element, "data-form")),)
        except UnknownTerm:
            self.report("template-term", element, term=name, tag=self.mentions.words.tag)
            return ()

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
