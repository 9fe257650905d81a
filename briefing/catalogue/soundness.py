"""Whether a translation keeps what its source carries: placeholders, markup, per cent signs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from briefing.catalogue.messages import Catalogue, Message
from briefing.catalogue.placeholders import names, stray_percent, tags
from briefing.content.project_words import is_list
from briefing.problems import Problem, problem

#: How much of a source sentence a problem quotes.
QUOTED = 40


def unsound(message: Message) -> Iterator[Problem]:
    """Every way in which one translated message does not hold what its source holds. Words of imported projects are plain
    text: they hold neither placeholders nor markup, and may hold any sign."""
    if is_list(message.domain):
        return
    quoted = quote(message.source)
    where = (message.file, message.line)
    wanted, given = names(message.source), names(message.target)
    if wanted != given:
        missing = sorted((wanted - given).elements())
        surplus = sorted((given - wanted).elements())
        parts = [f"missing {', '.join(missing)}"] if missing else []
        parts += [f"not in the source {', '.join(surplus)}"] if surplus else []
        yield problem("catalogue-placeholder", *where, source=quoted, difference="; ".join(parts))
    if stray_percent(message.target):
        yield problem("catalogue-percent", *where, source=quoted)
    if _tags(message, message.target) != _tags(message, message.source):
        yield problem("catalogue-markup", *where, source=quoted)


def check_catalogue(catalogue: Catalogue) -> tuple[Problem, ...]:
    """All problems of a language's messages: unsound, fuzzy and missing ones."""
    found: list[Problem] = []
    for message in catalogue:
        if not message.target:
            found.append(problem("translation-missing", message.file, message.line, source=quote(message.source),
                                 tag=catalogue.tag, domain=message.domain))  # fmt: skip
            continue
        if message.fuzzy:
            found.append(problem("catalogue-fuzzy", message.file, message.line, source=quote(message.source)))
        found.extend(unsound(message))
    return tuple(found)


def _tags(message: Message, text: str) -> Counter[str] | None:
    """The markup of a text. Content is plain text, where an ampersand stands for itself (M&A, R&D)."""
    return tags(text.replace("&", "&amp;") if message.domain == "content" else text)


def quote(source: str) -> str:
    """The beginning of a source sentence, for a message to a person."""
    flat = " ".join(source.split())
    return flat if len(flat) <= QUOTED else flat[: QUOTED - 1] + "…"
