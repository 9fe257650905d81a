"""What a document was cut to, in words: the condition of its selection in the language of the document."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from briefing.compose.translator import CONTENT, Translator
from briefing.language.printing import join
from briefing.projects.conditions import Both, Condition, Either, Not, OneOf, Sized

#: The furniture pattern of each comparison.
_SIGNS = {
    ">=": "where_amount",
    ">": "where_amount",
    "<=": "where_at_most",
    "<": "where_amount",
    "=": "where_amount",
    "!=": "where_unequal",
}
#: The context in which the words of a field are translated.
_CONTEXTS = {
    "sector": "item",
    "region": "item",
    "district": "district",
    "status": "status",
    "cooperation": "cooperation",
}


def said(
    condition: Condition,
    words: Translator,
    amount: Callable[[str, Decimal], str],
    word: Callable[[str, str], str],
    quote: Callable[[str], str] = str,
) -> str:
    """Return the condition as a phrase; ``amount`` prints a bound by its sign, ``word`` a word of the list by its context, and
    ``quote`` makes words fit for where it stands."""

    def within(part: Condition) -> str:
        match part:
            case Both(parts):
                return words.house("where_and").join(within(p) for p in parts)
            case Either(parts):
                return words.house("where_or").join(within(p) for p in parts)
            case Not(OneOf(field, values, contains)):
                return _words("where_lacks" if contains else "where_not", field, values)
            case Not(inner):
                text = within(inner)
                return words.filled("where_none", lambda _: text)
            case OneOf(field, values, contains):
                return _words("where_contains" if contains else "where_is", field, values)
            case Sized(field, sign, bound):
                told = {"field": words.house(f"where_{field}"), "amount": amount(sign, bound)}
                return words.filled(_SIGNS[sign], told.__getitem__)

    def _words(pattern: str, field: str, values: tuple[str, ...]) -> str:
        context = _CONTEXTS.get(field)
        names = [quote(word(context, v) if context else v) for v in values]
        told = {"field": words.house(f"where_{field}"), "values": join(words.language, names)}
        return words.filled(pattern, told.__getitem__)

    return within(condition)


def known_names(words: Translator, context: str, sources: tuple[str, ...]) -> dict[str, str]:
    """Return translation -> source of words of the content, so that a condition may use either; settled translations before
    others."""
    found = [(message, s) for s in sources if (message := words.catalogue.find(CONTENT, context, s)) and message.target]
    return {m.target: s for m, s in sorted(found, key=lambda pair: not pair[0].fuzzy)}
