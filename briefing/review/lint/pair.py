"""A pair of texts, and what a check says about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from briefing.catalogue.placeholders import PLACEHOLDER
from briefing.problems import Severity, catalogue
from briefing.review.lint.rules import LintRules

#: What stands for a placeholder while a text is looked at: neither digit nor letter nor space.
MARK = "\ufffc"
_TAG = re.compile(r"</?(?:strong|em|br|b|i|g|x|ph|pc)\b[^<>]*/?>")


@dataclass(frozen=True, slots=True)
class Pair:
    """``row`` says where it stands in its file (a number, or the id of a segment); ``context`` is the message context.
    ``placeholders``: whether ``%(name)s`` is a placeholder here, as in a PO file, or mere text."""

    row: str
    source: str
    target: str
    context: str = ""
    domain: str = ""
    placeholders: bool = False
    source_text: str = field(init=False, default="")
    target_text: str = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "source_text", self._plain(self.source))
        object.__setattr__(self, "target_text", self._plain(self.target))

    def _plain(self, text: str) -> str:
        """Without markup, each placeholder as ``MARK``."""
        if self.placeholders:
            text = PLACEHOLDER.sub(lambda m: MARK if m["name"] else "%", text)
        return _TAG.sub("", text).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: the fields of ``review lint --json``, and how to mend it."""

    row: str
    code: str
    severity: Severity
    message: str
    source: str
    target: str
    mend: str = ""


#: What a check yields: a code and the details of its message.
Found = tuple[str, dict[str, object]]
PairCheck = Callable[[Pair, LintRules], Iterator[Found]]
#: A check that looks at a whole file at once says which pair each finding belongs to.
FileCheck = Callable[[tuple[Pair, ...], LintRules], Iterator[tuple[Pair, Found]]]


def finding(pair: Pair, found: Found) -> Finding:
    """A finding in words, from the catalogue of problems."""
    code, details = found
    kind = catalogue()[code]
    message = kind.message.format(**details)
    return Finding(pair.row, code, kind.severity, message, pair.source, pair.target, kind.mend.format(**details))
