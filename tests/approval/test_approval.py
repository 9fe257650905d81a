"""Approvals stand while the document says the same, and lapse when it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.mini_project import ENGLISH, mini_project, translations
from tests.support.running import done, run

EDITION = "2026-04-10"
BY = ("--by", "王编审", "--date", "2026-04-12")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = mini_project(tmp_path)
    done(root, "build", "--out", str(root / "out"), "-f", "html")
    done(root, "approve", EDITION, *BY)
    return root


def states(root: Path) -> dict[str, tuple[str, str]]:
    ran = run(root, "status", "--json")
    return {s["document"]: (s["state"], s["reason"]) for s in json.loads(ran.stdout)[EDITION]}


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_an_approval_is_recorded_with_name_day_and_hash(root: Path) -> None:
    text = (root / "approvals" / f"{EDITION}.yaml").read_text("utf-8")
    assert "document: tiny.zh" in text
    assert "王编审" in text
    assert '"2026-04-12"' in text
    assert (root / "approvals" / EDITION / "tiny.en.json").is_file()
    assert states(root) == {"tiny.zh": ("approved", ""), "tiny.en": ("approved", "")}


def test_a_changed_figure_lapses_both_languages_and_is_named(root: Path) -> None:
    edit(root, "content/indicators/one.yaml", "9.6万亿", "9.7万亿")
    assert states(root) == {"tiny.zh": ("lapsed", "figure"), "tiny.en": ("lapsed", "figure")}
    said = run(root, "status")
    assert said.returncode == 1
    assert "+ " in said.stdout
    assert "9.7万亿元" in said.stdout
    assert "financial-assets@2025-12-31" in said.stdout


def test_a_changed_translation_lapses_that_language_only(root: Path) -> None:
    edit(root, "i18n/en/tiny.po", "The base is growing.", "The base grows.")
    assert states(root) == {"tiny.zh": ("approved", ""), "tiny.en": ("lapsed", "translation")}


def test_a_changed_sentence_lapses_both(root: Path) -> None:
    edit(root, "templates/tiny.html", "规模在扩大。", "规模继续扩大。")
    translations(root, ENGLISH | {"tiny": {**ENGLISH["tiny"], "规模继续扩大。": "The base keeps growing."}})
    assert states(root) == {"tiny.zh": ("lapsed", "sentence"), "tiny.en": ("lapsed", "sentence")}


def test_what_is_published_later_touches_no_approval(root: Path) -> None:
    done(
        root, "source", "s2", "--file", "2", "--issuer", "统计局", "--title", "二季度", "--date", "2026-07-20", "--yes"
    )
    figure = ("financial-assets", "9.9万亿元", "--period", "2026-06-30", "--source", "s2", "--locator", "L1")
    done(root, "observe", *figure, "--yes")
    assert states(root) == {"tiny.zh": ("approved", ""), "tiny.en": ("approved", "")}


def test_a_release_refuses_a_lapsed_approval_until_it_is_given_again(root: Path) -> None:
    out = ("--out", str(root / "out"), "-f", "html")
    done(root, "build", "--release", *out)
    edit(root, "i18n/en/tiny.po", "The base is growing.", "The base grows.")
    refused = run(root, "build", "--release", *out)
    assert refused.returncode == 1
    assert "approval-lapsed" in refused.stderr
    assert "tiny.en" in refused.stderr
    done(root, "build", *out)  # what was released stays: the next edition has a name of its own
    done(root, "approve", f"{EDITION}-2", "tiny.en", *BY)
    done(root, "build", "--release", "--edition", f"{EDITION}-2", *out)


def test_a_document_cut_to_an_audience_is_approved_like_any_other(root: Path) -> None:
    (root / "content" / "audiences").mkdir()
    one = "audiences:\n  - {id: one, pack: tiny, title: 一, cover: 二, languages: [zh]}\n"
    (root / "content" / "audiences" / "one.yaml").write_text(one, "utf-8")
    done(root, "build", "--audience", "one", "--out", str(root / "out"), "-f", "html")
    assert states(root)["tiny-one.zh"] == ("open", "")
    done(root, "approve", EDITION, "tiny-one.zh", *BY)
    assert states(root)["tiny-one.zh"] == ("approved", "")
    edit(root, "content/indicators/one.yaml", "9.6万亿", "9.7万亿")
    assert states(root)["tiny-one.zh"] == ("lapsed", "figure")


def test_what_the_edition_does_not_hold_is_not_among_its_documents(root: Path) -> None:
    (root / "content" / "audiences").mkdir()
    one = "audiences:\n  - {id: one, pack: tiny, title: 一, cover: 二, languages: [zh]}\n"
    (root / "content" / "audiences" / "one.yaml").write_text(one, "utf-8")
    assert states(root) == {"tiny.zh": ("approved", ""), "tiny.en": ("approved", "")}


def test_an_audience_that_is_wrong_leaves_whole_packs_as_they_stand(root: Path) -> None:
    (root / "content" / "audiences").mkdir()
    one = "audiences:\n  - {id: one, pack: tiny, title: 一, cover: 二, leave_out: [nowhere]}\n"
    (root / "content" / "audiences" / "one.yaml").write_text(one, "utf-8")
    assert states(root) == {"tiny.zh": ("approved", ""), "tiny.en": ("approved", "")}
    done(root, "approve", EDITION, "tiny.zh", *BY)


def test_a_day_to_come_is_no_day_of_an_approval(root: Path) -> None:
    before = (root / "approvals" / f"{EDITION}.yaml").read_bytes()
    assert "approve-to-come" in run(root, "approve", EDITION, "tiny.zh", "--by", "x", "--date", "2999-01-01").stderr
    assert (root / "approvals" / f"{EDITION}.yaml").read_bytes() == before


def test_what_nobody_should_stand_behind_is_refused(root: Path) -> None:
    assert "approve-unknown" in run(root, "approve", EDITION, "tiny.fr", *BY).stderr
    assert "edition-unknown" in run(root, "approve", "2020-01-01", *BY).stderr
    assert "option-needed" in run(root, "approve", EDITION).stderr
    edit(root, "content/indicators/one.yaml", "9.6万亿", "9.7万亿")
    assert "approve-outdated" in run(root, "approve", EDITION, "tiny.zh", *BY).stderr
    edit(root, "i18n/en/tiny.po", "The base is growing.", "")
    done(root, "build", "--out", str(root / "out"), "-f", "html")
    assert "approve-draft" in run(root, "approve", f"{EDITION}-2", "tiny.en", *BY).stderr
    done(root, "approve", f"{EDITION}-2", "tiny.zh", *BY)


def test_a_record_that_cannot_be_read_is_said(root: Path) -> None:
    (root / "approvals" / f"{EDITION}.yaml").write_text("approvals: [", "utf-8")
    refused = run(root, "status")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
