"""The reference deck, generated from the theme: ``python -m tools.reference_deck``.

The result, ``templates/house/reference.pptx``, is committed. A designer may open it in PowerPoint and restyle master and
layouts; the writer takes places, sizes and looks from the file and not from the theme. Layouts are found by their names."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pptx
from lxml import etree
from pptx.util import Inches

from briefing.files.writing import write
from briefing.render.docx.styles import DECLARATION, A, hexa
from briefing.render.office import repacked
from briefing.render.pptx.slide import FILE, LAYOUTS
from briefing.render.theme import Theme, load_theme
from tools.reference_theme import theme_xml

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
WIDTH, HEIGHT = 13.333, 7.5
#: Places of placeholders, in inches: left, top, width, height.
TITLE, RULE = (0.6, 0.38, 12.13, 1.0), 1.46
BODY, LEFT, RIGHT = (0.6, 1.68, 12.13, 5.05), (0.6, 1.68, 7.5, 5.05), (8.35, 1.68, 4.38, 5.05)
FOOT, NUMBER = (0.6, 6.98, 9.5, 0.32), (11.73, 6.98, 1.0, 0.32)
OPENING, BELOW = (0.9, 2.1, 11.5, 1.5), (0.9, 3.75, 11.5, 2.6)
#: Sizes of text, in points.
SIZES = {"title": 28, "wide": 22, "body": 18, "small": 10, "opening": 40, "below": 20}


def _lengths(place: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    left, top, width, height = (int(Inches(length)) for length in place)
    return left, top, width, height


def _place(shape: Any, place: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = _lengths(place)


def _levels(size: int, colour: str, *, bold: bool = False, bullet: bool = False) -> str:
    """The list styles of a placeholder: one level of text, with a bullet or without."""
    margin = ' marL="228600" indent="-228600"' if bullet else ' marL="0" indent="0"'
    mark = '<a:buFont typeface="Arial"/><a:buChar char="•"/>' if bullet else "<a:buNone/>"
    return (
        f'<a:lstStyle xmlns:a="{A}"><a:lvl1pPr{margin}><a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:spcBef>'
        f'<a:spcPts val="{1000 if bullet else 0}"/></a:spcBef>'
        f'{mark}<a:defRPr sz="{size * 100}" b="{int(bold)}"><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
        '<a:latin typeface="+mj-lt"/><a:ea typeface="+mj-ea"/></a:defRPr></a:lvl1pPr></a:lstStyle>'
    )


def _style(shape: Any, levels: str, anchor: str) -> None:
    body = shape._element.txBody
    for old in body.findall(f"{{{A}}}lstStyle"):
        body.remove(old)
    properties = body.find(f"{{{A}}}bodyPr")
    properties.clear()
    properties.attrib.update({"anchor": anchor, "lIns": "0", "rIns": "0", "tIns": "0", "bIns": "0"})
    etree.SubElement(properties, f"{{{A}}}noAutofit")
    properties.addnext(etree.fromstring(levels))


def _rule(layout: Any, theme: Theme) -> None:
    """The line below the title of every slide."""
    left, top, width, _ = _lengths((TITLE[0], RULE, 1.2, 0))
    place = f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="0"/></a:xfrm>'
    colour = f'<a:solidFill><a:srgbClr val="{hexa(theme.colour["accent"])}"/></a:solidFill>'
    layout.shapes._spTree.append(
        etree.fromstring(
            f'<p:cxnSp xmlns:p="{P}" xmlns:a="{A}"><p:nvCxnSpPr><p:cNvPr id="90" name="Rule"/><p:cNvCxnSpPr/>'
            f'<p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr>{place}<a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
            f'<a:ln w="38100">{colour}</a:ln></p:spPr></p:cxnSp>'
        )
    )


def _placeholders(holder: Any, theme: Theme, *, is_master: bool) -> None:
    """Place and style the placeholders of the master or of a layout."""
    opening = getattr(holder, "name", "") == LAYOUTS[0]
    bodies = 0
    for shape in list(holder.placeholders):
        kind = shape.placeholder_format.type
        if opening and str(kind).startswith(("FOOTER", "SLIDE_NUMBER")):
            shape._element.getparent().remove(shape._element)
            continue
        match str(kind).partition(" ")[0]:
            case "TITLE" | "CENTER_TITLE":
                _place(shape, OPENING if opening else TITLE)
                size = SIZES["opening"] if opening else SIZES["title"]
                _style(shape, _levels(size, "bg1" if opening else "tx2", bold=True), "b" if opening else "ctr")
            case "SUBTITLE":
                _place(shape, BELOW)
                _style(shape, _levels(SIZES["below"], "bg1"), "t")
            case "BODY" | "OBJECT":
                places = (BODY,) if is_master or holder.name == LAYOUTS[1] else (LEFT, RIGHT)
                _place(shape, places[bodies])
                _style(shape, _levels(SIZES["wide" if len(places) == 1 else "body"], "tx1", bullet=True), "t")
                bodies += 1
            case "FOOTER":
                _place(shape, FOOT)
                _style(shape, _levels(SIZES["small"], "tx1").replace("<a:lvl1pPr", '<a:lvl1pPr algn="l"'), "ctr")
            case "SLIDE_NUMBER":
                _place(shape, NUMBER)
                _style(shape, _levels(SIZES["small"], "tx1").replace("<a:lvl1pPr", '<a:lvl1pPr algn="r"'), "ctr")
            case _:  # the date: the foot says nothing that changes by itself
                shape._element.getparent().remove(shape._element)
    if not is_master and not opening:
        _rule(holder, theme)
    if opening:
        holder.background.fill.solid()
        fill = holder.background.fill
        fill.fore_color.theme_color = 15  # MSO_THEME_COLOR.TEXT_2, the house's brand


def reference_bytes(theme: Theme) -> bytes:
    """The reference deck; the same theme gives the same bytes."""
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master = deck.slide_master
    chosen = {"Title Slide": LAYOUTS[0], "Title and Content": LAYOUTS[1], "Two Content": LAYOUTS[2]}
    for layout in list(deck.slide_layouts):
        if layout.name in chosen:
            layout.name = chosen[layout.name]
        else:
            deck.slide_layouts.remove(layout)
    for holder in (master, *deck.slide_layouts):
        _placeholders(holder, theme, is_master=holder is master)
    package: Any = deck.part.package
    for rels in (package._rels, deck.part.rels):
        for identity in [k for k, r in rels.items() if r.reltype.endswith(("/thumbnail", "/printerSettings"))]:
            rels.pop(identity)
    _own_theme(deck, theme)
    _table_style(deck, theme)
    _bare_styles(master)
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = "Reference deck", "", ""
    properties.created = properties.modified = datetime(2026, 1, 1)  # noqa: DTZ001 - file properties carry no zone
    buffer = io.BytesIO()
    deck.save(buffer)
    return repacked(buffer.getvalue())


def _own_theme(deck: Any, theme: Theme) -> None:
    """The colours and fonts of the house in place of those of the library's own template."""
    for relation in deck.slide_master.part.rels.values():
        if relation.reltype.endswith("/theme"):
            relation.target_part._blob = theme_xml(theme).encode()


#: The table style of the house, which is the default of the deck: what a table made in PowerPoint takes, too.
TABLES = "{8B1D5A4E-3C62-4F0E-9A37-6D2F5B70C1E4}"


def _table_style(deck: Any, theme: Theme) -> None:
    """Rules between the rows, a ground below the head, no grid and no bands: as in the house's pages."""

    def rule(side: str, width: int, colour: str) -> str:
        fill = f'<a:solidFill><a:srgbClr val="{hexa(theme.colour[colour])}"/></a:solidFill>'
        return f'<a:{side}><a:ln w="{width}" cmpd="sng">{fill}</a:ln></a:{side}>'

    def none(*sides: str) -> str:
        return "".join(f"<a:{side}><a:ln><a:noFill/></a:ln></a:{side}>" for side in sides)

    def part(name: str, text: str, borders: str, fill: str) -> str:
        bold = "" if name == "wholeTbl" else ' b="on"'
        ink = f'<a:fontRef idx="major"/><a:schemeClr val="{text}"/>'
        ground = f'<a:fill><a:solidFill><a:schemeClr val="{fill}"/></a:solidFill></a:fill>'
        return (
            f"<a:{name}><a:tcTxStyle{bold}>{ink}</a:tcTxStyle><a:tcStyle><a:tcBdr>{borders}</a:tcBdr>{ground}</a:tcStyle>"
            f"</a:{name}>"
        )

    plain = none("left", "right") + rule("top", 15875, "brand") + rule("bottom", 15875, "brand")
    plain += rule("insideH", 6350, "line") + none("insideV")
    head = rule("top", 15875, "brand") + rule("bottom", 9525, "brand")
    parts = part("wholeTbl", "dk1", plain, "lt1") + part("lastRow", "dk2", rule("top", 9525, "brand"), "lt1")
    parts += part("firstRow", "dk2", head, "lt2")
    for relation in deck.part.rels.values():
        if relation.reltype.endswith("/tableStyles"):
            relation.target_part._blob = (
                f'{DECLARATION}<a:tblStyleLst xmlns:a="{A}" def="{TABLES}"><a:tblStyle styleId="{TABLES}" styleName="House">'
                f"{parts}</a:tblStyle></a:tblStyleLst>"
            ).encode()


def _bare_styles(master: Any) -> None:
    """One alignment for all text: titles begin at the left."""
    for title in master._element.iter(f"{{{P}}}titleStyle"):
        for level in title.iter(f"{{{A}}}lvl1pPr"):
            level.set("algn", "l")


def write_reference(folder: Path) -> Path:
    """Write ``reference.pptx`` into the folder of the theme."""
    write({folder / FILE: reference_bytes(load_theme(folder))})
    return folder / FILE


if __name__ == "__main__":
    write_reference(Path("templates/house"))
