"""``observe`` at a keyboard: on a pseudo-terminal what is missing is asked for, and only a yes saves."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.mini_project import mini_project
from tests.support.running import ENVIRONMENT, command

PLACE = ("--period", "2026-03-31", "--source", "s1", "--locator", "L5")
FILE = "content/indicators/one.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return mini_project(tmp_path)


def typed(root: Path, words: Sequence[str], answers: Sequence[tuple[str, str]]) -> tuple[str, int]:
    """Run a command on a pseudo-terminal; type each answer once the text before it has been shown. What was shown, and how it
    ended."""
    child, terminal = pty.fork()
    if child == 0:  # the command; it never comes back
        os.environ.update(ENVIRONMENT, TERM="dumb")
        os.execv(sys.executable, command(root, *words))
    shown, todo, limit = "", list(answers), time.monotonic() + 600
    while time.monotonic() < limit:
        ready, _, _ = select.select([terminal], [], [], 1)
        try:
            part = os.read(terminal, 65536) if ready else b" "
        except OSError:  # the terminal closes with the command (Linux says EIO)
            break
        if not part:
            break
        shown += part.decode("utf-8", "replace").strip(" ") if ready else ""
        if todo and todo[0][0] in shown[-4000:]:
            os.write(terminal, todo.pop(0)[1].encode() + b"\n")
            shown += "\n"
    status = _ended(child)
    os.close(terminal)
    assert not todo, shown
    return shown, os.waitstatus_to_exitcode(status)


def _ended(child: int, patience: float = 120) -> int:
    """The status of the command; one that does not end by itself is ended, and says so by its status."""
    limit = time.monotonic() + patience
    while time.monotonic() < limit:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def test_a_command_that_does_not_end_is_ended() -> None:
    child = os.fork()
    if child == 0:
        time.sleep(600)
        os._exit(0)
    assert os.waitstatus_to_exitcode(_ended(child, 0.2)) == -signal.SIGKILL


def test_what_is_missing_is_asked_for_and_the_figure_shown_before_it_is_saved(root: Path) -> None:
    answers = [("Period", "2026-03-31"), ("Source", "s1"), ("Locator", "L5"), ("Save?", "y")]
    shown, ended = typed(root, ["observe", "financial-assets", "9.8万亿元"], answers)
    assert ended == 0
    assert shown.index("9.8万亿元（2026年3月末）") < shown.index("Save?")
    assert "RMB" in shown
    assert 'period: "2026-03-31"' in (root / FILE).read_text("utf-8")


def test_each_question_is_asked_and_a_no_saves_nothing(root: Path) -> None:
    before = (root / FILE).read_bytes()
    words = ["observe", "financial-assets", "98万亿元", *PLACE]
    shown, ended = typed(root, words, [("[y/N]", "n")])
    assert ended == 1
    assert "Nothing was saved." in shown
    assert (root / FILE).read_bytes() == before


def test_ctrl_c_at_a_question_saves_nothing(root: Path) -> None:
    before = (root / FILE).read_bytes()
    words = ["observe", "financial-assets", "9.8万亿元", *PLACE]
    shown, ended = typed(root, words, [("Save?", "\x03")])
    assert ended != 0
    assert "Traceback" not in shown
    assert (root / FILE).read_bytes() == before
