"""The part of a pack that says what has changed since the edition before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from briefing.document.nodes import Document, Figure, Note, Paragraph, walk
from briefing.document.reading import passages
from briefing.editions.manifest import figures_of
from briefing.project.opening import Project, open_project
from tests.support.mini_project import INDICATORS, PACK, SOURCES, TEMPLATE, mini_project

PACK_OUT = PACK + 'editions: ["2026-04-10", "2026-07-20"]\n'
LATER = SOURCES.replace("id: s1", "id: s2").replace("2026-04-10", "2026-07-20")
BLOCK = (
    TEMPLATE
    + '<section id="changes" data-numbered="no"><h1>{{ _("规模") }}</h1><div data-block="changes"/></section>\n'
)
SECOND = {"content__packs__tiny": PACK_OUT, "content__sources__two": LATER}
REVISED = INDICATORS.replace(
    '        value: "9.6万亿"\n        published: 9.6万亿元\n        source: s1\n',
    '        value: "9.7万亿"\n        published: 9.7万亿元\n        source: s2\n'
    '        revisions: [{value: "9.6万亿", published: 9.6万亿元, source: s1, locator: L3}]\n',
)


def made(root: Path, language: str, since: date | None = None) -> tuple[Project, Document]:
    project = open_project(root)
    day = project.newest_source()
    document, _ = project.compose(project.pack("tiny"), language, project.context(day.isoformat(), day, since))
    assert document is not None
    return project, document


def texts(document: Document) -> list[str]:
    return [p.text for p in passages(document) if p.section == "changes" and p.kind == "sentence"]


def test_a_revision_is_told_in_both_languages_with_both_values_as_facts(tmp_path: Path) -> None:
    root = mini_project(tmp_path, BLOCK, **SECOND, content__indicators__one=REVISED)
    project, chinese = made(root, "zh")
    assert texts(chinese) == [
        "2026年4月10日以来，本简报所用数据有以下变化。",
        "金融资产规模（2025年末）：由9.6万亿元修订为9.7万亿元。",
    ]
    _, english = made(root, "en")
    said = texts(english)[1].replace("\u00a0", " ")
    assert said == "Financial assets (end-2025): revised from RMB 9.6 trillion to RMB 9.7 trillion."
    printed = [n.fact for n in walk(chinese) if isinstance(n, Figure)]
    assert "financial-assets@2025-12-31~2026-04-10" in printed
    assert all(project.base.facts[fact] for fact in printed)
    assert any(
        f["fact"].endswith("~2026-04-10") and f["value"] == "9600000000000" for f in figures_of(chinese, project.base)
    )


def test_one_note_serves_what_one_source_changed(tmp_path: Path) -> None:
    _, document = made(mini_project(tmp_path, BLOCK, **SECOND, content__indicators__one=REVISED), "zh")
    section = next(s for s in document.sections if s.id == "changes")
    opening, listed = section.blocks
    assert isinstance(opening, Paragraph)
    assert isinstance(opening.children[-1], Note)
    assert not [n for n in walk(listed) if isinstance(n, Note)]


def test_nothing_changed_is_said_too(tmp_path: Path) -> None:
    root = mini_project(tmp_path, BLOCK, **SECOND)
    assert texts(made(root, "zh")[1]) == ["2026年4月10日以来，本简报所用数据没有变化。"]


def test_the_day_compared_with_can_be_given(tmp_path: Path) -> None:
    root = mini_project(tmp_path, BLOCK, **SECOND, content__indicators__one=REVISED)
    assert texts(made(root, "zh", date(2026, 7, 20))[1]) == ["2026年7月20日以来，本简报所用数据没有变化。"]


def test_a_first_edition_has_no_such_section(tmp_path: Path) -> None:
    root = mini_project(tmp_path, BLOCK, content__packs__tiny=PACK_OUT)
    document = made(root, "zh")[1]
    assert document.date == "2026-04-10"
    assert "changes" not in [section.id for section in document.sections]
    assert "changes" in [section.id for section in made(root, "zh", date(2026, 4, 10))[1].sections]


def test_a_pack_that_names_no_edition_tells_no_changes(tmp_path: Path) -> None:
    root = mini_project(tmp_path, BLOCK, content__sources__two=LATER, content__indicators__one=REVISED)
    assert texts(made(root, "en")[1]) == []
