"""``generate.py verify``: read the finished files back, account for every number, write the report, say it in short."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import typer

from briefing.catalogue import SOURCE_TAG
from briefing.cli import show
from briefing.problems import Problem, ProblemsFound, has_errors, in_order, problem
from briefing.project.opening import Project, open_project
from briefing.proof.report import NAME, proved, record, sheet
from briefing.proof.sentences.checks import Context, check_entries
from briefing.proof.sentences.contrasts import read_contrasts
from briefing.proof.sentences.declared import Declared, declared, read_exceptions
from briefing.proof.verifying import MANIFEST, Proof, against_facts, edition_date, same_content, verify


def run_verify(root: Path, out: Path, targets: tuple[str, ...], as_json: bool, report: bool) -> None:
    """Verify editions or single files. Exit status 1 where anything is not proved."""
    project = open_project(root)
    names, problems = declarations(project)
    contrasts, unread = read_contrasts(project.root)
    problems = (*problems, *unread)
    entries = check_entries(project.root, Context(project.base, names, contrasts), project.catalogues)
    problems = in_order([*problems, *entries.problems])
    good = not has_errors(problems)
    records = []
    for folder, files in _asked(out, targets).items():
        proof = verify(folder, names, files)
        if same_content(folder, project.root):
            proof.problems = in_order([*proof.problems, *against_facts(folder, project.base)])
        proof.problems = in_order([*proof.problems, *(() if files else problems)])
        good &= proved(proof)
        records.append(record(proof) | {"sentences": entries.checked})
        if report and not files:
            _write(proof, folder, root)
        if not as_json:
            _tell(proof, folder)
    if as_json:
        show.as_json(records)
    if not good:
        raise typer.Exit(1)


def declarations(project: Project) -> tuple[dict[str, Declared], tuple[Problem, ...]]:
    """What may hold a number in each language of a project, and what is wrong in the list of exceptions."""
    allowed, problems = read_exceptions(project.root)
    names = {
        tag: declared(tag, SOURCE_TAG, project.content, project.glossary, project.catalogues[tag], allowed)
        for tag in project.languages
    }
    return names, problems


def editions(out: Path) -> list[Path]:
    """The folders of finished editions under ``out``, oldest first."""
    return sorted(p.parent for p in out.glob(f"*/{MANIFEST}") if not p.parent.name.startswith("."))


def _asked(out: Path, targets: tuple[str, ...]) -> Mapping[Path, tuple[str, ...]]:
    """Folders to verify with the files named in each (none: all of it)."""
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
            known = ", ".join(p.name for p in editions(out)) or "none yet"
            raise ProblemsFound([problem("proof-nothing-there", target, 0, known=known)])
    if not targets:
        found = editions(out)
        if not found:
            raise ProblemsFound([problem("proof-no-manifest", str(out), 0)])
        asked[found[-1]] = ()
    return asked


def _write(proof: Proof, folder: Path, root: Path) -> None:
    """``proof.json`` and the sheet beside the edition's files, each written beside and renamed."""
    from briefing.render.pdf import render_pdf  # noqa: PLC0415
    from briefing.render.theme import load_theme  # noqa: PLC0415 - the renderer loads only where a sheet is printed

    page = render_pdf(sheet(proof, edition_date(folder)), load_theme(root / "templates" / "house")).bytes
    text = json.dumps(record(proof), ensure_ascii=False, indent=1).encode() + b"\n"
    for name, data in ((NAME, text), ("proof.pdf", page)):
        beside = folder / f".{name}.new"
        try:
            beside.write_bytes(data)
            beside.replace(folder / name)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise ProblemsFound(
                [problem("out-not-writable", str(folder), 0, reason=error.strerror or str(error))]
            ) from error


def _tell(proof: Proof, folder: Path) -> None:
    for entry in proof.problems:
        print(entry)
    counts = proof.counts
    said = ", ".join(f"{counts[sort]} {sort}" for sort in ("figure", "date", "numbering", "name", "unaccounted"))
    verdict = "proved" if proved(proof) else "NOT proved"
    print(f"{folder}: {verdict}. {counts.total()} numbers in {len(proof.accounts)} files: {said}.")
    same = f"same text: {len(proof.same_text)} pairs of formats; same figures: {len(proof.same_figures)} packs"
    print(f"{same}; {show.summary(proof.problems)}")
