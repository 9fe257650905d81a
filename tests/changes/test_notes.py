"""Sources keep their numbers and are compared by what they are; words whose note moved on are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from briefing.changes import compared, is_uninformative, moved_notes
from briefing.document.nodes import Cover, Document, Figure, Note, Paragraph, Section, SourceLink, Text
from briefing.document.reading import passages
from briefing.facts.doubts import FactChange
from briefing.problems import has_errors
from briefing.project.opening import open_project
from briefing.quantities import Qualifier, Quantity
from tests.support.mini_project import INDICATORS, SOURCES, TEMPLATE, mini_project

OLDER = """\
sources:
  - id: aa
    file: old.txt
    issuer: 重庆日报
    title: 较早的报道
    date: "2024-01-05"
    date_basis: stated
    kind: news
    sections:
      - {id: lead, title: 导语, lines: "1-9"}
"""


def note(target: str, label: str) -> Note:
    return Note("note-1", 1, (SourceLink(target, label), Text("，导语。")))


def document(source: str, label: str, value: str = "1") -> Document:
    run = (
        Text("比率为"),
        Figure("npl@2025", value, "percent", f"{value}%"),
        Text("。考评居前列。"),
        note(source, label),
    )
    section = Section("a", 1, "", (Text("一"),), (Paragraph(run),))
    return Document("p", "zh-CN", "e", "2026-07-03", Cover("", "t", "", ()), (section,), {})


def test_a_source_under_another_number_is_the_same_source() -> None:
    assert compared(document("source-s1", "S1"), document("source-s1", "S2")) == ()
    assert [c.kind for c in compared(document("source-s1", "S1"), document("source-s2", "S1"))] == ["changed"]
    identities = {p.identity for p in passages(document("source-s1", "S1")) if p.kind == "note"}
    assert identities == {"source-s1，导语。"}


def test_words_whose_note_names_another_source_are_told_and_no_others() -> None:
    old, new = document("source-s1", "S1"), document("source-s6", "S6", "2")
    (moved,) = moved_notes(old, new)
    assert (moved.text, moved.gone, moved.now) == ("考评居前列。", ("s1",), ("s6",))
    assert moved_notes(old, document("source-s1", "S1", "2")) == ()


def labels(root: Path) -> dict[str, str]:
    project = open_project(root)
    assert not has_errors(project.problems), [str(p) for p in project.problems]
    return {s.id: f"S{s.number}" for s in project.base.sources.values()}


def test_an_older_source_recorded_later_takes_no_others_number(tmp_path: Path) -> None:
    root = mini_project(tmp_path / "p", content__sources__one=SOURCES.replace("id: s1\n", 'id: s1\n    number: "1"\n'))
    before = labels(root)
    (root / "content" / "sources" / "aa.yaml").write_text(OLDER, "utf-8")
    assert labels(root) == before | {"aa": "S2"}


@pytest.mark.parametrize(
    ("pin", "sources"),
    [
        ("assets-growth@2025-12-31", {"source-s1", "source-s2"}),
        ("growing", {"source-s2"}),
        ("assets-growth", {"source-s2"}),
    ],
)
def test_words_keep_their_note_when_the_figure_beside_them_moves_on(
    pin: str, sources: set[str], tmp_path: Path
) -> None:
    """Words pinned to an observation name the source that says them; those pinned to a claim, the sources of what it tests."""
    words = '<p>{% trans g=fig("assets-growth") %}增幅{{ g }}。报道称规模在扩大。{% endtrans %}'
    template = TEMPLATE.replace("<table", f'{words}{{{{ cite("{pin}") }}}}</p>\n<table', 1)
    newer = (
        INDICATORS.rstrip("\n")
        + """
      - {period: "2026-03-31", basis: stated, value: "9.0", published: 增长9.0%, source: s2, locator: L4, status: reported}
"""
    )
    second = SOURCES.replace("id: s1", "id: s2").replace("2026-04-10", "2026-05-10").replace("one.txt", "two.txt")
    root = mini_project(tmp_path / "p", template, content__sources__two=second, content__indicators__one=newer)
    project = open_project(root)
    document, _ = project.compose(project.pack("tiny"), "zh", project.context("e", date(2026, 5, 10)))
    assert document is not None
    listed = passages(document)
    at = next(k for k, p in enumerate(listed) if p.text == "报道称规模在扩大。")
    assert {target for target, _ in listed[at + 1].sources} == sources


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "nothing"),
    [("-1.24", "CNY", Qualifier.MORE_THAN, True), ("1.24", "CNY", Qualifier.MORE_THAN, False),
     ("100.2", "percent", Qualifier.LESS_THAN, True), ("95", "percent", Qualifier.LESS_THAN, False),
     ("-1.24", "CNY", None, False), ("100.2", "percent", None, False)],
)  # fmt: skip
def test_a_bound_that_says_nothing_is_no_row_of_a_comparison(
    value: str, unit: str, qualifier: Qualifier | None, nothing: bool, tmp_path: Path
) -> None:
    base = open_project(mini_project(tmp_path / "p")).base
    fact = next(iter(base.facts.values()))
    quantity = Quantity(Decimal(value), unit, Decimal("0.01"), True, qualifier)
    derived = replace(fact, kind="derived", measure="share" if unit == "percent" else "stock", quantity=quantity)
    assert is_uninformative(FactChange("recomputed", derived.id, derived, derived)) is nothing
