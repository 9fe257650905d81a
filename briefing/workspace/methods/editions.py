"""The methods for documents and editions: preview, build, verify, compare, approve, seal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from briefing.workspace.folder import ProjectFolder

if TYPE_CHECKING:
    from briefing.approval.seals import PublicKey
    from briefing.editions.request import Progress
    from briefing.workspace.annexes import Annex
    from briefing.workspace.approvals import ApprovalPlan, DocumentApproval
    from briefing.workspace.building import BuildResult, StoreState
    from briefing.workspace.changes import Comparison, Redlines
    from briefing.workspace.documents import DocumentName, DocumentTitle, Fitting, Page
    from briefing.workspace.editions import EditionRow
    from briefing.workspace.overview import Overview
    from briefing.workspace.sealing import KeyPlan, Sealed, SealPlan
    from briefing.workspace.verifying import Verification


class EditionMethods(ProjectFolder):
    """Documents as they stand, and editions: built, verified, compared, approved, sealed."""

    def documents(self, audiences: Sequence[str] = (), where: str = "", each: str = "") -> tuple[DocumentName, ...]:
        """Return the documents that a build with these choices would make."""
        from briefing.workspace.documents import documents

        return documents(self, tuple(audiences), where, each)

    def document_titles(self) -> Mapping[str, DocumentTitle]:
        """Return what people call every document, by its name without language."""
        from briefing.workspace.documents import document_titles

        return document_titles(self)

    def document_places(self) -> Mapping[str, int]:
        """Return the place of every document (``<name>.<language>``) in the order in which people look for them: what goes out
        first, a briefing before its slides, copies for the desk last; nothing while the content has errors."""
        from briefing.workspace.documents import document_places

        return document_places(self)

    def fitting(
        self,
        audiences: Sequence[str] = (),
        where: str = "",
        each: str = "",
        undecided: Literal["leave", "keep"] = "leave",
    ) -> Fitting:
        """Return how many projects a build with these choices would show, and in which documents; nothing is composed. Raises
        ``ProblemsFound`` where it would make nothing."""
        from briefing.workspace.documents import fitting

        return fitting(self, tuple(audiences), where, each, undecided)

    def overview(self, out: Path | None = None) -> Overview:
        """Return every document as it would be built now (ready, draft and why, broken), every edition with its approvals."""
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
        """Return the projects that a build with these choices would show, as workbooks (XLSX): an index, the sheets, and the
        contacts that the pack prints. Nothing is written."""
        from briefing.editions.audiences import Choice
        from briefing.workspace.annexes import annexes

        return annexes(self, where, tuple(audiences), each, tuple(languages), Choice(name, undecided))

    def preview(self, document: str, as_of: date | None = None, audiences: Sequence[str] = (), where: str = "") -> Page:
        """Return one document (``<pack>.<language>``) as a web page, as it would be built now; nothing is written.
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
        """Return how the store of finished documents stands, each entry compared with what was stored; ``clear`` empties it
        first."""
        from briefing.workspace.building import store_state

        return store_state(self, clear)

    def editions(self, out: Path | None = None) -> tuple[EditionRow, ...]:
        """Return the finished editions, oldest name first, with their documents and files."""
        from briefing.workspace.editions import editions

        return editions(self, out or self.out)

    def edition_file(self, edition: str, name: str, out: Path | None = None) -> bytes:
        """Return a finished file of an edition, by its name. Raises ``ProblemsFound`` for what the edition does not have."""
        from briefing.workspace.editions import edition_file

        return edition_file(self, edition, name, out or self.out)

    def edition_archive(self, edition: str, documents: Sequence[str] = (), out: Path | None = None) -> bytes:
        """Return the finished files of an edition, or of some of its documents, with its manifest, as one ZIP archive."""
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
        """Return what sealing an edition would record: the digest of every file, signed where a private ``key`` (a file, or
        what stands in one) is given."""
        from briefing.workspace.sealing import seal

        return seal(self, edition, by, day or self.today, key, passphrase, out or self.out)

    def seal_of(self, edition: str) -> Sealed | None:
        """Return the seal that an edition has: by whom, when, its signatures checked; ``None`` where it has none."""
        from briefing.workspace.sealing import seal_of

        return seal_of(self, edition)

    def seal_keys(self) -> tuple[PublicKey, ...]:
        """Return the public keys that the project trusts."""
        from briefing.workspace.sealing import seal_keys

        return seal_keys(self)

    def make_seal_key(self, name: str, private: Path | None, passphrase: str = "") -> KeyPlan:
        """Return a new pair of keys: the private half goes to ``private`` (outside the project; without a place it stays in the
        plan alone), the public half into the project."""
        from briefing.workspace.sealing import make_key

        return make_key(self, name, private, passphrase)

    def is_locked_key(self, key: Path) -> bool:
        """Return whether a private key needs a passphrase."""
        from briefing.approval.seals import is_locked

        return is_locked(key)

    def compare(self, old: str, new: str, out: Path | None = None) -> Comparison:
        """Return what moved between two editions (by name or path), or between two days of the content (``2026-04-15``)."""
        from briefing.workspace.changes import compare

        return compare(self, old, new, out or self.out)

    def comparison_report(
        self, made: Comparison, formats: Sequence[str] = ("html",), day: date | None = None
    ) -> dict[str, bytes]:
        """Return a comparison as a report in every language, by format (``html``, ``docx``)."""
        from briefing.workspace.changes import report

        return report(self, made, tuple(formats), day or self.today)

    def redlines(self, made: Comparison, author: str, day: date | None = None) -> Redlines:
        """Return a Word file with revisions for each document that changed."""
        from briefing.workspace.changes import redlines

        return redlines(self, made, author, day or self.today)

    def approve(
        self, edition: str, documents: Sequence[str] = (), *, by: str, day: date | None = None, out: Path | None = None
    ) -> ApprovalPlan:
        """Return what approving documents of an edition would record (all when none is named); ``day`` is today where it is not
        given."""
        from briefing.workspace.approvals import approve

        return approve(self, edition, tuple(documents), by, day or self.today, out or self.out)

    def approvals(self, edition: str = "", out: Path | None = None) -> dict[str, tuple[DocumentApproval, ...]]:
        """Return how the documents of an edition (of every edition with approvals, when none is named) stand: approved, lapsed
        and why, open."""
        from briefing.workspace.approvals import approvals

        return approvals(self, edition, out or self.out)
