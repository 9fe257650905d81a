"""Whether a document may go out: what in it is stale or has not been reviewed.

Composing a document reports what it uses; these are the codes of its problems that make it a draft. A check of another kind
joins by reporting a problem while composing and by adding its code here.
"""

from __future__ import annotations

from collections.abc import Iterable

from briefing.problems import Problem, in_order

#: A figure, a list, a project's entry or a contact past the day on which a newer one was due.
STALE = frozenset({"figure-stale", "list-stale", "list-projects-lapsed", "list-contacts-due"})

#: A sentence or word whose translation is missing, belongs to an earlier wording, or has been read by nobody as it stands.
UNREVIEWED = frozenset(
    {"translation-missing", "translation-unreviewed", "catalogue-fuzzy", "list-untranslated", "list-english-figures"}
)

#: A sentence that new data has torn apart.
UNSOUND = frozenset({"period-unsaid", "derived-elsewhere", "actual-unprinted"})

#: The furniture name of the mark that a draft carries on every page.
DRAFT = "draft"


def unready(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those problems of composing a document that make it a draft."""
    return in_order(p for p in problems if p.code in STALE | UNREVIEWED | UNSOUND)
