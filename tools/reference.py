"""The Word reference document, generated from the theme: ``python -m tools.reference``.

The result, ``templates/house/reference.docx``, is committed. A designer may open it in Word and restyle it; the writer takes
styles, numbering, settings and fonts from the file and not from the theme. Its text shows each style by its name.
"""

from __future__ import annotations

from pathlib import Path

from briefing.files.writing import write
from briefing.render.docx.package import FILE, LEAF_FILE, page_setup
from briefing.render.docx.styles import (
    DECLARATION,
    PARAGRAPH_STYLES,
    SPACES,
    TABLE_STYLES,
    W,
    attr,
    characters,
    hexa,
    paragraph,
    run,
    twips,
)
from briefing.render.office import deterministic_zip
from briefing.render.theme import Theme, load_theme
from tools.reference_looks import ORDERED_NUMBERS
from tools.reference_styles import style_id, styles_xml
from tools.reference_theme import theme_xml

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEADING_INDENTS = (567, 680, 794)
BULLETS = ("•", "–", "·")


def reference_bytes(theme: Theme) -> bytes:
    """The reference document; the same theme gives the same bytes."""
    parts = {
        "word/document.xml": (f"{WORD}.document.main+xml", _showcase(theme)),
        "word/styles.xml": (f"{WORD}.styles+xml", styles_xml(theme)),
        "word/numbering.xml": (f"{WORD}.numbering+xml", _numbering(theme)),
        "word/settings.xml": (f"{WORD}.settings+xml", SETTINGS),
        "word/theme/theme1.xml": ("application/vnd.openxmlformats-officedocument.theme+xml", theme_xml(theme)),
    }
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (kind, _) in parts.items())
    types = (
        f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    targets = ("styles.xml", "numbering.xml", "settings.xml", "theme/theme1.xml")
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            zip(("styles", "numbering", "settings", "theme"), targets, strict=True), 1
        )
    )
    files = {
        "[Content_Types].xml": types,
        "_rels/.rels": _relations(
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/_rels/document.xml.rels": _relations(inner),
        **{name: xml for name, (_, xml) in parts.items()},
    }
    return deterministic_zip((name, content.encode()) for name, content in files.items())


def _relations(inner: str) -> str:
    return f'{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


SETTINGS = (
    f'{DECLARATION}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:autoHyphenation/>'
    '<w:consecutiveHyphenLimit w:val="2"/><w:hyphenationZone w:val="357"/><w:doNotHyphenateCaps/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
    + "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
            ("differentiateMultirowTableHeaders", 1),
            ("useWord2013TrackBottomHyphenation", 0),
        )
    )
    + '</w:compat><w:themeFontLang w:val="en-GB" w:eastAsia="zh-CN"/><w:clrSchemeMapping w:bg1="light1" w:t1="dark1" '
    'w:bg2="light2" w:t2="dark2" '
    + " ".join(f'w:accent{at}="accent{at}"' for at in range(1, 7))
    + ' w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/><w:decimalSymbol w:val="."/>'
    '<w:listSeparator w:val=","/></w:settings>'
)


def _level(number: int, kind: str, pattern: str, style: str, left: int, hanging: int, colour: str) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val={attr(style_id(style))}/>'
        f'<w:suff w:val="tab"/><w:lvlText w:val={attr(pattern)}/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" '
        f'w:hanging="{hanging}"/></w:pPr><w:rPr><w:color w:val="{hexa(colour)}"/></w:rPr></w:lvl>'
    )


def _numbering(theme: Theme) -> str:
    accent = theme.colour["accent"]
    tails = ("", " 2", " 3")
    headings = "".join(
        _level(
            at,
            "decimal",
            ".".join(f"%{step + 1}" for step in range(at + 1)),
            f"heading {at + 1}",
            indent,
            indent,
            accent,
        )
        for at, indent in enumerate(HEADING_INDENTS)
    )
    bullets = "".join(
        _level(at, "bullet", mark, f"List Bullet{tails[at]}", 360 * (at + 1), 360, accent)
        for at, mark in enumerate(BULLETS)
    )
    ordered = "".join(
        _level(at, kind, f"%{at + 1}{mark}", f"List Number{tails[at]}", 360 * (at + 1), 360, accent)
        for at, (kind, mark) in enumerate((("decimal", "."), ("lowerLetter", ")"), ("lowerRoman", ".")))
    )
    lists = (headings, bullets, ordered)
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{at}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        for at, levels in enumerate(lists)
    )
    concrete = "".join(
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="{at - 1}"/></w:num>' for at in range(1, ORDERED_NUMBERS + 1)
    )
    return f'{DECLARATION}<w:numbering xmlns:w="{W}">{abstract}{concrete}</w:numbering>'


def _showcase(theme: Theme) -> str:
    width = twips(theme.page.size[0]) - twips(theme.page.margin["inner"]) - twips(theme.page.margin["outer"])
    lines = "".join(paragraph(style_id(name), run(characters(name))) for name in PARAGRAPH_STYLES)
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(style_id('Table Text'), run(characters(word)))}</w:tc>"
        for word in ("%s",)
    )
    row = f"<w:tr>{cells}</w:tr>"
    tables = "".join(
        f'<w:tbl><w:tblPr><w:tblStyle w:val={attr(style_id(name))}/><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout '
        f'w:type="fixed"/><w:tblLook w:firstRow="1" w:lastRow="1" w:firstColumn="0" w:lastColumn="0" '
        f'w:noHBand="1" w:noVBand="1"/>'
        f'</w:tblPr><w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>{(row * 3) % (name, name, name)}</w:tbl>'
        + paragraph(style_id("Block End"), "")
        for name in TABLE_STYLES
    )
    return f"{DECLARATION}<w:document {SPACES}><w:body>{lines}{tables}{page_setup(theme)}</w:body></w:document>"


def write_reference(folder: Path) -> Path:
    """Write ``reference.docx`` and ``reference-leaf.docx`` into the folder of the theme; return the first."""
    themes = {FILE: load_theme(folder), LEAF_FILE: load_theme(folder, leaf=True)}
    write({folder / name: reference_bytes(theme) for name, theme in themes.items()})
    return folder / FILE


if __name__ == "__main__":
    write_reference(Path("templates/house"))
