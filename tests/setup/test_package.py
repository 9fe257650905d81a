"""The package can be installed, and says under which licences it uses the work of others."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import briefing

ROOT = Path(__file__).resolve().parents[2]


def unlisted(notice: str, lock: str) -> list[str]:
    """The packages of a lock file whose licence is not listed."""
    names = re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE)
    return [name for name in names if not re.search(rf"^{re.escape(name)} +\S", notice, re.MULTILINE)]


def test_every_package_used_at_run_time_has_its_licence_listed() -> None:
    notice, lock = (ROOT / "NOTICE").read_text("utf-8"), (ROOT / "requirements.lock").read_text("utf-8")
    assert unlisted(notice, lock) == []
    assert unlisted(notice, f"{lock}\nno-such-package==1.0 \\\n") == ["no-such-package"]
    rows = notice.partition("at run time")[2].partition("pyphen may be used")[0]
    listed = re.findall(r"^([a-z0-9-]+) {2,}\S", rows, re.MULTILINE)
    assert [name for name in listed if f"\n{name}==" not in f"\n{lock}"] == []


def test_every_font_that_setup_installs_has_its_licence_listed() -> None:
    needs = tomllib.loads((ROOT / "setup" / "system.toml").read_text("utf-8"))["need"]
    fonts = [font for need in needs for font in need.get("fonts", ())]
    notice = (ROOT / "NOTICE").read_text("utf-8")
    assert len(fonts) >= 4
    assert [font for font in fonts if font not in notice] == []


def test_data_of_the_package_lies_where_the_package_is_told_it_lies() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    folder = ROOT / "briefing"
    data = {p for p in folder.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc")}
    packages = [p.parent for p in folder.rglob("__init__.py")]
    covered = {found for package in packages for pattern in settings["*"] for found in package.glob(pattern)}
    for name, patterns in settings.items():
        if name != "*":
            covered |= {f for pattern in patterns for f in (ROOT / name.replace(".", "/")).glob(pattern)}
    assert data - covered == set()


def test_the_version_is_one_that_a_user_can_name() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", briefing.__version__)
