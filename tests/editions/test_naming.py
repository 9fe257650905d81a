"""Names that every system can keep, and editions that went out: never replaced by anything else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from briefing.editions.request import MAX_NAME, name_problems
from briefing.problems import ProblemsFound
from briefing.workspace import Workspace
from tests.support.mini_project import INDICATORS, mini_project

EDITION = "2026-04-10"
TODAY = date(2026, 4, 20)


@pytest.mark.parametrize(
    "name",
    ["a\nb", "a\rb", "a\x1bb", "a\u2028b", "a\u202eb", "CON", "nul", "Com1", "lpt9.x", "x" * (MAX_NAME + 1), "重" * 27,
     "a/b", "..", ".a", "a.", "a ", " a", "", " ", "a:b", 'a"b', "a\0b"],
)  # fmt: skip
def test_a_name_that_some_system_cannot_keep_is_refused_in_one_line(name: str) -> None:
    (problem,) = name_problems(name)
    assert problem.code == "edition-name"
    assert str(problem).isprintable()


@pytest.mark.parametrize("name", ["2026-07-03", "2026-07-03-2", "Q1 2026", "一季度", "console", "com10"])
def test_ordinary_names_are_taken(name: str) -> None:
    assert list(name_problems(name)) == []


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace(mini_project(tmp_path / "p"), TODAY)


def edit(ws: Workspace) -> None:
    """A figure is corrected after the edition was built."""
    path = ws.root / "content" / "indicators" / "one.yaml"
    path.write_text(INDICATORS.replace("9.6", "9.7"), "utf-8")


def snapshot(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("how", ["sealed", "approved", "released"])
def test_an_edition_that_went_out_stays_and_the_next_has_a_name_of_its_own(how: str, ws: Workspace) -> None:
    ws.build(formats=("html",), jobs=1)
    if how == "sealed":
        ws.save(ws.seal(EDITION, by="Li Na"))
    elif how == "approved":
        ws.save(ws.approve(EDITION, by="Li Na"))
    else:
        ws.build(formats=("html",), jobs=1, release=True)
    before = snapshot(ws.out / EDITION)
    again = ws.build(formats=("html",), jobs=1)
    assert (again.edition, snapshot(ws.out / EDITION)) == (EDITION, before)
    edit(ws)
    made = ws.build(formats=("html",), jobs=1)
    assert made.edition == f"{EDITION}-2"
    assert "edition-renamed" in {p.code for p in made.problems}
    assert snapshot(ws.out / EDITION) == before
    with pytest.raises(ProblemsFound) as found:
        ws.build(formats=("html",), jobs=1, edition=EDITION)
    assert {p.code for p in found.value.problems} == {"edition-went-out"}
    assert snapshot(ws.out / EDITION) == before
    assert ws.build(formats=("html",), jobs=1).edition == f"{EDITION}-2"
    assert sorted(p.name for p in ws.out.iterdir()) == [".lock", EDITION, f"{EDITION}-2"]


def test_an_edition_nobody_was_given_is_replaced(ws: Workspace) -> None:
    ws.build(formats=("html",), jobs=1)
    edit(ws)
    assert ws.build(formats=("html",), jobs=1).edition == EDITION
    assert "9.7" in (ws.out / EDITION / "tiny.en.html").read_text("utf-8")


def test_a_sealed_edition_whose_folder_is_gone_is_built_to_the_same_bytes_or_under_another_name(ws: Workspace) -> None:
    ws.build(formats=("html",), jobs=1)
    before = snapshot(ws.out / EDITION)
    ws.save(ws.seal(EDITION, by="Li Na"))
    (ws.out / EDITION).rename(ws.out.parent / "away")
    assert ws.build(formats=("html",), jobs=1).edition == EDITION
    assert snapshot(ws.out / EDITION) == before
    (ws.out / EDITION).rename(ws.out.parent / "away2")
    edit(ws)
    assert ws.build(formats=("html",), jobs=1).edition == f"{EDITION}-2"


def test_a_link_in_the_place_of_an_edition_is_replaced_and_leaves_nothing_behind(ws: Workspace, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("x", "utf-8")
    ws.out.mkdir()
    (ws.out / EDITION).symlink_to(elsewhere)
    for _ in range(2):
        ws.build(formats=("html",), jobs=1)
        assert not (ws.out / EDITION).is_symlink()
        assert sorted(p.name for p in ws.out.iterdir()) == [".lock", EDITION]
        assert [p.name for p in elsewhere.iterdir()] == ["kept"]
