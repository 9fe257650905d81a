"""The report of changes between two editions as a document, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from briefing.catalogue import SOURCE_TAG
from briefing.changes.compare import Difference
from briefing.compose.changing import Statements
from briefing.compose.composing import LABELS
from briefing.compose.translator import Translator
from briefing.document.nodes import (
    Block,
    Caption,
    Cell,
    Column,
    Cover,
    Document,
    Foreign,
    Inline,
    Paragraph,
    Section,
    Table,
    Text,
    plain,
)
from briefing.facts.base import FactBase
from briefing.facts.comparing import FactChange
from briefing.facts.fact import Fact
from briefing.language.printing import print_change, print_fact
from briefing.project.opening import Project

#: The catalogue domain whose words are looked up for content; any pack would do, none is meant.
_DOMAIN = "content"


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """Says changes in one language of a project."""

    words: Translator
    units: Mapping[str, str]

    def statement(self, change: FactChange) -> str:
        """The change as a sentence."""
        return plain(Statements(self.words, self.units).sentence(change))

    def difference(self, change: FactChange) -> str:
        """New less old as this language prints a change (增加2500亿元; up RMB 250 billion), for a derived figure behind both
        values; empty where there is none."""
        amount = print_change(self.words.language, change.difference) if change.difference is not None else ""
        if change.kind != "recomputed" or change.old is None or change.new is None:
            return amount
        values = [print_fact(self.words.language, f, "full", self._unit(f)) for f in (change.old, change.new)]
        return f"{values[0]} → {values[1]} ({amount})" if amount else f"{values[0]} → {values[1]}"

    def _unit(self, fact: Fact) -> str:
        return fact.quantity.unit if fact.quantity else self.units.get(fact.indicator, "")

    def house(self, name: str, values: Mapping[str, str] | None = None) -> str:
        """A piece of furniture."""
        return self.words.filled(name, (values or {}).__getitem__)


def wordings(project: Project) -> dict[str, Wording]:
    """The wording of every language, the source language first."""
    units = {key: indicator.unit for key, indicator in project.base.indicators.items()}
    return {
        tag: Wording(Translator(language, _DOMAIN, project.catalogues[tag], project.labels), units)
        for tag, language in project.languages.items()
    }


#: What one cell prints.
Run = tuple[Inline, ...]


def as_document(found: Difference, wordings: Mapping[str, Wording], day: str, base: FactBase) -> Document:
    """The report as a document tree: every heading and statement in all languages, the source language first; each document is
    headed by its own title. ``base`` is what is known today: the sources, and who withdrew what."""
    first = wordings[SOURCE_TAG]
    sections: list[Section] = []
    if found.figures:
        facts = {**found.old.facts, **found.new.facts}
        heads = [*(_in(w.words.language.tag, first, w.house("report_statement")) for w in wordings.values())]
        heads += [_house(wordings, "report_difference"), _house(wordings, "report_source")]
        widths = [*(62 // len(wordings) for _ in wordings), 18, 20 + 62 % len(wordings)]
        moved = [_moved(wordings, change, facts, base) for change in found.figures]
        title = _house(wordings, "report_figures")
        sections.append(_section(wordings, "figures", title, _between(found, wordings), heads, widths, moved, 1))
    if found.flips:
        states = {held: _house(wordings, "report_holds" if held else "report_fails") for held in (True, False)}
        said: list[Run] = [(Text(flip.statement),) for flip in found.flips]
        rows = [[run, states[flip.holds]] for run, flip in zip(said, found.flips, strict=True)]
        heads = [_house(wordings, "report_claim"), _house(wordings, "report_state")]
        title, number = _house(wordings, "report_claims"), len(sections) + 1
        sections.append(_section(wordings, "claims", title, _between(found, wordings), heads, [70, 30], rows, number))
    for name, changes in found.passages.items():
        number = len(sections) + 1
        tag = found.new.documents[name].language
        texts = [(c.passage.title, c.old.text if c.old else "", c.new.text if c.new else "") for c in changes]
        rows = [[_in(tag, first, text) for text in row] for row in texts]
        heads = [_house(wordings, n) for n in ("report_section", "report_old", "report_new")]
        title, caption = _in(tag, first, found.new.documents[name].cover.title), _house(wordings, "report_passages")
        sections.append(_section(wordings, f"passages-{number}", title, caption, heads, [18, 41, 41], rows, number))
    if not sections:
        body = tuple(Paragraph(_in(w.words.language.tag, first, w.house("report_nothing"))) for w in wordings.values())
        sections.append(Section("nothing", 1, "", (Text(first.house("report_title")),), body))
    others = [w for tag, w in wordings.items() if tag != SOURCE_TAG]
    between = [_edition(found, w) for w in wordings.values()]
    cover = Cover("", first.house("report_title"), " ".join(w.house("report_title") for w in others), tuple(between))
    labels = {name: first.house(name) for name in LABELS}
    return Document("changes", first.words.language.tag, found.new.name, day, cover, tuple(sections), labels)


def _section(
    wordings: Mapping[str, Wording],
    key: str,
    heading: Run,
    words: Run,
    heads: list[Run],
    widths: list[int],
    rows: list[list[Run]],
    number: int,
) -> Section:
    head = tuple(Cell(run, "col") for run in heads)
    body = tuple(tuple(Cell(run, "row" if index == 0 else "") for index, run in enumerate(row)) for row in rows)
    first = next(iter(wordings.values())).words
    prefix, _, _ = first.house("table").partition("%(number)s")
    caption = Caption(prefix, number, first.language.furniture["caption_gap"], words)
    table = Table(f"table-{key}", caption, tuple(Column("start", width) for width in widths), (head,), body)
    blocks: tuple[Block, ...] = (table,)
    return Section(key, 1, "", heading, blocks)


def _edition(found: Difference, wording: Wording) -> str:
    return wording.house("report_between", {"old": found.old.name, "new": found.new.name})


def _between(found: Difference, wordings: Mapping[str, Wording]) -> Run:
    return _both({w: _edition(found, w) for w in wordings.values()})


def _moved(wordings: Mapping[str, Wording], change: FactChange, facts: Mapping[str, Fact], base: FactBase) -> list[Run]:
    first = next(iter(wordings.values()))
    statements = [_in(w.words.language.tag, first, w.statement(change)) for w in wordings.values()]
    difference = _both({w: w.difference(change) for w in wordings.values()})
    return [*statements, difference, _told_by(wordings, change, facts, base)]


def _told_by(wordings: Mapping[str, Wording], change: FactChange, facts: Mapping[str, Fact], base: FactBase) -> Run:
    """Who says so: issuer, source and place in it, or what a derived figure was computed from."""
    fact = change.told
    place = (base.withdrawn.get(change.fact, ""), "") if change.kind == "withdrawn" else (fact.source, fact.locator)
    if place[0] in base.sources:
        issuer = base.sources[place[0]].issuer
        named = _both({w: w.words.content("issuer", issuer) for w in wordings.values()})
        return (*named, Text(f" {' '.join(place).rstrip()}"))
    return _both({w: _computed(w.words, fact, facts) for w in wordings.values()})


def _computed(words: Translator, fact: Fact, facts: Mapping[str, Fact]) -> str:
    labels = dict.fromkeys(words.content("label", facts[key].label) for key in fact.inputs if key in facts)
    return words.house("derived").replace("%(sources)s", words.language.joining.heavy.join(labels)) if labels else ""


def _house(wordings: Mapping[str, Wording], name: str, values: Mapping[str, str] | None = None) -> Run:
    return _both({wording: wording.house(name, values) for wording in wordings.values()})


def _both(said: Mapping[Wording, str]) -> Run:
    """The same in every language, the others marked as passages in theirs."""
    first = next(iter(said))
    run: list[Inline] = []
    for wording, text in said.items():
        run += [Text(" ")] if run and text else []
        run += _in(wording.words.language.tag, first, text)
    return tuple(run)


def _in(tag: str, first: Wording, text: str) -> Run:
    if not text:
        return ()
    return (Text(text),) if tag == first.words.language.tag else (Foreign(tag, text),)
