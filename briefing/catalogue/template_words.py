"""Words of templates that may not be printed as they are: those outside every sentence, which nobody is asked to translate, so
that every language would print the same ones; and those that say something is missing or which way it moves, which stand on a
claim and never speak of what the world has published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError, nodes

from briefing.catalogue.messages import Catalogue
from briefing.catalogue.template_syntax import Sentence, parsed
from briefing.characters import read_lines
from briefing.content.records import ABSENCES, Claim, Conflict
from briefing.files.reading import listed
from briefing.language import Language
from briefing.problems import Problem, problem

_TAG = re.compile(r"([<>])")
_WORD = re.compile(r"\w")
_SHOWN = 40


def typed_words(templates: Path) -> tuple[Problem, ...]:
    """Return a problem for each run of words that is outside a sentence, in every template and part below ``templates``.
    What cannot be read is told by whoever runs it."""
    found: list[Problem] = []
    for path in (*listed(templates, "*.html"), *listed(templates / "parts", "*.html")):
        shown = path.relative_to(templates.parent).as_posix()
        try:
            source, _ = read_lines(path.read_text("utf-8"), shown)
            runs = list(outside(source, path.name))
        except (OSError, UnicodeDecodeError, TemplateSyntaxError):
            continue
        for line, words in runs:
            short = words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
            found.append(problem("template-words", shown, line, words=short))
    return tuple(found)


def outside(source: str, name: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of what a template types between its elements outside every sentence: characters of its own markup,
    and words that it prints from quotation marks. Raises ``TemplateSyntaxError``."""
    in_tag = False
    for node in (n for output in parsed(source, name).find_all(nodes.Output) for n in output.nodes):
        if not isinstance(node, nodes.TemplateData):
            if not in_tag:
                yield from ((line, text) for line, text in _printed(node) if _WORD.search(text))
            continue
        line = node.lineno
        for part in _TAG.split(node.data):
            if part in ("<", ">"):
                in_tag = part == "<"
            elif not in_tag and (text := part.strip()):
                yield line + part[: part.index(text)].count("\n"), " ".join(text.split())
            line += part.count("\n")


def _printed(node: nodes.Expr) -> Iterator[tuple[int, str]]:
    """The texts in quotation marks that an expression may print."""
    match node:
        case nodes.Const(value=str() as text):
            yield node.lineno, text
        case nodes.Concat():
            for joined in node.nodes:
                yield from _printed(joined)
        case nodes.CondExpr():
            yield from _printed(node.expr1)
            if node.expr2 is not None:
                yield from _printed(node.expr2)
        case nodes.Or() | nodes.And() | nodes.Add():
            yield from _printed(node.left)
            yield from _printed(node.right)
        case _:
            return


def absence_problems(
    folder: Path, templates: Iterable[str], source: Language, claims: Mapping[str, Claim]
) -> Iterator[Problem]:
    """Yield every wording of the templates in ``folder`` that says something is missing, or which way it moves, without a claim
    for it, or that speaks of what has been published. ``source`` is the language the templates are written in."""
    fitting = frozenset(name for name, claim in claims.items() if claim.test in ABSENCES)
    moving = claims.keys() - fitting
    for name in templates:
        try:
            tree = parsed((folder / name).read_text("utf-8"), name)
        except (OSError, UnicodeDecodeError, TemplateError):
            continue  # composing tells of it
        file = f"{folder.name}/{name}"
        silent: set[str] = set()  # said before and of no interest: elements and ids are in a template many times
        for line, text, guards in _texts(tree, frozenset()):
            if text in silent:
                continue
            if not says_missing(source, text) and not says_direction(source, text):
                silent.add(text)
                continue
            yield from _judged(source, text, bool(guards & fitting), file, line)
            if not guards & moving and (found := says_direction(source, text)):
                yield problem("direction-unclaimed", file, line, words=found, text=_around(text, found))


def caveat_absences(conflicts: Iterable[Conflict], source: Language, claims: Mapping[str, Claim]) -> Iterator[Problem]:
    """Yield every caveat of a known conflict that says something is missing and neither stands on a claim for it nor is bound
    to figures of its own source, or that speaks of what has been published. ``source`` is the language caveats are written
    in."""
    for conflict in conflicts:
        named = claims.get(conflict.claim or "")
        claimed = conflict.unsaid or (named is not None and named.test in ABSENCES)
        for key, words in (("caveat", conflict.caveat), ("outward", conflict.outward)):
            place = conflict.at(key)
            yield from _judged(source, words or "", claimed, place.file, place.line)


def translated_absences(catalogue: Catalogue, source: Language, language: Language) -> Iterator[Problem]:
    """Yield every translation that says something is missing where its source does not, or that speaks of what has been
    published."""
    for message in catalogue.messages.values():
        said = says_missing(source, message.source)
        yield from _judged(language, message.target, "material" in said, message.file, message.line)


def _judged(language: Language, text: str, claimed: bool, file: str, line: int) -> Iterator[Problem]:
    for kind, found in says_missing(language, text).items():
        if kind == "world":
            yield problem("absence-of-world", file, line, words=found, text=_around(text, found))
        elif not claimed:
            yield problem("absence-unclaimed", file, line, words=found, text=_around(text, found))


def says_missing(language: Language, text: str) -> dict[str, str]:
    """Return the words of a text that say something is missing, by kind (``material``, ``world``); empty without any."""
    return {kind: match[0] for kind, regex in _patterns(language) if (match := regex.search(text))}


def says_direction(language: Language, text: str) -> str:
    """Return the words of a text that say which way something moves, without a figure; empty without any."""
    match = _directions(language).search(text) if language.absence.direction else None
    return match[0] if match else ""


@lru_cache(maxsize=16)
def _directions(language: Language) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in language.absence.direction), re.IGNORECASE)


@lru_cache(maxsize=16)
def _patterns(language: Language) -> tuple[tuple[str, re.Pattern[str]], ...]:
    rules = {"world": language.absence.world, "material": language.absence.material}
    return tuple(
        (kind, re.compile("|".join(f"(?:{p})" for p in found), re.IGNORECASE)) for kind, found in rules.items() if found
    )


def _around(text: str, words: str) -> str:
    at = text.find(words)
    return text[max(at - 20, 0) : at + len(words) + 20]


def _texts(node: nodes.Node, guards: frozenset[str]) -> Iterator[tuple[int, str, frozenset[str]]]:
    """Every text of a template with its line and the claims that must hold where it is printed."""
    if isinstance(node, nodes.TemplateData):
        yield node.lineno, node.data, guards
    elif isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.lineno, node.value, guards
    elif isinstance(node, nodes.Const) and isinstance(node.value, Sentence):
        yield from ((node.lineno, text, guards) for text in node.value.texts)
    elif isinstance(node, nodes.If):
        held = guards | _held(node.test)
        for child in node.body:
            yield from _texts(child, held)
        for child in (*node.elif_, *node.else_):
            yield from _texts(child, guards)
    elif isinstance(node, nodes.CondExpr):
        yield from _texts(node.expr1, guards | _held(node.test))
        if node.expr2 is not None:
            yield from _texts(node.expr2, guards)
    else:
        for child in node.iter_child_nodes():
            yield from _texts(child, guards)


def _held(test: nodes.Node) -> frozenset[str]:
    """The claims that hold wherever a condition is true."""
    if isinstance(test, nodes.And):
        return _held(test.left) | _held(test.right)
    if isinstance(test, nodes.Call) and isinstance(test.node, nodes.Name) and test.node.name == "holds":
        return frozenset(a.value for a in test.args if isinstance(a, nodes.Const) and isinstance(a.value, str))
    return frozenset()
