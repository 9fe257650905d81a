"""One value as each language prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.catalogue import SOURCE_TAG
from briefing.language import Language, load_language
from briefing.language.model import languages_in
from briefing.language.printing import say as said
from briefing.memory import stamp
from briefing.problems import ProblemsFound, problem

if TYPE_CHECKING:
    from briefing.workspace.workspace import Workspace


def say(ws: Workspace, value: str, unit: str, qualifier: str, period: str, change: str) -> dict[str, str]:
    """The text of a value by language id, the source language first. Raises ``ProblemsFound`` with all that was not
    understood."""
    folder = ws.root / "i18n"
    if SOURCE_TAG not in languages_in(folder):
        raise ProblemsFound([problem("language-missing", "i18n", 0, tag=SOURCE_TAG)])
    tags = sorted(languages_in(folder), key=lambda tag: (tag != SOURCE_TAG, tag))

    def load() -> tuple[Language, ...]:
        return tuple(load_language(folder, tag) for tag in tags)

    languages = ws.recall("saying", "languages", (stamp(folder, suffixes=(".yaml",)),), load)
    texts = said(value, unit, qualifier, period, change, languages=languages)
    return {tag: text for tag, (_, text) in zip(tags, texts, strict=True)}
