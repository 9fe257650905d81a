"""The data annex of a pack as a document tree: what its documents print, in all their languages, as tables for a workbook.

Its sections are sheets. ``extra`` carries what a workbook adds to a tree: ``formulas`` (fact -> a formula over the rows of
other facts, each in braces)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from briefing.compose.annex_tables import (
    PROJECT,
    formula_of,
    head_cell,
    printed_blocks,
    table_of,
    table_sheet,
    text_cell,
)
from briefing.compose.citing import Citation, Citations, inside_quotes
from briefing.compose.composing import QUOTED
from briefing.compose.translator import Translator
from briefing.content.records import NamedList
from briefing.document import nodes
from briefing.document.nodes import Block, Document, plain, walk
from briefing.facts import Fact
from briefing.facts.base import FactBase, facts_of
from briefing.language import print_fact, print_fact_period
from briefing.language.figures import scale_label
from briefing.language.rules import UnknownRule

#: The keys of a document's extras with the formulas of derived figures, and the columns of its tables of data by section.
FORMULAS, COLUMNS = "formulas", "columns"
#: What the sections are called, beside those of tables.
ABOUT, FIGURES, SOURCES, LISTS = "about", "figures", "sources", "lists"
#: The columns of the figures; which columns of any table hold words, one a language.
FIGURE_COLUMNS = (
    "id", "indicator", "value", "unit", "period", "iso", "printed", "status", "source", "article", "locator", "address",
    "inputs", "note",
)  # fmt: skip
WORDED = frozenset(
    {"indicator", "unit", "period", "printed", "status", "article", "note", "issuer", "title", "list", "item", "text"}
)


@dataclass(slots=True)
class Annex:
    """What an annex is made from: the documents of a pack by language (the pack itself first), the facts, the words of each
    language, and the named lists of the content. ``outward``: caveats in the words they go out with.
    ``quoted`` are the passages with numbers that are no figures, ``columns`` the names of the columns of each table of data."""

    documents: Mapping[str, Sequence[Document]]
    base: FactBase
    words: Mapping[str, Translator]
    lists: Sequence[NamedList]
    outward: bool = False
    quoted: set[str] = field(default_factory=set)
    columns: dict[str, list[str]] = field(default_factory=dict)

    @property
    def tags(self) -> tuple[str, ...]:
        """The languages, the source language first."""
        return tuple(self.words)

    def citations(self, tag: str) -> Citations:
        """Return what cites in a language."""
        return Citations(self.base, self.words[tag].language, self.words[tag], self.outward)

    def cited(self, source: str, locator: str) -> Citation | None:
        """Return the place of a source that a locator names; nothing for a source that is not known yet."""
        return self.citations(self.tags[0]).at(source, locator) if source in self.base.sources else None

    def label(self, cited: Citation) -> str:
        """Return what notes print for a source."""
        return self.citations(self.tags[0]).label(cited)

    def quote(self, *passages: str) -> None:
        """Note passages that hold numbers which are no figures."""
        self.quoted.update(filter(None, passages))

    def house(self, name: str) -> str:
        """Return the furniture in all languages, one after the other."""
        return " ".join(dict.fromkeys(words.house(name) for words in self.words.values()))

    def heads(self, section: str, columns: Sequence[str]) -> list[str]:
        """Return the heads of a table of data; their names are kept. Columns of words have one a language: ``指标 zh``,
        ``Indicator en``."""
        names: list[str] = []
        heads: list[str] = []
        for column in columns:
            if column in WORDED:
                names += [f"{column}_{tag}" for tag in self.tags]
                heads += [f"{words.house(f'data_{column}')} {tag}" for tag, words in self.words.items()]
            else:
                names.append(column)
                heads.append(self.house(f"data_{column}"))
        self.columns[section] = names
        return heads


def annex_document(annex: Annex, name: str) -> Document:
    """Return the tree of the annex. ``name`` is the document's."""
    first = annex.documents[annex.tags[0]][0]
    facts = _facts(annex)
    tables = [*_tables(annex)]
    sections = [
        _figures(annex, facts),
        _sources(annex, facts),
        *([listed] if (listed := _lists(annex)) else []),
        *tables,
    ]
    titles = [annex.documents[tag][0].cover for tag in annex.tags]
    cover = replace(
        first.cover,
        title=" ".join(dict.fromkeys(c.title for c in titles)),
        subtitle=annex.house("data_data"),
        series=" ".join(dict.fromkeys(c.series for c in titles if c.series)),
        lines=tuple(dict.fromkeys(line for c in titles for line in c.lines)),
        notice=tuple(dict.fromkeys(line for c in titles for line in c.notice)),
    )
    annex.quote(*cover.lines)
    about = _about(annex, sections)
    formulas = {fact.id: made for fact in facts if (made := formula_of(fact, annex.base.facts))}
    extra = {
        "front": "none",
        COLUMNS: json.dumps(annex.columns),
        FORMULAS: json.dumps(formulas, ensure_ascii=False, sort_keys=True),
        QUOTED: json.dumps(sorted(annex.quoted), ensure_ascii=False),
    }
    return replace(
        first,
        pack=name,
        cover=cover,
        sections=(about, *sections),
        subject=cover.subtitle,
        stamp=" ".join(dict.fromkeys(d.stamp for tag in annex.tags for d in annex.documents[tag][:1] if d.stamp)),
        extra=extra,
    )


def _facts(annex: Annex) -> list[Fact]:
    """Every fact whose figure is printed, and those that derived ones rest on, in the order of the content."""
    known = annex.base.facts
    wanted = {
        node.fact for documents in annex.documents.values() for document in documents for node in walk(document.sections)
        if isinstance(node, nodes.Figure) and node.fact in known
    }  # fmt: skip
    waiting = list(wanted)
    while waiting:
        inputs = set(known[waiting.pop()].inputs) - wanted
        wanted |= inputs
        waiting += inputs
    return list(annex.base.asked(facts_of, frozenset(), frozenset(wanted)))


# ---- the figures


def _figures(annex: Annex, facts: Sequence[Fact]) -> nodes.Section:
    heads = annex.heads(FIGURES, FIGURE_COLUMNS)
    return _sheet(annex, FIGURES, "data_figures", heads, tuple(_figure_row(annex, fact) for fact in facts))


def _figure_row(annex: Annex, fact: Fact) -> nodes.Row:
    measured = fact.quantity or annex.base.indicators.get(fact.indicator)
    unit = measured.unit if measured else ""
    value = format(fact.quantity.value, "f") if fact.quantity else ""
    words = annex.words.values()
    cited = annex.cited(fact.source, fact.locator) if fact.source else None
    label = annex.label(cited) if cited else ""
    address = cited.article.url if cited else ""
    units = [_unit(w, unit) for w in words]
    places = [_where(annex, tag, cited) for tag in annex.tags]
    caveats = [_caveats(annex, fact, tag) for tag in annex.tags]
    annex.quote(fact.id, label, fact.locator, address, *fact.inputs, fact.period.text, *units, *places, *caveats)
    return (
        head_cell(fact.id),
        *(text_cell(w.content("label", fact.label)) for w in words),
        nodes.Cell((nodes.Figure(fact.id, value, unit, shown(fact), "number"),)) if value else nodes.Cell(()),
        *map(text_cell, units),  # 百分点 counts nothing
        *(text_cell(print_fact_period(w.language, fact, "plain", fact.vintage)) for w in words),
        text_cell(fact.period.text),
        *(nodes.Cell((nodes.Figure(fact.id, value, unit, print_fact(w.language, fact, "full", unit)),)) for w in words),
        *(text_cell(w.house(f"status_{fact.status}")) for w in words),
        *map(text_cell, (label, *places, fact.locator, address, "; ".join(fact.inputs), *caveats)),
    )


def shown(fact: Fact) -> str:
    """Return the value as a cell of a workbook shows it under its number format: ``9,600,000,000,000``, ``6.8%``, ``-0.24``."""
    assert fact.quantity is not None
    value, decimals = fact.quantity.value, max(0, -int(fact.quantity.quantum.normalize().adjusted()))
    decimals = max(decimals, -min(0, int(value.as_tuple().exponent)))
    return f"{value:,.{decimals}f}" + ("%" if fact.quantity.unit == "percent" else "")


def _unit(words: Translator, unit: str) -> str:
    try:
        return scale_label(words.language, unit) if unit else ""
    except UnknownRule:
        return unit


def _where(annex: Annex, tag: str, cited: Citation | None) -> str:
    """What the list of sources says of where a figure is, with its section; nothing for a derived one, which names its
    inputs."""
    if cited is None:
        return ""
    words, citations = annex.words[tag], annex.citations(tag)
    text = citations.entry(cited)
    if cited.section:
        before, after = words.language.typography.quotes
        named = inside_quotes(words.language, words.content("section", cited.section))
        text = f"{text}{words.language.typography.line_join}{before}{named}{after}"
    return text


def _caveats(annex: Annex, fact: Fact, tag: str) -> str:
    citations = annex.citations(tag)  # of its own: each row says what there is to say of its figure
    caveats = [citations.caveat(conflict) for conflict in citations.caveats([fact.id], again=True)]
    return citations.language.typography.line_join.join(dict.fromkeys(caveats))


# ---- sources, lists


def _sources(annex: Annex, facts: Sequence[Fact]) -> nodes.Section:
    """The sources of the figures and lists, article by article."""
    places = [(f.source, f.locator) for f in facts if f.source]
    places += [(listing.source, listing.locator) for listing in _printed_lists(annex)]
    used = {cited.key: cited for source, locator in places if (cited := annex.cited(source, locator))}
    heads = annex.heads(SOURCES, ("source", "issuer", "title", "article", "date", "address"))
    rows: list[nodes.Row] = []
    for cited in sorted(used.values(), key=lambda c: (c.source.number, c.article.mark)):
        article = cited.article
        label, date = annex.label(cited), article.date.isoformat()
        issuers = [w.content("issuer", article.issuer) for w in annex.words.values()]
        titles = [w.content("source title", article.title) for w in annex.words.values()]
        entries = [annex.citations(tag).entry(cited) for tag in annex.tags]
        annex.quote(label, date, article.url, *titles, *entries)
        rows.append((head_cell(label), *map(text_cell, (*issuers, *titles, *entries, date, article.url))))
    return _sheet(annex, SOURCES, "data_sources", heads, tuple(rows))


def _printed_lists(annex: Annex) -> list[NamedList]:
    """The named lists of the content of which the pack names an item."""
    printed = (node for document in annex.documents[annex.tags[0]] for node in walk(document.sections))
    text = "\n".join(node.text for node in printed if isinstance(node, nodes.Text))
    return [listing for listing in annex.lists if any(item.name in text for item in listing.items)]


def _lists(annex: Annex) -> nodes.Section | None:
    """The items of the named lists, with who is responsible and where they are."""
    listings = _printed_lists(annex)
    if not listings:
        return None
    heads = annex.heads(LISTS, ("list", "item", "text", "source", "locator"))
    rows: list[nodes.Row] = []
    for listing in listings:
        for item in listing.items:
            worded_as = (("list", listing.title), ("item", item.name), ("text", item.text or ""))
            cells = [w.content(context, text) for context, text in worded_as for w in annex.words.values()]
            locator = item.locator or listing.locator
            cited = annex.cited(listing.source, locator)
            number = annex.label(cited) if cited else ""
            annex.quote(*cells, locator, number)
            rows.append(tuple(map(text_cell, (*cells, number, locator))))
    return _sheet(annex, LISTS, "data_lists", heads, tuple(rows))


# ---- the tables of the pack


def _tables(annex: Annex) -> Iterator[nodes.Section]:
    """Each table and the data of each chart, in one language after the other, as they are printed; projects in one table."""
    found = {tag: printed_blocks(annex.documents[tag][0]) for tag in annex.tags}
    names = dict.fromkeys(name for blocks in found.values() for name in blocks)
    for name in names:
        for tag in annex.tags:
            if (block := found[tag].get(name)) is not None:
                if isinstance(block, nodes.Chart):  # names of classes may hold amounts: 100亿元以上
                    annex.quoted.update(block.categories, (series.name for series in block.series))
                yield table_sheet(f"{name}.{tag}", tag, block)
    for tag in annex.tags:
        yield from _projects(annex, tag)


def _projects(annex: Annex, tag: str) -> Iterator[nodes.Section]:
    """The projects of imported lists as one table: a row a project, a column a line of its sheet."""
    tables = [
        n for n in walk(annex.documents[tag][0].sections) if isinstance(n, nodes.Table) and n.id.startswith(PROJECT)
    ]
    if not tables:
        return
    lines = [
        {plain(row[0].children): nodes.without_notes(row[1].children) for row in t.body if len(row) > 1} for t in tables
    ]
    heads = list(dict.fromkeys(head for found in lines for head in found))
    words = annex.words[tag]
    first = (words.house("annex_number"), words.house("annex_name"))
    rows = tuple(
        (
            head_cell(t.caption.label),
            text_cell(plain(t.caption.children)),
            *(nodes.Cell(found.get(head, ())) for head in heads),
        )
        for t, found in zip(tables, lines, strict=True)
    )
    annex.quote(*(t.caption.label for t in tables))
    made = table_of(words.house("annex_index"), f"projects.{tag}-data", [*first, *heads], rows)
    yield nodes.Section(f"projects.{tag}", 1, "", (nodes.Text(f"{words.house('annex_index')} {tag}"),), (made,))


# ---- what is what


def _about(annex: Annex, sections: Sequence[nodes.Section]) -> nodes.Section:
    """The first sheet: what each sheet holds and how its columns are to be read, in all languages."""
    blocks: list[Block] = [
        nodes.Paragraph((nodes.Text(words.house(f"data_about_{name}")),))
        for name in ("use", "values", "formulas")
        for words in annex.words.values()
    ]
    heads = [annex.house("data_sheet"), annex.house("data_holds")]
    rows = tuple((head_cell(plain(section.heading)), text_cell(_holds(annex, section))) for section in sections)
    annex.quote(*(text for s in sections for text in (plain(s.heading), _holds(annex, s))))
    return nodes.Section(
        ABOUT,
        1,
        "",
        (nodes.Text(annex.house("annex_about")),),
        (*blocks, table_of(annex.house("data_sheets"), ABOUT, heads, rows)),
    )


def _holds(annex: Annex, section: nodes.Section) -> str:
    fixed = {FIGURES: "data_holds_figures", SOURCES: "data_holds_sources", LISTS: "data_holds_lists"}
    if section.id in fixed:
        return annex.house(fixed[section.id])
    return next(plain(b.caption.children) for b in section.blocks if isinstance(b, nodes.Table))


def _sheet(annex: Annex, name: str, title: str, heads: Sequence[str], rows: tuple[nodes.Row, ...]) -> nodes.Section:
    return nodes.Section(
        name, 1, "", (nodes.Text(annex.house(title)),), (table_of(annex.house(title), f"{name}-data", heads, rows),)
    )
