"""Every page of every Word file, deck and PDF of an edition as an image, and a contact sheet for each: ``make pages``."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tools.quality.editions import StandingEdition, standing
from tools.quality.office import converted

RESOLUTION = 110  # dots an inch
ACROSS = 6  # pages side by side on a contact sheet
THUMB = 300  # pixels that a page is wide on it
GAP, GROUND = 10, (128, 128, 128)


def images(pdf: Path, folder: Path, resolution: int = RESOLUTION) -> list[Path]:
    """The pages of a PDF as ``page-01.png`` … in ``folder``, which is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = ["pdftoppm", "-r", str(resolution), "-png", str(pdf), str(folder / "page")]
    subprocess.run(command, capture_output=True, check=True)
    return sorted(folder.glob("page-*.png"))


def contact_sheet(pages: list[Path], path: Path) -> None:
    """All pages small on one image, in reading order."""
    thumbs: list[Image.Image] = []
    for page in pages:
        with Image.open(page) as opened:
            thumbs.append(opened.convert("RGB").resize((THUMB, round(opened.height * THUMB / opened.width))))
    high = max(thumb.height for thumb in thumbs)
    rows = -(-len(thumbs) // ACROSS)
    across = min(ACROSS, len(thumbs))
    sheet = Image.new("RGB", (across * (THUMB + GAP) + GAP, rows * (high + GAP) + GAP), GROUND)
    for at, thumb in enumerate(thumbs):
        sheet.paste(thumb, (GAP + at % ACROSS * (THUMB + GAP), GAP + at // ACROSS * (high + GAP)))
    sheet.save(path)


def depict(edition: StandingEdition, folder: Path) -> list[Path]:
    """Images of all pages under ``folder/<file name>/`` and a contact sheet ``folder/<file name>.png`` for each file.
    Returns the contact sheets. Raises ``FileNotFoundError`` when LibreOffice is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets: list[Path] = []
    with tempfile.TemporaryDirectory() as temporary:
        words = edition.files("docx", "pptx")
        printed = dict(zip(words, converted(words, "pdf", Path(temporary)) if words else [], strict=True))
        for file in edition.files("docx", "pptx", "pdf"):
            pages = images(printed.get(file, file), folder / file.name)
            sheet = folder / f"{file.name}.png"
            contact_sheet(pages, sheet)
            sheets.append(sheet)
    return sheets


def main(arguments: list[str]) -> int:
    """``python -m tools.quality.pages OUT [EDITION]``: pictures of an edition into ``OUT/pages``."""
    out = Path(arguments[0] if arguments else "out")
    try:
        sheets = depict(standing(out, *arguments[1:2]), out / "pages")
    except FileNotFoundError as reason:
        print(reason, file=sys.stderr)
        return 1
    for sheet in sheets:
        print(f"{len(list(sheet.with_suffix('').glob('page-*.png'))):3} pages  {sheet}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
