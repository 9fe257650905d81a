"""What a tamperer would change, by kind and language: a pattern and what takes its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

KINDS = ("digit", "scale", "currency", "qualifier", "direction", "percent")

_SWAPS: dict[str, dict[str, dict[str, str]]] = {
    "zh": {
        "scale": {"万亿": "亿", "亿": "万", "万": "亿"},
        "currency": {"亿元": "亿美元", "万元": "万港元", "美元": "港元", "港元": "美元"},
        "qualifier": {"超": "近", "约": "超", "近": "超", "突破": "不足", "余": "", "以上": "左右", "不足": "超"},
        "direction": {
            "增长": "下降",
            "下降": "增长",
            "上升": "下降",
            "增加": "减少",
            "升至": "降至",
            "高于": "低于",
            "增幅": "降幅",
        },
        "percent": {"个百分点": "%", "%": "个百分点"},
    },
    "en": {
        "scale": {"trillion": "billion", "billion": "million", "million": "billion"},
        "currency": {"RMB": "USD", "USD": "RMB", "HKD": "USD"},
        "qualifier": {
            "more than": "nearly",
            "More than": "Nearly",
            "nearly": "more than",
            "about": "nearly",
            "or more": "or so",
        },
        "direction": {
            "rose": "fell",
            "risen": "fallen",
            "fell": "rose",
            "up": "down",
            "down": "up",
            "growth": "decline",
            "higher": "lower",
            "increase": "decrease",
            "grew": "fell",
            "rise": "fall",
        },
        "percent": {"percentage points": "%", "%": " percentage points"},
    },
}
_UNSAID = re.compile(r"高质量|高于西部|最近|附近|接近|近日|大约|make up|set up|Set up|higher education", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Swap:
    """A change of one place in a text."""

    start: int
    end: int
    new: str


def swaps(text: str, kind: str, language: str) -> Iterator[Swap]:
    """Every change of a kind that a text offers."""
    if kind == "digit":
        for match in re.finditer(r"[0-9]", text):
            yield Swap(*match.span(), str((int(match[0]) + 3) % 10))
        return
    barred = [m.span() for m in _UNSAID.finditer(text)]
    table = _SWAPS[language][kind]
    for match in re.finditer("|".join(map(re.escape, sorted(table, key=len, reverse=True))), text):
        word = match[0]
        start, end = match.span()
        edge = word[0].isascii() and word[0].isalpha()
        if edge and (text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()):
            continue
        if any(a < end and start < b for a, b in barred):
            continue
        near = text[max(start - 12, 0) : start] + text[end : end + 14]
        if kind in ("scale", "qualifier", "percent", "currency") and not re.search(
            r"[0-9]|one|two|three|five|ten", near
        ):
            continue
        yield Swap(start, end, table[word])


def applied(text: str, swap: Swap) -> str:
    """The text with one change made."""
    return text[: swap.start] + swap.new + text[swap.end :]


def spread(found: list[tuple[object, Swap]], wanted: int) -> list[tuple[object, Swap]]:
    """``wanted`` of the places, evenly over all of them."""
    if len(found) <= wanted:
        return found
    return [found[k * len(found) // wanted] for k in range(wanted)]
