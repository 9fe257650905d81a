"""Drafts and releases: what is stale, untranslated or torn apart is stamped, or refused with every reason."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from briefing.editions.build import Request, build
from briefing.editions.manifest import read_manifest
from briefing.facts.observe import due_date
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from briefing.quantities import Period
from tests.support.mini_project import INDICATORS, SOURCES, mini_project

LATE = SOURCES.replace("id: s1", "id: s9").replace("2026-04-10", "2028-01-10")
ANNUAL = INDICATORS.replace("    kind: stock\n", "    kind: stock\n    frequency: annual\n")


def stamps(root: Path, out: Path, **choices: object) -> dict[str, str]:
    built = build(open_project(root), Request(out, formats=("html",), jobs=1, **choices))  # type: ignore[arg-type]
    manifest = read_manifest(built.folder)
    assert manifest is not None
    return {name: entry["stamp"] for name, entry in manifest.documents.items()}


@pytest.mark.parametrize(
    ("frequency", "period", "due"),
    [
        ("annual", "2025-12-31", date(2027, 6, 30)),
        ("annual", "2025", date(2027, 6, 30)),
        ("quarterly", "2026-01/2026-03", date(2026, 8, 31)),
        ("monthly", "2026-12", date(2027, 2, 28)),
        ("once", "2025", None),
        ("irregular", "2025", None),
    ],
)
def test_due_dates(frequency: str, period: str, due: date | None) -> None:
    assert due_date(frequency, Period.parse(period)) == due


def test_a_sound_edition_carries_no_stamp_and_can_be_released(tmp_path: Path) -> None:
    assert stamps(mini_project(tmp_path / "p"), tmp_path / "o", release=True, lapsed=()) == {
        "tiny.zh": "",
        "tiny.en": "",
    }


def test_what_is_stale_is_stamped_in_both_languages_and_said_on_the_cover(tmp_path: Path) -> None:
    root = mini_project(tmp_path / "p", content__sources__late=LATE, content__indicators__one=ANNUAL)
    assert stamps(root, tmp_path / "o") == {"tiny.zh": "草稿", "tiny.en": "DRAFT"}
    page = (tmp_path / "o" / "2028-01-10" / "tiny.zh.html").read_text("utf-8")
    text = re.sub("<[^<>]+>", "", page)  # what holds together on a line is marked
    assert "下列数据已过应更新的日期，尚无新数：金融资产规模。" in text
    with pytest.raises(ProblemsFound) as caught:
        stamps(root, tmp_path / "r", release=True, lapsed=())
    assert [p.code for p in caught.value.problems] == ["release-refused", "figure-stale"]
    assert not (tmp_path / "r" / "2028-01-10").exists()


def test_no_release_is_built_without_asking_what_lapsed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Workspace"):
        stamps(mini_project(tmp_path / "p"), tmp_path / "o", release=True)


def test_a_figure_that_was_sought_in_vain_is_not_stale(tmp_path: Path) -> None:
    sought = ANNUAL.replace("frequency: annual\n", 'frequency: annual\n    sought: "2028-01-10"\n')
    root = mini_project(tmp_path / "p", content__sources__late=LATE, content__indicators__one=sought)
    assert set(stamps(root, tmp_path / "o").values()) == {""}


def test_a_figure_named_with_its_period_promises_no_more(tmp_path: Path) -> None:
    root = mini_project(tmp_path / "p", content__sources__late=LATE, content__indicators__one=ANNUAL)
    path = root / "templates" / "tiny.html"
    path.write_text(path.read_text("utf-8").replace('"financial-assets"', '"financial-assets@2025-12-31"'), "utf-8")
    assert set(stamps(root, tmp_path / "o").values()) == {""}


def test_an_untranslated_sentence_stamps_its_language_only(tmp_path: Path) -> None:
    root = mini_project(tmp_path / "p")
    path = root / "i18n" / "en" / "tiny.po"
    path.write_text(path.read_text("utf-8").replace('msgstr "Indicator"', 'msgstr ""'), "utf-8")
    assert stamps(root, tmp_path / "o") == {"tiny.zh": "", "tiny.en": "DRAFT"}


def test_as_of_a_day_before_everything_is_refused(tmp_path: Path) -> None:
    from tests.support.running import run  # noqa: PLC0415 - only here a command is needed

    refused = run(mini_project(tmp_path / "p"), "build", "--as-of", "2020-01-01", "--out", str(tmp_path / "o"))
    assert refused.returncode == 1
    assert "nothing-known" in refused.stderr
