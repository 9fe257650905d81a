"""A long document is read in parts; nothing of it is left out, and what is looked for is found in its part."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from briefing import Workspace
from briefing.document.nodes import Section, walk
from briefing.workspace import previews
from briefing.workspace.previews import cut, headings, parts_of, shown, words_of
from tests.web.support import workspace


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A mini project in which two lines are a long document, and one line a part."""
    monkeypatch.setattr(previews, "WHOLE", 2)
    monkeypatch.setattr(previews, "LINES", 1)
    return workspace(tmp_path / "p")


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


def read(ws: Workspace, document: str, **asked: object) -> list[str]:
    """The words between head and end of every part."""
    parts = ws.document_parts(document).parts
    pages = [html.document_fromstring(ws.part_page(document, part=n).html) for n in range(1, parts + 1)]
    return [words("".join(page.find(".//main").itertext())) for page in pages]


@pytest.mark.parametrize("document", ["tiny.en", "tiny.zh"])
def test_the_parts_together_are_the_whole_and_every_segment_is_in_one(ws: Workspace, document: str) -> None:
    whole = ws.marked_page(document)
    made = ws.document_parts(document)
    assert made.parts > 2
    pages = [ws.part_page(document, part=n) for n in range(1, made.parts + 1)]
    assert [(p.part, p.parts) for p in pages] == [(n, made.parts) for n in range(1, made.parts + 1)]
    assert {s for p in pages for s in p.segments} == set(whole.segments)

    def figures(page: str) -> list[str]:
        return [el.get("data-fact") for el in html.document_fromstring(page).iter("data")]

    assert [f for p in pages for f in figures(p.html)] == figures(whole.html)
    blocks = ".//p|.//table|.//li"
    texts = "".join(read(ws, document))
    root = html.document_fromstring(whole.html)
    assert [t for el in root.xpath(f"//main{blocks[1:]}") if (t := words(el.text_content())) and t not in texts] == []


def test_the_first_part_has_the_cover_and_names_every_section(ws: Workspace) -> None:
    first, second = (ws.part_page("tiny.en", part=n).html for n in (1, 2))
    contents = re.findall(r'<li class="toc[^>]*><a href="#([^"]+)"', first)
    document = shown(ws, "tiny.en").document
    assert contents == [n.id for n in walk(document.sections) if isinstance(n, Section) and n.level <= 2]
    assert 'class="cover"' in first
    assert 'class="cover"' not in second
    assert "<h1>" in second


def test_what_is_looked_for_is_in_the_part_that_is_given(ws: Workspace) -> None:
    parts = ws.document_parts("tiny.en").parts
    for segment in ws.marked_page("tiny.en").segments:
        assert segment in ws.part_page("tiny.en", at=segment).segments, segment
    document = shown(ws, "tiny.en").document
    for section in (n.id for n in walk(document.sections) if isinstance(n, Section)):
        asked = ws.document_parts("tiny.en", at=section)
        assert f'id="{section}"' in ws.part_page("tiny.en", part=asked.part).html
    found = ws.document_parts("tiny.en", at="figure financial-assets@2025-12-31")
    assert 'data-fact="financial-assets@2025-12-31"' in ws.part_page("tiny.en", part=found.part).html
    for strange, part in (("nothing", 1), ("", 1)):
        assert ws.document_parts("tiny.en", at=strange).part == part
    assert ws.document_parts("tiny.en", part=99_999).part == parts
    assert ws.part_page("tiny.en", part=99_999).part == parts


def test_languages_come_in_the_same_parts(ws: Workspace) -> None:
    assert ws.document_parts("tiny.en").parts == ws.document_parts("tiny.zh").parts


def test_a_short_document_is_one_part(tmp_path: Path) -> None:
    ws = workspace(tmp_path / "p")
    page = ws.part_page("tiny.en")
    assert (page.part, page.parts) == (1, 1)
    assert page.segments == ws.marked_page("tiny.en").segments
    assert parts_of(None).count == 1


def test_a_part_keeps_the_headings_over_it(ws: Workspace) -> None:
    document = shown(ws, "tiny.en").document
    parts = parts_of(document)
    names = [n.id for n in walk(headings(document)) if isinstance(n, Section)]
    met = [
        n.id for part in range(1, parts.count + 1) for n in walk(cut(document, parts, part)) if isinstance(n, Section)
    ]
    assert list(dict.fromkeys(met)) == [name for name in names if name in met]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("%(when)s，金融资产达%(assets)s。", ("金融资产达",)),
        ("<strong>Bal</strong>ance &amp; stock: 100%%", ("balance", "stock")),
        ("%(c)s", ()),
    ],
)
def test_the_words_of_a_message_are_those_that_every_page_prints(message: str, said: tuple[str, ...]) -> None:
    assert words_of(message) == said
