"""Words of a template outside its sentences: nobody is asked to translate them, so every language would print the same ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from briefing.catalogue.template_syntax import parsed
from briefing.characters import read_lines
from briefing.files.reading import listed
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
