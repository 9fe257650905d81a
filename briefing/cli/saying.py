"""``generate.py say``: one value, one line a language."""

from __future__ import annotations

from pathlib import Path

from briefing.language import load_language
from briefing.language.say import say
from briefing.project.opening import language_ids


def run_say(root: Path, value: str, unit: str, qualifier: str, period: str, change: str) -> None:
    """Print each language's id, a tab and the text. Raises ``ProblemsFound`` with all that was not understood."""
    languages = [load_language(root / "i18n", tag) for tag in language_ids(root)]
    said = say(value, unit, qualifier, period, change, languages=languages)
    for language, (_, text) in zip(languages, said, strict=True):
        print(f"{language.id}\t{text}")
