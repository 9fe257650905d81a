"""XML of any origin as elements: no entity is expanded, nothing outside the file is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from lxml import etree

from briefing.files.reading import Refused, check_size

#: How far into a file its prolog may reach: declaration, comments, document type (bytes).
PROLOG = 65_536


def _hardened(bare: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=bare, remove_pis=bare
    )


_BARE, _WHOLE = _hardened(True), _hardened(False)
_START = re.compile(r"\ufeff?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)""")
#: Encodings in which markup reads as in ASCII (or that have a mark of their own), so that a look at the bytes sees all of it.
_PLAIN = re.compile(r"utf-?8|utf-?16|(us-)?ascii|iso-?8859-\d+|windows-125\d|gb2312|gbk|gb18030|big5", re.IGNORECASE)
_LITERAL = r"""\s*(?:"[^"]*"|'[^']*')"""
#: XML 1.0, production 28, without an internal subset.
_NO_SUBSET = re.compile(rf"<!DOCTYPE\s+[^\s\[>]+(?:\s+(?:SYSTEM{_LITERAL}|PUBLIC{_LITERAL}{_LITERAL}))?\s*>")
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);|#)")


def parse_xml(data: bytes, doctype: bool = True) -> etree._Element:
    """Return the root of an XML file, without comments and processing instructions.

    A document type without an internal subset, as older XLIFF and TBX have it, is passed over unless ``doctype`` is false;
    entities of its own are not known then. Raises ``Refused``: ``large``, ``doctype``, or ``xml`` where it is not well
    formed."""
    check_size(data)
    declared = document_type(data[:PROLOG])
    if declared == "subset" or (declared and not doctype):
        raise Refused("doctype", "it declares a document type or entities")
    if declared and _ENTITY.search(data):
        raise Refused("doctype", "it uses entities that it does not define")
    root = _parsed(data, _BARE)
    if declared != "external" and root.getroottree().docinfo.internalDTD is not None:
        raise Refused("doctype", "it declares a document type or entities")
    return root


def fragment(markup: str, root: str = "m") -> etree._Element:
    """Parse markup without a prolog, comments included, and return an element ``root`` around it. Raises ``Refused``."""
    return _parsed(f"<{root}>{markup}</{root}>".encode(errors="surrogatepass"), _WHOLE)


def elements(stream: IO[bytes], tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """Yield the elements of these names in a part of an archive from ``open_archive``, each as it ends; the caller clears what
    it has read. Raises ``Refused`` when the part is not well formed."""
    try:
        for _, element in etree.iterparse(
            stream, events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
        ):
            yield element
    except etree.XMLSyntaxError as error:
        raise Refused("xml", error.msg or "it is not well formed", error.lineno or 0) from error


def document_type(head: bytes) -> str:
    """Return what the beginning of an XML file declares: nothing (""), an external document type (``external``), or one with an
    internal subset (``subset``, also when it cannot be told). Raises ``Refused`` for an encoding in
    which markup cannot be seen."""
    wide = (
        "utf-16"
        if head[:2] in (b"\xff\xfe", b"\xfe\xff")
        else {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(head[:2], "")
    )
    if b"\0\0" in head[:4]:
        raise Refused("xml", "its encoding is not one that is read here")
    if not wide and (named := _ENCODING.search(head[:200])) and not _PLAIN.fullmatch(named[1].decode()):
        raise Refused("xml", f"its encoding {named[1].decode()} is not one that is read here")
    text = head.decode(wide or "latin-1", "replace").removeprefix("ï»¿")
    rest = text[_START.match(text).end() :]  # type: ignore[union-attr]
    if not rest or rest.startswith(("<!--", "<?")):
        return "" if len(head) < PROLOG else "subset"
    if not rest.startswith("<!"):
        return ""
    return "external" if _NO_SUBSET.match(rest) else "subset"


def _parsed(data: bytes, parser: etree.XMLParser) -> etree._Element:
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("xml", error.msg or "it is not well formed", *error.position) from error
