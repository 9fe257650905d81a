"""Names of printed forms. A name may end in ``-alone`` (a change without its base) and then in ``-initial`` (the first
letter is a capital, where the script has capitals)."""

from __future__ import annotations

from collections.abc import Callable, Collection

from briefing.language.model import Language, UnknownRule

#: The forms of a quantity. full: qualifier, number, unit. digits: the same, never number words. number: without the unit.
#: bare: digits alone. amount: full, without the sign. cell: as in a table whose column names the unit. tile: digits, with
#: the unit where the language shows it beside a label that names what is counted.
QUANTITY_FORMS = ("full", "digits", "words", "number", "bare", "amount", "cell", "tile")
#: The forms of a period.
PERIOD_FORMS = ("as-of", "plain", "short", "by", "date")
INITIAL = "-initial"
ALONE = "-alone"


class UnknownForm(UnknownRule):
    """A form that nothing of this kind is printed in; the message lists those that are."""


def with_initial(form: str, printed: Callable[[str], str]) -> str:
    """Print in a form, raising the first letter when the name of the form ends in ``-initial``."""
    if not form.endswith(INITIAL):
        return printed(form)
    text = printed(form.removesuffix(INITIAL))
    return text[:1].upper() + text[1:]


def require(form: str, known: Collection[str]) -> None:
    """Raise ``UnknownForm`` unless the form is among the known ones."""
    if form not in known:
        raise UnknownForm(f"{form!r} is not a form here; known are {' '.join(known)} (and each with {INITIAL})")


def forms_of(language: Language, measure: str, unit: str = "") -> frozenset[str]:
    """Every form name that ``print_fact`` accepts for a fact of this measure: for checks of templates and catalogues."""
    if measure == "change":
        names = {"full", "cell", "bare", "number", "digits", "tile", *language.changes.forms}
        names |= {name + ALONE for name in names}
    elif measure == "turn":
        names = {"full", "verb"}
    elif measure == "rank":
        names = {"full", "cell", "number", "bare", "digits", "tile", *language.ranks.forms}
    elif measure == "event":
        names = {"full", *PERIOD_FORMS}
    else:
        names = set(QUANTITY_FORMS)
    return frozenset(names | {name + INITIAL for name in names})
