"""What was read again and is the same as before to the digit stays the very same object."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from briefing.facts.base import FactBase
from briefing.memory import Recall, Remembered

K = TypeVar("K")
T = TypeVar("T")


def same(one: Any, other: Any) -> bool:
    """Return whether two values are the same to everybody who reads them: numbers to the digit (9.6 is not 9.60), mappings in
    their order, records in every field."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, Decimal):
        return bool(one.as_tuple() == other.as_tuple())
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, Mapping):
        return same(tuple(one.items()), tuple(other.items()))
    if isinstance(one, BaseModel):
        private = same(
            one.__pydantic_private__, other.__pydantic_private__
        )  # what is worked out of fields is not looked at
        return private and all(same(getattr(one, name), getattr(other, name)) for name in type(one).model_fields)
    if is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one) if f.init)
    return bool(one == other)


def settling(recall: Recall, known: Callable[[str, Hashable], Remembered | None]) -> Recall:
    """Return a ``Recall`` whose values, where they are read or worked out again and are the same as before to the digit, are
    the very same objects as before: what depends on them is then known to stand without a look, and nothing is kept twice."""

    def settled(kind: str, name: Hashable, inputs: Sequence[object], make: Callable[[], T]) -> T:
        settle = _SETTLE.get(kind)

        def made() -> Any:
            before, now = known(kind, name), make()
            return now if before is None or settle is None else settle(now, before.value)

        found: T = recall(kind, name, inputs, made)
        return found

    return settled


def _settled_base(base: FactBase, before: FactBase) -> FactBase:
    large: dict[str, Any] = {name: _kept(getattr(before, name), getattr(base, name)) for name in _LARGE}
    return replace(base, **large)


#: The parts of a fact base that grow with the figures.
_LARGE = ("facts", "groups", "sources", "indicators")


def _kept(before: Mapping[K, Any], now: Mapping[K, Any]) -> Mapping[K, Any]:
    return {key: before[key] if key in before and same(before[key], found) else found for key, found in now.items()}


def _settled_bases(now: Any, before: Any) -> Any:
    """The fact base of the sources, or of the sources and the projects, and what else was made with it."""
    rest = (other if same(one, other) else one for one, other in zip(now[1:], before[1:], strict=True))
    return _settled_base(now[0], before[0]), *rest


def _settled_messages(now: Any, before: Any) -> Any:
    """The messages of a file and what is wrong with it."""
    known = {(m.context, m.source): m for m in before[0]}
    kept = (known.get((m.context, m.source), m) for m in now[0])
    return tuple(old if same(m, old) else m for m, old in zip(now[0], kept, strict=True)), now[1]


#: What is made of each kind that is large and made anew as a whole: of what was made now and what was made before.
_SETTLE: Mapping[str, Callable[[Any, Any], Any]] = {
    "base": _settled_bases,
    "supplied": _settled_bases,
    "catalogue file": _settled_messages,
}
