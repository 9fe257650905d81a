"""Files are replaced whole, all of a set or none, and never over somebody else's work; whatever ends the process on the way."""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from briefing.files.commit import ABSENT, OWN, Step, version_of
from briefing.files.writing import consistent, locked, read, write, write_all
from briefing.problems import ProblemsFound

BEFORE: Mapping[str, bytes | None] = {
    "content/a.yaml": b"a1",
    "content/b.yaml": b"b1",
    "i18n/en/c.po": None,
    "content/d.yaml": b"d1",
}
AFTER: Mapping[str, bytes | None] = {
    "content/a.yaml": b"a2",
    "content/b.yaml": b"b2",
    "i18n/en/c.po": b"c2",
    "content/d.yaml": None,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    for name, data in BEFORE.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
    return tmp_path


def state(root: Path) -> dict[str, bytes | None]:
    return {name: read(root, name).data for name in BEFORE}


def strangers(root: Path) -> list[str]:
    """What a change has left behind: everything that is neither a file of the example nor the lock."""
    known = {*BEFORE, f"{OWN}/lock", f"{OWN}/.gitignore"}
    return [n for p in root.rglob("*") if not p.is_dir() and (n := p.relative_to(root).as_posix()) not in known]


def codes(change: Callable[[], None]) -> list[str]:
    with pytest.raises(ProblemsFound) as caught:
        change()
    return [p.code for p in caught.value.problems]


def in_child(work: Callable[[], None]) -> int:
    """Run something in another process that ends without tidying up, as a kill would end it; its exit status."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def dying(monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    """Let the process die at the given call of a method of a step, or after it (negative number)."""
    real, count = getattr(Step, call), iter(range(1, 100))

    def fatal(*arguments: object) -> object:
        at = next(count)
        if at == number:
            os._exit(9)
        result = real(*arguments)
        if at == -number:
            os._exit(9)
        return result

    monkeypatch.setattr(Step, call, fatal)


def test_all_files_are_replaced_made_and_deleted(root: Path) -> None:
    write_all(root, AFTER, BEFORE)
    assert state(root) == AFTER
    assert strangers(root) == []
    write_all(root, BEFORE, {name: version_of(data) for name, data in AFTER.items()})
    assert state(root) == BEFORE


def test_a_file_that_has_changed_since_stops_the_whole_change(root: Path) -> None:
    (root / "content/b.yaml").write_bytes(b"hers")
    (root / "i18n/en").mkdir(parents=True)
    (root / "i18n/en/c.po").write_bytes(b"hers")
    with pytest.raises(ProblemsFound) as caught:
        write_all(root, AFTER, BEFORE)
    assert [(p.code, p.file) for p in caught.value.problems] == [
        ("edit-conflict", "content/b.yaml"),
        ("edit-conflict", "i18n/en/c.po"),
    ]
    assert state(root) == {**BEFORE, "content/b.yaml": b"hers", "i18n/en/c.po": b"hers"}
    assert codes(
        lambda: write_all(root, {"content/a.yaml": b"x"}, {"content/a.yaml": b"a1", "content/d.yaml": ABSENT})
    ) == ["edit-conflict"]


def test_nothing_is_replaced_that_was_not_read(root: Path) -> None:
    with pytest.raises(ValueError, match=r"a\.yaml"):
        write_all(root, {"content/a.yaml": b"x"}, {})


@pytest.mark.parametrize("name", ["../x", "/etc/x", "content/../../x", "", "a\0b"])
def test_no_name_leads_out_of_the_project(root: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no path inside"):
        write_all(root, {name: b"x"}, {name: None})


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_process_killed_while_it_stages_has_changed_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with monkeypatch.context() as patch:
        dying(patch, "stage", -number)
        assert in_child(lambda: write_all(root, AFTER, BEFORE)) == 9
    assert consistent(root, lambda: state(root)) == BEFORE
    write_all(root, AFTER, BEFORE)  # a leftover is in nobody's way, and goes
    assert (state(root), strangers(root)) == (AFTER, [])


@pytest.mark.parametrize("number", [-1, 1, 2, 3, 4, -4])
def test_a_process_killed_between_two_renames_leaves_a_change_that_the_next_opening_finishes(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with monkeypatch.context() as patch:
        dying(patch, "apply", number)
        assert in_child(lambda: write_all(root, AFTER, BEFORE)) == 9
    assert consistent(root, lambda: state(root)) == AFTER
    assert strangers(root) == []


def test_the_next_writer_finishes_it_too_and_is_told_what_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        dying(patch, "apply", 2)
        in_child(lambda: write_all(root, AFTER, BEFORE))
    assert codes(lambda: write_all(root, {"content/b.yaml": b"mine"}, {"content/b.yaml": b"b1"})) == ["edit-conflict"]
    assert state(root) == AFTER


def test_an_edit_made_after_the_kill_stays_and_the_other_version_is_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        dying(patch, "apply", 2)
        in_child(lambda: write_all(root, AFTER, BEFORE))
    (root / "content/b.yaml").write_bytes(b"edited")
    with pytest.raises(ProblemsFound) as caught:
        consistent(root, lambda: state(root))
    told = caught.value.problems
    assert [(p.code, p.file) for p in told] == [("edit-interrupted", "content/b.yaml")]
    assert ".briefing/kept/content/b.yaml" in told[0].mend
    assert (root / ".briefing/kept/content/b.yaml").read_bytes() == b"b2"
    assert consistent(root, lambda: state(root)) == {**AFTER, "content/b.yaml": b"edited"}


@pytest.mark.parametrize(
    "journal", [b"{", b"[1]", b'[{"name": "../../x", "before": "", "after": ""}]', b'[{"name": "a"}]']
)
def test_a_journal_that_is_none_is_told_and_not_obeyed(root: Path, journal: bytes) -> None:
    with locked(root, "test"):
        (root / OWN / "commit.json").write_bytes(journal)
    assert codes(lambda: write_all(root, AFTER, BEFORE)) == ["edit-journal"]
    assert state(root) == BEFORE


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_rename_that_fails_takes_the_others_back(root: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    real, count = Step.apply, iter(range(1, 100))

    def failing(step: Step) -> None:
        if next(count) == number:
            raise OSError(5, "Input/output error")
        real(step)

    monkeypatch.setattr(Step, "apply", failing)
    assert codes(lambda: write_all(root, AFTER, BEFORE)) == ["edit-not-written"]
    assert (state(root), strangers(root)) == (BEFORE, [])
    assert not (root / "i18n").exists()


@pytest.mark.parametrize("number", [1, 3])
def test_ctrl_c_leaves_the_old_or_the_new_and_never_half(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    real, count = Step.apply, iter(range(1, 100))

    def stopped(step: Step) -> None:
        real(step)
        if next(count) == number:
            raise KeyboardInterrupt

    monkeypatch.setattr(Step, "apply", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_all(root, AFTER, BEFORE)
    assert (state(root), strangers(root)) == (AFTER, [])


def test_a_full_disk_is_told_and_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, count = os.fsync, iter(range(1, 100))

    def full(handle: int) -> None:
        if next(count) == 3:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    assert codes(lambda: write_all(root, AFTER, BEFORE)) == ["edit-not-written"]
    assert (state(root), strangers(root)) == (BEFORE, [])


def test_rights_of_a_replaced_file_stay_and_new_files_follow_the_umask(root: Path) -> None:
    (root / "content/a.yaml").chmod(0o664)
    old = os.umask(0o027)
    try:
        write_all(root, AFTER, BEFORE)
    finally:
        os.umask(old)
    modes = {name: stat.S_IMODE((root / name).stat().st_mode) for name in ("content/a.yaml", "i18n/en/c.po")}
    assert modes == {"content/a.yaml": 0o664, "i18n/en/c.po": 0o640}
    write({root / "secret": b"key"}, mode=0o600)
    assert stat.S_IMODE((root / "secret").stat().st_mode) == 0o600


def test_a_link_stays_a_link_and_its_file_is_replaced(root: Path) -> None:
    (root / "elsewhere").mkdir()
    (root / "content/a.yaml").rename(root / "elsewhere/a.yaml")
    (root / "content/a.yaml").symlink_to("../elsewhere/a.yaml")
    write_all(root, AFTER, BEFORE)
    assert (root / "content/a.yaml").is_symlink()
    assert (root / "elsewhere/a.yaml").read_bytes() == b"a2"


@pytest.mark.parametrize("kind", ["folder", "pipe", "loop", "below a file"])
def test_what_is_no_ordinary_file_is_not_replaced(root: Path, kind: str) -> None:
    name = "content/x/y" if kind == "below a file" else "content/x"
    if kind == "folder":
        (root / name).mkdir()
    elif kind == "pipe":
        os.mkfifo(root / name)
    elif kind == "loop":
        (root / name).symlink_to("x")
    else:
        (root / "content/x").write_bytes(b"")
    assert codes(
        lambda: write_all(root, {"content/a.yaml": b"a2", name: b"x"}, {"content/a.yaml": b"a1", name: None})
    ) == ["edit-not-written"]
    assert state(root) == BEFORE
    assert codes(lambda: write({root / name: b"x"})) == ["edit-not-written"]
    assert not list(root.rglob(".*.new"))


def test_an_export_makes_its_folder_and_one_nobody_may_write_into_is_told(tmp_path: Path) -> None:
    write({tmp_path / "new/folder/o.xlsx": b"1", tmp_path / "p": b"2"})
    write({tmp_path / "new/folder/o.xlsx": b"3"})
    assert ((tmp_path / "new/folder/o.xlsx").read_bytes(), (tmp_path / "p").read_bytes()) == (b"3", b"2")
    assert codes(lambda: write({Path("/proc/x.xlsx"): b"1"})) == ["edit-not-written"]
    assert codes(lambda: write({tmp_path / "q": b"1", Path("/proc/no/x.xlsx"): b"1"})) == ["edit-not-written"]
    assert not (tmp_path / "q").exists()


def test_a_dead_writers_export_is_cleared_and_a_living_ones_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "o.xlsx"
    with monkeypatch.context() as patch:
        dying(patch, "apply", 1)
        in_child(lambda: write({target: b"dead"}))
    assert len(list(tmp_path.iterdir())) == 1
    real = Step.apply

    def meanwhile(step: Step) -> None:
        if b"".join(step.pieces()) == b"first":
            write({target: b"second"})
        real(step)

    monkeypatch.setattr(Step, "apply", meanwhile)
    write({target: b"first"})
    assert [p.name for p in tmp_path.iterdir()] == ["o.xlsx"]
    assert target.read_bytes() == b"first"


def test_outputs_go_with_the_change_or_not_at_all(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports" / "refused.xlsx"
    change = {"content/a.yaml": b"a2"}
    assert codes(lambda: write_all(root, change, {"content/a.yaml": b"other"}, {out: b"r"})) == ["edit-conflict"]
    assert codes(lambda: write_all(root, change, {"content/a.yaml": b"a1"}, {Path("/proc/r"): b"r"})) == [
        "edit-not-written"
    ]
    assert (out.exists(), state(root)) == (False, BEFORE)
    write_all(root, change, {"content/a.yaml": b"a1"}, {out: b"r"})
    assert (out.read_bytes(), state(root)["content/a.yaml"]) == (b"r", b"a2")


def test_processes_that_add_to_one_file_lose_nothing(root: Path) -> None:
    def add(line: bytes) -> None:
        for _ in range(5):
            with locked(root, "add a line"):
                was = read(root, "content/a.yaml")
                time.sleep(0.001)
                write_all(root, {"content/a.yaml": (was.data or b"") + line}, {"content/a.yaml": was.version})

    children = []
    for number in range(4):
        child = os.fork()
        if child == 0:
            add(b"%d" % number)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    assert sorted((root / "content/a.yaml").read_bytes()) == sorted(b"a1" + b"0123" * 5)


def test_who_waits_too_long_is_told_who_holds_the_project(root: Path) -> None:
    ready, done = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(root, "import a list"):
            ready.set()
            done.wait(120)

    other = threading.Thread(target=hold)
    other.start()
    assert ready.wait(60)
    try:
        with pytest.raises(ProblemsFound) as caught, locked(root, "mark segments", wait=0.1):
            pass
    finally:
        done.set()
        other.join()
    [told] = caught.value.problems
    assert told.code == "edit-busy"
    assert "to import a list" in told.message
    assert str(os.getpid()) in told.message
    with locked(root, "go on", wait=0.1), locked(root, "once more", wait=0.1):  # the same thread may take it again
        write_all(root, AFTER, BEFORE)


def test_the_lock_of_a_killed_process_is_free(root: Path) -> None:
    def die() -> None:
        with locked(root, "die"):
            os._exit(9)

    assert in_child(die) == 9
    with locked(root, "go on", wait=0.1):
        pass


def test_a_reader_never_waits_for_a_writer_that_thinks_and_reads_again_when_one_has_written(root: Path) -> None:
    with locked(root, "think"):
        seen: list[dict[str, bytes | None]] = []
        reader = threading.Thread(target=lambda: seen.append(consistent(root, lambda: state(root))))
        reader.start()
        reader.join(5)
        assert seen == [BEFORE]
    readings: list[dict[str, bytes | None]] = []

    def interrupted() -> dict[str, bytes | None]:
        first = {name: read(root, name).data for name in ("content/a.yaml", "content/b.yaml")}
        if not readings:
            write_all(root, AFTER, BEFORE)
        readings.append({**first, **{name: read(root, name).data for name in ("i18n/en/c.po", "content/d.yaml")}})
        return readings[-1]

    assert consistent(root, interrupted) == AFTER
    assert readings[0] not in (BEFORE, AFTER)


def test_the_own_folder_is_kept_out_of_git(root: Path) -> None:
    write_all(root, AFTER, BEFORE)
    assert (root / OWN / ".gitignore").read_text("utf-8") == "*\n"
