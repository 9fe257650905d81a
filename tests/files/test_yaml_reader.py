"""Reading YAML: values as typed, lines kept, odd words left alone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.files.yaml_reader import Located, line_at, read_rules_file, read_yaml, read_yaml_file
from briefing.problems import ProblemsFound


def read(text: str) -> object:
    value, problems = read_yaml(text.encode(), "content/a.yaml")
    assert not problems, problems
    return value


def test_lines_are_kept() -> None:
    value = read("a:\n  - b: one\n    c: two\n  - b: three\n")
    assert line_at(value, ("a", 0, "c")) == 3
    assert line_at(value, ("a", 1)) == 4
    assert line_at(value, ("a", 1, "missing")) == 4
    assert line_at(value, ()) == 1


def test_quoted_digits_arrive_as_typed() -> None:
    assert read('a: "5.040"\nb: "2025-12-31"\nc: "007"\n') == {"a": "5.040", "b": "2025-12-31", "c": "007"}


def test_words_yaml_1_1_would_change_stay_words() -> None:
    assert read("a: no\nb: on\nc: yes\nd: true\ne: null\nf: ~\n") == {
        "a": "no",
        "b": "on",
        "c": "yes",
        "d": True,
        "e": None,
        "f": None,
    }


def test_decimals_is_a_whole_number() -> None:
    assert read("decimals: -8\n") == {"decimals": -8}


@pytest.mark.parametrize("text", ["5", "5.04", "1e3", "2025-12-31", "1_000", "0x1f", "12:30", "-3", ".5", "0b1"])
def test_bare_numbers_are_told_and_kept_as_text(text: str) -> None:
    value, problems = read_yaml(f"a: {text}\n".encode(), "content/a.yaml")
    assert [p.code for p in problems] == (["unquoted-number"])
    assert value == {"a": text}


def test_every_problem_of_a_file_at_once() -> None:
    _, problems = read_yaml(b"a: 1\nb: 2\na: 3\nc: &x d\ne: *x\n", "content/a.yaml")
    assert [(p.line, p.code) for p in problems] == [
        (1, "unquoted-number"),
        (2, "unquoted-number"),
        (3, "duplicate-key"),
        (3, "unquoted-number"),
        (4, "yaml-anchor"),
        (5, "yaml-anchor"),
    ]


def test_an_empty_file_is_nothing() -> None:
    assert read("# only a comment\n") is None


@given(st.binary(max_size=200))
def test_no_bytes_whatever_raise(data: bytes) -> None:
    value, problems = read_yaml(data, "content/a.yaml")
    assert value is None or not problems or isinstance(value, Located | list | str | bool)


@given(st.text(alphabet="ab:- \n[]{}&*!?|>'\"#%@`,\t0.", max_size=60))
def test_no_marks_whatever_raise(text: str) -> None:
    read_yaml(text.encode(), "content/a.yaml")


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    assert [p.code for p in read_yaml_file(tmp_path / "gone.yaml", "content/gone.yaml")[1]] == ["yaml-unreadable"]
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(ProblemsFound) as caught:
        read_rules_file(tmp_path / "folder.yaml", "i18n/folder.yaml")
    assert [(p.code, p.file) for p in caught.value.problems] == [("yaml-unreadable", "i18n/folder.yaml")]


def test_rules_may_hold_bare_numbers_and_thin_spaces_and_nothing_of_yaml_that_surprises() -> None:
    text = 'a: 10.5\nb: 3\nc: "\u2009"\nd: no\ne: 2026-01-02\nf: 1:30\ng: 0x1f\nh: true\ni: -0.50\n'
    value, problems = read_yaml(text.encode(), "i18n/x.yaml", rules=True)
    assert problems == ()
    assert value == {
        "a": Decimal("10.5"), "b": 3, "c": "\u2009", "d": "no", "e": "2026-01-02", "f": "1:30", "g": "0x1f", "h": True,
        "i": Decimal("-0.50"),
    }  # fmt: skip
    assert str(value["i"]) == "-0.50"  # type: ignore[index]
    for hostile, code in (
        ("a: &x 1\nb: *x\n", "yaml-anchor"),
        ("a: !!int 1\n", "yaml-tag"),
        ("a: 1\na: 2\n", "duplicate-key"),
    ):
        assert code in {p.code for p in read_yaml(hostile.encode(), "i18n/x.yaml", rules=True)[1]}
