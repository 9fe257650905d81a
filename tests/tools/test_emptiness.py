"""Half-empty pages and parted dates are seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tools.quality.emptiness import MOST_WHITE, half_empty, parted, white


def page(path: Path, used: float) -> Path:
    """A page with a running head, lines down to a share of its text area, and a foot."""
    made = Image.new("L", (210, 297), 255)
    drawn = ImageDraw.Draw(made)
    drawn.line((20, 15, 190, 15), 0)
    drawn.line((20, 285, 190, 285), 0)
    for at in range(25, 25 + int(249 * used), 3):
        drawn.line((20, at, 190, at), 0)
    made.save(path)
    return path


@pytest.mark.parametrize("used", [0.1, 0.5, 0.7, 0.98])
def test_what_is_left_white_is_measured_by_what_is_drawn(used: float, tmp_path: Path) -> None:
    assert white(page(tmp_path / "page.png", used)) == pytest.approx(1 - used, abs=0.03)


def test_a_half_empty_page_is_told_and_the_last_may_be_short(tmp_path: Path) -> None:
    sheets = [Image.open(page(tmp_path / f"{at}.png", used)) for at, used in enumerate((1, 0.2, 1, 0.4, 1, 0.3))]
    pdf = tmp_path / "pages.pdf"
    sheets[0].save(pdf, save_all=True, append_images=sheets[1:], resolution=25.4)
    assert half_empty(pdf, 2) == ("60% of page 4 is empty",)
    assert MOST_WHITE < 0.4


def test_a_last_page_with_one_line_is_told(tmp_path: Path) -> None:
    sheets = [Image.open(page(tmp_path / f"{at}.png", used)) for at, used in enumerate((1, 1, 1, 0.01))]
    pdf = tmp_path / "pages.pdf"
    sheets[0].save(pdf, save_all=True, append_images=sheets[1:], resolution=25.4)
    assert half_empty(pdf, 2) == ("the last page holds next to nothing",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("deposits grew between end-\n2025 and now", 1),
        ("S4a, 13\nNovember 2025", 1),
        ("deposits grew between end-2025\nand now", 0),
        ("market-\nbased", 0),
        ("2025\nNovember 2025", 0),
        ("total of 53\nMajor projects", 0),
    ],
)
def test_a_parted_date_is_told(text: str, told: int) -> None:
    assert len(parted(text)) == told
