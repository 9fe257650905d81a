"""The front door: a project opened on a folder and a day, with what people do as methods.

Methods import their topic when they are called, so that opening a workspace, and a command that needs little, stay
fast. What they do stands in the topic's module; here is only the way in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from briefing.workspace.folder import ProjectFolder

if TYPE_CHECKING:
    from briefing.approval.seals import PublicKey
    from briefing.editions.request import Progress
    from briefing.observations.understand import Entry
    from briefing.problems import Problem
    from briefing.problems.worded import Explanation
    from briefing.review.memory import Change, Proposal
    from briefing.workspace.approvals import ApprovalPlan, DocumentApproval
    from briefing.workspace.building import BuildResult, StoreState
    from briefing.workspace.catalogues import CatalogueRefresh
    from briefing.workspace.changes import Comparison
    from briefing.workspace.data import Plan
    from briefing.workspace.documents import Annex, DocumentName, DocumentTitle, Fitting, Page
    from briefing.workspace.editions import EditionRow
    from briefing.workspace.entering import EntryChoices, EntryReading
    from briefing.workspace.facts import FactRow, FactTrace, FileTrace, SourcesTrace
    from briefing.workspace.figure_page import FigurePage
    from briefing.workspace.figures import FigurePlan
    from briefing.workspace.list_page import Answers, SheetsPreview, WorkbookPage, WorkbookRow
    from briefing.workspace.lists import (
        ForgetPlan,
        ListImport,
        ListRow,
        MappingDraft,
        ProjectRow,
        ProjectTable,
        Reconciliation,
    )
    from briefing.workspace.marked_page import DocumentParts, MarkedPage
    from briefing.workspace.mending import Mends
    from briefing.workspace.overview import Overview
    from briefing.workspace.received import Received
    from briefing.workspace.redlines import Redlines
    from briefing.workspace.register import FigureQuery, FigureTable
    from briefing.workspace.release_page import ReleasePage
    from briefing.workspace.releases import Desk, ReleasePlan, ReleaseRow
    from briefing.workspace.review_checks import Findings
    from briefing.workspace.review_list import ReviewList
    from briefing.workspace.reviews import BroughtBack, MarkPlan, ReviewFiles, ReviewPlan, Translation
    from briefing.workspace.sealing import KeyPlan, Sealed, SealPlan
    from briefing.workspace.segment_desk import Alike, Part, SegmentDesk, TextCheck
    from briefing.workspace.segments import ReviewStatus, SegmentRow
    from briefing.workspace.terms import TermRow, TermsPlan
    from briefing.workspace.translation_memory import MemoryPlan, ThreeWays
    from briefing.workspace.verifying import Verification


class Workspace(ProjectFolder):
    """A project at ``root`` on the day ``today``; finished editions lie in ``out`` (``root/out`` where it is not
    given).

    Every call looks at the disk and reads again only what changed; what is returned is immutable. One workspace may
    be used by several threads. Mistakes in people's files raise ``briefing.problems.ProblemsFound`` with all that was
    found."""

    # --- what comes in --------------------------------------------------------------------------------------------------

    def start(self, folder: Path, names: Mapping[str, str]) -> tuple[str, ...]:
        """Start an empty, working project for another place in a new folder: in the house style and the languages of this one,
        with one pack. ``names`` is the place by language id (``{"zh": "成都", "en": "Chengdu"}``). Returns its files."""
        from briefing.workspace.starting import start_project

        return start_project(self, folder, names)

    def receive(self, name: str, data: bytes) -> Received:
        """Keep a file that somebody dropped in, so that it can be read and asked about; ``name`` is what it was called.
        Raises ``ProblemsFound`` for one that is empty or larger than any reader takes."""
        from briefing.workspace.received import receive

        return receive(self, name, data)

    def received(self, token: str) -> Received:
        """A file that was dropped in before, by its token. Raises ``ProblemsFound`` where it is no longer kept."""
        from briefing.workspace.received import received

        return received(self, token)

    def session_key(self) -> bytes:
        """The key that sessions of the workbench are signed with; readable by its owner alone."""
        from briefing.workspace.received import session_key

        return session_key(self)

    # --- what is known -----------------------------------------------------------------------------------------------------

    def check(self) -> tuple[Problem, ...]:
        """Every problem of content, templates and translations, errors first; the known conflicts of the sources are
        among the notes."""
        from briefing.workspace.mending import check

        return check(self)

    def mends(self) -> Mends:
        """What ``check`` finds, by cause, each with the page where it is mended: a figure, a segment, a release, a list, or a
        file and line."""
        from briefing.workspace.mending import mends

        return mends(self)

    def explain(self, code: str) -> Explanation:
        """What a problem code means: its reason, how to mend it, an example. Raises ``ProblemsFound`` for an unknown
        code."""
        from briefing.problems.worded import explain

        return explain(code)

    def facts(self, as_of: date | None = None) -> tuple[FactRow, ...]:
        """Every fact, with its text in each language. Raises ``ProblemsFound`` when the content has errors."""
        from briefing.workspace.facts import facts

        return facts(self, as_of)

    def figures(self, query: FigureQuery | None = None) -> FigureTable:
        """The register of figures, searched and filtered, with what may be chosen, as far as the content can be read."""
        from briefing.workspace.register import FigureQuery, table

        return table(self, query or FigureQuery())

    def figure(self, reference: str) -> FigurePage:
        """Everything about one figure, by id or by indicator for the latest: its source with the line, its history, what rests
        on it, and every sentence of the documents, as they would be composed now, that prints it."""
        from briefing.workspace.figure_page import page

        return page(self, reference)

    def say(self, value: str, unit: str, qualifier: str = "", period: str = "", change: str = "") -> dict[str, str]:
        """How a value (as a content file has it: ``9.6万亿``) reads in each language, by language id."""
        from briefing.workspace.facts import say

        return say(self, value, unit, qualifier, period, change)

    def unit_texts(self, unit: str) -> dict[str, str]:
        """What a unit (``CNY``) is called, by language id: 元, RMB."""
        from briefing.workspace.facts import unit_texts

        return unit_texts(self, unit)

    def trace(self, fact: str, out: Path | None = None) -> FactTrace:
        """A figure, by id or by its indicator, followed to its source and to every place it is printed in the newest
        edition."""
        from briefing.workspace.facts import trace

        return trace(self, fact, out or self.out)

    def trace_file(self, path: Path, page: int = 0) -> FileTrace:
        """The figures of a finished file, or of one page of it."""
        from briefing.workspace.facts import trace_file

        return trace_file(self, path, page)

    def trace_sources(self, folder: Path) -> SourcesTrace:
        """Every published figure looked up in the source documents kept in ``folder``."""
        from briefing.workspace.facts import trace_sources

        return trace_sources(self, folder)

    # --- documents and editions --------------------------------------------------------------------------------------------

    def documents(self, audiences: Sequence[str] = (), where: str = "", each: str = "") -> tuple[DocumentName, ...]:
        """The documents that a build with these choices would make."""
        from briefing.workspace.documents import documents

        return documents(self, tuple(audiences), where, each)

    def document_titles(self) -> Mapping[str, DocumentTitle]:
        """What people call every document, by its name without language."""
        from briefing.workspace.documents import document_titles

        return document_titles(self)

    def document_places(self) -> Mapping[str, int]:
        """The place of every document (``<name>.<language>``) in the order in which people look for them: what goes out first,
        a briefing before its slides, copies for the desk last; nothing while the content has errors."""
        from briefing.workspace.documents import document_places

        return document_places(self)

    def fitting(
        self,
        audiences: Sequence[str] = (),
        where: str = "",
        each: str = "",
        undecided: Literal["leave", "keep"] = "leave",
    ) -> Fitting:
        """How many projects a build with these choices would show, and in which documents; nothing is composed. Raises
        ``ProblemsFound`` where it would make nothing."""
        from briefing.workspace.documents import fitting

        return fitting(self, tuple(audiences), where, each, undecided)

    def overview(self, out: Path | None = None) -> Overview:
        """Every document as it would be built now (ready, draft and why, broken), every edition with its approvals."""
        from briefing.workspace.overview import overview

        return overview(self, out or self.out)

    def look(self) -> Iterator[str]:
        """Look at every document as it stands now, one after the other, those that matter most first; yields the name of each
        once it has been looked at. Whoever asks for no further one has it stop there. Raises ``ProblemsFound`` where the
        project cannot be read."""
        from briefing.workspace.overview import look

        return look(self)

    def annexes(
        self,
        where: str = "",
        *,
        audiences: Sequence[str] = (),
        each: str = "",
        languages: Sequence[str] = (),
        name: str = "",
        undecided: Literal["leave", "keep"] = "leave",
    ) -> tuple[Annex, ...]:
        """The projects that a build with these choices would show, as workbooks (XLSX): an index, the sheets, and the contacts
        that the pack prints. Nothing is written."""
        from briefing.editions.audiences import Choice
        from briefing.workspace.documents import annexes

        return annexes(self, where, tuple(audiences), each, tuple(languages), Choice(name, undecided))

    def preview(self, document: str, as_of: date | None = None, audiences: Sequence[str] = (), where: str = "") -> Page:
        """One document (``<pack>.<language>``) as a web page, as it would be built now; nothing is written.
        ``audiences`` and ``where`` as in ``build``."""
        from briefing.workspace.documents import preview

        return preview(self, document, as_of, tuple(audiences), where)

    def build(
        self,
        packs: Sequence[str] = (),
        *,
        languages: Sequence[str] = (),
        formats: Sequence[str] = (),
        edition: str = "",
        as_of: date | None = None,
        since: date | None = None,
        release: bool = False,
        where: str = "",
        audiences: Sequence[str] = (),
        each: str = "",
        name: str = "",
        undecided: Literal["leave", "keep"] = "leave",
        guide: bool = False,
        internal: bool | None = None,
        jobs: int = 0,
        engine: str = "local",
        fresh: bool = False,
        out: Path | None = None,
        progress: Progress | None = None,
    ) -> BuildResult:
        """Build an edition into ``out``. Nothing named means everything. ``as_of``: only what was published by that
        day; ``since``: tell changes since that day's edition; ``release``: refuse what is stale, untranslated,
        unreviewed or whose approval lapsed. ``where``, ``audiences`` and ``each`` (``sector``, ``region``) choose
        among projects; ``name`` is what a selection by ``where`` is called, ``undecided`` says whether projects that
        it cannot judge are kept, ``guide`` adds the general guide to a selection of few. ``internal``: only the internal
        versions, or none of them; both by default, and never in a release. ``jobs``,
        ``engine`` and ``fresh`` (use nothing that was made before) change no byte.
        ``progress`` is told what is going on; an exception it raises stops the build. Raises ``ProblemsFound``;
        whatever stops it, the edition that stood there stays as it was."""
        from briefing.editions.request import Request
        from briefing.workspace.building import build

        request = Request(
            (out or self.out).absolute(),
            tuple(packs),
            tuple(languages),
            tuple(formats),
            edition,
            "",
            jobs,
            as_of,
            since,
            release,
            where,
            tuple(audiences),
            each,
            name,
            undecided,
            guide,
            internal,
            engine=engine,
            store=None if fresh else self.store,
            fresh=fresh,
        )
        return build(self, request, progress)

    def store_state(self, clear: bool = False) -> StoreState:
        """How the store of finished documents stands, each entry compared with what was stored; ``clear`` empties it
        first."""
        from briefing.workspace.building import store_state

        return store_state(self, clear)

    def editions(self, out: Path | None = None) -> tuple[EditionRow, ...]:
        """The finished editions, oldest name first, with their documents and files."""
        from briefing.workspace.editions import editions

        return editions(self, out or self.out)

    def edition_file(self, edition: str, name: str, out: Path | None = None) -> bytes:
        """A finished file of an edition, by its name. Raises ``ProblemsFound`` for what the edition does not have."""
        from briefing.workspace.editions import edition_file

        return edition_file(self, edition, name, out or self.out)

    def edition_archive(self, edition: str, documents: Sequence[str] = (), out: Path | None = None) -> bytes:
        """The finished files of an edition, or of some of its documents, with its manifest, as one ZIP archive."""
        from briefing.workspace.editions import edition_archive

        return edition_archive(self, edition, tuple(documents), out or self.out)

    def verify(
        self,
        targets: Sequence[str] = (),
        report: bool = False,
        out: Path | None = None,
        key: Path | None = None,
        again: bool | None = None,
    ) -> tuple[Verification, ...]:
        """Verify editions or files by name or path (the newest edition when none is named), or copies received: what
        was read back, compared with the facts, sealed, signed (by ``key`` or the project's own) and made again
        (``again``: always, never, or ``None`` where no seal holds). With ``report``, ``proof.json`` and ``proof.pdf``
        are written beside the files of each edition."""
        from briefing.workspace.verifying import verify

        return verify(self, tuple(targets), report, out or self.out, key, again)

    def seal(
        self,
        edition: str,
        *,
        by: str,
        day: date | None = None,
        key: Path | bytes | None = None,
        passphrase: str = "",
        out: Path | None = None,
    ) -> SealPlan:
        """What sealing an edition would record: the digest of every file, signed where a private ``key`` (a file, or what
        stands in one) is given."""
        from briefing.workspace.sealing import seal

        return seal(self, edition, by, day or self.today, key, passphrase, out or self.out)

    def seal_of(self, edition: str) -> Sealed | None:
        """The seal that an edition has: by whom, when, its signatures checked; ``None`` where it has none."""
        from briefing.workspace.sealing import seal_of

        return seal_of(self, edition)

    def seal_keys(self) -> tuple[PublicKey, ...]:
        """The public keys that the project trusts."""
        from briefing.workspace.sealing import seal_keys

        return seal_keys(self)

    def make_seal_key(self, name: str, private: Path | None, passphrase: str = "") -> KeyPlan:
        """A new pair of keys: the private half goes to ``private`` (outside the project; without a place it stays in the
        plan alone), the public half into the project."""
        from briefing.workspace.sealing import make_key

        return make_key(self, name, private, passphrase)

    def is_locked_key(self, key: Path) -> bool:
        """Whether a private key needs a passphrase."""
        from briefing.approval.seals import is_locked

        return is_locked(key)

    def compare(self, old: str, new: str, out: Path | None = None) -> Comparison:
        """What moved between two editions (by name or path), or between two days of the content (``2026-04-15``)."""
        from briefing.workspace.changes import compare

        return compare(self, old, new, out or self.out)

    def comparison_report(
        self, made: Comparison, formats: Sequence[str] = ("html",), day: date | None = None
    ) -> dict[str, bytes]:
        """A comparison as a report in every language, by format (``html``, ``docx``)."""
        from briefing.workspace.changes import report

        return report(self, made, tuple(formats), day or self.today)

    def redlines(self, made: Comparison, author: str, day: date | None = None) -> Redlines:
        """A Word file with revisions for each document that changed."""
        from briefing.workspace.redlines import redlines

        return redlines(self, made, author, day or self.today)

    def approve(
        self, edition: str, documents: Sequence[str] = (), *, by: str, day: date | None = None, out: Path | None = None
    ) -> ApprovalPlan:
        """What approving documents of an edition would record (all when none is named); ``day`` is today where it is
        not given."""
        from briefing.workspace.approvals import approve

        return approve(self, edition, tuple(documents), by, day or self.today, out or self.out)

    def approvals(self, edition: str = "", out: Path | None = None) -> dict[str, tuple[DocumentApproval, ...]]:
        """How the documents of an edition (of every edition with approvals, when none is named) stand: approved,
        lapsed and why, open."""
        from briefing.workspace.approvals import approvals

        return approvals(self, edition, out or self.out)

    # --- recording ---------------------------------------------------------------------------------------------------------

    def observe(self, *entries: Entry, sentences: bool = False) -> FigurePlan:
        """What entering, revising or withdrawing figures would do: the sentence in every language, the claims that
        turn, what must be confirmed; with ``sentences``, what changes in the documents."""
        from briefing.workspace.figures import observe

        return observe(self, entries, sentences)

    def import_figures(self, path: Path) -> FigurePlan:
        """What entering every figure of a workbook or CSV file would do."""
        from briefing.workspace.figures import import_figures

        return import_figures(self, path)

    def read_release(self, file: Path, **source: object) -> Desk:
        """Every figure of a press release (TXT, DOCX, HTML, PDF) and what each may be; nothing is written. The keywords
        are what is known of it (``date``, ``issuer``, ``title``, ``kind``, ``url`` …); the rest is guessed."""
        from briefing.workspace.releases import read_release

        return read_release(self, file, source)

    def keep_release(self, desk: Desk) -> Plan:
        """What putting a release that was read into the archive would write."""
        from briefing.workspace.releases import keep

        return keep(self, desk)

    def release(self, name: str) -> Desk:
        """A release of the archive, read anew beside what the project holds now."""
        from briefing.workspace.releases import release

        return release(self, name)

    def releases(self) -> tuple[ReleaseRow, ...]:
        """Every release that was read, with its coverage: how many figures were found, accepted, new, ignored, are open."""
        from briefing.workspace.releases import releases

        return releases(self)

    def release_page(self, name: str) -> ReleasePage:
        """A release of the archive as a page shows it: its text with every figure in its place, what each may be, what is
        decided, and what keeps a decision from being carried out."""
        from briefing.workspace.releases import release_page

        return release_page(self, name)

    def release_hindrances(self, name: str) -> tuple[Problem, ...]:
        """What keeps the decisions made so far on a release from being recorded."""
        from briefing.workspace.releases import hindrances

        return hindrances(self, name)

    def decide_release(self, name: str, decisions: Mapping[str, object], seen: Mapping[str, str] | None = None) -> Plan:
        """What writing down decisions on a release would change. The form is that of a file of decisions: ``source`` confirms
        what the release is, ``figures`` holds a decision by figure id. ``seen``: by figure, the version of the decision that
        the person saw."""
        from briefing.workspace.releases import decide

        return decide(self, name, decisions, seen)

    def undecide_release(self, name: str, *figures: str, seen: Mapping[str, str] | None = None) -> Plan:
        """What taking decisions back would change; ``seen`` as for ``decide_release``."""
        from briefing.workspace.releases import take_back

        return take_back(self, name, figures, seen)

    def decide_release_from(self, name: str, path: Path) -> Plan:
        """What taking in a file of decisions (YAML, JSON), or the workbook of a release that came back, would change."""
        from briefing.workspace.releases import decide_from

        return decide_from(self, name, path)

    def release_sheet(self, name: str) -> bytes:
        """The workbook (XLSX) of a release: a row for every figure, to be decided on."""
        from briefing.workspace.releases import sheet

        return sheet(self, name)

    def record_release(self, name: str) -> ReleasePlan:
        """What recording a release would do, all accepted figures as one change: what moves in every language, claims that
        turn, sentences that change, sentences that say something is missing, figures that nothing prints."""
        from briefing.workspace.releases import record

        return record(self, name)

    def add_source(self, **given: object) -> FigurePlan:
        """What entering a source would do; the keywords are the keys of a source in ``content/sources``."""
        from briefing.workspace.figures import add_source

        return add_source(self, given)

    def add_indicator(self, first: Entry, *, sentences: bool = False, **given: object) -> FigurePlan:
        """What entering a new indicator with its first figure would do; the keywords are those of the form in decisions on a
        release (``id``, ``label`` by language, ``unit``, ``kind`` …)."""
        from briefing.workspace.figures import add_indicator

        return add_indicator(self, given, first, sentences)

    def read_entry(self, entry: Entry, new: Mapping[str, object] | None = None) -> EntryReading:
        """A figure as somebody types it, fields may be empty: what it says in each language, problems and doubts by field.
        ``new`` is the form of an indicator that does not exist yet. Nothing is tried on the content or written: ``observe``
        and ``add_indicator`` do that."""
        from briefing.workspace.entering import read_entry

        return read_entry(self, entry, new)

    def settled_entry(self, entry: Entry) -> Entry:
        """An entry with its period and locator as content files write them, where they were typed in words."""
        from briefing.workspace.entering import settled

        return settled(self, entry)

    def entry_choices(self) -> EntryChoices:
        """What the forms of figures may be filled with: indicators, sources, units, regions …"""
        from briefing.workspace.entering import choices

        return choices(self)

    def sought(self, indicator: str, day: date) -> FigurePlan:
        """What recording that no newer figure was found up to ``day`` would do."""
        from briefing.workspace.figures import sought

        return sought(self, indicator, day)

    def figures_workbook(self) -> bytes:
        """The workbook (XLSX) that data editors fill in."""
        from briefing.workspace.figures import figures_workbook

        return figures_workbook(self)

    def import_list(
        self,
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
        """What importing a workbook of projects would do to a list. Look at its ``problems``: with an error among
        them there is nothing to save. With ``sheets``, projects of the workbook's other sheets stay as they are, unless
        ``whole`` says that the chosen ones are the whole list."""
        from briefing.workspace.lists import import_list

        return import_list(
            self, workbook, list_id, (day or self.today).isoformat(), title, issuer, tuple(sheets), mapping, whole
        )

    def workbooks(self) -> tuple[WorkbookRow, ...]:
        """The workbooks at work: received, and begun to be answered for."""
        from briefing.workspace.list_page import workbooks

        return workbooks(self)

    def workbook_page(self, token: str) -> WorkbookPage:
        """A workbook that was received, as a page shows it: what it was taken for, what is asked, what importing would do."""
        from briefing.workspace.list_page import page

        return page(self, token)

    def workbook_answers(self, name: str) -> Answers:
        """The answers kept for a workbook (by token), or of a list's last import (by the list's id)."""
        from briefing.workspace.list_page import answers_of

        return answers_of(self, name)

    def first_answers(self, token: str) -> Answers:
        """What to begin with for a workbook that has just come in."""
        from briefing.workspace.list_page import first_answers

        return first_answers(self, token)

    def drop_workbook(self, token: str) -> Plan:
        """What throwing the answers to a workbook away would do."""
        from briefing.workspace.list_page import dropping

        return dropping(self, token)

    def lists(self) -> tuple[ListRow, ...]:
        """The lists of projects that were imported."""
        from briefing.workspace.lists import lists

        return lists(self)

    def listed_projects(self, list_id: str) -> tuple[ProjectRow, ...]:
        """The projects of a list."""
        from briefing.workspace.lists import projects_of

        return projects_of(self, list_id)

    def project_table(self, list_id: str, words: str = "", start: int = 0) -> ProjectTable:
        """The projects of a list that have all the words, a page of them from a place on, and how many there are."""
        from briefing.workspace.lists import project_table

        return project_table(self, list_id, words, start)

    def forget_received(self, token: str) -> None:
        """Throw a file that came in away."""
        from briefing.workspace.received import forget_received

        forget_received(self, token)

    def answer_workbook(self, token: str, answers: Answers) -> Plan:
        """What keeping answers to a workbook would write."""
        from briefing.workspace.list_page import answer

        return answer(self, token, answers)

    def preview_workbook(self, token: str, language: str, first: int = 0) -> SheetsPreview:
        """Sheets of a workbook's projects as they would print in a language, from one project on."""
        from briefing.workspace.list_page import preview

        return preview(self, token, language, first)

    def import_workbook(self, token: str) -> ListImport:
        """What importing a workbook with the answers kept for it would do; the answers become those of the list."""
        from briefing.workspace.list_page import importing

        return importing(self, token)

    def forget_contacts(self, list_id: str, projects: Sequence[str] = (), out: Path | None = None) -> ForgetPlan:
        """What deleting the contacts of a list's projects (all when none is named) would change in the records and in what
        was imported."""
        from briefing.workspace.lists import forget_contacts

        return forget_contacts(self, list_id, tuple(projects), out or self.out)

    def draft_mapping(self, workbook: Path, *, sheets: Sequence[str] = (), mapping: Path | None = None) -> MappingDraft:
        """A mapping file for a workbook: what an import understands of it, and each question with its choices, to be
        completed and given to ``import_list``."""
        from briefing.workspace.lists import draft_mapping

        return draft_mapping(self, workbook, tuple(sheets), mapping)

    def blank_workbook(self) -> bytes:
        """The bilingual workbook (XLSX) of projects that offices fill in."""
        from briefing.workspace.lists import blank_workbook

        return blank_workbook(self)

    def reconcile(self) -> Reconciliation:
        """The rows of every imported list compared with the totals it has published."""
        from briefing.workspace.lists import reconcile

        return reconcile(self)

    # --- review ------------------------------------------------------------------------------------------------------------

    def refresh_catalogues(self) -> CatalogueRefresh:
        """What bringing the translation files up to templates and content would write."""
        from briefing.workspace.catalogues import refresh

        return refresh(self)

    def segments(
        self, language: str, *, pack: str = "", file: str = "", states: Sequence[str] = ()
    ) -> tuple[SegmentRow, ...]:
        """The segments of a language: all, or those that a pack prints, of a file, in certain states."""
        from briefing.workspace.segments import segment_rows

        return segment_rows(self, language, pack, file, tuple(states))

    def review_list(
        self, language: str, *, pack: str = "", filters: Sequence[str] = (), person: str = "", sought: str = ""
    ) -> ReviewList:
        """The segments in the order of the page that fit every filter (``left``, ``draft``, ``lapsed``, ``asked``,
        ``mine``: of ``person``, ``printed``) and have the words sought; how many each filter would leave."""
        from briefing.workspace.review_list import review_list

        return review_list(self, language, pack, tuple(filters), person, sought)

    def segment_desk(self, version: str, language: str) -> SegmentDesk:
        """A segment in edit with everything beside it: its figures as chips with their forms, the sentence as printed, terms,
        notes, earlier texts, what the checks find."""
        from briefing.workspace.segment_desk import segment_desk

        return segment_desk(self, version, language)

    def in_chips(self, version: str, typed: str, language: str) -> tuple[Part, ...]:
        """A text of a segment, or some words of one, as typed: its placeholders as chips with what they print today."""
        from briefing.workspace.segment_desk import in_chips

        return in_chips(self, version, typed, language)

    def alike(self, version: str, language: str) -> tuple[Alike, ...]:
        """Earlier sentences like that of a segment, as typed, the most alike first."""
        from briefing.workspace.segment_desk import alike

        return alike(self, version, language)

    def check_typed(self, version: str, typed: str, language: str) -> TextCheck:
        """What is said of a text for a segment as somebody types it (``{name.form}`` for figures): the sentence as it would
        print, why it would be refused, what the checks find; nothing is written."""
        from briefing.workspace.segment_desk import checked

        return checked(self, version, typed, language)

    def accept_typed(
        self, version: str, typed: str, language: str, *, by: str, day: date | None = None, state: str, note: str = ""
    ) -> ReviewPlan:
        """What taking a text as typed for a segment would do, with the state that a person gives to it; as ``accept``."""
        from briefing.workspace.reviews import Translation
        from briefing.workspace.segment_desk import typed_text

        text = Translation(version, typed_text(self, version, typed, language), state, note)
        return self.accept(text, language=language, by=by, day=day, state=state)

    def three_ways(self, version: str, typed: str, language: str) -> ThreeWays | None:
        """A text as typed beside what others have made of the segment since ``version``; ``None`` where nobody has."""
        from briefing.workspace.translation_memory import three_ways

        return three_ways(self, version, typed, language)

    def review_languages(self) -> tuple[str, ...]:
        """The languages that have translations to review."""
        from briefing.workspace.reviews import review_languages

        return review_languages(self)

    def review_tags(self, language: str) -> tuple[str, str]:
        """The language tags (BCP 47) of the source and of a language under review."""
        from briefing.workspace.reviews import typed_in

        return typed_in(self, language)

    def take_out(self, format_: str, language: str, *, pack: str = "", states: Sequence[str] = ()) -> tuple[str, bytes]:
        """A file for a reviewer and its name: as ``export_review``, or the memory (``tmx``), or the terms (``tbx``)."""
        from briefing.workspace.reviews import take_out

        return take_out(self, format_, language, pack, tuple(states))

    def bring_back(
        self, path: Path, language: str, *, by: str, day: date | None = None, state: str = "draft"
    ) -> BroughtBack:
        """What taking any file of a reviewer back would do: a review, a memory (``.tmx``) or terms (``.tbx``)."""
        from briefing.workspace.reviews import bring_back

        return bring_back(self, path, by, day or self.today, state, language)

    def note(
        self, segment: str, language: str, *, by: str, text: str = "", settle: bool = False, day: date | None = None
    ) -> MarkPlan:
        """What adding a note to a segment would write, or saying that its notes are answered (``settle``)."""
        from briefing.workspace.reviews import note

        return note(self, segment, text, settle, by, day or self.today, language)

    def marked_page(self, document: str, language: str = "") -> MarkedPage:
        """A document as ``preview`` gives it, where each sentence that is a segment (of ``language``) stands in
        ``<span data-segment=…>``; and the segments in the order of the page."""
        from briefing.workspace.marked_page import marked_page

        return marked_page(self, document, language)

    def document_parts(
        self, document: str, audiences: Sequence[str] = (), part: int = 1, at: str = ""
    ) -> DocumentParts:
        """In how many parts a document is read, which of them was asked for (by number, or by the id of what stands in it), and
        why it would be a draft."""
        from briefing.workspace.marked_page import document_parts

        return document_parts(self, document, tuple(audiences), part, at)

    def part_page(
        self, document: str, language: str = "", audiences: Sequence[str] = (), part: int = 0, at: str = ""
    ) -> MarkedPage:
        """One part of a document, as ``marked_page`` gives the whole: by its number, or that in which a segment stands. A
        short document is one part."""
        from briefing.workspace.marked_page import part_page

        return part_page(self, document, language, tuple(audiences), part, at)

    def review_status(self, language: str) -> ReviewStatus:
        """How far the review of a language has come."""
        from briefing.workspace.segments import status

        return status(self, language)

    def export_review(
        self, format_: str, language: str, *, pack: str = "", file: str = "", states: Sequence[str] = ()
    ) -> ReviewFiles:
        """Files for a reviewer (``docx``, ``xlsx``, ``xliff``, ``xliff12`` or ``po``), by the name proposed."""
        from briefing.workspace.reviews import export

        return export(self, format_, language, pack, file, tuple(states))

    def import_review(
        self, path: Path, language: str, *, by: str, day: date | None = None, state: str = "draft"
    ) -> ReviewPlan:
        """What taking a review file back would do, row by row; ``state`` is that of changed rows where the file tells
        none."""
        from briefing.workspace.reviews import import_review

        return import_review(self, path, by, day or self.today, state, language)

    def accept(
        self, *texts: Translation, language: str, by: str, day: date | None = None, state: str = "draft"
    ) -> ReviewPlan:
        """What taking texts for segments would do, by the same rules; a segment that changed since its ``version`` is
        refused."""
        from briefing.workspace.reviews import accept

        return accept(self, texts, by, day or self.today, state, language)

    def mark(
        self,
        state: str,
        language: str,
        *,
        by: str,
        day: date | None = None,
        ids: Sequence[str] = (),
        pack: str = "",
        file: str = "",
        note: str = "",
    ) -> MarkPlan:
        """What giving a state would do: to the segments named, or to all of a pack or file that are not further
        already."""
        from briefing.workspace.reviews import mark

        return mark(self, state, by, day or self.today, tuple(ids), pack, file, language, note)

    def proposals(self, segment: str, language: str) -> tuple[Proposal, ...]:
        """Earlier sentences like that of a segment, with their translations, the most alike first."""
        from briefing.workspace.translation_memory import proposals

        return proposals(self, segment, language)

    def history(self, language: str, segment: str = "") -> tuple[Change, ...]:
        """Every change of a segment (of all without one): who, when, both texts; oldest first."""
        from briefing.workspace.translation_memory import history

        return history(self, segment, language)

    def export_memory(self, language: str) -> tuple[bytes, int]:
        """The translation memory as TMX, and how many sentences it has."""
        from briefing.workspace.translation_memory import export_memory

        return export_memory(self, language)

    def import_memory(self, path: Path, language: str) -> MemoryPlan:
        """What keeping a TMX file would write; its sentences are proposed, never printed."""
        from briefing.workspace.translation_memory import import_memory

        return import_memory(self, path, language)

    def lint(self, language: str, path: Path | None = None, house: bool = False) -> Findings:
        """What the checks find in the project's own translations without what is waived, or in a file."""
        from briefing.workspace.review_checks import lint

        return lint(self, language, path, house)

    def waive(self, segment: str, code: str, language: str, *, reason: str, by: str, day: date | None = None) -> Plan:
        """What waiving a finding that stands would record."""
        from briefing.workspace.review_checks import waive

        return waive(self, segment, code, reason, by, day or self.today, language)

    def proof_copies(
        self, language: str, packs: Sequence[str] = (), formats: Sequence[str] = ()
    ) -> Mapping[str, bytes]:
        """A copy of each pack to read on paper, both languages side by side, by file name."""
        from briefing.workspace.reviews import proof_copies

        return proof_copies(self, tuple(packs), language, tuple(formats))

    def terms(self, language: str, every: bool = False) -> tuple[TermRow, ...]:
        """The terms that are not reviewed yet (all with ``every``), and where each is used."""
        from briefing.workspace.terms import terms

        return terms(self, language, every)

    def term_counts(self) -> Mapping[str, int]:
        """How many terms of the glossary have each status."""
        from briefing.workspace.terms import term_counts

        return term_counts(self)

    def export_terms(self, language: str, edition: str = "2008") -> bytes:
        """The glossary as TBX (ISO 30042), of the 2008 edition that tools read, or of 2019."""
        from briefing.workspace.terms import export_terms

        return export_terms(self, language, edition)

    def import_terms(self, path: Path, language: str) -> TermsPlan:
        """What taking a TBX file into the glossary would do."""
        from briefing.workspace.terms import import_terms

        return import_terms(self, path, language)
