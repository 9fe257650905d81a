"""The pictures of the guides: the workbench itself, photographed in Chromium on a copy of the project.

    python -m tools.pictures [NAME …]

writes ``docs/pictures/workbench-<name>.<language>.png``. Nothing of the project is changed: what the pictures need (a release
that was read, a sentence under review) is done in the copy."""

from __future__ import annotations

import io
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from briefing import Workspace
from briefing.web import Settings, make_app
from briefing.workspace.segments import SegmentRow

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
SIZE = {"width": 1320, "height": 780}
#: Colours of a picture: enough for letters and lines, and a third of the bytes.
COLOURS = 64
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
NAMES = {"en": "Li Wei", "zh": "李伟"}
#: A made-up text in the shape of a release, with figures that the project knows already: nothing of it is printed anywhere.
RELEASE = """\
金融运行情况新闻发布会

7月20日，有关部门介绍金融运行情况。

截至2025年末，全市金融资产规模达9.6万亿元，本外币存款余额6.13万亿元。
一季度，社会融资规模增量约2300亿元。
"""


def home(page: Page, address: str) -> None:
    page.goto(address)


def reading(page: Page, address: str) -> None:
    page.goto(f"{address}/document/western-financial-centre")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("n")
    page.locator("#beside dl, #beside h2, #beside h3").first.wait_for()


def review(page: Page, address: str) -> None:
    page.goto(f"{address}/review/en/{SUBJECT[0].id}?pack={SUBJECT[0].packs[0]}&f=printed")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Alt+.")


def conflict(page: Page, address: str) -> None:
    review(page, address)
    page.keyboard.press("Escape")
    page.locator("#editor").press("Control+Home")
    page.keyboard.type("Here, ")
    CHANGE[0]()
    page.keyboard.press("Control+Enter")
    page.locator("#conflict").wait_for()


def files(page: Page, address: str) -> None:
    page.goto(f"{address}/review-files/en?pack=western-financial-centre")


def release(page: Page, address: str) -> None:
    page.goto(f"{address}/release")
    page.locator("#f-text").fill(RELEASE)
    page.locator("form:has(#f-text) button").click()
    page.locator(".proposal").first.wait_for()
    page.keyboard.press("j")


def figures(page: Page, address: str) -> None:
    page.goto(f"{address}/figures?q=存款")


def figure(page: Page, address: str) -> None:
    page.goto(f"{address}/figures/deposits@2025-12-31")


def changes(page: Page, address: str) -> None:
    page.goto(f"{address}/changes?old=2026-05-09&new=2026-07-21")
    page.locator("section .panel").first.wait_for()


def edition(page: Page, address: str) -> None:
    page.goto(f"{address}/changes/edition/2026-07-03")
    page.locator("#seal-title").scroll_into_view_if_needed()


def problems(page: Page, address: str) -> None:
    page.goto(f"{address}/problems")


SHOTS: dict[str, Callable[[Page, str], None]] = {
    shot.__name__: shot
    for shot in (home, reading, figures, figure, edition, release, review, conflict, files, changes, problems)
}
#: What a colleague does while a picture is taken, and the sentence that is shown.
CHANGE: list[Callable[[], None]] = []
SUBJECT: list[SegmentRow] = []


def _subject(workspace: Workspace) -> SegmentRow:
    """A sentence of some length with a few figures, as they stand in the middle of a page."""
    rows = workspace.review_list("en", pack="western-financial-centre", filters=["printed"]).rows
    return next(r for r in rows if r.file == r.packs[0] and len(r.figures) == FIGURES and len(r.target) < LONGEST)


FIGURES, LONGEST = 3, 300


def _colleague(workspace: Workspace, row: SegmentRow) -> Callable[[], None]:
    def change() -> None:
        typed = workspace.segment_desk(row.id, "en").typed
        with workspace.alone("take a text"):
            plan = workspace.accept_typed(row.version, f"Note: {typed}", "en", by="Wang Min", state="reviewed")
            workspace.save(plan)

    return change


def take(names: list[str]) -> None:
    """Take the pictures named, or all, in every language of the interface."""
    for language, locale in LANGUAGES.items():
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
            for part in ("content", "i18n", "templates"):
                shutil.copytree(ROOT / part, Path(folder) / part)
            workspace = Workspace(folder, datetime(2026, 7, 21, tzinfo=UTC).date())
            built = workspace.build(["western-financial-centre"], formats=["html", "docx"], jobs=1).edition
            with workspace.alone("approve and seal"):
                pair = ("western-financial-centre.zh", "western-financial-centre.en")
                workspace.save(workspace.approve(built, pair, by=NAMES[language]))
                workspace.save(workspace.seal(built, by=NAMES[language]))
            SUBJECT[:] = [_subject(workspace)]
            CHANGE[:] = [_colleague(workspace, SUBJECT[0])]
            place = socket.socket()
            place.bind(("127.0.0.1", 0))
            port = place.getsockname()[1]
            settings = Settings(now=lambda: datetime(2026, 7, 21, 9, tzinfo=UTC), person=NAMES[language], port=port)
            app = make_app(workspace, settings)
            server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
            threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True).start()
            while not server.started:
                time.sleep(0.05)
            app.state.workbench.opening.finished(600)
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*ARGUMENTS])
            context = browser.new_context(viewport=SIZE, locale=locale, reduced_motion="reduce")  # type: ignore[arg-type]
            context.set_default_timeout(120_000)
            page = context.new_page()
            address = f"http://127.0.0.1:{port}"
            page.goto(f"{address}/enter?link={settings.link}")
            for name in names or SHOTS:
                SHOTS[name](page, address)
                page.wait_for_timeout(800)
                _kept(page.screenshot(), PICTURES / f"workbench-{name}.{language}.png")
            browser.close()
            server.should_exit = True


def _kept(data: bytes, path: Path) -> None:
    """Keep a picture in few colours."""
    picture = Image.open(io.BytesIO(data)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    path.write_bytes(made.getvalue())
    sys.stdout.write(f"{path.relative_to(ROOT)} {len(made.getvalue()) // 1000} kB\n")


if __name__ == "__main__":
    take(sys.argv[1:])
