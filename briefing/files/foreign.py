"""XML, Office files and workbooks of any origin, checked before anything in them is unpacked: refused where they could exhaust
the machine, reach out of the file, or hide something from the reader. No entity is expanded."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from lxml import etree

from briefing.files.reading import Refused, check_size

if TYPE_CHECKING:
    import openpyxl

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


#: What an archive may hold at most, in bytes unpacked and in parts. A list of 10,000 projects is a file of 2 MB that unpacks to
#: 20 MB; a review of two packs, one of 1 MB and 15 MB. Archives within an archive are never opened.
MOST_UNPACKED, MOST_PARTS = 400_000_000, 3_000
#: How many times larger a part may unpack that has more bytes than these.
MOST_RATIO, DENSE = 200, 2_000_000
#: Bytes of a part that are unpacked at once where it is read in pieces.
PIECE = 1_000_000
#: How the name of the part begins without which a file is no workbook, no Word document, no OpenDocument file.
WORKBOOK, DOCUMENT, OPEN_DOCUMENT = "xl/workbook", "word/document", "content.xml"
_KINDS = {WORKBOOK: "a workbook", DOCUMENT: "a Word document", OPEN_DOCUMENT: "an OpenDocument text or spreadsheet"}

#: [MS-CFB] 2.2: the signature of a compound file: Office 97, or an encrypted archive.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = re.compile(r"(^|/)(vbaProject\.bin|macrosheets/)", re.IGNORECASE)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: What the standard library raises for archives and parts that are none.
_DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError)


@dataclass(frozen=True, slots=True)
class Archive:
    """An Office file that has passed the guard: its bytes and the names of its parts."""

    data: bytes
    names: tuple[str, ...]

    def read(self, name: str) -> bytes:
        """Return the bytes of a part. Raises ``Refused`` when it is not there or damaged."""
        with self.open(name) as part:
            try:
                return part.read()
            except _DAMAGE as error:
                raise Refused("damaged", f"its part {name} cannot be read") from error

    def pieces(self, name: str, end: bytes) -> Iterator[bytes]:
        """Yield a part in pieces of about a megabyte, each but the last cut right behind the last ``end`` in it. Raises
        ``Refused`` when the part is not there or damaged."""
        rest = b""
        with self.open(name) as part:
            while True:
                try:
                    data = part.read(PIECE)
                except _DAMAGE as error:
                    raise Refused("damaged", f"its part {name} cannot be read") from error
                if not data:
                    break
                data = rest + data
                cut = data.rfind(end) + len(end) if end in data else 0
                rest = data[cut:]
                if cut:
                    yield data[:cut]
        yield rest

    def open(self, name: str) -> IO[bytes]:
        """Open a part to be read in pieces. Raises ``Refused`` when it is not there."""
        try:
            return zipfile.ZipFile(io.BytesIO(self.data)).open(name)
        except (*_DAMAGE, KeyError) as error:
            raise Refused("damaged", f"its part {name} cannot be read") from error

    def xml(self, name: str) -> etree._Element:
        """Return a part as XML. Raises ``Refused``."""
        try:
            return parse_xml(self.read(name), doctype=False)
        except Refused as error:
            raise Refused(error.kind, f"its part {name}: {error.reason}", error.line) from error


def open_archive(data: bytes, main: str) -> Archive:
    """Open an Office file whose main part's name begins with ``main``. Raises the first of its ``refusals``."""
    for refused in refusals(data, main):
        raise refused
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return Archive(data, tuple(archive.namelist()))


def refusals(data: bytes, main: str) -> tuple[Refused, ...]:
    """Return every reason not to open an Office file. Kinds: large, encrypted, old, not-archive, damaged, bomb, escapes, twice,
    missing, macros, doctype."""
    try:
        check_size(data)
    except Refused as refused:
        return (refused,)
    if data.startswith(_COMPOUND):
        encrypted = _ENCRYPTED in data
        return (
            Refused(*("encrypted", "it is encrypted") if encrypted else ("old", "it is in the format of Office 97")),
        )
    if not data.startswith(b"PK"):
        return (Refused("not-archive", "it is not an Office file, whatever its name says"),)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = tuple(_outside(archive.infolist(), main))
            return found or tuple(_inside(archive))
    except _DAMAGE as error:
        return (Refused("damaged", f"it is not an Office file, or damaged ({error})"),)


def _outside(parts: list[zipfile.ZipInfo], main: str) -> Iterator[Refused]:
    """What the directory of the archive shows."""
    names = [part.filename for part in parts]
    size = sum(part.file_size for part in parts)
    if any(part.flag_bits & 1 for part in parts):
        yield Refused("encrypted", "it is encrypted")
    elif any(part.compress_type not in _METHODS for part in parts):
        yield Refused("damaged", "it is packed in a way that Office does not use")
    dense = any(part.file_size > max(DENSE, part.compress_size * MOST_RATIO) for part in parts)
    if size > MOST_UNPACKED or len(parts) > MOST_PARTS or dense:
        yield Refused("bomb", f"it would unpack to {size // 1_000_000} MB in {len(parts)} parts")
    if any(n.startswith(("/", "\\")) or ":" in n or ".." in n.replace("\\", "/").split("/") for n in names):
        yield Refused("escapes", "the name of a part leads out of the archive")
    if len({name.casefold() for name in names}) != len(names):  # ECMA-376-2 6.2.2.3: names do not differ in case alone
        yield Refused("twice", "it holds one part twice")
    if not any(name.startswith(main) for name in names):
        yield Refused("missing", f"it is an archive without {_KINDS[main]} in it")
    elif any(_MACROS.search(name) for name in names):
        yield Refused("macros", "it holds macros")


def _inside(archive: zipfile.ZipFile) -> Iterator[Refused]:
    """What the beginning of each part shows: ECMA-376-2 6.2.5 forbids document types, and entities would come with them."""
    for part in archive.infolist():
        with archive.open(part) as stream:
            head = stream.read(PROLOG)
        if head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
            try:
                declared = document_type(head)
            except Refused as error:
                yield Refused(error.kind, f"its part {part.filename}: {error.reason}")
                return
            if declared:
                yield Refused("doctype", f"its part {part.filename} declares a document type or entities")
                return


#: What openpyxl raises for parts that another hand has mangled, beside errors of its own; it has no one error for them.
_MANGLED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    etree.LxmlError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


@contextmanager
def workbook(archive: Archive, formulas: bool, stream: bool = False) -> Iterator[openpyxl.Workbook]:
    """Open a workbook to be read within the block: with formulas as text, or their saved results; row by row (``stream``), or
    as a whole. Links to other files are not followed. Raises ``Refused`` for damage, also where it shows only as cells are
    read in the block; so do nothing else in it."""
    import openpyxl  # noqa: PLC0415 - see above
    from openpyxl.utils import exceptions  # noqa: PLC0415

    own = (
        exceptions.CellCoordinatesException,
        exceptions.IllegalCharacterError,
        exceptions.InvalidFileException,
        exceptions.NamedRangeException,
        exceptions.ReadOnlyWorkbookException,
        exceptions.SheetTitleException,
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of extensions that it drops; nothing is written back
            book = openpyxl.load_workbook(
                io.BytesIO(archive.data), read_only=stream, data_only=not formulas, keep_links=False
            )
            yield book
            book.close()
    except Refused:
        raise
    except (*own, *_MANGLED) as error:
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise Refused("damaged", f"a part of it is damaged ({reason})") from error
