"""Ed25519 keys for seals (RFC 8032): make a pair, read either half, sign, verify. Private keys stay out of the project."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from briefing.files.listing import listed
from briefing.files.refused import failures_as
from briefing.problems import ProblemsFound, problem

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
    data = _bytes(path)
    try:
        key = serialization.load_pem_private_key(data, passphrase.encode() or None)
    except TypeError as error:  # a passphrase is missing, or was given for a key that has none
        raise ProblemsFound([problem("seal-passphrase", str(path), 0)]) from error
    except ValueError as error:
        code = "seal-passphrase" if passphrase and b"ENCRYPTED" in data else "seal-key-unreadable"
        raise ProblemsFound([problem(code, str(path), 0)]) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ProblemsFound([problem("seal-key-unreadable", str(path), 0)])
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
