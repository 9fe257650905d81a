"""Excel workbooks, opened by openpyxl after the guard has passed them. It is loaded only where a workbook is read: with what it
brings along it takes 22 MB of memory."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lxml import etree

from briefing.files.archives import Archive
from briefing.files.reading import Refused

if TYPE_CHECKING:
    import openpyxl

#: What openpyxl raises for parts that another hand has mangled, beside errors of its own; it has no one error for them.
_DAMAGE = (
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
    except (*own, *_DAMAGE) as error:
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise Refused("damaged", f"a part of it is damaged ({reason})") from error
