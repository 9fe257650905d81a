"""How the series of a chart are told apart, in every format alike: by colour, and by hatch for those who print in grey."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.document.nodes import Chart
from briefing.render.theme import Theme

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
    """Whether the points of a category are targets, and hatched (with the first hatch) whatever their series."""
    return category < len(chart.looks) and chart.looks[category] == TARGET


def exclusive(chart: Chart) -> bool:
    """Whether no category has a figure in two series: their bars then stand in one place."""
    return len(chart.series) > 1 and all(
        sum(series.points[at] is not None for series in chart.series) < 2 for at in range(len(chart.categories))
    )
