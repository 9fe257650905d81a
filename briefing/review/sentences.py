"""The checks that ``verify`` makes of sentences, for one translation at a time: at import, in lint, while somebody types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.messages import Message
from briefing.problems import Problem
from briefing.project.opening import Project
from briefing.proof.sentences.checks import Context, Finding, check_pair, is_free
from briefing.proof.sentences.contrasts import Read, placeholders, read_contrasts
from briefing.proof.sentences.declared import Declared, declared, read_exceptions

#: A message and a translation of it → what is wrong with the translation: codes of problems and the details of their messages.
SentenceCheck = Callable[[Message, str], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class SentenceRules:
    """What the sentences of a project are checked against. ``problems`` is what is wrong in the files that say so."""

    context: Context
    read: Read
    problems: tuple[Problem, ...] = ()

    def check(self, tag: str) -> SentenceCheck:
        """Return the check of translations into the language ``tag``."""
        stand = self.read[0]

        def check(message: Message, text: str) -> Iterator[Finding]:
            printed = stand.get((message.domain, message.source), {})
            return check_pair(message.source, text, tag, printed, self.context, is_free(message))

        return check


def sentence_rules(project: Project, read: Read | None = None) -> SentenceRules:
    """Read what the sentences of a project are checked against: its facts, names, exceptions and opposite names. ``read`` is
    what its templates say of their placeholders, where that has been read before."""
    names, problems = declarations(project)
    contrasts, unread = read_contrasts(project.root)
    return SentenceRules(
        Context(project.base, names, contrasts), read or placeholders(project.templates), (*problems, *unread)
    )


def declarations(project: Project) -> tuple[dict[str, Declared], tuple[Problem, ...]]:
    """Return what may hold a number in each language of a project, and what is wrong in the list of exceptions."""
    allowed, problems = read_exceptions(project.root)
    names = {
        tag: declared(tag, SOURCE_TAG, project.content, project.glossary, project.catalogues[tag], allowed)
        for tag in project.languages
    }
    return names, problems
