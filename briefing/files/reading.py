"""What all readers share: which files of a folder are read, size limits, the exception of what is refused; and text files of
foreign programs, with tables of delimited text."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefing.problems import ProblemsFound, problem


def listed(folder: Path, pattern: str) -> list[Path]:
    """Return the files in ``folder`` that match a glob pattern, sorted by path, without hidden files and folders."""
    found = {p.relative_to(folder).as_posix(): p for p in folder.glob(pattern) if p.is_file()}
    return [path for name, path in sorted(found.items()) if not any(part.startswith(".") for part in name.split("/"))]


class Refused(ValueError):  # noqa: N818 - says what happened to the file
    """Raised for a file that is not read. ``kind`` is a stable word that callers map to their problem codes, ``reason`` a
    clause in plain words about the file (“it …”), ``line`` and ``column`` where it is (0: nowhere in particular)."""

    def __init__(self, kind: str, reason: str, line: int = 0, column: int = 0) -> None:
        super().__init__(reason)
        self.kind, self.reason, self.line, self.column = kind, reason, line, column


#: The largest file that is taken from anybody, in bytes.
LARGEST = 50_000_000


def check_size(data: bytes) -> None:
    """Raise ``Refused`` (``large``) when a file has more than ``LARGEST`` bytes."""
    if len(data) > LARGEST:
        raise Refused("large", f"it has {len(data) // 1_000_000} MB; at most {LARGEST // 1_000_000} MB are read")


def reason_of(error: OSError) -> str:
    """Return the operating system's words for a failure, without number and path."""
    return error.strerror or str(error)


@contextmanager
def failures_as(code: str, file: str) -> Iterator[None]:
    """Raise ``ProblemsFound`` with a problem of this code, which takes a ``reason``, for an ``OSError`` within the block."""
    try:
        yield
    except OSError as error:
        raise ProblemsFound([problem(code, file, reason=reason_of(error))]) from error


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_bytes(path: Path, code: str, limit: int = LARGEST, large: str = "", named: bool = True) -> bytes:
    """Return the bytes of a file that a user names. Raises ``ProblemsFound`` where there is none of this name (``named``: a
    person has named it; of one that must be there, ``code`` says that it is not); with a problem
    of this code (it takes a ``reason``) when the file cannot be read or is no ordinary file; with the code ``large`` (the same
    where none is given) when it has more than ``limit`` bytes."""
    with failures_as(code, path.name):
        if named and not os.path.lexists(path):
            raise ProblemsFound([problem("file-missing", str(path))])
        if path.exists() and not path.is_file():  # a pipe would wait for ever
            raise OSError(errno.EINVAL, "it is not an ordinary file")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    if len(data) > limit:
        raise ProblemsFound([problem(large or code, path.name, reason=f"it is larger than {limit // 1_000_000} MB")])
    return data


DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_LINES = 50
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def _line_of_zero(data: bytes) -> int:
    """The line at which a text holds a byte that no text has; 0 of a picture, a program, an archive, which has no lines."""
    before = data[: data.index(0)]
    return before.count(b"\n") + 1 if before and _is_text(before) else 0


def _is_text(data: bytes) -> bool:
    try:
        return not _CONTROL.search(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return False


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding: UTF-8, UTF-16 (with a mark, or recognised without), or GB 18030,
    as Excel in China saves. Raises ``Refused`` (``large``, ``encoding``; ``binary`` for what no text holds)."""
    check_size(data)
    if data.startswith(_UTF_16):
        return _strict(data, "utf-16", "UTF-16"), "UTF-16"
    sample = data[:2000]
    if sample.count(0) > len(sample) // 8:
        low_first = sample[1::2].count(0) > sample[::2].count(0)
        text = _strict(data, "utf-16-le" if low_first else "utf-16-be", "UTF-16")
        if _CONTROL.search(text) or any(unicodedata.category(c) in ("Cn", "Co", "Cs") for c in text[:2000]):
            raise Refused("binary", "it holds bytes that no text has")
        return text, "UTF-16"
    if 0 in data:
        raise Refused("binary", "it holds bytes that no text has", _line_of_zero(data))
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
    tried = data.decode("utf-8", "replace")
    bad = tried.count("\N{REPLACEMENT CHARACTER}")
    if sum(c > "\x7f" for c in tried) - bad > 4 * bad:  # text in GB 18030 is hardly ever read as UTF-8 by chance
        raise Refused("encoding", "it is UTF-8 text with a damaged place", line)
    text = _strict(data, "gb18030", "UTF-8, UTF-16 nor GB 18030")
    if _CONTROL.search(text):
        raise Refused("encoding", "it is neither UTF-8, UTF-16 nor GB 18030", line)
    return text, "GB 18030"


def decode_page(data: bytes) -> str:
    """Return the text of a web page in the encoding it names, else as any text; GB 2312 is read as GB 18030, which holds it.
    Raises ``Refused``."""
    match = _CHARSET.search(data[:4096])
    codec = match[1].decode("ascii").casefold() if match and not data.startswith(_UTF_16) else ""
    codec = "gb18030" if codec.startswith("gb") else codec
    try:
        return data.decode(codec) if codec else decode(data)[0]
    except (LookupError, UnicodeDecodeError):
        return decode(data)[0]


def delimiter_of(text: str) -> str:
    """Return the most frequent delimiter in the first lines of a table."""
    lines = text.splitlines()[:_SAMPLE_LINES]
    return max(DELIMITERS, key=lambda mark: (sum(line.count(mark) for line in lines), -DELIMITERS.index(mark)))


def table_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of delimited text (RFC 4180), each with the line it begins in. Raises ``Refused`` (``table``) for a
    quotation mark that is never closed, or text after one that is."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            reason = str(error)
            if "unexpected end" in reason:
                reason = f"a quotation mark that opens in the row of line {start} is never closed"
            elif "expected after" in reason:
                reason = f"text follows a closing quotation mark in the row of line {start}"
            raise Refused("table", reason, start) from error
        if cells is None:
            return
        yield start, cells
        start = reader.line_num + 1


def _strict(data: bytes, codec: str, shown: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        reason = f"it is damaged {shown} text" if shown == "UTF-16" else f"it is neither {shown}"
        raise Refused("encoding", reason) from error
