"""Every importer against hostile files. BRIEFING_FUZZ multiplies how many are tried (make proof tries more)."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from briefing.catalogue.glossary import read_glossary
from briefing.catalogue.messages import read_catalogue
from briefing.files.yaml_reader import read_yaml
from briefing.observations.workbook import entries_of
from briefing.problems import ProblemsFound
from briefing.projects.reading import read_grids
from briefing.proof.files import open_finished
from briefing.review.exchange import take_tbx
from briefing.review.importing import read_file
from tests.fuzz import hostile

TRIES = 40 * int(os.environ.get("BRIEFING_FUZZ", "1"))
LONGEST = 10.0  # seconds of the processor


def finished(data: bytes, name: str, folder: Path) -> object:
    (folder / name).write_bytes(data)
    return open_finished(folder / name)


def catalogue(data: bytes, _: str, folder: Path) -> object:
    (folder / "en").mkdir(exist_ok=True)
    (folder / "en" / "a.po").write_bytes(data)
    return read_catalogue(folder, "en")


def glossary(data: bytes, name: str, folder: Path) -> object:
    (folder / name).write_bytes(data)
    return read_glossary(folder / name)


def terms(data: bytes, name: str, folder: Path) -> object:
    text = "terms:\n  - zh: 甲\n    en: A\n    type: policy\n    status: official\n"
    (folder / "glossary.yaml").write_text(text, "utf-8")
    known, problems = read_glossary(folder / "glossary.yaml")
    assert not problems
    return take_tbx(data, name, known, text, "zh", "en")


def observations(data: bytes, name: str, folder: Path) -> object:
    (folder / name).write_bytes(data)
    return entries_of(folder / name)


def review(data: bytes, name: str, folder: Path) -> object:
    (folder / name).write_bytes(data)
    return read_file(folder / name)


def door(read: Callable[[bytes, str], object]) -> Callable[[bytes, str, Path], object]:
    return lambda data, name, _: read(data, name)


DOORS: dict[str, tuple[Callable[[bytes, str, Path], object], bytes, str]] = {
    "content YAML": (door(read_yaml), hostile.YAML, "a.yaml"),
    "glossary": (glossary, "terms:\n  - zh: 甲\n    en: A\n    status: official\n".encode(), "glossary.yaml"),
    "catalogue": (catalogue, hostile.PO, "a.po"),
    "list workbook": (door(read_grids), hostile.workbook(), "a.xlsx"),
    "list CSV": (door(read_grids), hostile.CSV, "a.csv"),
    "review Word": (review, hostile.review_table(), "a.docx"),
    "review Excel": (review, hostile.review_workbook(), "a.xlsx"),
    "review XLIFF": (review, hostile.XLIFF, "a.xlf"),
    "terms TBX": (terms, hostile.TBX, "a.tbx"),
    "observations Excel": (observations, hostile.observations(), "a.xlsx"),
    "observations CSV": (observations, hostile.OBSERVATIONS, "a.csv"),
    "review PO": (review, hostile.PO, "a.po"),
    "finished DOCX": (finished, hostile.review_table(), "a.docx"),
    "finished HTML": (finished, hostile.HTML, "a.html"),
    "finished PDF": (
        finished,
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF",
        "a.pdf",
    ),
}


@pytest.mark.parametrize("name", DOORS)
def test_a_hostile_file_gives_a_value_or_a_refusal_in_bounded_time(name: str, tmp_path: Path) -> None:
    read, seed, file = DOORS[name]
    chance = random.Random(name)
    for number in range(TRIES):
        data = hostile.mutated(seed, chance)
        started = time.thread_time()
        try:
            read(data, file, tmp_path)
        except ProblemsFound as refused:
            assert refused.problems, f"{name} {number}: a refusal must say why"
        assert time.thread_time() - started < LONGEST, f"{name} {number}"


@pytest.mark.parametrize("name", DOORS)
def test_the_seed_itself_is_read(name: str, tmp_path: Path) -> None:
    read, seed, file = DOORS[name]
    if name != "finished PDF":
        read(seed, file, tmp_path)


def test_the_seed_of_observations_gives_its_rows(tmp_path: Path) -> None:
    for name in ("observations Excel", "observations CSV"):
        read, seed, file = DOORS[name]
        entries, problems = read(seed, file, tmp_path)  # type: ignore[misc]
        assert ([e.figure for e in entries], problems) == (["9.6万亿元", "超过70%"], ())


def test_no_door_reads_a_file_it_is_pointed_to(tmp_path: Path) -> None:
    secret = Path("/etc/passwd").read_text("utf-8").splitlines()[0]
    for name, (read, _, file) in DOORS.items():
        try:
            got = repr(read(hostile.OUTSIDE, file, tmp_path))
        except ProblemsFound as refused:
            got = str(refused)
        assert secret not in got, name
