"""The pictures of the README: pages of the finished documents, as a reader sees them.

    python -m tools.page_pictures [OUT [EDITION]]

writes ``docs/pictures/<name>.png`` for each of ``PICTURES``, of the newest edition in ``out`` unless another is named."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from tools.quality.editions import standing
from tools.quality.office import converted
from tools.quality.outside import poppler
from tools.quality.pages import images

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
#: Of each picture the file, words of the page wanted, and dots an inch.
PICTURES = {
    "centre-en": ("western-financial-centre.en.pdf", "At a glance", 80),
    "centre-zh": ("western-financial-centre.zh.pdf", "概览", 80),
    "centre-docx": ("western-financial-centre.zh.docx", "概览", 80),
    "lists-en": ("investment-promotion-lists.en.pdf", "By industry", 80),
    "deck-en": ("western-financial-centre-deck.en.pptx", "Figure 1", 68),
}
FRONT = 2  # pages of a document before its text
#: Colours of a picture: enough for letters and lines, and a third of the bytes.
COLOURS = 64


@contextmanager
def printed(file: Path) -> Iterator[Path]:
    """Yield a document as PDF; of a Word file or a deck as LibreOffice sets it."""
    with tempfile.TemporaryDirectory() as folder:
        yield file if file.suffix == ".pdf" else converted([file], "pdf", Path(folder))[0]


def page_of(pdf: Path, words: str) -> int:
    """The first page after the front, from 1, that has the words. Raises ``LookupError`` where none has."""
    pages = poppler("pdftotext", pdf, "-enc", "UTF-8").split("\f")
    wanted = "".join(words.split())
    for number, text in enumerate(pages, 1):
        if number > FRONT and wanted in "".join(text.split()):
            return number
    raise LookupError(f"no page of {pdf.name} says “{words}”")


def take(edition: Path, folder: Path) -> None:
    """Take every picture of an edition's folder."""
    for name, (file, words, resolution) in PICTURES.items():
        with printed(edition / file) as pdf, tempfile.TemporaryDirectory() as temporary:
            page = images(pdf, Path(temporary) / "pages", resolution)[page_of(pdf, words) - 1]
            keep(page, folder / f"{name}.png")


def keep(page: Path, path: Path) -> None:
    """Keep a picture in few colours, those that few dots have among them."""
    with Image.open(page) as opened:
        few = opened.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, "PNG", optimize=True)
    sys.stdout.write(f"{path.name} {path.stat().st_size // 1000} kB\n")


def main(arguments: list[str]) -> int:
    """Exit status 0, or 1 with a reason when there is no edition or no LibreOffice."""
    if shutil.which("pdftoppm") is None:
        sys.stderr.write("pdftoppm is not installed: run `make pages`, which sets it up\n")
        return 1
    try:
        take(standing(Path(arguments[0] if arguments else "out"), *arguments[1:2]).folder, FOLDER)
    except (FileNotFoundError, LookupError) as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
