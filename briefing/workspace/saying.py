"""A value, and a unit, as each language prints it: of a project only its languages are read."""

from __future__ import annotations

from briefing.catalogue import SOURCE_TAG
from briefing.language import Language, languages_in, load_language
from briefing.language import say as said
from briefing.language.figures import scale_label
from briefing.memory import stamp
from briefing.problems import ProblemsFound, problem
from briefing.workspace.folder import ProjectFolder


def unit_texts(ws: ProjectFolder, unit: str) -> dict[str, str]:
    """Return what a unit is called by language id, as in the head of a column; its id where a language has no word for it."""
    languages = ws.project().languages
    return {tag: scale_label(lang, unit) if unit in lang.units else unit for tag, lang in languages.items()}


def say(
    ws: ProjectFolder, value: str, unit: str, qualifier: str = "", period: str = "", change: str = ""
) -> dict[str, str]:
    """Return the text of a value by language id, the source language first. Raises ``ProblemsFound`` with all that was not
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
