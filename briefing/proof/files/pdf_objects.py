"""The objects of a PDF as they stand in the file: names and drawing operators against closed sets in ``known.yaml``.

pdfium shows what it would draw; what would run, hide or appear elsewhere (actions, layers, appearance streams, images, patterns
that draw text) is seen by its names (PDF 32000-1, 7.3.5), whether escaped (``#41``) or packed into object streams (7.5.7).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import yaml

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_NAME = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]+)")
_STRING = re.compile(
    rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\))*\)|<[0-9A-Fa-f\s]*>(?!>)", re.DOTALL
)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_WORD = re.compile(rb"(?<![^\s\]>)])([A-Za-z'\"][A-Za-z0-9*'\"]*)(?=[\s\[<(/]|$)")
#: Names that are data: fonts, colour spaces, graphics states, resources by number.
_DATA = re.compile(r"[A-Z]{6}(?:\+[A-Za-z0-9-]+)?|[axpA][0-9]+(?:\.[0-9]+)?|lab-d[56][05]|srgb")
MAX_STREAM = 60_000_000


@cache
def known(what: str) -> frozenset[str]:
    data = yaml.load((resources.files(__package__) / "known.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return frozenset(str(data[what]).split())


def odd_objects(data: bytes) -> Iterator[str]:
    """Yield what the objects of a PDF hold that no edition has: names of dictionaries, and operators of pages and patterns."""
    outside, drawings = _parted(data)
    plain = _STRING.sub(b" ", outside)
    names = {_ESCAPE.sub(lambda m: bytes([int(m[1], 16)]), n).decode("latin-1") for n in _NAME.findall(plain)}
    odd = sorted(n for n in names if n not in known("pdf names") and not _DATA.fullmatch(n))
    yield from (f"it holds what no edition has: /{name}" for name in odd[:5])
    if re.search(rb"/CIDToGIDMap\s*(?!/Identity\b)\S", plain):
        yield "its fonts draw characters with other glyphs than their own"
    words: set[str] = set()
    for drawing, pattern in drawings:
        found = {w.decode("latin-1") for w in _WORD.findall(_STRING.sub(b" ", drawing))}
        words |= found
        if pattern and "BT" in found:
            yield "a pattern of it draws text"
    yield from (
        f"its pages hold an operator that no edition has: {word}" for word in sorted(words - known("pdf operators"))[:5]
    )


def _parted(data: bytes) -> tuple[bytes, list[tuple[bytes, bool]]]:
    """What stands outside streams, with the content of object streams; and the streams that draw, with whether each is a
    pattern’s. A stream is taken for a drawing where it unpacks to operators."""
    parts: list[bytes] = []
    drawings: list[tuple[bytes, bool]] = []
    at = 0
    for match in _STREAM.finditer(data):
        before = data[at : match.start()]
        parts.append(before)
        at = match.end()
        head = before[before.rfind(b" obj") :]
        if b"/FontFile" in head or b"/Length1" in head or b"/OpenType" in head:
            continue
        unpacked = _unpacked(match[1]) if b"Flate" in head else match[1]
        if b"/ObjStm" in head:
            parts.append(unpacked)
        elif re.search(rb"/XML|/ICC|/EmbeddedFile|/XRef|/N 3\b", head) is None and re.search(
            rb"\b(?:re|cm|BT|gs|m|Do)\b", unpacked[:4000]
        ):
            drawings.append((unpacked, b"/PatternType" in head))
    return b"\n".join([*parts, data[at:]]), drawings


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, MAX_STREAM)
    except zlib.error:
        return b""


def odd_metadata(root: Any, date: str) -> Iterator[str]:
    """Yield statements of the metadata (XMP, ISO 16684-1) that no edition makes. ``date``: the day of making, ISO 8601."""
    for element in root.iter():
        local = str(element.tag).rpartition("}")[2]
        if local not in known("xmp elements"):
            yield f"its metadata hold what no edition’s do: {local}"
        elif local in ("CreateDate", "ModifyDate") and (element.text or "")[:10] != date:
            yield f"its metadata say it was made on {element.text}"
