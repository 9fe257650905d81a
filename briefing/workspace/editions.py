"""The finished editions that there are: their files, who approved which document, and the seals they go out with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from briefing.approval import seals
from briefing.approval.approvals import DocumentApproval, editions_approved, files, read_approvals
from briefing.editions.manifest import NAME, Manifest, altered_files, read_manifest, read_record
from briefing.editions.request import WentOut, name_problems
from briefing.files.reading import read_bytes
from briefing.files.writing import write
from briefing.formats import endings
from briefing.memory import stamp
from briefing.problems import ProblemsFound, problem
from briefing.workspace.folder import HIDDEN, Plan, ProjectFolder, signed_name


@dataclass(frozen=True, slots=True)
class EditionFile:
    """A finished file: its name, format and SHA-256."""

    name: str
    format: str
    sha256: str


@dataclass(frozen=True, slots=True)
class EditionDocument:
    """A document of an edition. ``stamp`` is the mark on every page (empty for a finished one), ``figures`` how many
    figures it prints."""

    name: str
    language: str
    stamp: str
    figures: int
    files: tuple[EditionFile, ...]


@dataclass(frozen=True, slots=True)
class EditionRow:
    """A finished edition: its name, the day it was built as of (empty: all that is known), and its documents."""

    name: str
    as_of: str
    folder: Path
    documents: tuple[EditionDocument, ...]


def editions(ws: ProjectFolder) -> tuple[EditionRow, ...]:
    """Return every edition that there is, oldest name first. Raises ``ProblemsFound`` for a manifest that cannot be read."""
    found = []
    for folder in ws.edition_folders():
        made = ws.recall("manifest", folder, (stamp(folder / NAME),), partial(read_manifest, folder))
        if made is not None:
            found.append(_row(folder, made))
    return tuple(found)


def _row(folder: Path, made: Manifest) -> EditionRow:
    documents = (
        EditionDocument(
            name,
            entry["language"],
            entry["stamp"],
            len(entry["figures"]),
            tuple(EditionFile(f"{name}.{form}", form, f["sha256"]) for form, f in sorted(entry["files"].items())),
        )
        for name, entry in sorted(made.documents.items())
    )
    return EditionRow(folder.name, made.as_of, folder, tuple(documents))


def edition_file(ws: ProjectFolder, edition: str, name: str) -> bytes:
    """Return a finished file of an edition. Raises ``ProblemsFound`` for an edition or a file that there is not: only what the
    manifest names can be had."""
    row = _edition(ws, edition)
    known = {f.name for d in row.documents for f in d.files}
    if name not in known:
        raise ProblemsFound([problem("edition-no-file", edition=edition, name=name)])
    return read_bytes(row.folder / name, "edition-file-unreadable", named=False)


def edition_archive(ws: ProjectFolder, edition: str, documents: Sequence[str] = ()) -> bytes:
    """Return the finished files of an edition (of some documents, where any are named) with its manifest, as a ZIP archive
    whose bytes depend on nothing else. Raises ``ProblemsFound``."""
    row = _edition(ws, edition)
    if strange := [name for name in documents if name not in {d.name for d in row.documents}]:
        raise ProblemsFound(problem("edition-no-file", edition=edition, name=name) for name in strange)
    names = [f.name for d in row.documents if not documents or d.name in documents for f in d.files]
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name in (*names, NAME):
            entry = ZipInfo(f"{edition}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, read_bytes(row.folder / name, "edition-file-unreadable", named=False))
    return made.getvalue()


def _edition(ws: ProjectFolder, edition: str) -> EditionRow:
    row = next((r for r in editions(ws) if r.name == edition), None)
    if row is None:
        raise ProblemsFound([problem("edition-unknown", "", 0, name=edition, out=ws.out)])
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPlan(Plan):
    """An approval ready to be recorded: the edition, the documents, by whom and on which day."""

    edition: str
    documents: tuple[str, ...]
    by: str
    date: date


def approve(
    ws: ProjectFolder,
    edition: str,
    documents: Sequence[str] = (),
    *,
    by: str,
    day: date | None = None,
    out: Path | None = None,
) -> ApprovalPlan:
    """Return what approving documents of a built edition (all of them when none is named) would record. Raises
    ``ProblemsFound`` for an unknown edition or document, a draft, one that the content would make otherwise by now, one whose
    finished files are not those that were built (somebody read something else), no name, and a day still to come."""
    from briefing.approval.standing import approve as approved  # noqa: PLC0415 - it composes: most here only read
    from briefing.approval.standing import current  # noqa: PLC0415

    by = signed_name(by)
    day = _day_of_signing(ws, day)
    out = out or ws.out
    _named(edition)
    before = ws.bytes_below(f"approvals/{edition}.yaml") | ws.bytes_below(f"approvals/{edition}/*.json")
    snapshot = read_record(out / edition)
    if snapshot is None:
        raise ProblemsFound([problem("edition-unknown", "", 0, name=edition, out=out)])
    names = tuple(documents or snapshot.documents)
    made = approved(snapshot, current(ws.root, edition, snapshot.day), read_approvals(ws.root, edition), names, by, day)
    if altered := altered_files(out / edition, names):
        raise ProblemsFound(problem("proof-hash", name, 0) for name in altered)
    contents = files(made, [(n, snapshot.documents[n]) for n in names])
    read = {path: before.get(path) for path in contents}
    return ApprovalPlan(contents=contents, read=read, edition=edition, documents=names, by=by, date=day)


def _day_of_signing(ws: ProjectFolder, day: date | None) -> date:
    """The day on which something is signed: today where none is named. Raises ``ProblemsFound`` for one still to come."""
    if day is not None and day > ws.today:
        raise ProblemsFound([problem("approve-to-come", day=day, today=ws.today)])
    return day or ws.today


def _named(edition: str) -> None:
    """Refuse what cannot be the name of an edition, and so leads elsewhere."""
    if wrong := (*name_problems(edition),):
        raise ProblemsFound(wrong)


def approvals(ws: ProjectFolder, edition: str = "", out: Path | None = None) -> dict[str, tuple[DocumentApproval, ...]]:
    """Return how the documents of an edition (of every edition with approvals, when none is named) stand: approved, lapsed
    and why, open."""
    out = out or ws.out
    if edition:
        _named(edition)
    editions = (edition,) if edition else editions_approved(ws.root)
    return {name: _standing(ws, name, out) for name in editions}


def _standing(ws: ProjectFolder, edition: str, out: Path) -> tuple[DocumentApproval, ...]:
    """How the documents of an edition stand; composed again only when content, approvals or the edition changed."""
    from briefing.approval.standing import standings  # noqa: PLC0415 - where nothing was approved, nothing is composed

    day = _day(ws, out, edition)
    inputs = (ws.stamp("content", "i18n", "templates", "approvals"), day)
    every = ws.recall("approvals", edition, inputs, lambda: standings(ws.root, edition, day))
    manifest = read_manifest(out / edition)
    if manifest is None:
        return every
    return tuple(one for one in every if one.document in manifest.documents or one.state != "open")


def _day(ws: ProjectFolder, out: Path, edition: str) -> date:
    given = read_approvals(ws.root, edition)
    if given:
        return given.day
    manifest = read_manifest(out / edition)
    if manifest:
        return date.fromisoformat(manifest.date)
    raise ProblemsFound([problem("edition-unknown", "", 0, name=edition, out=out)])


def went_out(root: Path) -> WentOut:
    """Return the editions that people have been given: those that are sealed, and documents that were approved. Raises
    ``ProblemsFound`` for a record that cannot be read."""
    sealed = (seals.read_seal(root, name) for name in seals.sealed_editions(root))
    given = ((name, read_approvals(root, name)) for name in editions_approved(root))
    return WentOut(
        {one.edition: one.files for one in sealed if one},
        {name: {a.document: a.digest for a in found.given} for name, found in given if found},
    )


@dataclass(frozen=True, slots=True)
class Sealed:
    """The seal that an edition has: by whom, on which day, how many finished files it covers, and its signatures, each
    checked with the project's public keys."""

    by: str
    date: date
    files: int
    signatures: tuple[seals.Signed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealPlan(Plan):
    """A seal ready to be recorded: the edition, by whom and on which day, how many finished files it covers, and the key it is
    signed with (fingerprint; empty for none)."""

    edition: str
    by: str
    date: date
    sealed: int
    signed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlan(Plan):
    """A public key ready to be recorded under its name. The private half is written already, outside the project; or, where no
    place was given, it is ``private``: for its owner to keep, and nowhere else."""

    name: str
    fingerprint: str
    private: bytes = field(default=b"", repr=False, metadata=HIDDEN)


def seal(
    ws: ProjectFolder,
    edition: str,
    *,
    by: str,
    day: date | None = None,
    key: Path | bytes | None = None,
    passphrase: str = "",
    out: Path | None = None,
) -> SealPlan:
    """Return what sealing an edition would record; ``key`` is the private key to sign with, as a file or as what is in one.
    An edition that is sealed already keeps its seal, and may be signed once more. Raises ``ProblemsFound`` for files that are
    not what the manifest says, strays, another edition under a sealed name, no name, a day to come, and a key that does not
    open."""
    day = _day_of_signing(ws, day)
    out = out or ws.out
    _named(edition)
    folder = out / edition
    before = ws.bytes_below(f"{seals.FOLDER}/{edition}.yaml") | ws.bytes_below(f"{seals.FOLDER}/{edition}.sig")
    standing = seals.read_seal(ws.root, edition)
    if standing is None:
        by = signed_name(by)
    if not folder.is_dir():
        raise ProblemsFound([problem("edition-unknown", "", 0, name=edition, out=out)])
    made = seals.make_seal(folder, by, day)
    if standing is not None:
        if standing.files != made.files:
            names = sorted({n for n, _ in standing.files.items() ^ made.files.items()})
            raise ProblemsFound([problem("seal-edition-changed", edition=edition, what=", ".join(names[:5]))])
        made = standing
    name, data = f"{seals.FOLDER}/{edition}.yaml", made.to_bytes()
    contents = {name: before.get(name) or data}
    signed = ""
    if key is not None:
        private = seals.key_of(key, passphrase) if isinstance(key, bytes) else seals.read_private(key, passphrase)
        line = seals.signature_line(private, contents[name])
        sig = f"{seals.FOLDER}/{edition}.sig"
        text = (before.get(sig) or b"").decode("utf-8", "replace")
        contents[sig] = (text if line in text else text + line).encode()
        signed = seals.PublicKey("", private.public_key()).fingerprint
    read = {path: before.get(path) for path in contents}
    count = sum(1 for path in made.files if path.endswith(endings()))
    return SealPlan(
        contents=contents, read=read, edition=edition, by=made.by, date=made.sealed, sealed=count, signed=signed
    )


def seal_keys(ws: ProjectFolder) -> tuple[seals.PublicKey, ...]:
    """Return the public keys that the project trusts, by name. Raises ``ProblemsFound`` for a file that holds none."""
    return seals.public_keys(ws.root)


def seal_of(ws: ProjectFolder, edition: str) -> Sealed | None:
    """Return the seal of an edition; ``None`` where it has none. Raises ``ProblemsFound`` for one that cannot be read."""
    _named(edition)
    found = seals.read_seal(ws.root, edition)
    if found is None:
        return None
    count = sum(1 for path in found.files if path.endswith(endings()))
    return Sealed(found.by, found.sealed, count, seals.signed_by(ws.root, edition, seals.public_keys(ws.root)))


def make_seal_key(ws: ProjectFolder, name: str, private: Path | None, passphrase: str = "") -> KeyPlan:
    """Make a pair of keys and write the private half, readable by its owner alone; without a place for it, nothing of it is
    written. Raises ``ProblemsFound`` for a place inside
    the project, a file that is there, and a name that is taken."""
    public = f"{seals.KEYS.as_posix()}/{name}.pub"
    secret, open_ = seals.make_pair(name, passphrase)
    fingerprint = seals.PublicKey("", seals.key_of(secret, passphrase).public_key()).fingerprint
    kept = b""
    if (ws.root / public).exists():
        raise ProblemsFound([problem("seal-key-exists", public, 0)])
    if private is None and not passphrase:
        raise ProblemsFound([problem("option-needed", option="passphrase")])
    if private is None:
        kept = secret
    elif private.absolute().resolve().is_relative_to(ws.root.resolve()):
        raise ProblemsFound([problem("seal-in-the-project", str(private), 0)])
    elif private.absolute().exists():
        raise ProblemsFound([problem("seal-key-exists", str(private), 0)])
    else:
        write({private.absolute(): secret}, mode=0o600)
    return KeyPlan(contents={public: open_}, read={public: None}, name=name, fingerprint=fingerprint, private=kept)
