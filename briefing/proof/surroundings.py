"""What a finished file says beside its text, against the text and against another format of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any
from urllib.parse import quote

from briefing.formats import FORMATS
from briefing.proof.accounting import ManifestEntry
from briefing.proof.files import Finished
from briefing.proof.reading import numbers_in
from briefing.proof.reading.tables import Tables, squash, tables


def headings(finished: Finished, role: str = "heading") -> list[str]:
    """Return the texts of a file’s headings, or of another role."""
    return [p.text for p in finished.of(role)]


def strip_numbers(finished: Finished, table: Tables) -> None:
    """Strip the numbers from headings, in place: Word computes them, the other formats print them (kept as ``headings``)."""
    if not FORMATS[finished.form].marks:
        finished.headings = headings(finished)
    finished.pieces = [
        replace(p, text=table.heading_number.sub("", p.text, count=1))
        if p.role in ("heading", "contents") and not p.marks
        else p
        for p in finished.pieces
    ]


#: Marks of direction (Unicode 15.0, Bidi_Control), and joiners that no edition prints.
_MARKS = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_PART = re.compile(r"[;；:：。]|\. ")


def surroundings(
    finished: Finished,
    twin: Finished | None,
    language: str,
    entries: Sequence[ManifestEntry],
    date: str,
    stamp: str = "",
) -> Iterator[str]:
    """Yield every contradiction of ``finished`` with itself, with ``twin`` (the format that marks its figures) and with the
    manifest: its ``entries``, its language, the ``date`` of the edition (ISO 8601), and the ``stamp`` on every page."""
    yield from _hidden(finished)
    yield from _turned(finished)
    yield from _forms(finished, entries)
    yield from _data(finished, entries)
    yield from _periods(finished, language)
    yield from _calls(finished, twin)
    yield from _headings(finished, twin)
    if FORMATS[finished.form].paged:
        yield from _furniture(finished, twin, language, stamp)
    for what, stated in sorted(finished.dates.items()):
        if stated != date.replace("-", ""):
            yield f"{what} says {stated}, the edition is of {date}"
    if finished.language and finished.language.partition("-")[0] != language.partition("-")[0]:
        yield f"it says its language is {finished.language}"


def _turned(finished: Finished) -> Iterator[str]:
    """Invisible marks that turn the direction of text, or part its letters from one another."""
    for piece in finished.pieces:
        if match := _MARKS.search(piece.text):
            around = piece.text[max(match.start() - 20, 0) : match.end() + 20]
            yield f"“{around}” holds an invisible mark (U+{ord(match[0]):04X})"


def _hidden(finished: Finished) -> Iterator[str]:
    """Yield metadata and accessibility text that does not also occur in the visible text."""
    printed = "\n".join(squash(p.text) for p in finished.pieces if p.role != "hidden")
    printed += "\n" + "\n".join([*map(squash, finished.headings), *map(str, finished.calls)])
    for piece in finished.of("hidden"):
        for part in _PART.split(piece.text):
            wanted = squash(part).rstrip(".,")
            if wanted and not _stands(wanted, printed):
                yield f"it says “{part.strip()}” to who does not see the page, and nowhere in its text"


def _stands(wanted: str, printed: str) -> bool:
    """Return whether ``printed`` contains ``wanted`` with no digit adjacent to it."""
    at = printed.find(wanted)
    while at >= 0:
        before, after = printed[at - 1 : at], printed[at + len(wanted) : at + len(wanted) + 1]
        if not (wanted[0].isdigit() and before.isdigit()) and not (wanted[-1].isdigit() and after.isdigit()):
            return True
        at = printed.find(wanted, at + 1)
    return False


def _forms(finished: Finished, entries: Sequence[ManifestEntry]) -> Iterator[str]:
    """The form in which data say a figure is printed is that of the manifest."""
    known = {(e.fact, squash(e.text), e.form) for e in entries}
    stated = {(fact, squash(text), form) for fact, text, form in finished.forms}
    texts = {(fact, text) for fact, text, _ in known}
    for fact, text, form in sorted(stated - known):
        if (fact, text) in texts:
            yield f"its data give {fact} the form {form}, the manifest does not"


def _data(finished: Finished, entries: Sequence[ManifestEntry]) -> Iterator[str]:
    """Compare the figures attached as data with those of the manifest."""
    if finished.data is None:
        if FORMATS[finished.form].attaches and entries:
            yield "its figures are not attached as data"
        return
    known = {(e.fact, "" if e.value is None else f"{e.value:f}", e.unit, squash(e.text)) for e in entries}
    carried = {(fact, value, unit, squash(text)) for fact, value, unit, text in finished.data}
    for fact, value, unit, text in sorted(carried - known):
        yield f"the data attached say {text} ({value} {unit}) of {fact}, the manifest does not"
    for fact in sorted({k[0] for k in known} - {k[0] for k in carried}):
        yield f"the data attached lack {fact}"


def _periods(finished: Finished, language: str) -> Iterator[str]:
    """A date marked with its ISO 8601 form reads as that date. What was known by a day (``../day``) is said by when it was
    reported, and left to the comparison of the formats."""
    for text, stated in finished.periods:
        read = [f.period for f in numbers_in(text, language) if f.period]
        if read and not stated.startswith("..") and not any(_same(r, stated) for r in read):
            yield f"“{text}” is marked as {stated}"


def _same(read: str, stated: str) -> bool:
    return read == stated or stated.startswith(read) or (read.startswith("--") and read[1:] in stated)


def _calls(finished: Finished, twin: Finished | None) -> Iterator[str]:
    """Check that notes are referenced in order, and in the same order in every format."""
    if twin is not None and finished.calls != twin.calls:
        yield f"it calls its notes in another order than {twin.name}"
    notes = len(finished.of("note"))
    firsts = list(dict.fromkeys(finished.calls))
    if firsts != list(range(1, notes + 1)):
        yield "its notes are not called in order, each of them"


def _headings(finished: Finished, twin: Finished | None) -> Iterator[str]:
    """Check headings and their numbers against the other format and the outline."""
    if twin is not None and finished.headings and twin.headings:
        for here, there in zip_longest(finished.headings, twin.headings, fillvalue=""):
            if squash(here) != squash(there):
                yield f"it heads a section “{here}”, {twin.name} “{there}”"
    if finished.outline is not None:
        listed = [*headings(finished, "cover"), *headings(finished, "contents")[:1], *finished.headings]
        extra = Counter(map(squash, finished.outline)) - Counter(map(squash, listed))
        if extra or [squash(t) for t in finished.outline if squash(t) in set(map(squash, finished.headings))] != [
            squash(t) for t in finished.headings
        ]:
            yield f"its outline is not that of its headings{''.join(f': {t}' for t in extra)}"


#: What parts the labels and values in the description of a chart: ``Deposits – 2024: 6.1; 2025: 6.3.``
_BETWEEN = (re.compile(r"[;；:：。]|\.(?: |$)"), re.compile(r"[–—]+"))


def _labels(description: str) -> list[str]:
    """What a chart may draw that is read by itself: the labels and values that its description says."""
    whole = [part for part in map(squash, _BETWEEN[0].split(description)) if part]
    return [*whole, *(part for text in whole if len(parts := _BETWEEN[1].split(text)) > 1 for part in parts if part)]


def _without_continued(left: str, page: int, finished: Finished, language: str) -> str:
    """What a page draws without the lines above tables that go on there: each is the caption of a table that begins on an
    earlier page, with the words that say so."""
    captions = sorted({squash(p.text) for p in finished.of("text") if p.page < page}, key=len, reverse=True)
    at = 0
    while found := tables(language).continued.search(left, at):
        line = f"{found['table']}{left[found.end() :]}"
        caption = next((c for c in captions if c.startswith(found["table"]) and line.startswith(c)), "")
        end = found.end() + max(len(caption) - len(found["table"]), 0)
        left = f"{left[: found.start()]}\n{left[end:]}" if caption else left
        at = found.start() + 1 if caption else found.end()
    return left


def _furniture(finished: Finished, twin: Finished | None, language: str, stamp: str) -> Iterator[str]:
    """Check that head and foot of a page hold only headings, titles, column heads, page labels, chart labels and the stamp."""
    whole = [finished] if twin is None else [finished, twin]
    known = {squash(p.text) for f in whole for p in f.of("heading", "cover", "contents", "alt")}
    known |= {squash(h) for f in whole for h in f.headings}
    known |= {squash(p.text) for p in (twin.of("furniture") if twin else ())}
    known |= {squash(head) for f in whole for p in f.pieces for head in p.head.split("\n")}
    known |= {squash(stamp)} - {""}
    known |= {squash(p.text) for f in whole for p in f.of("cell") if not p.head}
    longest = sorted((text for text in known if len(text) > 1), key=len, reverse=True)
    charts: dict[str, list[str]] = {}
    for piece in (p for f in whole for p in f.of("chart")):
        charts.setdefault(piece.section, []).append(squash(piece.text))
    if twin is None and not FORMATS[finished.form].marks:
        for piece in finished.of("alt"):
            charts.setdefault(piece.section, []).extend(_labels(piece.text))
    on_page: dict[int, list[str]] = {}
    for piece in finished.of("alt"):
        on_page.setdefault(piece.page, []).append(piece.section)
    running = {
        squash(h) for f in whole for h in (*f.headings, *(p.text for p in f.of("heading"))) if len(squash(h)) > 1
    }
    for piece in finished.of("furniture", *(() if FORMATS[finished.form].marks else ("chart",))):
        left = tables(language).page.sub("\n", squash(piece.text))
        left = _without_continued(left, piece.page, finished, language)
        for text in sorted(
            running, key=len, reverse=True
        ):  # before the labels of charts, which may be words of a heading
            left = left.replace(text, "\n", 1)
        drawn = [text for section in dict.fromkeys(on_page.get(piece.page, ())) for text in charts.get(section, ())]
        labels = Counter(text for text in drawn if len(text) > 1)
        for text in sorted({*labels, *longest}, key=len, reverse=True):  # a label may be the beginning of a head
            left = left.replace(text, "\n", -1 if text in known else labels[text])
        # the unit of an axis (%) is in heads of columns too; a numeral by itself is no head
        signs = [t for t in drawn if len(t) == 1]
        for text in (*signs, *sorted(t for t in known if len(t) == 1 and not t.isnumeric())):
            left = left.replace(text, "\n", 1)
        if left.strip("\n"):
            yield f"page {piece.page} draws “{' '.join(left.split())}”, which is no part of the text"


def odd_links(finished: Finished, name: str, documents: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield where the links of the page of the document ``name`` are not exactly those of the edition."""
    if finished.form != "html":
        return
    label, wanted = _links_of(name, documents)
    found = finished.leading
    if finished.leading_label != (label if wanted else ""):
        yield f"its links to other files are called “{finished.leading_label}”, in the manifest “{label}”"
    for file, words, _ in (link for link in found if link not in wanted):
        yield f"its link “{words}” leads to {file}, which the edition does not link by these words"
    for file, words, _ in (link for link in wanted if link not in found):
        yield f"it lacks the link “{words}” to {file}"
    if sorted(found) == sorted(wanted) and found != wanted:
        yield "its links to other files stand in another order"
    if len(found) != len(set(found)):
        yield "a link to another file stands in it twice"


def _links_of(name: str, documents: Mapping[str, Mapping[str, Any]]) -> tuple[str, list[tuple[str, str, str]]]:
    labels = documents[name].get("links")
    if not labels:
        return "", []
    stem, _, language = name.rpartition(".")
    others = [(other, entry) for other, entry in sorted(documents.items()) if other != name]
    links = [
        (f"{other}.html", entry["links"]["name"], entry["links"]["tag"])
        for other, entry in others
        if other.rpartition(".")[0] == stem and "html" in entry["files"] and entry.get("links")
    ]
    links += [(f"{name}.{form}", labels[form], "") for form in ("pdf", "docx") if form in documents[name]["files"]]
    for kind, first in (("deck", ["pptx"]), ("factsheet", ["pdf", "docx"]), ("data", ["xlsx"])):
        for other, entry in others:
            there = [form for form in first if form in entry["files"]]
            its = other.rpartition(".")[2].split("-")
            if there and (entry.get("of"), entry.get("kind")) == (stem, kind) and language in its:
                links.append((f"{other}.{there[0]}", labels[kind], ""))
    return str(labels["label"]), [(quote(file), str(words), str(tag)) for file, words, tag in links]
