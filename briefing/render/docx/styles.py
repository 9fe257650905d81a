"""The names of the Word styles the writer uses: its contract with ``templates/house/reference.docx``.

A designer may change everything about a style in Word but its name. Style ids are looked up by name, because a localised
Word writes ids of its own when it saves.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from briefing.document.nodes import Callout, Paragraph
from briefing.problems import ProblemsFound, problem
from briefing.render.docx.markup import W

COVER_SERIES, COVER_LINE, COVER_NOTICE = "Cover Series", "Cover Line", "Cover Notice"
TITLE, SUBTITLE = "Title", "Subtitle"
HEADINGS = ("heading 1", "heading 2", "heading 3")
BODY, LEAD, SMALL = "Body Text", "Lead", "Small Text"
BULLETS = ("List Bullet", "List Bullet 2", "List Bullet 3")
NUMBERS = ("List Number", "List Number 2", "List Number 3")
LIST_CONTINUE = ("List Continue", "List Continue 2", "List Continue 3")
CAPTION, CHART, NOTE_LINE, SOURCE_LINE = "caption", "Chart", "Note Line", "Source Line"
TABLE_CELL = {"start": "Table Text", "end": "Table Number", "centre": "Table Centre"}
TABLE_HEAD = {"start": "Table Header", "end": "Table Header Number", "centre": "Table Header Centre"}
TABLE_TOTAL = {"start": "Table Total", "end": "Table Total Number", "centre": "Table Total Centre"}
TABLE_ROW_HEADER = "Table Row Header"
SMALL_TABLE = " Small"  # ends the names of the same styles a size smaller, for tables of many columns
KEY_VALUE, KEY_VALUE_LONG = "Key Figure Value", "Key Figure Value Long"
KEY_LABEL, KEY_DETAIL = "Key Figure Label", "Key Figure Detail"
PULL_FIGURE, PULL_TEXT = "Pull Fact Figure", "Pull Fact Text"
CALLOUT_TITLE = {"insight": "Insight Title", "caveat": "Caveat Title", "method": "Method Title"}
CALLOUT_TEXT, CALLOUT_START, CALLOUT_END = "Callout Text", "Block Start", "Block End"
EVENT_DATE, EVENT_TEXT = "Event Date", "Event Text"
TERM, DEFINITION, SOURCE_ENTRY = "Term", "Definition", "Source Entry"
CONTENTS_TITLE, CONTENTS = "TOC Heading", ("toc 1", "toc 2", "toc 3")
HEADER, FOOTER, STAMP = "header", "footer", "Stamp"
FOOTNOTE_TEXT = "footnote text"
CHARACTER = ("Strong", "Emphasis", "Foreign", "Hyperlink", "Source Link", "footnote reference", "Source Label")
STRONG, EMPHASIS, FOREIGN, LINK, SOURCE_LINK, FOOTNOTE_REFERENCE, SOURCE_LABEL = CHARACTER
TABLE_STYLES = (
    "House Table",
    "House Key Figures",
    "House Insight",
    "House Caveat",
    "House Method",
    "House Cover",
    "House Events",
    "House Definitions",
)
DATA_TABLE, KEY_TABLE = TABLE_STYLES[0], TABLE_STYLES[1]
CALLOUT_TABLE = {"insight": "House Insight", "caveat": "House Caveat", "method": "House Method"}
COVER_TABLE, EVENT_TABLE, DEFINITION_TABLE = TABLE_STYLES[5:8]
BASIS = "House Text"

PARAGRAPH_ROLES: Mapping[str, str] = {"body": BODY, "lead": LEAD, "small": SMALL}

PARAGRAPH_STYLES = (
    COVER_SERIES,
    COVER_LINE,
    COVER_NOTICE,
    TITLE,
    SUBTITLE,
    *HEADINGS,
    BODY,
    LEAD,
    SMALL,
    *BULLETS,
    *NUMBERS,
    *LIST_CONTINUE,
    CAPTION,
    CHART,
    NOTE_LINE,
    SOURCE_LINE,
    *TABLE_CELL.values(),
    *TABLE_HEAD.values(),
    *TABLE_TOTAL.values(),
    TABLE_ROW_HEADER,
    *(
        f"{name}{SMALL_TABLE}"
        for name in (*TABLE_CELL.values(), *TABLE_HEAD.values(), *TABLE_TOTAL.values(), TABLE_ROW_HEADER)
    ),
    KEY_VALUE,
    KEY_VALUE_LONG,
    KEY_LABEL,
    KEY_DETAIL,
    PULL_FIGURE,
    PULL_TEXT,
    *CALLOUT_TITLE.values(),
    CALLOUT_TEXT,
    CALLOUT_START,
    CALLOUT_END,
    EVENT_DATE,
    EVENT_TEXT,
    TERM,
    DEFINITION,
    SOURCE_ENTRY,
    CONTENTS_TITLE,
    *CONTENTS,
    HEADER,
    FOOTER,
    STAMP,
    FOOTNOTE_TEXT,
    BASIS,
)
USED = (*PARAGRAPH_STYLES, *CHARACTER, *TABLE_STYLES)


class StyleIds(dict[str, str]):
    """Style ids by style name, resolved once for a reference document."""

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())


def style_ids(styles: etree._Element, file: str) -> StyleIds:
    """Return the ids of all styles of ``word/styles.xml`` by lower-case name.

    Raises ``ProblemsFound`` naming each style the writer uses and ``file`` lacks.
    """
    ids = StyleIds()
    for style in styles.iter(f"{{{W}}}style"):
        name = style.find(f"{{{W}}}name")
        if name is not None:
            ids[str(name.get(f"{{{W}}}val")).lower()] = str(style.get(f"{{{W}}}styleId"))
    missing = [name for name in USED if name.lower() not in ids]
    if missing:
        raise ProblemsFound(problem("docx-style-missing", file, style=name) for name in missing)
    return ids


def role_of(paragraph: Paragraph) -> str:
    """Return the style of a paragraph's role; an unknown role is running text."""
    return PARAGRAPH_ROLES.get(paragraph.role, BODY)


def kind_of(callout: Callout) -> str:
    """Return the kind of a callout that has styles; an unknown kind is set as a method note."""
    return callout.kind if callout.kind in CALLOUT_TABLE else "method"
