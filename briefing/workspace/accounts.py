"""Who may use the workbench of an office, and for what: names, roles and the hashes of passwords in one file."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from briefing.files.reading import failures_as, read_bytes
from briefing.files.writing import write
from briefing.files.yaml_reader import read_yaml
from briefing.problems import Problem, ProblemsFound, problem

#: The shortest password that is taken, in characters (NIST SP 800-63B: length is what counts).
SHORTEST = 12
_LONGEST = 1024
#: Argon2 takes 64 MiB for each sum: no more than two at a time.
_SUMS = threading.BoundedSemaphore(2)
_HASHER = PasswordHasher()  # argon2id, the parameters of RFC 9106 for little memory


class Role(StrEnum):
    """What a person is; one may be several."""

    OFFICER = "officer"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    APPROVER = "approver"


class Need(StrEnum):
    """What somebody wants to do that not everybody may."""

    BUILD = "build"
    RECORD = "record"
    REVIEW = "review"
    APPROVE = "approve"


#: Who may do what.
MAY: Mapping[Need, frozenset[Role]] = {
    Need.BUILD: frozenset(Role),
    Need.RECORD: frozenset({Role.EDITOR}),
    Need.REVIEW: frozenset({Role.REVIEWER}),
    Need.APPROVE: frozenset({Role.APPROVER}),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses the workbench: the name that is in approvals and reviews, and the roles."""

    name: str
    roles: frozenset[Role] = frozenset(Role)

    def may(self, need: Need) -> bool:
        """Return whether one of the roles allows it."""
        return bool(self.roles & MAY[need])


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in; ``password`` is the argon2 hash."""

    name: str
    roles: frozenset[Role]
    password: str

    @property
    def person(self) -> Person:
        """Who it is."""
        return Person(self.name, self.roles)

    @property
    def mark(self) -> str:
        """A short digest of the hash: a session that carries another was opened with an older password."""
        return hashlib.sha256(self.password.encode()).hexdigest()[:16]


def read_accounts(path: Path) -> dict[str, Account]:
    """Return the accounts of a file, by name. Raises ``ProblemsFound`` for one that cannot be read, or is readable by
    others."""
    data = read_bytes(path, "accounts-unreadable")
    if path.stat().st_mode & 0o077:
        raise ProblemsFound([problem("accounts-open", str(path))])
    rows, wrong = read_yaml(data, str(path), rules=True) if data.strip() else ([], ())
    try:
        if wrong or not isinstance(rows, list | tuple):
            raise ValueError(wrong[0].message if wrong else "it is no list")
        read = (Account(str(r["name"]), frozenset(map(Role, r["roles"])), str(r["password"])) for r in rows)
        return {account.name: account for account in read}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProblemsFound([problem("accounts-unreadable", str(path), reason=error)]) from error


def add_account(path: Path, name: str, roles: Iterable[Role], password: str) -> None:
    """Add an account, or give one another password or other roles. Raises ``ProblemsFound`` for a name or password that
    cannot be taken."""
    if wrong := tuple(_wrong(name, frozenset(roles), password)):
        raise ProblemsFound(wrong)
    known = read_accounts(path) if path.exists() else {}
    with _SUMS:
        hashed = _HASHER.hash(password)
    known[name] = Account(name, frozenset(roles), hashed)
    rows = [{"name": a.name, "roles": sorted(map(str, a.roles)), "password": a.password} for a in known.values()]
    text = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False)
    with failures_as("accounts-unreadable", str(path)):
        write({path.absolute(): text.encode()}, mode=0o600)


def _wrong(name: str, roles: frozenset[Role], password: str) -> Iterable[Problem]:
    if not name.strip() or name != name.strip() or not name.isprintable() or len(name) > 80:
        yield problem("account-name", name=name)
    if not roles:
        yield problem("account-role", known=", ".join(Role))
    if not SHORTEST <= len(password) <= _LONGEST:
        yield problem("account-password", shortest=SHORTEST)


def signed_in(accounts: Mapping[str, Account], name: str, password: str) -> Account | None:
    """Return the account that a name and a password open, or ``None``. A name that is not known takes as long."""
    account = accounts.get(name)
    with _SUMS:
        try:
            _HASHER.verify(account.password if account else _decoy(), password[:_LONGEST])
        except (VerificationError, InvalidHashError):
            return None
    return account


@cache
def _decoy() -> str:
    return _HASHER.hash("nobody")
