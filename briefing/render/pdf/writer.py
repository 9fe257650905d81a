"""The PDF writer: layout by WeasyPrint, with nothing fetched, its log heeded, and the file finished in one serialisation."""

from __future__ import annotations

import gc
import logging
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit

from briefing.document.nodes import Document
from briefing.problems import Problem, ProblemsFound, problem
from briefing.render.html.inline import Medium
from briefing.render.html.page import html_of
from briefing.render.pdf.justify import (
    as_characters,
    clear_bookmarks,
    gap_of,
    hanging_spaces,
    justified_han,
    opened_gaps,
)
from briefing.render.pdf.notes import (
    Places,
    filled,
    first_pages,
    footnote_problems,
    notes_stay,
    pages_named_once,
    places,
    spread_pages,
)
from briefing.render.pdf.tags import recorded_tags
from briefing.render.rendering import Theme

XPACKET = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'

# ISO 14289-1 names its own schema; ISO 19005 allows it only with an extension schema that describes it.
SCHEMA = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def xmp(document: Document, producer: str) -> bytes:
    """Return the XMP packet of the document (ISO 16684-1), dated by the edition."""

    def text(value: str) -> str:
        return escape(value, quote=False)

    def alternatives(name: str, value: str) -> str:
        if not value:
            return ""
        return f'<dc:{name}><rdf:Alt><rdf:li xml:lang="x-default">{text(value)}</rdf:li></rdf:Alt></dc:{name}>\n'

    author = (
        f"<dc:creator><rdf:Seq><rdf:li>{text(document.author)}</rdf:li></rdf:Seq></dc:creator>\n"
        if document.author
        else ""
    )
    keywords = f"<pdf:Keywords>{text(', '.join(document.keywords))}</pdf:Keywords>\n" if document.keywords else ""
    day = f"{document.date}T00:00:00+00:00"
    return (
        f'{XPACKET}\n<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">\n'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>\n"
        f"{alternatives('title', document.cover.title)}{author}{alternatives('description', document.subject)}"
        f"<dc:language><rdf:Bag><rdf:li>{text(document.language)}</rdf:li></rdf:Bag></dc:language>\n"
        f"{keywords}<pdf:Producer>{text(producer)}</pdf:Producer>\n"
        f"<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>\n"
        f'</rdf:Description>\n{SCHEMA}\n</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def finish(pdf: Any, document: Document, spare: int) -> None:
    """Replace the metadata of a drawn PDF (``pydyf.PDF``) by ours, uncompressed as archives and validators want it.

    Nothing else is needed for equal bytes: the identifier in the trailer is the digest of the objects, and every date is the
    edition's. ``spare`` empty objects are added, see ``ends_plainly``.
    """
    import pydyf  # noqa: PLC0415 - comes with WeasyPrint

    metadata = pydyf.Stream([xmp(document, str(pdf.info["Producer"].string))], {"Type": "/Metadata", "Subtype": "/XML"})
    pdf.add_object(metadata)
    pdf.catalog["Metadata"] = metadata.reference
    pdf.catalog["Lang"] = pydyf.String(document.language)
    if "AF" in pdf.catalog:  # WeasyPrint 70 names each associated file twice
        pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))
    for _ in range(spare):
        pdf.add_object(pydyf.Dictionary({}))


def serialise_once(pdf: Any) -> None:
    """Put the finished bytes of each object in its place. pydyf serialises and compresses every object once for the file and
    again for the identifier; streams that compressed end in a carriage return are left uncompressed (``ends_plainly``)."""
    import pydyf  # noqa: PLC0415 - comes with WeasyPrint

    class Serialised(pydyf.Object):  # type: ignore[misc]
        data = b""
        compressible = False

    for at, whole in enumerate(pdf.objects):
        if whole.free == "f":
            continue
        made = Serialised()
        made.number, made.generation, made.compressible = whole.number, whole.generation, whole.compressible
        made.data = whole.data
        if isinstance(whole, pydyf.Stream) and whole.compress and not ends_plainly(made.data):
            whole.compress = False
            made.data = whole.data
        pdf.objects[at] = made


def ends_plainly(data: bytes) -> bool:
    """Whether no stream ends in a carriage return of its own: with the line feed before ``endstream`` it reads as one end of
    line, and the length given is then one too many (ISO 19005-3, 6.1.7.1). One compressed stream in 256 ends so."""
    return b"\r\nendstream" not in data


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to embed. ``relationship`` is its AFRelationship (ISO 19005-3, Annex E): Data for the figures of the document."""

    name: str
    data: bytes
    description: str = ""
    media_type: str = "application/octet-stream"
    relationship: str = "Data"


def edition_day(document: Document) -> datetime:
    """Midnight UTC of the edition's date, the only time a file of it may bear."""
    return datetime.fromisoformat(document.date).replace(tzinfo=UTC)


def attached(attachment: Attachment, document: Document) -> Any:
    """Return the attachment for WeasyPrint, dated like the edition."""
    import weasyprint  # noqa: PLC0415 - costs half a second to import

    day = edition_day(document)
    return weasyprint.Attachment(
        string=attachment.data,
        name=attachment.name,
        description=attachment.description or attachment.name,
        created=day,
        modified=day,
        relationship=attachment.relationship,
    )


MISSING = re.compile(
    r'\.notdef glyph rendered for Unicode string unsupported by fonts: "(.*)" \((U\+[0-9A-F]+)\)', re.S
)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def heard() -> Iterator[list[str]]:
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


def problems_of(lines: list[str], document: Document) -> list[Problem]:
    """One problem for each distinct line, a missing glyph with its character and code point."""
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


EMPTY, FEWEST = (
    0.22,
    3,
)  # a last page filled less than this is saved where it can be, in a document of more pages than these
MOST_PUSHED = 24  # layouts of one document, at most, to bring every note onto the page of its call


@dataclass(frozen=True, slots=True)
class PdfResult:
    """The finished file, the first page (from 1) of each section, table and chart by id, and the number of pages."""

    bytes: bytes
    pages: Mapping[str, int]
    page_count: int


@contextmanager
def _collector_off() -> Iterator[None]:
    """Yield the garbage collector rests during a render (13 % of its time). What an earlier document left is collected
    before, not after, so that nobody waits for the last."""
    was = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def lay_out(document: Document, theme: Theme) -> tuple[Any, Places]:
    """Return the document laid out as ``weasyprint.Document``, and where everything stands.

    Where the last page would hold next to nothing, the document is laid out once more a little closer, which is kept if it
    saves the page. Raises ``ProblemsFound`` on any logged line, and on a note that cannot be brought onto the page of its call.
    """
    laid_out, found = _laid_out(document, theme, tight=False)
    if found.count > FEWEST and filled(laid_out.pages[-1]._page_box) < EMPTY:
        closer, places_closer = _laid_out(document, theme, tight=True)
        if places_closer.count < found.count:
            laid_out, found = closer, places_closer
    laid_out.pages[:] = spread_pages(laid_out.pages)
    clear_bookmarks(laid_out.pages)
    return laid_out, found


def _laid_out(document: Document, theme: Theme, *, tight: bool) -> tuple[Any, Places]:
    """One layout. Should WeasyPrint 70 still push or lose the last note of a page packed to the end (see ``notes_stay``), the
    paragraph (or row) that calls the note starts a new page instead, and the layout is made again."""
    from weasyprint import HTML  # noqa: PLC0415 - costs half a second to import
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    base = theme.folder.resolve().as_uri() + "/"
    pushed: frozenset[str] = frozenset()
    while True:
        source = as_characters(html_of(document, theme, Medium.PAGES, pushed, tight=tight))
        with heard() as lines, opened_gaps(*gap_of(theme)), justified_han(), notes_stay(), hanging_spaces():
            try:
                laid_out = HTML(string=source, base_url=base, url_fetcher=house_only(theme.folder)).render()
            except FatalURLFetchingError as refused:
                raise ProblemsFound([problem("pdf-resource", url=refused)]) from None
        if lines:
            raise ProblemsFound(problems_of(lines, document))
        found = places(laid_out.pages)
        misplaced = footnote_problems(document, found)
        if not misplaced:
            return laid_out, found
        first = next((note for note in misplaced if note not in pushed), None)
        if first is None or len(pushed) >= MOST_PUSHED:
            raise ProblemsFound(misplaced.values())
        pushed |= {first}


def draw(laid_out: Any, document: Document, theme: Theme, attachments: Sequence[Attachment] = ()) -> bytes:
    """Return the pages as tagged PDF, with files embedded. Raises ``ProblemsFound`` on any logged line (a missing glyph is
    only found here)."""
    for spare in range(8):

        def last_touch(_: Any, pdf: Any, spare: int = spare) -> None:
            tags.put_right(pdf)
            finish(pdf, document, spare)
            serialise_once(pdf)

        laid_out.metadata.attachments = [attached(a, document) for a in attachments]  # each can be read once
        with heard() as lines, opened_gaps(*gap_of(theme)), pages_named_once(), recorded_tags() as tags:
            data: bytes = laid_out.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=True, finisher=last_touch)
        families = [font.family for font in laid_out.fonts.values()]
        problems = [*problems_of(lines, document), *font_problems(families, document, theme)]
        if problems:
            raise ProblemsFound(problems)
        if ends_plainly(data):
            return data
    raise AssertionError("eight drawings of one document all end a stream in a carriage return")


#: The layout engine is mended by exchanging functions of it for as long as one document takes, so threads take turns.
_one_at_a_time = threading.Lock()


def render_pdf(document: Document, theme: Theme, attachments: Sequence[Attachment] = ()) -> PdfResult:
    """Render a document as PDF, with ``attachments`` embedded; the same arguments give the same bytes. May be called from
    several threads, which take turns. Raises ``ProblemsFound`` when something cannot be printed as it should."""
    with _one_at_a_time, _collector_off():
        laid_out, found = lay_out(document, theme)
        data = draw(laid_out, document, theme, attachments)
    return PdfResult(data, MappingProxyType(first_pages(document, found)), found.count)
