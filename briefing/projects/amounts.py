"""Cells that hold money or a date: exact, with the words they were written in, or why they are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from briefing.projects.vocabulary import SCALES, MoneyUnit, Vocabulary, folded
from briefing.quantities import Period, PeriodError
from briefing.quantities.parse import QUALIFIER_WORDS

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_ONE = re.compile(rf"(?P<before>[^0-9.]*?)(?P<number>{_NUMBER})(?P<mid>余|多)?(?P<after>[^0-9]*)\Z")
_RANGE = re.compile(rf"{_NUMBER}[^0-9]{{0,4}}(?:[-~—–至到]|～)[^0-9]{{0,3}}{_NUMBER}")
_LABEL = re.compile(r"^(?:总投资额?|投资额?|预计|估算|计划|总额|约为|为|人民币|rmb|¥|:)+")
_SAME = {
    "大约": "约", "超过": "超", "逾": "超", ">": "超", "多": "余",
    "不低于": "以上", "不少于": "以上", "至少": "以上", "≥": "以上",
}  # fmt: skip
_QUALIFIERS = (*QUALIFIER_WORDS, *_SAME)
#: What may be in brackets behind an amount: the same in another currency, or a part of it.
_ASIDE = re.compile(
    r"[(（](?:(?:含|包括)(?=[^()（）]*\d)|约|折合|折|合|相当于|其中|approx|about|equivalent)[^()（）]*[)）]\Z",
    re.IGNORECASE,
)
_PER = re.compile(r"(?<=[元金币])整\Z|(?<=[元金币])/\d[\d.,]*(?:亩|公顷|㎡|m2|平方米|平方公里)\Z")
#: Digits set apart by white space are one number only in groups of three.
_APART = re.compile(r"\d\s+\d")
_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f']\d{3})+(?![\d ])")
_HAN_DIGITS = {
    d: n
    for n, ds in enumerate(("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for d in ds
}
_HAN_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_HAN_NUMBER = re.compile(
    rf"(?<![\d.第{''.join(_HAN_DIGITS)}])[{''.join(_HAN_DIGITS)}{''.join(_HAN_TENS)}]+(?=[亿万元])"
)
_POINTS = re.compile(
    r"\d{1,3}(?:,\d{3})+\.\d|(?<![\d,.])\d+\.(?:\d{1,2}|\d{4,})(?![\d.,])|(?<![\d,.])\d{1,3}(?:,\d{3}){2,}(?![\d,.])"
)
_COMMAS = re.compile(
    r"\d{1,3}(?:[. ]\d{3})+,\d|(?<![\d,.])\d+,(?:\d{1,2}|\d{4,})(?![\d.,])|(?<![\d,.])\d{1,3}(?:\.\d{3}){2,}(?![\d,.])"
)
_EITHER = re.compile(r"(?<![\d,.])\d{1,3}[.,]\d{3}(?![\d.,])")
_TIDY = re.compile(r"[\s,，。;；:：]+")


@dataclass(frozen=True, slots=True)
class Read:
    """An amount as read: ``value`` as content writes it (``5.2亿``), or nothing with the ``reason``: ``range``, ``text``,
    ``no-unit``, ``shared``, ``error``, ``zero``. ``unit_from``: cell, head, sheet, mapping, row. ``clash`` is the stated unit
    where the cell names another, ``bare`` where the cell has only a scale word (``5万`` below 万元); ``named`` says that the
    cell names its currency."""

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
    text: str, vocabulary: Vocabulary, stated: MoneyUnit | None = None, by: str = "", currency: str = "",
    decimals: str = "point",
) -> Read:  # fmt: skip
    """Read one cell. The unit is the cell's own, else the one stated for it (``by``: where); without any, and for
    anything but one number, the amount stays open. ``decimals`` is the mark before decimals, ``point`` or ``comma``.
    A scale word alone (5000万) takes its currency from ``currency`` (ISO 4217), or from the unit stated."""
    plain = _digits(unicodedata.normalize("NFKC", text), decimals)
    if _APART.search(plain):
        return Read(None, reason="text", published=text)
    plain = _PER.sub("", _ASIDE.sub("", re.sub(r"\s+", "", plain).replace("，", ",")))
    if _RANGE.search(plain):
        return Read(None, reason="range", published=shown(text, stated))
    match = _ONE.match(plain)
    if match is None:
        return Read(None, reason="text", published=text)
    behind = own = vocabulary.unit_ahead(folded(match["after"]))
    before, after = match["before"], match["after"]
    around = _around(before, after, vocabulary)
    if around is not None:
        before, own, after = around
        behind = ahead = None
    else:
        before, ahead = _currency_ahead(before, own, stated, vocabulary)
    if ahead is not None:
        own = ahead
    elif own is not None and own.word in SCALES and (code := currency or (stated.unit if stated else "")):
        own = own.model_copy(update={"unit": code})
    unit, origin = (stated, by) if own is None else (own, "cell")
    qualifier, understood = _qualifier(match["mid"] or "", before, after, behind)
    if not understood:
        return Read(None, reason="text", published=text)
    if unit is None:
        return Read(None, reason="no-unit", published=text)
    value, exact = scaled(match["number"].replace(",", ""), int(unit.power))
    if not exact:
        return Read(None, reason="zero", published=text)
    clash = stated.word if own is not None and stated is not None and own.size != stated.size else ""
    bare = stated.word if own is not None and stated is not None and own.word in SCALES and not clash else ""
    published = text if own is not None else f"{text}（{unit.word}）"
    named = ahead is not None or around is not None or (own is not None and own.word not in SCALES)
    return Read(value, unit.unit, qualifier, exact, "", origin, clash, bare, published, named)


def decimal_mark(texts: Iterable[str]) -> str:
    """Return which mark precedes the decimals in the amounts of a column: ``point``, ``comma``, ``both`` where some have
    one and some the other, ``unclear`` where some could have either (823.171) and none decides; nothing where it does not
    matter."""
    plain = [unicodedata.normalize("NFKC", text) for text in texts]
    points, commas, either = (any(map(mark.search, plain)) for mark in (_POINTS, _COMMAS, _EITHER))
    return "both" if points and commas else "point" if points else "comma" if commas else "unclear" if either else ""


def _digits(text: str, decimals: str) -> str:
    """The text with its numbers written with a point before decimals and without spaces between groups of three; numbers in
    Chinese characters before a unit as digits."""
    plain = _GROUPS.sub(lambda m: re.sub(r"[^\d]", "", m[0]), text)
    if decimals == "comma":
        plain = re.sub(r"(?<=\d)\.(?=\d{3}(?!\d))", "", plain)
        plain = re.sub(r"(?<=\d),(?=\d)", ".", plain)
    return _HAN_NUMBER.sub(lambda m: str(_han_number(m[0])), plain)


def _han_number(text: str) -> int:
    total = digit = 0
    for character in text:
        if character in _HAN_DIGITS:
            digit = digit * 10 + _HAN_DIGITS[character] if digit and not total else _HAN_DIGITS[character]
        else:
            total += (digit or 1) * _HAN_TENS[character]
            digit = 0
    return total + digit


def scaled(digits: str, power: int) -> tuple[str, Decimal]:
    """Return digits times a power of ten as a content value: with 万 or 亿 where the unit was written so, exact always."""
    whole, point, fraction = digits.partition(".")
    digits = (whole.lstrip("0") or "0") + point + fraction
    exact = Decimal(digits).scaleb(power)
    for word, weight in (("万亿", 12), ("亿", 8), ("万", 4), ("", 0)):
        if power == weight:
            return digits + word, exact
    weight, word = (8, "亿") if power > 8 else (4, "万") if power > 4 else (0, "")
    moved = Decimal(digits).scaleb(power - weight)
    return f"{moved:f}" + word, exact


def _currency_ahead(
    text: str, own: MoneyUnit | None, stated: MoneyUnit | None, vocabulary: Vocabulary
) -> tuple[str, MoneyUnit | None]:
    """A currency before the number (€3.5亿, 欧元 200万): the words left, and the unit it makes with the scale word behind it.
    Without a scale word it stands for single units, unless a head or the sheet gives a scale: then it is not understood."""
    if not text:
        return text, None
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


def _around(before: str, after: str, vocabulary: Vocabulary) -> tuple[str, MoneyUnit, str] | None:
    """A unit that is on both sides of the number (USD 30 million): the words before it, the unit, the words after it."""
    ahead, behind = folded(before), folded(after)
    if not ahead or not behind[:1].isascii():
        return None
    for word, unit in vocabulary.units:
        if not word.isascii():
            continue
        for at in range(min(len(ahead), len(word)), 0, -1):
            if ahead.endswith(word[:at]) and word[at:] and behind.startswith(word[at:]):
                return ahead[: len(ahead) - at], unit, behind[len(word) - at :]
    return None


def _qualifier(mid: str, ahead: str, behind: str, own: MoneyUnit | None) -> tuple[str, bool]:
    """The qualifier around a number, and whether all that stands around it was understood."""
    before = _LABEL.sub("", _TIDY.sub("", ahead).casefold())
    after = folded(behind)
    after = _TIDY.sub("", after[len(folded(own.word)) :] if own else after)
    words = [w for w in (before, mid, after) if w and w not in ("人民币", "左右浮动")]
    unknown = [w for w in words if w not in _QUALIFIERS]
    if unknown or len(words) > 1:
        return "", False
    word = words[0] if words else ""
    return _SAME.get(word, word), True


def shown(text: str, unit: MoneyUnit | None) -> str:
    """Return the text of an amount that stays open, with the unit its reader would have looked up."""
    return text if unit is None or any(c in text for c in "元万亿") else f"{text}（{unit.word}）"


#: Serial numbers that Excel shows as days of 2000 to 2064 (1900 date system).
_SERIALS = range(36526, 60265)
_EPOCH = date(1899, 12, 30)

_POINT = r"((?:19|20)\d{2})(?:[-.年/](\d{1,2})(?!\d)(?:[-.月/](\d{1,2})(?!\d))?)?[年月日]*(?:初|底|末)?"
_TO = r"(?:-{1,2}|—+|–|~|至|到)"
_DATES_RANGE = re.compile(rf"{_POINT}{_TO}{_POINT}\Z")
_SINGLE = re.compile(rf"{_POINT}\Z")
_DURATION = re.compile(r"(?:建设期|工期|约)?(\d{1,3}(?:\.5)?)(个月|月|年|months?|years?)\Z")

_DOTTED = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2})(?!\d)")
_MONTH = re.compile(r"(?<![\d./-])(0?[1-9]|1[0-2])[./]((?:19|20)\d{2})(?![\d./-])")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](?:19|20)\d{2}(?!\d)")
_ONE_TO_NINE = "[一二两三四五六七八九]"
_IN_WORDS = re.compile(rf"(?:建设期|工期|约)?({_ONE_TO_NINE}?十{_ONE_TO_NINE}?|{_ONE_TO_NINE})(年|个月)(半)?\Z")


def serial_day(text: str) -> date | None:
    """Return the day an Excel serial number stands for; ``None`` for other numbers."""
    if not text.isdigit() or int(text) not in _SERIALS:
        return None
    return _EPOCH + timedelta(days=int(text))


def day_order(texts: Iterable[str]) -> str:
    """Return the order of days written with slashes in a column: ``dmy``, ``mdy``, ``both``, or nothing where none decides."""
    found: set[str] = set()
    for text in texts:
        for first, second in _SLASHED.findall(unicodedata.normalize("NFKC", text)):
            found |= {"dmy"} if int(first) > 12 else {"mdy"} if int(second) > 12 else set()
    return "both" if len(found) > 1 else next(iter(found), "")


def ordered_days(text: str, order: str, months: Mapping[str, str]) -> str:
    """Return a text with its days in the order of ISO 8601: ``13.02.2019`` and, where ``order`` says so, ``03/04/2019``; months
    in words (``4 March 2027``, ``Mar 2027``). A day whose order is not known stays as it is."""

    def dotted(match: re.Match[str]) -> str:
        first, mark, second, year = match[1], match[2], match[3], match[4]
        way = "dmy" if mark == "." or int(first) > 12 else "mdy" if int(second) > 12 else order
        day, month = (first, second) if way == "dmy" else (second, first)
        return f"{year}-{int(month):02d}-{int(day):02d}" if way in ("dmy", "mdy") and int(month) <= 12 else match[0]

    plain = _DOTTED.sub(dotted, unicodedata.normalize("NFKC", text))
    plain = _MONTH.sub(lambda m: f"{m[2]}-{int(m[1]):02d}", plain)
    if not any(c.isascii() and c.isalpha() for c in plain):
        return plain
    names = "|".join(sorted(months, key=len, reverse=True))
    worded = re.compile(
        rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+)?\b({names})\b\.?,?(?:\s+(\d{{1,2}})(?:st|nd|rd|th)?,)?\s+(\d{{4}})",
        re.IGNORECASE,
    )
    by_name = {name.casefold(): number for name, number in months.items()}

    def named(match: re.Match[str]) -> str:
        day = match[1] or match[3]
        return f"{match[4]}-{int(by_name[match[2].casefold()]):02d}" + (f"-{int(day):02d}" if day else "")

    return worded.sub(named, plain)


def read_day(text: str) -> str:
    """Return a day written in any usual way as ISO 8601, or nothing."""
    period = read_period(text)
    return period if len(period) == 10 else ""


def read_period(text: str) -> str:
    """Return a moment or a stretch of time with four-digit years as ISO 8601, or nothing. Two-digit years are never guessed."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("\n", "")
    if match := _DATES_RANGE.match(plain):
        start, end = _point(match.groups()[:3]), _point(match.groups()[3:])
        depth = min(start.count("-"), end.count("-"))
        made = "/".join("-".join(p.split("-")[: depth + 1]) for p in (start, end))
    elif match := _SINGLE.match(plain):
        made = _point(match.groups())
    else:
        return ""
    try:
        return Period.parse(made).text
    except PeriodError:
        return ""


def read_duration(text: str, unit: str = "") -> tuple[str, str]:
    """Return a duration as digits and ``month`` or ``year``; a bare number takes the unit of its head. Nothing when unclear."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if match := _DURATION.match(plain):
        return match[1], "year" if match[2].startswith(("年", "year")) else "month"
    if match := _IN_WORDS.match(plain):
        number = _han_number(match[1])
        if match[3]:
            return (f"{number}.5", "year") if match[2] == "年" else ("", "")
        return str(number), "year" if match[2] == "年" else "month"
    if unit and plain.replace(".", "", 1).isdigit() and len(plain) <= 4:
        return plain, unit
    return "", ""


def _point(groups: tuple[str | None, ...]) -> str:
    return "-".join(f"{int(part):02d}" for part in groups if part)


@dataclass(frozen=True, slots=True)
class RowUnit:
    """What a row says of its unit: ``unit`` (万欧元) or only ``currency`` (EUR); ``strange`` is a cell that says neither."""

    unit: MoneyUnit | None = None
    currency: str = ""
    strange: str = ""

    def with_stated(self, stated: MoneyUnit | None) -> tuple[MoneyUnit | None, bool]:
        """Return the unit of the row's amounts, and whether the row contradicts what the head or the sheet states."""
        if self.unit is not None:
            same = stated is None or stated.size == self.unit.size
            bare = stated is not None and stated.word in SCALES and stated.power == self.unit.power
            return self.unit, not (same or bare)
        if not self.currency or stated is None or stated.unit == self.currency:
            return stated, False
        if stated.word in SCALES:
            return stated.model_copy(update={"unit": self.currency}), False
        return stated, True


def read_row_unit(unit: str, currency: str, vocabulary: Vocabulary) -> RowUnit:
    """Return what the cells of the two columns say."""
    if unit:
        found = vocabulary.whole_unit(unit)
        return RowUnit(unit=found) if found is not None else RowUnit(strange=unit)
    if currency:
        code = vocabulary.currency(currency)
        return RowUnit(currency=code) if code else RowUnit(strange=currency)
    return RowUnit()
