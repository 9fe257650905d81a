"""The environment a template runs in: what it may call, how long it may run, and where each of its elements was typed.

A template is written by people who are no programmers, and now and then by somebody who means harm. So it has no arithmetic, no
access to the inside of values, only the filters that choose and order, and limits of steps and size that no briefing reaches.
Each start tag typed in a template carries its file and line into the markup (``PLACE``), so that what is wrong with the markup
can be reported where a person mends it; an element without it was made by a function.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from types import CodeType, MappingProxyType, TracebackType
from typing import Any

import jinja2
from jinja2 import nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from briefing.catalogue.template_syntax import Compiled, Folding, Given, Sentence, environment_of, parsed
from briefing.compose.functions import NAMES, Functions
from briefing.compose.grammar import PLACE
from briefing.compose.markup import without_others
from briefing.compose.printed import Printed
from briefing.problems import Problem, problem

#: Steps (turns of loops and calls) and printed characters of one document, and the length of one text or list.
MOST_STEPS, MOST_PRINTED, LONGEST = 5_000_000, 50_000_000, 1_000_000

#: What templates may do with a list: choose, order, count, join.
FILTERS = frozenset({
    "batch", "count", "d", "default", "first", "groupby", "join", "last", "length", "list", "map", "reject", "rejectattr",
    "reverse", "select", "selectattr", "sort", "unique",
})  # fmt: skip
TESTS = frozenset(
    {"defined", "eq", "equalto", "false", "in", "mapping", "ne", "none", "sequence", "string", "true", "undefined"}
)
GLOBALS = frozenset({"range", "dict"})

_START = re.compile(r"<([A-Za-z][\w-]*)")
#: The name under which the extension keeps the first figure of a sentence; the mark of a counted loop, which nobody can type.
_FIRST, _COUNTED = "_trans", "each turn counted"
#: The functions that every template finds.
KNOWN = frozenset({*NAMES, "_"})
_BINARY = ("+", "-", "*", "/", "//", "%", "**")


class LimitReached(jinja2.TemplateRuntimeError):
    """The template runs without end, or makes more than any document needs."""


def _marked(data: str, name: str, line: int) -> str:
    from xml.sax.saxutils import quoteattr  # noqa: PLC0415 - it loads http and email

    def mark(tag: re.Match[str]) -> str:
        place = f"{name}:{line + data.count(chr(10), 0, tag.start())}"
        return f"<{tag[1]} {PLACE}={quoteattr(place)}"

    return _START.sub(mark, data)


#: So many texts and sentences are one function, and what such a function is called.
PART, _PART_NAME = 400, "part_"
_PART_BEGINS = re.compile(rf"def ({_PART_NAME}[0-9]+)\(")


def _needs_no_variable(node: nodes.Node) -> bool:
    return isinstance(node, nodes.TemplateData) or (isinstance(node, nodes.Const) and isinstance(node.value, Sentence))


def compiled_in_parts(source: str, filename: str) -> CodeType:
    """Return the code of a module as ``compile`` does, each function that was handed out (``Guarded``) compiled apart. Python
    holds the tree of all that it compiles at a time, which of a template of ten thousand sentences is 150 MB, and holds up
    every other thread meanwhile."""
    lines = source.split("\n")
    begins = [number for number, line in enumerate(lines) if _PART_BEGINS.match(line)]
    if not begins:
        return compile(source, filename, "exec")
    parts: dict[str, CodeType] = {}
    for at in begins:
        end = next(n for n in range(at + 1, len(lines)) if not lines[n].startswith(" "))
        made = compile("\n" * at + "\n".join(lines[at:end]), filename, "exec")  # on the lines where it stands
        parts |= {c.co_name: c for c in made.co_consts if isinstance(c, CodeType)}
        lines[at + 1 : end] = [" yield", *[""] * (end - at - 2)]
    rest = compile("\n".join(lines), filename, "exec")
    return rest.replace(
        co_consts=tuple(parts.get(c.co_name, c) if isinstance(c, CodeType) else c for c in rest.co_consts)
    )


class Guarded(CodeGenerator):
    """Writes the Python of a template: with file and line in every start tag typed outside a sentence (a sentence is a message,
    the same in any place), its loops counted, what joins or lengthens values bounded, and the functions of templates asked for
    without looking each time whether they are there. That last look is most of what Python's compiler keeps in memory for a
    long template."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._parts: list[tuple[nodes.Output, Frame]] = []

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> str:
        if isinstance(node, nodes.TemplateData):
            return _marked(node.data, self.name or "", node.lineno)
        return super()._output_child_to_const(node, frame, finalize)

    def visit_Name(self, node: nodes.Name, frame: Frame) -> None:  # noqa: N802 - as Jinja2 has it
        """Write a name; one of a function that no part of the template uses for something else is always there."""
        if node.ctx == "load" and (node.name == _FIRST or node.name in KNOWN):
            known = frame.symbols.find_load(reference := frame.symbols.ref(node.name))
            if known is not None and (node.name == _FIRST or known[0] == VAR_LOAD_RESOLVE):
                self.write(reference)
                return
        super().visit_Name(node, frame)

    def visit_Const(self, node: nodes.Const, frame: Frame) -> None:  # noqa: N802
        """Write a constant; a plain sentence as what it is made of."""
        if isinstance(node.value, Sentence):
            self.write(f"environment.sentence(context, {node.value.message!r}, {node.value.given!r})")
        else:
            super().visit_Const(node, frame)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802
        """Write what is printed. Of a long template, text and plain sentences, which need no variable, are handed out to
        functions of their own (see ``parts_of``)."""
        if not frame.toplevel or frame.buffer is not None or frame.require_output_check or len(node.nodes) <= PART:
            super().visit_Output(node, frame)
            return
        for plain, run in groupby(node.nodes, _needs_no_variable):
            rest = list(run)
            while plain and len(rest) >= PART:
                piece, rest = rest[:PART], rest[PART:]
                self.writeline(f"yield from {_PART_NAME}{len(self._parts)}(context)", piece[0])
                self._parts.append((nodes.Output(piece, lineno=piece[0].lineno), frame))
            if rest:
                super().visit_Output(nodes.Output(rest, lineno=rest[0].lineno), frame)

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Write a template, behind it what was handed out, and the table of lines again, which then has all of them."""
        super().visit_Template(node, frame)
        for number, (piece, there) in enumerate(self._parts):
            self.writeline(f"def {_PART_NAME}{number}(context, environment=environment):")
            self.indent()
            super().visit_Output(piece, there)
            self.outdent()
        if self._parts:
            self.writeline(f"debug_info = {'&'.join(f'{line}={at}' for line, at in self.debug_info)!r}")

    def visit_For(self, node: nodes.For, frame: Frame) -> None:  # noqa: N802
        """Write a loop whose turns are counted."""
        counted = nodes.Filter(node.iter, _COUNTED, [], [], None, None, lineno=node.lineno)
        loop = nodes.For(node.target, counted, node.body, node.else_, node.test, node.recursive, lineno=node.lineno)
        super().visit_For(loop, frame)

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:  # noqa: N802
        """Write a filter whose result is bounded."""
        if node.name == _COUNTED:
            self._wrapped("counted", self.visit, node.node, frame)
        else:
            self._wrapped("bounded", super().visit_Filter, node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        """Write texts joined, bounded."""
        self._wrapped("bounded", super().visit_Concat, node, frame)

    def visit_Add(self, node: nodes.BinExpr, frame: Frame) -> None:  # noqa: N802
        """Write lists joined, bounded."""
        self._wrapped("bounded", super().visit_Add, node, frame)

    def _wrapped(self, function: str, visit: Callable[..., None], node: nodes.Node | None, frame: Frame) -> None:
        self.write(f"environment.{function}(")
        visit(node, frame)
        self.write(")")


class Sandbox(ImmutableSandboxedEnvironment):
    """One run of one template."""

    intercepted_binops = frozenset(_BINARY)
    code_generator_class = Guarded

    def __init__(self, **given: Any) -> None:
        super().__init__(**given, optimized=False)  # nothing is computed before its limits hold
        self.steps = self.printed = 0
        self.functions: Mapping[str, Callable[..., object]] = {}
        self.finalize = self._print
        self.filters = {name: made for name, made in self.filters.items() if name in FILTERS}
        self.tests = {name: made for name, made in self.tests.items() if name in TESTS}
        self.globals = {name: made for name, made in self.globals.items() if name in GLOBALS}

    def _compile(self, source: str, filename: str) -> CodeType:
        return compiled_in_parts(source, filename)

    def release(self) -> None:
        """Give up what it ran with: an environment and what is made of it hold each other, and would keep all of it until the
        garbage collector comes by."""
        for template in self.cache.values() if self.cache is not None else ():
            template.root_render_func.__globals__.clear()
        self.globals.clear()
        vars(self).clear()

    def step(self) -> None:
        """Count a turn of a loop or a call. Raises ``LimitReached``."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise LimitReached(f"the template takes more than {MOST_STEPS:,} steps: a loop in it is far too long")

    @pass_context  # so that constants, too, are looked at when the template runs, before they are text
    def _print(self, _: Context, value: object) -> object:
        if not isinstance(value, str | Printed | jinja2.Undefined) and type(value) is not int:
            raise jinja2.TemplateRuntimeError(
                f"a template prints words and figures, not a value of the kind {type(value).__name__}"
            )
        self.printed += len(value) if isinstance(value, str) else 1
        if self.printed > MOST_PRINTED:
            raise LimitReached(f"the template prints more than {MOST_PRINTED:,} characters")
        return value

    def counted(self, values: Iterable[object]) -> Iterator[object]:
        """Yield what a loop goes through, each turn a step."""
        for value in values:
            self.step()
            yield value

    @staticmethod
    def bounded(value: object) -> object:
        """Return a value that is not too long. Raises ``LimitReached``."""
        if isinstance(value, str | list | tuple) and len(value) > LONGEST:
            raise LimitReached(f"a text or list of more than {LONGEST:,} parts")
        return value

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as Jinja2 has it
        """Call a function or macro, as one step."""
        __self.step()
        return super().call(__context, __obj, *args, **kwargs)

    def sentence(self, context: Context, message: str, given: tuple[Given, ...]) -> object:
        """Return a plain sentence: its functions called in order and its message filled, each as one step."""
        values = {name: self._called(context, function, words) for name, function, words in given}
        return self._called(context, "gettext", (message,), values)

    def _called(
        self, context: Context, name: str, words: tuple[str, ...], values: Mapping[str, object] = MappingProxyType({})
    ) -> object:
        found = context.resolve(name)
        if found is not self.globals.get(name) or name not in self.functions:
            return self.call(context, found, *words, **values)
        self.step()
        return self.functions[name](*words, **values)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Join lists and count rows; nothing else is computed in a template."""
        joined = operator == "+" and any(
            isinstance(left, kind) and isinstance(right, kind) for kind in (list, tuple, str)
        )
        counted = operator in ("+", "-") and isinstance(left, int) and isinstance(right, int)
        if not (joined or counted):
            raise jinja2.TemplateRuntimeError(
                f"a template does not calculate (“{operator}”): figures are computed in content/derived"
            )
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may look inside a value: not into texts, numbers and what prints itself."""
        return not isinstance(obj, str | int | float | Decimal | Printed) and super().is_safe_attribute(
            obj, attr, value
        )

    def unsafe_undefined(self, obj: Any, attribute: str) -> jinja2.Undefined:
        """Return what stands for an attribute that may not be used; whoever uses it is reported."""
        return self.undefined(
            f"a template may not use “.{attribute}” of a {type(obj).__name__}", name=attribute, obj=obj
        )

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return parsed(source, filename or "", name)


def sandbox(templates: Path, functions: Mapping[str, Callable[..., object]]) -> Sandbox:
    """Return a sandbox over a folder of templates with these functions."""
    env = environment_of(Sandbox, templates)
    env.functions = functions
    env.globals.update({name: _asked(name, function) for name, function in functions.items()})
    return env


def _asked(name: str, function: Callable[..., object]) -> Callable[..., object]:
    """Return a function of templates that takes ids and words, and not what another one prints."""

    def call(*given: object, **named: object) -> object:
        for value in given:
            for item in value if isinstance(value, list | tuple) else (value,):
                if isinstance(item, Markup) or not isinstance(
                    item, int if name == "target" and item is not given[0] else str
                ):
                    raise jinja2.TemplateRuntimeError(
                        f"{name}() takes ids and words in quotation marks, and is given something else"
                    )
        return function(*given, **named)

    return call


#: What Python raises for a slip in a template: a name that is not there, a function called with something else than it takes,
#: a part that includes itself, loops nested deeper than Python can compile.
_SLIPS = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


#: What was compiled of templates for one version, by the version.
_COMPILED: defaultdict[str, Compiled] = defaultdict(Compiled)


class _Cut(Folding):
    """Templates without the elements that are for other versions than one."""

    def __init__(self, folder: Path, version: str) -> None:
        super().__init__(folder)
        self.version = version

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the text of a template that a version has."""
        source, name, fresh = super().get_source(environment, template)
        return without_others(source, self.version), name, fresh


def rendered(
    template: str, templates: Path, functions: Functions, version: str | None = None
) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the markup that ``template`` of the folder ``templates`` makes with ``functions``; ``None`` with the problem
    when it stops. What single functions found wrong stays in ``functions.problems``. With a ``version`` nothing runs that is
    for others."""
    env = sandbox(templates, functions.table())
    if version is not None:
        env.loader = _Cut(templates, version)
        env.bytecode_cache = _COMPILED[version]  # that of the whole template is kept for others
    try:
        markup = env.get_template(template).render()
        return markup, tuple(env.loader.problems) if isinstance(env.loader, Folding) else ()
    except _SLIPS as error:
        file, line = _place(error.__traceback__, templates) or (f"{templates.name}/{template}", 0)
        match error:
            case jinja2.TemplateSyntaxError():
                file, line = f"{templates.name}/{error.name or template}", error.lineno
                reason = error.message or "syntax error"
            case jinja2.TemplateNotFound():
                reason = f"there is no template {error.name}"
            case RecursionError():
                reason = "a macro or an included part calls itself without end, or brackets are nested too deeply"
            case _:
                reason = " ".join(str(error).split()) or type(error).__name__
        return None, (problem("template-error", file, line, reason=reason),)
    finally:
        env.release()


def _place(trace: TracebackType | None, templates: Path) -> tuple[str, int] | None:
    """Return the last line of a template in a traceback, into which Jinja2 has written them; ``None`` when there is none."""
    found = None
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(templates):
            found = (path.relative_to(templates.parent).as_posix(), trace.tb_lineno)
        trace = trace.tb_next
    return found
