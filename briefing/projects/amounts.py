"""A cell that holds money: an exact amount with the words it was written in, or why it is none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from briefing.projects.vocabulary import SCALES, MoneyUnit, Vocabulary, folded
from briefing.quantities.parse import QUALIFIER_WORDS

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_ONE = re.compile(rf"(?P<before>[^0-9.]*?)(?P<number>{_NUMBER})(?P<mid>余|多)?(?P<after>[^0-9]*)\Z")
_RANGE = re.compile(rf"{_NUMBER}[^0-9]{{0,4}}(?:[-~—–至到]|～)[^0-9]{{0,3}}{_NUMBER}")
_LABEL = re.compile(r"^(?:总投资额?|投资额?|预计|估算|计划|总额|约为|为|人民币|rmb|¥|:)+")
_SAME = {
    "大约": "约",
    "超过": "超",
    "逾": "超",
    ">": "超",
    "多": "余",
    "不低于": "以上",
    "不少于": "以上",
    "至少": "以上",
    "≥": "以上",
}
_QUALIFIERS = (*QUALIFIER_WORDS, *_SAME)
_TIDY = re.compile(r"[\s,，。;；:：]+")


@dataclass(frozen=True, slots=True)
class Read:
    """An amount as read: ``value`` as content writes it (``5.2亿``), or nothing with the ``reason``: ``range``, ``text``,
    ``no-unit``, ``shared``, ``error``, ``zero``. ``unit_from``: cell, head, sheet, mapping. ``clash`` is the head's unit where
    the cell names another, ``bare`` where the cell has only a scale word (``5万`` below 万元);
    ``named`` says that the cell names its currency."""

    value: str | None
    unit: str = "CNY"
    qualifier: str = ""
    exact: Decimal | None = None
    reason: str = ""
    unit_from: str = ""
    clash: str = ""
    bare: str = ""
    published: str = ""
    named: bool = False


def read_amount(
    text: str,
    vocabulary: Vocabulary,
    head: MoneyUnit | None,
    sheet: MoneyUnit | None,
    given: MoneyUnit | None,
    currency: str = "",
) -> Read:
    """Read one cell. The unit is the cell's own, else the head's, else the mapping's, else the sheet's; without any, and for
    anything but one number, the amount stays open. A scale word alone (5000万) takes its currency from ``currency`` (ISO 4217),
    or from the unit stated."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("\n", "").replace("，", ",")
    if _RANGE.search(plain):
        return Read(None, reason="range", published=shown(text, head, sheet, given))
    match = _ONE.match(plain)
    if match is None:
        return Read(None, reason="text", published=text)
    behind = own = _own_unit(match["after"], vocabulary)
    stated = head or given or sheet
    before, ahead = _currency_ahead(match["before"], own, stated, vocabulary)
    if ahead is not None:
        own = ahead
    elif own is not None and own.word in SCALES and (code := currency or (stated.unit if stated else "")):
        own = own.model_copy(update={"unit": code})
    unit, origin = next(
        ((u, o) for u, o in ((own, "cell"), (head, "head"), (given, "mapping"), (sheet, "sheet")) if u is not None),
        (None, ""),
    )
    qualifier, understood = _qualifier(match, before, behind)
    if not understood:
        return Read(None, reason="text", published=text)
    if unit is None:
        return Read(None, reason="no-unit", published=text)
    value, exact = scaled(match["number"].replace(",", ""), int(unit.power))
    if not exact:
        return Read(None, reason="zero", published=text)
    clash = stated.word if own is not None and stated is not None and not _same(own, stated) else ""
    bare = stated.word if own is not None and stated is not None and own.word in SCALES and not clash else ""
    published = text if own is not None else f"{text}（{unit.word}）"
    named = ahead is not None or (own is not None and own.word not in SCALES)
    return Read(value, unit.unit, qualifier, exact, "", origin, clash, bare, published, named)


def scaled(digits: str, power: int) -> tuple[str, Decimal]:
    """Digits times a power of ten as a content value: with 万 or 亿 where the unit was written so, exact always."""
    whole, point, fraction = digits.partition(".")
    digits = (whole.lstrip("0") or "0") + point + fraction
    exact = Decimal(digits).scaleb(power)
    for word, weight in (("万亿", 12), ("亿", 8), ("万", 4), ("", 0)):
        if power == weight:
            return digits + word, exact
    weight, word = (8, "亿") if power > 8 else (4, "万") if power > 4 else (0, "")
    moved = Decimal(digits).scaleb(power - weight)
    return f"{moved:f}" + word, exact


def _own_unit(after: str, vocabulary: Vocabulary) -> MoneyUnit | None:
    plain = folded(after)
    return next((unit for word, unit in vocabulary.units if plain.startswith(word)), None)


def _currency_ahead(
    text: str, own: MoneyUnit | None, stated: MoneyUnit | None, vocabulary: Vocabulary
) -> tuple[str, MoneyUnit | None]:
    """A currency before the number (€3.5亿, 欧元 200万): the words left, and the unit it makes with the scale word behind it.
    Without a scale word it stands for single units, unless a head or the sheet gives a scale: then it is not understood."""
    plain = folded(text)
    if own is not None and own.unit != "CNY" and any(word in plain for word in ("人民币", "rmb")):
        return f"{plain}?", None
    for name in sorted(vocabulary.currencies, key=lambda n: (-len(n), n)):
        if not plain.endswith(name) or name == "元":
            continue
        code = vocabulary.currencies[name]
        if own is not None and own.unit == code and own.word not in SCALES:
            return plain.removesuffix(name), None
        if code != "CNY" and own is not None and own.word in SCALES:
            return plain.removesuffix(name), own.model_copy(update={"unit": code})
        if code != "CNY" and own is None and stated is None:
            return plain.removesuffix(name), MoneyUnit(word=name, power="0", unit=code)
        break
    return text, None


def _qualifier(match: re.Match[str], ahead: str, own: MoneyUnit | None) -> tuple[str, bool]:
    """The qualifier around a number, and whether all that stands around it was understood."""
    before = _LABEL.sub("", _TIDY.sub("", ahead).casefold())
    after = folded(match["after"])
    after = _TIDY.sub("", after[len(folded(own.word)) :] if own else after)
    words = [w for w in (before, match["mid"] or "", after) if w and w not in ("人民币", "左右浮动")]
    unknown = [w for w in words if w not in _QUALIFIERS]
    if unknown or len(words) > 1:
        return "", False
    word = words[0] if words else ""
    return _SAME.get(word, word), True


def _same(one: MoneyUnit, other: MoneyUnit) -> bool:
    return one.power == other.power and one.unit == other.unit


def shown(text: str, *units: MoneyUnit | None) -> str:
    """The text of an amount that stays open, with the unit its reader would have looked up."""
    unit = next((u for u in units if u is not None), None)
    return text if unit is None or any(c in text for c in "元万亿") else f"{text}（{unit.word}）"
