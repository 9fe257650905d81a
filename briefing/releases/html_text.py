"""The text of a web page as lines: its blocks and the rows of its tables, without what a reader does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from briefing.files.reading import Refused, decode
from briefing.releases.superscripts import read_superscript

#: Elements whose text is a line of its own.
_BLOCKS = frozenset(
    {
        "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "br", "td", "th", "section", "article", "title", "header",
        "blockquote", "table", "ul", "ol", "main", "dl", "dt", "dd", "figure", "figcaption", "pre", "address", "hr",
        "caption", "details", "summary", "fieldset", "legend", "center",
    }
)  # fmt: skip

#: Elements that are never read: no text of the page, words of its frame, what was struck out, how a word is pronounced.
_SKIPPED = frozenset(
    {
        "script", "style", "nav", "footer", "noscript", "template", "form", "aside", "iframe", "select", "button", "svg",
        "canvas", "object", "video", "audio", "textarea", "dialog", "datalist", "del", "s", "strike", "rt", "rp", "map",
        "head",
    }
)  # fmt: skip

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:[a-z%]*)\s*(?:;|$|!)|opacity\s*:\s*0\s*(?:;|$|!)",
    re.IGNORECASE,
)

#: No row and no cell of a table is wider or longer than this.
_SPAN = 1000


def lines_of_page(data: bytes) -> list[str]:
    """Return the lines of a web page. Raises ``Refused`` when it is none."""
    root = _root(_decoded(data))
    lines: list[str] = [""]
    title = root.find(".//head/title")
    if title is not None and title.text:
        lines += [title.text, ""]
    _walk(root, lines)
    return [tidied for line in lines if (tidied := _spaced(line))]


def _decoded(data: bytes) -> str:
    """The text of a page in the encoding it declares, else in one that fits."""
    declared = re.search(rb"charset=[\"']?\s*([A-Za-z0-9_-]+)", data[:4096])
    if declared:
        try:
            return data.decode(
                declared[1].decode("ascii").lower().replace("gb2312", "gb18030").replace("gbk", "gb18030")
            )
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)[0]


def _root(text: str) -> html.HtmlElement:
    try:
        return html.document_fromstring(
            text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
        )
    except (etree.LxmlError, ValueError) as error:
        raise Refused("damaged", f"it is no web page that can be read ({str(error)[:80]})") from error


def _spaced(line: str) -> str:
    """A line with single spaces; cells stay apart by tabs, groups of digits by their narrow spaces."""
    line = re.sub(r"(?<=[0-9])\u00a0(?=[0-9]{3}(?![0-9]))", "\u202f", line)
    return re.sub(r" ?\t ?", "\t", re.sub(r"[ \r\n\u00a0]+", " ", line)).strip(" ").rstrip("\t")


def _seen(element: html.HtmlElement) -> bool:
    """Whether a reader of the page sees an element."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return (
        bool(tag)
        and tag not in _SKIPPED
        and "hidden" not in element.attrib
        and not _HIDDEN.search(element.get("style", ""))
    )


def _walk(element: html.HtmlElement, lines: list[str]) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if not _seen(element):
        lines[-1] += element.tail or ""
        return
    if tag == "table" and _of_data(element):
        lines += [*("\t".join(row) for row in _rows(element)), ""]
    elif tag == "sup":
        lines[-1] += read_superscript(lines[-1].rstrip(), _inline(element))
    else:
        _inside(element, tag, lines)
    lines[-1] += element.tail or ""


def _inside(element: html.HtmlElement, tag: str, lines: list[str]) -> None:
    """The text of an element and of all in it."""
    if tag in _BLOCKS:
        lines.append("#" * int(tag[1]) + " " if re.fullmatch("h[1-6]", tag) else "")
    text = element.text or ""
    if tag == "pre":
        lines += text.split("\n")
    else:
        lines[-1] += re.sub(r"\s*\n\s*|\t", " ", text)
    for child in element:
        _walk(child, lines)
    if tag in _BLOCKS:
        lines.append("")


def _inline(element: html.HtmlElement) -> str:
    """The text of an element as one stretch."""
    lines = [""]
    _inside(element, "", lines)
    return " ".join(filter(None, (line.strip() for line in lines)))


def _of_data(table: html.HtmlElement) -> bool:
    """Whether a table holds cells of words and numbers; one that only places parts of a page is read as these."""
    return len(table.findall(".//tr")) > 1 and not table.xpath(
        ".//table | .//td[.//p[2] or .//div[2] or .//ul or .//h1 or .//h2] | .//th[.//p[2]]"
    )


def _rows(table: html.HtmlElement) -> Iterator[list[str]]:
    """The rows of a table, each with all its cells: what heads several rows is in each of them."""
    caption = table.find("caption")
    if caption is not None:
        yield [_inline(caption)]
    held: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        if not _seen(row):
            continue
        cells: dict[int, str] = {}
        at = 0
        for cell in row.iterchildren("td", "th"):
            while at in held:
                at += 1
            text = re.sub(r"\s+", " ", _inline(cell)).strip() if _seen(cell) else ""
            down, across = _number(cell.get("rowspan")), _number(cell.get("colspan"))
            cells[at] = text
            for column in range(at, at + across) if down > 1 else ():
                held[column] = (down, text if column == at == 0 else "")
            at += across
        cells |= {column: text for column, (_, text) in held.items() if column not in cells}
        held = {column: (left - 1, text) for column, (left, text) in held.items() if left > 1}
        yield [cells.get(column, "") for column in range(max(cells, default=-1) + 1)]


def _number(text: str | None) -> int:
    return min(max(int(text), 1), _SPAN) if text and text.strip().isdigit() else 1
