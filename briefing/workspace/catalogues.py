"""The translation files brought up to templates and content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.updating import Translatable, extract, messages_alone, refreshed
from briefing.problems import Problem, ProblemsFound, Severity, has_errors, problem
from briefing.project.opening import Project
from briefing.workspace.data import Plan
from briefing.workspace.folder import ProjectFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRefresh(Plan):
    """The PO files that do not hold the messages of templates and content as they are. ``stale`` is a problem for
    each whose messages differ; where only line numbers have moved, a file is written but is not stale."""

    stale: tuple[Problem, ...] = ()


def refresh_catalogues(ws: ProjectFolder) -> CatalogueRefresh:
    """Return what bringing the PO files up to date would write. Raises ``ProblemsFound`` when a template cannot be read."""
    before = ws.bytes_below("i18n/*/*.po")
    project = ws.project()
    units = _wanted(project)
    contents = {path.relative_to(ws.root).as_posix(): data for path, data in _changed(project, units).items()}
    read = {path: before.get(path) for path in contents}
    return CatalogueRefresh(contents=contents, read=read, stale=stale_catalogues(project))


def stale_catalogues(project: Project) -> tuple[Problem, ...]:
    """Return one problem for each PO file that does not hold the messages of templates and content as they are."""
    try:
        units = _wanted(project)
    except ProblemsFound as found:
        return found.problems
    changed = _changed(project, _astray(project, units))
    return tuple(
        problem("catalogue-stale", path.relative_to(project.root).as_posix())
        for path, data in changed.items()
        if not path.exists() or messages_alone(path.read_bytes()) != messages_alone(data)
    )


def _wanted(project: Project) -> tuple[Translatable, ...]:
    units, problems = extract(project.templates, project.content)
    unread = [p for p in project.problems if p.file.endswith(".po") and p.severity is Severity.ERROR]
    if has_errors(problems) or unread:
        raise ProblemsFound([*problems, *unread])
    return units


def _astray(project: Project, units: tuple[Translatable, ...]) -> tuple[Translatable, ...]:
    """The messages of the domains whose PO file, in some language, does not hold exactly those: only they can be stale, and
    bringing a file up to date costs far more than seeing that it is."""
    wanted: dict[str, set[tuple[str, str, bool]]] = {}
    for unit in units:
        wanted.setdefault(unit.domain, set()).add((unit.context, unit.source, "%(" in unit.source))
    stale: set[str] = set()
    for tag in _targets(project):
        held: dict[str, set[tuple[str, str, bool]]] = {}
        for message in project.catalogues[tag]:
            key = message.context, message.source, "python-format" in message.flags
            held.setdefault(message.domain, set()).add(key)
        stale |= {domain for domain in wanted if wanted[domain] != held.get(domain)}
    return tuple(unit for unit in units if unit.domain in stale)


def _targets(project: Project) -> list[str]:
    return [tag for tag in project.languages if tag != SOURCE_TAG]


def _changed(project: Project, units: tuple[Translatable, ...]) -> Mapping[Path, bytes]:
    tags = _targets(project)
    files = refreshed(units, project.root / "i18n", tags)
    return {path: data for path, data in files.items() if not path.exists() or path.read_bytes() != data}
