"""Commands measured as whole processes, in turn, so that a comparison holds when the machine's speed drifts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process and those it started: seconds by the clock, processor seconds, peak memory of the largest in MB."""

    wall: float
    cpu: float
    memory: float


class Failed(Exception):  # noqa: N818 - says what a command did
    """A command ended with an error; the message is what it printed last."""


class Late(Failed):
    """The time given was over."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What goes on inside the block ends with ``Late`` once so many seconds have passed; 0 for as long as it takes."""

    def ring(*_: object) -> None:
        raise Late("the time was over")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def ended(
    command: Sequence[str], folder: Path, *, stdout: int, stderr: IO[str] | int | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A command begun; when the block is left early, it and all that it started are ended."""
    with subprocess.Popen(
        command, cwd=folder, stdout=stdout, stderr=stderr, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def run(command: Sequence[str], folder: Path) -> Run:
    """Run a command to its end. Raises ``Failed``."""
    begun = time.perf_counter()
    with ended(command, folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        told = process.stderr.read() if process.stderr else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if process.returncode:
        raise Failed(f"{' '.join(command)}: {told.strip().splitlines()[-1] if told.strip() else process.returncode}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def generate(out: Path, workers: int) -> list[str]:
    """The command that makes every pack anew, with so many workers."""
    return [sys.executable, "generate.py", "build", "--no-cache", "--jobs", str(workers), "--out", str(out)]


def in_turn(commands: dict[str, Sequence[str]], rounds: int, folder: Path) -> dict[str, list[Run]]:
    """All commands in turn, ``rounds`` times: the median is not moved by a first run that found nothing in the disk's cache.
    Raises ``Failed``."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command, folder))
    return runs


def middle(runs: Sequence[Run], figure: str) -> float:
    """The median of one figure (``wall``, ``cpu`` or ``memory``)."""
    return median(getattr(one, figure) for one in runs)


def ratio(above: Sequence[Run], below: Sequence[Run], figure: str) -> float:
    """The median of the ratios of runs that followed each other."""
    return median(getattr(a, figure) / getattr(b, figure) for a, b in zip(above, below, strict=True))
