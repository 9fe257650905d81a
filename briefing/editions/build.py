"""Building an edition: compose every document, render those that changed, exchange the finished folder for the old one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from briefing.catalogue.template_words import typed_words
from briefing.content.packs import Pack
from briefing.editions.audiences import Choice, DocumentSpec, shows_projects, wanted, with_selections
from briefing.editions.collecting import Collection, PendingDocument, beside, discard, link_entry, locked
from briefing.editions.jobs import BuildContext, Composed, Composing, Made, RenderContext, RenderJob, compose, make
from briefing.editions.manifest import FACTS, Manifest, facts_file, input_hashes, read_manifest
from briefing.editions.request import (
    Origin,
    Progress,
    Request,
    Tree,
    name_problems,
    names_of,
    replaced,
    unlike_seal,
    unready,
    untouched,
)
from briefing.problems import Problem, ProblemsFound, has_errors, in_order, problem
from briefing.project.opening import Project
from briefing.store import Store, check_fonts, engine_hash
from briefing.workers import Engine, engine_of


@dataclass(frozen=True, slots=True)
class Built:
    """The edition's folder, the formats of each document that was asked for, which were rendered, which kept as they stood and
    which taken from the store, and what was noticed. ``gone`` are files of these documents in formats that were not asked for:
    they said what is no longer so, and did not come along."""

    folder: Path
    formats: Mapping[str, tuple[str, ...]]
    rendered: tuple[str, ...]
    kept: tuple[str, ...]
    problems: tuple[Problem, ...]
    stored: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def documents(self) -> tuple[str, ...]:
        """All of them, by name."""
        return tuple(sorted((*self.rendered, *self.kept, *self.stored)))


def build(project: Project, request: Request, progress: Progress | None = None) -> Built:
    """Build what is asked. An edition that went out is not replaced by another: without a name the next one of its day is
    taken, with one the build is refused. Raises ``ProblemsFound`` with every problem when there is an error; ``out`` is then
    as it was."""
    if request.release and request.lapsed is None:
        raise ValueError("a release must know which approvals and reviews lapsed: build it through briefing.Workspace")
    progress = progress or Progress()
    known = in_order([*project.problems, *typed_words(project.templates)])
    if has_errors(known):
        raise ProblemsFound(known)
    day = project.newest_source()
    _check_names(project, request, request.edition or day.isoformat())
    documents = _wanted(project, request)
    inputs = input_hashes(project.root)
    taken: list[tuple[str, str]] = []
    with closing(engine_of(request.engine, request.jobs)) as engine, locked(request.out):
        for edition in names_of(request.edition, day):
            attempt = _Attempt(project, request, documents, edition, day, inputs, engine, progress)
            match attempt.build():
                case Built() as built:
                    renamed = [
                        problem("edition-renamed", edition=name, what=why, named=edition) for name, why in taken[:1]
                    ]
                    return replace(built, problems=in_order([*built.problems, *renamed]))
                case why:
                    taken.append((edition, why))
    edition, why = taken[0]
    raise ProblemsFound([problem("edition-went-out", edition=edition, what=why)])


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A build under one name."""

    project: Project
    request: Request
    documents: tuple[DocumentSpec, ...]
    edition: str
    day: date
    inputs: dict[str, str]
    engine: Engine
    progress: Progress

    def build(self) -> Built | str:
        """Return the edition built; or, when it would replace an edition already issued, what would change in that one."""
        request, progress = self.request, self.progress
        target = request.out / self.edition
        with beside(target) as folder:
            progress.stage("compose")
            standing = _previous(target, self.day)
            fresh = Manifest(self.edition, self.day.isoformat()) if request.fresh else standing
            edge = Collection(fresh, target, folder)
            planned, problems = self._compose(edge)
            trees = [Tree(p.name, p.key, p.formats, edge.tree(p.name)) for p in planned]
            went = request.went_out
            if why := replaced(went, self.edition, standing.documents, standing.release, trees):
                discard(folder)
                return why
            if untouched(went, self.edition, standing.documents, target):
                discard(folder)
                return self._as_it_stands(target, standing, planned, problems)
            built = self._finish(target, edge, standing, planned, problems)
            if why := unlike_seal(went, self.edition, folder):
                discard(folder)
                return why
            return built

    def _as_it_stands(
        self, target: Path, standing: Manifest, planned: Sequence[PendingDocument], problems: tuple[Problem, ...]
    ) -> Built:
        for plan in planned:
            self.progress.done(plan.name, Origin.UNCHANGED, {})
        formats = {plan.name: tuple(standing.documents[plan.name]["files"]) for plan in planned}
        return Built(target, formats, (), tuple(sorted(formats)), problems)

    def _finish(
        self,
        target: Path,
        edge: Collection,
        standing: Manifest,
        planned: Sequence[PendingDocument],
        problems: tuple[Problem, ...],
    ) -> Built:
        """Keep, take from the store and render what was composed, and write manifest and record."""
        request, progress = self.request, self.progress
        progress.stage("store")
        progress.started(len(planned))
        kept = edge.keep(planned)
        store = Store(request.store) if request.store else None
        stored = edge.take([plan for plan in planned if plan.name not in kept], store) if store else set()
        for plan in planned:
            if plan.name in kept | stored:
                progress.done(plan.name, Origin.UNCHANGED if plan.name in kept else Origin.STORED, {})
        progress.stage("render")
        todo = [plan for plan in planned if plan.name not in kept | stored]
        warnings = self._render(todo, store, edge)
        progress.stage("write")
        base = with_selections(self.project.base, self.documents)
        edge.record(FACTS, facts_file(self.edition, self.day, base))
        as_of, since = (moment.isoformat() if moment else "" for moment in (request.as_of, request.since))
        head = Manifest(
            self.edition,
            self.day.isoformat(),
            as_of,
            request.stamp,
            self.inputs,
            since=since,
            release=request.release or standing.release,
        )
        offered = {spec.name: (spec.languages, spec.pack.formats) for spec in self.documents}
        formats = edge.finish(
            head, planned, standing, offered, _internal(self.project) if head.release else frozenset()
        )
        if store:
            store.shrink()
        kept_names, stored_names = tuple(sorted(kept)), tuple(sorted(stored))
        warnings += [problem("edition-file-altered", name, 0, edition=self.edition) for name in edge.altered]
        found = in_order([*problems, *warnings])
        return Built(
            target, formats, tuple(p.name for p in todo), kept_names, found, stored_names, _gone(standing, formats)
        )

    def _compose(self, edge: Collection) -> tuple[list[PendingDocument], tuple[Problem, ...]]:
        """Return every document, its tree in the record; one language of all packs before the next, so that workers seldom read
        the same templates again. Raises ``ProblemsFound`` with all problems of all documents."""
        project, request = self.project, self.request
        jobs = [
            Composing(wish, language)
            for language in dict.fromkeys(tag for wish in self.documents for tag in wish.languages)
            for wish in self.documents
            if language in wish.languages
            and (not request.languages or set(project.tags(language)) & set(request.languages))
            and (not request.formats or set(wish.pack.formats) & set(request.formats))
        ]
        self.progress.started(len(jobs))
        context = project.context(self.edition, self.day, request.since)
        ground = BuildContext(project, context, request.stamp, engine_hash(project.templates / "house"))
        problems: set[Problem] = set(project.problems)
        refused: list[Problem] = list(request.lapsed or ())
        made: dict[str, PendingDocument] = {}
        formats = {
            job.name: tuple(f for f in job.wish.pack.formats if not request.formats or f in request.formats)
            for job in jobs
        }
        linking = {job.name: link_entry(project, job.wish, job.language) for job in jobs}
        with closing(self.engine.run(compose, ground, jobs, problems.add)) as results:
            for name, composed in results:
                self.progress.composed(name)
                match composed:
                    case Problem():
                        problems.add(composed)
                    case Composed(tree, key, entry, found):
                        problems.update(found)
                        refused.extend(unready(found))
                        if tree:
                            edge.record(f"{name}.json", tree)
                            made[name] = PendingDocument(name, key, formats[name], len(tree), entry, linking[name])
        if has_errors(problems):
            raise ProblemsFound(in_order(problems))
        if request.release and refused:
            reasons = in_order(refused)
            raise ProblemsFound([problem("release-refused", "", 0, edition=self.edition, count=len(reasons)), *reasons])
        return [made[job.name] for job in jobs if job.name in made], in_order(problems)

    def _render(self, todo: Sequence[PendingDocument], store: Store | None, edge: Collection) -> list[Problem]:
        """Render into the new folder, the longest documents first, so that no worker is left with a long one at the end. A
        finished document is kept in the store at once: a build that is stopped has not worked for nothing."""
        theme = RenderContext(self.project.templates)
        if todo:
            check_fonts(theme.templates / "house")
        plans = {plan.name: plan for plan in sorted(todo, key=lambda plan: plan.length, reverse=True)}
        jobs = (RenderJob(plan.name, edge.tree(plan.name), plan.formats) for plan in plans.values())
        problems: list[Problem] = []
        warnings: list[Problem] = []
        with closing(self.engine.run(make, theme, jobs, warnings.append)) as results:
            for name, made in results:
                match made:
                    case Problem():
                        problems.append(made)
                    case Made(files, found, seconds):
                        problems.extend(found)
                        edge.write(name, files)
                        if store and not found and (trouble := store.put(plans[name].key, files)):
                            warnings.append(trouble)
                        self.progress.done(name, Origin.BUILT, dict(seconds))
        if problems:
            raise ProblemsFound(in_order(problems))
        return warnings


def _internal(project: Project) -> frozenset[str]:
    """The names, without language, of the documents that are never part of a release."""
    return frozenset(p.document(v) for p in project.content.packs for v in p.versions if v.internal)


def _gone(standing: Manifest, formats: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    before = {f"{name}.{form}" for name in formats for form in standing.documents.get(name, {}).get("files", {})}
    return tuple(sorted(before - {f"{name}.{form}" for name, made in formats.items() for form in made}))


def _check_names(project: Project, request: Request, edition: str) -> None:
    found: list[Problem] = []
    found += name_problems(edition)
    for name in request.packs:
        try:
            project.pack(name)
        except ProblemsFound as unknown:
            found.extend(unknown.problems)
    packs = _packs(project, request)
    offered: dict[str, set[str]] = {
        "language": {t for p in packs for t in p.languages},
        "format": {f for p in packs for f in p.formats},
    }
    wanted: dict[str, tuple[str, ...]] = {"language": request.languages, "format": request.formats}
    for what, asked in wanted.items():
        found += [
            problem("not-offered", "", 0, what=what, name=name, known=", ".join(sorted(offered[what])))
            for name in asked
            if offered[what] and name not in offered[what]
        ]
    if not project.content.packs:
        found.append(problem("no-packs", "content/packs", 0))
    if found:
        raise ProblemsFound(in_order(found))


def _packs(project: Project, request: Request) -> list[Pack]:
    """The packs asked for, each with its deck and fact sheet."""
    asked = request.packs
    return [p for p in project.content.packs if not asked or p.id in asked or p.of in asked]


def _wanted(project: Project, request: Request) -> tuple[DocumentSpec, ...]:
    packs = _packs(project, request)
    if request.where or request.each:
        packs = [p for p in packs if shows_projects(project, p)]
    cut = request.where, request.audiences, request.each
    how = Choice(request.name, request.undecided, request.guide)
    made = tuple(document for pack in packs for document in wanted(project, pack, *cut, how))
    kept = False if request.release else request.internal
    if kept is not None and made:
        made = tuple(d for d in made if d.pack.version(d.version).internal is kept)
        if not made:
            raise ProblemsFound([problem("not-offered", what="version", name="for the desk", known="what goes out")])
    if not made and request.each:
        raise ProblemsFound([problem("list-none", "content/projects", 0)])
    if not made:
        known = ", ".join(sorted(a.id for a in project.content.audiences)) or "none"
        audience = ", ".join(request.audiences)
        raise ProblemsFound([problem("list-audience-unknown", "content/audiences", 0, audience=audience, known=known)])
    offered = {tag for document in made for name in document.languages for tag in project.tags(name)}
    if request.languages and not offered & set(request.languages):
        name, known = ", ".join(request.languages), ", ".join(sorted(offered))
        raise ProblemsFound([problem("not-offered", what="language", name=name, known=known)])
    return made


def _previous(target: Path, day: date) -> Manifest:
    """The manifest of the edition that is there; an empty one when there is none or it cannot be trusted."""
    try:
        return read_manifest(target) or Manifest(target.name, day.isoformat())
    except ProblemsFound:
        return Manifest(target.name, day.isoformat())
