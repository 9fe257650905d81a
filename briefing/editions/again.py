"""Making an edition again: its recorded documents rendered, and composed from the content where that is still the same.

Builds are deterministic, so that whatever was changed in a finished file shows, whether or not a reader would notice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from briefing.editions.audiences import for_audiences, wanted
from briefing.editions.jobs import BuildContext, Composing, Job, Made, RenderContext, compose, key, make
from briefing.editions.manifest import Manifest, read_manifest
from briefing.editions.snapshot import FOLDER
from briefing.problems import Problem
from briefing.project.opening import Project
from briefing.store.engines import engine_hash
from briefing.workers import engine_of


@dataclass(slots=True)
class Again:
    """What came of it: the SHA-256 of each finished file made again, by name; for each document composed again, whether its
    tree is the recorded one; for each document that was not made again, why."""

    files: dict[str, str] = field(default_factory=dict)
    composed: dict[str, bool] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)


def make_again(
    project: Project, folder: Path, same_inputs: bool, only: frozenset[str] = frozenset(), jobs: int = 0
) -> Again:
    """Make the documents of an edition again, all or those named ``only``. ``same_inputs``: content, templates and translations
    are those the edition was built from, so that its documents can be composed again as well. Raises ``ProblemsFound`` where
    the manifest cannot be read."""
    manifest = read_manifest(folder) or Manifest(folder.name, "")
    again = Again()
    engine = engine_hash(project.templates / "house")
    todo: list[Job] = []
    for name, entry in sorted(manifest.documents.items()):
        path = folder / FOLDER / f"{name}.json"
        if only and name not in only:
            continue
        if not path.is_file():
            again.why[name] = "no document is recorded"
            continue
        tree = path.read_bytes()
        if key(tree, engine) != entry.get("key"):
            again.why[name] = "another version of the programme or of the looks made them"
            continue
        todo.append(Job(name, tree, tuple(entry.get("files", {}))))
    if same_inputs:
        recorded = {job.name: job.tree for job in todo}
        again.composed.update(
            (n, tree == recorded[n]) for n, tree in _composed(project, manifest, engine) if n in recorded
        )
    _render(project, todo, again, jobs)
    return again


def _render(project: Project, todo: list[Job], again: Again, jobs: int) -> None:
    told: list[Problem] = []
    theme = RenderContext(project.templates)
    with (
        closing(engine_of("local", jobs)) as engine,
        closing(engine.run(make, theme, iter(todo), told.append)) as results,
    ):
        for name, made in results:
            match made:
                case Problem():
                    again.why[name] = made.message
                case Made(files, problems):
                    again.files |= {f"{name}.{form}": hashlib.sha256(data).hexdigest() for form, data in files.items()}
                    if problems:
                        again.why[name] = problems[0].message


def _composed(project: Project, manifest: Manifest, engine: str) -> Iterator[tuple[str, bytes]]:
    """The trees of the documents that the content names: each pack, whole and cut to each audience."""
    day = date.fromisoformat(manifest.date)
    since = date.fromisoformat(manifest.since) if manifest.since else None
    context = project.context(manifest.edition, day, since)
    ground = BuildContext(project, context, manifest.stamp, engine)
    specs = [spec for pack in project.content.packs for spec in wanted(project, pack, "", ())]
    for spec in (*specs, *for_audiences(project)[0]):
        for language in spec.languages:
            job = Composing(spec, language)
            if job.name in manifest.documents and (tree := compose(ground, job).tree):
                yield job.name, tree
