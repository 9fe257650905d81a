"""The HTML edition of a pack, self-contained, readable on a telephone, printable: head, style sheets, cover, contents."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote

from briefing.document.nodes import Block, Cover, Document, Figure, Section, walk
from briefing.render import Rendering
from briefing.render.html.block import blocks, heading
from briefing.render.html.inline import USUAL, Closer, Medium, PageContext
from briefing.render.html.tokens import attributes, characters, text_html, to_html
from briefing.render.office import xml_template
from briefing.render.theme import Theme, read_style


def families(names: tuple[str, ...], generic: str) -> str:
    """Return a font-family value."""
    return ", ".join([*(f'"{name}"' for name in names), generic])


def quoted(text: str) -> str:
    """Return a CSS string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _rule(selector: str, values: Mapping[str, str]) -> str:
    return selector + " {" + "; ".join(f"{name}: {value}" for name, value in values.items()) + "}"


def properties(theme: Theme) -> str:
    """Return every value of the theme as a custom property: colours by name, sizes as ``--size-…``, spaces as ``--space-…``."""
    values = {f"--{name}": value for name, value in theme.colour.named.items()}
    values |= {f"--size-{name}": f"{size}pt" for name, size in theme.type.scale.items()}
    values |= {f"--space-{name}": f"{size}pt" for name, size in theme.space.items()}
    rules = [_rule(":root", values)]
    for tag, fonts in theme.fonts.items():
        of_language = {"--text-font": families(fonts.text, "serif"), "--head-font": families(fonts.head, "sans-serif")}
        rules.append(_rule(f":root:lang({tag})", of_language | {"--leading": str(theme.type.leading[tag])}))
    return "\n".join(rules)


def page_number(pattern: str) -> str:
    """Return a CSS ``content`` value for a pattern such as ``Page {page} of {pages}``."""
    pieces = enumerate(re.split(r"\{(pages?)\}", pattern))
    return " ".join(f"counter({piece})" if index % 2 else quoted(piece) for index, piece in pieces if piece)


def furniture(document: Document, theme: Theme) -> str:
    """Return paper, margins and the words of the running head and foot, which come from the document and not from a style
    sheet."""
    margin = theme.page.margin
    fonts = families(theme.fonts_of(document.language).head, "sans-serif")
    small = f"font-family: {fonts}; font-size: {theme.type.scale['running']}pt; color: {theme.colour['quiet']}"
    stamp = quoted(document.banner) if document.banner else "none"
    drawn = (
        f"border: 0.8pt solid {theme.colour['accent']}; padding: 0 8pt; height: 15pt; margin-top: auto; margin-bottom: auto"
        if document.banner
        else ""
    )
    section = "none" if theme.leaf else "string(section, start)"  # one page says above its text what it says in it
    return f"""
@page {{
  size: {" ".join(theme.page.size)};
  margin: {margin["top"]} {margin["outer"]} {margin["bottom"]} {margin["inner"]};
  @top-left {{ content: string(title); {small} }}
  @top-center {{ content: {stamp}; {small}; color: {theme.colour["accent"]}; font-weight: bold; {drawn} }}
  @top-right {{ content: {section}; {small} }}
  @bottom-left {{ content: {quoted(document.cover.series)}; {small} }}
  @bottom-right {{ content: {page_number(document.labels.get("page", "{page}"))}; {small} }}
}}
@page cover {{ background: {theme.colour["brand"]} }}
"""


def style_sheet(theme: Theme, *names: str) -> str:
    """Return the custom properties followed by the named style sheets of the theme."""
    return f"{properties(theme)}\n{house_sheets(theme, *names)}"


def house_sheets(theme: Theme, *names: str) -> str:
    """Return the named style sheets of the theme alone: the same for every document and every size of letters."""
    return "\n".join(read_style(theme.folder, f"{name}.css") for name in names)


DEEPEST_IN_CONTENTS = 2
MOST_AT_EASE = 26  # entries that fit on a page of contents at the usual distance
WHOLE_SET = ("", " tight", " tight tighter")  # how close the whole may be set
CONTENTS_SET = ("", " long", " long longest")  # how close the contents may be set


def _title(cover: Cover) -> str:
    """Return the title in its parts, or those that end with a colon, so that a line breaks there before it breaks anywhere
    else; one of one part has more than one character on its last line."""
    parts = cover.parts or [part for part in re.split(r"(?<=[：])|(?<=: )", cover.title) if part]
    if len(parts) < 2:
        return to_html((characters(cover.title),), whole=True)
    return "".join(
        f'<span class="part">{text_html(part.rstrip())}</span>{" " if part.endswith(" ") else ""}' for part in parts
    )


def _entries(children: tuple[Block, ...], setting: PageContext) -> str:
    items: list[str] = []
    for child in children:
        if isinstance(child, Section) and child.level <= DEEPEST_IN_CONTENTS:
            words = _without_links(heading(child, setting))
            link = f'<a{attributes(href="#" + child.id)}><span class="entry">{words}</span></a>'
            items.append(f'<li class="toc level-{child.level}">{link}{_entries(child.blocks, setting)}</li>')
    return '<ol class="toc">\n' + "\n".join(items) + "\n</ol>" if items else ""


def _without_links(heading_html: str) -> str:
    """Return a heading holds no notes by contract of the tree; an anchor within an anchor would not be HTML."""
    if "<a " in heading_html:
        raise ValueError(f"a heading holds a link or a note: {heading_html}")
    return heading_html


def linked_data(document: Document) -> str:
    """Return what the page says to programs as JSON-LD: a schema.org ``Dataset`` and an ``Observation`` for each figure, with
    its exact value and its unit by id. Nothing in it can end the element it is in."""
    figures = {
        (n.fact, n.value, n.unit, n.text): n for n in walk(document.sections) if isinstance(n, Figure) and n.fact
    }
    data_set: dict[str, object] = {
        "@type": "Dataset",
        "@id": "#data",
        "name": document.cover.title,
        "description": document.cover.subtitle or document.cover.title,
        "identifier": document.pack,
        "version": document.edition,
        "inLanguage": document.language,
        "dateModified": document.date,
        "creator": {"@type": "Organization", "name": document.author},
    }
    observations = [
        {
            "@type": "Observation",
            "identifier": fact,
            "variableMeasured": fact.removesuffix(".target").partition("@")[0],
            **({"value": value} if value else {}),
            "unitText": unit,
            "description": text,
            "isPartOf": {"@id": "#data"},
        }
        for fact, value, unit, text in sorted(figures)
    ]
    graph = {"@context": "https://schema.org", "@graph": [data_set, *observations]}
    return json.dumps(graph, ensure_ascii=False, indent=0).replace("<", "\\u003c").replace("&", "\\u0026")


def html_of(
    document: Document,
    theme: Theme,
    medium: Medium,
    pushed: frozenset[str] = frozenset(),
    closer: Closer = USUAL,
    *,
    contents: tuple[Section, ...] = (),
    alone: bool = False,
) -> str:
    """Return the document as HTML for a medium: the edition to be read on a screen, or the source of the PDF. Blocks that
    call one of the ``pushed`` notes start a new page; ``closer`` says what is set closer than usual; ``contents`` are the
    sections that the contents name, where the document is a part of one; ``alone`` leaves out all that stands before the
    sections."""
    setting = PageContext(document, theme, medium, pushed, closer)
    sheets = [style_sheet(theme, "common", "screen")]
    if medium is not Medium.SCREEN:
        sheets = [properties(theme), house_sheets(theme, "common", "print"), furniture(document, theme)]
    front = "" if alone else "sheet" if document.extra.get("front") == "none" else "cover"
    listed = (contents or document.sections) if front == "cover" else ()
    entries = sum(isinstance(node, Section) and node.level <= DEEPEST_IN_CONTENTS for node in walk(listed))
    step = min(closer.contents + (entries > MOST_AT_EASE), len(CONTENTS_SET) - 1)
    page = xml_template("html/page.html", joined=False).render(
        document=document,
        medium=medium.value,
        front=front,
        sheets=sheets,
        linked_data=linked_data,
        words=text_html,
        paragraph=lambda line: to_html((characters(line),), whole=True),
        title=_title(document.cover),
        art=read_style(theme.folder, "cover.svg") if front == "cover" else "",
        contents_set=CONTENTS_SET[step],
        entries=_entries(listed, setting),
        whole_set=WHOLE_SET[closer.whole],
        blocks=blocks(document.sections, setting),
    )
    return f"{page}\n"


def render_html(document: Document, theme: Theme) -> bytes:
    """Return the HTML edition: one UTF-8 file that asks nothing of a network, for screens of any width and for paper."""
    return html_of(document, theme, Medium.SCREEN).encode("utf-8")


def part_html(document: Document, theme: Theme, contents: tuple[Section, ...]) -> str:
    """Return a part of a document for a screen; ``contents`` are the sections of the whole."""
    return html_of(document, theme, Medium.SCREEN, contents=contents)


#: The links of a finished page to the other files of its edition, put in when the edition is put together.
_LINKS = re.compile(rb'<nav class="also".*?</nav>\n', re.DOTALL)
_HEAD_END = b"</header>\n"


def with_links(page: bytes, label: str, links: Sequence[tuple[str, str, str]]) -> bytes:
    """Return a page with these links below its head, in place of those it had; without any, it has none. ``links``: the name
    of a file beside the page, the words, and the BCP 47 tag of its language where that is another; ``label`` is what they
    are called together by who does not see them."""
    bare = _LINKS.sub(b"", page, count=1)
    if not links:
        return bare
    before, head, after = bare.partition(_HEAD_END)
    items = "".join(f"<li>{_link(*link)}</li>" for link in links)
    nav = f'<nav class="also" aria-label="{escape(label)}"><ul>{items}</ul></nav>\n'
    return before + head + nav.encode() + after


def _link(file: str, words: str, tag: str) -> str:
    spoken = f' hreflang="{escape(tag)}" lang="{escape(tag)}"' if tag else ""
    return f'<a href="{escape(quote(file))}"{spoken}>{escape(words, quote=False)}</a>'


def write(rendering: Rendering) -> bytes:
    """Return the writer of the table of formats."""
    return render_html(rendering.document, rendering.theme)
