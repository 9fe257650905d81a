"""The lock files hold what the .in files ask for, by hash and without a registry; the code imports what they name."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("requirements", "requirements-dask", "requirements-test")
OWN = frozenset(path.name for path in ROOT.iterdir() if path.is_dir())  # the folders of the project, as modules

#: A line that imports, wherever it stands (the linter allows one statement a line); not one of the same package.
IMPORT = re.compile(
    r"^[ \t]*(?:from ([\w.]+(?<!\.)) import\b|import ((?:[\w.]+(?: as \w+)?,? *)+)(?=$|  #))", re.MULTILINE
)


def asked_for(text: str) -> tuple[Requirement, ...]:
    """The requirements of an .in file."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(Requirement(line) for line in lines if line and not line.startswith(("#", "-")))


def locked(text: str) -> dict[str, str]:
    """Name to version of a lock file."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


def out_of_step(wanted: str, lock: str, source: str) -> list[str]:
    """Where a lock file does not hold what its .in file asks for, or says it comes from that file and no longer does."""
    pins = locked(lock)
    requirements = {canonicalize_name(item.name): item for item in asked_for(wanted)}
    found = [f"{name}: not locked" for name in requirements if name not in pins]
    found += [
        f"{name}: {pins[name]} is not {item.specifier}"
        for name, item in requirements.items()
        if name in pins and not item.specifier.contains(pins[name])
    ]
    for name, comment in re.findall(r"^([a-z0-9-]+)==(?:.*\\\n)+?.*[^\\]\n((?:    #.*\n)+)", lock, re.MULTILINE):
        if f"-r {source}" in comment and name not in requirements:
            found.append(f"{name}: locked for {source}, which does not ask for it")
    return found


def without_hash(lock: str) -> list[str]:
    """The pins of a lock file that name no hash."""
    return re.findall(r"^([a-z0-9-]+==\S++)(?! \\\n    --hash=sha256:[0-9a-f]{64})", lock, re.MULTILINE)


@cache
def imported(folder: Path) -> frozenset[str]:
    """The packages outside the standard library and the project that the modules of a folder import. They are found by their
    lines: parsing every module of the repository takes seconds."""
    texts = (path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    lines = (found.groups(default="") for text in texts for found in IMPORT.finditer(text))
    modules = (part.split()[0] for source, named in lines for part in (source or named).split(","))
    return frozenset(name.split(".")[0] for name in modules) - sys.stdlib_module_names - OWN


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_holds_what_is_asked_for(name: str) -> None:
    wanted, lock = ((ROOT / f"{name}.{kind}").read_text(encoding="utf-8") for kind in ("in", "lock"))
    assert out_of_step(wanted, lock, f"{name}.in") == []


def test_a_lock_out_of_step_is_seen() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert out_of_step("numpy\n", lock, "other.in") == ["numpy: not locked"]
    assert out_of_step("weasyprint==69.*\n", lock, "other.in") == ["weasyprint: 70.0 is not ==69.*"]
    assert "weasyprint: locked for requirements.in, which does not ask for it" in out_of_step(
        "", lock, "requirements.in"
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_pin_has_its_hash_and_no_address(name: str) -> None:
    lock = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
    assert without_hash(lock) == []
    assert re.findall(r".*(?:://|^-[if]|^--(?:index|extra|find)).*", lock, re.MULTILINE) == []


def test_a_pin_without_hash_is_seen() -> None:
    assert without_hash("babel==2.18.0\n    # via -r requirements.in\n") == ["babel==2.18.0"]


def test_both_locks_agree() -> None:
    runtime, *others = (locked((ROOT / f"{name}.lock").read_text(encoding="utf-8")) for name in NAMES)
    for other in others:
        both = runtime.keys() & other.keys()
        assert {name: (runtime[name], other[name]) for name in both if runtime[name] != other[name]} == {}


@cache
def distributions() -> Mapping[str, list[str]]:
    """The packages that bring each module, by its name; finding out opens every package that is installed."""
    return packages_distributions()


def packages_of(modules: frozenset[str]) -> set[str]:
    """The packages that bring these modules."""
    providers = distributions()
    return {canonicalize_name(providers[module][0]) for module in modules}


def names(name: str) -> set[str]:
    """The packages that an .in file asks for."""
    return {canonicalize_name(item.name) for item in asked_for((ROOT / f"{name}.in").read_text(encoding="utf-8"))}


def test_the_engine_asks_for_exactly_what_it_imports() -> None:
    assert packages_of(imported(ROOT / "briefing")) == names("requirements") | names("requirements-dask")


def test_the_tests_ask_for_what_they_import() -> None:
    asking = imported(ROOT / "tests") | imported(ROOT / "tools")
    assert packages_of(asking) - names("requirements") <= names("requirements-test")


def test_an_import_that_nobody_asked_for_is_seen(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(
        "import json\nfrom yaml import load\nfrom briefing import facts\nfrom . import other\n"
        "def late():\n    import polib as po, babel.numbers  # when asked\n    from lxml.etree import (\n        XML,\n    )\n",
        encoding="utf-8",
    )
    assert packages_of(imported(tmp_path)) == {"pyyaml", "polib", "babel", "lxml"}
