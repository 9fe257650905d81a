"""The look of the house from ``templates/house/theme.yaml`` (paper, colours, type, fonts), and how series of charts are told
apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from briefing.document.nodes import Chart
from briefing.files.yaml_reader import read_rules_file
from briefing.problems import ProblemsFound, problem

POINTS_PER = {
    "mm": Decimal(72) / Decimal("25.4"),
    "cm": Decimal(72) / Decimal("2.54"),
    "in": Decimal(72),
    "pt": Decimal(1),
}


@dataclass(frozen=True, slots=True)
class PaperSize:
    """Paper size (width, height) and margins, as lengths with a unit (``210mm``)."""

    size: tuple[str, str]
    margin: Mapping[str, str]

    @property
    def text(self) -> tuple[Decimal, Decimal]:
        """Width and height of the text on a page, in points."""
        across, down = map(points, self.size)
        side = {name: points(length) for name, length in self.margin.items()}
        return across - side["inner"] - side["outer"], down - side["top"] - side["bottom"]


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
    """Width and height of a chart as lengths with a unit, and the size of its letters in points; ``stretch`` is how many
    times as high as usual the charts of a leaf are drawn, to fill it."""

    width: str
    height: str
    font: Decimal
    stretch: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Theme:
    """The whole theme and the folder it came from (the print CSS lies beside it). ``space`` is in points; ``leaf`` tells the
    look of what stays on one page."""

    folder: Path
    page: PaperSize
    colour: Colour
    type: Type
    fonts: Mapping[str, Fonts]
    space: Mapping[str, Decimal]
    chart: ChartLook
    #: Shares of a page: how much of it a table takes at most to be kept ``whole``, and how much a ``sheet``, which has no head.
    table: Mapping[str, Decimal]
    leaf: bool = False

    def fonts_of(self, tag: str) -> Fonts:
        """Return the fonts of a BCP 47 tag: of the whole tag when the theme names it, else of its primary
        language."""
        return self.fonts[tag] if tag in self.fonts else self.fonts[primary(tag)]


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


def load_theme(folder: Path, *, leaf: bool = False) -> Theme:
    """Read ``theme.yaml`` of ``folder`` (``templates/house``); for a ``leaf`` what it says there is before the rest. Raises
    ``ProblemsFound`` when it lacks an entry, or has one that cannot be used."""
    name = f"{folder.parent.name}/{folder.name}/theme.yaml"
    try:
        data: Any = read_rules_file(folder / "theme.yaml", name)
        return replace(_theme(folder, _merged(data, data.get("leaf", {})) if leaf else data), leaf=leaf)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise ProblemsFound([problem("theme-invalid", name, reason=f"{type(error).__name__}: {error}")]) from error


def _merged(value: Any, over: Any) -> Any:
    """The entries of the theme with those of its ``leaf`` in their place."""
    if isinstance(value, Mapping) and isinstance(over, Mapping):
        return {key: _merged(inner, over.get(key)) for key, inner in value.items()}
    return value if over is None else over


#: How many times as large as the theme says the type of a leaf may be, largest first, and its charts as high.
GROWN = tuple(Decimal(step) for step in ("1.2", "1.15", "1.1", "1.05", "1"))
SHRUNK = tuple(Decimal(step) for step in ("1", "0.97", "0.95"))
LEAST_STRETCHED, MOST_STRETCHED = Decimal("0.85"), Decimal("2.2")


def grown(theme: Theme, times: Decimal, stretch: Decimal = Decimal(1)) -> Theme:
    """Return the theme of a leaf with its type ``times`` as large, save that of running words, and charts ``stretch`` times
    as high."""
    cent = Decimal("0.01")
    scale = {
        role: size if role == "running" else (size * times).quantize(cent) for role, size in theme.type.scale.items()
    }
    space = {name: (length * times).quantize(cent) for name, length in theme.space.items()}
    chart = replace(theme.chart, font=(theme.chart.font * times).quantize(cent), stretch=stretch.quantize(cent))
    lettering = replace(theme.type, base=(theme.type.base * times).quantize(cent), scale=MappingProxyType(scale))
    return replace(theme, type=lettering, space=MappingProxyType(space), chart=chart)


def lower_charts(theme: Theme, times: Decimal) -> Theme:
    """Return the theme with charts ``times`` as high, a share of one."""
    return replace(theme, chart=replace(theme.chart, stretch=theme.chart.stretch * times))


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
        PaperSize((width, height), MappingProxyType(dict(data["page"]["margin"]))),
        Colour(MappingProxyType(colours), series),
        Type(Decimal(str(lettering["base"])), _decimals(lettering["leading"]), _decimals(lettering["scale"])),
        MappingProxyType(fonts),
        _decimals(data["space"]),
        ChartLook(chart["width"], chart["height"], Decimal(str(chart["font"]))),
        _decimals({name: data["table"][name] for name in ("whole", "sheet")}),
    )


TARGET = "target"
HATCHES = 6  # kinds of hatch; 0 is none
LATEST, EARLIER = 0, (2, 4)  # places in the colours of the theme: the last series of actual figures, those before it
PLAIN = (0, 2, 1, 3, 4, 5)  # of series that are neither
AIMS = (1, 3, 5)  # of what is aimed at


@dataclass(frozen=True, slots=True)
class Look:
    """A colour (``#RRGGBB``) and a hatch, from 1; 0 is a plain fill."""

    colour: str
    hatch: int


def looks(chart: Chart, theme: Theme) -> tuple[Look, ...]:
    """Return the look of each series. Where targets are among them or among the categories, what happened is plain and what
    is aimed at is hatched, in every chart; else two series are dark and light, and only those after them are hatched."""
    colours = theme.colour.series
    count = len(chart.series)
    if TARGET in chart.looks:
        places = (LATEST, *EARLIER)
        return tuple(Look(colours[places[at % len(places)] % len(colours)], 0) for at in range(count))
    if not any(series.look == TARGET for series in chart.series):
        return tuple(
            Look(colours[PLAIN[at % len(PLAIN)] % len(colours)], max(0, at - 1) % HATCHES) for at in range(count)
        )
    actual = [at for at, series in enumerate(chart.series) if series.look != TARGET]
    found: list[Look] = []
    for at in range(count):
        if at not in actual:
            aim = AIMS[(at - len([a for a in actual if a < at])) % len(AIMS)]
            found.append(Look(colours[aim % len(colours)], aim))
        else:
            before = len(actual) - 1 - actual.index(at)
            place = LATEST if before == 0 else EARLIER[(before - 1) % len(EARLIER)]
            found.append(Look(colours[place % len(colours)], 0 if before < 2 else 2))
    return tuple(found)


def aimed(chart: Chart, category: int) -> bool:
    """Return whether the points of a category are targets, and hatched (with the first hatch) whatever their series."""
    return category < len(chart.looks) and chart.looks[category] == TARGET


def exclusive(chart: Chart) -> bool:
    """Return whether no category has a figure in two series: their bars then are in one place."""
    return len(chart.series) > 1 and all(
        sum(series.points[at] is not None for series in chart.series) < 2 for at in range(len(chart.categories))
    )
