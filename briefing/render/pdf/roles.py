"""Which structure type of PDF 1.7 (ISO 32000-1, 14.8.4) an element of our pages gets where WeasyPrint has none or another."""

from __future__ import annotations

from typing import Any

from briefing.render.pdf.gaps import without

SVG = "{http://www.w3.org/2000/svg}"

# Elements WeasyPrint leaves without a role, or tags wrongly for us.
BY_NAME = {
    "figure": "Div", "aside": "Div", "header": "Div", "nav": "Div",
    "data": "Span", "time": "Span", "strong": "Span", "em": "Span", "span": "Span",
}  # fmt: skip

# By class of the element: what the role given becomes. WeasyPrint wraps items that have no bullet in LI and LBody.
BY_CLASS = {
    "toc": {"L": "TOC", "LI": "TOCI", "LBody": "NonStruct"},
    "definition": {"Div": "LI"},
    "item": {"Div": "LBody"},
    "note": {"Span": "Note", "NonStruct": "Note", "Div": "Note"},
}
BY_ITEM = {"dt": {"LI": "Lbl", "LBody": "NonStruct"}, "dd": {"LI": "LBody", "LBody": "NonStruct"}}


def role_of(element: Any, given: str) -> str:
    """The structure type for an element that was tagged ``given``."""
    name = element.tag
    for token in (element.get("class") or "").split():
        if given in BY_CLASS.get(token, {}):
            return BY_CLASS[token][given]
    if given in BY_ITEM.get(name, {}):
        return BY_ITEM[name][given]
    if given == "NonStruct" and name in BY_NAME:
        return BY_NAME[name]
    return given


def alternative(element: Any) -> str:
    """The words for those who do not see a drawing: its description, or else its title."""
    for name in ("desc", "title"):
        found = element.find(SVG + name)
        if found is not None and found.text:
            return str(found.text)
    return str(element.get("alt") or "")


def text_of(element: Any) -> str:
    """The characters of an element, white space made even."""
    return " ".join(without("".join(element.itertext())).split()) if element is not None else ""
