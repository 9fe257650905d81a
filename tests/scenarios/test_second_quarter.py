"""A quarter as an editor lives it, with commands alone: a second-quarter release comes in with figures that have risen, fallen,
held, been revised, appeared and been withdrawn. Templates are not touched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import polib
import pytest
import yaml

from briefing.document.reading import passages
from briefing.editions.manifest import read_record
from briefing.project.opening import open_project
from tests.support.editing import record_sought
from tests.support.open_xml_sdk import open_xml_errors
from tests.support.real_project import copied_project
from tests.support.running import done, run

FIRST, SECOND = "2026-07-03", "2026-07-20"


#: What the release of 20 July says, and what both packs must say then.
CASE = yaml.safe_load((Path(__file__).parent / "second-quarter.yaml").read_text("utf-8"))

SOURCE = (
    "source",
    "s900",
    "--file",
    "005.txt",
    "--issuer",
    "重庆市统计局",
    "--title",
    "二季度金融运行情况",
    "--date",
    SECOND,
    "--kind",
    "press-conference",
    "--section",
    "all:全文:1-60",
    "--yes",
)
ENGLISH = {
    "重庆市统计局": "Chongqing Municipal Bureau of Statistics",
    "二季度金融运行情况": "Financial performance in the second quarter",
    "全文": "Full text",
}


class Quarter:
    """The project of the test before and after the release."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.out = root / "out"
        self.templates = texts(root / "templates")
        done(root, "build", "--out", str(self.out), "-f", "docx", "-f", "html")
        self.before = texts(root / "content")
        done(root, *SOURCE)
        sheet = root / "release.csv"
        sheet.write_text(CASE["release"], "utf-8")
        self.asked = run(root, "observations", "import", str(sheet))
        self.unsaved = texts(root / "content")
        self.said = done(root, "observations", "import", str(sheet), "--yes")
        first, *others = CASE["sought"]
        done(root, "observe", first, "--sought", SECOND)
        record_sought(open_project(root), others, date.fromisoformat(SECOND))
        done(root, "catalog")
        self.translate()
        done(root, "catalog")
        done(root, "review", "mark", "reviewed", "--by", "译审", "--date", SECOND)
        done(root, "build", "--release", "--out", str(self.out), "-f", "docx", "-f", "html")
        self.diff: dict[str, Any] = json.loads(done(root, "diff", FIRST, SECOND, "--json"))

    def translate(self) -> None:
        path = self.root / "i18n" / "en" / "content.po"
        entries = polib.pofile(str(path), wrapwidth=0)
        for entry in entries:
            if entry.msgid in ENGLISH:
                entry.msgstr = ENGLISH[entry.msgid]
                entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entries.save(str(path))

    def change(self, fact: str) -> dict[str, Any]:
        found: dict[str, Any] = next(c for c in self.diff["figures"] if c["fact"] == fact)
        return found


@contextmanager
def as_before(root: Path) -> Iterator[None]:
    """Put the content of the project back, byte for byte, when the block ends: what it tries is tried where everything else
    has been read and checked already."""
    before = {path: path.read_bytes() for path in (root / "content").rglob("*") if path.is_file()}
    try:
        yield
    finally:
        for path in [path for path in (root / "content").rglob("*") if path.is_file()]:
            if path not in before:
                path.unlink()
        for path, data in before.items():
            if not path.is_file() or path.read_bytes() != data:
                path.write_bytes(data)


def texts(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): p.read_text("utf-8")
        for p in folder.rglob("*")
        if p.suffix in (".yaml", ".html")
    }


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    return Quarter(copied_project(tmp_path_factory.mktemp("quarter"), tmp_path_factory))


def test_nothing_is_saved_before_the_questions_are_answered(quarter: Quarter) -> None:
    assert quarter.asked.returncode == 1
    assert "regional-headquarters@2025-12-31 exists already: 32家" in quarter.asked.stdout
    assert "answer-needed" in quarter.asked.stderr
    assert {k: v for k, v in quarter.unsaved.items() if "s900" not in k} == quarter.before


def test_every_figure_is_shown_in_both_languages_before_it_is_saved(quarter: Quarter) -> None:
    assert "本外币存款余额：6.38万亿元（2026年6月末），高于2025年末的6.13万亿元。" in quarter.said
    assert "RMB\u00a06.38\u00a0trillion (end-June 2026), up from RMB\u00a06.13\u00a0trillion (end-2025)" in quarter.said


def test_a_figure_is_one_line_and_everything_else_stays(quarter: Quarter) -> None:
    after = texts(quarter.root / "content")
    for name, old in quarter.before.items():
        lines = after[name].splitlines()
        gone = [line for line in old.splitlines() if line not in lines]
        fresh = [line for line in lines if line not in old.splitlines()]
        assert all(line.lstrip().startswith(("value", "published", "source", "locator", "sought")) for line in gone), (
            name
        )
        assert len(fresh) <= 12, name


def test_templates_are_as_they_were_and_both_packs_are_there(quarter: Quarter) -> None:
    assert {k: v for k, v in texts(quarter.root / "templates").items() if k in quarter.templates} == quarter.templates
    names = {p.name for p in (quarter.out / SECOND).glob("*.docx")}
    for pack in ("western-financial-centre", "investment-promotion-lists"):
        assert {f"{pack}.zh.docx", f"{pack}.en.docx"} <= names


@pytest.mark.parametrize(
    ("fact", "kind", "direction", "difference", "zh", "en"),
    [
        ("deposits@2026-06-30", "new-period", "up", "250000000000", "增加2500亿元", "up RMB\u00a0250\u00a0billion"),
        ("loans@2026-06-30", "new-period", "down", "-20000000000", "减少200亿元", "down RMB\u00a020\u00a0billion"),
        (
            "rmb-loans-growth@2026-06-30",
            "new-period",
            "down",
            "-0.7",
            "下降0.7个百分点",
            "down 0.7\u00a0percentage points",
        ),
        (
            "interbank-bond-issuance@2026-04--2026-06",
            "new-period",
            "down",
            "-6820000000",
            "减少68.2亿元",
            "down RMB\u00a06.82",
        ),
        ("afre-increment@2026-04--2026-06", "new-period", "flat", "0", "持平", "unchanged"),
        ("rmb-goods-trade-settlement@2026-04--2026-06", "new-period", "flat", "0", "持平", "unchanged"),
        (
            "rmb-goods-trade-settlement-rank@2026-04--2026-06",
            "new-period",
            "down",
            None,
            "中西部第二",
            "second in central",
        ),
        ("inclusive-msb-loans@2026-06-30", "new-period", "up", "59390000000", "593.9亿元", "up RMB\u00a059.39"),
        ("regional-headquarters@2025-12-31", "revised", "up", "1", "由32家修订为33家", "revised from 32"),
        ("green-loans@2026-06-30", "new-period", "down", "-140000000000", "减少超1400亿元", "down more than RMB"),
        ("conference-features@2026-07-03", "withdrawn", "", None, "已被撤回", "withdrawn; the figure had been"),
    ],
)
def test_the_difference_names_every_figure_with_its_direction(
    quarter: Quarter, fact: str, kind: str, direction: str, difference: str | None, zh: str, en: str
) -> None:
    change = quarter.change(fact)
    assert (change["kind"], change["direction"], change["difference"]) == (kind, direction, difference)
    assert zh in change["zh"]
    assert en in change["en"]


def test_every_language_prints_the_same_new_facts(quarter: Quarter) -> None:
    documents = json.loads((quarter.out / SECOND / "manifest.json").read_bytes())["documents"]
    chinese, english = (
        {f["fact"] for f in documents[f"western-financial-centre.{t}"]["figures"] if not f["fact"].startswith("usd.")}
        for t in ("zh", "en")
    )
    rates = {f["rate"] for f in documents["western-financial-centre.en"]["figures"] if "rate" in f}
    assert {"deposits@2026-06-30", "rmb-loans@2026-06-30", "afre-increment@2026-04--2026-06"} <= chinese
    assert rates
    assert chinese == english - rates  # only English converts, and names the rate


def test_direction_words_follow_the_figures_in_both_languages(quarter: Quarter) -> None:
    passages = {tag: quarter.diff["documents"][f"western-financial-centre.{tag}"]["passages"] for tag in ("zh", "en")}
    new = {tag: [p["new"] or "" for p in found] for tag, found in passages.items()}
    assert any("6.68万亿元，同比增长6.1%" in text for text in new["zh"])
    assert any("RMB\u00a06.68\u00a0trillion" in text and "up 6.1%" in text for text in new["en"])
    touched = {s["id"] for s in quarter.diff["documents"]["western-financial-centre.zh"]["sections"]}
    assert {"at-a-glance", "scale"} <= touched


def test_the_content_has_no_errors_after_the_release(quarter: Quarter) -> None:
    checked = run(quarter.root, "check").stdout
    assert not [line for line in checked.splitlines() if " error: " in line]


def sentences(quarter: Quarter, key: str) -> list[str]:
    record = read_record(quarter.out / SECOND)
    assert record is not None
    return [
        p.text.replace("\u00a0", " ")
        for p in passages(record.documents[key])
        if p.kind not in ("note", "source", "entry")
    ]


@pytest.mark.parametrize("key", CASE["said"])
def test_every_sentence_says_what_the_release_says(quarter: Quarter, key: str) -> None:
    found = sentences(quarter, key)
    assert not [text for text in CASE["said"][key] if text not in found]


def test_nothing_the_release_made_false_is_left(quarter: Quarter) -> None:
    for key in ("western-financial-centre.zh", "investment-promotion-lists.zh"):
        assert not [text for text in sentences(quarter, key) if any(words in text for words in CASE["untrue"])], key


def test_tables_and_charts_have_grown_by_the_new_period(quarter: Quarter) -> None:
    chinese, english = (sentences(quarter, f"western-financial-centre.{tag}") for tag in ("zh", "en"))
    assert "2026年6月末 · 6.38 · 6.40" in chinese
    assert "实际，2026年6月末 · 存款 · 6.38" in chinese
    assert "End-Jun 2026 · 6.38 · 6.40" in english
    assert "普惠小微贷款余额 · 突破7000亿元 · 7105.2亿元 · 2026年6月末 · 已达到" in chinese
    assert "绿色金融 · 绿色贷款余额 · 8600亿元 · 2026年6月末 · 突破1.2万亿元" in chinese
    lists = sentences(quarter, "investment-promotion-lists.zh")
    assert "市级重点项目完成投资 · 2510.6亿元 · 2026年上半年" in lists
    assert not [text for text in lists if "占完成投资的比重" in text]  # no shares of mixed periods


def test_what_is_stale_is_named_and_kept_from_release(quarter: Quarter, tmp_path: Path) -> None:
    root = quarter.root
    with as_before(root):
        done(root, "observe", "npl-ratio", "--sought", "2025-01-01")
        refused = run(root, "build", "--release", "--out", str(tmp_path / "never"), "-f", "html")
        assert refused.returncode == 1
        assert "release-refused" in refused.stderr
        assert "npl-ratio@2023-12-31" in refused.stderr
        assert not (tmp_path / "never" / SECOND).exists()
        done(root, "build", "western-financial-centre", "--out", str(tmp_path / "draft"), "-f", "html")
    cover = (tmp_path / "draft" / SECOND / "western-financial-centre.en.html").read_text("utf-8")
    assert "past the date on which newer ones were due" in cover
    assert "DRAFT" in cover


def test_as_of_gives_back_the_bytes_of_the_first_edition(quarter: Quarter, tmp_path: Path) -> None:
    done(quarter.root, "build", "--as-of", FIRST, "--out", str(tmp_path), "-f", "docx", "-f", "html")
    files = [p for p in (quarter.out / FIRST).rglob("*") if p.is_file() and p.name != "manifest.json"]
    there = {path.relative_to(quarter.out): path for path in files}
    assert len(there) > 8
    for name, path in there.items():
        assert (tmp_path / name).read_bytes() == path.read_bytes(), name


def test_redlines_track_every_change_and_say_what_they_cannot_show(quarter: Quarter, tmp_path: Path) -> None:
    words = ("diff", FIRST, SECOND, "--redline", str(tmp_path), "--author", "审校人", "--date", "2026-07-21")
    done(quarter.root, *words)
    record = json.loads((tmp_path / "redlines.json").read_bytes())
    assert set(record["documents"]) == set(quarter.diff["documents"])
    assert record["documents"]["western-financial-centre.zh"]["revisions"] > 20
    for path in tmp_path.glob("*.docx"):
        assert not open_xml_errors(path), path.name


def test_the_report_reads_in_both_languages(quarter: Quarter, tmp_path: Path) -> None:
    files = ("--html", str(tmp_path / "d.html"), "--docx", str(tmp_path / "d.docx"))
    done(quarter.root, "diff", FIRST, SECOND, *files, "--date", SECOND)
    text = (tmp_path / "d.html").read_text("utf-8")
    assert "数字的变化" in text
    assert "Changes between editions" in text
    assert not open_xml_errors(tmp_path / "d.docx")


def test_a_withdrawn_figure_that_a_template_uses_stops_the_build_by_name(quarter: Quarter, tmp_path: Path) -> None:
    words = ("observe", "grid-staff", "--withdraw", "--period", "2026-04-10", "--source", "s900", "--locator", "L9")
    with as_before(quarter.root):
        done(quarter.root, *words, "--yes")
        refused = run(quarter.root, "build", "--out", str(tmp_path / "out"), "-f", "html")
    assert refused.returncode == 1
    assert "grid-staff was withdrawn by s900" in refused.stderr
    assert not (tmp_path / "out" / SECOND).exists()
