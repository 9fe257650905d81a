"""State of one Word document while it is written, and inline nodes to runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from briefing.document import nodes
from briefing.document.nodes import Document, Inline, walk
from briefing.render.columns import is_wide
from briefing.render.docx import styles
from briefing.render.docx.styles import Headings, StyleIds, attr, characters, paragraph, run, twips
from briefing.render.office import NAMESPACE
from briefing.render.theme import Theme, primary
from briefing.render.unparted import dates_held, hyphens_held, period_held

PERIOD = "#period"
TAG_LIMIT = 64  # Word refuses a longer w:tag or w:alias


def tag_of(fact: str, suffix: str = "") -> str:
    """Return the tag of a fact's controls: its id, or the beginning of it and a digest when it is longer than Word allows."""
    whole = fact + suffix
    if len(whole) <= TAG_LIMIT:
        return whole
    digest = sha256(whole.encode()).hexdigest()[:12]
    return f"{whole[: TAG_LIMIT - 13]}~{digest}"


@dataclass(slots=True)
class Controls:
    """The controls of one document; ``elements`` are those of the custom XML part, in order of first appearance."""

    document: Document
    elements: dict[tuple[str, str, str, str], tuple[int, str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    used: int = 0

    @property
    def store(self) -> str:
        """The id of the custom XML data store: the same for the same pack, edition and language."""
        name = "/".join((NAMESPACE, self.document.pack, self.document.edition, self.document.language))
        return "{" + str(uuid5(NAMESPACE_URL, name)).upper() + "}"

    def wrap(self, node: nodes.Figure | nodes.Moment, inner: str, properties: str) -> str:
        """Return an inline control around finished runs; ``properties`` are the run properties of what is typed into it."""
        match node:
            case nodes.Figure(fact=fact, value=value, unit=unit, text=shown, form=form):
                kind, tag = "figure", tag_of(fact)
                details = f"value={attr(value)} unit={attr(unit)} form={attr(form)}"
            case nodes.Moment(fact=fact, datetime=when, text=shown):
                kind, tag = "period", tag_of(fact, PERIOD)
                details, form = f"datetime={attr(when)}", when
        key = (kind, fact, form, shown)
        if key not in self.elements:
            element = f"<{kind} fact={attr(fact)} {details} tag={attr(tag)}>{escape(shown)}</{kind}>"
            self.counts[kind] = self.counts.get(kind, 0) + 1
            self.elements[key] = (self.counts[kind], element)
        place, _ = self.elements[key]
        self.used += 1
        path = f"/f:figures[1]/f:{kind}[{place}]"
        return (
            f"<w:sdt><w:sdtPr>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:alias w:val={attr(tag)}/>"
            f'<w:tag w:val={attr(tag)}/><w:id w:val="{self.used}"/><w:dataBinding w:prefixMappings="xmlns:f=\'{NAMESPACE}\'" '
            f'w:xpath="{path}" w:storeItemID="{self.store}"/><w:text/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'
        )

    def part_xml(self) -> str:
        """Return the custom XML part: the edition's figures as this document prints them."""
        head = (
            f"{styles.DECLARATION}<figures xmlns={attr(NAMESPACE)} pack={attr(self.document.pack)} "
            f"edition={attr(self.document.edition)} "
            f"language={attr(self.document.language)} date={attr(self.document.date)}>"
        )
        return head + "".join(f"\n  {element}" for _, element in self.elements.values()) + "\n</figures>\n"

    def properties_xml(self) -> str:
        """Return the properties of the part: its store id and schema."""
        space = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
        return (
            f'{styles.DECLARATION}<ds:datastoreItem xmlns:ds="{space}" ds:itemID="{self.store}"><ds:schemaRefs><ds:schemaRef '
            f'ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
        )


BOOKMARK_LIMIT = 40  # characters in a bookmark name; more and Word drops it


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a reference leads: the bookmark, and whether it encloses a caption's label (then REF prints it)."""

    name: str
    label: str = ""


def anchors(document: Document) -> dict[str, Anchor]:
    """Return a bookmark for each section, table, chart and source of the document, by id."""
    found: dict[str, Anchor] = {}
    taken: set[str] = set()
    for node in walk(document):
        if not isinstance(node, nodes.Section | nodes.Table | nodes.Chart | nodes.SourceEntry) or node.id in found:
            continue
        prefix = "_Toc" if isinstance(node, nodes.Section) else "_Ref"
        stem = (prefix + "_" + re.sub(r"\W", "_", node.id))[: BOOKMARK_LIMIT - 4]
        name, copy = stem, 1
        while name in taken:
            copy += 1
            name = f"{stem}_{copy}"
        taken.add(name)
        found[node.id] = Anchor(name, node.caption.label if isinstance(node, nodes.Table | nodes.Chart) else "")
    return found


@dataclass(slots=True)
class Writing:
    """The state of one document being written."""

    document: Document
    theme: Theme
    styles: StyleIds
    hint: str
    anchors: Mapping[str, Anchor]
    controls: Controls
    text_width: int
    footnotes: list[str] = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict)
    charts: list[nodes.Chart] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)
    ordered: list[int] = field(default_factory=list)
    bookmarks: int = 0
    depth: int = 0
    boxed: str = ""
    close: int = (
        0  # by how many steps the chapter being written is set closer: 1 its distances, 2 its letters and charts, too
    )
    remarked: bool = False  # a remark follows the table, chart or panel that is being written
    leading: bool = False  # the paragraph that is being written is followed by running text
    headings: Headings = field(default_factory=lambda: Headings(()))

    def style(self, name: str) -> str:
        """Return the id of a style: that of the variant that is set closer, where it is wanted, or of that for the document's
        language, when the reference document has one."""
        closer = (f"{name}{styles.CLOSE}".lower(),) if self.close else ()
        for variant in (*closer, f"{name} {primary(self.document.language)}".lower()):
            if variant in self.styles:
                return self.styles[variant]
        return self.styles[name]

    def next_bookmark(self) -> int:
        """Return a fresh bookmark id."""
        self.bookmarks += 1
        return self.bookmarks

    def sequence(self, caption: nodes.Caption) -> tuple[str, bool]:
        """Return the SEQ identifier of a caption, and whether the count must be set because it does not follow the last."""
        name = re.sub(r"\W", "", caption.prefix)
        expected = self.sequences.get(name, 0) + 1
        self.sequences[name] = caption.number
        return name, caption.number != expected


def begin(document: Document, theme: Theme, styles: StyleIds) -> Writing:
    """Return a fresh state for one document."""
    sides = twips(theme.page.margin["inner"]) + twips(theme.page.margin["outer"])
    # ambiguous characters (quotes, dashes) take the East Asian font where the document itself is written full-width
    wide = sum(is_wide(character) for character in document.cover.title) * 2 > len(document.cover.title)
    hint = '<w:rFonts w:hint="eastAsia"/>' if wide else ""
    return Writing(
        document,
        theme,
        styles,
        hint,
        anchors(document),
        Controls(document),
        twips(theme.page.size[0]) - sides,
        headings=Headings(document.numbering),
    )


@dataclass(frozen=True, slots=True)
class Ink:
    """How runs are set here: a character style (its name, may be empty), the language of a foreign passage, and whether they
    are marked as with a pen (the figures of a proof copy: ``extra`` says ``figures: marked``)."""

    style: str = ""
    language: str = ""
    marked: bool = False


PLAIN = Ink()


def inlines(writing: Writing, children: tuple[Inline, ...], ink: Ink = PLAIN) -> str:
    """Return a run of inline nodes as finished runs."""
    return "".join(_inline(writing, child, ink) for child in children)


def properties(writing: Writing, ink: Ink, shown: str) -> str:
    """Run properties: the character style, the font class of ambiguous characters, the language of the passage."""
    style = f"<w:rStyle w:val={attr(writing.style(ink.style))}/>" if ink.style else ""
    pen = '<w:highlight w:val="yellow"/>' if ink.marked else ""
    if not ink.language:
        return style + writing.hint + pen
    if any(is_wide(character) for character in shown):
        return f'{style}<w:rFonts w:hint="eastAsia"/>{pen}<w:lang w:eastAsia={attr(ink.language)}/>'
    return f"{style}{pen}<w:lang w:val={attr(ink.language)}/>"


def _words(writing: Writing, shown: str, ink: Ink) -> str:
    return run(characters(shown), properties(writing, ink, shown)) if shown else ""


def _inline(writing: Writing, node: Inline, ink: Ink) -> str:
    match node:
        case nodes.Text(text=text):
            return _words(writing, hyphens_held(dates_held(text)), ink)
        case nodes.Strong(children=inner):
            return inlines(writing, inner, replace(ink, style=styles.STRONG))
        case nodes.Emphasis(children=inner):
            return inlines(writing, inner, replace(ink, style=styles.EMPHASIS))
        case nodes.Name(children=inner):
            return inlines(writing, inner, ink)
        case nodes.Figure() | nodes.Moment():
            return _printed(writing, node, ink)
        case nodes.Foreign(language=language, text=text):
            return _words(writing, text, replace(ink, style=ink.style or styles.FOREIGN, language=language))
        case nodes.Reference(target=target, text=text):
            return _link(writing, target, text, ink)
        case nodes.SourceLink(target=target, text=text):
            return _link(writing, target, text, replace(ink, style=styles.SOURCE_LINK))
        case nodes.Break():
            return run("<w:br/>")
        case nodes.Note():
            return _note(writing, node)


def _printed(writing: Writing, node: nodes.Figure | nodes.Moment, ink: Ink) -> str:
    """Return a figure or a date in its control; in a copy to read, whose controls LibreOffice would drop, marked by a pen."""
    if isinstance(node, nodes.Moment):
        node = replace(node, text=period_held(node.text))
    if writing.document.extra.get("figures") == "marked":
        return _words(writing, node.text, replace(ink, marked=True))
    words = _words(writing, node.text, ink)
    controlled = isinstance(node, nodes.Figure) or (node.fact and words)
    return writing.controls.wrap(node, words, properties(writing, ink, node.text)) if controlled else words


def _link(writing: Writing, target: str, text: str, ink: Ink) -> str:
    """Return words that lead to a bookmark; what prints the label of a caption is a REF field, which Word keeps right."""
    words = _words(writing, text, ink)
    anchor = writing.anchors.get(target)
    if anchor is None:
        return words
    return (
        styles.word_field(f"REF {anchor.name} \\h", words)
        if anchor.label == text
        else styles.hyperlink(anchor.name, words)
    )


def _note(writing: Writing, node: nodes.Note) -> str:
    """Return a real footnote at its first call; a later call of the same note is a NOTEREF field to that call, so that one
    source has one number and one text. A number out of Word's own count is set as a custom mark."""
    style = f"<w:rStyle w:val={attr(writing.style(styles.FOOTNOTE_REFERENCE))}/>"
    mark = run(characters(str(node.number)), style)
    if node.id in writing.called:
        return styles.word_field(f"NOTEREF {writing.called[node.id]} \\f \\h", mark, style)
    number = len(writing.footnotes) + 1
    name = f"_RefNote{number}"
    writing.called[node.id] = name
    writing.footnotes.append("")
    counted = node.number == number
    body = run("<w:footnoteRef/>", style) if counted else mark
    content = body + run("<w:tab/>") + inlines(writing, node.children)
    custom = "" if counted else ' w:customMarkFollows="1"'
    shown = "" if counted else characters(str(node.number))
    writing.footnotes[number - 1] = (
        f'<w:footnote w:id="{number}">{paragraph(writing.style(styles.FOOTNOTE_TEXT), content)}</w:footnote>'
    )
    call = run(f'<w:footnoteReference{custom} w:id="{number}"/>{shown}', style)
    return styles.bookmark(writing.next_bookmark(), name, call)
