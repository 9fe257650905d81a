"""Small content folders for tests: files as text, run through load, validate, derive and reconcile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import yaml

from briefing.content.load import load_content, validate
from briefing.content.records import Content
from briefing.facts.base import FactBase
from briefing.facts.building import build_fact_base
from briefing.language import load_language
from briefing.language.printed import open_reader, without_words, wording_reader
from briefing.problems import Problem

I18N = Path(__file__).resolve().parents[2] / "i18n"
ZH, EN = load_language(I18N, "zh"), load_language(I18N, "en")
GROUND = """\
sources:
  - id: s1
    file: one.txt
    issuer: 市政府
    title: 方案
    date: "2026-04-10"
    date_basis: stated
    kind: news
    sections:
      - {id: first, title: 一, lines: "1-20"}
      - {id: second, title: 二, lines: "21-50"}
  - id: s2
    file: two.txt
    issuer: 市政府
    title: 报告
    date: "2025-04-10"
    date_basis: stated
    kind: news
    sections:
      - {id: all, title: 全文, lines: "1-50"}
"""
#: A failing and a passing input for each problem code, which ``explain`` shows too, by room.
EXAMPLES = Path(__file__).resolve().parents[2] / "briefing" / "problems" / "examples"
UNITS = frozenset(
    {
        "institution",
        "enterprise",
        "patent",
        "case",
        "percent",
        "percentage-point",
        "multiple",
        "rank",
        "CNY",
        "CNY-per-USD",
        "project",
        "task",
        "month",
    }
)
REGIONS = frozenset({"chongqing", "western-china", "china"})


def write(root: Path, files: Mapping[str, str]) -> Path:
    """A project folder with the ground sources and these files."""
    for name, text in {"content/sources/ground.yaml": GROUND, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def loaded(root: Path, files: Mapping[str, str]) -> Content:
    """The content of a folder that loads without a problem."""
    content, problems = load_content(write(root, files))
    assert not problems, "\n".join(map(str, problems))
    return content


def based(root: Path, files: Mapping[str, str], as_of: date | None = None) -> FactBase:
    """The fact base of a folder that loads without a problem."""
    return build_fact_base(loaded(root, files), as_of)[0]


def all_problems(root: Path) -> tuple[Problem, ...]:
    """Every problem of every stage up to the fact base."""
    content, found = load_content(root)
    _, later = build_fact_base(content, read_open=open_reader([ZH]))
    read, lacking = wording_reader([ZH, EN]), without_words([ZH, EN])
    return (*found, *validate(content, UNITS, read, REGIONS, lacking), *later)


def cases(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Problem code -> its failing (``bad``) and passing (``ok``) content files."""
    return {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob("*.yaml"))}
