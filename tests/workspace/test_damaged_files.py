"""A project with a file that is gone, cut or no text: every command says which, in plain lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.mini_project import mini_project
from tests.support.running import run

COMMANDS = (("check",), ("facts",), ("review", "status"), ("build", "-l", "zh", "-f", "html", "--jobs", "1"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mini_project(tmp_path_factory.mktemp("damaged"))


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("content/sources/one.yaml", None, "[no-source]"),
        ("content/packs/tiny.yaml", b"\xff\xfe\x00", "content/packs/tiny.yaml"),
        ("i18n/en.yaml", None, "content/packs/tiny.yaml:3"),
        ("i18n/en.yaml", b"x", "[language-missing]"),
        ("i18n/zh.yaml", None, "[language-missing]"),
        ("i18n/en/content.po", b"\xff\xfe\x00", "i18n/en/content.po"),
        ("i18n/glossary.yaml", b"a: [\n", "i18n/glossary.yaml"),
        ("templates/tiny.html", None, "templates/tiny.html"),
        ("templates/house/furniture.yaml", b"", "[label-missing]"),
        ("templates/house/theme.yaml", b"a: 1\n", "[theme-invalid]"),
        ("templates/house/common.css", b"\xff\xfe\x00", "[theme-invalid]"),
    ],
)
def test_what_is_damaged_is_named(root: Path, name: str, data: bytes | None, told: str) -> None:
    path = root / name
    whole = path.read_bytes()
    try:
        path.unlink() if data is None else path.write_bytes(data)
        said = [run(root, *words) for words in COMMANDS]
    finally:
        path.write_bytes(whole)
    assert any(told in ran.stdout + ran.stderr for ran in said)
    assert {ran.returncode for ran in said} <= {0, 1}
    assert said[-1].returncode == 1 or name.startswith("i18n/en"), said[-1].stderr
