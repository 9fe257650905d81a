"""From a file to the PO files: read, decide, write beside and rename. Refused rows are kept in a workbook to be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefing.catalogue.messages import Message, digest, standing
from briefing.catalogue.updating import amended
from briefing.files.reading import Refused, read_bytes
from briefing.problems import ProblemsFound, problem
from briefing.review.accept import ImportDecider, RowOutcome
from briefing.review.formats import read_po
from briefing.review.formats.docx import read_docx
from briefing.review.formats.odf import read_ods, read_odt
from briefing.review.formats.xliff import read_xliff
from briefing.review.formats.xlsx import read_xlsx, text_workbook
from briefing.review.rows import ReviewSheet, is_plain, to_braces
from briefing.review.segment import HISTORY, Change, Segment, appended

#: The reader of each kind of file, by the end of its name: its bytes and name → its rows. Each raises ``Refused``.
READERS: Mapping[str, Callable[[bytes, str], ReviewSheet]] = {
    ".docx": read_docx,
    ".xlsx": read_xlsx,
    ".odt": read_odt,
    ".ods": read_ods,
    ".xliff": read_xliff,
    ".xlf": read_xliff,
    ".po": read_po,
}
REFUSED_COLUMNS = ("id", "source", "target", "status", "comment", "reason")
CONFLICT_COLUMNS = ("id", "source", "exported", "target", "yours", "status", "comment", "reason")


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a file: an outcome for each row, the PO files to write, and the workbook of refused rows, if any."""

    outcomes: tuple[RowOutcome, ...]
    files: Mapping[Path, bytes]
    refused: bytes = b""

    def count(self, verdict: str) -> int:
        """Return how many rows had a verdict."""
        return sum(o.verdict == verdict for o in self.outcomes)


def read_file(path: Path) -> ReviewSheet:
    """Return the rows of a file. Raises ``ProblemsFound`` when it cannot be read at all."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ProblemsFound([problem("import-unreadable", path.name, reason=f"only {', '.join(READERS)} are read")])
    try:
        sheet = reader(read_bytes(path, "import-unreadable"), path.name)
    except Refused as error:
        raise ProblemsFound([problem("import-unreadable", path.name, reason=error.reason)]) from error
    if not sheet.columns:
        raise ProblemsFound([problem("import-no-table", path.name)])
    return sheet


def report(sheet: ReviewSheet, desk: ImportDecider, folder: Path, tag: str) -> Report:
    """Decide on every row and make the files as they will be; nothing is written here. ``folder`` is the project's i18n."""
    outcomes = desk.decide(sheet)
    changes = [_change(o, desk) for o in outcomes if o.after is not None and o.segment is not None]
    files = files_with(folder, tag, (o.after for o in outcomes if o.after is not None), changes)
    refused = [o for o in outcomes if o.verdict == "refused"]
    return Report(outcomes, files, _kept(refused, desk) if refused else b"")


def files_with(folder: Path, tag: str, messages: Iterable[Message], changes: Sequence[Change]) -> dict[Path, bytes]:
    """Return the PO files of a language with these messages in place of those there were, and its history with the changes."""
    by_domain: dict[str, list[Message]] = {}
    for message in messages:
        by_domain.setdefault(message.domain, []).append(message)
    places = {folder / tag / f"{domain}.po": domain for domain in by_domain}
    files = {path: amended(path, domain, tag, by_domain[domain]) for path, domain in places.items()}
    if changes:
        path = folder / tag / HISTORY
        files[path] = appended(path.read_bytes() if path.is_file() else b"", changes)
    return files


def _change(outcome: RowOutcome, desk: ImportDecider) -> Change:
    segment, after = outcome.segment, outcome.after
    assert segment is not None and after is not None
    state = standing(after, desk.target.words(after.context, after.source, after.target)).state
    before = segment.message
    texts = before.source, before.target, after.target
    how = desk.name if desk.explicit else f"import {desk.name}"
    return Change(segment.id, desk.when, desk.by, state.value, *texts, how)


def _kept(refused: Sequence[RowOutcome], desk: ImportDecider) -> bytes:
    """The refused rows with the reason beside each. Where the segment still stands, or a changed one has taken its place, the
    row has its new id and Chinese, so that it can be mended and imported again. A row that two people changed has the text
    as it was exported, the other's and this reviewer's in columns of their own; the other's is in the column that is read
    back, so that nothing is undone unless somebody decides it."""
    table = []
    conflicts = any(_is_conflict(outcome) for outcome in refused)
    for outcome in refused:
        row = outcome.row
        segment = outcome.segment or _successor(row.id, desk.segments)
        plain = is_plain(row.id.partition(".")[0])
        source = to_braces(segment.message.source if segment else row.source, plain)
        mine = to_braces(row.target, plain) or row.shown_target
        line = {
            "id": segment.row_id if segment else row.id,
            "source": source,
            "target": mine,
            "status": row.status,
            "comment": row.comment,
            "reason": "\n".join(f"{r.message} {r.mend}" for r in outcome.reasons),
        }
        if _is_conflict(outcome) and segment:
            line |= {
                "target": to_braces(segment.message.target, plain),
                "status": segment.standing.state.value,
                "yours": mine,
                "exported": to_braces(outcome.exported, plain),
            }
        table.append(line)
    return text_workbook(table, CONFLICT_COLUMNS if conflicts else REFUSED_COLUMNS)


def _is_conflict(outcome: RowOutcome) -> bool:
    return any(reason.code == "import-conflict" for reason in outcome.reasons)


def _successor(identity: str, segments: Mapping[str, Segment]) -> Segment | None:
    """The segment whose source has changed from the one of an old id."""
    domain, _, rest = identity.partition(".")
    for segment in segments.values():
        m = segment.message
        if m.domain == domain and m.previous and digest(m.context, m.previous) == rest.partition(".")[0]:
            return segment
    return None
