"""The reviewer's commands as the guide gives them; files of others; terms, waivers and proof copies."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import xlsxwriter
import yaml
from docx import Document
from lxml import etree

from briefing.catalogue.glossary import read_glossary
from briefing.catalogue.messages import digest
from briefing.problems import ProblemsFound, Severity
from briefing.review.exchange import DIALECTS, NAMESPACE, take_tbx, write_tbx
from briefing.review.lint import LintRules, Pair
from briefing.review.lint.checks import Waiver, lint, read_pairs, read_waivers, weigh, written
from tests.review.desk import ROOT, small_project
from tests.review.test_checks import rules
from tests.support.mini_project import TEMPLATE, mini_project
from tests.support.running import done, run

PAIR = ("发行债券912.17亿元。", "Bonds of RMB 912.17 billion were issued.")


def test_lint_json_of_a_file_of_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text(
        "\n".join("\t".join(p) for p in (("中文", "English"), PAIR, ("增长6.8%。", "It rose 6.8%."))), "utf-8"
    )
    ran = run(ROOT, "review", "lint", str(path), "--json")
    found = json.loads(ran.stdout)
    assert ran.returncode == 1
    assert [(f["row"], f["code"], f["severity"]) for f in found] == [(2, "review-number-scale", "error")]
    assert (found[0]["zh"], found[0]["en"]) == PAIR


def test_pairs_of_every_kind_of_file(tmp_path: Path) -> None:
    files = {
        "a.tsv": f"{PAIR[0]}\t{PAIR[1]}\n",
        "b.csv": f'id,en,zh\n1,"{PAIR[1]}","{PAIR[0]}"\n',
        "c.po": f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "{PAIR[0]}"\nmsgstr "{PAIR[1]}"\n',
        "d.xlf": '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file><body><trans-unit id="7">'
        f"<source>{PAIR[0]}</source><target>{PAIR[1]}</target></trans-unit></body></file></xliff>",
        "e.xliff": '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"><file id="f"><unit id="7"><segment>'
        f"<source>{PAIR[0]}</source><target>{PAIR[1]}</target></segment></unit></file></xliff>",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    book = xlsxwriter.Workbook(tmp_path / "f.xlsx")
    book.add_worksheet().write_row(0, 0, ["1", *PAIR])
    book.close()
    for name in (*files, "f.xlsx"):
        assert [(p.source, p.target) for p in read_pairs(tmp_path / name)] == [PAIR], name
    with pytest.raises(ProblemsFound):
        read_pairs(tmp_path / "missing.tsv")
    with pytest.raises(ProblemsFound):
        read_pairs(tmp_path)


TABLE = "\n".join("\t".join(p) for p in (PAIR, ("增长6.8%。", "It rose 6.8%."))) + "\n"
PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=%s\\n"\n\nmsgid "%s"\nmsgstr "%s"\n'
ODD = {
    "excel.tsv": TABLE.encode("gb18030"),
    "marked.tsv": TABLE.encode("utf-16"),
    "unmarked.tsv": TABLE.encode("utf-16-le"),
    "signed.tsv": TABLE.encode("utf-8-sig"),
    "windows.tsv": TABLE.replace("\n", "\r\n").encode(),
    "turned.tsv": f"{PAIR[1]}\t{PAIR[0]}\n".encode(),
    "semicolons.csv": f'中文;English\n"{PAIR[0]}";"{PAIR[1]}"\n'.encode(),
    "quoted.tsv": f'"{PAIR[0]}"\t"Bonds of RMB 912.17\nbillion were issued."\n'.encode(),
    "old.po": (PO % ("GB18030", *PAIR)).encode("gb18030"),
    "into-chinese.po": (PO % ("utf-8", *PAIR[::-1])).encode(),
    "new.po": (PO % ("CHARSET", *PAIR)).encode(),
    "bare.xlf": f'<xliff version="1.2"><file><body><trans-unit id="7"><source>{PAIR[0]}</source><target>{PAIR[1]}</target>'
    "</trans-unit></body></file></xliff>".encode(),
    "coded.xliff": '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"><file id="f"><unit id="7"><segment>'
    f"<source>{PAIR[0]}</source><target>{PAIR[1][:13]}<sc id='1'/>{PAIR[1][13:]}</target></segment></unit>"
    "</file></xliff>".encode(),
}


@pytest.mark.parametrize("name", ODD)
def test_files_of_odd_encodings_and_columns(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(ODD[name])
    first = read_pairs(path)[0]
    assert (first.source, " ".join(first.target.split())) == PAIR


@pytest.mark.parametrize("data", [b"", "增长6.8%。\n".encode(), b"one\ttwo\n", bytes(range(256)) * 9])
def test_files_without_two_columns_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.tsv"
    path.write_bytes(data)
    with pytest.raises(ProblemsFound) as refused:
        read_pairs(path)
    assert [p.code for p in refused.value.problems] == ["import-unreadable"]


def test_placeholders_of_other_tools_are_compared(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    lines = (
        "共%d家\t%s companies",
        "共{count}家\t{count} companies",
        "余额${x}\tBalance ${y}",
        "占5%的企业\t5% of companies",
    )
    path.write_text("\n".join(lines), "utf-8")
    found = json.loads(run(ROOT, "review", "lint", str(path), "--json").stdout)
    assert [(f["row"], f["code"]) for f in found] == [(1, "review-placeholder"), (3, "review-placeholder")]


def waived(folder: Path) -> Path:
    """A project with a sentence that says a word twice, which is waived."""
    root = small_project(folder)
    po = root / "i18n" / "en" / "small.po"
    po.write_text(po.read_text("utf-8").replace("about half of the total", "about half of the total total"), "utf-8")
    listed = json.loads(run(root, "review", "lint", "--json").stdout)
    row = next(f["row"] for f in listed if f["code"] == "review-doubled-word")
    done(root, "review", "waive", row, "review-doubled-word", "--by", "Li Wei", "--reason", "said twice on purpose")
    return root


def test_a_waiver_lapses_with_its_segment(tmp_path: Path) -> None:
    root = waived(tmp_path)
    po = root / "i18n" / "en" / "small.po"
    assert "review-doubled-word" not in run(root, "review", "lint", "--json").stdout
    assert "1 waived" in run(root, "review", "lint").stdout
    po.write_text(po.read_text("utf-8").replace("Loans are growing", "Loans grow"), "utf-8")
    again = run(root, "review", "lint").stdout
    assert "waiver-lapsed" in again
    assert "review-doubled-word" in again


def test_names_of_sources_are_quoted_as_issued_and_no_errors_in_any_file(tmp_path: Path) -> None:
    """What two issuers call their articles need not agree, neither in our catalogue nor in a file that has been exported."""
    pair = ("1月26日人民币对美元汇率中间价", "Yuan strengthens to 6.9843 against USD Monday")
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    entry = f'msgctxt "{{}}"\nmsgid "{pair[0]}"\nmsgstr "{pair[1]}"\n'
    for context, severities in (("source title", {Severity.WARNING}), ("label", {Severity.ERROR})):
        path = tmp_path / f"{context}.po"
        path.write_text(head + entry.format(context), "utf-8")
        found = lint(read_pairs(path), LintRules("en", rules().words))
        assert {f.code for f in found} >= {"review-date", "review-number-added"}
        assert {f.severity for f in found if f.code in ("review-date", "review-number-added")} == severities
        by_id = Pair("215", *pair, segment=f"content.{digest(context, pair[0])}")
        assert by_id.is_title == (context == "source title")
    assert not Pair("1", *pair).is_title


def test_a_title_in_another_script_or_with_a_remark_is_still_an_error() -> None:
    for target in ("人民币对美元汇率中间价", "Central parity rate of the yuan [check]"):
        found = lint([Pair("1", "人民币对美元汇率中间价", target, "source title")], rules())
        assert Severity.ERROR in {f.severity for f in found}, target


def test_what_is_waived_is_waived_in_an_exported_file_until_its_text_changes(tmp_path: Path) -> None:
    root = waived(tmp_path)
    for form in ("xlsx", "xliff", "xliff12", "po"):
        out = tmp_path / f"out.{form.replace('12', '')}"
        done(root, "review", "export", "--format", form, "--file", "small", "--out", str(out))
        assert "review-doubled-word" not in run(root, "review", "lint", str(out), "--json").stdout, form
    out.write_text(out.read_text("utf-8").replace("total total", "total total total"), "utf-8")
    assert "review-doubled-word" in run(root, "review", "lint", str(out), "--json").stdout


def test_only_what_was_found_can_be_waived(tmp_path: Path) -> None:
    root = small_project(tmp_path)
    ran = run(root, "review", "waive", "small.00000000", "review-space", "--by", "A", "--reason", "b")
    assert "waiver-nothing" in ran.stderr
    (root / "i18n" / "en" / "waivers.yaml").write_text("- {id: a}\n", "utf-8")
    assert "waiver-unreadable" in run(root, "review", "lint").stderr


def test_waivers_are_written_and_read_back(tmp_path: Path) -> None:
    waivers = [Waiver(id="b.1", code="review-space", reason="因为", by="李", when="2026-07-03", text="0" * 8)]
    (tmp_path / "en").mkdir()
    path = tmp_path / "en" / "waivers.yaml"
    path.write_bytes(written(waivers))
    assert list(read_waivers(path)) == waivers
    assert [p.code for p in weigh((), waivers, {}).problems] == ["waiver-lapsed"]


GLOSSARY = ROOT / "i18n" / "glossary.yaml"


def test_tbx_there_and_back_changes_nothing() -> None:
    glossary, _ = read_glossary(GLOSSARY)
    for edition in DIALECTS:
        data = write_tbx(glossary, "zh", "en", "zh-CN", "en-GB", edition)
        taken = take_tbx(data, "a.tbx", glossary, GLOSSARY.read_text("utf-8"), "zh", "en")
        assert (taken.changed, taken.new, taken.problems) == ((), (), ())
        assert taken.data.decode() == GLOSSARY.read_text("utf-8")


def test_a_new_rendering_has_no_evidence_yet() -> None:
    glossary, _ = read_glossary(GLOSSARY)
    data = write_tbx(glossary, "zh", "en", "zh-CN", "en-GB").replace(b">unicorn companies<", b">unicorns!<")
    taken = take_tbx(data, "a.tbx", glossary, GLOSSARY.read_text("utf-8"), "zh", "en")
    (entry,) = [t for t in yaml.safe_load(taken.data)["terms"] if t["zh"] == "独角兽"]
    assert (entry["en"], entry["status"], entry["seen"]) == ("unicorns!", "proposed", None)


def test_a_document_type_without_a_subset_is_passed_over() -> None:
    glossary, _ = read_glossary(GLOSSARY)
    data = (
        b'<!DOCTYPE martif PUBLIC "ISO 12200:1999A//DTD MARTIF core (DXFcdV04)//EN" "TBXcdv04.dtd">'
        b'<martif type="TBX"><text><body>'
        b'<termEntry id="1"><langSet xml:lang="zh"><tig><term>\xe6\x96\xb0\xe6\x9c\xaf\xe8\xaf\xad</term></tig></langSet>'
        b'<langSet xml:lang="en"><tig><term>new term</term></tig></langSet></termEntry></body></text></martif>'
    )
    taken = take_tbx(data, "a.tbx", glossary, GLOSSARY.read_text("utf-8"), "zh", "en")
    assert (taken.changed, taken.new, taken.problems) == ((), ("新术语",), ())


def test_tbx_changes_one_term_adds_one_and_refuses_one() -> None:
    glossary, _ = read_glossary(GLOSSARY)
    tree = etree.fromstring(write_tbx(glossary, "zh", "en", "zh-CN", "en-GB", "2019"))
    space = {"t": NAMESPACE}
    entry = tree.xpath("//t:conceptEntry[.//t:term='转型金融']", namespaces=space)[0]
    entry.find(f"{{{NAMESPACE}}}note").text = "status: official"
    body = entry.getparent()
    for zh, en in (("耐心资本测试", "patient capital test"), ("", "nothing")):
        body.append(
            etree.fromstring(
                f'<conceptEntry xmlns="{NAMESPACE}" id="n">'
                f'<langSec xml:lang="zh"><termSec><term>{zh}</term></termSec></langSec>'
                f'<langSec xml:lang="en"><termSec><term>{en}</term></termSec></langSec></conceptEntry>'
            )
        )
    taken = take_tbx(etree.tostring(tree), "a.tbx", glossary, GLOSSARY.read_text("utf-8"), "zh", "en")
    assert (taken.changed, taken.new) == (("转型金融",), ("耐心资本测试",))
    assert [p.code for p in taken.problems] == ["tbx-term"]
    before, after = GLOSSARY.read_text("utf-8").splitlines(), taken.data.decode().splitlines()
    assert len(after) == len(before) + 1
    assert sum(a != b for a, b in zip(before, after, strict=False)) <= 1


@pytest.mark.parametrize("data", [b"", b"<tbx", b"<html/>", b'<!DOCTYPE x [<!ENTITY a "b">]><tbx/>'])
def test_hostile_tbx_is_refused(data: bytes) -> None:
    glossary, _ = read_glossary(GLOSSARY)
    with pytest.raises(ProblemsFound):
        take_tbx(data, "a.tbx", glossary, "terms: []", "zh", "en")


def test_terms_lists_the_proposed_with_their_uses(tmp_path: Path) -> None:
    root = mini_project(tmp_path, TEMPLATE.replace("西部陆海新通道", "“智融惠畅”工程"))
    listed = json.loads(done(root, "review", "terms", "--json"))
    assert {t["status"] for t in listed} == {"proposed"}
    packs = {t["zh"]: t["packs"].get("tiny", 0) for t in listed}
    assert [zh for zh, uses in packs.items() if uses] == ["“智融惠畅”工程"]
    assert len(packs) > 1
    assert done(root, "terms", "list") == done(root, "review", "terms")


def test_unknown_names_are_said_plainly(tmp_path: Path) -> None:
    root = small_project(tmp_path)
    for line in (
        "export --format odt",
        "export --pack none",
        "export --state odd",
        "status -l xx",
        "mark done --by A",
        "proof --format odt",
        "import x.docx --by A --as odd",
    ):
        words = line.split()
        ran = run(root, "review", *words)
        assert ran.returncode == 1
        assert "review-choice" in ran.stderr, words


def test_a_proof_copy_marks_its_figures_and_numbers_its_sources(tmp_path: Path) -> None:
    done(mini_project(tmp_path / "p"), "review", "proof", "tiny", "--format", "docx", "--out", str(tmp_path))
    made = Document(str(tmp_path / "tiny.zh-en.docx"))
    table = made.tables[0]
    runs = [run for row in table.rows for cell in row.cells[1:3] for p in cell.paragraphs for run in p.runs]
    marked = [run.text for run in runs if run.font.highlight_color]
    assert any(text.startswith("RMB") for text in marked)
    assert any(text.endswith("亿元") for text in marked)
    margin = " ".join(row.cells[3].text.replace("\u200b", "") for row in table.rows)
    assert re.search(r"\(S[0-9]+[a-z]? L[0-9]", margin)
    assert not re.search(r"\(s[0-9]+ ", margin)
    assert not [p for p in made.paragraphs if p.style.name.lower().startswith("toc")]


#: TBX-Basic: where each data category may stand, and what it may say (empty: anything).
CATEGORIES = {
    ("descrip", "subjectField"): ({"conceptEntry"}, set()),
    ("descrip", "definition"): ({"conceptEntry", "langSec"}, set()),
    ("admin", "source"): ({"conceptEntry", "langSec", "termSec"}, set()),
    ("termNote", "administrativeStatus"): (
        {"termSec"},
        {f"{s}Term-admn-sts" for s in ("preferred", "admitted", "deprecated", "superseded")},
    ),
    ("termNote", "termType"): ({"termSec"}, {"fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase"}),
}
ORDER = {
    "conceptEntry": ("descrip", "admin", "note", "langSec"),
    "langSec": ("descrip", "admin", "note", "termSec"),
    "termSec": ("term", "termNote", "descrip", "admin", "note"),
}


def test_tbx_keeps_to_the_basic_dialect() -> None:
    glossary, _ = read_glossary(GLOSSARY)
    root = etree.fromstring(write_tbx(glossary, "zh", "en", "zh-CN", "en-GB", "2019"))
    assert (root.get("type"), root.get("style")) == ("TBX-Basic", "dca")
    for element in root.iter():
        name = etree.QName(element).localname
        if kind := element.get("type") if name != "tbx" else None:
            parents, values = CATEGORIES[name, kind]
            assert etree.QName(element.getparent()).localname in parents
            assert not values or element.text in values
        if name in ORDER:
            places = [ORDER[name].index(etree.QName(child).localname) for child in element]
            assert places == sorted(places)
            assert name == "termSec" or max(places) == len(ORDER[name]) - 1
    ids = [e.get("id") for e in root.iter(f"{{{NAMESPACE}}}conceptEntry")]
    assert len(set(ids)) == len(ids) > 300
