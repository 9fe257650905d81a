"""The HTML page as WeasyPrint's document: read as XML (a parser in C makes the same tree as the HTML parser, in a fortieth of
the time), with nothing fetched from outside the folder of the theme."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

#: Elements of HTML that are never closed; a drawing within a page need not name its namespace.
_VOID = re.compile(r"<((?:br|col|hr|img|link|meta|wbr)\b[^<>]*?)/?>")
_DRAWING = re.compile(r"<svg\b(?![^<>]*\bxmlns=)")
_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_BEGIN, _END = re.compile(r"(<html\b[^<>]*>)\s+"), re.compile(r"</body>(\s*)</html>(\s*)$")


def tree_of(page: str) -> ElementTree.Element:
    """Return the tree of a page (``render.html.page``) as an HTML parser has it: white space outside its head and body is
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
