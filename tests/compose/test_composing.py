"""From template and facts to a document tree, on a small project of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.document.nodes import Definition, Document, Figure, Name, Note, Paragraph, Section, Table, plain, walk
from briefing.problems import Problem
from briefing.project.opening import Project, open_project
from tests.support.mini_project import INDICATORS, TEMPLATE, mini_project


def composed(project: Project, language: str) -> tuple[Document, tuple[Problem, ...]]:
    day = project.newest_source()
    document, problems = project.compose(project.pack("tiny"), language, project.context(day.isoformat(), day))
    assert document is not None, problems
    return document, problems


def texts(document: Document) -> list[str]:
    return [plain(node.children) for node in walk(document) if isinstance(node, Paragraph)]


def codes(root: Path, language: str = "zh") -> list[str]:
    project = open_project(root)
    day = project.newest_source()
    _, problems = project.compose(project.pack("tiny"), language, project.context(day.isoformat(), day))
    return [p.code for p in problems]


def test_chinese_sentence_prints_facts(tmp_path: Path) -> None:
    document, problems = composed(open_project(mini_project(tmp_path)), "zh")
    assert texts(document)[0] == (
        "截至2025年末，金融资产达9.6万亿元，同比增长8.0%，见西部陆海新通道。陆海新通道再次提及。"
    )
    assert not problems


def test_english_sentence_chooses_its_own_forms_and_joins_with_a_space(tmp_path: Path) -> None:
    document, problems = composed(open_project(mini_project(tmp_path)), "en")
    assert texts(document)[0] == (
        "At end-2025, financial assets stood at RMB\u00a09.6\u00a0trillion, having risen 8.0% year on year; see the "
        "New International Land-Sea Trade Corridor (ILSTC). The ILSTC again."
    )
    assert not problems


def test_both_languages_carry_the_same_figures(tmp_path: Path) -> None:
    project = open_project(mini_project(tmp_path))
    found = [
        sorted((n.fact, n.value) for n in walk(composed(project, tag)[0]) if isinstance(n, Figure))
        for tag in ("zh", "en")
    ]
    assert found[0] == found[1]
    assert len(found[0]) == 3


def test_a_note_cites_the_figures_of_its_paragraph_and_tells_the_caveat_once(tmp_path: Path) -> None:
    document, _ = composed(open_project(mini_project(tmp_path)), "zh")
    notes = [plain(node.children) for node in walk(document) if isinstance(node, Note)]
    assert notes == ["S1，2026年4月10日，“导语”。数据提示：来源没有说明这项数据的口径。"]


BEFORE = """
derived:
  - {id: assets-before, label: 上年末金融资产, op: implied-base, inputs: [financial-assets, assets-growth], unit: CNY, decimals: -11, note: 由余额与增速倒推}
"""  # noqa: E501 - one entry on a line


@pytest.mark.parametrize(
    ("figures", "note"),
    [
        ("{{ a }}、{{ b }}", "S1，2026年4月10日，“导语”；部分数据据此推算。"),
        ("{{ b }}", "据S1，2026年4月10日，“导语”推算。"),
        ("{{ a }}", "S1，2026年4月10日，“导语”。"),
    ],
)
def test_a_note_says_what_was_derived_also_where_its_source_is_stated_besides(
    tmp_path: Path, figures: str, note: str
) -> None:
    sentence = f'<p>{{% trans a=fig("financial-assets"), b=fig("assets-before") %}}{figures}。{{% endtrans %}}</p>'
    template = TEMPLATE.replace("<p>{% if", f"{sentence}<p>{{% if", 1)
    document, _ = composed(open_project(mini_project(tmp_path, template, content__derived__one=BEFORE)), "zh")
    assert note in [plain(node.children) for node in walk(document) if isinstance(node, Note)]


def test_a_table_numbers_itself_and_carries_source_and_caveat(tmp_path: Path) -> None:
    document, _ = composed(open_project(mini_project(tmp_path)), "en")
    table = next(node for node in walk(document) if isinstance(node, Table))
    assert table.caption.label == "Table\u00a01"
    assert plain(table.head[0][1].children) == "RMB trillion"
    assert plain(table.body[0][1].children) == "9.6"
    assert "S1" in plain(table.source)
    assert "scope" in plain(table.notes[0])


def test_sections_are_numbered_as_the_language_numbers_them(tmp_path: Path) -> None:
    project = open_project(mini_project(tmp_path))
    numbers = {
        tag: [s.number for s in walk(composed(project, tag)[0]) if isinstance(s, Section)] for tag in ("zh", "en")
    }
    assert numbers == {"zh": ["一、", ""], "en": ["1", ""]}


def test_names_are_full_once_and_short_afterwards(tmp_path: Path) -> None:
    document, _ = composed(open_project(mini_project(tmp_path)), "en")
    names = [plain(node.children) for node in walk(document) if isinstance(node, Name)]
    assert names == ["New International Land-Sea Trade Corridor (ILSTC)", "ILSTC"]


def test_a_name_is_introduced_in_a_table_where_the_template_asks_for_it(tmp_path: Path) -> None:
    head = '<table id="t"><caption>{{ _("规模一览") }}</caption><thead><tr><th>{{ _("指标") }}</th></tr></thead>'
    cell = '<tr><td>{{ names(["西部陆海新通道"], "introduced") }}</td></tr>'
    template = TEMPLATE.replace("</h1>", f"</h1>{head}<tbody>{cell * 2}</tbody></table>", 1)
    document, _ = composed(open_project(mini_project(tmp_path, template)), "en")
    names = [plain(node.children) for node in walk(document) if isinstance(node, Name)]
    assert names == ["New International Land-Sea Trade Corridor (ILSTC)", *["ILSTC"] * 3]


def test_a_glossary_gives_the_characters_of_a_name_only_where_they_are_other_than_its_english(tmp_path: Path) -> None:
    template = TEMPLATE.replace('term("西部陆海新通道")', 'term("ABS")', 1).replace(
        '{{ _("资料来源") }}</h1>', '{{ _("资料来源") }}</h1><div data-block="glossary"/>'
    )
    document, _ = composed(open_project(mini_project(tmp_path, template)), "en")
    terms = {plain(node.term): plain(node.text) for node in walk(document) if isinstance(node, Definition)}
    assert terms["ABS"] == "asset-backed securities"
    assert terms["ILSTC"].endswith("; 西部陆海新通道")


def test_a_chinese_name_with_a_short_form_announces_it_once_and_stands_last_in_the_glossary(tmp_path: Path) -> None:
    full_names = '<p>{% trans c=names(["人行重庆市分行", "市委金融办"], "full") %}{{ c }}再次提及。{% endtrans %}</p>'
    ending = '</h1><p>{{ term("“33618”现代制造业集群体系") }}</p><div data-block="glossary"/>'
    template = TEMPLATE.replace('term("西部陆海新通道")', 'term("市委金融办")').replace(
        "<p>{% if", f"{full_names}<p>{{% if"
    )
    template = template.replace('{{ _("资料来源") }}</h1>', '{{ _("资料来源") }}' + ending)
    root = mini_project(tmp_path, template, translate=False)
    terms = (root / "i18n" / "glossary.yaml").read_text("utf-8")
    marked = terms.replace("short_zh: 市委金融办\n", "short_zh: 市委金融办\n    acronym_zh: true\n")
    (root / "i18n" / "glossary.yaml").write_text(marked, "utf-8")
    document, _ = composed(open_project(root), "zh")
    full, bank = "中共重庆市委金融委员会办公室", "中国人民银行重庆市分行"
    names = [plain(node.children) for node in walk(document) if isinstance(node, Name)]
    assert names[:4] == [f"{full}（以下简称市委金融办）", "市委金融办", bank, full]
    terms_last = [(plain(node.term), plain(node.text)) for node in walk(document) if isinstance(node, Definition)]
    assert [term for term, _ in terms_last] == ["“33618”现代制造业集群体系", "市委金融办"]
    assert terms_last[1][1] == full


def test_a_claim_that_falls_takes_the_other_wording(tmp_path: Path) -> None:
    fallen = INDICATORS.replace('value: "8.0"', 'value: "-8.0"').replace("增长8.0%", "下降8.0%")
    document, _ = composed(open_project(mini_project(tmp_path, content__indicators__one=fallen)), "zh")
    assert texts(document)[:2] == [
        "截至2025年末，金融资产达9.6万亿元，同比下降8.0%，见西部陆海新通道。陆海新通道再次提及。",
        "规模没有扩大。",
    ]


def test_a_needed_claim_that_falls_stops_the_build(tmp_path: Path) -> None:
    fallen = INDICATORS.replace('value: "8.0"', 'value: "-8.0"').replace("增长8.0%", "下降8.0%")
    template = TEMPLATE.replace('{% if holds("growing") %}', '{{ need("growing") }}{% if true %}')
    assert "template-claim" in codes(mini_project(tmp_path, template, content__indicators__one=fallen))


def test_a_missing_translation_is_shown_and_counted_and_never_chinese(tmp_path: Path) -> None:
    document, problems = composed(open_project(mini_project(tmp_path, translate=False)), "en")
    assert {p.code for p in problems} == {"translation-missing"}
    assert not any("\u4e00" <= c <= "\u9fff" for text in texts(document) for c in text)
    assert "[translation missing]" in texts(document)[0]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('fig("financial-assets")', 'fig("financial-asset")', "template-fact"),
        ('fig("assets-growth")', 'fig("assets-growth", "sideways")', "template-form"),
        ("西部陆海新通道", "无此名称", "template-term"),
        ('holds("growing")', 'holds("no-such-claim")', "template-fact"),
        ("<p>{% if", "<marquee>x</marquee><p>{% if", "markup-element"),
        ("<p>{% if", '<p onclick="x">{% if', "markup-attribute"),
        ("</p>\n<p>", "\n<p>", "markup-malformed"),
        ("<p>{% if", '<p>{{ ref("nowhere") }}</p><p>{% if', "reference-unknown"),
        ("<p>{% if", "<p>{{ nothing }}</p><p>{% if", "template-error"),
        ("<p>{% if", "<p>{{ ''.__class__.__mro__ }}</p><p>{% if", "template-error"),
        ("<p>{% if", "<p>{% endfor %}</p><p>{% if", "template-error"),
        ("<p>{% if", '<figure id="c" data-chart="pie"><table/></figure><p>{% if', "chart-kind-unknown"),
        ("<p>{% if", "<tr/><p>{% if", "markup-misplaced"),
    ],
)
def test_a_fault_in_a_template_is_a_problem_with_its_code(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in TEMPLATE
    assert code in codes(mini_project(tmp_path, TEMPLATE.replace(old, new)))


def test_a_figure_that_is_not_there_is_named_with_its_line_and_its_sentence(tmp_path: Path) -> None:
    template = TEMPLATE.replace('fig("financial-assets")', 'fig("financial-asset")').replace('"scale"', '"other"', 1)
    _, problems = composed(open_project(mini_project(tmp_path, template)), "zh")
    found = next(p for p in problems if p.code == "template-fact")
    assert (found.file, found.line) == ("templates/tiny.html", 2)
    assert found.message.endswith("the sentence is “{when}，金融资产达{assets}，{growth}，见{c}。”")


def test_a_claim_that_is_not_there_is_named_with_its_line(tmp_path: Path) -> None:
    template = TEMPLATE.replace('holds("growing")', 'holds("grown")')
    _, problems = composed(open_project(mini_project(tmp_path, template)), "en")
    found = [(p.file, p.line) for p in problems if p.code == "template-fact"]
    assert found == [("templates/tiny.html", 1 + TEMPLATE[: TEMPLATE.index("holds(")].count("\n"))]
