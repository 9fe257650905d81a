"""The links of a page to the other languages and formats of its edition: what it holds, whichever build brought it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from lxml import html as parser

from briefing.editions.build import Request, build
from briefing.editions.collecting import pages
from briefing.editions.manifest import read_manifest, sha256
from briefing.project.opening import open_project
from briefing.render.html import with_links
from briefing.workspace import Workspace
from tests.approval.test_seals import rewrite_hash
from tests.formats.test_deck import SLIDES
from tests.support.mini_project import ENGLISH, PACK, ROOT, mini_project, translations

TODAY = date(2026, 4, 20)
EDITION = "2026-04-10"
DECK = PACK.replace("id: tiny", "id: tiny-deck").replace("[docx, pdf, html]", "[pptx]") + "kind: deck\nof: tiny\n"
PACKS = {
    "content__packs__tiny": PACK.replace("[docx, pdf, html]", "[docx, html, xlsx]"),
    "content__packs__tiny-deck": DECK.replace("tiny.html", "tiny-deck.html"),
}
NAMES = {"zh": ("中文", "zh-CN"), "en": ("English", "en-GB")}


def project(folder: Path) -> Path:
    root = mini_project(folder, **PACKS)
    (root / "templates" / "tiny-deck.html").write_text(SLIDES, "utf-8")
    translations(root, {"tiny-deck": ENGLISH["tiny"]})
    shutil.copy(ROOT / "i18n" / "allowed-numbers.yaml", root / "i18n")
    return root


def made(root: Path, **choices: object) -> Path:
    return build(open_project(root), Request(root / "out", jobs=1, **choices)).folder  # type: ignore[arg-type]


def linked(page: Path) -> list[tuple[str, str, str | None]]:
    """The links of a page: file, words, language."""
    tree = parser.fromstring(page.read_bytes().decode())
    return [(a.get("href"), a.text_content(), a.get("hreflang")) for a in tree.xpath("//nav[@class='also']//a")]


def entry(language: str, *forms: str, **said: object) -> dict[str, object]:
    words = {"label": "L", "pdf": "PDF", "docx": "Word", "deck": "Slides", "factsheet": "Sheet", "data": "Data"}
    name, tag = NAMES.get(language, ("", ""))
    links = {} if said else {"links": {**words, "name": name, "tag": tag}}
    return {"files": {form: {} for form in forms}, **links, **said}


def test_a_page_leads_to_what_the_edition_holds_of_its_document_and_to_nothing_else() -> None:
    documents = {
        "a.en": entry("en", "html", "pdf", "docx"),
        "a.zh": entry("zh", "html"),
        "a-desk.en": entry("en", "html"),
        "a-desk-deck.en": entry("en", "pptx", of="a-desk", kind="deck"),
        "a-deck.en": entry("en", "pptx", of="a", kind="deck"),
        "a-deck.zh": entry("zh", "pptx", of="a", kind="deck"),
        "a-sheet.en": entry("en", "docx", of="a", kind="factsheet"),
        "a-data.zh-en": entry("", "xlsx", "zip", of="a", kind="data"),
        "b.en": entry("en", "html", "docx"),
        "c.en": entry("en", "docx"),
        "old.en": {"files": {"html": {}, "docx": {}}},
    }
    found = {name: links for name, label, links in pages(documents) if label == "L"}
    assert found == {
        "a.en": (
            ("a.zh.html", "中文", "zh-CN"),
            ("a.en.pdf", "PDF", ""),
            ("a.en.docx", "Word", ""),
            ("a-deck.en.pptx", "Slides", ""),
            ("a-sheet.en.docx", "Sheet", ""),
            ("a-data.zh-en.xlsx", "Data", ""),
        ),
        "a.zh": (
            ("a.en.html", "English", "en-GB"),
            ("a-deck.zh.pptx", "Slides", ""),
            ("a-data.zh-en.xlsx", "Data", ""),
        ),
        "a-desk.en": (("a-desk-deck.en.pptx", "Slides", ""),),
        "b.en": (("b.en.docx", "Word", ""),),
    }


def test_links_are_put_below_the_head_in_place_of_those_before() -> None:
    bare = b'<header class="cover">\n</header>\n<nav class="contents"></nav>'
    one = with_links(bare, "a <b>", [("x y&.pdf", "P & D", "")])
    assert b'aria-label="a &lt;b&gt;"><ul><li><a href="x%20y%26.pdf">P &amp; D</a></li></ul></nav>\n<nav' in one
    two = with_links(one, "b", [("z.html", "中文", "zh-CN")])
    assert two == with_links(bare, "b", [("z.html", "中文", "zh-CN")])
    assert '<a href="z.html" hreflang="zh-CN" lang="zh-CN">中文</a>'.encode() in two
    assert with_links(two, "b", []) == bare


def test_paper_has_no_links_to_files() -> None:
    css = (ROOT / "templates" / "house" / "screen.css").read_text("utf-8")
    assert re.search(r"\.also[^{}]*\{ display: none \}", css.partition("@media print {\n")[2])


def test_pages_follow_what_each_build_adds_and_an_approval_stands(tmp_path: Path) -> None:
    root = project(tmp_path / "project")
    folder = made(root, packs=("tiny",), languages=("en",), formats=("html",))
    page = folder / "tiny.en.html"
    alone = page.read_bytes()
    assert linked(page) == []
    ws = Workspace(root, TODAY)
    ws.save(ws.approve(EDITION, ("tiny.en",), by="Li Na"))

    assert made(root, languages=("zh",), formats=("html",)) == folder
    assert linked(page) == [("tiny.zh.html", "中文", "zh-CN")]
    assert linked(folder / "tiny.zh.html") == [("tiny.en.html", "English", "en-GB")]

    assert made(root) == folder
    assert linked(page) == [
        ("tiny.zh.html", "中文", "zh-CN"),
        ("tiny.en.docx", "Word", None),
        ("tiny-deck.en.pptx", "Slides", None),
        ("tiny-data.zh-en.xlsx", "Data (Excel)", None),
    ]
    assert [words for _, words, _ in linked(folder / "tiny.zh.html")] == [
        "English",
        "Word",
        "幻灯片",
        "数据附表（Excel）",
    ]
    states = {a.document: a.state for a in Workspace(root, TODAY).approvals(EDITION)[EDITION]}
    assert states["tiny.en"] == "approved"
    assert re.sub(rb'<nav class="also".*?</nav>\n', b"", page.read_bytes()) == alone
    (found,) = Workspace(root, TODAY).verify((), out=root / "out", again=True)
    assert found.proved, [str(p) for p in found.problems]

    whole = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    inode = page.stat().st_ino
    again = build(open_project(root), Request(root / "out", jobs=1))
    assert (again.rendered, page.stat().st_ino) == ((), inode)
    assert whole == {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file() and p.name in whole}
    at_once = build(open_project(root), Request(tmp_path / "once", jobs=1)).folder
    assert {p.name: p.read_bytes() for p in at_once.iterdir() if p.is_file()} == {
        name: data for name, data in whole.items() if not name.startswith("proof")
    }


def test_a_page_that_was_changed_by_hand_is_not_taken_for_the_edition_s(tmp_path: Path) -> None:
    root = project(tmp_path)
    folder = made(root, packs=("tiny",), languages=("en",), formats=("html",))
    page = folder / "tiny.en.html"
    page.write_bytes(page.read_bytes().replace(b"is growing", b"was growing"))
    made(root, packs=("tiny",), languages=("zh",), formats=("html",))
    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest.documents["tiny.en"]["files"]["html"]["sha256"] != sha256(page.read_bytes())


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = project(tmp_path_factory.mktemp("planted"))
    made(root)
    return root


def _with(before: str, after: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert before in text
        return text.replace(before, after, 1)

    return change


NAV = '<nav class="also" aria-label="Other languages and formats"><ul>'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_with('href="tiny.en.docx"', 'href="https://example.org/tiny.en.docx"'), "leads to https://example.org"),
        (_with('href="tiny.en.docx"', 'href="../tiny.en.docx"'), "leads to ../tiny.en.docx"),
        (_with('href="tiny.en.docx"', 'href="tiny.en.pdf"'), "leads to tiny.en.pdf"),
        (_with('href="tiny.en.docx"', 'href="tiny.zh.docx"'), "leads to tiny.zh.docx"),
        (_with(">Word<", ">PDF<"), "“PDF” leads to tiny.en.docx"),
        (_with('<li><a href="tiny.en.docx">Word</a></li>', ""), "lacks the link “Word”"),
        (_with(NAV, NAV + '<li><a href="tiny.fr.html" hreflang="fr" lang="fr">Français</a></li>'), "tiny.fr.html"),
        (_with(NAV, NAV + "<li>up a third</li>"), "more than links"),
        (_with('hreflang="zh-CN" lang="zh-CN"', 'hreflang="zh-CN" lang="en-GB"'), "not in the language it leads to"),
        (_with('hreflang="zh-CN" lang="zh-CN"', 'hreflang="fr" lang="fr"'), "leads to tiny.zh.html"),
        (_with("Other languages and formats", "Up a third"), "are called “Up a third”"),
        (
            _with("<main>", '<main><nav class="also"><ul><li><a href="tiny.zh.html">x</a></li></ul></nav>'),
            "more than one",
        ),
        (_with("<h1>", '<h1><a href="tiny.en.docx">Word</a>'), "leads out of the document"),
    ],
)
def test_verification_accepts_these_links_and_no_other(
    edition: Path, tmp_path: Path, change: Callable[[str], str], said: str
) -> None:
    root = tmp_path / "copy"
    shutil.copytree(edition, root)
    page = root / "out" / EDITION / "tiny.en.html"
    page.write_text(change(page.read_text("utf-8")), "utf-8")
    rewrite_hash(page.parent, page.name)
    (found,) = Workspace(root, TODAY).verify((), out=root / "out", again=False)
    assert any(p.code == "proof-inside" and said in p.message for p in found.problems), [
        p.message for p in found.problems
    ]
