"""Every problem of content, templates and translations at once; by cause, each with the page where a person mends it; and the
translation files brought up to templates and content."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.template_words import absence_problems, caveat_absences, translated_absences, typed_words
from briefing.catalogue.updating import Translatable, extract, messages_alone, refreshed
from briefing.problems import Problem, ProblemsFound, Severity, grouped, has_errors, in_order, problem
from briefing.project.opening import Project
from briefing.proof.sentences import read_exceptions
from briefing.releases.rules import load_reading
from briefing.render.theme import load_theme
from briefing.review.lint import read_rules
from briefing.review.lint.checks import read_waivers, waivers_file
from briefing.review.segment import segment_id
from briefing.workspace.documents import in_each_language, specs
from briefing.workspace.figures import archived_separately, archived_texts, locators_beyond_text, misplaced_wordings
from briefing.workspace.folder import Plan, ProjectFolder


def check(ws: ProjectFolder) -> tuple[Problem, ...]:
    """Return what opening the project, composing every document in every language (whole, and for each audience) and comparing
    the catalogues find: errors first, known conflicts of the sources last, as notes."""
    project = ws.project()
    inputs = (project, ws.stamp("templates"), ws.stamp("i18n"), ws.stamp("archive"))
    return ws.recall("check", "all", inputs, lambda: _check(ws, project))


def _check(ws: ProjectFolder, project: Project) -> tuple[Problem, ...]:
    asked, wrong = specs(project) if project.base.sources else ((), ())  # without a source nothing can be printed
    documents = (d for d in in_each_language(ws, project, asked) if d.language in project.languages)
    found = [p for document in documents for p in document.outcome().problems]
    inputs = (project.content, ws.stamp("templates"), ws.stamp("i18n"))
    stale = ws.recall("stale", "catalogues", inputs, lambda: stale_catalogues(project))
    others = (*_absences(project), *typed_words(project.templates), *_astray(ws, project), *_rules(project))
    return in_order([*project.problems, *wrong, *found, *others, *stale])


def _rules(project: Project) -> Iterator[Problem]:
    """What is wrong in the files that say how a document looks, how a translation is checked and how a release is read."""
    folder, tags = project.root / "i18n", tuple(project.languages)
    readers: list[Callable[[], object]] = [lambda: load_theme(project.templates / "house")]
    readers += [partial(read_rules, folder, tag, project.glossary) for tag in tags]
    readers += [partial(read_waivers, waivers_file(folder, tag)) for tag in tags]
    readers += [partial(load_reading, folder, tag) for tag in tags]
    for read in readers:
        try:
            read()
        except ProblemsFound as found:
            yield from found.problems
    yield from read_exceptions(project.root)[1]


def _astray(ws: ProjectFolder, project: Project) -> tuple[Problem, ...]:
    """Published wordings that are not where they say, and places beyond the end, in the sources whose text is kept."""
    try:
        texts = archived_texts(ws, project)
        return (
            *locators_beyond_text(project.content, texts),
            *misplaced_wordings(project.base, texts),
            *archived_separately(ws, project),
        )
    except ProblemsFound as found:
        return found.problems


def _absences(project: Project) -> Iterator[Problem]:
    """Sentences and translations that say something is missing without a claim for it."""
    source = project.languages[SOURCE_TAG]
    names = sorted(p.relative_to(project.templates).as_posix() for p in project.templates.rglob("*.html"))
    yield from absence_problems(project.templates, names, source, project.base.claims)
    yield from caveat_absences(project.content.conflicts, source, project.base.claims)
    for tag, catalogue in project.catalogues.items():
        if tag != SOURCE_TAG:
            yield from translated_absences(catalogue, source, project.languages[tag])


Sort = Literal["figure", "segment", "release", "list", "file"]

_PO = re.compile(r"i18n/([^/]+)/([^/]+)\.po\Z")
_LIST = re.compile(r"content/projects/([^/]+)/")
_RELEASE = re.compile(r"archive/([^/]+)/")
#: Files that belong to a page of their own.
_PLACES: tuple[tuple[re.Pattern[str], Sort], ...] = ((_LIST, "list"), (_RELEASE, "release"))


@dataclass(frozen=True, slots=True)
class MendPlace:
    """Where a problem is mended: ``figure`` (a fact), ``segment`` (with its language), ``release``, ``list``, or a ``file`` in
    an editor. ``name`` is what the page calls it."""

    sort: Sort
    name: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Mend:
    """One cause: its first problem, where it is mended, and the same of other places."""

    problem: Problem
    place: MendPlace
    others: tuple[tuple[Problem, MendPlace], ...]

    @property
    def count(self) -> int:
        """How many places have it."""
        return 1 + len(self.others)


@dataclass(frozen=True, slots=True)
class Mends:
    """Everything that ``check`` finds, by cause: errors, warnings, and notes, with how many places each kind has."""

    errors: tuple[Mend, ...]
    warnings: tuple[Mend, ...]
    notes: tuple[Mend, ...]
    counts: Mapping[str, int]


def mends(ws: ProjectFolder) -> Mends:
    """Return what ``check`` finds, by cause, each with the page where it is mended: a figure, a segment, a release, a list,
    or a file and line."""
    try:
        project = ws.project()
        found = check(ws)
    except ProblemsFound as unread:  # content that is no YAML: there is no project to ask
        return _mends(unread.problems, _in_file)
    return ws.recall("mends", "all", (project, found), lambda: _mends(found, PageFinder(project).of))


def _mends(found: Iterable[Problem], place: Callable[[Problem], MendPlace]) -> Mends:
    rows = [Mend(first, place(first), tuple((p, place(p)) for p in others)) for first, others in grouped(found)]

    def of(severity: str) -> tuple[Mend, ...]:
        return tuple(row for row in rows if row.problem.severity == severity)

    counts = {name: sum(m.count for m in of(name)) for name in ("error", "warning", "note")}
    return Mends(of("error"), of("warning"), of("note"), counts)


#: What begins at which line of each file: the lines in order, and the names.
Lines = Mapping[str, tuple[list[int], list[str]]]


class PageFinder:
    """Finds the page for a problem of a project."""

    def __init__(self, project: Project) -> None:
        self._figures = _by_line((f.file, f.line, f.id) for f in project.base.facts.values() if f.line)
        self._indicators = _by_line((i.where.file, i.where.line, i.id) for i in project.content.indicators)
        about = [(c.where, (c.left, c.right or "", *c.also)) for c in project.content.claims]
        about += [(c.where, c.facts) for c in project.content.conflicts]
        self._about = _by_line(
            (where.file, where.line, next((n for n in names if project.base.knows(n)), "")) for where, names in about
        )
        self._shown = {i for i in project.base.indicators if project.base.series(i) or project.base.targets(i)}
        self._messages = {
            tag: _by_line((m.file, m.line, segment_id(m)) for m in catalogue if m.line)
            for tag, catalogue in project.catalogues.items()
            if tag != SOURCE_TAG
        }

    def of(self, found: Problem) -> MendPlace:
        """Return the place of a problem."""
        if (po := _PO.match(found.file)) and (segment := _at(self._messages.get(po[1], {}), found)):
            return MendPlace("segment", segment, po[1])
        if found.line and (indicator := _at(self._indicators, found)):
            figure = _at(self._figures, found)
            if figure.partition("@")[0] == indicator:
                return MendPlace("figure", figure)
            if indicator in self._shown:
                return MendPlace("figure", indicator)
        if found.line and (figure := _at(self._about, found)):
            return MendPlace("figure", figure)
        return _in_file(found)


def _in_file(found: Problem) -> MendPlace:
    for pattern, sort in _PLACES:
        if match := pattern.match(found.file):
            return MendPlace(sort, match[1])
    return MendPlace("file", f"{found.file}:{found.line}" if found.line else found.file)


def _by_line(rows: Iterable[tuple[str, int, str]]) -> Lines:
    """What begins at which line of each file, in the order of the lines."""
    found: dict[str, list[tuple[int, str]]] = {}
    for file, line, name in rows:
        found.setdefault(file, []).append((line, name))
    made = {}
    for file, listed in found.items():
        listed.sort()
        made[file] = [line for line, _ in listed], [name for _, name in listed]
    return made


def _at(listed: Lines, found: Problem) -> str:
    """What a line of a file belongs to: the last that began at it or before."""
    lines, names = listed.get(found.file, ([], []))
    at = bisect_right(lines, found.line)
    return names[at - 1] if at else ""


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
    changed = _changed(project, _unlike(project, units))
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


def _unlike(project: Project, units: tuple[Translatable, ...]) -> tuple[Translatable, ...]:
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
