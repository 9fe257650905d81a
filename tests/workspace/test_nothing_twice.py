"""After a change the project stands once: what is the same is the same object, and nothing of the old one is left."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from briefing.compose.composing import ComposeContext
from briefing.content.packs import Pack
from briefing.project.opening import Project
from briefing.review.printed import Printing, printings
from briefing.review.segment import uses
from briefing.workspace import Workspace
from briefing.workspace.segments import opened
from tests.support.mini_project import mini_project
from tests.workspace.test_next_look import DAY

FIGURE = ("content/indicators/one.yaml", "9.6万亿", "9.7万亿")
WORDS = ("i18n/en/tiny.po", "The base is growing.", "The base grows.")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return mini_project(tmp_path)


def changed(root: Path, change: tuple[str, str, str]) -> None:
    name, old, new = change
    text = (root / name).read_text("utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new), "utf-8")


def looked(ws: Workspace) -> None:
    """Everything that the workbench looks at after a change, in its order."""
    assert list(ws.look())
    ws.figures()
    ws.review_list("en")
    ws.mends()


def kept_facts(ws: Workspace) -> list[Mapping[str, object]]:
    """The facts of everything that is kept of reading the content, by id."""
    bases = [ws.known(kind, None) for kind in ("base", "supplied")]
    return [ws.project().base.facts, *(known.value[0].facts for known in bases if known is not None)]


def test_of_a_changed_figure_the_others_are_what_they_were_wherever_they_are_kept(root: Path) -> None:
    ws = Workspace(root, DAY)
    before = dict(ws.project().base.facts)
    changed(root, FIGURE)
    ws.project()
    kept = kept_facts(ws)
    assert len(kept) == 3
    for facts in kept:
        moved = {name for name, fact in facts.items() if fact is not before[name]}
        assert moved == {name for name, fact in facts.items() if fact != before[name]}
        assert 0 < len(moved) < len(facts)


def test_of_a_changed_translation_the_others_are_what_they_were_wherever_they_are_kept(root: Path) -> None:
    ws = Workspace(root, DAY)
    before = dict(ws.project().catalogues["en"].messages)
    changed(root, WORDS)
    catalogue = ws.project().catalogues["en"]
    assert [key for key, m in catalogue.messages.items() if m is not before[key]] == [
        key for key, m in catalogue.messages.items() if m.target == "The base grows."
    ]
    file = ws.known("catalogue file", root / WORDS[0])
    assert file is not None
    assert all(m is catalogue.messages[m.domain, m.context, m.source] for m in file.value[0])


def test_segments_that_a_changed_figure_leaves_as_they_are_stay_and_stand_once(root: Path) -> None:
    ws = Workspace(root, DAY)
    looked(ws)
    before = {s.id: s for s in opened(ws, "en").listed}
    changed(root, FIGURE)
    looked(ws)
    now = opened(ws, "en")
    assert all(s is before[s.id] for s in now.listed if s == before[s.id])
    assert all(s is now.by_id[s.id] for s in now.listed)


def left_of(ws: Workspace) -> Callable[[], list[str]]:
    """What there is now of a project that goes when a figure has changed, and returns what of it is still there."""
    held = {f"printed in {tag}": weakref.ref(made) for tag, made in opened(ws, "en").printed.items()}
    return lambda: [name for name, made in held.items() if made() is not None]


def test_what_was_printed_before_goes_before_it_is_made_again_and_without_the_collector(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = Workspace(root, DAY)
    looked(ws)
    left = left_of(ws)
    then: dict[str, list[str]] = {}

    def noted(project: Project, tags: tuple[str, ...]) -> Mapping[str, Printing]:
        then[tags[0]] = left()
        return printings(project, tags)

    monkeypatch.setattr("briefing.workspace.segments.printings", noted)
    assert left() == ["printed in zh", "printed in en"]
    changed(root, FIGURE)
    gc.collect()
    was = gc.isenabled()
    gc.disable()
    try:
        looked(ws)
        assert left() == []
        assert then == {"zh": ["printed in en"], "en": []}
    finally:
        if was:
            gc.enable()


def test_the_sentences_under_review_are_listed_from_what_documents_looked_up(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    composed: list[str] = []
    compose = Project.compose

    def noted(project: Project, pack: Pack, language: str, context: ComposeContext) -> object:
        composed.append(f"{pack.id}.{language}")
        return compose(project, pack, language, context)

    monkeypatch.setattr(Project, "compose", noted)
    ws = Workspace(root, DAY)
    for change in (None, FIGURE):
        if change is not None:
            changed(root, change)
        assert list(ws.look())
        assert sorted(composed) == ["tiny.en", "tiny.zh"]
        composed.clear()
        listed = opened(ws, "en").listed
        assert composed == []
        found = uses(ws.project(), "en")
        for s in listed:
            use = found.get((s.message.domain, s.message.context, s.message.source), ())
            assert tuple(zip(s.packs, s.places, strict=True)) == use
        assert sum(bool(s.packs) for s in listed) > 3
        composed.clear()


def test_of_a_document_composed_again_neither_the_tree_of_before_nor_its_parts_are_kept(root: Path) -> None:
    ws = Workspace(root, DAY)
    ws.part_page("tiny.en")
    shown, key = ws.known("parts", "tiny.en"), ("tiny", "en", None)
    before = ws.known("document", key)
    assert shown is not None
    assert before is not None
    changed(root, FIGURE)
    assert list(ws.look())
    now = ws.known("document", key)
    assert now is not None
    assert now.value is not before.value
    assert ws.known("parts", "tiny.en") is None
