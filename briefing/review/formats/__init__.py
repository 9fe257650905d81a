"""Files for reviewers: one writer a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from briefing.review.formats.docx import write_docx
from briefing.review.formats.po import write_po
from briefing.review.formats.xliff import write_xliff, write_xliff12
from briefing.review.formats.xlsx import write_xlsx
from briefing.review.rows import OutRow

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
