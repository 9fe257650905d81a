"""Attacks on finished files that once passed: what a reader sees changes, while every number stays accounted for.

Each is one change in one file, applied to a real edition; they stand by format beside this module. ``made`` gives every
attack with the file changed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pikepdf

from tests.proof.tampering.beside import _changed, _packed
from tests.proof.tampering.docx_attacks import DOCX, DOCX_WHOLE, _parts
from tests.proof.tampering.html_attacks import HTML
from tests.proof.tampering.pdf_attacks import PDF, PDF_BYTES


def made(form: str, data: bytes) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Each attack of a format, with what gives the changed file."""
    if form == "html":
        for kind, (pattern, new) in HTML.items():
            yield kind, partial(_html, kind, data, pattern, new)
    elif form == "docx":
        for kind, change in DOCX.items():
            yield kind, partial(_part, kind, data, *change)
        for kind, whole in DOCX_WHOLE.items():
            yield kind, partial(whole, data)
    else:
        for kind, alter in PDF.items():
            yield kind, partial(_saved, data, alter, False)
        for kind, (alter, packed, after) in PDF_BYTES.items():
            yield kind, partial(_then, data, alter, packed, after)


def _html(kind: str, data: bytes, pattern: str, new: str) -> bytes:
    return _changed(kind, data.decode(), pattern, new).encode()


def _part(kind: str, data: bytes, part: str, pattern: str, new: str) -> bytes:
    parts = _parts(data)
    if part.endswith("*"):  # whichever of the parts has it
        part = next(n for n in sorted(parts) if n.startswith(part[:-1]) and re.search(pattern.encode(), parts[n]))
    return _packed(parts | {part: _changed(kind, parts.get(part, b"").decode(), pattern, new).encode()})


def _then(data: bytes, alter: Callable[[Any], Any], packed: bool, after: Callable[[bytes], bytes]) -> bytes:
    return after(_saved(data, alter, packed))


def _saved(data: bytes, alter: Callable[[Any], Any], packed: bool) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        alter(pdf)
        out = io.BytesIO()
        mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
        pdf.save(out, object_stream_mode=mode)
    return out.getvalue()
