"""One mapping into one record; what does not fit becomes problems at the lines where it stands."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from briefing.content.record import Record
from briefing.content.yaml_reader import Located, line_at
from briefing.problems import Problem, problem

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
    """The record a mapping describes, or ``None`` and every problem of the mapping."""
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
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"the keys here are {', '.join(known)}"
            return problem("unknown-key", file, line, key=name, hint=hint)
        case "missing":
            return problem("missing-key", file, line, key=name)
        case "literal_error":
            wanted = str(error["ctx"]["expected"])
        case "value_error":
            wanted = str(error["ctx"]["error"])
        case kind:
            wanted = _EXPECTED.get(kind, error["msg"])
    return problem("wrong-value", file, line, key=key, value=_short(error["input"]), wanted=wanted)


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
