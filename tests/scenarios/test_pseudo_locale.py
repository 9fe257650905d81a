"""The pseudo-locale over the real packs: nothing they print escapes translation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from briefing.document.nodes import Paragraph, Text
from briefing.project.opening import Project, open_project
from briefing.review.pseudo import escaped, with_pseudo

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def project() -> Project:
    return with_pseudo(open_project(ROOT), "en-XA")


def test_nothing_escapes_translation_in_the_packs(project: Project) -> None:
    day = project.newest_source()
    context = project.context(day.isoformat(), day)
    for pack in project.content.packs:
        document, _ = project.compose(pack, "en-XA", context)
        assert document is not None
        assert escaped(document) == ()


def test_a_planted_plain_word_is_seen(project: Project) -> None:
    day = project.newest_source()
    document, _ = project.compose(project.content.packs[0], "en-XA", project.context(day.isoformat(), day))
    assert document is not None
    first = document.sections[0]
    planted = replace(document, sections=(replace(first, blocks=(Paragraph((Text("left over"),)), *first.blocks)),))
    assert escaped(planted) == ("left", "over")
