"""Planted falsehoods: each is made in a copy of a real edition whose hashes are not looked at, so that only reading can tell.

The report by kind and format is printed (``pytest -s``) and written where BRIEFING_TAMPER_REPORT says.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.catalogue.messages import Catalogue, unsound
from briefing.proof.files import Finished, open_finished
from briefing.proof.sentences import Declared
from briefing.proof.sentences.checks import Context, check_entries
from briefing.proof.sentences.contrasts import placeholders
from briefing.proof.verifying import read_entries, verify
from briefing.review.lint import declarations
from tests.proof.edition import ROOT, edition, project
from tests.proof.tampering.beside import beside
from tests.proof.tampering.files import TAMPERS
from tests.proof.tampering.words import KINDS, applied, spread, swaps

#: Places of each kind in each file, evenly over all it has. Every run changes each second of them, of a PDF, which takes three
#: times as long to read, each fourth; ``make proof`` every one.
EACH = 7
STEP = {
    form: int(os.environ.get("BRIEFING_TAMPER_STEP", usual)) for form, usual in (("docx", 2), ("html", 2), ("pdf", 4))
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return edition(tmp_path_factory)


@pytest.fixture(scope="module")
def names() -> dict[str, Declared]:
    found, problems = declarations(project())
    assert not problems
    return found


@pytest.fixture(scope="module")
def tally() -> Iterator[dict[str, Counter[str]]]:
    counts: dict[str, Counter[str]] = {"planted": Counter(), "caught": Counter(), "escaped": Counter()}
    yield counts
    lines = [f"{key:22} {counts['caught'][key]:4} of {n:4}" for key, n in sorted(counts["planted"].items())]
    total, caught = counts["planted"].total(), counts["caught"].total()
    lines.append(f"{'all':22} {caught:4} of {total:4}")
    print("\n" + "\n".join(lines))
    for said in counts["escaped"]:
        print("escaped:", said)
    if where := os.environ.get("BRIEFING_TAMPER_REPORT"):
        report = {
            "planted": total,
            "caught": caught,
            "by": {k: [counts["caught"][k], n] for k, n in counts["planted"].items()},
        }
        Path(where).write_text(json.dumps(report, indent=1), "utf-8")


def test_an_edition_as_built_is_proved(finished: Path, names: dict[str, Declared]) -> None:
    proof = verify(finished, names)
    assert [str(p) for p in proof.problems] == []
    assert proof.counts["figure"] > 500
    assert proof.counts["unaccounted"] == 0


def beside_others(finished: Path, name: str, folder: Path) -> tuple[Path, Callable[[Path], Finished]]:
    """A folder with every file of the edition but the one of this name, and what opens its files: the others only once."""
    there = folder / "edition"
    shutil.copytree(finished / "record", there / "record")
    for path in finished.iterdir():
        if path.is_file() and path.name != name:
            os.link(path, there / path.name)
    document = name.rpartition(".")[0]
    originals = {p.name: open_finished(p) for p in finished.glob(f"{document}.*") if p.suffix[1:] in TAMPERS}

    def opener(path: Path) -> Finished:
        return open_finished(path) if path.name == name else copy.copy(originals[path.name])

    return there, opener


@pytest.mark.parametrize("form", ["docx", "html", "pdf"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_change_in_a_finished_file_is_caught(
    finished: Path, names: dict[str, Declared], tally: dict[str, Counter[str]], form: str, language: str, tmp_path: Path
) -> None:
    name = f"western-financial-centre.{language}.{form}"
    tamper = TAMPERS[form]((finished / name).read_bytes(), language)
    folder, opener = beside_others(finished, name, tmp_path)
    escaped = []
    for kind in KINDS:
        chosen = spread(list(tamper.places(kind)), EACH)[:: STEP[form]]
        for place, swap in chosen:
            (folder / name).write_bytes(tamper.with_(place, swap))
            proof = verify(folder, names, [name], hashes=False, opener=opener)
            key = f"{form} {kind}"
            tally["planted"][key] += 1
            if proof.problems:
                tally["caught"][key] += 1
            else:
                escaped.append(f"{name} {kind} at {place}: {swap}")
    tally["escaped"].update(escaped)
    assert escaped == []


@pytest.mark.parametrize("form", ["docx", "html", "pdf"])
def test_a_change_beside_the_text_of_a_finished_file_is_caught(
    finished: Path, names: dict[str, Declared], tally: dict[str, Counter[str]], form: str, tmp_path: Path
) -> None:
    """Properties, data, links, descriptions, styles, scripts, drawings: whatever a file says without printing it."""
    name = f"western-financial-centre.en.{form}"
    folder, opener = beside_others(finished, name, tmp_path)
    escaped = []
    for kind, data in beside(form, (finished / name).read_bytes()):
        (folder / name).write_bytes(data)
        tally["planted"][f"{form} beside"] += 1
        if verify(folder, names, [name], hashes=False, opener=opener).problems:
            tally["caught"][f"{form} beside"] += 1
        else:
            escaped.append(f"{name}: {kind}")
    tally["escaped"].update(escaped)
    assert escaped == []


def test_a_file_with_other_bytes_is_not_the_one_that_was_built(
    finished: Path, names: dict[str, Declared], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(finished, tmp_path / "edition"))
    target = folder / "western-financial-centre.en.html"
    target.write_bytes(target.read_bytes() + b"\n")
    assert [p.code for p in verify(folder, names, [target.name]).problems] == ["proof-hash"]


def test_a_change_in_a_translation_is_caught(names: dict[str, Declared], tally: dict[str, Counter[str]]) -> None:
    """Words of an entry changed where it has them; typed beside a placeholder where it has none."""
    opened = project()
    context = Context(opened.base, names)
    read = placeholders(ROOT / "templates")
    stands = read[0]
    catalogue = [m for m in opened.catalogues["en"] if "%(" not in m.source or (m.domain, m.source) in stands]
    escaped: list[str] = []
    for kind in KINDS:
        natural = [
            (message, applied(message.target, swap))
            for message in catalogue
            if message.target
            for swap in swaps(message.target, kind, "en")
            if message.target[swap.end : swap.end + 2] not in ("(a", "s)")
            and "%(" not in message.target[swap.start : swap.end]
        ]
        beside = {
            "digit": "1",
            "scale": " million",
            "currency": "USD ",
            "qualifier": "nearly ",
            "percent": " percentage points",
        }
        typed = [(m, _beside(m.target, beside[kind])) for m in catalogue if kind in beside and _figure_named(m.target)]
        for message, target in [*spread(natural, 8), *spread([(m, t) for m, t in typed if t], 8)]:  # type: ignore[list-item, arg-type]
            changed = replace(message, target=target)  # type: ignore[arg-type, type-var]
            after, before = (Catalogue("en", {("", "", ""): m}) for m in (changed, message))  # type: ignore[dict-item]
            found = [*unsound(changed), *check_entries(ROOT, context, {"en": after}, (stands, ())).problems]
            known = check_entries(ROOT, context, {"en": before}, (stands, ())).problems
            key = f"po {kind}"
            tally["planted"][key] += 1
            if len(found) > len(known):
                tally["caught"][key] += 1
            else:
                escaped.append(f"{key}: {target!r}")
    tally["escaped"].update(escaped)
    assert escaped == []


def _figure_named(text: str) -> bool:
    return any(
        f"%({name}" in text for name in ("deposits", "loans", "money", "projects", "share", "rate", "growth", "assets")
    )


def _beside(text: str, words: str) -> str:
    """The text with words typed against its first placeholder of a figure: before it, or behind it with a space."""
    name = next(
        n for n in ("deposits", "loans", "money", "projects", "share", "rate", "growth", "assets") if f"%({n}" in text
    )
    start = text.index(f"%({name}")
    end = text.index(")s", start) + 2
    return text[:end] + words + text[end:] if words.startswith(" ") else text[:start] + words + text[start:]


def test_the_manifest_is_what_files_are_proved_against(finished: Path) -> None:
    _, documents = read_entries(finished)
    assert all(entry["figures"] for entry in documents.values())
