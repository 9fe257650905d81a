"""What a manifest declares that a number may stand in, and figures quoted from elsewhere. Beside it, checks on sentences before
they are printed: what is typed by hand, and what a translation loses, adds or turns round; used on import of a translation, in
lint, in the workbench and by ``verify``, with the reader of finished files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeGuard

from briefing.catalogue.glossary import Glossary
from briefing.catalogue.messages import Catalogue
from briefing.content.records import Content, cover_words
from briefing.files.yaml_reader import Located, LocatedList, read_yaml
from briefing.problems import Problem, problem
from briefing.proof.reading import numbers_in
from briefing.proof.reading.tables import letter_places, squash

#: Passages are looked up by their first letters; shorter ones count only where no letter or digit is against them (the name
#: 王五 in a list of names is one, in 王五一 it is not).
_HEAD = 3


@dataclass(frozen=True, slots=True)
class Quoted:
    """The passages of one document, squashed: by their first letters, longest first; and those too short for that."""

    by_head: Mapping[str, tuple[str, ...]]
    short: frozenset[str]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where passages are in a text."""
        if not self.by_head and not self.short:
            return []
        places, letters = letter_places(text), squash(text)
        if letters in self.short:
            return [(0, len(text))]
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(letters) - _HEAD + 1:
            passage = next((p for p in self.by_head.get(letters[at : at + _HEAD], ()) if letters.startswith(p, at)), "")
            if passage:
                found.append((places[at], places[at + len(passage) - 1] + 1))
            at += len(passage) or 1
        return [*found, *(span for name in self.short for span in _alone(name, text))]


def _alone(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a short name stands by itself: between marks, white space or the ends of the text."""
    if len(name) > 1:
        shape = r"\s*".join(map(re.escape, name))
        yield from (m.span() for m in re.finditer(rf"(?<!\w){shape}(?!\w)", text))


NOTHING = Quoted({}, frozenset())


def quoted(passages: Iterable[str]) -> Quoted:
    """Return the passages of a manifest, ready to be found."""
    by_head: dict[str, set[str]] = {}
    short: set[str] = set()
    for passage in passages:
        letters = squash(passage)
        if len(letters) < _HEAD:
            short.add(letters)
        else:
            by_head.setdefault(letters[:_HEAD], set()).add(letters)
    return Quoted({k: tuple(sorted(v, key=lambda p: (-len(p), p))) for k, v in by_head.items()}, frozenset(short))


#: Where the exceptions are declared, below the project root.
ALLOWED = Path("i18n") / "allowed-numbers.yaml"


#: Passages that a number is allowed to stand in for one reason, by language.
Allowance = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Declared:
    """What may hold a number in one language: passages, with the sort they are of (name, title, exception); and, for one
    document, the words it quotes from an imported list."""

    language: str
    passages: Mapping[str, str]
    pattern: re.Pattern[str]
    quoted: Quoted = NOTHING

    #: Texts already looked through: the formats of a document say the same. (A key with the pattern in it would be dearer than
    #: most searches: a pattern of thousands of passages is hashed again each time.)
    _seen: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict, repr=False, compare=False)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where declared passages, or words quoted from a list, are in a text."""
        known = self._seen.get(text)
        if known is None:
            if len(self._seen) > _MOST:
                self._seen.clear()
            known = self._seen[text] = tuple(m.span() for m in self.pattern.finditer(text))
        return [*known, *self.quoted.spans(text)]


#: Texts that are remembered of a language.
_MOST = 50_000


def declare(language: str, passages: Iterable[tuple[str, str]]) -> Declared:
    """Return the passages that hold a number of ``language``, ready to be found; white space in them may be any white space,
    and quotation marks inner ones, as within the marks of a title."""
    kept = {text: sort for text, sort in passages if text and ("%(" in text or numbers_in(text, language))}
    longest_first = sorted(kept, key=lambda t: (-len(t), t))
    shapes = [(_address if kept[text] == "address" else _words)(text) for text in longest_first]
    return Declared(language, kept, re.compile("|".join(shapes) if shapes else "(?!)", re.IGNORECASE))


#: A hyphen between letters: a line may end at it, and a page does not tell it from the hyphen of a broken word.
_HYPHEN = re.compile(r"(?<=[^\W\d_])\\-(?=[^\W\d_])")


def _words(text: str) -> str:
    shape = r"[\s\u00a0]+".join(_HYPHEN.sub("-?", re.escape(word)) for word in text.split())
    return shape.replace("“", "[“‘]").replace("”", "[”’]")


def _address(url: str) -> str:
    """Return the shape of a web address as a page gives it back: broken over lines, where a hyphen may be taken for one of the
    layout."""
    return r"\s*".join("-?" if letter == "-" else re.escape(letter) for letter in url)


def declared(
    language: str,
    source: str,
    content: Content,
    glossary: Glossary,
    catalogue: Catalogue,
    exceptions: Iterable[Allowance],
) -> Declared:
    """Return all that is declared for a language. ``source`` is the language of the content itself."""

    def passages() -> Iterator[tuple[str, str]]:
        for term in glossary.terms.values():
            form = term.forms.get(language)
            names = [form.full, form.short, form.gloss] if form else []
            yield from ((name, "name") for name in names)
            if (
                language == source or term.characters or (form and (form.gloss or form.acronym))
            ):  # the terms give it too
                yield from ((name, "name") for name in (term.key, *term.variants))
        for context, text in titles(content):
            if language == source:
                yield text, "title"
            elif message := catalogue.find("content", context, text):
                yield message.target.replace("%%", "%"), "title"
        yield from ((url, "address") for url in addresses(content))
        yield from ((text, "exception") for e in exceptions for text in e.get(language, ()))

    return declare(language, passages())


def titles(content: Content) -> Iterator[tuple[str, str]]:
    """Yield titles as the sources have them: of documents, articles and sections, of issuers, pages and numbers of documents;
    and the names and addresses of covers; each with its catalogue context."""
    yield from (("house", words) for _, words in cover_words(content))
    for source in content.sources:
        found: list[tuple[str, str | None]] = [("document", source.document)]
        for story in source.stories:
            found += [("issuer", story.issuer), ("source title", story.title), ("page", story.page)]
        yield from ((context, text) for context, text in found if text)
        yield from (("section", section.title) for section in source.sections if section.title)


def addresses(content: Content) -> Iterator[str]:
    """Yield web addresses as the records of the sources give them, the same in every language."""
    for source in content.sources:
        yield from (story.url for story in source.stories if story.url)


def read_exceptions(root: Path) -> tuple[tuple[Allowance, ...], tuple[Problem, ...]]:
    """Return the declared exceptions of a project; none where there is no file."""
    path = root / ALLOWED
    if not path.exists():
        return (), ()
    data, problems = read_yaml(path.read_bytes(), ALLOWED.as_posix())
    entries = data.get("allowed") if isinstance(data, Located) else None
    if problems or not isinstance(entries, LocatedList):
        return (), problems or (problem("proof-exceptions", ALLOWED.as_posix(), 1),)
    made: list[Allowance] = []
    wrong: list[Problem] = []
    for entry, line in zip(entries, entries.lines, strict=True):
        lists = {k: v for k, v in entry.items() if k != "reason"} if isinstance(entry, Located) else {}
        allowed = {k: tuple(map(str, v)) for k, v in lists.items() if _texts(v)}
        if isinstance(entry, Located) and entry.get("reason") and lists and len(allowed) == len(lists):
            made.append(allowed)
        else:
            wrong.append(problem("proof-exceptions", ALLOWED.as_posix(), line))
    return tuple(made), tuple(wrong)


def _texts(value: object) -> TypeGuard[LocatedList]:
    return isinstance(value, LocatedList) and all(isinstance(text, str) and text for text in value)
