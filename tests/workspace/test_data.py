"""Any result as plain data, by one function."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from briefing import as_data
from briefing.problems import Severity
from briefing.workspace.folder import HIDDEN, spread


@dataclass(frozen=True, slots=True)
class Inner:
    value: Decimal
    day: date


@dataclass(frozen=True, slots=True)
class Outer:
    inner: tuple[Inner, ...]
    severity: Severity
    where: Path
    names: frozenset[str]
    labels: Mapping[str, str] = field(metadata=spread("label_{}"))
    data: bytes = field(default=b"", repr=False, compare=False, metadata=HIDDEN)


def test_every_kind_of_value_becomes_json() -> None:
    value = Outer(
        (Inner(Decimal("9.6E12"), date(2026, 7, 3)),), Severity.NOTE, Path("a/b"), frozenset("ba"), {"zh": "一"}, b"x"
    )
    data = as_data({"one": value, "two": [None, True, 3]})
    assert data == {
        "one": {
            "inner": [{"value": "9600000000000", "day": "2026-07-03"}],
            "severity": "note",
            "where": "a/b",
            "names": ["a", "b"],
            "label_zh": "一",
        },
        "two": [None, True, 3],
    }
    assert json.loads(json.dumps(data)) == data


@pytest.mark.parametrize("value", [b"bytes", 0.5, object(), Inner, print])
def test_what_is_no_data_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        as_data([value])
