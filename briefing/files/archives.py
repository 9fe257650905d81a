"""Office files, checked before anything in them is unpacked: refused where they could exhaust the machine, reach out of the
file, or hide something from the reader."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from lxml import etree

from briefing.files.reading import Refused, check_size
from briefing.files.xml_reader import PROLOG, document_type, parse_xml

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
