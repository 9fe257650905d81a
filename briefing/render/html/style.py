"""The theme as CSS custom properties, and the style sheets of the house that use them."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.document.nodes import Document
from briefing.render.house import Fonts, House


def families(names: tuple[str, ...], generic: str) -> str:
    """A font-family value."""
    return ", ".join([*(f'"{name}"' for name in names), generic])


def quoted(text: str) -> str:
    """A CSS string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _fonts(fonts: Fonts) -> dict[str, str]:
    return {"--text-font": families(fonts.text, "serif"), "--head-font": families(fonts.head, "sans-serif")}


def _rule(selector: str, values: Mapping[str, str]) -> str:
    return selector + " {" + "; ".join(f"{name}: {value}" for name, value in values.items()) + "}"


def properties(house: House) -> str:
    """Every value of the theme as a custom property: colours by name, sizes as ``--size-…``, spaces as ``--space-…``."""
    values = {f"--{name}": value for name, value in house.colour.named.items()}
    values |= {f"--size-{name}": f"{size}pt" for name, size in house.type.scale.items()}
    values |= {f"--space-{name}": f"{size}pt" for name, size in house.space.items()}
    rules = [_rule(":root", values)]
    rules += [
        _rule(f":root:lang({tag})", _fonts(fonts) | {"--leading": str(house.type.leading[tag])})
        for tag, fonts in house.fonts.items()
    ]
    return "\n".join(rules)


def page_number(pattern: str) -> str:
    """A CSS ``content`` value for a pattern such as ``Page {page} of {pages}``."""
    parts: list[str] = []
    for index, piece in enumerate(pattern.replace("{pages}", "\0pages\0").replace("{page}", "\0page\0").split("\0")):
        if index % 2:
            parts.append(f"counter({piece})")
        elif piece:
            parts.append(quoted(piece))
    return " ".join(parts)


def furniture(document: Document, house: House) -> str:
    """Paper, margins and the words of the running head and foot, which come from the document and not from a style sheet."""
    margin = house.page.margin
    fonts = families(house.fonts_of(document.language).head, "sans-serif")
    small = f"font-family: {fonts}; font-size: {house.type.scale['running']}pt; color: {house.colour['quiet']}"
    stamp = quoted(document.stamp) if document.stamp else "none"
    drawn = (
        f"border: 0.8pt solid {house.colour['accent']}; padding: 0 8pt; height: 15pt; margin-top: auto; margin-bottom: auto"
        if document.stamp
        else ""
    )
    return f"""
@page {{
  size: {" ".join(house.page.size)};
  margin: {margin["top"]} {margin["outer"]} {margin["bottom"]} {margin["inner"]};
  @top-left {{ content: string(title); {small} }}
  @top-center {{ content: {stamp}; {small}; color: {house.colour["accent"]}; font-weight: bold; {drawn} }}
  @top-right {{ content: string(section); {small} }}
  @bottom-left {{ content: {quoted(document.cover.series)}; {small} }}
  @bottom-right {{ content: {page_number(document.labels.get("page", "{page}"))}; {small} }}
}}
@page cover {{ background: {house.colour["brand"]} }}
"""


def style_sheet(house: House, *names: str) -> str:
    """The custom properties followed by the named style sheets of the house."""
    return "\n".join([properties(house), *((house.folder / f"{name}.css").read_text("utf-8") for name in names)])
