"""Every fixture row: what a person reads there is what is printed, character by character."""

from __future__ import annotations

from datetime import date

import pytest

from briefing.language import change_base, print_rank
from briefing.language.changes import print_change, print_period
from briefing.language.figures import print_quantity
from briefing.quantities import Period
from tests.language.languages import EN, ZH, figure, named, rows, shown

PAIRS = (("zh", ZH), ("en", EN))


@pytest.mark.parametrize("row", rows("quantities"), ids=named)
def test_quantity(row: dict[str, str]) -> None:
    quantity = figure(row["value"], row["unit"], row.get("qualifier", ""))
    printed = {name: shown(print_quantity(rules, quantity, row.get("form", "full"))) for name, rules in PAIRS}
    assert printed == {"zh": row["zh"], "en": row["en"]}


@pytest.mark.parametrize("row", rows("changes"), ids=named)
def test_change(row: dict[str, str]) -> None:
    quantity = figure(row["value"], row["unit"], row.get("qualifier", ""))
    base = change_base(row.get("base", ""))
    printed = {name: shown(print_change(rules, quantity, base, row["form"])) for name, rules in PAIRS}
    assert printed == {"zh": row["zh"], "en": row["en"]}


@pytest.mark.parametrize("row", rows("periods"), ids=named)
def test_period(row: dict[str, str]) -> None:
    reported = date.fromisoformat(row["reported"]) if "reported" in row else None
    basis, kind = row.get("basis", "stated"), row.get("kind", "")
    period = Period.parse(row["period"])
    printed = {n: print_period(r, period, row["form"], basis, kind=kind, reported=reported) for n, r in PAIRS}
    assert printed == {"zh": row["zh"], "en": row["en"]}


@pytest.mark.parametrize("row", rows("ranks"), ids=named)
def test_rank(row: dict[str, str]) -> None:
    quantity = figure(row["value"], "rank")
    printed = {name: print_rank(rules, quantity, row["region"], row.get("form", "full")) for name, rules in PAIRS}
    assert printed == {"zh": row["zh"], "en": row["en"]}
