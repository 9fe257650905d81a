"""Seals: the digests of an edition that went out, kept in ``seals/<edition>.yaml``, and the Ed25519 keys that sign them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from briefing.files.reading import failures_as, file_hash, listed
from briefing.files.yaml_reader import Located, LocatedList, figure, read_yaml_file, scalar
from briefing.formats import endings
from briefing.problems import Problem, ProblemsFound, problem

#: Where a project keeps the public keys it trusts, below its root: ``<name>.pub``.
KEYS = Path("seals") / "keys"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}")
MAX_KEY = 10_000


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key under the name of its file."""

    name: str
    key: Ed25519PublicKey

    @property
    def fingerprint(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of the raw key."""
        raw = self.key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return hashlib.sha256(raw).hexdigest()[:16]

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Return whether ``signature`` is this key's over ``data``."""
        try:
            self.key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


def make_pair(name: str, passphrase: str = "") -> tuple[bytes, bytes]:
    """Return a new private key (PKCS #8 PEM, encrypted when a passphrase is given) and its public key (PEM). Raises
    ``ProblemsFound`` for a name that is no file name."""
    if not _NAME.fullmatch(name):
        raise ProblemsFound([problem("seal-key-name", name=name)])
    private = Ed25519PrivateKey.generate()
    how = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    secret = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)
    return secret, private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def read_private(path: Path, passphrase: str = "") -> Ed25519PrivateKey:
    """Return the private key of a file. Raises ``ProblemsFound`` for one that is none, is locked, or is of another sort."""
    return key_of(_bytes(path), passphrase, str(path))


def key_of(data: bytes, passphrase: str = "", name: str = "") -> Ed25519PrivateKey:
    """Return the private key that the bytes of a file hold; ``name`` is what problems call the file. Raises as
    ``read_private``."""
    try:
        key = serialization.load_pem_private_key(data[:MAX_KEY], passphrase.encode() or None)
    except TypeError as error:  # a passphrase is missing, or was given for a key that has none
        raise ProblemsFound([problem("seal-passphrase", name, 0)]) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        code = "seal-passphrase" if passphrase and b"ENCRYPTED" in data else "seal-key-unreadable"
        raise ProblemsFound([problem(code, name, 0)]) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ProblemsFound([problem("seal-key-unreadable", name, 0)])
    return key


def is_locked(path: Path) -> bool:
    """Return whether a private key needs a passphrase. Raises ``ProblemsFound`` when the file cannot be read."""
    return b"ENCRYPTED" in _bytes(path)


def read_public(path: Path) -> PublicKey:
    """Return the public key of a file. Raises ``ProblemsFound`` for one that is none."""
    try:
        key = serialization.load_pem_public_key(_bytes(path))
    except ValueError as error:
        raise ProblemsFound([problem("seal-key-unreadable", str(path), 0)]) from error
    if not isinstance(key, Ed25519PublicKey):
        raise ProblemsFound([problem("seal-key-unreadable", str(path), 0)])
    return PublicKey(path.stem, key)


def public_keys(root: Path) -> tuple[PublicKey, ...]:
    """Return the keys a project trusts, by name. Raises ``ProblemsFound``."""
    return tuple(read_public(path) for path in listed(root / KEYS, "*.pub"))


def signature_line(private: Ed25519PrivateKey, data: bytes) -> str:
    """Return the line of a signature file: algorithm, fingerprint of the key, signature in base64."""
    public = PublicKey("", private.public_key())
    return f"ed25519 {public.fingerprint} {base64.b64encode(private.sign(data)).decode()}\n"


def signatures(text: str) -> Iterator[tuple[str, bytes]]:
    """Yield fingerprint and signature of each line. Raises ``ValueError`` for a line that is none."""
    for line in text.splitlines():
        words = line.split()
        if len(words) != 3 or words[0] != "ed25519":
            raise ValueError(f"“{line[:40]}” is no signature")
        yield words[1], base64.b64decode(words[2], validate=True)


def _bytes(path: Path) -> bytes:
    with failures_as("seal-key-missing", str(path)), path.open("rb") as stream:
        return stream.read(MAX_KEY)


FOLDER = "seals"
#: The format of a seal; one of another version is not read.
VERSION = "1"
#: What ``verify`` leaves in the folder of an edition.
REPORTS = frozenset({"proof.json", "proof.pdf"})


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that was checked: the key's name and fingerprint, and whether it is right. ``name`` is empty for a key that
    nobody here knows, ``right`` then ``False``."""

    name: str
    fingerprint: str
    right: bool


@dataclass(frozen=True, slots=True)
class Seal:
    """The seal of an edition: its day, when and by whom it was sealed, the formats of each document (``<pack>.<language>``),
    and the SHA-256 of every file by its path below the edition's folder, manifest and record among them."""

    edition: str
    day: date
    sealed: date
    by: str
    documents: Mapping[str, tuple[str, ...]]
    files: Mapping[str, str]

    def to_bytes(self) -> bytes:
        """Return the seal as its file: YAML, the same for the same seal."""
        lines = [
            f"seal: {figure(VERSION)}",
            f"edition: {figure(self.edition)}",
            f"date: {figure(self.day.isoformat())}",
            f"sealed: {figure(self.sealed.isoformat())}",
            f"by: {scalar(self.by)}",
            "documents:",
        ]
        lines += [f"  {scalar(name)}: [{', '.join(formats)}]" for name, formats in sorted(self.documents.items())]
        lines.append("files:")
        lines += [f"  {scalar(path)}: {figure(digest)}" for path, digest in sorted(self.files.items())]
        return ("\n".join(lines) + "\n").encode()


def seal_path(root: Path, edition: str) -> Path:
    """Return where the seal of an edition lies."""
    return root / FOLDER / f"{edition}.yaml"


def make_seal(folder: Path, by: str, sealed: date) -> Seal:
    """Return the seal of a finished edition. Raises ``ProblemsFound`` where its files are not what its manifest says, or
    there are none."""
    edition, of_day, entries, record = _manifest(folder)
    documents: dict[str, tuple[str, ...]] = {}
    wrong = []
    for name, files in sorted(entries.items()):
        documents[name] = tuple(sorted(files))
        for form, said in files.items():
            path = folder / f"{name}.{form}"
            if not path.is_file():
                wrong.append(problem("seal-file-missing", path.name, 0, edition=folder.name))
            elif file_hash(path) != said["sha256"]:
                wrong.append(problem("proof-hash", path.name, 0))
    wrong += altered_record(folder, edition, record)
    if not any(documents.values()):
        wrong.append(problem("proof-nothing", folder.name, 0))
    stray = unlisted_files(folder, promised(documents))
    wrong += [problem("proof-stray", name, 0, edition=folder.name) for name in stray]
    if wrong:
        raise ProblemsFound(wrong)
    return Seal(edition, of_day, sealed, by, documents, digests(folder))


def altered_record(folder: Path, edition: str, record: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return a problem for each file of an edition’s record that is gone, is not as the manifest says, or came later;
    ``record`` is empty for an edition of which the manifest does not say it."""
    there = {path.name: path for path in listed(folder / "record", "*.json")}
    gone = sorted(record.keys() - there.keys())
    other = sorted(n for n, path in there.items() if record and file_hash(path) != record.get(n))
    missing = (problem("seal-file-missing", f"record/{n}", 0, edition=edition) for n in gone)
    return (*missing, *(problem("proof-hash", f"record/{n}", 0) for n in other))


def promised(documents: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return the names of the finished files of some documents with their formats."""
    return frozenset(f"{name}.{form}" for name, formats in documents.items() for form in formats)


def unlisted_files(folder: Path, known: frozenset[str]) -> tuple[str, ...]:
    """Return the files in an edition's folder that belong to no edition: neither known finished files, nor the manifest, the
    record or the proof's own reports."""
    own = known | REPORTS | {"manifest.json"}
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if not path.is_dir())
    return tuple(n for n in names if n not in own and not re.fullmatch(r"record/[^/]+\.json", n))


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of an edition by path, the proof's reports apart."""
    paths = (p for p in sorted(folder.rglob("*")) if p.is_file())
    return {n: file_hash(p) for p in paths if (n := p.relative_to(folder).as_posix()) not in REPORTS}


def read_seal(root: Path, edition: str) -> Seal | None:
    """Return the seal of an edition; ``None`` where there is none. Raises ``ProblemsFound`` when it cannot be read."""
    path, name = seal_path(root, edition), f"{FOLDER}/{edition}.yaml"
    if not path.is_file():
        return None
    data, problems = read_yaml_file(path, name)
    try:
        if problems or not isinstance(data, Located) or data["seal"] != VERSION or data["edition"] != edition:
            raise ValueError("it is no seal of this edition that this version reads")
        documents, files = data["documents"], data["files"]
        if not isinstance(documents, Located) or not isinstance(files, Located):
            raise ValueError("it lists no files")
        formats = {str(k): tuple(map(str, v)) for k, v in documents.items() if isinstance(v, LocatedList)}
        day, sealed = (date.fromisoformat(str(data[key])) for key in ("date", "sealed"))
        return Seal(edition, day, sealed, str(data["by"]), formats, {str(k): str(v) for k, v in files.items()})
    except (KeyError, ValueError) as error:
        raise ProblemsFound([problem("seal-unreadable", name, 0, reason=str(error))]) from error


def sealed_editions(root: Path) -> tuple[str, ...]:
    """Return the editions that are sealed, oldest name first."""
    return tuple(sorted(path.stem for path in listed(root / FOLDER, "*.yaml")))


def signed_by(root: Path, edition: str, keys: Iterable[PublicKey]) -> tuple[Signed, ...]:
    """Return every signature of a seal, checked with ``keys``. Raises ``ProblemsFound`` when the file cannot be read."""
    path = seal_path(root, edition).with_suffix(".sig")
    if not path.is_file():
        return ()
    data = seal_path(root, edition).read_bytes()
    known = {key.fingerprint: key for key in keys}
    try:
        lines = tuple(signatures(path.read_text("utf-8")))
    except ValueError as error:
        raise ProblemsFound([problem("seal-unreadable", f"{FOLDER}/{path.name}", 0, reason=str(error))]) from error
    read = ((fingerprint, known.get(fingerprint), signature) for fingerprint, signature in lines)
    return tuple(
        Signed(key.name if key else "", fingerprint, key is not None and key.verifies(signature, data))
        for fingerprint, key, signature in read
    )


def find_sealed(root: Path, sha256: str) -> tuple[tuple[Seal, str], ...]:
    """Return every sealed finished file with a digest: its seal and its path. Raises ``ProblemsFound`` for a seal that
    cannot be read."""
    seals = [seal for name in sealed_editions(root) if (seal := read_seal(root, name))]
    return tuple(
        (seal, path)
        for seal in seals
        for path, known in sorted(seal.files.items())
        if known == sha256 and path.endswith(endings())
    )


def _manifest(folder: Path) -> tuple[str, date, Mapping[str, Mapping[str, Any]], Mapping[str, str]]:
    """The name and day of an edition, the files of each of its documents by format, and the digests of its record."""
    path = folder / "manifest.json"
    try:
        data = json.loads(path.read_bytes())
        entries = {str(name): dict(entry["files"]) for name, entry in data["documents"].items()}
        record = {str(name): str(said) for name, said in data.get("record", {}).items()}
        return str(data["edition"]), date.fromisoformat(str(data["date"])), entries, record
    except FileNotFoundError as error:
        raise ProblemsFound([problem("proof-no-manifest", str(folder), 0)]) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProblemsFound([problem("manifest-unreadable", str(path), 0, reason=str(error))]) from error
