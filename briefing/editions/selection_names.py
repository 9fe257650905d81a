"""Names of selections in file names: what was chosen, in pinyin and figures, and a few letters that no other condition has."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal

from briefing.projects.conditions import Both, Condition, Either, Not, OneOf, Sized
from briefing.projects.romanising import joined

#: So long a name may be before its letters of distinction.
LONGEST = 48
_SCALES = ((12, "t"), (9, "b"), (6, "m"), (3, "k"))
_SIGNS = {">=": "from", ">": "over", "<=": "to", "<": "under", "=": "is", "!=": "not"}


def selection_name(condition: Condition, more: str = "") -> str:
    """The name of a condition. Two conditions never share one; ``more`` is what else decides which projects are chosen."""
    told = re.sub(r"-{2,}", "-", _told(condition)).strip("-")[:LONGEST].rstrip("-")
    digest = hashlib.sha256(f"{plain(condition)} {more}".encode()).hexdigest()[:6]
    return f"{told}-{digest}"


def slug(text: str) -> str:
    """Words as small Latin letters and digits: Chinese in pinyin."""
    latin = "".join(joined(part) if re.match(r"[\u3400-\u9fff]", part) else part for part in _PARTS.findall(text))
    return re.sub(r"[^a-z0-9]+", "-", latin.casefold().replace("'", "")).strip("-") or "x"


_PARTS = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")


def plain(condition: Condition | None) -> str:
    """A condition in the words of the command line."""
    match condition:
        case None:
            return "everything"
        case Both(parts):
            return " and ".join(plain(p) for p in parts)
        case Either(parts):
            return "(" + " or ".join(plain(p) for p in parts) + ")"
        case Not(part):
            return f"not {plain(part)}"
        case OneOf(name, values, contains):
            return f"{name} {'~' if contains else 'in'} ({', '.join(values)})"
        case Sized(name, sign, bound):
            return f"{name} {sign} {bound:f}"


def _told(condition: Condition) -> str:
    match condition:
        case Both(parts):
            return "-".join(_told(p) for p in parts)
        case Either(parts):
            return "-or-".join(_told(p) for p in parts)
        case Not(part):
            return f"not-{_told(part)}"
        case OneOf(_, values, _):
            return "-".join(slug(v) for v in values[:3])
        case Sized(_, sign, bound):
            return f"{_SIGNS[sign]}-{_short(bound)}"


def _short(bound: Decimal) -> str:
    """An amount in a few letters: 1b, 500m, 1-5b for 1.5 billion."""
    power, letter = next(((p, s) for p, s in _SCALES if bound >= Decimal(10) ** p), (0, ""))
    return f"{bound.scaleb(-power).normalize():f}".replace(".", "-") + letter
