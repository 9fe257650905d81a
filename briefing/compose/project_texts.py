"""The words of projects in the language of a document: translated, romanised, or shown as missing and counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import Glossary
from briefing.compose.words import CONTENT, Words
from briefing.content.project_words import SHARED, domain
from briefing.content.projects import ProjectRecord
from briefing.language import Language
from briefing.lists.figures_in_words import different
from briefing.lists.romanising import Romanising
from briefing.lists.staleness import Freshness
from briefing.problems import Problem, problem


@dataclass(slots=True)
class ProjectWords:
    """Looks up the words of projects, counting what has no translation by list. ``source`` is the language they are written
    in: a translation must hold the same figures. ``fresh`` tells what is past its day. ``printed`` is everything said: words
    of the list and not of this house."""

    language: Language
    words: Words
    glossary: Glossary
    romanising: Romanising | None
    asked: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    missing: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    source: Language | None = None
    fresh: Freshness | None = None
    printed: set[str] = field(default_factory=set)
    unlike: dict[tuple[str, str, str], Problem] = field(default_factory=dict)

    def text(self, list_id: str, context: str, source: str | None) -> str:
        """A text in this language; the mark of the missing where there is no translation."""
        if not source or self.words.tag == SOURCE_TAG:
            return self.told(source or "")
        found = self._found(list_id, context, source)
        return self.words.house("missing") if found is None else self.told(found)

    def if_any(self, list_id: str, context: str, source: str) -> str:
        """A text in this language; nothing where there is no translation, which is counted as missing."""
        if self.words.tag == SOURCE_TAG:
            return self.told(source)
        return self.told(self._found(list_id, context, source) or "")

    def told(self, text: str) -> str:
        """The same text, remembered as printed."""
        if text:
            self.printed.add(text)
        return text

    def name(self, list_id: str, context: str, source: str | None, person: bool = False) -> str:
        """A company, an office or a person: translated, from the glossary, or romanised and marked."""
        if not source or self.words.tag == SOURCE_TAG:
            return self.told(source or "")
        term = self.glossary.find(source)
        if term is not None and self.words.tag in term.forms:
            return term.forms[self.words.tag].full
        rules = self.romanising
        if person:
            return rules.person(source) if rules else self.words.house("missing")
        found = self.words.catalogue.find(domain(list_id), context, source)
        if (found and found.target and not found.fuzzy) or rules is None:
            return self.text(list_id, context, source)
        self._found(list_id, context, source)
        return self.told(f"{rules.company(source)} {rules.mark}")

    def _found(self, list_id: str, context: str, source: str) -> str | None:
        where = CONTENT if context in SHARED else domain(list_id)
        found = self.words.catalogue.find(where, context, source)
        self.asked.setdefault(list_id, set()).add((context, source))
        if found is None or not found.target or found.fuzzy:  # what was said of an earlier text is not said of this one
            self.missing.setdefault(list_id, set()).add((context, source))
            return None
        if self.source is not None and (apart := different(source, found.target, self.source, self.language)):
            told = problem("list-english-figures", found.file, found.line, text=source[:30], difference=apart)
            self.unlike[list_id, context, source] = told
        return found.target

    def problems(self, projects: Sequence[ProjectRecord]) -> Iterator[Problem]:
        """One problem for each list with words that are missing, for each translation with other figures, and for what is
        past its day among the projects shown."""
        yield from self.unlike.values()
        if self.fresh is not None:
            yield from self.fresh.problems(projects)
        for list_id, missing in sorted(self.missing.items()):
            file = f"i18n/{self.words.tag}/{domain(list_id)}.po"
            count = {"missing": len(missing), "total": len(self.asked[list_id])}
            yield problem("list-untranslated", file, 0, list=list_id, tag=self.words.tag, catalogue=file, **count)
