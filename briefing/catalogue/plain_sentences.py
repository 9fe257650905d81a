"""Sentences of the plainest and by far the most frequent kind, read by one regular expression.

``{% trans when=asof("assets"), assets=fig("assets") %}{{ when }}，{{ assets }}。{% endtrans %}`` is thirty tokens and fifteen
nodes to Jinja2, which looks at each a dozen times before it has code for them. What a plain sentence says is in its text: its
message, and for each placeholder a function with words in quotation marks. Such a sentence is one node, a ``Const`` with a
``Sentence``; everything else, and every template that does what might give one of these names another meaning, is read by
Jinja2 alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser

#: A placeholder, the function that fills it, and the words the function is given.
Given = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message and what fills its placeholders, in the order in which the template names them."""

    message: str
    given: tuple[Given, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that is in it: the message, and the words that functions are given."""
        return (self.message, *(word for _, _, words in self.given for word in words))


_WORDS = r"""(?:"[^"\\\n\r]*"|'[^'\\\n\r]*')"""
_GIVEN = rf"[A-Za-z_]\w*=[A-Za-z_]\w*\({_WORDS}(?:,[ ]?{_WORDS})*\)"
_BODY = r"(?:[^{}]|\{\{[ ]?[A-Za-z_]\w*[ ]?\}\})*"
#: What is in a template beside text, as Jinja2 finds it from the beginning; what the last matches is not certain.
_PART = re.compile(
    rf"""\{{\#.*?\#\}}
    |(?<=\S)\{{%\ (?P<plain>trans\ (?:(?P<given>{_GIVEN}(?:,\ {_GIVEN})*)\ )?)%\}}(?P<body>{_BODY})\{{%\ endtrans\ %\}}
    |\{{%[-+]?\s*(?P<tag>\w*)(?:"[^"\\]*"|'[^'\\]*'|[^"'{{}}\\])*%\}}
    |\{{\{{(?!\s*%)(?:"[^"\\]*"|'[^'\\]*'|[^"'{{}}\\])*\}}\}}
    |(?P<unsure>\{{[%{{\#])""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ONE = re.compile(rf"(?P<name>\w+)=(?P<function>\w+)\((?P<words>{_WORDS}(?:, ?{_WORDS})*)\)", re.ASCII)
_SAID = re.compile(_WORDS)
_NAMED = re.compile(r"\{\{ ?(\w+) ?\}\}", re.ASCII)
#: Tags that change how what follows is read or what it means.
_OTHERWISE = frozenset({"raw", "autoescape", "extends", "block"})
#: What Jinja2 would read as something else than the name of a placeholder, or of a function.
_NO_NAMES = frozenset({"trimmed", "notrimmed", "_trans"})
_NO_FUNCTIONS = frozenset(
    {"not", "true", "false", "none", "True", "False", "None", "if", "else", "and", "or", "in", "is"}
)


def shortened(source: str, trim: Callable[[str], str]) -> tuple[str, tuple[Sentence, ...]]:
    """Return a template with each plain sentence replaced by its number, over as many lines, and the sentences; the template as
    it is where nothing is won or something is not certain. The number is after a sign that begins no expression.
    ``trim`` is done to each message."""
    found: list[Sentence] = []
    parts: list[str] = []
    at = 0
    for part in _PART.finditer(source):
        if part["unsure"] or part["tag"] in _OTHERWISE:
            return source, ()
        if part["plain"] and (sentence := _sentence(part["given"] or "", part["body"], trim)) is not None:
            lines = "\n" * part["body"].count("\n")
            parts += (source[at : part.start()], f"{{{{%{len(found)}{lines}}}}}")
            found.append(sentence)
            at = part.end()
    return ("".join([*parts, source[at:]]), tuple(found)) if found else (source, ())


def _sentence(given: str, body: str, trim: Callable[[str], str]) -> Sentence | None:
    filled = tuple(
        (one["name"], one["function"], tuple(words[1:-1] for words in _SAID.findall(one["words"])))
        for one in _ONE.finditer(given)
    )
    names = {name for name, _, _ in filled}
    if len(names) < len(filled) or not names.issuperset(_NAMED.findall(body)):
        return None
    if not _NO_NAMES.isdisjoint(names) or not _NO_FUNCTIONS.isdisjoint(function for _, function, _ in filled):
        return None
    return Sentence(trim(_NAMED.sub(r"%(\1)s", body.replace("%", "%%"))), filled)


class ShortParser(Parser):
    """Reads a shortened template: each number after the sign is a sentence."""

    def __init__(
        self, environment: Environment, source: str, name: str | None, filename: str, sentences: tuple[Sentence, ...]
    ) -> None:
        super().__init__(environment, source, name, filename)
        self.sentences = sentences

    def parse_tuple(self, *given: Any, **named: Any) -> nodes.Expr:
        """Read what is in a place that is printed, or any other list of expressions."""
        if self.stream.current.type != "mod":
            return super().parse_tuple(*given, **named)
        next(self.stream)
        number = next(self.stream)
        return nodes.Const(self.sentences[int(number.value)], lineno=number.lineno)


def read_plain(
    environment: Environment, source: str, name: str | None, filename: str, trim: Callable[[str], str]
) -> nodes.Template | None:
    """Return the tree of a template with its plain sentences as one node each, ``trim`` done to their messages; ``None`` for a
    template that has none, that gives one of the names they use another meaning, or that has a mistake: Jinja2 then tells
    of it."""
    short, found = shortened(source, trim)
    if not found:
        return None
    try:
        tree = ShortParser(environment, short, name, filename, found).parse()
    except TemplateSyntaxError:
        return None
    used = {"gettext", *(function for sentence in found for _, function, _ in sentence.given)}
    return tree if used.isdisjoint(_defined(tree)) else None


def _defined(tree: nodes.Template) -> set[str]:
    """The names to which a template gives a meaning of its own anywhere."""
    names: set[str] = set()
    kinds = (nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)
    for node in tree.find_all(kinds):
        if isinstance(node, nodes.Macro) or (isinstance(node, nodes.Name) and node.ctx != "load"):
            names.add(node.name)
        elif isinstance(node, nodes.Import):
            names.add(node.target)
        elif isinstance(node, nodes.FromImport):
            names.update(one if isinstance(one, str) else one[1] for one in node.names)
    return names
