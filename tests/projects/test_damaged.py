"""What a list import has left behind may be damaged or edited: each such file is told with its name, nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from briefing.content.load import load_content
from briefing.problems import Problem, ProblemsFound, has_errors
from briefing.projects.importing import Asked, prepare
from briefing.workspace import Workspace
from tests.projects.test_personal_data import HEAD, ROWS, project
from tests.projects.test_reimport import bring
from tests.projects.workbooks import Rows, sheet, vocabulary
from tests.support.running import run

NEXT: Rows = [HEAD, ["A1", "甲产业园", "生物医药", "忠县", 11, "厂房", "王五", "忠县招商局", "023-54200000", "w@x.cn"]]
FOLDER = "content/projects/test"
PO = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgctxt "project"\nmsgid "x"\nmsgstr "Park"\n'
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "nothing left": lambda _: b"",
    "the first half": lambda data: data[: len(data) // 2],
    "the end lost": lambda data: data[:-3],
    "no text": lambda _: b"\x00\xff\xfe\x80" * 20,
    "one letter of another encoding": lambda data: data.replace("产".encode(), b"\xe9"),
    "a list": lambda _: b"- a\n- b\n",
    "a word": lambda _: b"hello\n",
    "a number": lambda _: b"5\n",
    "nothing said": lambda _: b"null\n",
    "twice the same": lambda data: data + data,
    "two versions merged by hand": lambda data: b"<<<<<<< HEAD\n" + data + b"=======\n" + data + b">>>>>>> x\n",
    "a number without quotes": lambda data: data.replace(b'"0001"', b"1"),
    "another id": lambda data: data.replace(b'"0001"', b'"abc"'),
    "one id twice": lambda data: data.replace(b'"0002"', b'"0001"'),
    "a key misspelt": lambda data: data.replace(b"name", b"nam"),
    "full-width colons": lambda data: data.replace(b":", "：".encode()),
    "a row that is no number": lambda data: data.replace(b"!2", b"!two"),
    "line ends of Windows": lambda data: data.replace(b"\n", b"\r\n"),
}  # fmt: skip


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files that an import leaves, by path."""
    root = tmp_path_factory.mktemp("left")
    (root / "content").mkdir()
    bring(root, ROWS)
    files = {
        p.relative_to(root).as_posix(): p.read_bytes()
        for p in root.rglob("*")
        if p.is_file() and ".briefing" not in p.parts
    }
    return {**files, "i18n/en/projects-test.po": PO, "i18n/en/projects-other.po": PO}


def errors(problems: tuple[Problem, ...]) -> set[str]:
    """The files that errors name."""
    return {p.file for p in problems if has_errors([p])}


@pytest.mark.parametrize(
    "name", ["imported.json", "0001.yaml", "origins.yaml", "list.yaml", "projects-test.po", "projects-other.po"]
)
def test_a_damaged_file_is_told_and_never_merged(name: str, left: dict[str, bytes], tmp_path: Path) -> None:
    words, book = vocabulary(), sheet(NEXT)
    path = next(p for p in left if p.endswith(f"/{name}"))
    told = 0
    for place, (_, damage) in enumerate(DAMAGES.items()):
        root = tmp_path / str(place)
        for file, data in left.items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_bytes(damage(data) if file == path else data)
        loaded = errors(load_content(root)[1])
        made = prepare(root, book, "list.xlsx", Asked("test", "2026-08-01"), words)
        stopped = errors(made.problems)
        assert loaded <= stopped <= {path}
        assert not (stopped and made.files)
        told += bool(stopped)
    assert told >= (5 if name.endswith(".po") else 10)


def test_what_was_imported_stops_check_build_and_the_next_import_in_one_line(tmp_path: Path) -> None:
    ws = project(tmp_path, "contacts: none\n")
    file = ws.root / FOLDER / "imported.json"
    file.write_bytes(file.read_bytes()[:-30])
    for command in (["check"], ["build", "-l", "zh"], ["lists", "forget", "test", "--yes"]):
        done = run(ws.root, *command)
        assert done.returncode == 1, done.stdout
        said = done.stdout + done.stderr
        assert said.count("list-imported") == 1, said
        assert "imported.json:" in said
        assert "Traceback" not in said
    with pytest.raises(ProblemsFound):
        Workspace(ws.root, date(2026, 7, 10)).forget_contacts("test")
