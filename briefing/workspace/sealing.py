"""Seals of editions that go out, and the keys that sign them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from briefing.approval.seals import (
    FOLDER,
    KEYS,
    PublicKey,
    Signed,
    key_of,
    make_pair,
    make_seal,
    public_keys,
    read_private,
    read_seal,
    signature_line,
    signed_by,
)
from briefing.editions.request import name_problems
from briefing.files.writing import write
from briefing.formats import endings
from briefing.problems import ProblemsFound, problem
from briefing.workspace.data import HIDDEN, Plan
from briefing.workspace.folder import ProjectFolder, signed_name


@dataclass(frozen=True, slots=True)
class Sealed:
    """The seal that an edition has: by whom, on which day, how many finished files it covers, and its signatures, each
    checked with the project's public keys."""

    by: str
    date: date
    files: int
    signatures: tuple[Signed, ...]


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
    day = day or ws.today
    out = out or ws.out
    if day > ws.today:
        raise ProblemsFound([problem("approve-to-come", day=day, today=ws.today)])
    if wrong := (*name_problems(edition),):
        raise ProblemsFound(wrong)
    folder = out / edition
    before = ws.bytes_below(f"{FOLDER}/{edition}.yaml") | ws.bytes_below(f"{FOLDER}/{edition}.sig")
    standing = read_seal(ws.root, edition)
    if standing is None:
        by = signed_name(by)
    if not folder.is_dir():
        raise ProblemsFound([problem("edition-unknown", "", 0, name=edition, out=out)])
    made = make_seal(folder, by, day)
    if standing is not None:
        if standing.files != made.files:
            names = sorted({n for n, _ in standing.files.items() ^ made.files.items()})
            raise ProblemsFound([problem("seal-edition-changed", edition=edition, what=", ".join(names[:5]))])
        made = standing
    name, data = f"{FOLDER}/{edition}.yaml", made.to_bytes()
    contents = {name: before.get(name) or data}
    signed = ""
    if key is not None:
        private = key_of(key, passphrase) if isinstance(key, bytes) else read_private(key, passphrase)
        line = signature_line(private, contents[name])
        sig = f"{FOLDER}/{edition}.sig"
        text = (before.get(sig) or b"").decode("utf-8", "replace")
        contents[sig] = (text if line in text else text + line).encode()
        signed = PublicKey("", private.public_key()).fingerprint
    read = {path: before.get(path) for path in contents}
    count = sum(1 for path in made.files if path.endswith(endings()))
    return SealPlan(
        contents=contents, read=read, edition=edition, by=made.by, date=made.sealed, sealed=count, signed=signed
    )


def seal_keys(ws: ProjectFolder) -> tuple[PublicKey, ...]:
    """Return the public keys that the project trusts, by name. Raises ``ProblemsFound`` for a file that holds none."""
    return public_keys(ws.root)


def seal_of(ws: ProjectFolder, edition: str) -> Sealed | None:
    """Return the seal of an edition; ``None`` where it has none. Raises ``ProblemsFound`` for one that cannot be read."""
    if wrong := (*name_problems(edition),):
        raise ProblemsFound(wrong)
    found = read_seal(ws.root, edition)
    if found is None:
        return None
    count = sum(1 for path in found.files if path.endswith(endings()))
    return Sealed(found.by, found.sealed, count, signed_by(ws.root, edition, public_keys(ws.root)))


def make_seal_key(ws: ProjectFolder, name: str, private: Path | None, passphrase: str = "") -> KeyPlan:
    """Make a pair of keys and write the private half, readable by its owner alone; without a place for it, nothing of it is
    written. Raises ``ProblemsFound`` for a place inside
    the project, a file that is there, and a name that is taken."""
    public = f"{KEYS.as_posix()}/{name}.pub"
    secret, open_ = make_pair(name, passphrase)
    fingerprint = PublicKey("", key_of(secret, passphrase).public_key()).fingerprint
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
