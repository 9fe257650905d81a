"""Attacks that once passed, planted in a copy of a real edition: what reading finds, and that a seal finds all of them.

The hash of the altered file is rewritten in the manifest, as a forger would. The counts are printed (``pytest -s``) and written
where BRIEFING_ATTACK_REPORT says.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from briefing.approval.seals import make_seal
from briefing.proof.files import Finished, open_finished
from briefing.proof.folder import Proof, accounted, read_entries
from briefing.proof.sentences import Declared
from briefing.proof.verifying import verify
from briefing.review.lint import declarations
from tests.approval.test_seals import rewrite_hash
from tests.proof.edition import edition, project
from tests.proof.tampering.attacks import made

#: What no reader of ours sees, each with the reason; making the file again, or its seal, does.
UNREAD = {
    "html": {
        "name of a term": "a name for programs that nobody prints",
        "fact of a date": "a name for programs that nobody prints",
    },
    "docx": {},
    "pdf": {
        "outlines in white space": "drawings are counted neither in number nor in shape",
        "lines exchanged on the page": "places of words on a page are not compared with their order",
        "white ink": "colours are not compared",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return edition(tmp_path_factory)


@pytest.fixture(scope="module")
def names() -> dict[str, Declared]:
    return declarations(project())[0]


@pytest.fixture(scope="module")
def counts() -> Iterator[dict[str, Counter[str]]]:
    found = {what: Counter[str]() for what in ("planted", "read", "sealed")}
    yield found
    lines = {
        form: f"{n} attacks: {found['read'][form]} found by reading, {found['sealed'][form]} by the seal"
        for form, n in sorted(found["planted"].items())
    }
    print("\n" + "\n".join(f"{form:5} {line}" for form, line in lines.items()))
    if where := os.environ.get("BRIEFING_ATTACK_REPORT"):
        Path(where).write_text(json.dumps(lines, indent=1), "utf-8")


def copied(finished: Path, folder: Path, name: str) -> Path:
    """The edition again, every file but ``name``, the manifest and the record a link."""
    folder.mkdir()
    for path in finished.iterdir():
        if path.is_dir():
            shutil.copytree(path, folder / path.name)
        elif path.name not in (name, "manifest.json"):
            os.link(path, folder / path.name)
    shutil.copy(finished / "manifest.json", folder)
    return folder


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_an_attack_is_found_by_reading_and_none_passes_a_seal(
    form: str, finished: Path, names: dict[str, Declared], counts: dict[str, Counter[str]], tmp_path: Path
) -> None:
    name = f"western-financial-centre.en.{form}"
    originals = {p.name: open_finished(p) for p in finished.glob("western-financial-centre.en.*")}
    folder = copied(finished, tmp_path / finished.name, name)
    seal = make_seal(finished, "Li Na", date(2026, 7, 3))

    def opener(path: Path) -> Finished:
        return open_finished(path) if path.name == name else copy.deepcopy(originals[path.name])

    unread: list[str] = []
    unsealed: list[str] = []
    every = 1 if "BRIEFING_EDITION" in os.environ else 4  # make proof plants all of them
    for kind, change in islice(made(form, (finished / name).read_bytes()), 0, None, every):
        (folder / name).write_bytes(change())
        rewrite_hash(folder, name)
        counts["planted"][form] += 1
        read = bool(verify(folder, names, [name], hashes=False, opener=opener).problems)
        told = accounted(folder, read_entries(folder)[1], Proof(finished.name), seal, {name})
        sealed = any(p.code == "sealed-otherwise" for p in told)
        counts["read"][form] += read
        counts["sealed"][form] += sealed
        unread += [] if read else [kind]
        unsealed += [] if sealed else [kind]
    assert unsealed == []
    assert set(unread) <= set(UNREAD[form])
