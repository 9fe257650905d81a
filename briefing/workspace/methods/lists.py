"""The methods for lists of projects and the workbooks that they come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.workspace.folder import ProjectFolder

if TYPE_CHECKING:
    from briefing.workspace.data import Plan
    from briefing.workspace.list_page import SheetsPreview, WorkbookPage
    from briefing.workspace.lists import ForgetPlan, ListImport, ListRow, MappingDraft, ProjectTable, Reconciliation
    from briefing.workspace.workbook_answers import Answers, WorkbookRow


class ListMethods(ProjectFolder):
    """Lists of projects and the workbooks that they come in."""

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
        """Return what importing a workbook of projects would do to a list. Look at its ``problems``: with an error among them
        there is nothing to save. With ``sheets``, projects of the workbook's other sheets stay as they are, unless ``whole``
        says that the chosen ones are the whole list."""
        from briefing.workspace.lists import import_list

        return import_list(
            self, workbook, list_id, (day or self.today).isoformat(), title, issuer, tuple(sheets), mapping, whole
        )

    def draft_mapping(self, workbook: Path, *, sheets: Sequence[str] = (), mapping: Path | None = None) -> MappingDraft:
        """Return a mapping file for a workbook: what an import understands of it, and each question with its choices, to be
        completed and given to ``import_list``."""
        from briefing.workspace.lists import draft_mapping

        return draft_mapping(self, workbook, tuple(sheets), mapping)

    def blank_workbook(self) -> bytes:
        """Return the bilingual workbook (XLSX) of projects that offices fill in."""
        from briefing.workspace.lists import blank_workbook

        return blank_workbook(self)

    def workbooks(self) -> tuple[WorkbookRow, ...]:
        """Return the workbooks at work: received, and begun to be answered for."""
        from briefing.workspace.workbook_answers import workbooks

        return workbooks(self)

    def workbook_page(self, token: str) -> WorkbookPage:
        """Return a workbook that was received, as a page shows it: what it was taken for, what is asked, what importing would
        do."""
        from briefing.workspace.list_page import page

        return page(self, token)

    def workbook_answers(self, name: str) -> Answers:
        """Return the answers kept for a workbook (by token), or of a list's last import (by the list's id)."""
        from briefing.workspace.workbook_answers import answers_of

        return answers_of(self, name)

    def first_answers(self, token: str) -> Answers:
        """Return what to begin with for a workbook that has just come in."""
        from briefing.workspace.list_page import first_answers

        return first_answers(self, token)

    def answer_workbook(self, token: str, answers: Answers) -> Plan:
        """Return what keeping answers to a workbook would write."""
        from briefing.workspace.workbook_answers import answer

        return answer(self, token, answers)

    def preview_workbook(self, token: str, language: str, first: int = 0) -> SheetsPreview:
        """Return sheets of a workbook's projects as they would print in a language, from one project on."""
        from briefing.workspace.list_page import preview

        return preview(self, token, language, first)

    def import_workbook(self, token: str) -> ListImport:
        """Return what importing a workbook with the answers kept for it would do; the answers become those of the list."""
        from briefing.workspace.list_page import importing

        return importing(self, token)

    def drop_workbook(self, token: str) -> Plan:
        """Return what throwing the answers to a workbook away would do."""
        from briefing.workspace.workbook_answers import dropping

        return dropping(self, token)

    def lists(self) -> tuple[ListRow, ...]:
        """Return the lists of projects that were imported."""
        from briefing.workspace.lists import lists

        return lists(self)

    def project_table(self, list_id: str, words: str = "", start: int = 0) -> ProjectTable:
        """Return the projects of a list that have all the words, a page of them from a place on, and how many there are."""
        from briefing.workspace.lists import project_table

        return project_table(self, list_id, words, start)

    def forget_contacts(self, list_id: str, projects: Sequence[str] = (), out: Path | None = None) -> ForgetPlan:
        """Return what deleting the contacts of a list's projects (all when none is named) would change in the records and in
        what was imported."""
        from briefing.workspace.lists import forget_contacts

        return forget_contacts(self, list_id, tuple(projects), out or self.out)

    def reconcile(self) -> Reconciliation:
        """Return the rows of every imported list compared with the totals it has published."""
        from briefing.workspace.lists import reconcile

        return reconcile(self)
