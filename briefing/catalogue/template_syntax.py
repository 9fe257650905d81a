"""The Jinja2 environment that templates are parsed with: sandboxed, strict, autoescaped, with ``{% trans %}`` sentences.

Chinese joins lines without a space, so the white space around a line break inside a sentence is dropped where the
standard extension would put a space.

Sentences of the plainest and by far the most frequent kind are read by one regular expression.
``{% trans when=asof("assets"), assets=fig("assets") %}{{ when }}，{{ assets }}。{% endtrans %}`` is thirty tokens and fifteen
nodes to Jinja2, which looks at each a dozen times before it has code for them. What a plain sentence says is in its text: its
message, and for each placeholder a function with words in quotation marks. Such a sentence is one node, a ``Const`` with a
``Sentence``; everything else, and every template that does what might give one of these names another meaning, is read by
Jinja2 alone.
"""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.bccache import Bucket
from jinja2.ext import GETTEXT_FUNCTIONS, InternationalizationExtension
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefing.characters import folded, read_lines
from briefing.problems import Problem

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


E = TypeVar("E", bound=ImmutableSandboxedEnvironment)

_LINE_BREAK = re.compile(r"\s*\n\s*")


class SentenceExtension(InternationalizationExtension):
    """``{% trans %}`` whose lines are joined without a space."""

    def _trim_whitespace(self, string: str, _ws_re: re.Pattern[str] = _LINE_BREAK) -> str:
        return trimmed(string)

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """Read a sentence. Its first figure, which Jinja2 computes beforehand, stands on the line of the sentence, too."""
        line = parser.stream.current.lineno
        made = super().parse(parser)
        for node in made if isinstance(made, list) else ():
            node.set_lineno(line)
        return made


def trimmed(message: str) -> str:
    """Return a message without the white space around it and around its line breaks."""
    return _LINE_BREAK.sub("", message.strip())


class Compiled(BytecodeCache):
    """Templates compiled once in a process and not once for each document; Jinja2 itself checks each against its source."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled before, if it was."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled now."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


#: What was compiled, by the kind of environment: each writes code of its own, and only one of them writes the limits.
_COMPILED: defaultdict[type, Compiled] = defaultdict(Compiled)

#: The trees of templates read last, by their text; what was not asked for longest goes first.
_TREES: dict[str, nodes.Template] = {}
_TREES_LOCK = Lock()
MOST_TREES = 32


#: Who notes which templates are read now, if anybody does.
_READ: ContextVar[set[str] | None] = ContextVar("templates read", default=None)


@contextmanager
def noted_templates() -> Iterator[set[str]]:
    """Note the names of all templates that are read inside the block, also of those that are not there."""
    read: set[str] = set()
    before = _READ.set(read)
    try:
        yield read
    finally:
        _READ.reset(before)


def template_read(name: str) -> None:
    """Tell that a template is read or looked for."""
    if (read := _READ.get()) is not None:
        read.add(name)


class Folding(FileSystemLoader):
    """Templates as ``briefing.characters`` reads them, so that a sentence is one message however it was typed. ``problems``
    are the odd characters of every template loaded so far."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, encoding="utf-8")
        self.folder = folder
        self.problems: list[Problem] = []

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the folded source of a template."""
        template_read(template)
        source, filename, fresh = super().get_source(environment, template)
        text, odd = read_lines(source, f"{self.folder.name}/{template}")
        self.problems.extend(odd)
        return text, filename, fresh


def environment(folder: Path) -> ImmutableSandboxedEnvironment:
    """Return a sandboxed environment to parse the templates of a folder in."""
    return environment_of(ImmutableSandboxedEnvironment, folder)


def environment_of(kind: type[E], folder: Path) -> E:
    """Return an environment of a kind over one folder of templates, with no functions in it yet."""
    env = kind(
        loader=Folding(folder),
        extensions=[SentenceExtension, "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        bytecode_cache=_COMPILED[kind],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,  # the line break between two sentences says that they are two
        lstrip_blocks=True,
    )
    env.policies["ext.i18n.trimmed"] = True
    vars(env)["newstyle_gettext"] = True  # sentences hand their variables over by name, unformatted
    return env


def running() -> tuple[str, int]:
    """Return the template that calls: its name in the folder of templates and the line it has come to; empty and 0 when none
    runs."""
    frame = inspect.currentframe()
    while frame is not None:
        made = frame.f_globals.get("__jinja_template__")
        if isinstance(made, Template) and made.name:
            return made.name, made.get_corresponding_lineno(frame.f_lineno)
        frame = frame.f_back
    return "", 0


@cache
def _reading() -> ImmutableSandboxedEnvironment:
    """What trees are read with, whoever uses them: they keep no environment of a run alive."""
    return environment(Path())


def parsed(source: str, filename: str, name: str | None = None) -> nodes.Template:
    """Return the tree of a template, to be read and never changed: each is made once for all who read it and for the code it
    becomes. ``source`` is its text as it is in the file. Raises ``TemplateSyntaxError`` with the name and the file."""
    key = folded(source)
    with _TREES_LOCK:
        if (tree := _TREES.pop(key, None)) is None:
            tree = (
                read_plain(_reading(), key, name, filename, trimmed) or Parser(_reading(), key, name, filename).parse()
            )
        _TREES[key] = tree
        while len(_TREES) > MOST_TREES:
            del _TREES[next(iter(_TREES))]
    return tree


def sentences(source: str, filename: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line, context and text of every sentence to translate in a template.

    Raises ``TemplateSyntaxError``. Found in the tree, as Babel's own extractor does, so that extraction and rendering
    see the same messages.
    """
    for call in parsed(source, filename).find_all((nodes.Call, nodes.Const)):
        if isinstance(call, nodes.Const) and isinstance(call.value, Sentence):
            yield call.lineno, "", call.value.message
        if (
            not isinstance(call, nodes.Call)
            or not isinstance(call.node, nodes.Name)
            or call.node.name not in GETTEXT_FUNCTIONS
        ):
            continue
        words = [a.value for a in call.args if isinstance(a, nodes.Const) and isinstance(a.value, str)]
        if call.node.name == "pgettext" and len(words) == 2:
            yield call.lineno, words[0], words[1]
        elif call.node.name in ("gettext", "_") and len(words) == 1:
            yield call.lineno, "", words[0]
        else:
            raise TemplateSyntaxError(
                "a sentence must be one text, without plural forms: figures bring their own nouns",
                call.lineno,
                filename=filename,
            )
