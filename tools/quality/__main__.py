"""``python -m tools.quality OUT [EDITION]``: every gate over every file of an edition, one line each (``make quality``)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from briefing.formats import FORMATS, named
from tools.quality.editions import StandingEdition, standing
from tools.quality.gates import CheckedFile
from tools.quality.office import converted


def check(edition: StandingEdition) -> int:
    """Print a line for each file and gate; returns how many did not pass."""
    failed = total = 0
    with tempfile.TemporaryDirectory() as temporary:
        files, words = edition.files(*FORMATS), edition.files("docx")
        read = dict(zip(words, converted(words, "txt", Path(temporary)), strict=True)) if words else {}
        for file in files:
            text = read[file].read_text("utf-8-sig") if file in read else ""
            checked = CheckedFile(file, edition.documents[file.stem], text)
            for name, gate in named(FORMATS[file.suffix[1:]].gates).items():
                found = gate(checked)
                total += 1
                failed += bool(found)
                print(f"{file.name:40} {name:28} {'FAILED' if found else 'passed'}", flush=True)
                for reason in found:
                    print(f"    {reason}")
    print(f"{total} gates over {len(files)} files of {edition.folder.name}: {total - failed} passed, {failed} failed")
    return failed


def main(arguments: list[str]) -> int:
    """Exit status 0 when every file passes every gate, else 1."""
    try:
        return 1 if check(standing(Path(arguments[0] if arguments else "out"), *arguments[1:2])) else 0
    except FileNotFoundError as reason:
        print(reason, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
