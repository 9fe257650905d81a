"""Reading YAML: values as typed, lines kept, odd words left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.files.yaml_reader import Located, line_at, read_yaml


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
