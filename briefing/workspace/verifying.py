"""Reading finished files back and accounting for every number in them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefing.approval.seals import PublicKey, find_sealed, public_keys, read_public, read_seal, signed_by
from briefing.files.reading import file_hash
from briefing.files.writing import write
from briefing.problems import Problem, ProblemsFound, Severity, in_order, problem
from briefing.project.opening import Project
from briefing.proof.files import open_finished
from briefing.proof.folder import MANIFEST, NAME, Check, Proof, Stage, proved, read_entries, record, sheet
from briefing.proof.sentences import Declared
from briefing.proof.sentences.checks import check_entries
from briefing.proof.verifying import (
    check_again,
    check_facts,
    check_signatures,
    compare,
    edition_date,
    moved_on,
    original_of,
    same_bytes,
)
from briefing.proof.verifying import verify as verify_edition
from briefing.review.lint import sentence_rules
from briefing.workspace.folder import ProjectFolder


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that verification can do: whether it was done and nothing was found, and what is said of it."""

    name: str
    done: bool
    said: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying an edition, or a copy that was received, found. ``proved``: no error. ``checks`` say what was
    done and what was not, in order; ``numbers`` counts by what accounts for them, ``files`` the same by file;
    ``sha256`` by file; ``same_text`` names pairs of formats, ``same_figures`` packs; ``sentences`` is how many of
    the project's own wordings were read back. ``received`` says which file a copy is; empty for an edition."""

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
    checks: tuple[Done, ...] = ()
    received: str = ""


def verify(
    ws: ProjectFolder,
    targets: Sequence[str] = (),
    report: bool = False,
    out: Path | None = None,
    key: Path | None = None,
    again: bool | None = None,
) -> tuple[Verification, ...]:
    """Verify editions or single files, by path or by name below ``out``; the newest edition when none is named. A
    file that lies in no edition is a copy received. ``key`` is the public key that must have signed the seal (the
    project's own keys otherwise); ``again`` makes the files again even where a seal covers them (``None``: where
    none does, ``False``: never). With ``report``, ``proof.json`` and ``proof.pdf`` are written beside the files of
    each whole edition."""
    out = out or ws.out
    project = ws.project()
    rules = sentence_rules(project)
    names = rules.context.names
    entries = check_entries(project.root, rules.context, project.catalogues, rules.read)
    common = in_order([*rules.problems, *entries.problems])
    keys = (read_public(key),) if key else public_keys(ws.root)
    whose = "the public key you gave" if key else "the public key in seals/keys"
    made = []
    editions, copies = _asked(ws, out, tuple(targets))
    for folder, files in editions.items():
        seal = read_seal(ws.root, _edition(folder))
        proof = verify_edition(folder, names, files, seal=seal)
        signed = signed_by(ws.root, seal.edition, keys) if seal else ()
        check_signatures(proof, signed, seal is not None, whose)
        check_facts(proof, folder, project.root, project.base)
        _again(proof, project, folder, files, again)
        # the project's own wordings, which the files were made from
        proof.add(p for p in common if not files or p.severity is Severity.ERROR)
        if report and not files:
            _write(proof, folder, ws.root)
        made.append(_told(proof, folder, entries.checked))
    made += [_received(ws, path, out, names, keys, whose) for path in copies]
    return tuple(made)


def _told(proof: Proof, folder: Path, sentences: int, received: str = "") -> Verification:
    told = record(proof)
    return Verification(
        proof.edition,
        folder,
        proved(proof),
        told["numbers"],
        told["files"],
        told["sha256"],
        tuple(told["same_text"]),
        tuple(told["same_figures"]),
        proof.problems,
        sentences,
        tuple(Done(n.value, proof.checks[n].done, proof.checks[n].said) for n in Stage if n in proof.checks),
        received,
    )


def _again(proof: Proof, project: Project, folder: Path, files: tuple[str, ...], again: bool | None) -> None:
    """Make the files again, unless a seal that holds makes it needless or it is not wanted."""
    if again is False or (again is None and proof.checks[Stage.SEALED].done):
        why = "it was not wanted" if again is False else "not needed: everything is as sealed"
        proof.checks[Stage.AGAIN] = Check(False, why)
        return
    from briefing.editions.jobs import make_again  # noqa: PLC0415 - loads the engines

    only = frozenset(name.rpartition(".")[0] for name in files)
    same = not moved_on(folder, project.root, ("content", "templates", "i18n", "briefing"))
    made = make_again(project, folder, same, only)
    check_again(proof, made.files, made.composed, made.why, files)


def _received(
    ws: ProjectFolder, path: Path, out: Path, names: Mapping[str, Declared], keys: Sequence[PublicKey], whose: str
) -> Verification:
    """Tell which file a copy is. One we sealed, or one that lies under ``out``, is known by its digest; any other is
    read as the file it claims to be."""
    sha256 = file_hash(path)
    sealed = find_sealed(ws.root, sha256)
    folders = ws.edition_folders(out)
    if sealed:
        seal, name = sealed[-1]
        proof = Proof(seal.edition, digests={path.name: sha256})
        said = f"by {seal.by} on {seal.sealed.isoformat()}"
        proof.checks[Stage.SEALED] = Check(True, f"{said}: byte for byte")
        check_signatures(proof, signed_by(ws.root, seal.edition, keys), True, whose)
        text = f"is exactly {name} of edition {seal.edition} (compared byte for byte), sealed {said}"
        return _told(proof, path.parent, 0, f"{path.name} {text}")
    if (known := next(same_bytes(path, folders), None)) is not None:
        proof = Proof(_edition(known.parent), digests={path.name: sha256})
        proof.checks[Stage.SEALED] = Check(False, "nobody has sealed it")
        text = f"is exactly {known.name} of edition {proof.edition} (compared byte for byte), which is not sealed"
        return _told(proof, path.parent, 0, f"{path.name} {text}")
    finished = open_finished(path)
    original = original_of(finished, folders)
    if original is None:
        said = finished.stated.get("edition") or finished.edition or "unknown"
        raise ProblemsFound([problem("received-unknown", path.name, 0, edition=said)])
    proof = compare(path, original, names)
    proof.checks[Stage.SEALED] = Check(False, "no file with these bytes was sealed")
    return _told(proof, path.parent, 0, f"{path.name} was read as {original.name} of edition {proof.edition}")


def _edition(folder: Path) -> str:
    return read_entries(folder)[0]


def _asked(
    ws: ProjectFolder, out: Path, targets: tuple[str, ...]
) -> tuple[Mapping[Path, tuple[str, ...]], tuple[Path, ...]]:
    """Folders to verify with the files named in each (none: all of it), and copies that lie in no edition."""
    asked: dict[Path, tuple[str, ...]] = {}
    copies: list[Path] = []
    for target in targets:
        path = Path(target)
        if not path.exists() and (out / target).is_dir():
            path = out / target
        if path.is_dir():
            asked[path] = ()
        elif path.is_file() and _belongs(path):
            asked[path.parent] = (*asked.get(path.parent, ()), path.name)
        elif path.is_file():
            copies.append(path)
        else:
            known = ", ".join(p.name for p in ws.edition_folders(out)) or "none yet"
            raise ProblemsFound([problem("proof-nothing-there", target, 0, known=known)])
    if not targets:
        found = ws.edition_folders(out)
        if not found:
            raise ProblemsFound([problem("proof-no-manifest", str(out), 0)])
        asked[found[-1]] = ()
    return asked, tuple(copies)


def _belongs(path: Path) -> bool:
    """Whether the manifest beside a file names it."""
    if not (path.parent / MANIFEST).is_file():
        return False
    return any(path.name == f"{name}.{form}" for name, e in read_entries(path.parent)[1].items() for form in e["files"])


def _write(proof: Proof, folder: Path, root: Path) -> None:
    """``proof.json`` and the printed sheet, beside the files of the edition."""
    from briefing.render.pdf import render_pdf  # noqa: PLC0415
    from briefing.render.theme import load_theme  # noqa: PLC0415 - the renderer is loaded only where a sheet is printed

    page = render_pdf(sheet(proof, edition_date(folder)), load_theme(root / "templates" / "house")).bytes
    text = json.dumps(record(proof), ensure_ascii=False, indent=1).encode() + b"\n"
    write({folder / NAME: text, folder / "proof.pdf": page})
