"""WeasyPrint's log and the fonts it used, as problems: a missing glyph or font stops the build."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from briefing.document.nodes import Document
from briefing.problems import Problem, problem
from briefing.render.theme import Theme


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def logged() -> Iterator[list[str]]:
    """Yield the lines of level WARNING and above that WeasyPrint logs inside the block; they are not printed."""
    logger = logging.getLogger("weasyprint")
    collector = _Collector()
    before, propagate = logger.level, logger.propagate
    kept = logger.handlers[:]
    logger.handlers[:] = [collector]
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield collector.lines
    finally:
        logger.handlers[:] = kept
        logger.setLevel(before)
        logger.propagate = propagate


MISSING = re.compile(
    r'\.notdef glyph rendered for Unicode string unsupported by fonts: "(.*)" \((U\+[0-9A-F]+)\)', re.S
)


def problems_of(lines: list[str], document: Document) -> list[Problem]:
    """Return one problem for each distinct line, a missing glyph with its character and code point."""
    pack, language = document.pack, document.language
    found: list[Problem] = []
    for line in dict.fromkeys(lines):
        if match := MISSING.search(line):
            character = f"“{match[1]}” ({match[2]})"
            found.append(problem("pdf-glyph", character=character, pack=pack, language=language))
        else:
            found.append(problem("pdf-warning", warning=line, pack=pack, language=language))
    return found


def font_problems(families: Iterable[str], document: Document, theme: Theme) -> list[Problem]:
    """Return a problem for each font in a PDF that the theme does not name for its language: a family of the theme is not
    installed, or lacks a character."""
    wanted = theme.fonts_of(document.language)
    named = {*wanted.text, *wanted.head}
    return [
        problem(
            "pdf-font", family=family, named=", ".join(sorted(named)), pack=document.pack, language=document.language
        )
        for family in sorted(set(families) - named)
    ]
