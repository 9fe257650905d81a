"""Files for reviewers, one writer a format; and the plain PO file, out and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import polib

from briefing.catalogue.messages import State, digest, notes
from briefing.files.reading import Refused, decode
from briefing.review.formats.docx import write_docx
from briefing.review.formats.xliff import write_xliff, write_xliff12
from briefing.review.formats.xlsx import write_xlsx
from briefing.review.printed import text_of
from briefing.review.rows import Fault, InRow, OutRow, ReviewSheet, alike_lines


def write_po(sent: Sequence[OutRow], source_tag: str, target_tag: str) -> bytes:
    """Return a PO file of these rows. Equal messages of two domains are told apart by their contexts or are in files of their
    own: give the rows of one domain."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Language": target_tag,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": source_tag,
        "X-Domain": sent[0].segment.message.domain if sent else "",
    }
    for row in sent:
        m = row.segment.message
        lines = [f"id: {row.segment.row_id}", f"status: {row.segment.standing.state}"]
        if not row.plain and any(not isinstance(p, str) for p in row.shown_source):
            lines += [text_of(row.shown_source), text_of(row.shown)]
        lines += alike_lines(row)
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


_ID = re.compile(r"^id: (\S+)$", re.MULTILINE)


def read_po(data: bytes, name: str) -> ReviewSheet:
    """Return the messages of a PO file as rows. The id is in the extracted comment; a tool may have dropped it, then it is
    made from the domain in the header, context and source, and nothing can be said of a translation changed meanwhile. A
    message that somebody has marked fuzzy comes back as a draft. The text is UTF-8, UTF-16 or GB 18030."""
    try:
        file = polib.pofile(decode(data)[0])
    except (OSError, ValueError, IndexError) as error:
        raise Refused("po", f"it is not a PO file ({error})") from error
    domain = file.metadata.get("X-Domain", "")
    read = []
    for entry in file:
        if entry.obsolete:
            continue
        match = _ID.search(entry.comment)
        identity = match[1] if match else f"{domain}.{digest(entry.msgctxt or '', entry.msgid)}" if domain else ""
        status = State.DRAFT.value if entry.fuzzy and f"status: {State.FUZZY}" not in entry.comment else ""
        faults: tuple[Fault, ...] = (("import-plural", {}),) if entry.msgid_plural else ()
        texts = entry.msgid, entry.msgstr
        note = " ".join(notes(entry.tcomment))
        read.append(InRow(f"line {entry.linenum}", identity, *texts, status, note, *texts, faults))
    return ReviewSheet(tuple(read), frozenset({"id", "source", "target", "comment"}))


#: Rows, BCP 47 tags of source and target → the bytes of a file.
Writer = Callable[[Sequence[OutRow], str, str], bytes]

#: The end of a file's name where it is not that of its format.
SUFFIXES: Mapping[str, str] = {"xliff12": "xlf"}
WRITERS: Mapping[str, Writer] = {
    "docx": write_docx,
    "xlsx": write_xlsx,
    "xliff": write_xliff,
    "xliff12": write_xliff12,
    "po": write_po,
}
