"""An Office archive opened under limits: what could exhaust the machine or reach out of the file is refused unread."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from lxml import etree

#: A finished Word edition is well below these; a bomb is above one of them.
MAX_FILE = 60_000_000
MAX_PARTS = 2_000
MAX_PART = 80_000_000
MAX_TOTAL = 200_000_000
MAX_RATIO = 200


class Refused(ValueError):  # noqa: N818 - says what happened to the file
    """A file that is not opened, with the reason in plain words."""


class Archive:
    """The parts of an Office file by name; each is read once its size is known to be bearable."""

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_FILE:
            raise Refused(f"it is larger than {MAX_FILE // 1_000_000} MB")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Refused("it is not a whole Office file") from error
        if len(infos) > MAX_PARTS:
            raise Refused(f"it has more than {MAX_PARTS} parts")
        for info in infos:
            if info.file_size > MAX_PART or (
                info.file_size > 1_000_000 and info.file_size > MAX_RATIO * max(info.compress_size, 1)
            ):
                raise Refused(f"its part {info.filename} unpacks to {info.file_size} bytes")
            if info.filename.startswith("/") or ".." in info.filename.split("/"):
                raise Refused(f"its part {info.filename} leads out of the file")
            if info.flag_bits & 1:
                raise Refused("it is encrypted")
        if sum(i.file_size for i in infos) > MAX_TOTAL:
            raise Refused(f"it unpacks to more than {MAX_TOTAL // 1_000_000} MB")
        self.names = tuple(i.filename for i in infos)
        if len(set(self.names)) != len(self.names):
            raise Refused("a part stands in it twice")

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises ``Refused`` when it is not there or damaged."""
        try:
            return self._zip.read(name)
        except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
            raise Refused(f"its part {name} cannot be read") from error

    def xml(self, name: str) -> Any:
        """A part as XML: no document type, no entity, nothing fetched."""
        return parse_xml(self.read(name), name)


def parse_xml(data: bytes, name: str) -> Any:
    """XML of a foreign file as an element; a document type declaration is refused, whatever it says."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<\x00!\x00D\x00O\x00C" in data:
        raise Refused(f"{name} declares a document type")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(f"{name} is not well-formed XML") from error
