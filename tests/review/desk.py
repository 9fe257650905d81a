"""A small project on disk, reviewed in the tests: two sentences with figures, a heading, a label, a piece of furniture."""

from __future__ import annotations

import hashlib
import shutil
from functools import lru_cache
from pathlib import Path

import polib

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.messages import State
from briefing.catalogue.updating import extract, refreshed
from briefing.project.opening import Project, open_project
from briefing.review.accept import ImportDecider
from briefing.review.formats import SUFFIXES, WRITERS
from briefing.review.importing import Report, read_file, report
from briefing.review.lint import read_rules, sentence_rules
from briefing.review.printed import Printing, printings
from briefing.review.rows import OutRow, out_rows
from briefing.review.segment import Memory, Segment, read_history, segments, uses
from tests.support.content_case import write
from tests.support.copies import copied
from tests.support.mini_project import GLOSSARY

ROOT = Path(__file__).parents[2]
TEMPLATE = """\
<section id="scale"><h1>{{ _("规模") }}</h1>
<p>{% trans when=asof("assets"), assets=fig("assets"), growth=fig("assets.growth") %}
{{ when }}，资产规模{{ assets }}，{{ growth }}。
{% endtrans %}</p>
<p>{% trans loans=fig("loans") %}<strong>贷款在增加。</strong>余额{{ loans }}，约占一半。{% endtrans %}</p>
<p>{% trans count=fig("offices") %}设有{{ count }}机构。{% endtrans %}</p>
</section>
"""
CONTENT = """\
indicators:
  - id: assets
    label: 资产规模
    unit: CNY
    kind: stock
    frequency: annual
    observations:
      - {period: "2025-12-31", basis: stated, value: "9.6万亿", published: 9.6万亿元, source: s1, locator: L1, status: reported}
  - id: assets.growth
    label: 资产规模增幅
    unit: percent
    kind: change
    of: assets
    base: yoy
    frequency: annual
    observations:
      - {period: "2025-12-31", basis: stated, value: "6.8", published: 增长6.8%, source: s1, locator: L1, status: reported}
  - id: loans
    label: 贷款余额
    unit: CNY
    kind: stock
    frequency: annual
    observations:
      - {period: "2025-12-31", basis: stated, value: "6.42万亿", published: 6.42万亿元, source: s1, locator: L2,
         status: reported}
  - id: offices
    label: 机构数量
    unit: institution
    kind: stock
    frequency: annual
    observations:
      - {period: "2025-12-31", basis: stated, value: "32", published: 32家, source: s1, locator: L2, status: reported}
"""
PACK = """\
id: small
template: small.html
languages: [zh, en]
formats: [html]
title: 简报
"""
ENGLISH = {
    "规模": "Scale",
    "%(when)s，资产规模%(assets)s，%(growth)s。": "%(when.as-of-initial)s, assets came to %(assets)s, %(growth)s.",
    "<strong>贷款在增加。</strong>余额%(loans)s，约占一半。": "<strong>Loans are growing.</strong> "
    "They stand at %(loans)s, about half of the total.",
    "设有%(count)s机构。": "There are %(count)s.",
    "资产规模": "Assets & deposits",
}


def small_project(root: Path, content: str = CONTENT, template: str = TEMPLATE) -> Path:
    """The project's files under ``root``, with the house's own language rules and furniture; its PO files as first made."""
    return copied(root, ("small", content, template), lambda empty: _made(empty, content, template))


def _made(root: Path, content: str, template: str) -> None:
    files = {"content/packs/small.yaml": PACK, "content/indicators/all.yaml": content, "templates/small.html": template}
    write(root, files)
    for name in ("zh.yaml", "en.yaml", "en/review.yaml"):
        (root / "i18n" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "i18n" / name, root / "i18n" / name)
    shutil.copy(GLOSSARY, root / "i18n")
    (root / "templates" / "house").mkdir(exist_ok=True)
    shutil.copy(ROOT / "templates" / "house" / "furniture.yaml", root / "templates" / "house")
    refresh(root)
    translate(root, ENGLISH)


def refresh(root: Path) -> None:
    """What ``generate.py catalog`` does."""
    project = open_project(root)
    units, problems = extract(project.templates, project.content)
    assert not problems
    for path, data in refreshed(units, root / "i18n", ["en"]).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def translate(root: Path, english: dict[str, str]) -> None:
    """Write translations into the PO files with another gettext tool."""

    for path in sorted((root / "i18n" / "en").glob("*.po")):
        file = polib.pofile(str(path), wrapwidth=0)
        for entry in file:
            if entry.msgid in english:
                entry.msgstr = english[entry.msgid]
        file.save()


def listed(root: Path) -> tuple[Project, dict[str, Printing], tuple[Segment, ...]]:
    """The project opened, what it prints, its segments; opened again only when one of its files has changed."""
    files = sorted(p for name in ("content", "templates", "i18n") for p in (root / name).rglob("*") if p.is_file())
    return _listed(root, hashlib.sha256(b"".join(p.as_posix().encode() + p.read_bytes() for p in files)).digest())


@lru_cache(maxsize=4)
def _listed(root: Path, _: bytes) -> tuple[Project, dict[str, Printing], tuple[Segment, ...]]:
    project = open_project(root)
    printed = printings(project, (SOURCE_TAG, "en"))
    return project, printed, segments(project, "en", printed["en"], uses(project, "en"))


def exported(
    root: Path, form: str, domain: str = "small", memory: Memory | None = None
) -> tuple[Path, tuple[OutRow, ...]]:
    """A review file of one domain, with what ``memory`` has of sentences alike."""
    project, printed, found = listed(root)
    picked = [s for s in found if s.message.domain == domain]
    rows = out_rows(picked, printed[SOURCE_TAG], printed["en"], project.base, memory)
    path = root / f"review.{SUFFIXES.get(form, form)}"
    path.write_bytes(WRITERS[form](rows, "zh-CN", "en-GB"))
    return path, rows


def imported(root: Path, path: Path, given: State = State.DRAFT, by: str = "Li Wei") -> Report:
    """The report on a file that came back; its PO files are written."""
    project, printed, found = listed(root)
    rules = read_rules(root / "i18n", "en", project.glossary, own=True)
    desk = ImportDecider(
        {s.id: s for s in found},
        printed[SOURCE_TAG],
        printed["en"],
        rules,
        path.name,
        by,
        "2026-07-03",
        given,
        read_history(root / "i18n", "en"),
        sentence_rules(project).check("en"),
    )
    made = report(read_file(path), desk, root / "i18n", "en")
    for name, data in made.files.items():
        name.write_bytes(data)
    return made


def target(root: Path, source: str) -> str:
    """The translation of a source text as it stands in the PO files."""
    _, _, found = listed(root)
    return next(s.message.target for s in found if s.message.source == source)


def segment(root: Path, source: str) -> Segment:
    """The segment of a source text."""
    _, _, found = listed(root)
    return next(s for s in found if s.message.source == source)


#: Two source texts of the project: with emphasis and a figure, and of figures alone.
LOANS = "<strong>贷款在增加。</strong>余额%(loans)s，约占一半。"
ASSETS = "%(when)s，资产规模%(assets)s，%(growth)s。"
