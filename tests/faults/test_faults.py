"""Killed at any moment, disk full, read-only folder, two builds at once, another zone or locale, no network, no font."""

from __future__ import annotations

import hashlib
import importlib
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

import pytest

from briefing.formats import modules
from tests.faults import driver
from tests.support.mini_project import INDICATORS, PACK, mini_project

#: Loaded here, so that no build has to.
LIBRARIES = [importlib.import_module(name) for name in (*modules(), "briefing.editions.jobs")]
DRIVER = Path(__file__).with_name("driver.py")
ROOT = Path(__file__).parents[2]
CHANGED = INDICATORS.replace("9.6万亿", "9.7万亿")
#: A PDF takes many times as long as the other formats; where its file is one like any other, builds make none.
QUICK = PACK.replace("[docx, pdf, html]", "[docx, html]")


def run(root: Path, out: Path, *fault: str) -> subprocess.CompletedProcess[str]:
    """One build with a fault, in a process forked from this one, which has loaded the libraries; at most two minutes."""
    arguments = [str(root), str(out), *(fault or ("none",))]
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as wrong:
        child = multiprocessing.get_context("fork").Process(
            target=_build, args=(arguments, said.fileno(), wrong.fileno())
        )
        child.start()
        child.join(120)
        assert child.exitcode is not None, "the build did not end"
        said.seek(0)
        wrong.seek(0)
        return subprocess.CompletedProcess(arguments, child.exitcode, said.read(), wrong.read())


def _build(arguments: list[str], said: int, wrong: int) -> None:
    os.dup2(said, 1)
    os.dup2(wrong, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    try:
        code = driver.main(arguments)
    except BaseException:
        traceback.print_exc()
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def run_apart(root: Path, out: Path, *fault: str, **env: str) -> subprocess.CompletedProcess[str]:
    """One build with a fault in a Python of its own, with other settings of the environment; at most two minutes."""
    words = [sys.executable, str(DRIVER), str(root), str(out), *(fault or ("none",))]
    return subprocess.run(words, env=environment(**env), capture_output=True, text=True, timeout=600, check=False)


def environment(**env: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)} | env


def snapshot(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()
    }


def whole(folder: Path) -> str:
    """What the edition says of the assets, after every file in it was found to be the one its manifest names."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for name, entry in manifest["documents"].items():
        assert set(entry["files"]) in ({"docx", "html"}, {"docx", "pdf", "html"})
        for form, said in entry["files"].items():
            assert hashlib.sha256((folder / f"{name}.{form}").read_bytes()).hexdigest() == said["sha256"]
    return str(manifest["documents"]["tiny.zh"]["figures"][0]["text"])


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mini_project(tmp_path_factory.mktemp("old"), content__packs__tiny=QUICK)


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    changed = {"content__indicators__one": CHANGED, "content__packs__tiny": QUICK}
    return mini_project(tmp_path_factory.mktemp("new"), **changed)


@pytest.fixture(scope="module")
def finished(old: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("finished")
    assert run(old, out).returncode == 0
    return out


@pytest.fixture
def out(finished: Path, tmp_path: Path) -> Path:
    """A folder with a finished edition in it, each test its own."""
    shutil.copytree(finished, tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture(scope="module")
def old_with_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mini_project(tmp_path_factory.mktemp("old-with-pages"))


@pytest.fixture(scope="module")
def new_with_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mini_project(tmp_path_factory.mktemp("new-with-pages"), content__indicators__one=CHANGED)


@pytest.fixture(scope="module")
def pages(old_with_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished edition with PDFs."""
    out = tmp_path_factory.mktemp("pages")
    assert run(old_with_pages, out).returncode == 0
    return out


KILLS = [
    ("killed-rendering", 1),
    ("killed-writing", 1),
    ("killed-writing", 3),
    ("killed-writing", 6),
    ("killed-settling", 1),
    ("killed-settling", 5),
    ("killed-before-exchange", 1),
    ("killed-after-exchange", 1),
    ("killed-after-exchange", 3),
    ("killed-after-exchange", 4),
]


@pytest.mark.parametrize(("fault", "number"), KILLS)
def test_killed_at_any_moment_an_edition_stands_whole_and_the_next_build_ends(
    fault: str, number: int, new: Path, out: Path
) -> None:
    killed = run(new, out, fault, str(number))
    assert killed.returncode == -signal.SIGKILL
    assert whole(out / "2026-04-10") in ("9.6万亿元", "9.7万亿元")
    assert run(new, out).returncode == 0
    assert whole(out / "2026-04-10") == "9.7万亿元"
    assert {p.name for p in out.iterdir()} <= {"2026-04-10", ".lock", ".store"}


@pytest.mark.parametrize("delay", [0.4, 1.2, 2.4])
def test_killed_by_the_clock_with_workers_nothing_holds_the_folder(
    delay: float, new_with_pages: Path, pages: Path, tmp_path: Path
) -> None:
    out = Path(shutil.copytree(pages, tmp_path / "out"))
    words = [sys.executable, str(DRIVER), str(new_with_pages), str(out), "none", "1", "2"]
    with subprocess.Popen(words, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        time.sleep(delay)
        started.kill()
        started.wait()
    assert whole(out / "2026-04-10") in ("9.6万亿元", "9.7万亿元")
    again = run(new_with_pages, out)
    assert (again.returncode, again.stdout) == (0, "")
    assert whole(out / "2026-04-10") == "9.7万亿元"


@pytest.mark.parametrize(
    ("fault", "number"),
    [
        ("disk-full", 1),
        ("disk-full", 4),
        ("disk-full", 7),
        ("disk-full-settling", 2),
        ("file-limit", 4096),
        ("read-only", 1),
    ],
)
def test_no_room_or_no_right_to_write_is_one_clear_line(fault: str, number: int, new: Path, out: Path) -> None:
    before = snapshot(out / "2026-04-10")
    failed = run(new, out, fault, str(number))
    assert failed.returncode == 1
    assert failed.stdout.count("\n") == 1
    assert "out-not-writable" in failed.stdout
    assert "Traceback" not in failed.stderr
    assert snapshot(out / "2026-04-10") == before
    assert not [p for p in out.iterdir() if p.name.endswith(".new")]


def test_workers_that_cannot_be_started_are_one_clear_line_of_their_own(new: Path, out: Path) -> None:
    before = snapshot(out / "2026-04-10")
    failed = run_apart(new, out, "no-shared-memory", "1", "2")
    assert (failed.returncode, failed.stdout.count("\n")) == (1, 1)
    assert "workers-unavailable" in failed.stdout
    assert "Traceback" not in failed.stderr
    assert snapshot(out / "2026-04-10") == before


def test_a_file_where_the_folder_should_be_is_one_clear_line(new: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("not a folder", "utf-8")
    failed = run(new, tmp_path / "out")
    assert (failed.returncode, failed.stdout.count("\n")) == (1, 1)
    assert "out-not-folder" in failed.stdout


def test_of_two_builds_at_once_one_waits_outside(new: Path, out: Path) -> None:
    words = [sys.executable, str(DRIVER), str(new), str(out), "none"]
    both = [subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [(p.communicate(timeout=600)[0], p.returncode) for p in both]
    assert ("", 0) in said
    assert all(code == 0 or "out-busy" in text for text, code in said)
    assert whole(out / "2026-04-10") == "9.7万亿元"


def test_a_file_open_elsewhere_is_read_to_its_end(new: Path, out: Path) -> None:
    with (out / "2026-04-10" / "tiny.zh.html").open("rb") as held:
        assert run(new, out).returncode == 0
        assert "9.6" in held.read().decode()
    assert whole(out / "2026-04-10") == "9.7万亿元"


@pytest.mark.parametrize(
    "env",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "7"},
        {"TZ": "America/Adak", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "8", "SOURCE_DATE_EPOCH": "0"},
    ],
)
def test_another_zone_locale_or_seed_gives_the_same_bytes(
    env: dict[str, str], old_with_pages: Path, pages: Path, tmp_path: Path
) -> None:
    assert run_apart(old_with_pages, tmp_path, "none", **env).returncode == 0
    assert snapshot(tmp_path / "2026-04-10") == snapshot(pages / "2026-04-10")


def test_no_network_is_needed(old_with_pages: Path, pages: Path, tmp_path: Path) -> None:
    assert run(old_with_pages, tmp_path, "no-network").returncode == 0
    assert snapshot(tmp_path / "2026-04-10") == snapshot(pages / "2026-04-10")


def test_without_the_fonts_nothing_is_written_and_the_old_edition_stays(
    new_with_pages: Path, out: Path, tmp_path: Path
) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{tmp_path}/none</dir><cachedir>{tmp_path}/c</cachedir></fontconfig>'
    )
    before = snapshot(out / "2026-04-10")
    failed = run_apart(new_with_pages, out, "none", FONTCONFIG_FILE=str(config))
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert "pdf-no-fonts" in failed.stdout
    assert snapshot(out / "2026-04-10") == before
