"""What documents a build makes: every pack as it is, or cut to audiences and conditions, in volumes where sheets are many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from briefing.compose.annex import Annex, annex_document
from briefing.compose.composing import ComposeContext
from briefing.compose.markup import read_outline
from briefing.compose.project_views import Tailored
from briefing.compose.translator import Translator
from briefing.content.packs import Pack, Version
from briefing.content.projects import Audience, ProjectRecord
from briefing.document.nodes import Document, Figure, Moment, walk
from briefing.editions.selections import cut_to, fitting, in_source_words, of_audience, selection_name, slug
from briefing.facts.base import FactBase
from briefing.formats import formats_of
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.project.opening import Project
from briefing.projects.conditions import Both, Condition, OneOf, judged, parse_condition, values_of
from briefing.projects.grouping import select
from briefing.projects.project_facts import sample_lists, sources_behind

#: Sheets in one document; more of them go into volumes, because the memory of a layout grows with its pages.
IN_VOLUME = 200
#: The template of documents that hold only projects.
SHEETS = "project-sheets.html"
#: What a template includes where its projects are.
PARTS = "parts/projects.html"
#: The template of a selection of few projects, and how many are few.
BOOKLET, IN_BOOKLET = "project-booklet.html", 20
#: What the name of a data annex ends with.
ANNEX = "-data"
#: What stands for all audiences.
ALL = "all"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """One document in each of its languages: its name (``<pack>``, ``<pack>-<version>``, ``<pack>-<audience>``,
    ``…-sheets-2``), its pack, its projects, and its version. The ``annex`` of a pack (``<pack>-data``) is one document in all
    of its languages (``zh-en``)."""

    name: str
    pack: Pack
    languages: tuple[str, ...]
    tailored: Tailored | None
    version: str = ""
    annex: bool = False


def shows_projects(project: Project, pack: Pack) -> bool:
    """Return whether a pack has a place for projects."""
    path = project.templates / pack.template
    return path.is_file() and PARTS in path.read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Choice:
    """How a selection by condition is made: ``name``, what it is called; ``undecided``, whether projects that the condition
    cannot judge are kept (``keep``) or left out (``leave``); ``guide``, whether few projects have the general guide, too."""

    name: str = ""
    undecided: str = "leave"
    guide: bool = False


def wanted(
    project: Project, pack: Pack, where: str, audiences: tuple[str, ...], each: str = "", how: Choice | None = None
) -> tuple[DocumentSpec, ...]:
    """Return the documents of a pack; with ``each`` (sector or region), one for each of them that has projects. Raises
    ``ProblemsFound`` for an unknown audience, a condition that is not understood, and a selection without projects."""
    how = how or Choice()
    data, pack = formats_of("data", pack.formats), with_formats(pack, formats_of("text", pack.formats))
    if not where and not audiences and not each:
        made = [w for v in pack.every_version() for w in _of_version(project, pack, v)] if pack.formats else []
        named = f"{pack.id}{ANNEX}", with_formats(pack, data), ("-".join(pack.languages),)
        return (*made, *([DocumentSpec(*named, None, annex=True)] if data else []))
    made = []
    wrong: list[Problem] = []
    for audience in _audiences(project, pack, audiences):
        try:
            made += _of_profile(project, pack, audience, where, how.undecided)
        except ProblemsFound as found:
            wrong += found.problems
    if wrong:
        raise ProblemsFound(wrong)
    if each:
        made += _each(project, pack, parse_condition(where) if where else None, each, how)
    elif where and not audiences:
        condition = parse_condition(where)
        name = _name(project, how) or selection_name(condition, how.undecided)
        tailored = cut_to(project, name, condition, None, how.undecided)
        pack, tailored = _booklet(pack, tailored, how)
        made += _volumes(project, f"{pack.id}-{name}", pack, pack.languages, tailored)
    return tuple(made)


def _of_version(project: Project, pack: Pack, version: Version) -> Iterator[DocumentSpec]:
    if project.everything is not None and project.everything.sample and pack.kind != "briefing":
        return  # a deck or a fact sheet tells of real figures; a sample has its sheets alone
    made = with_formats(pack, formats_of("text", pack.formats_of(version)))
    for spec in _volumes(project, pack.document(version), made, pack.languages_of(version), project.everything):
        yield replace(spec, version=version.id)


def booklet_of(project: Project, pack: Pack, name: str, projects: tuple[ProjectRecord, ...]) -> DocumentSpec:
    """Return the sheets of some projects as a document of their own, under a name. The project has lists."""
    everything = project.everything
    assert everything is not None  # the projects are of its lists
    selection = select(project.base, name, f"selection.{name}", list(projects), project.bands, None, everything.sample)
    lists = tuple(r for r in everything.lists if any(p.list == r.id for p in projects))
    tailored = replace(
        everything, selection=selection, lists=lists, sheets=selection.projects, chosen=True, booklet=True
    )
    return DocumentSpec(f"{pack.id}-{name}", replace_pack(pack, BOOKLET), pack.languages, tailored)


def made_in(project: Project, document: str) -> tuple[str, ...]:
    """Return the formats that a document of this name (``<pack>.<language>``, ``<pack>-<version>.…``, ``<pack>-<audience>.…``)
    can be had in; none for a name that begins as no pack's does."""
    stem = document.rpartition(".")[0]
    pack = max(
        (p for p in project.content.packs if f"{stem}-".startswith(f"{p.id}-")), key=lambda p: len(p.id), default=None
    )
    if pack is None:
        return ()
    if stem == f"{pack.id}{ANNEX}":
        return formats_of("data", pack.formats)
    version = next((v for v in pack.every_version() if pack.document(v) == stem), None)
    return formats_of("text", pack.formats_of(version) if version else pack.formats)


def for_audiences(project: Project) -> tuple[tuple[DocumentSpec, ...], tuple[Problem, ...]]:
    """Return the documents of every pack for every audience, and what is wrong with audiences that none can be made for."""
    made: list[DocumentSpec] = []
    wrong: list[Problem] = []
    for pack in project.content.packs:
        try:
            made += wanted(project, pack, "", ("all",))
        except ProblemsFound as found:
            wrong += found.problems
    return tuple(made), tuple(wrong)


def _of_profile(project: Project, pack: Pack, audience: Audience, where: str, undecided: str) -> Iterator[DocumentSpec]:
    known = read_outline(project.templates, pack.template).sections
    if strange := [s for s in audience.leave_out if s not in known]:
        details = {"audience": audience.id, "known": ", ".join(sorted(known))}
        raise ProblemsFound(
            audience.problem("list-audience-section", "leave_out", section=s, **details) for s in strange
        )
    condition, languages = _asked_by(pack, audience, where)
    tailored = cut_to(project, audience.id, condition, audience, undecided)
    guide = bool(audience.leave_out) if audience.guide is None else audience.guide
    cut, tailored = _booklet(pack, tailored, Choice(guide=guide))
    yield from _volumes(project, f"{pack.id}-{audience.id}", cut, languages, tailored)


def _asked_by(pack: Pack, audience: Audience, where: str) -> tuple[Condition | None, tuple[str, ...]]:
    """The condition of an audience with the one asked for besides, and the languages of its documents."""
    own, extra = of_audience(audience), parse_condition(where) if where else None
    languages = tuple(t for t in audience.languages or pack.languages if t in pack.languages)
    return Both((own, extra)) if own and extra else own or extra, languages


def _name(project: Project, how: Choice) -> str:
    """The name asked for, which must be no audience's and fit for a file name."""
    taken = {a.id for a in project.content.audiences} | {p.id for p in project.content.packs}
    if how.name and (not _ID.match(how.name) or how.name in taken):
        raise ProblemsFound([problem("list-selection-name", "--name", 0, name=how.name)])
    return how.name


def _booklet(pack: Pack, tailored: Tailored, how: Choice) -> tuple[Pack, Tailored]:
    """The pack as a booklet of its projects where few are chosen and the general guide is not asked for."""
    few = tailored.chosen and len(tailored.sheets) <= IN_BOOKLET
    if not few or how.guide:
        return pack, tailored
    return replace_pack(pack, BOOKLET), replace(tailored, booklet=True)


def _each(project: Project, pack: Pack, condition: Condition | None, field: str, how: Choice) -> Iterator[DocumentSpec]:
    """One document for each value of a field, called by it."""
    if condition is not None and project.everything is not None:
        condition = in_source_words(condition, project, project.everything.selection.projects)
    there = project.everything.selection.projects if project.everything else ()
    kept = (True, None) if how.undecided == "keep" else (True,)
    values = sorted(
        {v for p in there if condition is None or judged(condition, p) in kept for v in values_of(p, field)}
    )
    taken: set[str] = set()
    for value in values:
        name = called = f"{field}-{slug(value)}"
        number = 1
        while name in taken:
            number += 1
            name = f"{called}-{number}"
        taken.add(name)
        if condition is not None:
            name = f"{name}-{selection_name(condition, how.undecided)}"
        only = OneOf(field, (value,))
        tailored = cut_to(project, name, Both((only, condition)) if condition else only, None, how.undecided)
        cut, tailored = _booklet(pack, tailored, how)
        yield from _volumes(project, f"{pack.id}-{name}", cut, pack.languages, tailored)


def _audiences(project: Project, pack: Pack, names: tuple[str, ...]) -> Iterator[Audience]:
    there = {a.id: a for a in project.content.audiences}
    for name in names:
        if name == ALL:
            yield from (a for a in there.values() if a.pack == pack.id)
        elif name not in there:
            known = ", ".join(sorted(there)) or "none"
            raise ProblemsFound([problem("list-audience-unknown", "content/audiences", 0, audience=name, known=known)])
        elif there[name].pack == pack.id:
            yield there[name]


@dataclass(frozen=True, slots=True)
class Fit:
    """A document cut to readers or to a selection, before anything is computed for it: its name (without volumes), its
    languages, the projects that fit, and those that the condition cannot judge."""

    name: str
    languages: tuple[str, ...]
    projects: tuple[ProjectRecord, ...]
    unjudged: tuple[ProjectRecord, ...]


def fits(
    project: Project, pack: Pack, where: str, audiences: tuple[str, ...], each: str, undecided: str
) -> tuple[Fit, ...]:
    """Return what ``wanted`` would cut a pack to, by the same rules, without the totals of each selection."""
    extra = parse_condition(where) if where else None
    every = project.everything
    made: list[Fit] = []
    for audience in _audiences(project, pack, audiences):
        condition, languages = _asked_by(pack, audience, where)
        keep = undecided == "keep" or audience.undecided == "keep"
        if every is None and condition is None:
            made.append(Fit(f"{pack.id}-{audience.id}", languages, (), ()))
        else:
            made.append(_counted(project, f"{pack.id}-{audience.id}", languages, condition, audience, keep))
    if each and every is not None:
        whole = _counted(project, pack.id, pack.languages, extra, None, undecided == "keep")
        for value in sorted({v for p in whole.projects for v in values_of(p, each)}):
            there, open_ = (
                tuple(p for p in found if value in values_of(p, each)) for found in (whole.projects, whole.unjudged)
            )
            made.append(Fit(f"{pack.id}-{each}-{slug(value)}", pack.languages, there, open_))
    elif (extra is not None and not audiences) or each:
        name = selection_name(extra, undecided) if extra else each
        made.append(_counted(project, f"{pack.id}-{name}", pack.languages, extra, None, undecided == "keep"))
    return tuple(made)


def _counted(
    project: Project,
    name: str,
    languages: tuple[str, ...],
    condition: Condition | None,
    audience: Audience | None,
    keep: bool,
) -> Fit:
    if project.everything is None:
        raise ProblemsFound([problem("list-none", audience.where.file if audience else "content/projects", 0)])
    _, chosen, unjudged = fitting(project, project.everything, condition, audience, keep)
    return Fit(name, languages, tuple(chosen), tuple(unjudged))


def _volumes(
    project: Project, name: str, pack: Pack, languages: tuple[str, ...], tailored: Tailored | None
) -> Iterator[DocumentSpec]:
    """The pack, then its volumes of sheets where it shows projects and they are many. A sample is in documents of its
    own."""
    if tailored is not None and tailored.sample and not tailored.booklet:
        pack = replace_pack(pack, SHEETS)
    sheets = tailored.sheets if tailored else ()
    if tailored is None or len(sheets) <= IN_VOLUME or not shows_projects(project, pack):
        yield DocumentSpec(name, pack, languages, tailored)
        return
    count = -(-len(sheets) // IN_VOLUME)
    yield DocumentSpec(name, pack, languages, replace(tailored, sheets=(), volumes=count))
    for volume in range(1, count + 1):
        part = sheets[(volume - 1) * IN_VOLUME : volume * IN_VOLUME]
        only = replace(tailored, sheets=part, volume=volume, volumes=count, left_out=frozenset())
        yield DocumentSpec(f"{name}-sheets-{volume}", replace_pack(pack, SHEETS), languages, only)


def replace_pack(pack: Pack, template: str) -> Pack:
    """Return the same pack on another template."""
    return pack.model_copy(update={"template": template})


def with_formats(pack: Pack, formats: tuple[str, ...]) -> Pack:
    """Return the same pack in these formats."""
    return pack.model_copy(update={"formats": formats})


def with_selections(base: FactBase, documents: tuple[DocumentSpec, ...]) -> FactBase:
    """Return the fact base with the totals of every selection, so that whatever is printed can be looked up."""
    chosen = [d.tailored.selection.facts for d in documents if d.tailored is not None]
    if all(key in base.facts for facts in chosen for key in facts):
        return base
    made = dict(base.facts)
    for facts in chosen:
        made.update(facts)
    return replace(base, facts=made)


def mixed(project: Project, document: Document) -> tuple[Problem, ...]:
    """Return a problem when figures of a sample list and others are in one document."""
    samples = sample_lists(project.content)
    if not samples:
        return ()
    printed = {n.fact for n in walk(document) if isinstance(n, (Figure, Moment)) and n.fact}
    behind = {f: sources_behind(project.base, [f]) for f in printed}
    synthetic = [f for f, s in behind.items() if s & samples]
    others = sorted(f for f, s in behind.items() if s - samples)
    if not synthetic or not others:
        return ()
    details = {"language": document.language, "facts": ", ".join(others[:5])}
    return (problem("list-mixed-with-sample", document.pack, 0, **details),)


def document_of(
    project: Project,
    spec: DocumentSpec,
    language: str,
    context: ComposeContext,
    made: Mapping[str, Document] | None = None,
) -> tuple[FactBase, Document | None, tuple[Problem, ...]]:
    """Compose one document of an edition, whole or cut to its projects, and check that it mixes no sample with real
    projects. Gives the fact base it was made from, which has the totals of its selection, too. An annex is made of the
    documents ``made`` already, by ``<pack>.<language>``, and composes only what is not among them."""
    base = with_selections(project.base, (spec,))
    project = replace(project, base=base)
    if spec.annex:
        return base, *_annex_of(project, spec, context, made or {})
    asked = replace(context, base=base, tailored=spec.tailored, version=spec.version)
    document, found = project.compose(spec.pack, language, asked)
    if document is None:
        return base, None, found
    document = replace(document, pack=spec.name)  # a file states which document it is of
    return base, document, (*found, *mixed(project, document))


def _annex_of(
    project: Project, spec: DocumentSpec, context: ComposeContext, made: Mapping[str, Document]
) -> tuple[Document | None, tuple[Problem, ...]]:
    """Compose the data annex of a pack from what it and its companions print, whole, in each of its languages."""
    own = project.pack(spec.pack.id)
    packs = [own, *(p for p in project.content.packs if p.of == own.id)]
    documents: dict[str, list[Document]] = {tag: [] for tag in own.languages}
    found: list[Problem] = []
    for pack in packs:
        for tag in (t for t in own.languages if t in pack.languages):
            known = made.get(f"{pack.id}.{tag}")
            document, problems = (known, ()) if known is not None else project.compose(pack, tag, context)
            found += problems
            if document is None:
                return None, in_order(found)
            documents[tag].append(document)
    words = {
        tag: Translator(project.languages[tag], own.id, project.catalogues[tag], project.labels, gathers=True)
        for tag in documents
    }
    annex = Annex(documents, project.base, words, project.content.lists, own.version().caveats == "outward")
    document = annex_document(annex, spec.name)
    return document, in_order({*found, *(p for w in words.values() for p in w.missing.values())})
