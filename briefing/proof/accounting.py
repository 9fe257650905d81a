"""Account for every number of a finished file: a figure held against the manifest, a date, numbering, a quotation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from briefing.formats import FORMATS
from briefing.problems import Problem, problem
from briefing.proof.files import Finished, Mark, Piece
from briefing.proof.reading import CURRENCIES, ReadNumber, column_scale, directions_in, is_article, numbers_in
from briefing.proof.reading.tables import signed, squash, tables
from briefing.proof.sentences import Declared

#: Forms that print less than the whole figure.
BARE = frozenset({"cell", "number", "bare"})


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """A figure of the manifest, as one document prints it at one place."""

    fact: str
    value: Decimal | None
    unit: str
    form: str
    text: str
    section: str
    qualifier: str | None = None
    measure: str = ""
    source: str = ""
    rate: str = ""
    rate_days: tuple[str, ...] = ()
    drawn: bool = False

    @classmethod
    def of(cls, row: dict[str, Any]) -> ManifestEntry:
        """Return the entry of a manifest's row. Raises ``ValueError`` or ``KeyError`` for one that is none."""
        value = row["value"]
        return cls(
            **{name: str(row[name] or "") for name in ("fact", "unit", "form", "text")},
            **{name: str(row.get(name) or "") for name in ("measure", "source", "rate")},
            value=Decimal(str(value)) if value not in (None, "") else None,
            section=str(row["section"]).replace("-", "_"),
            qualifier=row.get("qualifier"),
            rate_days=tuple(map(str, row.get("rate_days") or ())),
            drawn=bool(row.get("drawn")),
        )


def wrongs(entry: ManifestEntry, language: str, heads: tuple[str, ...] = (), around: str = "") -> Iterator[str]:
    """Yield every way in which the printed text does not state the value of its entry, as short phrases.

    ``heads``: column head or axis titles that may carry unit and scale; ``around``: the clause the figure is in.
    """
    read = [f for f in numbers_in(entry.text, language) if not f.period]
    if entry.value is None or entry.form == "region":
        return
    if not read:
        ways = {d.way for d in directions_in(entry.text, language)}
        if entry.value != 0 or ways != {"flat"}:
            yield "no number can be read in it"
        return
    found = read[-1] if len(read) > 1 and read[0].kind == "ordinal" else read[0]
    yield from _value(entry, found, language, heads)
    yield from _unit(entry, found, heads, language)
    yield from _qualifier(entry, found)
    yield from _direction(entry, language, around)


def _value(entry: ManifestEntry, found: ReadNumber, language: str, heads: tuple[str, ...]) -> Iterator[str]:
    assert entry.value is not None
    if found.value is None:
        yield "its number states no value"
        return
    value = abs(entry.value)
    wanted = {value}
    if entry.unit == "multiple" and tables(language).added:
        wanted.add(value - 1)
    if entry.unit == "percent" and found.units == ("part",):
        wanted.add(value / 100)
    if not found.units:
        wanted |= {value / scale[1] for head in heads if (scale := column_scale(head, language))}
    lowered = entry.form in BARE and entry.measure == "change"
    if abs(found.value) not in wanted:
        yield f"it reads as {found.identity}, the fact is {entry.value:f} {entry.unit}"
    elif found.value < 0 < entry.value or (lowered and entry.value < 0 < found.value):
        yield f"its sign is not that of {entry.value:f}"


def _unit(entry: ManifestEntry, found: ReadNumber, heads: tuple[str, ...], language: str) -> Iterator[str]:
    if found.units:
        # a rate of exchange is an amount of the one currency for one of the other
        same = {entry.unit, entry.unit.partition("-per-")[0]} & set(found.units)
        ranked = found.kind == "ordinal" and entry.unit == "rank"
        if not same and not ranked and not (entry.unit == "percent" and found.units == ("part",)):
            yield f"its unit is {' or '.join(found.units)}, the fact's is {entry.unit}"
    elif entry.unit in CURRENCIES or entry.unit in ("percent", "percentage-point"):
        stated = {scale[0] for head in heads if (scale := column_scale(head, language)) and scale[0]}
        if entry.form not in BARE or (stated and entry.unit not in stated):
            yield f"its unit {entry.unit} is not stated"


def _qualifier(entry: ManifestEntry, found: ReadNumber) -> Iterator[str]:
    if entry.qualifier is None or entry.form == "bare":
        return
    if found.qualifier != entry.qualifier and (found.qualifier or entry.form not in BARE):
        yield f"it says “{found.qualifier or 'exactly'}”, the fact is “{entry.qualifier or 'exact'}”"


def _direction(entry: ManifestEntry, language: str, around: str) -> Iterator[str]:
    """A change must not be said to go the other way, in its own words or in the clause around it."""
    if entry.measure != "change" or entry.value is None:
        return
    level = Decimal(1) if entry.unit == "multiple" else Decimal(0)
    wanted = "up" if entry.value > level else "down" if entry.value < level else "flat"
    ways = {d.way for d in directions_in(entry.text, language)} or {d.way for d in directions_in(around, language)}
    if ways and wanted not in ways:
        yield f"the words say {' and '.join(sorted(ways))}, the value says {wanted}"


_CLAUSE = re.compile(r"[，。；：！？,;:!?（）()]|\.\s")
_SENTENCE = re.compile(r"[。！？；]|[.!?;](?=\s)")


@dataclass(slots=True)
class FileAccount:
    """Result for one file: numbers by sort, problems, and the dates found in each section."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    dates: dict[str, list[ReadNumber]] = field(default_factory=dict)

    @property
    def numbers(self) -> int:
        """Count of all numbers found."""
        return self.counts.total()

    def tell(self, code: str, piece: Piece, start: int, **details: object) -> None:
        """Add a problem of a piece, with the sentence around a place in its text."""
        place = self.name + (f", page {piece.page}" if piece.page else "")
        where = (piece.section or piece.role).replace("_", "-")
        self.problems.append(problem(code, place, 0, where=where, sentence=sentence(piece.text, start), **details))


def account(
    finished: Finished,
    language: str,
    entries: Sequence[ManifestEntry],
    names: Declared,
    others: Mapping[str, Declared] | None = None,
) -> FileAccount:
    """Account for every number of ``finished``. ``entries`` are the manifest's figures of the document, ``names`` what is
    declared for its language, ``others`` what is declared for each language that pieces of it are in."""
    done = FileAccount(finished.name)
    if not FORMATS[finished.form].whole:  # such a file holds some sections, each of them whole
        held = {piece.section for piece in finished.pieces}
        entries = [entry for entry in entries if entry.section in held]
    left = Counter((e.section, e.fact, squash(e.text)) for e in entries)
    by_key = {(e.section, e.fact, squash(e.text)): e for e in entries}
    for reason in finished.problems:
        done.problems.append(problem("proof-inside", finished.name, 0, said=reason))
    axes = _axes(finished)
    for piece in finished.pieces:
        spoken = piece.language if others and piece.language in others else language
        known = others[spoken] if others and spoken in others else names
        heads = axes.get(piece.section, ()) if piece.role == "chart" else ()
        if piece.head:
            heads = tuple(piece.head.split("\n"))
        for mark in piece.marks:
            key = _key(mark, piece, left, by_key)
            if key is None:
                done.tell("proof-figure-not-in-manifest", piece, mark.start, text=mark.text, fact=mark.fact)
                continue
            left[key] -= 1
            _figure(done, piece, mark, by_key[key], spoken, heads)
        if piece.role == "furniture" and not FORMATS[finished.form].marks:
            _furniture(done, finished, piece, spoken)
        elif piece.role != "hidden":
            _others(done, piece, spoken, known, entries)
    if not FORMATS[finished.form].marks:
        _drawn(finished, left, entries)
    for (section, fact, text), count in sorted(left.items()):
        if count > 0:
            told = {"section": section.replace("_", "-"), "fact": fact, "text": text}
            done.problems.append(problem("proof-figure-missing", finished.name, 0, **told))
    return done


def _axes(finished: Finished) -> dict[str, tuple[str, ...]]:
    """Return the chart words of each section that are no figures; axis titles are among them."""
    found: dict[str, tuple[str, ...]] = {}
    for piece in finished.of("chart"):
        if not piece.marks:
            found[piece.section] = (*found.get(piece.section, ()), piece.text)
    return found


Key = tuple[str, str, str]


def _key(mark: Mark, piece: Piece, left: Counter[Key], by_key: dict[Key, ManifestEntry]) -> Key | None:
    """Match a mark with a figure of the manifest: by section, fact and text; a chart value without a fact, by its number."""
    key = (piece.section, mark.fact, squash(mark.text))
    if mark.fact:
        if left[key] > 0:
            return key
        anywhere = (k for k, n in left.items() if n > 0 and k[1:] == key[1:]) if piece.role in ("note", "cover") else ()
        return next(iter(anywhere), None)
    number = _plain(mark.text)
    bare = [k for k, n in left.items() if n > 0 and k[0] == piece.section and by_key[k].form in BARE]
    same = [k for k in bare if number == _plain(k[2])]
    # of equal numbers the one most is left of: a table may follow
    return max(same, key=lambda k: left[k], default=None)


def _plain(text: str) -> Decimal | None:
    digits = re.sub(r"[^0-9.\-−]", "", text).replace("−", "-")
    try:
        return Decimal(digits).normalize()
    except InvalidOperation:
        return None


def _figure(
    done: FileAccount, piece: Piece, mark: Mark, entry: ManifestEntry, language: str, heads: tuple[str, ...]
) -> None:
    around = "" if piece.role in ("cell", "chart") else _clause(piece.text, mark)
    reasons = [] if signed(mark.text) == signed(entry.text) or not mark.fact else [f"it was built as “{entry.text}”"]
    reasons += wrongs(entry, language, heads, around)
    if mark.value and entry.value is not None and _plain(mark.value) != entry.value.normalize():
        reasons.append(f"the file’s own value of it is {mark.value}")
    if mark.unit and mark.unit != entry.unit:
        reasons.append(f"the file’s own unit of it is {mark.unit}")
    for why in reasons:
        done.tell("proof-figure-wrong", piece, mark.start, text=mark.text, fact=entry.fact, why=why)
    done.counts["figure"] += 1


def _clause(text: str, mark: Mark) -> str:
    """Return the clause around a figure, with the figure blanked out."""
    start = max((m.end() for m in _CLAUSE.finditer(text[: mark.start])), default=0)
    after = mark.start + len(mark.text)
    stop = _CLAUSE.search(text, after)
    return text[start : mark.start] + " " + text[after : stop.start() if stop else len(text)]


def _others(done: FileAccount, piece: Piece, language: str, names: Declared, entries: Sequence[ManifestEntry]) -> None:
    """Account for every number of a piece that is not a marked figure."""
    marked = [(m.start, m.start + len(m.text)) for m in piece.marks]
    numbering = [m.span() for m in tables(language).numbering.finditer(piece.text)]
    known = names.spans(piece.text)
    for found in numbers_in(piece.text, language):
        over = [s for s in marked if s[0] < found.end and found.start < s[1]]
        if over:
            _around(done, piece, found, over[0], language)
        elif any(a < found.end <= b for a, b in known) or (found.kind == "code" and _in(found, known)):
            done.counts["name"] += 1
        elif is_article(found):
            done.counts["article"] += 1
        elif _in(found, numbering) or (piece.role == "contents" and found.end == len(piece.text)):
            done.counts["numbering"] += 1
        elif found.period:
            done.counts["date"] += 1
            if piece.role in ("text", "heading", "cell"):
                done.dates.setdefault(piece.section, []).append(found)
        elif piece.role in ("alt", "chart") and any(
            e.section == piece.section and squash(found.text) in squash(e.text) for e in entries
        ):
            done.counts["figure again"] += 1
        else:
            done.tell("proof-number-unaccounted", piece, found.start, text=found.text, says=found.identity)
            done.counts["unaccounted"] += 1


def _in(found: ReadNumber, spans: Sequence[tuple[int, int]]) -> bool:
    return any(a < found.end and found.start < b for a, b in spans)


def _around(done: FileAccount, piece: Piece, found: ReadNumber, over: tuple[int, int], language: str) -> None:
    """Tell of text adjacent to a marked figure that changes its meaning: a digit, a scale word, a qualifier."""
    start, end = over
    if start <= found.start and found.end <= end:
        return  # a number of the figure itself, such as the second of a range
    whole = numbers_in(piece.text[start:end], language)
    inner = next((f for f in whole if not f.period), None)
    if found.period or inner is None or found.value is None or inner.value is None:
        return
    if found.qualifier != inner.qualifier or abs(found.value) != abs(inner.value):
        beside = piece.text[max(found.start, 0) : found.end]
        done.tell("proof-beside-figure", piece, found.start, text=piece.text[start:end], beside=beside)


def _furniture(done: FileAccount, finished: Finished, piece: Piece, language: str) -> None:
    """Check the running head and foot of a PDF page: page number and page count."""
    text = squash(piece.text)
    for known in sorted({squash(p.text) for p in finished.of("heading", "cover", "alt")}, key=len, reverse=True):
        text = text.replace(known, "")
    label = tables(language).page.search(text)
    if label is not None:
        done.counts["numbering"] += 1
        if int(label["page"]) != piece.page or int(label["pages"]) != finished.pages:
            done.tell("proof-page-number", piece, 0, text=label[0], page=piece.page, pages=finished.pages)


def _drawn(finished: Finished, left: Counter[Key], entries: Sequence[ManifestEntry]) -> None:
    """Tick off chart figures in a PDF: they are drawn outside the structure tree, so search what their page draws, once for
    each time it does. An edition that does not record which figures are drawn may have drawn any bare one."""
    pages: dict[int, set[str]] = {}
    for piece in finished.of("alt"):
        pages.setdefault(piece.page, set()).add(piece.section)
    letters: dict[str, str] = {}
    for piece in finished.of("furniture", "chart"):
        for section in pages.get(piece.page, ()):
            letters[section] = letters.get(section, "") + squash(piece.text)
    recorded = any(entry.drawn for entry in entries)
    drawn = Counter((e.section, e.fact, squash(e.text)) for e in entries if (e.drawn if recorded else e.form in BARE))
    for key, count in drawn.items():
        left[key] -= min(left[key], count, letters.get(key[0], "").count(key[2]))


def sentence(text: str, start: int) -> str:
    """Return the sentence around a position of a text, at most 120 characters."""
    first = max((m.end() for m in _SENTENCE.finditer(text[:start])), default=0)
    stop = _SENTENCE.search(text, start)
    whole = text[first : stop.end() if stop else len(text)].strip()
    at = start - first
    return whole if len(whole) <= 120 else "…" + whole[max(at - 60, 0) : at + 60].strip() + "…"
