"""Problems in other words: every pattern is of a code there is and of its details, and none sends a person to a terminal."""

from __future__ import annotations

import re
import string
from importlib import resources

import pytest
import yaml

from briefing.problems import catalogue, problem
from briefing.problems.worded import MORE, worded, words
from briefing.projects.grid import Causes

ROOMS = ("observations", "releases", "lists")


def fields(pattern: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name}


def codes(room: str) -> list[str]:
    return list(yaml.safe_load((resources.files("briefing.problems") / f"{room}.yaml").read_text("utf-8")))


@pytest.mark.parametrize("tag", ["zh", "en"])
def test_every_pattern_is_of_a_code_and_uses_only_its_details(tag: str) -> None:
    for code, patterns in words(tag).items():
        if code == MORE:
            continue
        kind = catalogue()[code]
        known = fields(kind.message) | fields(kind.mend) | fields(kind.cause)
        assert fields(patterns[0]) | fields(patterns[1]) <= known, code


@pytest.mark.parametrize("room", ROOMS)
def test_whoever_works_in_chinese_reads_chinese(room: str) -> None:
    known = words("zh")
    for code in codes(room):
        assert all(re.search("[\u4e00-\u9fff]", pattern) for pattern in known[code]), code
        assert fields(known[code][0]) == fields(catalogue()[code].message), code  # nothing that is told is lost


@pytest.mark.parametrize("tag", ["zh", "en"])
@pytest.mark.parametrize("room", ROOMS)
def test_no_mend_sends_a_person_to_a_terminal(room: str, tag: str) -> None:
    for code in codes(room):
        mend = words(tag).get(code, ("", ""))[1] or catalogue()[code].mend
        assert not re.search(r"(?<!\w)--\w|generate\.py|mapping file", mend), code


def test_a_problem_is_said_with_its_details() -> None:
    found = problem("ask-jump", fact="a@2025", figure="3亿元", old="9亿元", before="2024")
    assert worded(found, "zh").message == "a@2025：3亿元与9亿元（2024）相差悬殊"
    assert worded(found, "en").message == found.message
    assert worded(found, "fr").mend == found.mend


def test_further_rows_of_a_cause_are_said_too() -> None:
    causes = Causes()
    for row in (4, 6, 7):
        causes.add("list-sum-doubted", "Sheet1", row, name="甲", text="9", sum="1-3")
    (found,) = causes.problems("list.xlsx")
    assert found.message.endswith("— and 2 more rows: 6-7")
    assert worded(found, "zh").message == "“甲”：金额“9”等于第1-3行之和——另有2行：6-7"
