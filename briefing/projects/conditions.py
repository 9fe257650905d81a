"""Conditions on projects: parsed into a small tree, never evaluated as code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from briefing.content.projects import Amount, ProjectRecord
from briefing.problems import ProblemsFound, problem
from briefing.quantities.parse import ValueTextError, parse_value

_CHINESE = {
    "sector": "行业", "region": "区域", "district": "区县", "status": "阶段", "owner": "单位", "name": "名称",
    "cooperation": "合作方式", "list": "清单", "investment": "总投资", "sought": "引资额",
}  # fmt: skip
#: Names of fields in a condition, in either language.
FIELDS: Mapping[str, str] = {name: field for field, chinese in _CHINESE.items() for name in (field, chinese)}
AMOUNTS = frozenset({"investment", "sought"})
LONGEST = 2_000

_TOKEN = re.compile(
    r"\s*(?:(?P<quoted>\"[^\"]*\"|“[^”]*”|'[^']*')"
    r"|(?P<mark>>=|<=|!=|==|[=<>~(),，≥≤≠])"
    r"|(?P<word>[^\s(),，=<>!~≥≤≠\"'“”]+))"
)
_DEEPEST = 50
_SIGNS = {s: s for s in ("<=", ">=", "<", ">", "=", "!=", "~")} | {"==": "=", "≥": ">=", "≤": "<=", "≠": "!="}
#: Words that end a value written without quotation marks.
_JOINING = frozenset({"and", "or", "not", "in", "且", "或", "非", "属于"})
_CURRENCY = re.compile(r"^(?:rmb|cny|人民币|[¥￥])\s*|\s*(?:元|yuan)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class OneOf:
    """A field has one of the values (``contains``: has one of them inside)."""

    field: str
    values: tuple[str, ...]
    contains: bool = False


@dataclass(frozen=True, slots=True)
class Sized:
    """An amount of CNY compares with a bound. An amount that is open, or in another currency, never does."""

    field: str
    sign: str
    bound: Decimal


Condition = Both | Either | Not | OneOf | Sized


def parse_condition(text: str, place: str = "--where") -> Condition:
    """Return the condition a text states. Raises ``ProblemsFound`` with the place of what is not understood."""
    if len(text) > LONGEST:
        raise _wrong(place, text[:20], f"it is longer than {LONGEST} characters")
    return _Parser(list(_tokens(text, place)), place).whole()


def judged(condition: Condition, project: ProjectRecord) -> bool | None:
    """Return whether a project fits; ``None`` where it cannot be said, because the amount in question is not given, is open
    beyond the bound, or is in another currency."""
    match condition:
        case Both(parts):
            verdicts = [judged(part, project) for part in parts]
            return False if False in verdicts else None if None in verdicts else True
        case Either(parts):
            verdicts = [judged(part, project) for part in parts]
            return True if True in verdicts else None if None in verdicts else False
        case Not(part):
            verdict = judged(part, project)
            return None if verdict is None else not verdict
        case OneOf(name, values, contains):
            there = values_of(project, name)
            if contains:
                return any(value in one for value in values for one in there)
            return not set(values).isdisjoint(there)
        case Sized(name, sign, bound):
            return _sized(project.investment if name == "investment" else project.sought, sign, bound)


def _sized(amount: Amount | None, sign: str, bound: Decimal) -> bool | None:
    """Whether an amount compares with a bound, where all it can be does."""
    span = _span(amount)
    if span is None:
        return None
    low, high = span
    verdicts = {_COMPARE[sign](low, bound), _COMPARE[sign](high, bound)}
    if sign in ("=", "!=") and low < bound < high:
        return None
    return verdicts.pop() if len(verdicts) == 1 else None


def _span(amount: Amount | None) -> tuple[Decimal, Decimal] | None:
    """The least and the most an amount of CNY can be; a range in words counts, another currency does not."""
    if amount is None or amount.unit != "CNY":
        return None
    if amount.value is not None:
        size = _yuan(amount.value)
        if amount.qualifier in _AT_LEAST:
            return size, Decimal("Infinity")
        return (Decimal(0), size) if amount.qualifier in _AT_MOST else (size, size)
    match = _RANGE.search(unicodedata.normalize("NFKC", amount.published).replace(" ", ""))
    if match is None or len(_RANGE.findall(amount.published)) > 1:
        return None
    scale = match["second"] or match["head"]
    if not scale:
        return None
    powers = {"亿": 8, "万": 4}
    low = Decimal(match["low"]).scaleb(powers[match["first"] or scale])
    return low, max(low, Decimal(match["high"]).scaleb(powers[scale]))


#: Qualifiers of amounts that can be more, and of those that can be less.
_AT_LEAST = frozenset({"超", "以上", "余", "逾", "多", "不低于", "不少于"})
_AT_MOST = frozenset({"不足", "以下", "以内", "不超过", "近"})
_RANGE = re.compile(
    r"(?P<low>\d+(?:\.\d+)?)(?P<first>亿|万)?元?[-~—–至到]+(?P<high>\d+(?:\.\d+)?)(?P<second>亿|万)?元?(?:人民币)?"
    r"(?:[(](?P<head>亿|万)元[)])?\Z"
)


def comparisons(condition: Condition) -> Iterator[OneOf | Sized]:
    """Yield every comparison in a condition, in order."""
    match condition:
        case Both(parts) | Either(parts):
            for part in parts:
                yield from comparisons(part)
        case Not(part):
            yield from comparisons(part)
        case OneOf() | Sized():
            yield condition


def values_of(project: ProjectRecord, name: str) -> tuple[str, ...]:
    """Return the words of a field; none when it is empty."""
    value: str | tuple[str, ...] | None = getattr(
        project, {"region": "regions", "district": "districts"}.get(name, name)
    )
    return value if isinstance(value, tuple) else (value,) if value else ()


def amount_of(amount: Amount | None) -> Decimal | None:
    """Return an amount of CNY as a number; ``None`` when there is none, it is open, or it is in another currency."""
    if amount is None or amount.value is None or amount.unit != "CNY":
        return None
    return _yuan(amount.value)


@lru_cache(maxsize=4_096)
def _yuan(value: str) -> Decimal:
    """A value in CNY as a number; kept, since lists are added up and compared often."""
    return parse_value(value, "CNY").value


_COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "!=": ne}


def _wrong(place: str, near: str, reason: str) -> ProblemsFound:
    return ProblemsFound([problem("list-where", place, 0, near=near, reason=reason)])


def _tokens(text: str, place: str) -> Iterator[tuple[str, str]]:
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise _wrong(place, text[at : at + 20].strip(), "a quotation mark is not closed, or a sign is unknown")
        at = match.end()
        kind = str(match.lastgroup)
        value = match[kind]
        yield kind, value[1:-1] if kind == "quoted" else value


class _Parser:
    """Reads tokens once, from the left."""

    def __init__(self, tokens: list[tuple[str, str]], place: str) -> None:
        self.tokens = tokens
        self.place = place
        self.at = 0
        self.depth = 0

    def whole(self) -> Condition:
        made = self.either()
        if self.at < len(self.tokens):
            raise self.wrong("“and” or “or” is missing before it")
        return made

    def near(self) -> str:
        return " ".join(value for _, value in self.tokens[self.at : self.at + 3]) or "the end"

    def wrong(self, reason: str, near: str = "") -> ProblemsFound:
        """Return what is raised for what is not understood, by default what comes next."""
        return _wrong(self.place, near or self.near(), reason)

    def word(self, *wanted: str) -> bool:
        """Take the next token when it is one of the words or marks."""
        if self.at < len(self.tokens):
            kind, value = self.tokens[self.at]
            if kind != "quoted" and value.casefold() in wanted:
                self.at += 1
                return True
        return False

    def either(self) -> Condition:
        parts = [self.both()]
        while self.word("or", "或"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def both(self) -> Condition:
        parts = [self.one()]
        while self.word("and", "且"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def one(self) -> Condition:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.wrong("it is nested too deeply")
        try:
            if self.word("not", "非"):
                return Not(self.one())
            if self.word("("):
                inner = self.either()
                if not self.word(")"):
                    raise self.wrong("a bracket is not closed")
                return inner
            return self.comparison()
        finally:
            self.depth -= 1

    def comparison(self) -> Condition:
        start = self.near()
        name = FIELDS.get(self.one_word("the name of a field").casefold(), "")
        if not name:
            raise self.wrong(f"the fields are {', '.join(sorted(_CHINESE))}", start)
        if self.word("not", "非"):
            if not self.word("in", "属于"):
                raise self.wrong("after “not” comes “in (…)”")
            return Not(OneOf(name, self.values(name)))
        if self.word("in", "属于"):
            return OneOf(name, self.values(name))
        sign = next((meant for written, meant in _SIGNS.items() if self.word(written)), "")
        if not sign or (name in AMOUNTS and sign == "~") or (name not in AMOUNTS and sign not in ("=", "!=", "~")):
            known = "<  <=  >  >=  =  !=" if name in AMOUNTS else "=  !=  ~  in (…)"
            raise self.wrong(f"after {name} comes one of {known}")
        if name in AMOUNTS:
            return Sized(name, sign, self.amount())
        made = OneOf(name, (self.value("a value"),), sign == "~")
        return Not(made) if sign == "!=" else made

    def values(self, name: str) -> tuple[str, ...]:
        if name in AMOUNTS or not self.word("("):
            raise self.wrong("“in” is followed by words in brackets: in (主城都市区, 渝东北三峡库区)")
        made = [self.value("a value")]
        while self.word(",", "，"):
            made.append(self.value("a value"))
        if not self.word(")"):
            raise self.wrong("a bracket is not closed")
        return tuple(dict.fromkeys(made))

    def one_word(self, what: str) -> str:
        if self.at >= len(self.tokens) or self.tokens[self.at][0] == "mark":
            raise self.wrong(f"{what} is missing here")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def value(self, what: str) -> str:
        """Return words in quotation marks, or all words up to the next mark, ``and`` or ``or``."""
        made = [self.one_word(what)]
        while self.tokens[self.at - 1][0] == "word" and self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if kind != "word" or text.casefold() in _JOINING:
                break
            made.append(text)
            self.at += 1
        return " ".join(made)

    def amount(self) -> Decimal:
        near = self.near()
        text = _CURRENCY.sub("", self.value("an amount"))
        try:
            return parse_value(text, "CNY").value
        except ValueTextError:
            try:
                number = Decimal(text)
            except InvalidOperation:
                number = Decimal("NaN")
            if not number.is_finite() or abs(number.adjusted()) > 20:
                reason = "an amount is written 10亿, 5000万, 1 billion, 1e9 or 1000000000, in yuan"
                raise self.wrong(reason, near) from None
            return Decimal(f"{number:f}")
