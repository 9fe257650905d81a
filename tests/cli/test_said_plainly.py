"""What a newcomer meets at the command line: a name that is not there, a port that is none, a folder named with --root."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.cli import shared
from briefing.cli.serving import listen
from briefing.problems import ProblemsFound
from tests.support.mini_project import mini_project, with_reading
from tests.support.running import done, run

DAY = ("--date", "2026-07-20")
TEXT = "上半年金融运行情况\n\n7月20日，有关部门介绍情况。\n\n6月末，全市金融资产规模达9.9万亿元，同比增长8.6%。\n"


@pytest.mark.parametrize("port", [99999, 65536, -1])
def test_a_port_that_is_none_is_told_with_the_bounds(port: int) -> None:
    with pytest.raises(ProblemsFound, match=f"port {port}: a port is a number from 1 to 65535"):
        listen("127.0.0.1", port)


def test_a_segment_that_is_not_there_is_named_and_where_ids_stand(tmp_path: Path) -> None:
    ran = run(mini_project(tmp_path), "review", "note", "house.unknown", "--by", "Li Wei", "--text", "?")
    assert ran.returncode == 1
    assert "No segment has the ID house.unknown." in ran.stderr
    assert "review lint" in ran.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("release", "read", "none.txt"),
        ("observations", "import", "none.xlsx"),
        ("review", "import", "none.docx", "--by", "Li Wei"),
        ("lists", "import", "none.xlsx", "--list", "a"),
    ],
)
def test_a_file_that_is_not_there_is_told_as_that(tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = run(mini_project(tmp_path), *words)
    assert ran.returncode == 1
    assert f"{words[2]}: error: there is no file of this name [file-missing] — Check the name" in ran.stderr


def test_a_picture_has_no_lines(tmp_path: Path) -> None:
    root = with_reading(mini_project(tmp_path / "p"))
    picture, text = tmp_path / "a.png", tmp_path / "b.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\n\n\0")
    text.write_bytes("上半年\n金融\0资产\n".encode())
    assert "a.png: error: the release cannot be read" in run(root, "release", "read", str(picture), *DAY).stderr
    assert "b.txt:2: error: the release cannot be read" in run(root, "release", "read", str(text), *DAY).stderr


def test_an_edition_of_a_day_that_is_not_there_is_told_as_that(tmp_path: Path) -> None:
    ran = run(mini_project(tmp_path), "seal", "2030-01-01", "--by", "Li Wei")
    assert f"error: there is no edition 2030-01-01 in {tmp_path / 'out'} [edition-unknown]" in ran.stderr


def test_a_damaged_file_that_was_sent_is_asked_for_again(tmp_path: Path) -> None:
    sent = tmp_path / "sent.docx"
    sent.write_bytes(b"PK\x03\x04 and no more")
    ran = run(mini_project(tmp_path / "p"), "verify", str(sent))
    assert "[proof-unreadable] — Get it again from whoever sent it" in ran.stdout + ran.stderr


def test_a_release_that_is_not_there_is_told_before_what_a_decision_lacks(tmp_path: Path) -> None:
    ran = run(with_reading(mini_project(tmp_path)), "release", "decide", "s999")
    assert "no release s999 has been read" in ran.stderr


def test_what_comes_next_is_of_the_project_that_was_named(tmp_path: Path) -> None:
    root = with_reading(mini_project(tmp_path / "my project"))
    (tmp_path / "r.txt").write_text(TEXT, "utf-8")
    said = done(root, "release", "read", str(tmp_path / "r.txt"), *DAY, "--root", str(root))
    assert f"generate.py --root '{root}' release decide s2" in said


def test_a_suggested_command_keeps_the_folder_only_where_one_was_named() -> None:
    text = "nobody has sealed it (generate.py seal 2026-07-03); /x/generate.py is a file"
    shared.name_root(None)
    assert shared.commanded(text) == text
    shared.name_root(Path("other"))
    try:
        assert shared.commanded(text).startswith(
            "nobody has sealed it (generate.py --root other seal 2026-07-03); /x/gen"
        )
        assert shared.commanded("/x/generate.py is a file") == "/x/generate.py is a file"
    finally:
        shared.name_root(None)


def test_a_new_period_stands_beside_the_last_value_and_a_known_one_beside_its_own(tmp_path: Path) -> None:
    root = with_reading(mini_project(tmp_path / "p"))
    (tmp_path / "r.txt").write_text(TEXT, "utf-8")
    rows = [line.split("\t") for line in done(root, "release", "read", str(tmp_path / "r.txt"), *DAY).splitlines()]
    at = next(row for row in rows if row[0] == "figure").index("so far")
    told = {row[2]: row[at] for row in rows if row[0].startswith("f0")}
    assert told["9.9万亿元"] == "last 9.6万亿元 (2025-12-31)"
    old = TEXT.replace("6月末", "2025年末").replace("9.9万亿元", "9.7万亿元")
    (tmp_path / "s.txt").write_text(old, "utf-8")
    assert "was 9.6万亿元" in done(root, "release", "read", str(tmp_path / "s.txt"), *DAY)
