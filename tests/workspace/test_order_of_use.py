"""Where several packs print a sentence, people meet the briefing before its slides and its fact sheet."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from briefing.workspace.documents import packs_in_order


def project(*packs: tuple[str, str, str]) -> Any:
    """A project with packs: id, kind, of which pack it is made."""
    made = tuple(SimpleNamespace(id=name, kind=kind, of=of) for name, kind, of in packs)
    return SimpleNamespace(content=SimpleNamespace(packs=made))


def test_a_briefing_comes_before_what_is_made_of_it_and_publications_keep_their_order() -> None:
    found = packs_in_order(
        project(
            ("guide-deck", "deck", "guide"),
            ("guide-factsheet", "factsheet", "guide"),
            ("guide", "briefing", ""),
            ("centre-deck", "deck", "centre"),
            ("centre", "briefing", ""),
        )
    )
    assert found == ("guide", "guide-deck", "guide-factsheet", "centre", "centre-deck")


def test_what_is_made_of_a_pack_that_is_not_there_stands_alone() -> None:
    assert packs_in_order(project(("b-deck", "deck", "b"), ("a", "briefing", ""))) == ("b-deck", "a")
