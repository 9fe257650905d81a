"""What open ends leave known of a derived figure: every operation with every pair of qualifiers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.content.records import fact_id
from briefing.facts import Fact
from briefing.facts.building import _bounds
from briefing.facts.carrying import Undetermined, carried, known_of, rounded_as
from briefing.facts.doubts import difference
from briefing.facts.operations import IMPLIED, OPERATIONS, OVER_YEARS, factor, values
from briefing.language import print_fact
from briefing.quantities import Interval, Period, Qualifier, Quantity, interval
from tests.language.languages import LANGUAGES
from tests.support.content_case import all_problems, based, write

M, F, L, U, N, A = (
    Qualifier.MORE_THAN,
    Qualifier.AT_LEAST,
    Qualifier.LESS_THAN,
    Qualifier.AT_MOST,
    Qualifier.NEARLY,
    Qualifier.ABOUT,
)
X = Undetermined()
Said = Qualifier | Undetermined | None
EVERY = (None, M, F, L, U, N, A)

#: What comes of two inputs that both raise the result (sum, product …): rows and columns in the order of EVERY.
ALIKE: tuple[tuple[Said, ...], ...] = (
    (None, M, F, L, U, N, A),
    (M, M, M, X, X, X, X),
    (F, M, F, X, X, X, X),
    (L, X, X, L, L, L, X),
    (U, X, X, L, U, L, X),
    (N, X, X, L, L, N, A),
    (A, X, X, X, X, A, A),
)
#: … and where a larger second one makes the result smaller (share, difference, growth …).
OPPOSED: tuple[tuple[Said, ...], ...] = (
    (None, L, U, M, F, M, A),
    (M, X, X, M, M, M, X),
    (F, X, X, M, F, M, X),
    (L, L, L, X, X, X, X),
    (U, L, U, X, X, X, X),
    (N, L, L, X, X, A, A),
    (A, X, X, X, X, A, A),
)


def table(rows: tuple[tuple[Said, ...], ...]) -> Mapping[tuple[Qualifier | None, Qualifier | None], Said]:
    return {(one, other): rows[i][j] for i, one in enumerate(EVERY) for j, other in enumerate(EVERY)}


def fact(value: int, qualifier: Qualifier | None, name: str, unit: str = "CNY", year: int = 2025) -> Fact:
    quantity = Quantity(Decimal(value), unit, Decimal(1), False, qualifier)
    period = Period.parse(f"{year}-12-31")
    made = fact_id(name, period)
    return Fact(
        made, name, "stock", "stock", "", quantity, period, "stated", "reported", "s1", "L1", "", date(2026, 1, 1)
    )


def put(name: str, one: Qualifier | None, other: Qualifier | None, a: int = 9, b: int = 4) -> Said:
    operation = OPERATIONS[name]
    unit = "percent" if name in IMPLIED else "CNY"
    inputs = [fact(a, one, "a"), fact(b, other, "b", unit, 2023)]
    return carried(operation, inputs, operation.apply(values(operation, inputs), Fraction(100)))


UP = ("sum", "average", "product")
UP_DOWN = ("share", "difference", "growth", "turn", "ratio", "annual-increase", "annual-growth", "progress", "convert")


def test_the_tables_hold_every_operation() -> None:
    assert {*UP, *UP_DOWN, "gap", *IMPLIED} == set(OPERATIONS)
    assert set(EVERY) == {None, *Qualifier}


@pytest.mark.parametrize("name", UP)
@pytest.mark.parametrize(("pair", "said"), table(ALIKE).items())
def test_two_that_raise_the_result(name: str, pair: tuple[Qualifier | None, Qualifier | None], said: Said) -> None:
    assert put(name, *pair) == said


@pytest.mark.parametrize("name", UP_DOWN)
@pytest.mark.parametrize(("pair", "said"), table(OPPOSED).items())
def test_one_that_raises_and_one_that_lowers_the_result(
    name: str, pair: tuple[Qualifier | None, Qualifier | None], said: Said
) -> None:
    assert put(name, *pair) == said


@pytest.mark.parametrize(("pair", "said"), table(OPPOSED).items())
def test_a_gap_is_the_difference_the_other_way_round(
    pair: tuple[Qualifier | None, Qualifier | None], said: Said
) -> None:
    assert put("gap", pair[1], pair[0], 4, 9) == said


@pytest.mark.parametrize("name", sorted(IMPLIED))
@pytest.mark.parametrize(("pair", "said"), table(OPPOSED).items())
def test_a_rounded_share_or_growth_is_itself_only_near(
    name: str, pair: tuple[Qualifier | None, Qualifier | None], said: Said
) -> None:
    one, other = pair
    wanted = said if other is not None else A if one in (None, N, A) else X
    assert put(name, one, other, 9, 40) == wanted


# ---- below nought ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "one", "other", "said"),
    [
        ("growth", L, None, M),  # from 9 to less than 4: down more than 56 %
        ("growth", None, M, M),  # from more than 9 to 4: the same
        ("growth", U, None, F),
        ("growth", None, N, N),  # from nearly 9 to 4: down nearly 56 %
        ("growth", A, None, A),
        ("growth", M, None, X),  # from 9 to more than 4: perhaps up
        ("difference", None, L, X),
        ("difference", None, F, F),
        ("annual-growth", M, None, X),
    ],
)
def test_of_a_fall_the_qualifier_says_its_size_or_nothing(
    name: str, one: Qualifier | None, other: Qualifier | None, said: Said
) -> None:
    assert put(name, one, other, 4, 9) == said


@pytest.mark.parametrize(
    ("one", "other", "said"), [(None, None, None), (A, None, A), (N, N, A), (M, None, X), (None, F, X), (N, None, X)]
)
def test_open_figures_that_look_alike_differ_by_nothing_known(
    one: Qualifier | None, other: Qualifier | None, said: Said
) -> None:
    assert put("difference", one, other, 9, 9) == said


@pytest.mark.parametrize(("a", "b"), [(-9, 4), (0, 4), (9, -4)])
def test_directions_are_not_known_beside_figures_that_are_not_above_nought(a: int, b: int) -> None:
    assert put("ratio", M, None, a, b) == X
    assert put("ratio", A, None, a, b) == A


@pytest.mark.parametrize(
    ("qualifier", "low", "high"),
    [(M, None, "-5"), (F, None, "-5"), (L, "-5", None), (U, "-5", None), (N, "-5", "-4.5")],
)
def test_a_published_fall_of_more_than_five_is_below_minus_five(
    qualifier: Qualifier, low: str | None, high: str | None
) -> None:
    quantity = Quantity(Decimal(-5), "percent", Decimal(1), False, qualifier)
    found = interval(quantity)
    assert found == Interval(*(None if end is None else Decimal(end) for end in (low, high)))
    bounds = _bounds(quantity, False)
    assert (bounds.low, bounds.high) == (found.low, found.high)


# ---- roundings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("qualifier", "value", "rounded"),
    [
        (None, "200/3", "67"),
        (A, "200/3", "67"),
        (M, "200/3", "66"),
        (F, "200/3", "66"),
        (L, "100/3", "34"),
        (U, "100/3", "34"),
        (N, "100/3", "34"),
        (N, "33", "33"),
        (M, "-200/3", "-66"),  # down more than 66.67 %: more than 66 %
        (N, "-100/3", "-34"),
    ],
)
def test_a_bound_is_rounded_to_the_side_on_which_it_stays_true(
    qualifier: Qualifier | None, value: str, rounded: str
) -> None:
    assert rounded_as(qualifier, Fraction(value), 0) == Decimal(rounded)


TRUTHS = {
    None: lambda v, d: v,
    M: lambda v, d: v + d,
    F: lambda v, d: v + d,
    L: lambda v, d: v * (1 - Fraction(1, 1 + d.numerator)),
    U: lambda v, d: v * (1 - Fraction(1, 1 + d.numerator)),
    N: lambda v, d: v * (1 - Fraction(1, 20 + d.numerator)),
}
DRAWN = st.tuples(st.integers(1, 10**6), st.sampled_from(sorted(TRUTHS, key=str)), st.integers(1, 10**6))


@given(
    st.sampled_from(sorted(set(OPERATIONS) - OVER_YEARS - IMPLIED)),
    st.lists(DRAWN, min_size=2, max_size=2),
    st.integers(-2, 3),
)
def test_a_carried_qualifier_is_true_of_every_truth(
    name: str, drawn: list[tuple[int, Qualifier | None, int]], decimals: int
) -> None:
    operation = OPERATIONS[name]
    inputs = [fact(v, q, f"i{n}") for n, (v, q, _) in enumerate(drawn)]
    scale = factor("percent")
    exact = operation.apply(values(operation, inputs), scale)
    said = carried(operation, inputs, exact)
    if isinstance(said, Undetermined):
        return
    rounded, truth = (
        Fraction(rounded_as(said, exact, decimals)),
        operation.apply([TRUTHS[q](Fraction(v), Fraction(d)) for v, q, d in drawn], scale),
    )
    if exact < 0:
        rounded, truth = -rounded, -truth
    match said:
        case Qualifier.MORE_THAN:
            assert truth > rounded
        case Qualifier.AT_LEAST:
            assert truth >= rounded
        case Qualifier.LESS_THAN | Qualifier.NEARLY:
            assert truth < rounded
        case Qualifier.AT_MOST:
            assert truth <= rounded
        case None:
            assert all(q is None for _, q, _ in drawn)
        case Qualifier.ABOUT:
            assert {q for _, q, _ in drawn} <= {None, N, A}


# ---- from files to print ---------------------------------------------------------------------------------------------

INDICATORS = """\
indicators:
  - id: loans
    label: 贷款余额
    unit: CNY
    kind: stock
    observations:
      - {{period: "2025-12-31", basis: stated, value: "{value}"{word}, published: 见原文, source: s1, locator: L3}}
    targets:
      - {{period: "2027-12-31", basis: stated, value: "1.2万亿"{wanted}, published: 见原文, source: s1, locator: L3}}
"""
DERIVED = """\
derived:
  - {id: progress, label: 进度, op: progress, inputs: [loans, loans.target], unit: percent, decimals: 1}
  - {id: gap, label: 差额, op: gap, inputs: [loans, loans.target], unit: CNY, decimals: -8}
  - {id: needed, label: 所需增幅, op: growth, inputs: [loans.target, loans], unit: percent, decimals: 1}
"""


def files(value: str, word: str, wanted: str) -> dict[str, str]:
    said = [f", qualifier: {w}" if w else "" for w in (word, wanted)]
    return {
        "content/indicators/a.yaml": INDICATORS.format(value=value, word=said[0], wanted=said[1]),
        "content/derived/a.yaml": DERIVED,
    }


@pytest.mark.parametrize(
    ("word", "wanted", "progress", "gap", "needed"),
    [
        ("超", "", "超83.3%", "不足2000亿元", "较2025年末增长不足20%"),
        ("", "突破", "不足83.4%", "超2000亿元", "较2025年末增长超20%"),
        ("近", "", "近83.4%", "超2000亿元", "较2025年末增长超20%"),
        ("", "以上", "不超过83.4%", "2000亿元以上", "较2025年末增长20%以上"),
        ("约", "", "约83%", "约2000亿元", "较2025年末增长约20%"),
    ],
)
def test_a_bound_is_printed_as_what_it_is(
    word: str, wanted: str, progress: str, gap: str, needed: str, tmp_path: Path
) -> None:
    made = based(tmp_path, files("1.00万亿", word, wanted))
    assert [print_fact(LANGUAGES[0], made.resolve(key)) for key in ("progress", "gap", "needed")] == [
        progress,
        gap,
        needed,
    ]


@pytest.mark.parametrize(
    ("word", "wanted", "progress", "needed"),
    [
        ("", "突破", "约83.3%", "较2025年末增长20%"),
        ("", "以上", "约83.3%", "较2025年末增长20%"),
        ("", "左右", "约83%", "较2025年末增长约20%"),  # no bound: it stays near
        ("超", "突破", "超83.3%", "较2025年末增长不足20%"),
    ],
)
def test_a_target_that_is_a_bound_may_count_as_the_amount_it_names(
    word: str, wanted: str, progress: str, needed: str, tmp_path: Path
) -> None:
    given_files = files("1.00万亿", word, wanted)
    given_files["content/derived/a.yaml"] = DERIVED.replace(", decimals", ", named_amount: true, decimals")
    made = based(tmp_path, given_files)
    assert [print_fact(LANGUAGES[0], made.resolve(key)) for key in ("progress", "needed")] == [progress, needed]


@pytest.mark.parametrize(("word", "wanted"), [("超", "突破"), ("约", "突破"), ("超", "左右"), ("近", "不超过")])
def test_more_than_of_more_than_is_refused_and_left_out(word: str, wanted: str, tmp_path: Path) -> None:
    given_files = files("1万亿", word, wanted)
    found = [p for p in all_problems(write(tmp_path, given_files)) if p.code == "derived-undetermined"]
    assert [(p.file, p.line) for p in found] == [("content/derived/a.yaml", line) for line in (2, 3, 4)]
    assert all(
        name in str(p) for p in found for name in ("loans@2025-12-31 (见原文)", "loans@2027-12-31.target (见原文)")
    )
    assert not [key for key in ("progress", "gap", "needed") if based(tmp_path, given_files).knows(key)]


def test_what_moved_between_two_open_figures_is_not_told_as_an_amount() -> None:
    assert difference(fact(4, M, "a"), fact(9, M, "a")) == (None, "up")
    amount, _ = difference(fact(4, None, "a"), fact(9, M, "a"))
    assert amount is not None
    assert (amount.value, amount.qualifier) == (Decimal(5), M)


def test_every_qualifier_says_something_of_its_own() -> None:
    assert len({known_of(q) for q in Qualifier}) == len(Qualifier)
