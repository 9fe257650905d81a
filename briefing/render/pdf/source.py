"""What WeasyPrint is given and what it says: the page read as XML (a parser in C makes the same tree as the HTML parser, in a
fortieth of the time), nothing fetched from outside the folder of the theme, and its log and the fonts it used as problems: a
missing glyph or font stops the build."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from briefing.document.nodes import Document
from briefing.problems import Problem, problem
from briefing.render.theme import Theme

#: Elements of HTML that are never closed; a drawing within a page need not name its namespace.
_VOID = re.compile(r"<((?:br|col|hr|img|link|meta|wbr)\b[^<>]*?)/?>")
_DRAWING = re.compile(r"<svg\b(?![^<>]*\bxmlns=)")
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_BEGIN, _END = re.compile(r"(<html\b[^<>]*>)\s+"), re.compile(r"</body>(\s*)</html>(\s*)$")


def tree_of(page: str) -> ElementTree.Element:
    """Return the tree of a page (``render.html``) as an HTML parser has it: white space outside its head and body is
    dropped, that at its end is of the body. Raises ``ElementTree.ParseError`` where the page is no well-formed XML besides."""
    parts = _STYLE.split(page)
    parts[::2] = (_DRAWING.sub("<svg" + _NAMESPACE, _VOID.sub(r"<\1/>", part)) for part in parts[::2])
    parts[1::2] = (f"<style><![CDATA[{sheet}]]></style>" for sheet in parts[1::2])
    return ElementTree.fromstring(_END.sub(r"\1\2</body></html>", _BEGIN.sub(r"\1", "".join(parts), count=1)))


def document_of(page: str, base: str, fetcher: Any) -> Any:
    """Return a page as ``weasyprint.HTML``; ``base`` is the address that addresses in it are relative to. A page that is no
    XML, by a drawing or style sheet of a house, is left to WeasyPrint's parser."""
    from cssselect2 import ElementWrapper  # noqa: PLC0415 - comes with WeasyPrint
    from weasyprint import HTML  # noqa: PLC0415 - costs half a second to import

    try:
        tree = tree_of(page)
    except ElementTree.ParseError:
        return HTML(string=page, base_url=base, url_fetcher=fetcher)

    class Parsed(HTML):  # type: ignore[misc]
        def __init__(self) -> None:
            self.base_url, self.url_fetcher, self.media_type = base, fetcher, "print"
            self.wrapper_element = ElementWrapper.from_html_root(tree)
            self.etree_element = self.wrapper_element.etree_element

    return Parsed()


def house_only(folder: Path) -> Any:
    """Return a WeasyPrint fetcher (``weasyprint.urls.URLFetcher``) that refuses every address outside ``folder``.

    WeasyPrint turns the refusal into a logged error, and every logged line is fatal to the build (``watch``).
    """
    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415 - costs half a second to import

    root = folder.resolve()

    class HouseOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            parts = urlsplit(url)
            inside = parts.scheme == "file" and Path(unquote(parts.path)).resolve().is_relative_to(root)
            if not inside:
                raise FatalURLFetchingError(url)
            return super().fetch(url, headers)

    return HouseOnly(allowed_protocols=("file",), allow_redirects=False)


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
