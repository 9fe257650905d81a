"""What the words of a section head or of a total say: a sector, a status, a place, a count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from briefing.projects.vocabulary import Vocabulary, folded

_HAN = "一二三四五六七八九十百"
#: Ways to number a section, the outermost first as most offices nest them; a sheet may nest them otherwise.
STYLES = {
    "chapter": re.compile(rf"第[{_HAN}\d]+[章部编类分]+[、.:\s]*"),
    "han": re.compile(rf"[{_HAN}]{{1,3}}(?:[、.．]|\s+(?=\S))"),
    "han-bracket": re.compile(rf"[(（][{_HAN}]{{1,3}}[)）]"),
    "roman": re.compile(r"[IVXⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]{1,5}[、.)]\s*"),
    "letter": re.compile(r"[A-Z][、.)]\s*"),
    "digit": re.compile(r"\d{1,3}[、.．)）](?!\d)\s*"),
    "digit-bracket": re.compile(r"[(（]\d{1,3}[)）]"),
}
#: A cell that holds nothing but a section's number (``一``, ``（二）``).
CHINESE_NUMBER = re.compile(rf"^[(（]?[{_HAN}]{{1,3}}[)）、.]?$")
_MONEY = r"(?:计划|估算|预计)?(?:总投资|投资|金额)?额?:?约?(?:[\d.,]+(?:亿|万)?(?:美|港|欧)?元|[\d.,]+(?:亿|万))"
_MARKS = " 　:：、,，;；.。-—·*★●○▲◆◇■□△▪➢#"


@dataclass(frozen=True, slots=True)
class Said:
    """What a head says; each part may be empty. ``count`` is the number of projects it states."""

    sector: str = ""
    status: str = ""
    place: str = ""
    count: int | None = None


def style_of(text: str) -> str:
    """How a text is numbered as a section head (a key of ``STYLES``); empty where it is not."""
    plain = text.strip()
    if CHINESE_NUMBER.match(folded(plain)):
        return "han-bracket" if plain[0] in "(（" else "han"
    return next((name for name, pattern in STYLES.items() if pattern.match(plain)), "")


@lru_cache(maxsize=64)
def _patterns(vocabulary: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = vocabulary.words.rows
    counters = "|".join(re.escape(folded(w)) for w in sorted(rows.counters, key=len, reverse=True))
    totals = "|".join(re.escape(folded(w)) for w in sorted(rows.total, key=len, reverse=True))
    count = re.compile(rf"(?:共计|合计|总计|共|计)?(\d+)(?:{counters})(?:重点|招商|建设)?(?:项目)?")
    return count, re.compile(totals)


def count_in(text: str, vocabulary: Vocabulary) -> int | None:
    """How many projects a label says there are (``共4个项目``, ``（12项）``); ``None`` where it does not say."""
    found = _patterns(vocabulary)[0].search(folded(text))
    return int(found[1]) if found else None


def ends_with_count(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a label closes with a count of projects, in brackets or not."""
    plain = folded(text).rstrip(_MARKS)
    count = _patterns(vocabulary)[0]
    return bool(re.search(rf"(?:[(（]{count.pattern}[^()（）]*[)）]|{count.pattern})\Z", plain))


def read_said(text: str, vocabulary: Vocabulary) -> Said:
    """What a section head or the label of a total says, numbering, counts, amounts and cut brackets taken off."""
    count = count_in(text, vocabulary)
    words = bare(text, vocabulary)
    if not words:
        return Said(count=count)
    sections = vocabulary.words.sections
    if place := place_of(words, vocabulary) or place_of(words.partition("（")[0].strip(), vocabulary):
        return Said(place=place, count=count)
    stem = next((words.removesuffix(t) for t in sections.tails if words.endswith(t) and words != t), words)
    if stem in sections.status:
        return Said(status=stem, count=count)
    if (
        any(word in words for word in sections.nothing)
        or stem in sections.tails
        or re.search(r"\d+(?:亿|万|月|年)", words)
    ):
        return Said(count=count)
    return Said(sector=stem, count=count)


def place_of(words: str, vocabulary: Vocabulary) -> str:
    """The place that words are: a district or region we know, or any by its last characters."""
    if found := vocabulary.district(words) or vocabulary.regions.get(folded(words)):
        return found
    sections = vocabulary.words.sections
    named = 2 <= len(words) <= 12 and words.endswith(sections.place_ends) and not words.endswith(sections.place_not)
    return words if named and not any(word in words for word in sections.nothing) else ""


def bare(text: str, vocabulary: Vocabulary) -> str:
    """The words of a head alone."""
    count, total = _patterns(vocabulary)
    plain = " ".join(text.split())
    for pattern in STYLES.values():
        if (match := pattern.match(plain)) and match.end() < len(plain):
            plain = plain[match.end() :].strip()
            break
    half = plain.replace("（", "(").replace("）", ")").replace("：", ":")
    for wanted in (
        rf"\([^()]*{count.pattern}[^()]*\)?",
        count.pattern,
        rf"\(?{_MONEY}\)?",
        r"\([^()]*\Z",
        r"^[^()]*\)",
    ):
        found = re.sub(wanted, "", half)
        half = found if found.strip(_MARKS + "()") or wanted != r"^[^()]*\)" else half
    half = half.strip(_MARKS)
    while half and (match := re.search(rf"(?:{total.pattern})\Z", half, re.IGNORECASE)):
        half = half[: match.start()].strip(_MARKS)
    half = re.sub(rf"^(?:{total.pattern})(?![a-z])(?=[\s:(-])", "", half, flags=re.IGNORECASE).strip(_MARKS)
    for part in vocabulary.words.rows.part:
        half = half.removeprefix(part).strip(_MARKS)
    half = half.removeprefix("()").removesuffix("()").strip(_MARKS)
    return half if half.isascii() else half.replace("(", "（").replace(")", "）")
