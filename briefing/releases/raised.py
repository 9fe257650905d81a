"""Small raised characters behind a word or figure: the mark of a note is left out, what belongs to a unit or a power
stays."""

from __future__ import annotations

import re

_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")

#: A unit of length that may be squared or cubed.
_LENGTH = re.compile(r"(?<![A-Za-z])(?:m|km|cm|mm|ft|米|公里)$", re.IGNORECASE)

#: A ten that stands for itself: what is raised behind it is its power.
_TEN = re.compile(r"(?<![0-9.,])10$")

_MARK = re.compile(r"[\[(（【〔]?(?:[0-9]{1,3}|[a-z]|[ivx]{1,4}|[*†‡§#①-⑳])(?:[,，、][0-9]{1,3})*[\])）】〕]?")


def raised(before: str, text: str) -> str:
    """What a raised text behind ``before`` is read as: nothing where it marks a note."""
    inner = text.strip()
    if re.fullmatch("[0-9+-]{1,3}", inner) and (_TEN.search(before) or (_LENGTH.search(before) and inner in "23")):
        return inner.translate(_RAISED)
    return "" if _MARK.fullmatch(inner) else text
