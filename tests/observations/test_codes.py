"""Problem codes of entering, comparing and approving: each is sorted, mended in words, and raised somewhere."""

from __future__ import annotations

from importlib import resources

import pytest
import yaml

from tests.support.running import ROOT

FILES = ("observations", "changes", "approval", "editions", "releases")
SOURCES = "\n".join(p.read_text("utf-8") for p in sorted((ROOT / "briefing").rglob("*.py")))


@pytest.mark.parametrize("name", FILES)
def test_codes_are_sorted_complete_and_used(name: str) -> None:
    codes = yaml.safe_load((resources.files("briefing.problems") / f"{name}.yaml").read_text("utf-8"))
    assert list(codes) == sorted(codes)
    assert [c for c in codes if f'"{c}"' not in SOURCES] == []
    assert all(set(entry) == {"severity", "message", "why", "mend"} for entry in codes.values())
