"""The front door: a project opened on a folder and a day, with what people do as methods that take and return plain
typed values. The modules of its topics are imported when something of each is first used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, overload

import briefing.workspace as topics
from briefing.problems import explain
from briefing.workspace.folder import ProjectFolder, as_data

if TYPE_CHECKING:
    from briefing.workspace import (
        building as building,
        changes as changes,
        documents as documents,
        editions as editions,
        entering as entering,
        facts as facts,
        figure_page as figure_page,
        figures as figures,
        list_page as list_page,
        lists as lists,
        marked_page as marked_page,
        mending as mending,
        overview as overview,
        previews as previews,
        received as received,
        register as register,
        releases as releases,
        review_checks as review_checks,
        reviews as reviews,
        saying as saying,
        segment_desk as segment_desk,
        segments as segments,
        starting as starting,
        translation_memory as translation_memory,
        verifying as verifying,
    )
else:
    from importlib import import_module

    def __getattr__(name: str) -> Any:
        if name.startswith("__"):  # what the import system asks of every module
            raise AttributeError(name)
        return import_module(f"briefing.workspace.{name}")


__all__ = ["Workspace", "as_data"]

P = ParamSpec("P")
R = TypeVar("R")


class Method(Generic[P, R]):
    """A method of the workspace: a function of a topic that takes the opened project first. ``function`` names it and is called
    when the method is looked up, so that opening a workspace, and a command that needs little, load no more than they use."""

    def __init__(self, function: Callable[[], Callable[Concatenate[ProjectFolder, P], R]]) -> None:
        self._function = function

    @overload
    def __get__(self, project: None, owner: type) -> Callable[Concatenate[ProjectFolder, P], R]: ...
    @overload
    def __get__(self, project: ProjectFolder, owner: type) -> Callable[P, R]: ...
    def __get__(self, project: ProjectFolder | None, owner: type) -> Callable[..., R]:
        function = self._function()
        return function if project is None else function.__get__(project)


class Workspace(ProjectFolder):
    """A project at ``root`` on the day ``today``; finished editions lie in ``out`` (``root/out`` where it is not
    given).

    Every call looks at the disk and reads again only what changed; what is returned is immutable. One workspace may
    be used by several threads. Mistakes in people's files raise ``briefing.problems.ProblemsFound`` with all that was
    found. Each method is the function named beside it, with the workspace as its first argument."""

    # The project as a whole, and files that come in
    start = Method(lambda: topics.starting.start)
    session_key = Method(lambda: topics.received.session_key)
    receive = Method(lambda: topics.received.receive)
    received = Method(lambda: topics.received.received)
    forget_received = Method(lambda: topics.received.forget_received)
    check = Method(lambda: topics.mending.check)
    mends = Method(lambda: topics.mending.mends)
    explain = staticmethod(explain)
    refresh_catalogues = Method(lambda: topics.mending.refresh_catalogues)

    # Figures: what is known, and what entering one would do
    facts = Method(lambda: topics.facts.facts)
    figures = Method(lambda: topics.register.figures)
    figure = Method(lambda: topics.figure_page.figure)
    say = Method(lambda: topics.saying.say)
    unit_texts = Method(lambda: topics.saying.unit_texts)
    trace = Method(lambda: topics.facts.trace)
    trace_file = Method(lambda: topics.facts.trace_file)
    trace_sources = Method(lambda: topics.facts.trace_sources)
    observe = Method(lambda: topics.figures.observe)
    import_figures = Method(lambda: topics.figures.import_figures)
    add_source = Method(lambda: topics.figures.add_source)
    add_indicator = Method(lambda: topics.figures.add_indicator)
    read_entry = Method(lambda: topics.entering.read_entry)
    settled_entry = Method(lambda: topics.entering.settled_entry)
    entry_choices = Method(lambda: topics.entering.entry_choices)
    sought = Method(lambda: topics.figures.sought)
    figures_workbook = Method(lambda: topics.figures.figures_workbook)

    # Press releases: read, decided on, recorded
    read_release = Method(lambda: topics.releases.read_release)
    keep_release = Method(lambda: topics.releases.keep_release)
    release = Method(lambda: topics.releases.release)
    releases = Method(lambda: topics.releases.releases)
    release_page = Method(lambda: topics.releases.release_page)
    decision_problems = Method(lambda: topics.releases.decision_problems_of)
    decide_release = Method(lambda: topics.releases.decide_release)
    undecide_release = Method(lambda: topics.releases.undecide_release)
    decide_release_from = Method(lambda: topics.releases.decide_release_from)
    release_sheet = Method(lambda: topics.releases.sheet)
    record_release = Method(lambda: topics.releases.record_release)

    # Lists of projects and the workbooks that they come in
    import_list = Method(lambda: topics.lists.import_list)
    draft_mapping = Method(lambda: topics.lists.draft_mapping)
    blank_workbook = Method(lambda: topics.lists.blank_workbook)
    workbooks = Method(lambda: topics.received.workbooks)
    workbook_page = Method(lambda: topics.list_page.workbook_page)
    workbook_answers = Method(lambda: topics.received.workbook_answers)
    first_answers = Method(lambda: topics.list_page.first_answers)
    answer_workbook = Method(lambda: topics.received.answer_workbook)
    preview_workbook = Method(lambda: topics.list_page.preview_workbook)
    import_workbook = Method(lambda: topics.list_page.import_workbook)
    drop_workbook = Method(lambda: topics.received.drop_workbook)
    lists = Method(lambda: topics.lists.lists)
    project_table = Method(lambda: topics.lists.project_table)
    forget_contacts = Method(lambda: topics.lists.forget_contacts)
    reconcile = Method(lambda: topics.lists.reconcile)

    # Documents as they stand, and editions: built, verified, compared, approved, sealed
    documents = Method(lambda: topics.documents.documents)
    document_titles = Method(lambda: topics.documents.document_titles)
    document_places = Method(lambda: topics.documents.document_places)
    fitting = Method(lambda: topics.documents.fitting)
    overview = Method(lambda: topics.overview.overview)
    look = Method(lambda: topics.overview.look)
    annexes = Method(lambda: topics.previews.annexes)
    preview = Method(lambda: topics.previews.preview)
    build = Method(lambda: topics.building.build)
    store_state = Method(lambda: topics.building.store_state)
    editions = Method(lambda: topics.editions.editions)
    edition_file = Method(lambda: topics.editions.edition_file)
    edition_archive = Method(lambda: topics.editions.edition_archive)
    verify = Method(lambda: topics.verifying.verify)
    seal = Method(lambda: topics.editions.seal)
    seal_of = Method(lambda: topics.editions.seal_of)
    seal_keys = Method(lambda: topics.editions.seal_keys)
    make_seal_key = Method(lambda: topics.editions.make_seal_key)
    compare = Method(lambda: topics.changes.compare)
    comparison_report = Method(lambda: topics.changes.comparison_report)
    redlines = Method(lambda: topics.changes.redlines)
    approve = Method(lambda: topics.editions.approve)
    approvals = Method(lambda: topics.editions.approvals)

    # Translations under review: segments, reviewers' files, memory, checks, terms
    segments = Method(lambda: topics.segments.segment_rows)
    review_list = Method(lambda: topics.review_checks.review_list)
    segment_desk = Method(lambda: topics.segment_desk.segment_desk)
    in_chips = Method(lambda: topics.segment_desk.in_chips)
    similar_sentences = Method(lambda: topics.segment_desk.similar_sentences)
    check_typed = Method(lambda: topics.segment_desk.check_typed)
    accept_typed = Method(lambda: topics.segment_desk.accept_typed)
    three_ways = Method(lambda: topics.translation_memory.three_ways)
    review_languages = Method(lambda: topics.reviews.review_languages)
    review_tags = Method(lambda: topics.segments.review_tags)
    take_out = Method(lambda: topics.reviews.take_out)
    bring_back = Method(lambda: topics.reviews.bring_back)
    note = Method(lambda: topics.reviews.note)
    marked_page = Method(lambda: topics.marked_page.marked_page)
    document_parts = Method(lambda: topics.marked_page.document_parts)
    part_page = Method(lambda: topics.marked_page.part_page)
    review_status = Method(lambda: topics.segments.review_status)
    export_review = Method(lambda: topics.reviews.export_review)
    import_review = Method(lambda: topics.reviews.import_review)
    accept = Method(lambda: topics.reviews.accept)
    mark = Method(lambda: topics.reviews.mark)
    proposals = Method(lambda: topics.translation_memory.proposals)
    history = Method(lambda: topics.translation_memory.history)
    export_memory = Method(lambda: topics.translation_memory.export_memory)
    import_memory = Method(lambda: topics.translation_memory.import_memory)
    lint = Method(lambda: topics.review_checks.lint)
    waive = Method(lambda: topics.review_checks.waive)
    proof_copies = Method(lambda: topics.reviews.proof_copies)
    terms = Method(lambda: topics.translation_memory.terms)
    term_counts = Method(lambda: topics.translation_memory.term_counts)
    export_terms = Method(lambda: topics.translation_memory.export_terms)
    import_terms = Method(lambda: topics.translation_memory.import_terms)
