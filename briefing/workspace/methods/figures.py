"""The methods for figures: what is known, where it comes from, what entering one would do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.workspace.folder import ProjectFolder

if TYPE_CHECKING:
    from briefing.observations.understand import Entry
    from briefing.workspace.entering import EntryChoices, EntryReading
    from briefing.workspace.facts import FactRow, FactTrace, FileTrace, SourcesTrace
    from briefing.workspace.figure_page import FigurePage
    from briefing.workspace.figures import FigurePlan
    from briefing.workspace.register import FigureQuery, FigureTable


class FigureMethods(ProjectFolder):
    """Figures: what is known, and what entering one would do."""

    def facts(self, as_of: date | None = None) -> tuple[FactRow, ...]:
        """Return every fact, with its text in each language. Raises ``ProblemsFound`` when the content has errors."""
        from briefing.workspace.facts import facts

        return facts(self, as_of)

    def figures(self, query: FigureQuery | None = None) -> FigureTable:
        """Return the register of figures, searched and filtered, with what may be chosen, as far as the content can be read."""
        from briefing.workspace.register import FigureQuery, table

        return table(self, query or FigureQuery())

    def figure(self, reference: str) -> FigurePage:
        """Return everything about one figure, by id or by indicator for the latest: its source with the line, its history, what
        rests on it, and every sentence of the documents, as they would be composed now, that prints it."""
        from briefing.workspace.figure_page import page

        return page(self, reference)

    def say(self, value: str, unit: str, qualifier: str = "", period: str = "", change: str = "") -> dict[str, str]:
        """Return how a value (as a content file has it: ``9.6万亿``) reads in each language, by language id."""
        from briefing.workspace.facts import say

        return say(self, value, unit, qualifier, period, change)

    def unit_texts(self, unit: str) -> dict[str, str]:
        """Return what a unit (``CNY``) is called, by language id: 元, RMB."""
        from briefing.workspace.facts import unit_texts

        return unit_texts(self, unit)

    def trace(self, fact: str, out: Path | None = None) -> FactTrace:
        """Return a figure, by id or by its indicator, followed to its source and to every place it is printed in the newest
        edition."""
        from briefing.workspace.facts import trace

        return trace(self, fact, out or self.out)

    def trace_file(self, path: Path, page: int = 0) -> FileTrace:
        """Return the figures of a finished file, or of one page of it."""
        from briefing.workspace.facts import trace_file

        return trace_file(self, path, page)

    def trace_sources(self, folder: Path) -> SourcesTrace:
        """Return every published figure looked up in the source documents kept in ``folder``."""
        from briefing.workspace.facts import trace_sources

        return trace_sources(self, folder)

    def observe(self, *entries: Entry, sentences: bool = False) -> FigurePlan:
        """Return what entering, revising or withdrawing figures would do: the sentence in every language, the claims that turn,
        what must be confirmed; with ``sentences``, what changes in the documents."""
        from briefing.workspace.figures import observe

        return observe(self, entries, sentences)

    def import_figures(self, path: Path) -> FigurePlan:
        """Return what entering every figure of a workbook or CSV file would do."""
        from briefing.workspace.figures import import_figures

        return import_figures(self, path)

    def add_source(self, **given: object) -> FigurePlan:
        """Return what entering a source would do; the keywords are the keys of a source in ``content/sources``."""
        from briefing.workspace.figures import add_source

        return add_source(self, given)

    def add_indicator(self, first: Entry, *, sentences: bool = False, **given: object) -> FigurePlan:
        """Return what entering a new indicator with its first figure would do; the keywords are those of the form in decisions
        on a release (``id``, ``label`` by language, ``unit``, ``kind`` …)."""
        from briefing.workspace.figures import add_indicator

        return add_indicator(self, given, first, sentences)

    def read_entry(self, entry: Entry, new: Mapping[str, object] | None = None) -> EntryReading:
        """Return a figure as somebody types it, fields may be empty: what it says in each language, problems and doubts by
        field. ``new`` is the form of an indicator that does not exist yet. Nothing is tried on the content or written:
        ``observe`` and ``add_indicator`` do that."""
        from briefing.workspace.entering import read_entry

        return read_entry(self, entry, new)

    def settled_entry(self, entry: Entry) -> Entry:
        """Return an entry with its period and locator as content files write them, where they were typed in words."""
        from briefing.workspace.entering import settled

        return settled(self, entry)

    def entry_choices(self) -> EntryChoices:
        """Return what the forms of figures may be filled with: indicators, sources, units, regions …"""
        from briefing.workspace.entering import choices

        return choices(self)

    def sought(self, indicator: str, day: date) -> FigurePlan:
        """Return what recording that no newer figure was found up to ``day`` would do."""
        from briefing.workspace.figures import sought

        return sought(self, indicator, day)

    def figures_workbook(self) -> bytes:
        """Return the workbook (XLSX) that data editors fill in."""
        from briefing.workspace.figures import figures_workbook

        return figures_workbook(self)
