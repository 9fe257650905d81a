"""The methods for translations under review: segments, reviewers' files, memory, checks, terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.workspace.folder import ProjectFolder

if TYPE_CHECKING:
    from briefing.review.memory import Change, Proposal
    from briefing.workspace.data import Plan
    from briefing.workspace.marked_page import DocumentParts, MarkedPage
    from briefing.workspace.review_checks import Findings
    from briefing.workspace.review_list import ReviewList
    from briefing.workspace.reviews import BroughtBack, MarkPlan, ReviewFiles, ReviewPlan, Translation
    from briefing.workspace.segment_desk import Alike, Part, SegmentDesk, TextCheck
    from briefing.workspace.segments import ReviewStatus, SegmentRow
    from briefing.workspace.terms import TermRow, TermsPlan
    from briefing.workspace.translation_memory import MemoryPlan, ThreeWays


class ReviewMethods(ProjectFolder):
    """Translations under review: segments, reviewers' files, memory, checks, terms."""

    def segments(
        self, language: str, *, pack: str = "", file: str = "", states: Sequence[str] = ()
    ) -> tuple[SegmentRow, ...]:
        """Return the segments of a language: all, or those that a pack prints, of a file, in certain states."""
        from briefing.workspace.segments import segment_rows

        return segment_rows(self, language, pack, file, tuple(states))

    def review_list(
        self, language: str, *, pack: str = "", filters: Sequence[str] = (), person: str = "", sought: str = ""
    ) -> ReviewList:
        """Return the segments in the order of the page that fit every filter (``left``, ``draft``, ``lapsed``, ``asked``,
        ``mine``: of ``person``, ``printed``) and have the words sought; how many each filter would leave."""
        from briefing.workspace.review_list import review_list

        return review_list(self, language, pack, tuple(filters), person, sought)

    def segment_desk(self, version: str, language: str) -> SegmentDesk:
        """Return a segment in edit with everything beside it: its figures as chips with their forms, the sentence as printed,
        terms, notes, earlier texts, what the checks find."""
        from briefing.workspace.segment_desk import segment_desk

        return segment_desk(self, version, language)

    def in_chips(self, version: str, typed: str, language: str) -> tuple[Part, ...]:
        """Return a text of a segment, or some words of one, as typed: its placeholders as chips with what they print today."""
        from briefing.workspace.segment_desk import in_chips

        return in_chips(self, version, typed, language)

    def alike(self, version: str, language: str) -> tuple[Alike, ...]:
        """Return earlier sentences like that of a segment, as typed, the most alike first."""
        from briefing.workspace.segment_desk import alike

        return alike(self, version, language)

    def check_typed(self, version: str, typed: str, language: str) -> TextCheck:
        """Return what is said of a text for a segment as somebody types it (``{name.form}`` for figures): the sentence as it
        would print, why it would be refused, what the checks find; nothing is written."""
        from briefing.workspace.segment_desk import checked

        return checked(self, version, typed, language)

    def accept_typed(
        self, version: str, typed: str, language: str, *, by: str, day: date | None = None, state: str, note: str = ""
    ) -> ReviewPlan:
        """Return what taking a text as typed for a segment would do, with the state that a person gives to it; as
        ``accept``."""
        from briefing.workspace.reviews import Translation
        from briefing.workspace.segment_desk import typed_text

        text = Translation(version, typed_text(self, version, typed, language), state, note)
        return self.accept(text, language=language, by=by, day=day, state=state)

    def three_ways(self, version: str, typed: str, language: str) -> ThreeWays | None:
        """Return a text as typed beside what others have made of the segment since ``version``; ``None`` where nobody has."""
        from briefing.workspace.translation_memory import three_ways

        return three_ways(self, version, typed, language)

    def review_languages(self) -> tuple[str, ...]:
        """Return the languages that have translations to review."""
        from briefing.workspace.reviews import review_languages

        return review_languages(self)

    def review_tags(self, language: str) -> tuple[str, str]:
        """Return the language tags (BCP 47) of the source and of a language under review."""
        from briefing.workspace.reviews import typed_in

        return typed_in(self, language)

    def take_out(self, format_: str, language: str, *, pack: str = "", states: Sequence[str] = ()) -> tuple[str, bytes]:
        """Return a file for a reviewer and its name: as ``export_review``, or the memory (``tmx``), or the terms (``tbx``)."""
        from briefing.workspace.reviews import take_out

        return take_out(self, format_, language, pack, tuple(states))

    def bring_back(
        self, path: Path, language: str, *, by: str, day: date | None = None, state: str = "draft"
    ) -> BroughtBack:
        """Return what taking any file of a reviewer back would do: a review, a memory (``.tmx``) or terms (``.tbx``)."""
        from briefing.workspace.reviews import bring_back

        return bring_back(self, path, by, day or self.today, state, language)

    def note(
        self, segment: str, language: str, *, by: str, text: str = "", settle: bool = False, day: date | None = None
    ) -> MarkPlan:
        """Return what adding a note to a segment would write, or saying that its notes are answered (``settle``)."""
        from briefing.workspace.reviews import note

        return note(self, segment, text, settle, by, day or self.today, language)

    def marked_page(self, document: str, language: str = "") -> MarkedPage:
        """Return a document as ``preview`` gives it, where each sentence that is a segment (of ``language``) stands in ``<span
        data-segment=…>``; and the segments in the order of the page."""
        from briefing.workspace.marked_page import marked_page

        return marked_page(self, document, language)

    def document_parts(
        self, document: str, audiences: Sequence[str] = (), part: int = 1, at: str = ""
    ) -> DocumentParts:
        """Return in how many parts a document is read, which of them was asked for (by number, or by the id of what stands in
        it), and why it would be a draft."""
        from briefing.workspace.marked_page import document_parts

        return document_parts(self, document, tuple(audiences), part, at)

    def part_page(
        self, document: str, language: str = "", audiences: Sequence[str] = (), part: int = 0, at: str = ""
    ) -> MarkedPage:
        """Return one part of a document, as ``marked_page`` gives the whole: by its number, or that in which a segment stands.
        A short document is one part."""
        from briefing.workspace.marked_page import part_page

        return part_page(self, document, language, tuple(audiences), part, at)

    def review_status(self, language: str) -> ReviewStatus:
        """Return how far the review of a language has come."""
        from briefing.workspace.segments import status

        return status(self, language)

    def export_review(
        self, format_: str, language: str, *, pack: str = "", file: str = "", states: Sequence[str] = ()
    ) -> ReviewFiles:
        """Return files for a reviewer (``docx``, ``xlsx``, ``xliff``, ``xliff12`` or ``po``), by the name proposed."""
        from briefing.workspace.reviews import export

        return export(self, format_, language, pack, file, tuple(states))

    def import_review(
        self, path: Path, language: str, *, by: str, day: date | None = None, state: str = "draft"
    ) -> ReviewPlan:
        """Return what taking a review file back would do, row by row; ``state`` is that of changed rows where the file tells
        none."""
        from briefing.workspace.reviews import import_review

        return import_review(self, path, by, day or self.today, state, language)

    def accept(
        self, *texts: Translation, language: str, by: str, day: date | None = None, state: str = "draft"
    ) -> ReviewPlan:
        """Return what taking texts for segments would do, by the same rules; a segment that changed since its ``version`` is
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
        """Return what giving a state would do: to the segments named, or to all of a pack or file that are not further
        already."""
        from briefing.workspace.reviews import mark

        return mark(self, state, by, day or self.today, tuple(ids), pack, file, language, note)

    def proposals(self, segment: str, language: str) -> tuple[Proposal, ...]:
        """Return earlier sentences like that of a segment, with their translations, the most alike first."""
        from briefing.workspace.translation_memory import proposals

        return proposals(self, segment, language)

    def history(self, language: str, segment: str = "") -> tuple[Change, ...]:
        """Return every change of a segment (of all without one): who, when, both texts; oldest first."""
        from briefing.workspace.translation_memory import history

        return history(self, segment, language)

    def export_memory(self, language: str) -> tuple[bytes, int]:
        """Return the translation memory as TMX, and how many sentences it has."""
        from briefing.workspace.translation_memory import export_memory

        return export_memory(self, language)

    def import_memory(self, path: Path, language: str) -> MemoryPlan:
        """Return what keeping a TMX file would write; its sentences are proposed, never printed."""
        from briefing.workspace.translation_memory import import_memory

        return import_memory(self, path, language)

    def lint(self, language: str, path: Path | None = None, house: bool = False) -> Findings:
        """Return what the checks find in the project's own translations without what is waived, or in a file."""
        from briefing.workspace.review_checks import lint

        return lint(self, language, path, house)

    def waive(self, segment: str, code: str, language: str, *, reason: str, by: str, day: date | None = None) -> Plan:
        """Return what waiving a finding that stands would record."""
        from briefing.workspace.review_checks import waive

        return waive(self, segment, code, reason, by, day or self.today, language)

    def proof_copies(
        self, language: str, packs: Sequence[str] = (), formats: Sequence[str] = ()
    ) -> Mapping[str, bytes]:
        """Return a copy of each pack to read on paper, both languages side by side, by file name."""
        from briefing.workspace.reviews import proof_copies

        return proof_copies(self, tuple(packs), language, tuple(formats))

    def terms(self, language: str, every: bool = False) -> tuple[TermRow, ...]:
        """Return the terms that are not reviewed yet (all with ``every``), and where each is used."""
        from briefing.workspace.terms import terms

        return terms(self, language, every)

    def term_counts(self) -> Mapping[str, int]:
        """Return how many terms of the glossary have each status."""
        from briefing.workspace.terms import term_counts

        return term_counts(self)

    def export_terms(self, language: str, edition: str = "2008") -> bytes:
        """Return the glossary as TBX (ISO 30042), of the 2008 edition that tools read, or of 2019."""
        from briefing.workspace.terms import export_terms

        return export_terms(self, language, edition)

    def import_terms(self, path: Path, language: str) -> TermsPlan:
        """Return what taking a TBX file into the glossary would do."""
        from briefing.workspace.terms import import_terms

        return import_terms(self, path, language)
