"""From YAML to records: the base record, its fields, and problems where the shape is wrong."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, Self, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from briefing.files.yaml_reader import Located, line_at
from briefing.formats import FORMATS
from briefing.problems import Problem, did_you_mean, problem
from briefing.quantities import NAMED_BASES, Period


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a content file, relative to the project root; line 0 when unknown."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Record(BaseModel):
    """What all records share: frozen, no unknown keys, and the place it was read from."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")
    _where: Where = PrivateAttr(default_factory=Where)
    _below: dict[str, int] = PrivateAttr(default_factory=dict)  # how far below the first line a key is

    @property
    def where(self) -> Where:
        """The file and line of this record."""
        return self._where

    def at(self, key: str) -> Where:
        """Return the file and line of one of its keys; of the record when the key is not written."""
        return Where(self._where.file, self._where.line + self._below.get(key, 0))

    def problem(self, code: str, key: str = "", /, **details: object) -> Problem:
        """Return a problem at the place of the record, or of one of its keys."""
        place = self.at(key)
        return problem(code, place.file, place.line, **details)

    @model_validator(mode="wrap")
    @classmethod
    def _keep_place(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        made = handler(data)
        if isinstance(data, Located):
            made._where = Where(data.file, data.line)
            made._below = _shared_lines(
                tuple((k, line - data.line) for k, line in data.lines.items() if line != data.line)
            )
        object.__setattr__(made, "__pydantic_fields_set__", _shared_keys(frozenset(made.model_fields_set)))
        given = made.__dict__
        given.update(
            (key, sys.intern(text)) for key, text in given.items() if type(text) is str and len(text) <= _SHORT
        )
        return made


#: Texts up to this length are kept once for all records: units, periods, sources, places of evidence.
_SHORT = 24


@lru_cache(maxsize=4_096)
def _shared_keys(given: frozenset[str]) -> set[str]:
    """One set for all records with these keys. Records are frozen: nobody changes it, and with a set each, twenty thousand
    observations take as much memory for these as for their values."""
    return set(given)


@lru_cache(maxsize=4_096)
def _shared_lines(below: tuple[tuple[str, int], ...]) -> dict[str, int]:
    """One mapping for all records whose keys are alike."""
    return dict(below)


_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*"
_POINT = r"[0-9]{4}(?:-[0-9]{2}){0,2}"
_LOCATOR = re.compile(r"L([0-9]+)(?:-L?([0-9]+))?(?:, ?L([0-9]+)(?:-L?([0-9]+))?)*\Z")
_LINES = re.compile(r"([0-9]+)(?:-([0-9]+))?\Z")


def _period(text: str) -> str:
    Period.parse(text)
    return text


def _date(text: str) -> str:
    if not Period.parse(text).is_day:
        raise ValueError(f"{text!r} is not a day: write it as 2026-04-10")
    return text


def _base(text: str) -> str:
    return text if text in NAMED_BASES else _period(text)


def _locator(text: str) -> str:
    line_ranges(text)
    return text


def _format(text: str) -> str:
    if text not in FORMATS:
        known = [repr(name) for name in FORMATS]
        raise PydanticCustomError(
            "literal_error", "unknown", {"expected": " or ".join((", ".join(known[:-1]), known[-1]))}
        )
    return text


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or "." not in parts.netloc or not re.fullmatch(r"[!-~]+", value):
        raise ValueError("a web address such as https://www.cq.gov.cn/zwgk/, in ASCII and without spaces")
    return value


def _lines(text: str) -> str:
    match = _LINES.match(text)
    if not match or int(match[1]) < 1 or int(match[2] or match[1]) < int(match[1]):
        raise ValueError(f"{text!r} is not a range of lines: write 5-9 or 5")
    return text


def line_ranges(locator: str) -> tuple[tuple[int, int], ...]:
    """Return first and last lines a locator names (``L9``, ``L9-11``, ``L9, L14-15``); raises ValueError for any other form."""
    if not _LOCATOR.match(locator):
        raise ValueError(f"{locator!r} is not a locator: write L9, L9-11 or L9, L14")
    ranges = []
    for part in locator.split(","):
        first, _, last = part.strip().removeprefix("L").partition("-")
        ranges.append((int(first), int(last.removeprefix("L") or first)))
    if any(first < 1 or last < first for first, last in ranges):
        raise ValueError(f"{locator!r} is not a locator: its lines run backwards")
    return tuple(ranges)


#: An identifier: ASCII words with hyphens, in dotted parts.
Id = Annotated[str, StringConstraints(pattern=rf"^{_ID}$", max_length=120)]
#: A unit of the language data: an identifier, a currency by its ISO 4217 code, or a rate of exchange (``CNY-per-USD``).
UnitId = Annotated[str, StringConstraints(pattern=r"^(?:[A-Z]{3}(?:-per-[A-Z]{3})?|[a-z][a-z0-9]*(?:-[a-z0-9]+)*)$")]
#: A reference to a fact: an indicator, a derived figure or an event, or an observation or target of an indicator.
Reference = Annotated[str, StringConstraints(pattern=rf"^{_ID}(?:@(?:\.\.--)?{_POINT}(?:--{_POINT})?(?:\.target)?)?$")]
#: Words, not empty.
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
#: A whole number, in quotes as every number of the content.
CountText = Annotated[str, StringConstraints(pattern=r"^(?:0|[1-9][0-9]*)$")]
PeriodText = Annotated[str, AfterValidator(_period)]
DateText = Annotated[str, AfterValidator(_date)]
#: A format of finished documents, as the table of formats names it.
FormatName = Annotated[str, AfterValidator(_format), WithJsonSchema({"type": "string", "enum": list(FORMATS)})]
BaseText = Annotated[str, AfterValidator(_base)]
LocatorText = Annotated[str, AfterValidator(_locator)]
LinesText = Annotated[str, AfterValidator(_lines)]
#: A web address as it is printed and followed: ``https://www.cq.gov.cn/zwgk/``.
UrlText = Annotated[str, AfterValidator(_url)]

Basis = Literal["stated", "inferred", "reported"]
Kind = Literal["stock", "flow", "cumulative", "change", "share", "rate", "rank", "count", "threshold", "duration"]
Status = Literal["reported", "planned", "announced", "estimated", "opinion"]
Operation = Literal[
    "share",
    "sum",
    "difference",
    "growth",
    "ratio",
    "progress",
    "gap",
    "implied-whole",
    "implied-base",
    "product",
    "average",
    "annual-increase",
    "annual-growth",
    "turn",
]
RelationKind = Literal[
    "parts", "sum", "share", "growth", "difference", "ratio", "equal", "at-least", "at-most", "items"
]
Test = Literal[
    "less",
    "less-or-equal",
    "greater",
    "greater-or-equal",
    "equal",
    "increasing",
    "decreasing",
    "rising",
    "falling",
    "absent",
    "unsaid",
    "ahead",
]


R = TypeVar("R", bound=Record)

_EXPECTED = {
    "string_type": "text in quotes",
    "string_too_short": "some text",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "string_pattern_mismatch": "an id (small letters, digits and hyphens in dotted parts; a fact may add @period)",
}


def make(record: type[R], data: object, file: str, line: int) -> tuple[R | None, tuple[Problem, ...]]:
    """Return the record a mapping describes, or ``None`` and every problem of the mapping."""
    if not isinstance(data, Located):
        return None, (problem("wrong-shape", file, line, where=record.__name__, wanted="a mapping of keys to values"),)
    try:
        return record.model_validate(data), ()
    except ValidationError as error:
        return None, tuple(_told(record, data, file, e) for e in error.errors(include_url=False))


def _told(record: type[Record], data: Located, file: str, error: ErrorDetails) -> Problem:
    path = error["loc"]
    line = line_at(data, path)
    key = ".".join(str(step) for step in path)
    name = str(path[-1]) if path else ""
    match error["type"]:
        case "extra_forbidden":
            known = sorted(_record_at(record, path[:-1]).model_fields)
            hint = did_you_mean(name, known).removeprefix("; ") or f"the keys here are {', '.join(known)}"
            return problem("unknown-key", file, line, key=name, hint=hint)
        case "missing":
            return problem("missing-key", file, line, key=name)
        case _:
            return problem("wrong-value", file, line, key=key, value=_short(error["input"]), wanted=wanted(error))


def wanted(error: ErrorDetails) -> str:
    """Return what is in place of a value that a record does not take, in plain words."""
    match error["type"]:
        case "literal_error":
            return str(error["ctx"]["expected"])
        case "value_error":
            return str(error["ctx"]["error"])
        case kind:
            return _EXPECTED.get(kind, error["msg"])


def _short(value: object) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _record_at(record: type[Record], path: tuple[int | str, ...]) -> type[Record]:
    for step in path:
        if isinstance(step, str) and step in record.model_fields:
            record = _record_in(record.model_fields[step].annotation) or record
    return record


def _record_in(annotation: Any) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((found for part in get_args(annotation) if (found := _record_in(part))), None)
