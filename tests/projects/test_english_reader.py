"""What an English reader sees of a list that nobody has translated yet."""

from __future__ import annotations

from briefing.catalogue.glossary import Glossary
from briefing.catalogue.messages import Catalogue, Message
from briefing.compose.project_sheets import ProjectWords
from briefing.compose.translator import Translator, condition_phrase
from briefing.language import load_language
from briefing.project.opening import read_labels
from briefing.projects.conditions import parse_condition
from briefing.projects.romanising import read_romanising
from tests.projects.workbooks import ROOT

IS = Message("furniture", "%(field)s为%(values)s", "%(field)s: %(values)s", "house")
FUZZY = Message("item", "新能源车船", "Intelligent connected NEVs", "content", "i18n/en/content.po", 1, fuzzy=True)


def words(*messages: Message) -> ProjectWords:
    """The words of projects in English, with these messages alone."""
    language = load_language(ROOT / "i18n", "en")
    catalogue = Catalogue("en", {(m.domain, m.context, m.source): m for m in messages})
    translator = Translator(language, "", catalogue, read_labels(ROOT / "templates" / "house"))
    return ProjectWords(language, translator, Glossary({}, {}), read_romanising(ROOT / "i18n", "en"))


def test_a_name_is_pinyin_with_its_characters_once() -> None:
    found = words()
    first, again = (found.text("x", "project name", "嘉陵生物医药产业园") for _ in range(2))
    assert first == "Jialing Shengwuyiyao Chanyeyuan (嘉陵生物医药产业园) [not yet translated]"
    assert again == "Jialing Shengwuyiyao Chanyeyuan"
    assert found.missing == {"x": {("project name", "嘉陵生物医药产业园")}}


def test_set_words_of_lists_come_translated() -> None:
    found = words()
    right = {
        ("cooperation", "合资"): "Equity joint venture",
        ("cooperation", "独资"): "Sole investment",
        ("cooperation", "合作"): "Cooperation",
        ("cooperation", "PPP"): "PPP",
        ("cooperation", "PPP模式"): "PPP",
        ("status", "在谈"): "Under negotiation",
        ("status", "洽谈阶段"): "Under negotiation",
        ("status", "已签约"): "Signed",
        ("item", "生物医药"): "Biomedicine",
        ("item", "文化旅游产业"): "Culture and tourism",
    }
    assert {key: found.text("x", *key) for key in right} == right
    assert not found.missing


def test_text_without_chinese_needs_no_translation() -> None:
    found = words()
    assert found.text("x", "project name", "Jia Biopharma Park") == "Jia Biopharma Park"
    assert not found.missing


def test_long_texts_are_left_out_and_counted() -> None:
    found = words()
    assert found.if_any("x", "content", "建设厂房") == ""
    assert found.missing == {"x": {("content", "建设厂房")}}


def test_a_fuzzy_translation_is_printed_nowhere() -> None:
    found = words(FUZZY, IS)
    phrase = condition_phrase(
        parse_condition("sector = 新能源车船"),
        found.words,
        lambda *_: "",
        lambda context, value: found.word("x", context, value),
    )
    assert "Intelligent connected" not in phrase + found.text("x", "item", "新能源车船")
    assert "Xinnengyuan Chechuan (新能源车船)" in phrase


def test_pinyin_has_its_marks_and_places_their_kind() -> None:
    rules = read_romanising(ROOT / "i18n", "en")
    assert rules is not None
    assert rules.title("仙女山旅游度假区").startswith("Xiannü")
    assert [rules.label(t) for t in ("甲县", "延县")] == ["Jia County", "Yan County"]
