"""Loading: records with their places, plain words for what does not fit, everything at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from briefing.content.fields import line_ranges
from briefing.content.load import load_content
from tests.support.content_case import loaded, write

INDICATORS = """\
indicators:
  - id: deposits
    label: 存款余额
    unit: CNY
    kind: stock
    observations:
      - period: "2025-12-31"
        basis: stated
        value: "5.66万亿"
        published: 5.66万亿元
        source: s1
        locator: L9-11
"""


def test_records_know_their_place(tmp_path: Path) -> None:
    (indicator,) = loaded(tmp_path, {"content/indicators/a.yaml": INDICATORS}).indicators
    assert (indicator.where.file, indicator.where.line) == ("content/indicators/a.yaml", 2)
    assert indicator.observations[0].where.line == 7
    assert indicator.observations[0].at("locator").line == 12
    with pytest.raises(ValidationError):
        indicator.label = "贷款余额"  # type: ignore[misc]


def test_unknown_keys_get_a_hint_at_their_line(tmp_path: Path) -> None:
    text = INDICATORS.replace("        locator:", "        locater:")
    problems = load_content(write(tmp_path, {"content/indicators/a.yaml": text}))[1]
    assert [(p.line, p.code) for p in problems] == [(7, "missing-key"), (12, "unknown-key")]
    assert "did you mean locator?" in problems[1].message


def test_wrong_values_name_those_allowed(tmp_path: Path) -> None:
    text = INDICATORS.replace("kind: stock", "kind: balance").replace("2025-12-31", "2025-13-31").replace("L9", "第9行")
    problems = load_content(write(tmp_path, {"content/indicators/a.yaml": text}))[1]
    assert [(p.line, p.code) for p in problems] == [(5, "wrong-value"), (7, "wrong-value"), (12, "wrong-value")]
    assert "'stock', 'flow'" in problems[0].message
    assert "is not a date of the calendar" in problems[1].message
    assert "write L9, L9-11" in problems[2].message


def test_broken_entries_do_not_break_what_names_them(tmp_path: Path) -> None:
    text = INDICATORS.replace("kind: stock", "kind: balance")
    content, _ = load_content(write(tmp_path, {"content/indicators/a.yaml": text}))
    assert content.broken == {"deposits"}
    assert not content.indicators


def test_files_load_in_one_order(tmp_path: Path) -> None:
    files = {f"content/indicators/{n}.yaml": INDICATORS.replace("deposits", n) for n in ("zeta", "alpha", "mid")}
    content = loaded(tmp_path, files)
    assert [i.id for i in content.indicators] == ["alpha", "mid", "zeta"]
    assert loaded(tmp_path, files) == content


def test_packs(tmp_path: Path) -> None:
    pack = "id: centre\ntemplate: centre.html\nlanguages: [zh, en]\nformats: [docx, pdf]\ntitle: 西部金融中心\n"
    assert loaded(tmp_path, {"content/packs/centre.yaml": pack}).packs[0].formats == ("docx", "pdf")
    wrong = load_content(write(tmp_path, {"content/packs/centre.yaml": pack.replace("pdf", "odt")}))[1]
    assert [(p.line, p.code) for p in wrong] == [(4, "wrong-value")]


@pytest.mark.parametrize(
    ("text", "ranges"),
    [("L9", ((9, 9),)), ("L9-11", ((9, 11),)), ("L9, L14-15", ((9, 9), (14, 15))), ("L9-L11", ((9, 11),))],
)
def test_locators(text: str, ranges: tuple[tuple[int, int], ...]) -> None:
    assert line_ranges(text) == ranges


@pytest.mark.parametrize("text", ["9", "L", "L11-9", "L0", "l9", "L9-", "L9;L10"])
def test_other_locators_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="locator"):
        line_ranges(text)
