"""Approvals of documents: the record of who approved what, the trees that were approved, and how a document can stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from briefing.document.nodes import Document
from briefing.document.reading import NotADocument, from_json, to_json
from briefing.editions.manifest import sha256
from briefing.files.reading import listed
from briefing.files.yaml_reader import Located, LocatedList, figure, flow, read_yaml_file, scalar
from briefing.problems import ProblemsFound, problem

FOLDER = "approvals"
_KEYS = ("document", "by", "date", "sha256")


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's name under a document (``<pack>.<language>``) on a day; ``digest`` is the SHA-256 of the tree approved."""

    document: str
    by: str
    day: date
    digest: str


@dataclass(frozen=True, slots=True)
class Approvals:
    """The approvals of one edition and the date its content is taken as of."""

    edition: str
    day: date
    given: tuple[Approval, ...] = ()

    def of(self, document: str) -> Approval | None:
        """Return the approval of a document, if it has one."""
        return next((a for a in self.given if a.document == document), None)


State = Literal["approved", "lapsed", "open"]


@dataclass(frozen=True, slots=True)
class PassageSince:
    """A passage that changed since the approval: its section (empty on the cover), both texts, and the facts in it."""

    section: str
    kind: str
    facts: tuple[str, ...]
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class DocumentApproval:
    """How a document of an edition stands: approved, lapsed or open; by whom and when; for a lapsed one what sort of change
    undid it (figure, sentence, translation, or document: no longer made) and the passages that changed."""

    document: str
    state: State
    reason: str = ""
    by: str | None = None
    date: date | None = None
    changes: tuple[PassageSince, ...] = ()


def unstamped(document: Document) -> Document:
    """Return the document without a draft stamp, as it is approved."""
    return replace(document, stamp="")


def digest_of(document: Document) -> str:
    """Return the SHA-256 of the document tree without its stamp."""
    return sha256(to_json(unstamped(document)))


def read_approvals(root: Path, edition: str) -> Approvals | None:
    """Return the approvals of an edition; ``None`` where none was given. Raises ``ProblemsFound`` when the record cannot be
    read."""
    path = root / FOLDER / f"{edition}.yaml"
    name = f"{FOLDER}/{edition}.yaml"
    if not path.is_file():
        return None
    data, problems = read_yaml_file(path, name)
    if problems or not isinstance(data, Located):
        raise ProblemsFound(problems or [problem("approvals-unreadable", name, 0, reason="it holds no approvals")])
    listed = data.get("approvals")
    try:
        rows: list[Any] = listed if isinstance(listed, LocatedList) else []
        entries = [{key: str(entry[key]) for key in _KEYS} for entry in rows]
        given = tuple(Approval(e["document"], e["by"], date.fromisoformat(e["date"]), e["sha256"]) for e in entries)
        return Approvals(edition, date.fromisoformat(str(data["date"])), given)
    except (KeyError, TypeError, ValueError) as error:
        raise ProblemsFound([problem("approvals-unreadable", name, 0, reason=str(error))]) from error


def editions_approved(root: Path) -> tuple[str, ...]:
    """Return the editions of which a document has been approved, oldest name first."""
    return tuple(sorted(path.stem for path in listed(root / FOLDER, "*.yaml")))


def read_tree(root: Path, edition: str, document: str) -> Document | None:
    """Return a document as it was approved; ``None`` when its tree is not kept or cannot be read."""
    try:
        return from_json((root / FOLDER / edition / f"{document}.json").read_bytes())
    except (FileNotFoundError, NotADocument):
        return None


def files(approvals: Approvals, documents: Iterable[tuple[str, Document]]) -> dict[str, bytes]:
    """Return the files of a record by project-relative path, the trees first."""
    made = {f"{FOLDER}/{approvals.edition}/{name}.json": to_json(unstamped(tree)) for name, tree in documents}
    lines = [f"edition: {scalar(approvals.edition)}", f"date: {figure(approvals.day.isoformat())}", "approvals:"]
    for approval in sorted(approvals.given, key=lambda a: a.document):
        values = (approval.document, approval.by, approval.day.isoformat(), approval.digest)
        lines.append(f"  - {flow(dict(zip(_KEYS, values, strict=True)))}")
    return made | {f"{FOLDER}/{approvals.edition}.yaml": ("\n".join(lines) + "\n").encode()}
