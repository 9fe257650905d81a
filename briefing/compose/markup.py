"""The markup a template made, read as well-formed XML of the closed grammar, and the outline of its sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from briefing.catalogue.template_syntax import template_read
from briefing.characters import QUOTED, odd
from briefing.compose import grammar
from briefing.compose.grammar import PLACE, Place, attribute, check_tables
from briefing.files.foreign import fragment
from briefing.files.reading import Refused
from briefing.problems import Problem, problem

#: The attribute that says which versions an element is for.
FOR = "data-for"
#: How many characters before a fault a problem quotes.
NEAR = 160
#: So many numbered sections are side by side: Chinese numerals of headings end there (``briefing.document.nodes``).
MOST_SECTIONS = 99
_PLACES = re.compile(rf' {PLACE}="([^"]*)"')


def parse(markup: str, template: str) -> tuple[etree._Element | None, tuple[Problem, ...]]:
    """Return the root ``<article>`` of a rendered template, and every departure from the grammar. ``template`` is its path as
    problems name it (``templates/centre.html``)."""
    places = Place(template.partition("/")[0], template)
    try:
        root = fragment(markup, "article")
    except Refused as error:
        return None, (_malformed(error, markup, places),)
    return root, (
        *grammar.check(root, places),
        *check_tables(root, places),
        *_names(root, places),
        *_counted(root, places),
        *_odd(root, places),
    )


def _malformed(error: Refused, markup: str, places: Place) -> Problem:
    line, column = error.line, error.column
    lines = markup.split("\n")
    before = "\n".join([*lines[: max(line - 1, 0)], lines[min(line, len(lines)) - 1][: max(column, 0)]])
    marks = _PLACES.findall(before)
    file, at = places.read(marks[-1]) if marks else (places.template, 0)
    near = " ".join(_PLACES.sub("", before).split())[-NEAR:]
    return problem(
        "markup-malformed", file, at, reason=_PLACES.sub("", error.reason).partition(", line ")[0], near=near
    )


def _names(root: etree._Element, places: Place) -> Iterator[Problem]:
    """Ids that stand twice: a reference would lead to one of them."""
    seen: set[str] = set()
    for element in root.iter("section", "table", "figure"):
        name = attribute(element, "id")
        if name and name in seen:
            yield problem("markup-id-repeated", *places.of(element), id=name)
        seen.add(name)


def _counted(root: etree._Element, places: Place) -> Iterator[Problem]:
    """Find sections beyond the number up to which every language counts its headings."""
    for parent in root.iter("article", "section"):
        numbered = [s for s in parent.iterchildren("section") if attribute(s, "data-numbered") != "no"]
        for section in numbered[MOST_SECTIONS:][:1]:
            yield problem("markup-sections", *places.of(section), most=MOST_SECTIONS)


def _odd(root: etree._Element, places: Place) -> Iterator[Problem]:
    """Characters that no door could fold, since the template wrote them as references (``&#x2F63;``)."""
    if not odd("".join(map(str, root.itertext()))):
        return
    for element in root.iter():
        for near, text in ((element, element.text), (element.getparent(), element.tail)):
            shown = " ".join((text or "").split())[:QUOTED]
            for one in (one for one in odd(text or "") if one.told):
                yield problem("character-refused", *places.of(near), character=one.name, kind=one.kind, text=shown)


_PART = re.compile(r"""\{%-?\s*include\s+["']([^"']+)["']""")
_TAG = re.compile(r"""<(?P<close>/?)(?P<tag>section|table|figure)\b(?P<rest>[^<>]*)""")
_ID = re.compile(r"""\sid="([^"{}]+)\"""")
_FOR = re.compile(rf"""\s{FOR}="([^"{{}}]+)\"""")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_REFERENCE = re.compile(r"""\bref\(\s*["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Outline:
    """``inside`` maps the id of every section, table and chart to the section around it (empty at the top), ``sections``
    are the ids of sections, ``references`` maps what a template refers to to file and line of the first reference,
    ``versions`` the id of what is not for all versions to those it is for."""

    inside: dict[str, str]
    sections: set[str]
    references: dict[str, tuple[str, int]]
    versions: dict[str, frozenset[str]]

    def not_for(self, version: str) -> frozenset[str]:
        """Return the ids of what a version has not got."""
        return frozenset(name for name, known in self.versions.items() if version not in known)

    def without(self, left_out: Iterable[str]) -> frozenset[str]:
        """Return the sections left out with everything that lies in them."""
        gone = set(left_out)
        return frozenset(name for name in self.inside if not gone.isdisjoint(self._around(name)))

    def _around(self, name: str) -> Iterator[str]:
        while name:
            yield name
            name = self.inside.get(name, "")


def read_outline(templates: Path, name: str) -> Outline:
    """Return the outline of a template; what cannot be read has none (the build says so where it renders)."""
    outline = Outline({}, set(), {}, {})
    around: list[str] = []  # the ids of the sections that are open
    for place, found in _marks(templates, name, ()):
        if found.re is _REFERENCE:
            outline.references.setdefault(found[1], (place, found.string.count("\n", 0, found.start()) + 1))
        elif found["close"]:
            if found["tag"] == "section":
                del around[-1:]
        else:
            named, versions = _ID.search(found["rest"]), _FOR.search(found["rest"])
            known = named[1] if named else ""
            if known:
                outline.inside[known] = next((a for a in reversed(around) if a), "")
            if known and versions:
                outline.versions[known] = frozenset(versions[1].split())
            if found["tag"] == "section":
                around.append(known)
                outline.sections.update((known,) if known else ())
    return outline


def _marks(templates: Path, name: str, within: tuple[str, ...]) -> Iterator[tuple[str, re.Match[str]]]:
    """The tags and references of a template and of the parts it includes, in their order, each with its file."""
    path = templates / name
    template_read(name)
    if not path.is_file() or name in within:  # a part that includes itself is reported when the template runs
        return
    source = _COMMENT.sub(lambda m: "\n" * m[0].count("\n"), path.read_text("utf-8", errors="replace"))
    every = (found for pattern in (_REFERENCE, _TAG, _PART) for found in pattern.finditer(source))
    for found in sorted(every, key=lambda found: found.start()):
        if found.re is _PART:
            yield from _marks(templates, found[1], (*within, name))
        else:
            yield f"{templates.name}/{name}", found


def for_others(root: etree._Element, version: str) -> list[etree._Element]:
    """Return the outermost elements that are not for a version."""
    gone = [e for e in root.iter() if attribute(e, FOR) and version not in attribute(e, FOR).split()]
    return [e for e in gone if not any(a in gone for a in e.iterancestors())]


_OPENED = re.compile(rf"""<([A-Za-z][\w-]*)\b[^<>]*\s{FOR}="([^"{{}}]+)"[^<>]*>""")


def without_others(source: str, version: str) -> str:
    """Return the text of a template without the elements that are for other versions, their lines kept."""
    at = 0
    while found := _OPENED.search(source, at):
        at = found.end()
        if version in found[2].split():
            continue
        end = at if found[0].endswith("/>") else _closed(source, found[1], at)
        if end:
            source = source[: found.start()] + "\n" * source.count("\n", found.start(), end) + source[end:]
            at = found.start()
    return source


def _closed(source: str, tag: str, at: int) -> int:
    """Return where an element ends whose content begins at a place; 0 where it does not end."""
    depth = 1
    for found in re.compile(rf"<(/?){tag}\b[^<>]*>").finditer(source, at):
        depth += -1 if found[1] else 0 if found[0].endswith("/>") else 1
        if not depth:
            return found.end()
    return 0


def unknown_versions(root: etree._Element, known: Iterable[str], places: Place) -> tuple[Problem, ...]:
    """Return a problem for every version that an element is for and the pack does not list."""
    there = list(known)
    listed = ", ".join(there) or "none"
    return tuple(
        problem("template-version", *places.of(e), version=name, known=listed)
        for e in root.iter()
        for name in attribute(e, FOR).split()
        if name not in there
    )


def leave_out(root: etree._Element, gone: list[etree._Element]) -> frozenset[str]:
    """Remove sections that a document has no use for; gives the facts that are printed no more."""
    printed = {attribute(e, "data-fact") for s in gone for e in s.iter("data", "time")}
    for section in gone:
        parent = section.getparent()
        if parent is not None:
            parent.remove(section)
    return frozenset(printed - {attribute(e, "data-fact") for e in root.iter("data", "time")})


@dataclass(frozen=True, slots=True)
class Cut:
    """The outline of a document's template and the sections that the document leaves out."""

    outline: Outline
    left_out: frozenset[str]
    template: str

    def shows(self, names: Iterable[str]) -> bool:
        """Return whether the document has all of these sections, tables and charts, as far as leaving out goes."""
        return self.outline.without(self.left_out).isdisjoint(names)

    def unknown(self, names: Iterable[str]) -> list[str]:
        """Return the names that the template does not have."""
        return [name for name in names if name not in self.outline.inside]

    def nowhere(self, target: str) -> Problem:
        """Return the problem of a reference that leads nowhere, at its line: left out with its section, or never there."""
        file, line = self.outline.references.get(target, (self.template, 0))
        code = "reference-unknown" if self.shows((target,)) else "reference-left-out"
        return problem(code, file, line, target=target)
