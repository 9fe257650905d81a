"""Opening a finished file by its ending."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from briefing.problems import ProblemsFound, problem
from briefing.proof.files.docx import read_docx
from briefing.proof.files.html import read_html
from briefing.proof.files.pdf import read_pdf
from briefing.proof.files.piece import Finished

READERS: dict[str, Callable[[bytes, str], Finished]] = {".docx": read_docx, ".pdf": read_pdf, ".html": read_html}


def open_finished(path: Path) -> Finished:
    """The finished file at ``path``. Raises ``ProblemsFound`` when it cannot be opened, or is refused."""
    reader = READERS.get(path.suffix)
    if reader is None:
        raise ProblemsFound([problem("proof-not-a-finished-file", str(path), 0, known=", ".join(READERS))])
    try:
        return reader(path.read_bytes(), path.name)
    except OSError as error:
        raise ProblemsFound([problem("proof-unreadable", str(path), 0, reason=error.strerror or str(error))]) from error
    except ValueError as error:
        raise ProblemsFound([problem("proof-unreadable", str(path), 0, reason=str(error))]) from error
