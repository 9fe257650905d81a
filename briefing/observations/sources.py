"""A new source of the content: one file of its own under ``content/sources``."""

from __future__ import annotations

from briefing.content.records import SourceRecord
from briefing.content.splice import figure, scalar
from briefing.problems import ProblemsFound, problem


def source_file(record: SourceRecord, known: tuple[SourceRecord, ...]) -> tuple[str, bytes]:
    """The project-relative path and the bytes of the file of a new source. Raises ``ProblemsFound`` when the id is taken."""
    path = f"content/sources/{record.id}.yaml"
    taken = next((s for s in known if s.id == record.id), None)
    if taken is not None:
        raise ProblemsFound([problem("source-known", taken.where.file, taken.where.line, source=record.id, title=taken.title)])
    given = {
        "file": record.file, "issuer": record.issuer, "title": record.title, "date": record.date,
        "date_basis": record.date_basis, "date_note": record.date_note, "kind": record.kind, "note": record.note,
    }  # fmt: skip
    lines = ["sources:", f"  - id: {record.id}"]
    lines += [f"    {key}: {figure(text) if key == 'date' else scalar(text)}" for key, text in given.items() if text]
    if record.sections:
        lines.append("    sections:")
        lines += [f"      - {{id: {s.id}, title: {figure(s.title)}, lines: {figure(s.lines)}}}" for s in record.sections]
    return path, ("\n".join(lines) + "\n").encode("utf-8")
