"""Refreshing the PO files keeps translations, marks changed sources and is stable."""

from __future__ import annotations

from pathlib import Path

import polib

from briefing.catalogue.messages import read_catalogue
from briefing.catalogue.updating import extract, messages_alone, refreshed
from briefing.content.load import load_content
from tests.support.mini_project import TEMPLATE, mini_project


def refresh(root: Path) -> dict[str, bytes]:
    content, _ = load_content(root)
    units, problems = extract(root / "templates", content)
    assert not problems
    return {path.name: data for path, data in refreshed(units, root / "i18n", ["en"]).items()}


def test_a_refresh_of_fresh_files_changes_nothing(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    (root / "i18n/en/tiny.po").write_bytes(refresh(root)["tiny.po"])
    assert refresh(root)["tiny.po"] == (root / "i18n/en/tiny.po").read_bytes()


def test_a_changed_sentence_keeps_its_old_translation_as_fuzzy_with_the_previous_source(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    (root / "templates/tiny.html").write_text(TEMPLATE.replace("规模在扩大。", "规模正在扩大。"), "utf-8")
    entries = polib.pofile(refresh(root)["tiny.po"].decode())
    changed = next(e for e in entries if e.msgid == "规模正在扩大。")
    assert changed.fuzzy
    assert changed.msgstr == "The base is growing."
    assert changed.previous_msgid == "规模在扩大。"


def test_a_long_previous_sentence_with_a_space_in_it_can_be_read_back(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    old = (
        "规模在扩大。"
        + "金融机构数量持续增加，" * 6
        + "PBoC Chongqing 与市委金融办共同推进，"
        + "资产规模稳步上升，" * 6
    )
    (root / "templates/tiny.html").write_text(TEMPLATE.replace("规模在扩大。", old), "utf-8")
    translated = polib.pofile(refresh(root)["tiny.po"].decode())
    next(e for e in translated if e.msgid == old).msgstr = "The base is growing."
    translated.save(str(root / "i18n/en/tiny.po"))
    (root / "templates/tiny.html").write_text(TEMPLATE.replace("规模在扩大。", old + "又"), "utf-8")
    data = refresh(root)["tiny.po"]
    changed = next(e for e in polib.pofile(data.decode()) if e.msgid == old + "又")
    assert changed.previous_msgid == old


def test_what_is_fuzzy_stays_as_it_is_however_often_it_is_refreshed(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    (root / "templates/tiny.html").write_text(TEMPLATE.replace("规模在扩大。", "规模正在扩大。"), "utf-8")
    place = root / "i18n/en/tiny.po"
    data = refresh(root)["tiny.po"]
    assert data.count(b"#| msgid") == 1
    place.write_bytes(data)
    assert refresh(root)["tiny.po"] == data
    place.write_bytes(data.replace(b'#| msgid "', b'#| msgctxt "x"\n#| msgid ""\n#| "'))  # as Poedit wraps it
    assert refresh(root)["tiny.po"] == data


def test_a_sentence_that_is_gone_stays_as_obsolete(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    (root / "templates/tiny.html").write_text(TEMPLATE.replace("{% trans %}规模没有扩大。{% endtrans %}", ""), "utf-8")
    entries = polib.pofile(refresh(root)["tiny.po"].decode())
    assert [e.msgstr for e in entries.obsolete_entries()] == ["The base is not growing."]


def test_a_sentence_that_comes_back_has_its_translation_and_its_review_again(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    place = root / "i18n/en/tiny.po"
    whole = (root / "templates/tiny.html").read_text("utf-8")
    entries = polib.pofile(str(place))
    next(e for e in entries if e.msgid == "规模没有扩大。").tcomment = "approved: 2026-07-03 5c1f09ab/- Li Wei"
    entries.save(str(place))
    (root / "templates/tiny.html").write_text(whole.replace("{% trans %}规模没有扩大。{% endtrans %}", ""), "utf-8")
    place.write_bytes(refresh(root)["tiny.po"])
    (root / "templates/tiny.html").write_text(whole, "utf-8")
    place.write_bytes(refresh(root)["tiny.po"])
    again = polib.pofile(str(place), check_for_duplicates=True)
    assert [(e.msgstr, e.tcomment, e.fuzzy) for e in again if e.msgid == "规模没有扩大。"] == [
        ("The base is not growing.", "approved: 2026-07-03 5c1f09ab/- Li Wei", False)
    ]
    assert not again.obsolete_entries()


def test_a_sentence_that_is_gone_before_anybody_translated_it_leaves_nothing(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    whole = (root / "templates/tiny.html").read_text("utf-8")
    (root / "templates/tiny.html").write_text(whole.replace("规模没有扩大。", "另有说明。"), "utf-8")
    (root / "i18n/en/tiny.po").write_bytes(refresh(root)["tiny.po"])
    (root / "templates/tiny.html").write_text(whole, "utf-8")
    assert "另有说明" not in refresh(root)["tiny.po"].decode()


def test_a_file_rewritten_by_another_tool_is_fresh_and_one_of_other_words_is_not(tmp_path: Path) -> None:
    data = (mini_project(tmp_path) / "i18n/en/tiny.po").read_bytes()
    entries = polib.pofile(data.decode(), wrapwidth=20)
    entries.sort(key=lambda e: e.msgid)
    assert str(entries).encode() != data
    assert messages_alone(str(entries).encode()) == messages_alone(data)
    assert messages_alone(data.replace(b"The base is growing", b"The base is grown")) != messages_alone(data)


def test_messages_say_where_they_stand(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    catalogue, _ = read_catalogue(root / "i18n", "en")
    label = catalogue.find("content", "label", "金融资产规模")
    assert label is not None
    assert label.places == ("content/indicators/one.yaml:2",)
    assert label.line > 0


def test_an_unreadable_catalogue_is_one_problem(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    (root / "i18n/en/tiny.po").write_text('msgid "a"\nnonsense\n', "utf-8")
    _, problems = read_catalogue(root / "i18n", "en")
    assert [(p.code, p.file) for p in problems] == [("catalogue-unreadable", "i18n/en/tiny.po")]


def test_a_message_that_stands_twice_is_named_with_both_lines(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    twice = head + 'msgctxt "label"\nmsgid "甲"\nmsgstr "one"\n\n{between}msgctxt "label"\nmsgid "甲"\nmsgstr "two"\n'
    (root / "i18n/en/tiny.po").write_text(twice.format(between=""), "utf-8")
    _, (found,) = read_catalogue(root / "i18n", "en")
    assert (found.code, found.message) == (
        "catalogue-unreadable",
        "the catalogue cannot be read: line 9: the message “甲” stands already in line 5",
    )
    (root / "i18n/en/tiny.po").write_text(
        twice.format(between='msgctxt "cell"\nmsgid "甲"\nmsgstr "three"\n\n').replace(
            'msgid "甲"\nmsgstr "two"', 'msgid "乙"\nmsgstr "two"'
        ),
        "utf-8",
    )
    assert read_catalogue(root / "i18n", "en")[1] == ()


def test_a_template_that_cannot_be_read_is_a_problem_with_its_line(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    (root / "templates/tiny.html").write_text("<p>\n{% trans %}a", "utf-8")
    _, problems = extract(root / "templates", load_content(root)[0])
    assert [(p.code, p.file, p.line) for p in problems] == [("template-error", "templates/tiny.html", 2)]
