"""What must be the same: the text of two formats of a document, the figures and dates of the languages of a pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from briefing.formats import FORMATS, marked
from briefing.problems import Problem, problem
from briefing.proof.accounting import sentence
from briefing.proof.files import Finished, Piece
from briefing.proof.folder import Proof
from briefing.proof.placing import BODY
from briefing.proof.reading import numbers_in, unmatched
from briefing.proof.reading.tables import alike, signed, squash


def differences(one: Finished, other: Finished) -> Iterator[Problem]:
    """Yield where the text of two formats of one document is not the same: body by section, then cover, notes and
    descriptions."""
    drawn_as_text = set()
    for section in dict.fromkeys(p.section for p in (*one.of(*BODY), *other.of(*BODY))):
        ours, theirs = ([p for p in f.of(*BODY) if p.section == section] for f in (one, other))
        if _drawing_in_words(one, ours, theirs, section):
            drawn_as_text.add(section)
            continue
        yield from _differ(
            one, other, [p.text for p in ours], [p.text for p in theirs], section, theirs[0].page if theirs else 0
        )
    for role in ("cover", "note", "alt"):
        texts, others = (
            [p.text for p in f.of(role) if role != "alt" or p.section not in drawn_as_text] for f in (one, other)
        )
        yield from _differ(one, other, texts, others, role, 0)
    yield from _labels_differ(one, other)
    # entries of the contents without their page numbers
    contents, listed = (Counter(squash(p.text).rstrip("0123456789.") for p in f.of("contents")) for f in (one, other))
    for text in (contents - listed) or (listed - contents):
        yield _text_differs(one, other.name, "contents", text, "…")


def _labels_differ(one: Finished, other: Finished) -> Iterator[Problem]:
    """Labels drawn in the charts of one format that the other neither draws nor describes, both ways."""
    for here, there in ((one, other), (other, one)):
        if not FORMATS[here.form].marks:
            continue
        for section in dict.fromkeys(p.section for p in one.of("alt")):
            known = _drawn(there, section)
            for piece in here.of("chart"):
                if piece.section == section and not piece.marks and squash(piece.text) not in known:
                    yield _text_differs(one, other.name, section, piece.text, "…")


def _drawn(finished: Finished, section: str) -> str:
    """Everything a section's charts draw and its text says, without white space. A PDF draws letter by letter, outside its
    structure: so all that its page draws there."""
    descriptions = [p for p in finished.of("alt") if p.section == section]
    if not FORMATS[finished.form].marks:
        pages = {p.page for p in descriptions}
        drawn = [p for p in finished.of("furniture", "chart") if p.page in pages]
    else:
        drawn = [*descriptions, *(p for p in finished.of("chart", *BODY) if p.section == section)]
    return "\n".join(squash(p.text) for p in drawn)


def _drawing_in_words(one: Finished, ours: Sequence[Piece], theirs: Sequence[Piece], section: str) -> bool:
    """Whether a section differs only in that the other format sets the labels of a drawing (a timeline) as text."""
    labels = "".join(squash(p.text) for p in one.of("chart") if p.section == section)
    here, there = ("".join(squash(p.text) for p in pieces) for pieces in (ours, theirs))
    at = there.find(labels) if labels and here != there else -1
    return at >= 0 and there[:at] + there[at + len(labels) :] == here


def _differ(
    one: Finished, other: Finished, ours: Sequence[str], theirs: Sequence[str], where: str, page: int
) -> Iterator[Problem]:
    here, there = "".join(ours), "".join(theirs)
    a, b = signed(here), signed(there)
    if a == b:
        return
    at = alike(a, b)
    place = other.name + (f", page {page}" if page else "")
    yield _text_differs(one, place, where, sentence(b, at), sentence(a, at))


def _text_differs(one: Finished, place: str, where: str, here: str, there: str) -> Problem:
    details = {"where": where.replace("_", "-"), "here": here, "there": there}
    return problem("proof-text-differs", place, 0, other=one.name, **details)


#: The form of an amount in another currency, which only some languages give beside the amount itself.
BESIDE = "beside"


def languages_differ(documents: Mapping[str, Mapping[str, Any]], proof: Proof) -> Iterator[Problem]:
    """Compare the languages of one pack, which carry the same figures, section by section, and the same dates."""
    packs: dict[str, list[str]] = {}
    for name, entry in sorted(documents.items()):
        packs.setdefault(entry["pack"], []).append(name)
    for pack, listed in packs.items():
        first, *others = sorted(listed, key=lambda n: n.rpartition(".")[2], reverse=True)
        for other in others:
            pair = (documents, first, other)
            found = [*_figures_differ(*pair), *_open_values_differ(*pair), *_dates_differ(*pair, proof)]
            yield from found
            if not found:
                proof.same_figures.append(f"{pack}: {first.rpartition('.')[2]} = {other.rpartition('.')[2]}")


def _figures_differ(documents: Mapping[str, Mapping[str, Any]], one: str, other: str) -> Iterator[Problem]:
    both = [documents[name]["figures"] for name in (one, other)]
    rates = [{e.rate for e in figures if e.form == BESIDE} for figures in both]
    alone = (rates[0] ^ rates[1]) - {""}  # only one of them converts at these: it may name them, the other need not
    ours, theirs = (
        Counter((e.section, e.fact, e.value) for e in figures if e.form != BESIDE and e.fact not in alone)
        for figures in both
    )
    for lacking, figures, holder in ((other, ours - theirs, one), (one, theirs - ours, other)):
        for section, fact, value in sorted(figures, key=str):
            yield _lacks(lacking, section, f"{fact} ({value})", holder)


def _lacks(name: str, section: str, what: str, other: str) -> Problem:
    """A document of one language lacks what that of another one has."""
    return problem("proof-languages-differ", name, 0, section=section.replace("_", "-"), what=what, other=other)


def _open_values_differ(documents: Mapping[str, Mapping[str, Any]], one: str, other: str) -> Iterator[Problem]:
    """A value that the source leaves open ends in the same number in both languages, where both print one (9000万—1.2亿元)."""
    ends: list[dict[tuple[str, str], tuple[str, Decimal]]] = []
    for name in (one, other):
        language = name.rpartition(".")[2]
        found = {}
        for entry in documents[name]["figures"]:
            values = [f.value for f in numbers_in(entry.text, language) if f.value is not None and not f.period]
            if entry.value is None and values:
                found[entry.section, entry.fact] = (entry.text, values[-1])
        ends.append(found)
    for (section, fact), (text, value) in ends[0].items():
        theirs = ends[1].get((section, fact))
        if theirs is not None and theirs[1] != value:
            yield _lacks(other, section, f"{fact} ({text}; {theirs[0]})", one)


def _dates_differ(documents: Mapping[str, Mapping[str, Any]], one: str, other: str, proof: Proof) -> Iterator[Problem]:
    rates = [
        {day for e in documents[name]["figures"] if e.form == BESIDE for day in e.rate_days} for name in (one, other)
    ]
    for form in marked():
        ours, theirs = (proof.accounts.get(f"{n}.{form}") for n in (one, other))
        if ours is None or theirs is None:
            continue
        for section in dict.fromkeys((*ours.dates, *theirs.dates)):
            lonely = unmatched(ours.dates.get(section, ()), theirs.dates.get(section, ()))
            for found, name in lonely:
                if found.identity in rates[name]:  # the source of a rate of exchange, where only this language converts
                    continue
                here, there = (other, one) if name == 0 else (one, other)
                yield _lacks(here, section, f"{found.text} ({found.identity})", there)
        return
