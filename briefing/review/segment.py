"""Segments: the messages of one language with their state, and what each pack uses of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.messages import Catalogue, Message
from briefing.catalogue.placeholders import quote
from briefing.catalogue.states import Standing, digest, notes, standing
from briefing.problems import Problem, problem
from briefing.project.opening import Project
from briefing.review.printed import Printing


@dataclass(frozen=True, slots=True)
class Segment:
    """A message with its state. ``id`` is ``<domain>.<hash of context and source>``; ``words`` the hash of the words around
    its figures as printed now."""

    id: str
    message: Message
    standing: Standing
    words: str
    packs: tuple[str, ...] = ()

    @property
    def row_id(self) -> str:
        """The id as it goes out: with a hash of the translation and the first letter of the state, so that a later change of
        either is seen on return."""
        return f"{self.id}.{digest(self.message.target)}.{self.standing.state[0]}"

    @property
    def note(self) -> str:
        """The reviewer's notes."""
        return " ".join(notes(self.message.translator_comment))


def segment_id(message: Message) -> str:
    """The id of a message: its domain and a hash of its context and source."""
    return f"{message.domain}.{digest(message.context, message.source)}"


@dataclass(frozen=True)
class _Listening(Catalogue):
    """A catalogue that remembers what was looked up in it."""

    heard: set[tuple[str, str, str]] = field(default_factory=set)

    def find(self, domain: str, context: str, source: str) -> Message | None:
        found = Catalogue.find(self, domain, context, source)
        if found is not None:
            self.heard.add((found.domain, found.context, found.source))
        return found


def uses(project: Project, tag: str) -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    """The packs that print each message (by domain, context and source) in a language."""
    found: dict[tuple[str, str, str], list[str]] = {}
    catalogue = _Listening(tag, project.catalogues[tag].messages, False)
    heard_by = replace(project, catalogues={**project.catalogues, tag: catalogue})
    for made in heard_by.composed(language=tag):
        for key in catalogue.heard:
            found.setdefault(key, []).append(made.pack.id)
        catalogue.heard.clear()
    return {key: tuple(packs) for key, packs in found.items()}


def segments(project: Project, tag: str, printing: Printing, used: bool = True) -> tuple[Segment, ...]:
    """Every segment of a language, in the order of its files. ``used``: also say which packs print it."""
    packs = uses(project, tag) if used else {}
    return tuple(
        Segment(segment_id(m), m, standing(m, words), words, packs.get(key, ()))
        for key, m in project.catalogues[tag].messages.items()
        for words in (printing.words(m.context, m.source, m.target),)
    )


def lapsed_words(project: Project) -> tuple[Problem, ...]:
    """The reviews that new data have undone: the words around a figure are others now (a rise has become a fall). Composing a
    document cannot see this; a release asks for it."""
    from briefing.review.printed import printings  # noqa: PLC0415 - renders every template

    tags = tuple(t for t in project.languages if t != SOURCE_TAG and project.catalogues[t].under_review)
    made = printings(project, tags)
    return tuple(
        problem("translation-unreviewed", s.message.file, s.message.line, source=quote(s.message.source))
        for tag in tags
        for s in segments(project, tag, made[tag], used=False)
        if s.standing.lapsed == "words"
    )
