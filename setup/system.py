"""What the operating system must bring: what is lacking, and how to get it.

Runs before anything is installed, on the system's own Python (3.11 or newer, standard library only).
The needs and the packages that meet them are data, in system.toml.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

NEEDS = Path(__file__).with_name("system.toml")
LIBRARY_FOLDERS = ("", "/opt/homebrew/lib/", "/usr/local/lib/")  # "" asks the loader itself
INSTALL = {
    "apt": ("apt-get", "install", "--yes", "--no-install-recommends"),
    "dnf": ("dnf", "install"),
    "pacman": ("pacman", "-S"),
    "brew": ("brew", "install"),
}
MANAGER_COMMAND = {"apt": "apt-get", "dnf": "dnf", "pacman": "pacman", "brew": "brew"}


class SetUpError(Exception):
    """Set-up cannot go on; the text says what the user can do."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing the system must bring, how to see that it is there, and its package by package manager."""

    name: str
    goals: tuple[str, ...]
    packages: dict[str, str]
    library: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    module: str = ""
    optional: bool = False

    def is_met(self, families: frozenset[str]) -> bool:
        """Whether it is there; `families` are the font families that fontconfig knows."""
        return (
            (not self.library or any(map(_loads, self.library)))
            and set(self.fonts) <= families
            and all(shutil.which(command) for command in self.commands)
            and (not self.module or importlib.util.find_spec(self.module) is not None)
        )


def read_needs(path: Path = NEEDS) -> tuple[Need, ...]:
    """The needs of the data file, with this Python's version put into package names."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return tuple(
        Need(
            name=entry["name"],
            goals=tuple(entry["goals"]),
            packages={manager: entry[manager].format(version=version) for manager in INSTALL},
            library=tuple(entry.get("library", ())),
            fonts=tuple(entry.get("fonts", ())),
            commands=tuple(entry.get("commands", ())),
            module=entry.get("module", ""),
            optional=entry.get("optional", False),
        )
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["need"]
    )


def lacking(goal: str, needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """Those needs of a goal that this system does not meet."""
    families = installed_families()
    return tuple(need for need in needs if goal in need.goals and not need.is_met(families))


def installed_families() -> frozenset[str]:
    """Every font family name that fontconfig knows; none when fontconfig is not there."""
    if not shutil.which("fc-list"):
        return frozenset()
    listing = subprocess.run(["fc-list", "--format", "%{family}\n"], capture_output=True, text=True, check=False)
    return frozenset(name for line in listing.stdout.splitlines() for name in line.split(","))


def install_command(missing: tuple[Need, ...]) -> tuple[str, ...] | None:
    """The command of this system's package manager that brings what is missing, or None where none is known."""
    manager = next((name for name, command in MANAGER_COMMAND.items() if shutil.which(command)), None)
    if manager is None:
        return None
    packages = dict.fromkeys(package for need in missing for package in need.packages[manager].split())
    return (*INSTALL[manager], *packages)


def provide(goal: str) -> None:
    """Install what the goal lacks where apt-get and the right to use it are there; else raise SetUpError.

    Optional needs are installed on the way, and never a reason to stop.
    """
    needs = read_needs()
    missing = lacking(goal, needs)
    command = install_command(missing)
    rights = _rights()
    if missing and command is not None and command[0] == "apt-get" and rights is not None:
        print(f"Installing from the system's packages: {' '.join(command[4:])}", flush=True)
        _apt_get(rights, ("update",))  # an extra repository that cannot be reached need not stop the install
        _apt_get(rights, command[1:])
        missing = lacking(goal, needs)
    required = tuple(need for need in missing if not need.optional)
    if required:
        raise SetUpError(_what_to_do(required, install_command(required)))


def _what_to_do(missing: tuple[Need, ...], command: tuple[str, ...] | None) -> str:
    """What is lacking, and what the user runs to get it, in plain words."""
    lines = ["This system lacks:", *(f"  - {need.name}" for need in missing)]
    if command is None:
        lines += ["Install these, then run the same make command again."]
    elif command[0] == "brew":
        lines += ["Run this, then the same make command again:", f"  {' '.join(command)}"]
    else:
        update = "sudo apt-get update && " if command[0] == "apt-get" else ""
        lines += [
            "As an administrator run this, then the same make command again:",
            f"  {update}sudo {' '.join(command)}",
        ]
    return "\n".join(lines)


def _rights() -> tuple[str, ...] | None:
    """The words before apt-get that give the right to install: none for root, sudo where it is there."""
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo"):
        return ("sudo",) if sys.stdin.isatty() else ("sudo", "--non-interactive")
    return None


def _apt_get(rights: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Run one apt-get command that asks no questions. Its complaints stay visible; what came of it is seen afterwards."""
    command = (*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *words)
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)


def _loads(library: str) -> bool:
    """Whether the loader finds a shared library, by itself or in the folders of Homebrew."""
    for folder in LIBRARY_FOLDERS:
        try:
            ctypes.CDLL(folder + library)
        except OSError:
            continue
        return True
    return False
