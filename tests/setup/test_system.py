"""What the operating system lacks is seen, and the way to mend it is said for each kind of system."""

from __future__ import annotations

from dataclasses import replace

import pytest

from setup import system
from setup.system import Need, SetUpError

NOTHING: frozenset[str] = frozenset()
PACKAGES = {"apt": "libthing0", "dnf": "thing", "pacman": "thing", "brew": "thing"}
ABSENT = Need("a library of nobody", ("packs",), PACKAGES, library=("libof-nobody.so.0",))


def with_commands(monkeypatch: pytest.MonkeyPatch, *commands: str) -> None:
    """A system on which exactly these commands are found."""
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/bin/{name}" if name in commands else None)


def lacking_one(monkeypatch: pytest.MonkeyPatch, need: Need = ABSENT) -> None:
    monkeypatch.setattr(system, "read_needs", lambda: (need,))


def test_each_kind_of_need_is_seen_to_be_lacking_and_to_be_there() -> None:
    assert not ABSENT.is_met(NOTHING)
    assert replace(ABSENT, library=("libof-nobody.so.0", "libc.so.6", "libSystem.dylib")).is_met(NOTHING)
    font = Need("a font", ("packs",), PACKAGES, fonts=("Carlito", "Caladea"))
    assert not font.is_met(frozenset({"Carlito"}))
    assert font.is_met(frozenset({"Carlito", "Caladea", "Other"}))
    assert not Need("a command", ("packs",), PACKAGES, commands=("sh", "command-of-nobody")).is_met(NOTHING)
    assert Need("a command", ("packs",), PACKAGES, commands=("sh",)).is_met(NOTHING)
    assert not Need("a module", ("packs",), PACKAGES, module="module_of_nobody").is_met(NOTHING)
    assert Need("a module", ("packs",), PACKAGES, module="json").is_met(NOTHING)


def test_every_need_has_a_package_for_every_manager_and_a_known_goal() -> None:
    needs = system.read_needs()
    assert {goal for need in needs for goal in need.goals} == {"packs", "test", "pages"}
    assert all(set(need.packages) == set(system.INSTALL) and all(need.packages.values()) for need in needs)
    assert "{" not in "".join(package for need in needs for package in need.packages.values())


def test_this_system_lacks_nothing_that_the_tests_need() -> None:
    assert [need.name for need in system.lacking("test", system.read_needs()) if not need.optional] == []


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("apt-get", "sudo apt-get update && sudo apt-get install --yes --no-install-recommends libthing0"),
        ("dnf", "sudo dnf install thing"),
        ("pacman", "sudo pacman -S thing"),
        ("brew", "  brew install thing"),
        ("nothing", "Install these"),
    ],
)
def test_without_the_right_to_install_it_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, command: str, said: str
) -> None:
    lacking_one(monkeypatch)
    with_commands(monkeypatch, command)
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    with pytest.raises(SetUpError) as stopped:
        system.provide("packs")
    assert said in str(stopped.value)
    assert "a library of nobody" in str(stopped.value)


@pytest.mark.parametrize(("user", "before"), [(0, ()), (1000, ("sudo", "--non-interactive"))])
def test_with_the_right_to_install_apt_get_is_run(
    monkeypatch: pytest.MonkeyPatch, user: int, before: tuple[str, ...]
) -> None:
    lacking_one(monkeypatch)
    with_commands(monkeypatch, "apt-get", "sudo")
    monkeypatch.setattr(system.os, "geteuid", lambda: user)
    monkeypatch.setattr(system.sys.stdin, "isatty", lambda: False, raising=False)
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(system.subprocess, "run", lambda command, **_: ran.append(command))
    with pytest.raises(SetUpError):  # the library is still not there afterwards
        system.provide("packs")
    assert [command[: len(before)] for command in ran] == [before, before]
    assert [command[len(before) + 4] for command in ran] == ["update", "install"]
    assert ran[1][-1] == "libthing0"


def test_an_optional_need_never_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking_one(monkeypatch, replace(ABSENT, optional=True))
    with_commands(monkeypatch)
    system.provide("packs")


def test_a_goal_asks_only_for_its_own_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking_one(monkeypatch, replace(ABSENT, goals=("pages",)))
    with_commands(monkeypatch)
    system.provide("packs")
