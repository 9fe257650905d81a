"""One Chromium for all tests of the workbench, one window for each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.mini_project import ROOT
from tests.web.browser.support import DESKTOP, Person, Served, launched, served
from tests.web.support import workspace

#: Opens a window: size, language of the interface.
Come = Callable[..., Person]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Served]:
    """The mini project, served."""
    made = workspace(tmp_path / "p")
    for tag in ("zh", "en"):
        for name in ("reading.yaml", "review.yaml"):
            if (found := ROOT / "i18n" / tag / name).is_file():
                (made.root / "i18n" / tag).mkdir(exist_ok=True)
                shutil.copy(found, made.root / "i18n" / tag)
    with served(made) as running:
        yield running


@pytest.fixture
def come(chromium: Browser, there: Served) -> Iterator[Come]:
    """A person at a window of the size and in the language of the interface asked for."""
    people: list[Person] = []

    def came(size: tuple[int, int] = DESKTOP, language: str = "en") -> Person:
        people.append(Person(chromium, there, size, language))
        return people[-1]

    yield came
    for person in people:
        person.leave()
