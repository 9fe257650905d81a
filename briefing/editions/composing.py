"""Composing one document of an edition: a job for a worker. Back come its tree and what the manifest says of it, as bytes that
the one who collects need not read, and every problem found on the way."""

from __future__ import annotations

import copyreg
import json
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from briefing.compose.composing import Setting
from briefing.compose.tailoring import QUOTED
from briefing.document.json import to_json
from briefing.editions.jobs import key
from briefing.editions.manifest import figures_of
from briefing.editions.project import Project
from briefing.editions.readiness import DRAFT, unready
from briefing.editions.tailoring import Wanted, mixed, with_selections
from briefing.problems import Problem


@dataclass(frozen=True, slots=True)
class Ground:
    """What all documents of an edition are composed from. ``stamp`` is the furniture name of the mark asked for, ``engine`` the
    hash of what turns trees into bytes."""

    project: Project
    setting: Setting
    stamp: str
    engine: str

    @property
    def templates(self) -> Path:
        """The folder of templates."""
        return self.setting.templates

    def at(self, templates: Path) -> Ground:
        """The same with the templates in another folder."""
        project = replace(self.project, root=templates.parent)
        return replace(self, project=project, setting=replace(self.setting, templates=templates))


@dataclass(frozen=True, slots=True)
class Composing:
    """A document to be composed: what is wanted, and in which language."""

    wish: Wanted
    language: str

    @property
    def name(self) -> str:
        """The name of its files, without their format."""
        return f"{self.wish.name}.{self.language}"


@dataclass(frozen=True, slots=True)
class Composed:
    """A tree (briefing.document.json), its key, and the manifest's entry of it without files, as JSON; all empty when there is
    no document."""

    tree: bytes
    key: str
    entry: bytes
    problems: tuple[Problem, ...]


def compose(ground: Ground, job: Composing) -> Composed:
    """The work of a worker: one document, looked at from every side that can be seen before it is rendered."""
    base = with_selections(ground.project.base, (job.wish,))
    project = replace(ground.project, base=base)
    setting = replace(ground.setting, base=base, tailored=job.wish.tailored)
    document, found = project.compose(job.wish.pack, job.language, setting)
    if document is None:
        return Composed(b"", "", b"", found)
    if not document.stamp and (stamp := ground.stamp or (DRAFT if unready(found) else "")):
        document = project.stamped(document, job.language, stamp)
    tree = to_json(document)
    entry: dict[str, Any] = {
        "pack": job.wish.name, "language": job.language, "key": key(tree, ground.engine), "stamp": document.stamp,
        "figures": figures_of(document, base),
    }  # fmt: skip
    if said := document.extra.get(QUOTED):
        entry["quoted"] = json.loads(said)
    return Composed(tree, entry["key"], json.dumps(entry, ensure_ascii=False).encode(), (*found, *mixed(project, document)))


def _read_only(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))  # Python has no way of its own to send one
