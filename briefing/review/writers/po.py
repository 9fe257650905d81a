"""The review file as a plain PO file: what each row prints stands in extracted comments."""

from __future__ import annotations

from collections.abc import Sequence

import polib

from briefing.catalogue.states import State
from briefing.review.rows import OutRow, text_of


def write_po(rows: Sequence[OutRow], source_tag: str, target_tag: str) -> bytes:
    """A PO file of these rows. Equal messages of two domains are told apart by their contexts or stand in files of their own:
    give the rows of one domain."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Language": target_tag,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": source_tag,
        "X-Domain": rows[0].segment.message.domain if rows else "",
    }
    for row in rows:
        m = row.segment.message
        lines = [f"id: {row.segment.row_id}", f"status: {row.segment.standing.state}"]
        if not row.plain and any(not isinstance(p, str) for p in row.shown_source):
            lines += [text_of(row.shown_source), text_of(row.shown)]
        lines += [f"{p.score}% {p.source} → {p.target}" for p in row.proposals]
        entry = polib.POEntry(
            msgctxt=m.context or None,
            msgid=m.source,
            msgstr=m.target,
            flags=list(m.flags),
            tcomment=m.translator_comment,
            comment="\n".join([*lines, *row.figures]),
            previous_msgid=m.previous or None,
            occurrences=[tuple(place.rsplit(":", 1)) if ":" in place else (place, "") for place in m.places],
        )
        # a placeholder may take another form in the translation, which gettext's own check would call an error
        entry.flags = [flag for flag in entry.flags if flag != "python-format"]
        if row.segment.standing.state is State.FUZZY and "fuzzy" not in entry.flags:
            entry.flags.append("fuzzy")
        file.append(entry)
    return (str(file) + "\n").encode()
