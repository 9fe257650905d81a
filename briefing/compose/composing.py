"""Composing a document: template, facts and catalogue in, document tree out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from lxml import etree

from briefing.catalogue.glossary import Glossary
from briefing.catalogue.messages import Catalogue
from briefing.compose import grammar
from briefing.compose.back_matter import Automatic, BackMatter, changes_since
from briefing.compose.blocks import NUMBER, BlockReader
from briefing.compose.citing import Citations, Mentions, inside_quotes
from briefing.compose.functions import Functions
from briefing.compose.grammar import Place, attribute, check_tables
from briefing.compose.inline import InlineReader
from briefing.compose.markup import Cut, for_others, leave_out, parse, read_outline, unknown_versions
from briefing.compose.project_views import Tailored
from briefing.compose.sandbox import rendered
from briefing.compose.translator import Translator
from briefing.content.packs import OnCover, Pack, Version
from briefing.content.records import ABSENCES
from briefing.document import NumberingLevel, heading_number
from briefing.document.nodes import Block, Chart, Cover, Document, Figure, ListBlock, Paragraph, Section, Text, walk
from briefing.facts.base import FactBase
from briefing.language import Language
from briefing.language.changes import print_period
from briefing.language.figures import print_quantity
from briefing.problems import Problem, in_order, problem
from briefing.quantities import Period

#: The furniture name of the mark on every page that a sample list reaches.
SAMPLE = "sample"
#: The key of a document's extras under which are, as a JSON list, the passages it quotes from a list.
QUOTED = "quoted"


def tailored_document(document: Document, tailored: Tailored, functions: Functions) -> Document:
    """Return the document with the cover of its selection."""
    cover, words, facts = document.cover, functions.words, functions.base.facts

    def amount(bound: str) -> str:
        quantity = facts[bound].quantity
        assert quantity is not None  # a bound is an amount
        return print_quantity(functions.language, quantity)

    title, lines, subtitle = cover.title, list(cover.lines[:1] if tailored.sample else cover.lines), cover.subtitle
    if tailored.title:
        title, subtitle = words.content("audience", tailored.title), cover.title
    if tailored.cover:
        lines.append(words.content("audience", tailored.cover))
    if tailored.chosen and (phrase := functions.condition(amount)):
        selected = words.filled("where_cover", selection=phrase)
        subtitle = subtitle if tailored.title else selected
        lines += [selected] if tailored.title else []
    if tailored.volume:
        subtitle = words.filled("volume", volume=str(tailored.volume), volumes=str(tailored.volumes))
    # nothing of a sample comes from public sources
    notice = (words.house("sample_notice"),) if tailored.sample else cover.notice
    stamp = words.house(SAMPLE) if tailored.sample else document.stamp
    made = replace(cover, title=title, subtitle=subtitle, lines=tuple(lines), notice=notice)
    passages = {*functions.project_words.printed, *lines[1:], subtitle} - {cover.subtitle, *cover.lines}
    passages |= set(json.loads(document.extra.get(QUOTED, "[]")))
    extra = {**document.extra, QUOTED: json.dumps(sorted(passages), ensure_ascii=False)}
    return replace(document, cover=made, stamp=stamp, extra=extra, subject=subtitle or title)


#: Furniture the writers print themselves.
LABELS = ("contents", "page", "insight", "caveat", "method", "back", "skip", "continued", "source_line", "listed_in")


@dataclass(frozen=True, slots=True)
class ComposeContext:
    """What every pack of an edition is composed from. ``edition`` is its name, ``date`` its ISO day, ``stamp`` the
    furniture name of the mark on every page (empty for none), ``source_tag`` the BCP 47 tag of the source language.
    ``earlier`` is the fact base of a pack's last edition, by pack, for the part that says what has changed; ``tailored`` the
    projects of the document, where a list has been imported; ``version`` the version of the pack, by its id (the one
    that goes out without); ``house`` what the cover of each pack says of who issues it."""

    base: FactBase
    glossary: Glossary
    templates: Path
    labels: Mapping[str, str]
    edition: str
    date: str
    source_tag: str
    stamp: str = ""
    earlier: Mapping[str, FactBase] = field(default_factory=dict)
    tailored: Tailored | None = None
    house: Mapping[str, OnCover] = field(default_factory=dict)
    version: str = ""


def compose(
    pack: Pack, context: ComposeContext, language: Language, catalogue: Catalogue
) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return the document of a pack in one language with every problem found on the way; ``None`` when there is no document."""
    template = f"{context.templates.name}/{pack.template}"
    words = Translator(language, Path(pack.template).stem, catalogue, context.labels, gathers=True)
    version = pack.version(context.version)
    outline = read_outline(context.templates, pack.template)
    left_out = context.tailored.left_out if context.tailored is not None else frozenset()
    cut = Cut(outline, left_out | outline.not_for(version.id), template)

    def looking_up(words: Translator) -> Functions:
        return Functions(
            context.base,
            language,
            words,
            context.glossary,
            template,
            edition=date.fromisoformat(context.date),
            tailored=context.tailored,
            cut=cut,
            contacts=pack.contacts,
            version_id=version.id,
            versions=tuple(v.id for v in pack.versions),
        )

    functions = looking_up(words)
    markup, problems = rendered(pack.template, context.templates, functions)
    if markup is None:
        return None, in_order([*functions.problems, *problems])
    root, found = parse(markup, template)
    if root is None or found:
        return None, in_order([*functions.problems, *problems, *found])
    if pack.further:
        problems = (*problems, *_with_further(root, pack, context, functions))
    places = Place(context.templates.name, template)
    found = unknown_versions(root, functions.versions, places)
    if gone := for_others(root, version.id):
        functions.forget(leave_out(root, gone))
        words.missing = _own_missing(words, pack, context, version.id, looking_up)
        found = (*found, *grammar.check(root, places), *check_tables(root, places))
    if found:
        return None, in_order([*functions.problems, *problems, *found])
    functions.forget(leave_out(root, [s for s in root.iter("section") if attribute(s, "id") in left_out]))
    if (earlier := context.earlier.get(pack.id)) is None or earlier.as_of is None:
        leave_out(root, root.findall('.//section/div[@data-block="changes"]/..'))  # a first edition has no use for them
    numbering = tuple(NumberingLevel(h.format, h.pattern) for h in language.headings)
    mentions = Mentions(context.glossary, words, context.source_tag)
    citations = Citations(context.base, language, words, version.caveats == "outward")
    targets = numbered(root, words, numbering)
    inline = InlineReader(places, language.typography.line_join, mentions, citations, targets, cut.nowhere)
    back = BackMatter(context.base, words, mentions, citations, functions.project_words)
    caveats = back.known if version.internal else back.caveats
    automatic = Automatic(inline, {"glossary": back.glossary, "sources": back.sources, "caveats": caveats})
    automatic.makers["awaited"] = partial(awaited, functions, pack.awaited)
    if earlier is not None and earlier.as_of is not None:
        automatic.makers["changes"] = partial(
            changes_since, context.base, earlier, words, citations, functions.used, earlier.as_of
        )
    reader = BlockReader(inline, words, automatic.make)
    sections = tuple(b for b in reader.blocks(root) if isinstance(b, Section))
    automatic.check()
    document = Document(
        pack.document(version),
        language.tag,
        context.edition,
        context.date,
        _cover(pack, version, context, language, words, functions),
        sections,
        {name: words.house(name) for name in LABELS},
        numbering,
        author=words.content("pack", pack.series or pack.title),
        subject=words.content("pack", pack.subtitle or pack.title),
        stamp=words.house(context.stamp) if context.stamp else "",
        mark=words.content("pack", version.mark or ""),
        extra={QUOTED: json.dumps(sorted(back.quoted), ensure_ascii=False)} if back.quoted else {},
    )
    if pack.kind == "factsheet":
        document = replace(document, extra={**document.extra, "front": "none", SHEET: "1"})
        inline.problems.extend(sheet_problems(document, template))
    if context.tailored is not None and pack.kind == "briefing":
        document = tailored_document(document, context.tailored, functions)
    shown = context.tailored.selection.projects if context.tailored is not None else ()
    of_projects = [*functions.project_words.problems(shown)]
    if context.tailored is not None and (unjudged := context.tailored.selection.unjudged):
        done = "kept in" if context.tailored.undecided_kept else "left out"
        of_projects.append(problem("list-where-open", count=len(unjudged), done=done, first=unjudged[0].name))
    return document, in_order([*problems, *functions.problems, *inline.problems, *words.missing.values(), *of_projects])


def _own_missing(
    words: Translator, pack: Pack, context: ComposeContext, version: str, looking_up: Callable[[Translator], Functions]
) -> dict[tuple[str, str, str], Problem]:
    """What is missing of the words that a version prints itself: what only other versions print does not make it a draft."""
    own = replace(words, missing={})
    if words.missing and rendered(pack.template, context.templates, looking_up(own), version)[0] is not None:
        return own.missing
    return words.missing


#: The key of the extras of a document that must stay on one page.
SHEET = "sheet"
#: How many figures a fact sheet prints, beside its charts, and how many charts.
SHEET_FIGURES, SHEET_CHARTS = range(8, 13), 1


def sheet_problems(document: Document, template: str) -> list[Problem]:
    """Return what a fact sheet has too much or too little of."""
    charts = [node for node in walk(document.sections) if isinstance(node, Chart)]
    drawn = sum(point is not None for chart in charts for series in chart.series for point in series.points)
    figures = sum(isinstance(node, Figure) for node in walk(document.sections)) - drawn
    if figures in SHEET_FIGURES and len(charts) == SHEET_CHARTS:
        return []
    details = {"figures": figures, "charts": len(charts), "least": SHEET_FIGURES[0], "most": SHEET_FIGURES[-1]}
    return [problem("sheet-figures", template, 0, **details)]


#: The part of the templates that makes the table of figures which no sentence prints, and the blocks it is before.
_FURTHER, _BACK = "parts/further.html", frozenset({"caveats", "glossary", "sources"})


def _with_further(
    root: etree._Element, pack: Pack, context: ComposeContext, functions: Functions
) -> tuple[Problem, ...]:
    """Put the section of further figures before the back matter of a template's markup; without any there is none."""
    functions.further_of = pack.further
    markup, problems = rendered(_FURTHER, context.templates, functions)
    if markup is None or not markup.strip():
        return problems
    part, found = parse(markup, f"{context.templates.name}/{_FURTHER}")
    if part is not None:
        places = [i for i, s in enumerate(root) if any(attribute(d, "data-block") in _BACK for d in s.iter("div"))]
        for section in reversed(part):
            root.insert(places[0] if places else len(root), section)
    return (*problems, *found)


def awaited(functions: Functions, further: tuple[str, ...]) -> tuple[Block, ...]:
    """Return the list of what is still to be found: the statements of the claims of absence that the template asked about
    or the pack names, as far as they hold."""
    claims = functions.base.claims
    asked = [claims[name] for name in dict.fromkeys((*functions.asked, *further)) if name in claims]
    held = [claim.statement for claim in asked if claim.test in ABSENCES and functions.base.holds(claim.id)]
    items = tuple((Paragraph((Text(functions.words.content("claim", statement)),)),) for statement in held)
    return (ListBlock(items),) if items else ()


def _cover(
    pack: Pack, version: Version, context: ComposeContext, language: Language, words: Translator, functions: Functions
) -> Cover:
    day = print_period(language, Period.parse(context.date), "date")
    notice = tuple(words.content("pack", n) for n in pack.notice)
    if functions.stale:
        overdue = [words.content("label", o.fact.label) for o in functions.stale.values()]
        labels = language.joining.heavy.join(dict.fromkeys(overdue))  # as in a table, not as words of a sentence
        notice = (*notice, words.filled("stale_notice", labels=labels))
    series, title, subtitle = (words.content("pack", t or "") for t in (pack.series, pack.title, pack.subtitle))
    imprint = context.house.get(pack.id, OnCover())
    name, issuer, address = (words.content("house", w or "") for w in (imprint.name, imprint.issuer, imprint.address))
    lines = (
        day,
        words.filled("edition", date=day),
        words.content("pack", version.title or ""),
        name,
        words.filled("cover_issuer", issuer=issuer) if issuer else "",
        words.filled("cover_address", address=address) if address else "",
    )
    printed = tuple(filter(None, lines))
    return Cover(series, title, subtitle, printed, notice, title_parts(title, context.glossary))


#: A name of fewer characters may be part of another word.
_SHORTEST_NAME = 3


def title_parts(title: str, glossary: Glossary) -> tuple[str, ...]:
    """Return a title cut before and after each name of the glossary in it, the longest first, so that no line ends within
    one; nothing for a title whose words have spaces between them, or without a name."""
    if " " in title:
        return ()
    names = sorted((n for n in glossary.by_name if len(n) >= _SHORTEST_NAME and n in title), key=lambda n: (-len(n), n))
    if not names:
        return ()
    return tuple(part for part in re.split(f"({'|'.join(map(re.escape, names))})", title) if part)


def numbered(root: etree._Element, words: Translator, numbering: tuple[NumberingLevel, ...]) -> dict[str, str]:
    """Return what a cross-reference to each section, table and chart prints, known before the document is read in order; each
    has its number in the attribute ``NUMBER`` then."""
    targets: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for element in root.iter("table", "figure"):
        if element.tag == "table" and any(a.tag == "figure" for a in element.iterancestors()):
            continue
        kind = attribute(element, "data-kind", str(element.tag))
        counts[kind] += 1
        element.set(NUMBER, str(counts[kind]))
        if name := attribute(element, "id"):
            targets[name] = words.filled(kind, number=str(counts[kind]))
    counters: dict[etree._Element | None, list[int]] = {root: [0]}  # by element: those of the sections in it
    for section in root.iter("section"):
        counted = counters[section.getparent()]
        if attribute(section, "data-numbered") != "no":
            counted[-1] += 1
            section.set(NUMBER, heading_number(numbering, counted))
        counters[section] = [*counted, 0]
        heading = section.find("h1")
        title = "".join(map(str, heading.itertext())).strip() if heading is not None else ""
        if name := attribute(section, "id"):
            said = inside_quotes(words.language, title)
            targets[name] = words.filled("section_reference", title=said, number=attribute(section, NUMBER))
    return targets
