"""How well releases are read: the five sources with what ``content/`` holds of them as the truth, a made-up half-year,
and passages of releases of other bodies (``excerpts.yaml``). Beside it what the libraries people would otherwise use
find in the same texts.

The sources and the half-year lie outside the repository (``../shared``); without them they are not measured."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
HALF_YEAR = "half-year-2026-made-up"


@dataclass(frozen=True, slots=True)
class Known:
    """A figure that a text is known to hold: its value in the base unit, unit, lines, period and indicator."""

    indicator: str
    value: Decimal | None
    unit: str
    lines: frozenset[int]
    period: str


@dataclass(slots=True)
class Score:
    """Counts over all texts: figures known, those found with value, unit and line, and of those the periods and bases
    that were judged and are right; indicators proposed and right; figures found beyond the known ones."""

    known: int = 0
    found: int = 0
    dated: int = 0
    period: int = 0
    based: int = 0
    base: int = 0
    matched: int = 0
    proposed: int = 0
    right: int = 0
    beyond: int = 0

    def add(self, other: Score) -> None:
        """Add the counts of another text."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def sources(project: Any) -> Iterator[tuple[Any, tuple[str, ...], list[Known]]]:
    """Each source whose text is there, with its lines and what the content holds of it."""
    from briefing.content.fields import line_ranges
    from briefing.quantities.parse import parse_value
    from briefing.releases.opening import open_release

    for source in project.content.sources:
        path = SHARED / "sources" / source.file
        if not path.is_file():
            continue
        known = [
            Known(
                i.id, None if o.value is None else parse_value(o.value, i.unit).value, i.unit,
                frozenset(n for a, b in line_ranges(o.locator) for n in range(a, b + 1)), o.period,
            )
            for i in project.content.indicators
            for o in i.stated
            if o.source == source.id
        ]  # fmt: skip
        yield source, open_release(path).lines, known


def without(project: Any, source: str) -> Any:
    """The project before a source was entered: its observations, and the aliases learnt, are not known."""
    indicators = tuple(
        i.model_copy(
            update={
                "observations": tuple(o for o in i.observations if o.source != source),
                "targets": tuple(t for t in i.targets if t.source != source),
                "aliases": (),
            }
        )
        for i in project.content.indicators
    )
    return replace(project, content=replace(project.content, indicators=indicators))


def measured(project: Any, lines: Sequence[str], day: date, known: Sequence[Known]) -> Score:
    """A text read and held against what is known of it. A figure is found with its value, unit and line; a proposal
    is right when the content holds this value for the indicator; of indicators that still await their first figure
    nothing is known."""
    from briefing.releases.verdicts import proposals_for, read_lines

    proposals = proposals_for(project, read_lines(project, lines, day))
    score = Score(known=len(known), dated=sum(bool(k.period) for k in known))
    used: set[str] = set()
    for one in known:
        fits = [
            p for p in proposals
            if p.figure.value == one.value and p.figure.line in one.lines
            and (p.unit == one.unit or one.unit in p.figure.units or one.value is None)
        ]  # fmt: skip
        fits.sort(key=lambda p: (p.indicator is None or p.indicator.id != one.indicator, p.figure.id in used))
        if fits:
            used.add(fits[0].figure.id)
            score.found += 1
            score.period += fits[0].period == one.period
            score.matched += fits[0].indicator is not None and fits[0].indicator.id == one.indicator
    pairs = {(k.indicator, k.value) for k in known}
    awaited = {i.id for i in project.content.indicators if not i.stated} - {k.indicator for k in known}
    named = [p for p in proposals if p.indicator is not None and p.indicator.id not in awaited]
    score.proposed = len(named)
    score.right = sum((p.indicator.id, p.figure.value) in pairs for p in named if p.indicator)
    return score


def half_year(project: Any) -> tuple[tuple[str, ...], list[Known]] | None:
    """The made-up release and the rows it was typed as: indicator, figure, period, line."""
    from briefing.language.printed import read_printed
    from briefing.releases.opening import open_release

    folder = SHARED / "findings" / "inputs" / "release"
    if not (folder / f"{HALF_YEAR}.txt").is_file():
        return None
    by_id = {i.id: i for i in project.content.indicators}
    known = []
    with (folder / f"{HALF_YEAR}.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            indicator = by_id[row["indicator"]]
            said = read_printed(project.languages["zh"], row["figure"], indicator.unit)
            assert said is not None and said.quantity is not None, row
            lines = frozenset({int(row["locator"].removeprefix("L"))})
            known.append(Known(indicator.id, said.quantity.value, indicator.unit, lines, row["period"] or ""))
    return open_release(folder / f"{HALF_YEAR}.txt").lines, known


EXCERPTS = Path(__file__).with_name("excerpts.yaml")

#: The lots of the excerpts, each found after the reader had been mended on those before it.
LOTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)


def passages(project: Any, lot: int) -> Score:
    """What is read of a lot of the excerpts beside what a person entered of them before."""
    from briefing.releases.verdicts import proposals_for, read_lines

    score = Score()
    for one in yaml.load(EXCERPTS.read_text("utf-8"), Loader=yaml.CSafeLoader):
        if one["lot"] != lot:
            continue
        proposals = proposals_for(project, read_lines(project, one["lines"], date.fromisoformat(one["date"])))
        used: set[str] = set()
        for line, value, unit, period, base in one["figures"]:
            score.known += 1
            fits = (
                p for p in proposals
                if p.figure.id not in used and (p.figure.line, p.figure.value) == (line, Decimal(value))
                and (not unit or p.unit == unit or unit in p.figure.units)
            )  # fmt: skip
            found = next(fits, None)
            if found is None:
                continue
            used.add(found.figure.id)
            score.found += 1
            score.dated += period is not None
            score.period += period is not None and found.period == period
            told = found.figure.base or ("region" if found.figure.base_region else "")
            score.based += base is not None
            score.base += base is not None and told == base
        score.beyond += len(proposals) - len(used)
    return score


def ours() -> dict[str, Score]:
    """Three readings: the sources beside the content that holds them; each before it was entered; the half-year."""
    from briefing.project.opening import open_project

    project = open_project(ROOT)
    scores = {"entered": Score(), "before": Score(), "half-year": Score()}
    for source, lines, known in sources(project):
        day = date.fromisoformat(source.date)
        scores["entered"].add(measured(project, lines, day, known))
        scores["before"].add(measured(without(project, source.id), lines, day, known))
    made_up = half_year(project)
    if made_up is not None:
        lines, known = made_up
        scores["half-year"].add(measured(project, lines, date(2026, 7, 22), known))  # its first rows name no period
    return scores


def texts() -> list[dict[str, Any]]:
    """The texts and what is known of them, as plain values for the other libraries."""
    from briefing.project.opening import open_project

    project = open_project(ROOT)
    return [
        {
            "day": source.date,
            "lines": list(lines),
            "known": [
                {"value": None if k.value is None else str(k.value), "lines": sorted(k.lines), "period": k.period}
                for k in known
            ],
        }
        for source, lines, known in sources(project)
    ]


def peer(name: str, data: list[dict[str, Any]]) -> dict[str, int]:
    """What a library finds: how many known figures stand among the values it gives of their lines, and how many known
    periods among its times. No unit, no sign and no choice of the right one is asked of it."""
    values, times = _PEERS[name]()
    count = {"known": 0, "found": 0, "period": 0}
    for text in data:
        found: dict[int, set[Decimal]] = {}
        spans: dict[int, set[str]] = {}
        for number, line in enumerate(text["lines"], start=1):
            if line.strip():
                found[number] = set(values(line))
                spans[number] = set(times(line, date.fromisoformat(text["day"])))
        for one in text["known"]:
            count["known"] += 1
            near = set().union(*(found.get(n, set()) for n in one["lines"]))
            said = set().union(*(spans.get(n, set()) for n in one["lines"]))
            if one["value"] is not None and abs(Decimal(one["value"])) in near:
                count["found"] += 1
                count["period"] += one["period"] in said
    return count


def _jionlp() -> Any:
    import jionlp  # type: ignore[import-not-found]

    def values(line: str) -> Iterator[Decimal]:
        for found in jionlp.ner.extract_money(line):
            numbers = found["detail"]["num"]
            yield from (Decimal(n).normalize() for n in (numbers if isinstance(numbers, list) else [numbers]))

    def times(line: str, day: date) -> Iterator[str]:
        base = time.mktime((*day.timetuple()[:3], 0, 0, 0, 0, 0, 0))
        for found in jionlp.ner.extract_time(line, time_base=base):
            span = found["detail"]["time"]
            if isinstance(span, list) and len(span) == 2:
                yield from _periods(span[0][:10], span[1][:10])

    return values, times


def _cn2an() -> Any:
    import re
    import warnings

    import cn2an  # type: ignore[import-not-found]

    warnings.simplefilter("ignore")

    def values(line: str) -> Iterator[Decimal]:
        for number in re.findall(r"[0-9]+(?:\.[0-9]+)?[万亿]*|[一二两三四五六七八九十百千]+", line):
            try:
                yield Decimal(str(cn2an.cn2an(number, "smart"))).normalize()
            except (ValueError, ArithmeticError, KeyError):
                continue

    return values, lambda line, day: iter(())


def _recognizers() -> Any:
    from recognizers_date_time import recognize_datetime  # type: ignore[import-not-found]
    from recognizers_number import recognize_number  # type: ignore[import-not-found]
    from recognizers_text import Culture  # type: ignore[import-not-found]

    def values(line: str) -> Iterator[Decimal]:
        for found in recognize_number(line, Culture.Chinese):
            if found.resolution and found.resolution.get("value"):
                yield Decimal(found.resolution["value"]).normalize()

    def times(line: str, day: date) -> Iterator[str]:
        from datetime import datetime, timedelta

        reference = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the library takes no zone
        for found in recognize_datetime(line, Culture.Chinese, reference=reference):
            for value in (found.resolution or {}).get("values", []):
                if "start" in value and "end" in value:
                    try:
                        last = date.fromisoformat(value["end"]) - timedelta(days=1)
                    except ValueError:
                        continue
                    yield from _periods(value["start"], last.isoformat())
                elif value.get("value"):
                    yield value["value"]

    return values, times


def _periods(start: str, end: str) -> Iterator[str]:
    """Every way the content may write a stretch of time: the last day, a year, months, an open start."""
    yield end
    yield f"../{end}"
    yield f"../{end[:7]}"
    if start[5:] == "01-01" and end[5:] == "12-31":
        yield start[:4] if start[:4] == end[:4] else f"{start[:4]}/{end[:4]}"
    yield start[:7] if start[:7] == end[:7] else f"{start[:7]}/{end[:7]}"


_PEERS = {"jionlp": _jionlp, "cn2an": _cn2an, "recognizers-text": _recognizers}


def peer_scores(python: Path) -> dict[str, dict[str, int] | str]:
    """Each library's counts, run by an interpreter that has it; the reason where it cannot be."""
    data = json.dumps(texts())
    made: dict[str, dict[str, int] | str] = {}
    for name in _PEERS:
        command = [str(python), "-m", "bench.reading", name]
        ran = subprocess.run(command, input=data, capture_output=True, text=True, cwd=ROOT, check=False)
        last = ran.stdout.strip().splitlines()[-1:] if ran.returncode == 0 else []
        made[name] = json.loads(last[0]) if last else (ran.stderr.strip().splitlines() or ["not installed"])[-1][:80]
    return made


def big_text() -> list[str]:
    """About 100 KB of releases: the texts there are, over and over."""
    lines = [line for text in texts() for line in text["lines"]]
    made: list[str] = []
    while sum(len(line.encode()) for line in made) < 100_000:
        made += lines
    return made


def read_big() -> None:
    """Read 100 KB and hold every figure against the indicators."""
    from briefing.project.opening import open_project
    from briefing.releases.verdicts import proposals_for, read_lines

    project, lines = open_project(ROOT), big_text()
    before = time.process_time()
    proposals_for(project, read_lines(project, lines, date(2026, 7, 22)))
    print(time.process_time() - before)


if __name__ == "__main__":
    if sys.argv[1] == "big":
        read_big()
    else:
        print(json.dumps(peer(sys.argv[1], json.loads(sys.stdin.read()))))
