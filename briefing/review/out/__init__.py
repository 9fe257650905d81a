"""Files for reviewers: one writer a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from briefing.review.out.docx import write_docx
from briefing.review.out.po import write_po
from briefing.review.out.xliff import write_xliff
from briefing.review.out.xliff12 import write_xliff12
from briefing.review.out.xlsx import write_xlsx
from briefing.review.rows import OutRow

#: Rows, BCP 47 tags of source and target → the bytes of a file.
Writer = Callable[[Sequence[OutRow], str, str], bytes]

WRITERS: Mapping[str, Writer] = {"docx": write_docx, "xlsx": write_xlsx, "xliff": write_xliff, "xliff12": write_xliff12, "po": write_po}
