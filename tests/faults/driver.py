"""One build in a process of its own, with one fault planted: ``python driver.py ROOT OUT FAULT [NUMBER]``.

Run by the tests; prints the problems of the build, one a line, and leaves with 1 when there are any.
"""

from __future__ import annotations

import errno
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from briefing.editions import build as building
from briefing.editions import collecting
from briefing.editions.build import Request, build
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from briefing.workers import local


def at_call(number: int, what: Callable[[], None], original: Callable[..., Any]) -> Callable[..., Any]:
    """``original``, with ``what`` done first at its ``number``-th call."""
    count = 0

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        if count == number:
            what()
        return original(*args, **kwargs)

    return wrapped


def die() -> None:
    """As ``kill -9`` does: no handler, no clean-up."""
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(number: int) -> Callable[[], None]:
    """Fail as the kernel does, with an ``errno``."""

    def fail() -> None:
        raise OSError(number, os.strerror(number))

    return fail


def plant(fault: str, number: int) -> None:
    """Put one fault in its place."""
    match fault:
        case "none":
            pass
        case "killed-writing":
            Path.write_bytes = at_call(number, die, Path.write_bytes)  # type: ignore[method-assign]
        case "killed-settling":
            collecting.os.fsync = at_call(number, die, os.fsync)  # type: ignore[attr-defined]
        case "killed-before-exchange":
            collecting._exchange = at_call(1, die, collecting._exchange)
        case "killed-after-exchange":
            collecting.shutil.rmtree = at_call(number, die, collecting.shutil.rmtree)  # type: ignore[attr-defined]
        case "killed-rendering":
            building.facts_file = at_call(1, die, building.facts_file)  # all documents made, nothing put together
        case "disk-full":
            Path.write_bytes = at_call(number, refuse(errno.ENOSPC), Path.write_bytes)  # type: ignore[method-assign]
        case "disk-full-settling":
            collecting.os.fsync = at_call(number, refuse(errno.ENOSPC), os.fsync)  # type: ignore[attr-defined]
        case "file-limit":
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (number, number))
        case "read-only":
            collecting.os.open = at_call(1, refuse(errno.EROFS), os.open)  # type: ignore[attr-defined]
        case "no-shared-memory":
            local.ProcessPoolExecutor = at_call(1, refuse(errno.EACCES), local.ProcessPoolExecutor)  # type: ignore[misc]
        case "no-network":

            def offline(*_: Any, **__: Any) -> None:
                raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))

            socket.socket.connect = offline  # type: ignore[method-assign]
            socket.getaddrinfo = offline
        case _:
            raise SystemExit(f"no such fault: {fault}")


def main(arguments: Sequence[str]) -> int:
    root, out, fault = Path(arguments[0]), Path(arguments[1]), arguments[2]
    number = int(arguments[3]) if len(arguments) > 3 else 1
    jobs = int(arguments[4]) if len(arguments) > 4 else 1
    plant(fault, number)
    try:
        build(open_project(root), Request(out, jobs=jobs))
    except ProblemsFound as found:
        print("\n".join(str(p) for p in found.problems))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
