"""Account for every number of a finished file: a figure of the manifest, a date, numbering, a name, or an error."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from briefing.formats import FORMATS
from briefing.problems import Problem, problem
from briefing.proof.figure import BARE, ManifestEntry, wrongs
from briefing.proof.files import Finished, Mark, Piece, signed, squash
from briefing.proof.reading import ReadNumber, is_article, numbers_in
from briefing.proof.reading.tables import tables
from briefing.proof.sentences.declared import Declared

_CLAUSE = re.compile(r"[，。；：！？,;:!?（）()]|\.\s")
_SENTENCE = re.compile(r"[。！？；]|[.!?;](?=\s)")


@dataclass(slots=True)
class Account:
    """Result for one file: numbers by sort, problems, and the dates found in each section."""

    name: str
    form: str
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    dates: dict[str, list[ReadNumber]] = field(default_factory=dict)

    @property
    def numbers(self) -> int:
        """Count of all numbers found."""
        return self.counts.total()


def account(finished: Finished, language: str, entries: Sequence[ManifestEntry], names: Declared) -> Account:
    """Account for every number of ``finished``. ``entries`` are the manifest's figures of the document, ``names`` what is
    declared for its language."""
    done = Account(finished.name, finished.form)
    left = Counter((e.section, e.fact, squash(e.text)) for e in entries)
    by_key = {(e.section, e.fact, squash(e.text)): e for e in entries}
    for said in finished.problems:
        done.problems.append(problem("proof-inside", finished.name, 0, said=said))
    axes = _axes(finished)
    for piece in finished.pieces:
        for mark in piece.marks:
            key = _key(mark, piece, left, by_key)
            if key is None:
                done.problems.append(
                    _at("proof-figure-not-in-manifest", finished, piece, mark.start, text=mark.text, fact=mark.fact)
                )
                continue
            left[key] -= 1
            _figure(done, finished, piece, mark, by_key[key], language, axes)
        _others(done, finished, piece, language, names, entries)
    if not FORMATS[finished.form].marks:
        _drawn(finished, left, by_key)
    for (section, fact, text), count in sorted(left.items()):
        if count > 0:
            done.problems.append(
                problem(
                    "proof-figure-missing", finished.name, 0, section=section.replace("_", "-"), fact=fact, text=text
                )
            )
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
    return max(
        same, key=lambda k: left[k], default=None
    )  # of equal numbers the one most is left of: a table may follow


def _plain(text: str) -> Decimal | None:
    digits = re.sub(r"[^0-9.\-−]", "", text).replace("−", "-")
    try:
        return Decimal(digits).normalize()
    except InvalidOperation:
        return None


def _figure(
    done: Account,
    finished: Finished,
    piece: Piece,
    mark: Mark,
    entry: ManifestEntry,
    language: str,
    axes: dict[str, tuple[str, ...]],
) -> None:
    heads = (
        tuple(piece.head.split("\n")) if piece.head else axes.get(piece.section, ()) if piece.role == "chart" else ()
    )
    around = "" if piece.role in ("cell", "chart") else _clause(piece.text, mark)
    why_text = () if signed(mark.text) == signed(entry.text) or not mark.fact else (f"it was built as “{entry.text}”",)
    for why in (*why_text, *wrongs(entry, language, heads, around)):
        done.problems.append(
            _at("proof-figure-wrong", finished, piece, mark.start, text=mark.text, fact=entry.fact, why=why)
        )
    if mark.value and entry.value is not None and _plain(mark.value) != entry.value.normalize():
        done.problems.append(
            _at(
                "proof-figure-wrong",
                finished,
                piece,
                mark.start,
                text=mark.text,
                fact=entry.fact,
                why=f"the file’s own value of it is {mark.value}",
            )
        )
    if mark.unit and mark.unit != entry.unit:
        done.problems.append(
            _at(
                "proof-figure-wrong",
                finished,
                piece,
                mark.start,
                text=mark.text,
                fact=entry.fact,
                why=f"the file’s own unit of it is {mark.unit}",
            )
        )
    done.counts["figure"] += 1


def _clause(text: str, mark: Mark) -> str:
    """Return the clause around a figure, with the figure blanked out."""
    start = max((m.end() for m in _CLAUSE.finditer(text[: mark.start])), default=0)
    after = mark.start + len(mark.text)
    stop = _CLAUSE.search(text, after)
    return text[start : mark.start] + " " + text[after : stop.start() if stop else len(text)]


def _others(
    done: Account, finished: Finished, piece: Piece, language: str, names: Declared, entries: Sequence[ManifestEntry]
) -> None:
    """Account for every number of a piece that is not a marked figure."""
    if piece.role == "hidden":
        return None
    if piece.role == "furniture" and not FORMATS[finished.form].marks:
        return _furniture(done, finished, piece, language, names)
    marked = [(m.start, m.start + len(m.text)) for m in piece.marks]
    numbering = [m.span() for m in tables(language).numbering.finditer(piece.text)]
    known = names.spans(piece.text)
    for found in numbers_in(piece.text, language):
        over = [s for s in marked if s[0] < found.end and found.start < s[1]]
        if over:
            done.problems += _around(finished, piece, found, over, language)
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
        elif piece.role in ("alt", "chart") and _drawn_figure(found, piece, entries):
            done.counts["figure again"] += 1
        else:
            done.problems.append(
                _at("proof-number-unaccounted", finished, piece, found.start, text=found.text, says=found.identity)
            )
            done.counts["unaccounted"] += 1
    return None


def _in(found: ReadNumber, spans: Sequence[tuple[int, int]]) -> bool:
    return any(a < found.end and found.start < b for a, b in spans)


def _around(
    finished: Finished, piece: Piece, found: ReadNumber, over: list[tuple[int, int]], language: str
) -> Iterator[Problem]:
    """Yield text adjacent to a marked figure that changes its meaning: a digit, a scale word, a qualifier."""
    start, end = over[0]
    if start <= found.start and found.end <= end:
        return  # a number of the figure itself, such as the second of a range
    whole = numbers_in(piece.text[start:end], language)
    inner = next((f for f in whole if not f.period), None)
    if found.period or inner is None or found.value is None or inner.value is None:
        return
    if found.qualifier != inner.qualifier or abs(found.value) != abs(inner.value):
        beside = piece.text[max(found.start, 0) : found.end]
        yield _at("proof-beside-figure", finished, piece, found.start, text=piece.text[start:end], beside=beside)


def _drawn_figure(found: ReadNumber, piece: Piece, entries: Sequence[ManifestEntry]) -> bool:
    text = squash(found.text)
    return any(e.section == piece.section and text in squash(e.text) for e in entries)


def _furniture(done: Account, finished: Finished, piece: Piece, language: str, names: Declared) -> None:
    """Check the running head and foot of a PDF page: page number and page count."""
    text = squash(piece.text)
    for known in sorted({squash(p.text) for p in finished.of("heading", "cover", "alt")}, key=len, reverse=True):
        text = text.replace(known, "")
    label = tables(language).page.search(text)
    if label is not None:
        done.counts["numbering"] += 1
        if int(label["page"]) != piece.page or int(label["pages"]) != finished.pages:
            done.problems.append(
                _at("proof-page-number", finished, piece, 0, text=label[0], page=piece.page, pages=finished.pages)
            )


def _drawn(finished: Finished, left: Counter[Key], by_key: dict[Key, ManifestEntry]) -> None:
    """Tick off chart figures in a PDF: they are drawn outside the structure tree, so search what their page draws."""
    pages: dict[int, set[str]] = {}
    for piece in finished.of("alt"):
        pages.setdefault(piece.page, set()).add(piece.section)
    letters: dict[str, str] = {}
    for piece in finished.of("furniture", "chart"):
        for section in pages.get(piece.page, ()):
            letters[section] = letters.get(section, "") + squash(piece.text)
    for key, entry in by_key.items():
        if left[key] > 0 and entry.form in ("cell", "number", "bare") and key[2] in letters.get(entry.section, ""):
            left[key] = 0


def _at(code: str, finished: Finished, piece: Piece, start: int, **details: object) -> Problem:
    place = finished.name + (f", page {piece.page}" if piece.page else "")
    return problem(
        code,
        place,
        0,
        where=(piece.section or piece.role).replace("_", "-"),
        sentence=sentence(piece.text, start),
        **details,
    )


def sentence(text: str, start: int) -> str:
    """Return the sentence around a position of a text, at most 120 characters."""
    first = max((m.end() for m in _SENTENCE.finditer(text[:start])), default=0)
    stop = _SENTENCE.search(text, start)
    whole = text[first : stop.end() if stop else len(text)].strip()
    at = start - first
    return whole if len(whole) <= 120 else "…" + whole[max(at - 60, 0) : at + 60].strip() + "…"
