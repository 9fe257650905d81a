"""Reading finished files back and accounting for every number in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.files.writing import write
from briefing.problems import Problem, ProblemsFound, Severity, in_order, problem
from briefing.proof.report import NAME, proved, record, sheet
from briefing.proof.sentences.checks import check_entries
from briefing.proof.verifying import Proof, against_facts, edition_date, same_content
from briefing.proof.verifying import verify as verify_edition
from briefing.review.sentences import sentence_rules

if TYPE_CHECKING:
    from briefing.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Verification:
    """What reading an edition back found. ``proved``: no error. ``numbers`` counts by what accounts for them,
    ``files`` the same by file; ``sha256`` by file; ``same_text`` names pairs of formats, ``same_figures`` packs;
    ``sentences`` is how many of the project's own wordings were read back."""

    edition: str
    folder: Path
    proved: bool
    numbers: Mapping[str, int]
    files: Mapping[str, Mapping[str, int]]
    sha256: Mapping[str, str]
    same_text: tuple[str, ...]
    same_figures: tuple[str, ...]
    problems: tuple[Problem, ...]
    sentences: int


def verify(ws: Workspace, targets: tuple[str, ...], report: bool, out: Path) -> tuple[Verification, ...]:
    """Verify editions or single files, by path or by name below ``out``; the newest edition when none is named. With
    ``report``, ``proof.json`` and ``proof.pdf`` are written beside the files of each whole edition."""
    project = ws.project()
    rules = sentence_rules(project)
    names = rules.context.names
    entries = check_entries(project.root, rules.context, project.catalogues, rules.read)
    common = in_order([*rules.problems, *entries.problems])
    made = []
    for folder, files in _asked(ws, out, targets).items():
        proof = verify_edition(folder, names, files)
        if same_content(folder, project.root):
            proof.problems = in_order([*proof.problems, *against_facts(folder, project.base)])
        own = [
            p for p in common if not files or p.severity is Severity.ERROR
        ]  # the project's own wordings, which the files were made from
        proof.problems = in_order([*proof.problems, *own])
        if report and not files:
            _write(proof, folder, ws.root)
        told = record(proof)
        made.append(
            Verification(
                proof.edition,
                folder,
                proved(proof),
                told["numbers"],
                told["files"],
                told["sha256"],
                tuple(told["same_text"]),
                tuple(told["same_figures"]),
                proof.problems,
                entries.checked,
            )
        )
    return tuple(made)


def _asked(ws: Workspace, out: Path, targets: tuple[str, ...]) -> Mapping[Path, tuple[str, ...]]:
    """Folders to verify, with the files named in each (none: all of it)."""
    asked: dict[Path, tuple[str, ...]] = {}
    for target in targets:
        path = Path(target)
        if not path.exists() and (out / target).is_dir():
            path = out / target
        if path.is_dir():
            asked[path] = ()
        elif path.is_file():
            asked[path.parent] = (*asked.get(path.parent, ()), path.name)
        else:
            known = ", ".join(p.name for p in ws.edition_folders(out)) or "none yet"
            raise ProblemsFound([problem("proof-nothing-there", target, 0, known=known)])
    if not targets:
        found = ws.edition_folders(out)
        if not found:
            raise ProblemsFound([problem("proof-no-manifest", str(out), 0)])
        asked[found[-1]] = ()
    return asked


def _write(proof: Proof, folder: Path, root: Path) -> None:
    """``proof.json`` and the printed sheet, beside the files of the edition."""
    from briefing.render.pdf import render_pdf  # noqa: PLC0415
    from briefing.render.theme import load_theme  # noqa: PLC0415 - the renderer is loaded only where a sheet is printed

    page = render_pdf(sheet(proof, edition_date(folder)), load_theme(root / "templates" / "house")).bytes
    text = json.dumps(record(proof), ensure_ascii=False, indent=1).encode() + b"\n"
    write({folder / NAME: text, folder / "proof.pdf": page})
