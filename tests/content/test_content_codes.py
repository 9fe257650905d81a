"""Every problem code of loading and validating has a failing and a passing input."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
import yaml

from briefing.content.load import load_content
from briefing.files.yaml_reader import MAX_BYTES, read_yaml
from briefing.problems import problem
from tests.support.content_case import EXAMPLES, all_problems, cases, write

CASES = cases(EXAMPLES / "content")
#: Codes that a text file cannot show, tested below.
BY_HAND = {"not-utf8", "file-too-large", "no-content"}


def declared(file: str) -> set[str]:
    return set(yaml.safe_load((resources.files("briefing.problems") / file).read_text("utf-8")))


def test_every_code_has_a_case() -> None:
    assert set(CASES) | BY_HAND == declared("content.yaml")


@pytest.mark.parametrize("code", CASES)
def test_bad_input_is_told_with_its_place(code: str, tmp_path: Path) -> None:
    found = [p for p in all_problems(write(tmp_path, CASES[code]["bad"])) if p.code == code]
    assert found
    for p in found:
        assert p.file.startswith("content/")
        assert p.line > 0 or code == "stray-file"
        assert p.mend


@pytest.mark.parametrize("code", CASES)
def test_good_input_passes(code: str, tmp_path: Path) -> None:
    found = all_problems(write(tmp_path, CASES[code]["ok"]))
    told = {p.code for p in found} - {"cover-empty"}  # a pack of four lines has no issuer
    assert not [str(p) for p in found if p.code == code or p.code in told]


def test_not_utf8_names_the_line() -> None:
    value, problems = read_yaml("a: 1号\nb: 银行\n".encode("gb18030"), "content/a.yaml")
    assert value is None
    assert problems == (problem("not-utf8", "content/a.yaml", 1),)
    assert not read_yaml("a: 银行\n".encode(), "content/a.yaml")[1]


def test_file_too_large() -> None:
    text = "a: " + "x" * MAX_BYTES
    assert [p.code for p in read_yaml(text.encode(), "content/a.yaml")[1]] == ["file-too-large"]
    assert not read_yaml(text.encode()[:MAX_BYTES], "content/a.yaml")[1]


def test_no_content(tmp_path: Path) -> None:
    assert [p.code for p in load_content(tmp_path)[1]] == ["no-content"]
    assert not load_content(write(tmp_path, {}))[1]
