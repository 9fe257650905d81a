"""How far review has come: counts per pack, per file and per reviewer, as text, JSON or HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from briefing.catalogue.states import State
from briefing.review.segment import Segment


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of states: ``packs`` by pack (a segment two packs print counts in each), ``files`` by file, ``reviewers`` by who
    gave a state; and the segments whose review has lapsed or whose source has changed."""

    packs: Mapping[str, Counter[str]]
    files: Mapping[str, Counter[str]]
    reviewers: Mapping[str, Counter[str]]
    lapsed: tuple[Segment, ...]
    fuzzy: tuple[Segment, ...]


_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem;max-width:75rem}table{border-collapse:collapse;margin:1rem 0}"
    "th,td{border:1px solid #c4ccd6;padding:.25rem .6rem;text-align:left;vertical-align:top}thead th{background:#eef2f6}"
)


def status(segments: Iterable[Segment]) -> Status:
    """Count the segments of a language."""
    packs: dict[str, Counter[str]] = {}
    files: dict[str, Counter[str]] = {}
    reviewers: dict[str, Counter[str]] = {}
    listed = tuple(segments)
    for segment in listed:
        state = segment.standing.state.value
        files.setdefault(segment.message.file, Counter())[state] += 1
        for pack in segment.packs:
            packs.setdefault(pack, Counter())[state] += 1
        if segment.standing.by and not segment.standing.lapsed:
            reviewers.setdefault(segment.standing.by, Counter())[state] += 1
    return Status(
        dict(sorted(packs.items())),
        dict(sorted(files.items())),
        dict(sorted(reviewers.items())),
        tuple(s for s in listed if s.standing.lapsed),
        tuple(s for s in listed if s.standing.state is State.FUZZY),
    )


def _row(count: Counter[str]) -> dict[str, int]:
    return {state.value: count[state.value] for state in State} | {"total": count.total()}


def as_text(found: Status) -> str:
    """The status as tables of plain text."""
    parts = [_text_table(name, table) for name, table in _tables(found)]
    for segment in found.lapsed:
        s = segment.standing
        told = f"lapsed  {segment.id}: the {s.lapsed} changed since {s.by} read it on {s.when}"
        parts.append(f"{told}\n  {segment.message.source}")
    for segment in found.fuzzy:
        m = segment.message
        parts.append(f"fuzzy   {segment.id}: the Chinese changed\n  was {m.previous}\n  is  {m.source}")
    return "\n\n".join(parts)


def _tables(found: Status) -> Sequence[tuple[str, Mapping[str, Counter[str]]]]:
    return (("pack", found.packs), ("file", found.files), ("reviewer", found.reviewers))


def _text_table(name: str, table: Mapping[str, Counter[str]]) -> str:
    width = max([len(name), *map(len, table)])
    head = f"{name:<{width}}" + "".join(f"{state.value:>14}" for state in State) + f"{'total':>8}"
    rows = [f"{k:<{width}}" + "".join(f"{c[s.value]:>14}" for s in State) + f"{c.total():>8}" for k, c in table.items()]
    return "\n".join([head, *rows]) if rows else f"{head}\n(none)"


def as_html(found: Status, title: str) -> str:
    """The status as one page that needs nothing else."""
    body = [f"<h1>{escape(title)}</h1>"]
    for name, table in _tables(found):
        heads = "".join(f"<th scope='col'>{escape(h)}</th>" for h in (name, *(s.value for s in State), "total"))
        cells = {k: "".join(f"<td>{n}</td>" for n in _row(c).values()) for k, c in table.items()}
        rows = "".join(f"<tr><th scope='row'>{escape(k)}</th>{tds}</tr>" for k, tds in cells.items())
        body.append(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")
    for name, items in (("Lapsed", found.lapsed), ("Fuzzy", found.fuzzy)):
        if items:
            rows = "".join(
                f"<tr><td>{escape(s.id)}</td><td lang='zh'>{escape(s.message.source)}</td><td>{escape(s.message.target)}</td>"
                f"<td lang='zh'>{escape(s.message.previous or s.standing.lapsed)}</td></tr>"
                for s in items
            )
            body.append(f"<h2>{name}</h2><table><tbody>{rows}</tbody></table>")
    head = f"<meta charset='utf-8'><title>{escape(title)}</title><style>{_STYLE}</style>"
    return f"<!doctype html>\n<html lang='en'><head>{head}</head><body>{''.join(body)}</body></html>\n"
