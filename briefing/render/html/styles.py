"""Style sheets: the values of the theme as custom properties, and the paper and running words of pages."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.document.nodes import Document
from briefing.render.theme import Fonts, Theme, read_style


def families(names: tuple[str, ...], generic: str) -> str:
    """Return a font-family value."""
    return ", ".join([*(f'"{name}"' for name in names), generic])


def quoted(text: str) -> str:
    """Return a CSS string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _fonts(fonts: Fonts) -> dict[str, str]:
    return {"--text-font": families(fonts.text, "serif"), "--head-font": families(fonts.head, "sans-serif")}


def _rule(selector: str, values: Mapping[str, str]) -> str:
    return selector + " {" + "; ".join(f"{name}: {value}" for name, value in values.items()) + "}"


def properties(theme: Theme) -> str:
    """Return every value of the theme as a custom property: colours by name, sizes as ``--size-…``, spaces as ``--space-…``."""
    values = {f"--{name}": value for name, value in theme.colour.named.items()}
    values |= {f"--size-{name}": f"{size}pt" for name, size in theme.type.scale.items()}
    values |= {f"--space-{name}": f"{size}pt" for name, size in theme.space.items()}
    rules = [_rule(":root", values)]
    rules += [
        _rule(f":root:lang({tag})", _fonts(fonts) | {"--leading": str(theme.type.leading[tag])})
        for tag, fonts in theme.fonts.items()
    ]
    return "\n".join(rules)


def page_number(pattern: str) -> str:
    """Return a CSS ``content`` value for a pattern such as ``Page {page} of {pages}``."""
    parts: list[str] = []
    for index, piece in enumerate(pattern.replace("{pages}", "\0pages\0").replace("{page}", "\0page\0").split("\0")):
        if index % 2:
            parts.append(f"counter({piece})")
        elif piece:
            parts.append(quoted(piece))
    return " ".join(parts)


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
