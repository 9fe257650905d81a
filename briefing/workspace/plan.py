"""Plans: what would be written, before anything is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from briefing.workspace.data import HIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Files to put in place: new bytes by path below the root, and the bytes they replace (``None`` where there was
    no file). Every plan of the front door is one, with what a person wants to see first in fields of its own.
    ``Workspace.save`` puts all of them in place, or none."""

    contents: Mapping[str, bytes | None] = field(default_factory=dict, repr=False, compare=False, metadata=HIDDEN)
    read: Mapping[str, bytes | None] = field(default_factory=dict, repr=False, compare=False, metadata=HIDDEN)

    @property
    def files(self) -> tuple[str, ...]:
        """The paths below the root that saving would write."""
        return tuple(self.contents)

    @property
    def version(self) -> str:
        """A token of what was read and of what would be written (SHA-256 in hex). Whoever saves a plan that was made again with
        the version a person saw saves what that person saw."""
        digest = hashlib.sha256()
        for kind, files in (("read", self.read), ("written", self.contents)):
            for path in sorted(files):
                data = files[path]
                told = "none" if data is None else hashlib.sha256(data).hexdigest()
                digest.update(f"{kind}\0{path}\0{told}\n".encode())
        return digest.hexdigest()
