"""Names and terms as printed: in full with their gloss at the first mention in a document, short afterwards.

Headings, captions, tables and the cover print the full name without counting as a mention, so that the running text
introduces every term whatever stands around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import Glossary, Term, TermForm
from briefing.compose.words import Words
from briefing.document.nodes import Foreign, Inline, Name, Text

_QUOTED = re.compile(r"“([^”]+)”")


class UnknownTerm(LookupError):  # noqa: N818 - reads as what it says
    """A template names a term that the glossary does not hold, or not in this language."""


@dataclass(slots=True)
class Mentions:
    """Decides how each mention of a term reads; remembers which terms the document has introduced."""

    glossary: Glossary
    words: Words
    language_tag: str
    source_tag: str
    seen: set[str] = field(default_factory=set)
    used: dict[str, Term] = field(default_factory=dict)

    def form_of(self, name: str) -> tuple[Term, TermForm]:
        """The term a Chinese name stands for and its form in this language."""
        term = self.glossary.find(name)
        if term is None:
            raise UnknownTerm(name)
        form = term.forms.get(self.words.tag)
        if form is None:
            raise UnknownTerm(name)
        return term, form

    def mention(self, name: str, running: bool, form_name: str = "") -> Name:
        """The name as printed here. ``running`` is false in headings, captions, tables. ``form_name``: ``full`` or
        ``short`` overrule the memory; ``the`` sets the article the glossary gives before it; ``initial`` begins a sentence.
        Parts are joined by full stops (``the.initial``)."""
        term, form = self.form_of(name)
        self.used[term.key] = term
        parts = form_name.split(".") if form_name else []
        first = running and term.key not in self.seen and "short" not in parts
        if first:
            self.seen.add(term.key)
        if first and "full" not in parts:
            return Name(term.key, self._introduced(term, form, self._article(form, form.full, parts)))
        later = form.short if form.short and (running or "short" in parts) and "full" not in parts else form.full
        article = self._article(form, later, parts)
        printed = later[:1].upper() + later[1:] if "initial" in parts and not article else later
        return Name(term.key, (Text(article + printed),))

    def _article(self, form: TermForm, printed: str, parts: list[str]) -> str:
        article = form.short_article if printed == form.short else form.article
        if "the" not in parts or not article:
            return ""
        return f"{article[:1].upper() + article[1:] if 'initial' in parts else article} "

    def _introduced(self, term: Term, form: TermForm, article: str) -> tuple[Inline, ...]:
        extras: list[Inline] = []
        if form.acronym and form.short:
            extras.append(Text(form.short))
        if term.characters and self.words.tag != SOURCE_TAG:
            quoted = _QUOTED.search(term.key)
            extras.append(Foreign(self.source_tag, quoted[1] if quoted else term.key))
        if form.gloss:
            extras.append(Text(form.gloss))
        if not extras:
            return (Text(article + form.full),)
        joined: list[Inline] = []
        for extra in extras:
            joined += [Text(self.words.language.typography.semicolon), extra] if joined else [extra]
        before, _, rest = self.words.house("name_extra").partition("%(name)s")
        middle, _, after = rest.partition("%(extra)s")
        return (Text(before + article + form.full + middle), *joined, Text(after))
