"""``word/styles.xml`` of the reference document: every style the writer names, its values taken from the theme."""

from __future__ import annotations

from decimal import Decimal

from briefing.render.docx.styles import CLOSE, DECLARATION, W, attr, hexa, twips
from briefing.render.theme import Fonts, Theme
from tools.reference_looks import StyleLook, paragraph_looks

BUILT_IN = {
    "Title",
    "Subtitle",
    "heading 1",
    "heading 2",
    "heading 3",
    "Body Text",
    "List Bullet",
    "List Bullet 2",
    "List Bullet 3",
    "List Number",
    "List Number 2",
    "List Number 3",
    "List Continue",
    "List Continue 2",
    "List Continue 3",
    "caption",
    "footnote text",
    "footnote reference",
    "toc 1",
    "toc 2",
    "toc 3",
    "TOC Heading",
    "header",
    "footer",
    "Strong",
    "Emphasis",
    "Hyperlink",
}
# kind, edge colour, its width in eighths of a point, its line (so that boxes differ in grey too), ground
BOXES = (
    ("Insight", "brand", 36, "single", "insight"),
    ("Caveat", "gold", 18, "double", "caveat"),
    ("Method", "quiet", 24, "dotted", "ground"),
)


def half_points(size: Decimal) -> int:
    """Return a type size in half points."""
    return int((size * 2).to_integral_value())


def styles_xml(theme: Theme) -> str:
    """``word/styles.xml``: defaults, a base style per language, paragraph, character and table styles."""
    fonts = next(iter(theme.fonts.values()))
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        + _fonts(fonts, head=False)
        + f'<w:color w:val="{hexa(theme.colour["ink"])}"/>'
        f'<w:sz w:val="{half_points(theme.type.base)}"/><w:szCs w:val="{half_points(theme.type.base)}"/>'
        '<w:lang w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr><w:widowControl/><w:kinsoku/><w:overflowPunct/><w:autoSpaceDE/><w:autoSpaceDN/>"
        '<w:snapToGrid w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )
    body = "".join(_paragraph_style(theme, fonts, look) for look in paragraph_looks(theme))
    bases = "".join(_base_style(theme, tag) for tag in theme.fonts)
    rest = _characters(theme) + _tables(theme)
    return f'{DECLARATION}<w:styles xmlns:w="{W}">{defaults}{_ROOTS}{bases}{body}{rest}</w:styles>'


_ROOTS = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
    '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
    '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" '
    'w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:semiHidden/></w:style>'
    '<w:style w:type="paragraph" w:customStyle="1" w:styleId="HouseText"><w:name w:val="House Text"/><w:basedOn '
    'w:val="Normal"/><w:qFormat/></w:style>'
)


def style_id(name: str) -> str:
    """The id a style gets in the reference document: its name without spaces, as Word itself makes it."""
    return "".join(part[:1].upper() + part[1:] for part in name.split(" ")).replace("Toc", "TOC")


def _fonts(fonts: Fonts, head: bool, hint: str = "") -> str:
    latin, han = (fonts.latin_head, fonts.word_head) if head else (fonts.latin_text, fonts.word_text)
    return f"<w:rFonts{hint} w:ascii={attr(latin)} w:eastAsia={attr(han)} w:hAnsi={attr(latin)} w:cs={attr(latin)}/>"


def _base_style(theme: Theme, tag: str) -> str:
    """The base of one language: its fonts and leading. The writer bases ``House Text`` on that of the document's language."""
    line = twips(theme.type.scale["body"] * theme.type.leading[tag])
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId={attr(style_id(f"House Text {tag}"))}>'
        f'<w:name w:val={attr(f"House Text {tag}")}/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:line="{line}" '
        f'w:lineRule="atLeast"/></w:pPr><w:rPr>{_fonts(theme.fonts[tag], head=False)}</w:rPr></w:style>'
    )


def _paragraph_style(theme: Theme, fonts: Fonts, look: StyleLook) -> str:
    custom = "" if look.name in BUILT_IN else ' w:customStyle="1"'
    following = f"<w:next w:val={attr(style_id(look.following))}/>" if look.following else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId={attr(style_id(look.name))}><w:name w:val={attr(look.name)}/>'
        f"<w:basedOn w:val={attr(style_id(look.based))}/>{following}<w:qFormat/><w:pPr>{_layout(theme, look)}</w:pPr>"
        f"<w:rPr>{_letters(theme, fonts, look)}</w:rPr></w:style>"
    )


def _layout(theme: Theme, look: StyleLook) -> str:
    parts = [
        flag
        for wanted, flag in (
            (look.keep_next, "<w:keepNext/>"),
            (look.keep_lines, "<w:keepLines/>"),
            (look.new_page, "<w:pageBreakBefore/>"),
        )
        if wanted
    ]
    if look.number[0]:
        parts.append(f'<w:numPr><w:ilvl w:val="{look.number[1]}"/><w:numId w:val="{look.number[0]}"/></w:numPr>')
    if look.edges:
        parts.append("<w:pBdr>" + "".join(_edge(theme, *edge) for edge in look.edges) + "</w:pBdr>")
    if look.tab:
        leader = "" if look.tab.endswith("plain") else ' w:leader="dot"'
        parts.append(f'<w:tabs><w:tab w:val="right"{leader} w:pos="{look.tab.split()[0]}"/></w:tabs>')
    if not look.hyphens:
        parts.append("<w:suppressAutoHyphens/>")
    # a line height "at least" keeps Chinese and Latin lines of one size at one distance, whatever the fonts' own heights
    size = theme.type.scale[look.size]
    line = f' w:line="{twips(size * look.line)}" w:lineRule="atLeast"' if look.line else ""
    if look.exact:
        line = f' w:line="{twips(size * look.exact)}" w:lineRule="exact"'
    parts.append(f'<w:spacing w:before="{twips(look.before)}" w:after="{twips(look.after)}"{line}/>')
    hanging = f' w:hanging="{twips(look.hanging)}"' if look.hanging else ""
    if not look.number[0] and (look.left or look.right):
        parts.append(f'<w:ind w:left="{twips(look.left)}" w:right="{twips(look.right)}"{hanging}/>')
    if look.first:
        indent = twips(size * look.first / 100)
        parts.append(f'<w:ind w:firstLineChars="{look.first}" w:firstLine="{indent}"/>')
    parts.append(f'<w:jc w:val="{look.align}"/>')
    if look.outline >= 0:
        parts.append(f'<w:outlineLvl w:val="{look.outline}"/>')
    return "".join(parts)


def _letters(theme: Theme, fonts: Fonts, look: StyleLook) -> str:
    size = half_points(theme.type.scale[look.size])
    bold = "<w:b/><w:bCs/>" if look.bold else ""
    spread = f'<w:spacing w:val="{look.spread}"/>' if look.spread else ""
    face = "" if look.serif else _fonts(fonts, head=True)
    ink = f'<w:color w:val="{hexa(theme.colour[look.colour])}"/>'
    return f'{face}{bold}{ink}{spread}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _edge(theme: Theme, side: str, eighths: int, colour: str, gap: int = 0, line: str = "single") -> str:
    return f'<w:{side} w:val="{line}" w:sz="{eighths}" w:space="{gap}" w:color="{hexa(theme.colour[colour])}"/>'


def _characters(theme: Theme) -> str:
    ink = {name: hexa(value) for name, value in theme.colour.named.items()}
    looks = {
        "Strong": "<w:b/><w:bCs/>",
        "Emphasis": "<w:i/><w:iCs/>",
        # Han characters are not sloped: a Chinese document is emphasised by the heading face, as in the PDF
        "Emphasis zh": _fonts(next(iter(theme.fonts.values())), head=True),
        "Foreign": "",
        "Hyperlink": f'<w:color w:val="{ink["brand"]}"/>',
        "Source Link": f'<w:color w:val="{ink["brand"]}"/>',
        "Source Label": f'<w:b/><w:bCs/><w:color w:val="{ink["brand"]}"/>',
        "footnote reference": '<w:vertAlign w:val="superscript"/>',
    }
    return "".join(
        f'<w:style w:type="character"{"" if name in BUILT_IN else " w:customStyle=" + attr(1)} '
        f'w:styleId={attr(style_id(name))}><w:name w:val={attr(name)}/><w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>'
        f"{f'<w:rPr>{look}</w:rPr>' if look else ''}</w:style>"
        for name, look in looks.items()
    )


def _tables(theme: Theme) -> str:
    cell = twips(theme.space["cell"])
    ground = _shade(theme, "ground")
    parts = [
        *(
            _table_style(
                f"House Table{end}",
                (high, 80, high, 80),
                _edge(theme, "top", 8, "brand")
                + _edge(theme, "bottom", 8, "brand")
                + _edge(theme, "insideH", 4, "line"),
                '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
                + _edge(theme, "bottom", 6, "brand")
                + f"</w:tcBorders>{ground}"
                '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr><w:tblStylePr w:type="lastRow"><w:tcPr><w:tcBorders>'
                + _edge(theme, "top", 8, "brand")
                + "</w:tcBorders></w:tcPr></w:tblStylePr>",
            )
            for end, high in (("", cell), (CLOSE, cell // 2))
        ),
        *(
            _table_style(
                f"House Key Figures{end}",
                (high, 160, high, 120),
                _edge(theme, "top", 12, "accent")
                + _edge(theme, "insideH", 48, "paper")
                + _edge(theme, "insideV", 48, "paper"),
                f"<w:tcPr>{ground}</w:tcPr>",
            )
            for end, high in (("", 80 if theme.leaf else 140), (CLOSE, 80))
        ),
        *(
            _table_style(
                f"House {kind}",
                (120, 200, 100, 160),
                _edge(theme, "left", width, edge, line=line),
                f"<w:tcPr>{_shade(theme, fill)}</w:tcPr>",
            )
            for kind, edge, width, line, fill in BOXES
        ),
        _table_style(
            "House Cover",
            (600, twips(theme.page.margin["inner"]), 700, twips(theme.page.margin["outer"])),
            _edge(theme, "bottom", 48, "accent"),
            f'<w:tcPr>{_shade(theme, "brand")}<w:vAlign w:val="bottom"/></w:tcPr>',
        ),
        _table_style(
            "House Definitions",
            (40, 0, 40, 120),
            "".join(_edge(theme, side, 4, "line") for side in ("top", "bottom", "insideH")),
            "",
        ),
        _table_style("House Events", (cell, 120, cell, 80), _edge(theme, "insideV", 12, "line"), ""),
    ]
    return "".join(parts)


def _shade(theme: Theme, colour: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{hexa(theme.colour[colour])}"/>'


def _table_style(name: str, margins: tuple[int, int, int, int], borders: str, rest: str) -> str:
    sides = zip(("top", "left", "bottom", "right"), margins, strict=True)
    inner = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId={attr(style_id(name))}><w:name w:val={attr(name)}/>'
        f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>{inner}'
        f"</w:tblCellMar></w:tblPr>{rest}</w:style>"
    )
