"""Lists of projects: what there is, workbooks imported into a list, the blank one to fill in, rows against published totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.content.load import load_content, load_regions
from briefing.content.projects import Contact, ProjectList, ProjectRecord
from briefing.content.records import Content
from briefing.problems import Problem, ProblemsFound, has_errors, problem
from briefing.project.opening import Project
from briefing.projects.checks import reconcile_list
from briefing.projects.drafting import asked_in, drafted, read_template, template_workbook
from briefing.projects.extracting import extract
from briefing.projects.grouping import select
from briefing.projects.headers import Mapping as ColumnMapping
from briefing.projects.headers import read_mapping
from briefing.projects.importing import Asked, Import, prepare
from briefing.projects.merging import FieldChange
from briefing.projects.project_facts import project_fact
from briefing.projects.reading import read_bytes
from briefing.projects.vocabulary import Vocabulary, read_vocabulary
from briefing.projects.writing import without_contacts
from briefing.workspace.facts import printed_texts
from briefing.workspace.folder import Plan, ProjectFolder


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list of projects with its last import, and how many projects it offers and has withdrawn."""

    list: ProjectList
    projects: int
    withdrawn: int


#: Projects on one page of a list.
ROWS = 200


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project of a list, as its workbook calls it; ``amounts`` is its investment by language id, as its workbook writes
    it where it is open."""

    project: ProjectRecord
    amounts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProjectTable:
    """The projects of a list that have the words sought, from ``start`` on: of ``found`` that fit and ``known`` in all;
    ``earlier`` and ``later`` are places to go on from (``None``: there is none)."""

    rows: tuple[ProjectRow, ...]
    words: str
    start: int
    found: int
    known: int
    earlier: int | None
    later: int | None


def content_of(ws: ProjectFolder) -> Content:
    """Return the content alone, also where the project cannot be opened."""
    return ws.recall("content", "all", (ws.stamp("content"),), lambda: load_content(ws.root, ws.recall)[0])


def lists(ws: ProjectFolder) -> tuple[ListRow, ...]:
    """Return the lists of projects that were imported."""
    content = content_of(ws)
    return ws.recall("lists", "all", (content,), lambda: _lists(content))


def _lists(content: Content) -> tuple[ListRow, ...]:
    rows = []
    for entry in content.project_lists:
        mine = [p for p in content.projects if p.list == entry.id]
        gone = sum(1 for p in mine if p.withdrawn is not None)
        rows.append(ListRow(entry, len(mine) - gone, gone))
    return tuple(rows)


def projects_of(ws: ProjectFolder, name: str) -> tuple[ProjectRow, ...]:
    """Return the projects of a list."""
    project = ws.project()
    made = ws.recall("projects of lists", "all", (project,), dict[str, tuple[ProjectRow, ...]])
    if name not in made:
        made[name] = _projects_of(project, name)
    return made[name]


def project_table(ws: ProjectFolder, list_id: str, words: str = "", start: int = 0) -> ProjectTable:
    """Return the projects of a list that have all the words (in name, sector, districts, amount or id), from a place on."""
    rows = projects_of(ws, list_id)
    sought = words.casefold().split()
    kept = tuple(row for row in rows if all(word in _said(row) for word in sought)) if sought else rows
    first = max(0, min(start, len(kept) - 1)) // ROWS * ROWS
    return ProjectTable(
        kept[first : first + ROWS],
        words,
        first,
        len(kept),
        len(rows),
        first - ROWS if first else None,
        first + ROWS if first + ROWS < len(kept) else None,
    )


def _said(row: ProjectRow) -> str:
    p = row.project
    return "\n".join((p.id, p.name, p.sector or "", *p.districts, *row.amounts.values())).casefold()


def _projects_of(project: Project, name: str) -> tuple[ProjectRow, ...]:
    rows = []
    for p in project.content.projects:
        if p.list != name:
            continue
        fact = project.base.facts.get(project_fact(p, "investment"))
        written = {SOURCE_TAG: p.investment.published} if p.investment is not None else {}
        texts = written if fact is None else printed_texts(project, fact)
        rows.append(ProjectRow(p, texts))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class ColumnTaken:
    """A column of a sheet and the field it was taken for (``None``: not recognised)."""

    column: str
    head: str
    field: str | None


@dataclass(frozen=True, slots=True)
class SheetSummary:
    """A sheet as it was understood: its layout, how many projects it holds, and its columns."""

    name: str
    layout: str
    projects: int
    columns: tuple[ColumnTaken, ...]


@dataclass(frozen=True, slots=True)
class UnitTaken:
    """Where the unit of an amount was taken from, and in how many rows."""

    field: str
    unit_from: str
    count: int


@dataclass(frozen=True, slots=True)
class ListedProject:
    """A project by its id in the list."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListImport(Plan):
    """What importing a workbook would do to a list: what was taken for what, the projects it adds, changes, no longer
    holds and has again, and the problems. Nothing is written while a problem is an error."""

    list: str
    sheets: tuple[SheetSummary, ...] = ()
    units: tuple[UnitTaken, ...] = ()
    added: tuple[ListedProject, ...] = ()
    changed: tuple[FieldChange, ...] = ()
    withdrawn: tuple[ListedProject, ...] = ()
    returned: tuple[str, ...] = ()
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPlan(Plan):
    """Contacts about to be deleted: the list, the projects that have any, and the editions under ``out`` that print project
    contacts and stay as they are."""

    list: str
    projects: tuple[str, ...]
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MappingDraft:
    """A mapping file to complete (YAML; empty where the workbook cannot be read), how many questions it asks, and
    what the import would say now."""

    text: str
    questions: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class PublishedTotal:
    """A published figure of a list beside what its rows give, both as text with unit; ``difference`` is empty where
    they agree. ``only_with_open``: they agree only if the amounts that are open make up the difference."""

    label: str
    fact: str
    published: str
    rows: str
    agrees: bool
    difference: str
    only_with_open: bool


@dataclass(frozen=True, slots=True)
class ReconciledList:
    """A list with the figures that it has published about itself."""

    id: str
    title: str
    projects: int
    totals: tuple[PublishedTotal, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every imported list against its published totals; ``problems`` name the differences."""

    lists: tuple[ReconciledList, ...]
    problems: tuple[Problem, ...]


def import_list(
    ws: ProjectFolder,
    workbook: Path,
    list_id: str,
    *,
    day: date | None = None,
    title: str = "",
    issuer: str = "",
    sheets: Sequence[str] = (),
    mapping: Path | None = None,
    whole: bool = False,
) -> ListImport:
    """Return what importing a workbook of projects would do to a list. Look at its ``problems``: with an error among them
    there is nothing to save. With ``sheets``, projects of the workbook's other sheets stay as they are, unless ``whole``
    says that the chosen ones are the whole list."""
    given, data, wrong = _read(workbook, mapping)
    if data is None:
        return ListImport(list=list_id, problems=wrong)
    asked = Asked(list_id, (day or ws.today).isoformat(), title, issuer, tuple(sheets), whole, given)
    return import_told(prepare(ws.root, data, workbook.name, asked, vocabulary_of(ws)))


def _read(workbook: Path, mapping: Path | None) -> tuple[ColumnMapping, bytes | None, tuple[Problem, ...]]:
    """A mapping and the bytes of a workbook, ``None`` where one of them cannot be read, with what is wrong with them."""
    given, wrong = read_mapping(mapping) if mapping else (ColumnMapping(), ())
    data, unread = read_bytes(workbook)
    problems = (*wrong, *unread)
    return given, None if has_errors(problems) else data, problems


def vocabulary_of(ws: ProjectFolder) -> Vocabulary:
    """Return the words by which workbooks of projects are understood."""
    return read_vocabulary(ws.root, load_regions(ws.root, ws.recall))


def forget_contacts(ws: ProjectFolder, list_id: str, projects: Sequence[str] = ()) -> ForgetPlan:
    """Return what deleting the contacts of a list's projects (all, or those named by id) would change. Raises ``ProblemsFound``
    for an unknown list or project."""
    place = f"content/projects/{list_id}"
    before = ws.bytes_below(f"{place}/*")
    files = {path.rpartition("/")[2]: data for path, data in before.items()}
    if not files:
        known = ", ".join(sorted(p.name for p in (ws.root / "content/projects").glob("[!.]*") if p.is_dir())) or "none"
        raise ProblemsFound([problem("list-unknown", list=list_id, known=known)])
    listed = {p.id: p for p in ws.project().content.projects if p.list == list_id}
    if strange := sorted(set(projects) - set(listed)):
        raise ProblemsFound([problem("list-project-unknown", list=list_id, project=name) for name in strange])
    changed, had = without_contacts(files, tuple(projects), f"{place}/")
    contents = {f"{place}/{name}": data for name, data in changed.items()}
    persons = [contact for name in had if name in listed for contact in listed[name].contacts]
    built = tuple(folder.name for folder in ws.edition_folders() if _prints(folder, persons))
    read = {path: before[path] for path in contents}
    return ForgetPlan(contents=contents, read=read, list=list_id, projects=had, editions=built)


def _prints(folder: Path, persons: Sequence[Contact]) -> bool:
    """Whether an edition prints one of the contacts, in whatever format: what it prints is in its record."""
    said = {text.encode() for c in persons for text in (c.name, *c.telephone, c.email) if text}
    return any(text in data for data in map(Path.read_bytes, folder.glob("record/*.json")) for text in said)


def draft_mapping(
    ws: ProjectFolder, workbook: Path, *, sheets: Sequence[str] = (), mapping: Path | None = None
) -> MappingDraft:
    """Return a mapping file for a workbook: what an import understands of it, and each question with its choices, to be
    completed and given to ``import_list``."""
    given, data, wrong = _read(workbook, mapping)
    if data is None:
        return MappingDraft("", 0, wrong)
    extracted = extract(data, workbook.name, vocabulary_of(ws), given, sheets)
    if not extracted.there:
        return MappingDraft("", 0, extracted.problems)
    return MappingDraft(drafted(extracted, workbook.name), asked_in(extracted), extracted.problems)


def import_told(made: Import) -> ListImport:
    """Return what an import of a workbook would do, as plain values, with the files it would write."""
    merged, extracted = made.merged, made.extracted
    sheets = (
        SheetSummary(
            s.name,
            s.layout,
            s.projects,
            tuple(ColumnTaken(c.letter, c.head, c.field or None) for c in s.columns if c.head),
        )
        for s in extracted.sheets
    )

    def named(ids: list[str]) -> tuple[ListedProject, ...]:
        return tuple(ListedProject(i, str(merged.records[i]["name"])) for i in ids)

    return ListImport(
        contents=made.files,
        read=made.read,
        list=made.list,
        sheets=tuple(sheets),
        units=tuple(UnitTaken(f, o, n) for (f, o), n in sorted(extracted.units.items())),
        added=named(merged.added),
        changed=tuple(merged.changed),
        withdrawn=named(merged.withdrawn),
        returned=tuple(merged.returned),
        unchanged=merged.unchanged,
        problems=made.problems,
    )


def blank_workbook(ws: ProjectFolder) -> bytes:
    """Return the bilingual workbook (XLSX) of projects that offices fill in."""
    return template_workbook(read_template(ws.root))


def reconcile(ws: ProjectFolder) -> Reconciliation:
    """Return the rows of every imported list compared with the totals it has published."""
    project = ws.project()
    return ws.recall("reconciliation", project.base.as_of, (project,), lambda: _reconciled(project))


def _reconciled(project: Project) -> Reconciliation:
    made: list[ReconciledList] = []
    for entry in project.everything.lists if project.everything else ():
        live = [p for p in project.content.projects if p.list == entry.id and project_fact(p) in project.base.facts]
        own = select(project.base, entry.id, f"list.{entry.id}", live, project.bands)
        base = replace(project.base, facts={**project.base.facts, **own.facts})
        totals = (
            PublishedTotal(
                one.what,
                one.published,
                one.told(one.stated),
                one.told(one.given),
                one.agrees,
                "" if one.agrees else one.told(one.apart),
                one.agrees and one.only_with_open,
            )
            for one in reconcile_list(entry, own, base)
        )
        made.append(ReconciledList(entry.id, entry.title, len(live), tuple(totals)))
    return Reconciliation(tuple(made), tuple(p for p in project.problems if p.code == "list-reconciled-differs"))
