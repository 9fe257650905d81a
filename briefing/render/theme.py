"""The look of every pack, read once from ``templates/house/theme.yaml`` into frozen records.

The print CSS, the charts and the Word styles all take their values from here; no writer holds a colour or a size of
its own. Sizes are points as Decimal, lengths that carry a unit in the file (``26mm``) stay CSS lengths, colours are
``#RRGGBB``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from briefing.files.yaml_reader import read_rules_file
from briefing.problems import ProblemsFound, problem

POINTS_PER = {
    "mm": Decimal(72) / Decimal("25.4"),
    "cm": Decimal(72) / Decimal("2.54"),
    "in": Decimal(72),
    "pt": Decimal(1),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Paper size (width, height) and margins, as lengths with a unit (``210mm``)."""

    size: tuple[str, str]
    margin: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Colour:
    """Named colours of the theme, each ``#RRGGBB``; ``series`` are those of chart series, in order."""

    named: Mapping[str, str]
    series: tuple[str, ...]

    def __getitem__(self, name: str) -> str:
        return self.named[name]


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes in points by role (``scale``), the base size, and the leading (a multiple of the size) by primary
    language."""

    base: Decimal
    leading: Mapping[str, Decimal]
    scale: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Fonts:
    """Families of one primary language: ``text`` and ``head`` for PDF and HTML, the others as named in Word files
    (``word_*`` East Asian, ``latin_*`` Latin)."""

    text: tuple[str, ...]
    head: tuple[str, ...]
    word_text: str
    word_head: str
    latin_text: str
    latin_head: str


@dataclass(frozen=True, slots=True)
class ChartLook:
    """Width and height of a chart as lengths with a unit, and the size of its letters in points."""

    width: str
    height: str
    font: Decimal


@dataclass(frozen=True, slots=True)
class Theme:
    """The whole theme and the folder it came from (the print CSS lies beside it). ``space`` is in points."""

    folder: Path
    page: Page
    colour: Colour
    type: Type
    fonts: Mapping[str, Fonts]
    space: Mapping[str, Decimal]
    chart: ChartLook

    def fonts_of(self, tag: str) -> Fonts:
        """Return the fonts of a BCP 47 tag: of the whole tag when the theme names it, else of its primary
        language."""
        return self.fonts[tag] if tag in self.fonts else self.fonts[primary(tag)]

    def leading_of(self, tag: str) -> Decimal:
        """Return the leading of a BCP 47 tag, as a multiple of the size of the letters."""
        return self.type.leading[tag] if tag in self.type.leading else self.type.leading[primary(tag)]


def primary(tag: str) -> str:
    """Return the primary language subtag of a BCP 47 tag (``zh-CN`` gives ``zh``)."""
    return tag.partition("-")[0].lower()


def points(length: str | Decimal) -> Decimal:
    """Return a length of the theme in points; a bare number is points already."""
    text = str(length)
    for unit, factor in POINTS_PER.items():
        if text.endswith(unit):
            return Decimal(text.removesuffix(unit)) * factor
    return Decimal(text)


def _decimals(values: Mapping[str, Any]) -> Mapping[str, Decimal]:
    return MappingProxyType({key: Decimal(str(value)) for key, value in values.items()})


def load_theme(folder: Path) -> Theme:
    """Read ``theme.yaml`` of ``folder`` (``templates/house``). Raises ``ProblemsFound`` when it lacks an entry, or
    has one that cannot be used."""
    name = f"{folder.parent.name}/{folder.name}/theme.yaml"
    try:
        return _theme(folder, read_rules_file(folder / "theme.yaml", name))
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise ProblemsFound([problem("theme-invalid", name, reason=f"{type(error).__name__}: {error}")]) from error


def read_style(folder: Path, name: str) -> str:
    """Read a text file of the theme (``common.css``, ``cover.svg``). Raises ``ProblemsFound`` when it is not there or
    no UTF-8."""
    try:
        return (folder / name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        place = f"{folder.parent.name}/{folder.name}/{name}"
        raise ProblemsFound([problem("theme-invalid", place, reason=str(error))]) from error


def _theme(folder: Path, data: Any) -> Theme:
    colours = dict(data["colour"])
    series = tuple(colours.pop("series"))
    width, height = data["page"]["size"]
    lettering = data["type"]
    fonts = {
        tag: Fonts(**(entry | {"text": tuple(entry["text"]), "head": tuple(entry["head"])}))
        for tag, entry in data["fonts"].items()
    }
    chart = data["chart"]
    return Theme(
        folder,
        Page((width, height), MappingProxyType(dict(data["page"]["margin"]))),
        Colour(MappingProxyType(colours), series),
        Type(Decimal(str(lettering["base"])), _decimals(lettering["leading"]), _decimals(lettering["scale"])),
        MappingProxyType(fonts),
        _decimals(data["space"]),
        ChartLook(chart["width"], chart["height"], Decimal(str(chart["font"]))),
    )
