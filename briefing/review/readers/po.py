"""Reading a PO file back, or one that this tool did not make."""

from __future__ import annotations

import re

import polib

from briefing.catalogue.states import State, digest, notes
from briefing.files.tables import decode
from briefing.review.rows import Fault, InRow, ReviewSheet

_ID = re.compile(r"^id: (\S+)$", re.MULTILINE)


def read_po(data: bytes, name: str) -> ReviewSheet:
    """The messages of a PO file as rows. The id stands in the extracted comment; a tool may have dropped it, then it is made
    from the domain in the header, context and source, and nothing can be said of a translation changed meanwhile. A message
    that somebody has marked fuzzy comes back as a draft. The text is UTF-8, UTF-16 or GB 18030."""
    try:
        file = polib.pofile(decode(data)[0])
    except (OSError, ValueError, IndexError) as error:
        return ReviewSheet.unread(name, f"it is not a PO file ({error})")
    domain = file.metadata.get("X-Domain", "")
    rows = []
    for entry in file:
        if entry.obsolete:
            continue
        match = _ID.search(entry.comment)
        identity = match[1] if match else f"{domain}.{digest(entry.msgctxt or '', entry.msgid)}" if domain else ""
        status = State.DRAFT.value if entry.fuzzy and f"status: {State.FUZZY}" not in entry.comment else ""
        faults: tuple[Fault, ...] = (("import-plural", {}),) if entry.msgid_plural else ()
        rows.append(
            InRow(
                f"line {entry.linenum}",
                identity,
                entry.msgid,
                entry.msgstr,
                status,
                " ".join(notes(entry.tcomment)),
                entry.msgid,
                entry.msgstr,
                faults,
            )
        )
    return ReviewSheet(tuple(rows), (), frozenset({"id", "zh", "en", "comment"}))
