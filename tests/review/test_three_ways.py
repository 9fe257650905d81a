"""Two people with one export: what nobody touched is no conflict, a true conflict shows three texts, nothing is undone."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from briefing.review.importing import Report
from briefing.review.segment import read_history
from tests.review.desk import CONTENT, exported, imported, segment, small_project, target

LOANS = "<strong>贷款在增加。</strong>余额%(loans)s，约占一半。"
ASSETS = "%(when)s，资产规模%(assets)s，%(growth)s。"
OFFICES = "设有%(count)s机构。"
LOANS_BEFORE = "<strong>Loans are growing.</strong> They stand at %(loans)s, about half of the total."
#: How Ann would have it.
LENDING = "<strong>Lending is growing.</strong> It stands at {loans}, about half of the total."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_project(tmp_path)


def changed(root: Path, path: Path, name: str, edits: dict[str, str], status: str = "") -> Path:
    """A copy of an exported workbook with English texts replaced where they hold certain words."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heads = [str(cell.value) for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        cell = row[heads.index("English")]
        for words, text in edits.items():
            if words in str(cell.value):
                cell.value = text
                if status:
                    row[heads.index("Status")].value = status
    copy = root / name
    book.save(copy)
    return copy


def verdicts(made: Report) -> dict[str, int]:
    return {name: made.count(name) for name in ("changed", "unchanged", "refused")}


def cells(data: bytes) -> list[dict[str, str]]:
    """The rows of a workbook by the heads of its columns."""
    lines = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    return [dict(zip(map(str, lines[0]), (str(v or "") for v in line), strict=True)) for line in lines[1:]]


def test_a_row_left_as_exported_does_not_undo_a_colleagues_work(root: Path) -> None:
    path, _ = exported(root, "xlsx")
    ann = changed(root, path, "ann.xlsx", {"Loans are growing": LENDING})
    bob = changed(root, path, "bob.xlsx", {"There are": "The city has {count}."})
    assert verdicts(imported(root, ann, by="Ann"))["changed"] == 1
    made = imported(root, bob, by="Bob")
    assert verdicts(made) == {"changed": 1, "unchanged": len(made.outcomes) - 1, "refused": 0}
    assert [o.older for o in made.outcomes if o.segment and o.segment.message.source == LOANS] == [True]
    assert target(root, LOANS).startswith("<strong>Lending is growing.")
    assert target(root, OFFICES) == "The city has %(count)s."


def test_a_true_conflict_shows_three_texts_and_its_file_changes_nothing_by_itself(root: Path) -> None:
    path, _ = exported(root, "xlsx")
    ann = changed(root, path, "ann.xlsx", {"Loans are growing": LENDING})
    bob = changed(root, path, "bob.xlsx", {"Loans are growing": LENDING.replace("Lending", "Credit")})
    imported(root, ann, by="Ann")
    made = imported(root, bob, by="Bob")
    assert verdicts(made)["refused"] == 1
    (row,) = cells(made.refused)
    assert row["As exported"].startswith("<strong>Loans are growing.")
    assert row["English"].startswith("<strong>Lending is growing.")
    assert row["Yours"].startswith("<strong>Credit is growing.")
    assert "%(" not in row["Refused because"]
    again = root / "again.xlsx"
    again.write_bytes(made.refused)
    assert verdicts(imported(root, again, by="Bob")) == {"changed": 0, "unchanged": 1, "refused": 0}
    assert target(root, LOANS).startswith("<strong>Lending is growing.")
    decided = changed(root, again, "decided.xlsx", {"Lending is growing": row["Yours"]})
    assert verdicts(imported(root, decided, by="Bob"))["changed"] == 1
    assert target(root, LOANS).startswith("<strong>Credit is growing.")


def test_the_same_correction_made_twice_is_no_conflict(root: Path) -> None:
    path, _ = exported(root, "xlsx")
    ann = changed(root, path, "ann.xlsx", {"Loans are growing": LENDING})
    imported(root, ann, by="Ann")
    assert verdicts(imported(root, ann, by="Bob"))["refused"] == 0


def test_an_approval_of_a_text_that_has_changed_since_is_refused(root: Path) -> None:
    path, _ = exported(root, "xlsx")
    ann = changed(root, path, "ann.xlsx", {"Loans are growing": LENDING})
    bob = changed(
        root, path, "bob.xlsx", {"Loans are growing": LOANS_BEFORE.replace("%(loans)s", "{loans}")}, status="approved"
    )
    imported(root, ann, by="Ann")
    made = imported(root, bob, by="Bob")
    assert [r.code for o in made.outcomes for r in o.reasons] == ["import-older-status"]
    assert segment(root, LOANS).standing.by != "Bob"


def test_the_history_says_who_changed_what(root: Path) -> None:
    path, _ = exported(root, "xlsx")
    ann = changed(root, path, "ann.xlsx", {"There are": "The city has {count}."}, status="reviewed")
    imported(root, ann, by="Ann")
    (change,) = read_history(root / "i18n", "en")
    assert (change.by, change.was, change.now, change.state) == (
        "Ann",
        "There are %(count)s.",
        "The city has %(count)s.",
        "reviewed",
    )


@pytest.mark.parametrize(
    ("words", "text", "why"),
    [
        ("Loans are growing", "<strong>贷款在增加。</strong>余额{loans}，约占一半。", "Chinese"),
        (
            "Loans are growing",
            "<strong>Les crédits augmentent.</strong> Leur encours total atteint désormais {loans}, soit la moitié.",
            "language",
        ),
        (
            "Loans are growing",
            "<strong>Loans are growing.</strong> They stand at {loans} [??? check with client], about half of the total.",
            "remark",
        ),
        ("There are", "There are about {count}.", "qualifier"),
        ("There are", "There are –{count}.", "sign"),
        ("There are", "There are {count.number}k of them.", "scale"),
        ("assets came to", "At end-2025, assets came to {assets}, down {growth}.", ""),
        (
            "Loans are growing",
            "<strong>Loans are not growing.</strong> They stand at {loans}, about half of the total.",
            "denies",
        ),
    ],
)
def test_what_a_release_must_not_hold_is_refused_at_the_door(root: Path, words: str, text: str, why: str) -> None:
    path, _ = exported(root, "xlsx")
    made = imported(root, changed(root, path, "odd.xlsx", {words: text}))
    assert verdicts(made)["refused"] == 1, [o.verdict for o in made.outcomes]
    assert why in " ".join(r.message for o in made.outcomes for r in o.reasons)


def test_the_amount_of_a_fall_stands_beside_a_word_that_says_so(tmp_path: Path) -> None:
    fallen = CONTENT.replace('value: "6.8", published: 增长6.8%', 'value: "-6.8", published: 下降6.8%')
    root = small_project(tmp_path, fallen)
    path, _ = exported(root, "xlsx")
    text = "{when.as-of-initial}, assets came to {assets}, or {growth.amount}."
    made = imported(root, changed(root, path, "odd.xlsx", {"assets came to": text}))
    assert ["no direction" in r.message for o in made.outcomes for r in o.reasons] == [True]


def test_a_comment_is_added_and_none_is_taken_away(root: Path) -> None:
    path, _ = exported(root, "xlsx")

    def commented(name: str, text: str) -> Path:
        book = openpyxl.load_workbook(path)
        sheet = book.active
        at = [str(c.value) for c in sheet[1]].index("Comment")
        sheet[2][at].value = text
        book.save(root / name)
        return root / name

    imported(root, commented("ann.xlsx", "Is this the right term?"), by="Ann")
    imported(root, commented("bob.xlsx", "It is."), by="Bob")
    imported(root, path, by="Cid")
    source = exported(root, "xlsx")[1][0].segment.message.source
    assert segment(root, source).note == "Is this the right term? It is."
