"""One pack in one language: from its template, the fact base and the catalogues to a document tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lxml import etree

from briefing.catalogue.glossary import Glossary
from briefing.catalogue.messages import Catalogue
from briefing.compose.backmatter import Automatic, BackMatter
from briefing.compose.blocks import PROJECT, READERS
from briefing.compose.changing import Changes
from briefing.compose.citing import Citations, inside_quotes
from briefing.compose.functions import Functions
from briefing.compose.inline import InlineReader
from briefing.compose.markup import parse
from briefing.compose.mentions import Mentions
from briefing.compose.numbering import heading_number
from briefing.compose.outline import Cut, leave_out, read_outline, sections_of_changes
from briefing.compose.place import Place, attribute
from briefing.compose.project_views import Tailored
from briefing.compose.reader import BlockReader
from briefing.compose.rendering import rendered
from briefing.compose.tailoring import tailored_document
from briefing.compose.words import Words
from briefing.content.projects import ProjectRecord
from briefing.content.records import Pack
from briefing.document.nodes import Cover, Document, NumberingLevel, Section
from briefing.facts.base import FactBase
from briefing.language import Language
from briefing.language.printing import print_period
from briefing.problems import Problem, in_order
from briefing.quantities import Period

#: Furniture the writers print themselves.
LABELS = ("contents", "page", "insight", "caveat", "method", "back", "skip")


@dataclass(frozen=True, slots=True)
class Setting:
    """What every pack of an edition is composed from. ``edition`` is its name, ``date`` its ISO day, ``stamp`` the
    furniture name of the mark on every page (empty for none), ``source_tag`` the BCP 47 tag of the source language.
    ``earlier`` is the fact base of a pack's last edition, by pack, for the part that says what has changed; ``tailored`` the
    projects of the document, where a list has been imported."""

    base: FactBase
    glossary: Glossary
    templates: Path
    furniture: Mapping[str, str]
    edition: str
    date: str
    source_tag: str
    stamp: str = ""
    earlier: Mapping[str, FactBase] = field(default_factory=dict)
    tailored: Tailored | None = None


def compose(
    pack: Pack, setting: Setting, language: Language, catalogue: Catalogue
) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document of a pack in one language with every problem found on the way; ``None`` when there is no document."""
    template = f"{setting.templates.name}/{pack.template}"
    words = Words(language, Path(pack.template).stem, catalogue, setting.furniture)
    left_out = setting.tailored.left_out if setting.tailored is not None else frozenset()
    cut = Cut(read_outline(setting.templates, pack.template), left_out, template)
    functions = Functions(setting.base, language, words, setting.glossary, template,
                          edition=date.fromisoformat(setting.date), tailored=setting.tailored, cut=cut)  # fmt: skip
    markup, problems = rendered(pack.template, setting.templates, functions)
    if markup is None:
        return None, in_order([*functions.problems, *problems])
    root, found = parse(markup, template)
    if root is None or found:
        return None, in_order([*functions.problems, *problems, *found])
    functions.forget(leave_out(root, [s for s in root.iter("section") if attribute(s, "id") in left_out]))
    earlier = setting.earlier.get(pack.id)
    if earlier is None or earlier.as_of is None:
        leave_out(root, sections_of_changes(root))
    numbering = tuple(NumberingLevel(h.format, h.pattern) for h in language.headings)
    mentions = Mentions(setting.glossary, words, language.tag, setting.source_tag)
    citations = Citations(setting.base, language, words)
    targets = _targets(root, words, numbering)
    places = Place(setting.templates.name, template)
    inline = InlineReader(places, language.typography.line_join, mentions, citations, targets, cut.nowhere)
    back = BackMatter(setting.base, words, mentions, citations)
    automatic = Automatic(inline, {"glossary": back.glossary, "sources": back.sources, "caveats": back.caveats})
    if earlier is not None and earlier.as_of is not None:
        automatic.makers["changes"] = Changes(setting.base, earlier, words, citations, functions.used, earlier.as_of).blocks
    reader = BlockReader(inline, words, numbering, automatic.make, READERS)
    sections = tuple(b for b in reader.blocks(root) if isinstance(b, Section))
    automatic.check()
    document = Document(
        pack.id, language.tag, setting.edition, setting.date, _cover(pack, setting, language, words, functions), sections,
        {name: words.house(name) for name in LABELS}, numbering,
        author=words.content("pack", pack.series or pack.title), subject=words.content("pack", pack.subtitle or pack.title),
        stamp=words.house(setting.stamp) if setting.stamp else "",
    )  # fmt: skip
    if setting.tailored is not None:
        document = tailored_document(document, setting.tailored, functions, words)
    of_projects = functions.of_projects.problems(_shown(setting.tailored)) if functions.of_projects else ()
    return document, in_order([*functions.problems, *inline.problems, *words.missing.values(), *of_projects])


def _shown(tailored: Tailored | None) -> tuple[ProjectRecord, ...]:
    return tailored.selection.projects if tailored is not None else ()


def _cover(pack: Pack, setting: Setting, language: Language, words: Words, functions: Functions) -> Cover:
    day = print_period(language, Period.parse(setting.date), "date")
    line = words.filled("edition", {"date": day}.__getitem__)
    notice = tuple(words.content("pack", n) for n in pack.notice)
    if functions.stale:
        overdue = [words.content("label", o.fact.label) for o in functions.stale.values()]
        labels = language.joining.heavy.join(dict.fromkeys(overdue))  # labels stand as in a table, not as words of a sentence
        notice = (*notice, words.filled("stale_notice", {"labels": labels}.__getitem__))
    titles = [words.content("pack", t or "") for t in (pack.series, pack.title, pack.subtitle)]
    return Cover(titles[0], titles[1], titles[2], (day, line), notice)


def _targets(root: etree._Element, words: Words, numbering: tuple[NumberingLevel, ...]) -> dict[str, str]:
    """What a cross-reference to each section, table and chart prints: known before the document is read in order."""
    targets: dict[str, str] = {}
    counts = {"table": 0, "figure": 0, PROJECT: 0}
    for element in root.iter("table", "figure"):
        if element.tag == "table" and any(a.tag == "figure" for a in element.iterancestors()):
            continue
        kind = attribute(element, "data-kind", str(element.tag))
        counts[kind] += 1
        if name := attribute(element, "id"):
            targets[name] = words.filled(kind, lambda _, n=counts[kind]: str(n))  # type: ignore[misc]
    _sections(root, [0], targets, words, numbering)
    return targets


def _sections(element: etree._Element, counters: list[int], targets: dict[str, str], words: Words,
              numbering: tuple[NumberingLevel, ...]) -> None:  # fmt: skip
    for section in element.iterchildren("section"):
        heading = section.find("h1")
        title = "".join(map(str, heading.itertext())).strip() if heading is not None else ""
        if attribute(section, "data-numbered") != "no":
            counters[-1] += 1
        if name := attribute(section, "id"):
            number = heading_number(numbering, counters) if attribute(section, "data-numbered") != "no" else ""
            values = {"title": inside_quotes(words.language, title), "number": number}
            targets[name] = words.filled("section_reference", values.__getitem__)
        _sections(section, [*counters, 0], targets, words, numbering)
