"""LibreOffice as a second reader of the Word files: their pages as PDF, their text as it shows it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

COMMAND = "soffice"
PATIENCE = 300  # seconds for one call
FILTERS = {"pdf": "pdf", "txt": "txt:Text (encoded):UTF8"}


def converted(files: Sequence[Path], kind: str, folder: Path) -> list[Path]:
    """The files converted to ``pdf`` or ``txt`` in ``folder``, in one run with a profile of its own.

    Raises ``FileNotFoundError`` when LibreOffice is not installed or made no file."""
    program = shutil.which(COMMAND)
    if program is None:
        raise FileNotFoundError(f"{COMMAND} (LibreOffice Writer) is not installed: run `make pages`, which sets it up")
    with tempfile.TemporaryDirectory() as profile:
        command = [
            program,
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--convert-to",
            FILTERS[kind],
            "--outdir",
            str(folder),
            *map(str, files),
        ]
        subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE)
    made = [folder / f"{file.stem}.{kind}" for file in files]
    missing = [path.name for path in made if not path.is_file()]
    if missing:
        raise FileNotFoundError(f"LibreOffice made no {', '.join(missing)}")
    return made
