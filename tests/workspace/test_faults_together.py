"""One fault never hides another: ``check`` tells whatever is wrong in any file at once, errors first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing.problems import Problem, ProblemsFound, Severity
from briefing.workspace import Workspace
from tests.support.mini_project import INDICATORS, ROOT, TEMPLATE, mini_project

TODAY = date(2026, 4, 20)
FURNITURE = "templates/house/furniture.yaml"
HOUSE = (ROOT / FURNITURE).read_text("utf-8")
GLOSSARY = "i18n/glossary.yaml"


def without(*labels: str) -> str:
    return "".join(line for line in HOUSE.splitlines(True) if line.partition(":")[0] not in labels)


def checked(root: Path) -> tuple[Problem, ...]:
    try:
        return Workspace(root, TODAY).check()
    except ProblemsFound as found:
        return found.problems


def codes(found: tuple[Problem, ...]) -> set[str]:
    return {p.code for p in found if p.severity is Severity.ERROR}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a mistake in a template and a damaged term: what else is wrong must not hide them."""
    made = mini_project(tmp_path)
    (made / "templates/tiny.html").write_text(TEMPLATE.replace("assets-growth", "asset-growth"), "utf-8")
    return made


def test_every_label_that_the_house_lacks_is_told_with_everything_else(root: Path) -> None:
    (root / "templates/tiny.html").write_text(TEMPLATE, "utf-8")
    (root / FURNITURE).write_text(without("contents", "table", "source_line"), "utf-8")
    (root / "content/indicators/one.yaml").write_text(INDICATORS.replace("增长8.0%", "增长8.1%"), "utf-8")
    found = checked(root)
    lacking = [p for p in found if p.code == "label-missing"]
    assert {name for p in lacking for name in ("contents", "table", "source_line") if name in p.message} == {
        "contents",
        "table",
        "source_line",
    }
    assert {p.file for p in lacking} == {FURNITURE}
    assert "published-differs" in codes(found)
    assert [p.severity for p in found] == sorted((p.severity for p in found), key=list(Severity).index)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        (FURNITURE, "contents: [", "yaml-syntax"),
        (FURNITURE, b"\xff\xfe\x00", "not-utf8"),
        (FURNITURE, None, "yaml-unreadable"),
        (FURNITURE, without("not_there", "contents"), "label-missing"),
        (GLOSSARY, "terms: [", "yaml-syntax"),
        (GLOSSARY, None, "glossary-unreadable"),
        ("i18n/en.yaml", "tag: en-GB\nunits: [", "yaml-syntax"),
        ("i18n/en/content.po", b"\xff\xfe\x00", "catalogue-unreadable"),
        ("templates/house/theme.yaml", "a: 1\n", "theme-invalid"),
        ("i18n/en/review.yaml", "house: 7\n", "review-rules"),
        ("i18n/en/waivers.yaml", "- id: 7\n", "waiver-unreadable"),
        ("i18n/zh/reading.yaml", "numbers: 7\n", "language-rule-invalid"),
        ("i18n/allowed-numbers.yaml", "allowed: x\n", "proof-exceptions"),
    ],
)
def test_a_fault_of_one_file_hides_no_mistake_in_a_template(
    root: Path, name: str, data: str | bytes | None, told: str
) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    found = codes(checked(root))
    assert {told, "template-fact"} <= found, [str(p) for p in checked(root)]
    assert "label-missing" not in found or told == "label-missing"


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("content/indicators/two.yaml", "indicators: [", "yaml-syntax"),
        ("content/sources/one.yaml", b"\xff\xfe\x00", "not-utf8"),
        ("content/sources/one.yaml", "sources:\n  ? [a]\n  : b\n", "yaml-key"),
        ("content/claims/one.yaml", "claims: []\n---\nclaims: []\n", "yaml-documents"),
        ("i18n/zh.yaml", "tag: zh-CN\nunits: [", "yaml-syntax"),
    ],
)
def test_where_everything_rests_on_a_file_that_cannot_be_read_the_faults_of_other_files_are_told_and_nothing_that_follows(
    root: Path, name: str, data: str | bytes, told: str
) -> None:
    (root / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    (root / "content/packs/tiny.yaml").write_text("id: tiny\ntemplate: 7\n", "utf-8")
    (root / GLOSSARY).write_text("terms: [", "utf-8")
    (root / FURNITURE).write_text("contents: [", "utf-8")
    found = checked(root)
    assert (told, name) in {(p.code, p.file) for p in found}
    assert {GLOSSARY, FURNITURE, "content/packs/tiny.yaml"} <= {p.file for p in found}
    assert not codes(found) & {"unknown-reference", "unknown-source", "template-fact", "unknown-unit"}
