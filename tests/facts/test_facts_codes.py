"""Every problem code of deriving, reconciling and claims has a failing and a passing input."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
import yaml

from tests.support.content_case import EXAMPLES, all_problems, cases, write

CASES = cases(EXAMPLES / "facts")


def test_every_code_has_a_case() -> None:
    codes = yaml.safe_load((resources.files("briefing.problems") / "facts.yaml").read_text("utf-8"))
    assert set(CASES) == set(codes)


@pytest.mark.parametrize("code", CASES)
def test_bad_input_is_told_with_its_place(code: str, tmp_path: Path) -> None:
    found = [p for p in all_problems(write(tmp_path, CASES[code]["bad"])) if p.code == code]
    assert found
    assert all(p.file.startswith("content/") and p.line > 0 for p in found)


@pytest.mark.parametrize("code", CASES)
def test_good_input_passes(code: str, tmp_path: Path) -> None:
    found = all_problems(write(tmp_path, CASES[code]["ok"]))
    assert not [str(p) for p in found if p.code == code or p.severity == "error"]
