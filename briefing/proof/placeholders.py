"""What the placeholders of a template's sentences stand for: which function prints them, and of which fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from briefing.catalogue.template_syntax import environment

#: Functions of a template that print a figure, and those that print a date.
FIGURES = frozenset({"fig", "cell"})
DATES = frozenset({"asof", "period", "day"})


@dataclass(frozen=True, slots=True)
class Printed:
    """One placeholder: the function that fills it, the reference it is given (empty where it is computed), and the form."""

    function: str
    reference: str
    form: str


@dataclass(frozen=True, slots=True)
class Typed:
    """Text that stands in a template outside every sentence."""

    file: str
    line: int
    text: str


#: For each sentence, by domain and source text, what its placeholders print; and the text outside sentences.
Read = tuple[Mapping[tuple[str, str], Mapping[str, Printed]], tuple[Typed, ...]]


def placeholders(templates: Path) -> Read:
    """For each sentence, by domain and source text, what its placeholders print; and the text outside sentences. Templates
    that cannot be parsed are left to the check of templates."""
    env = environment(templates)
    found: dict[tuple[str, str], Mapping[str, Printed]] = {}
    typed: list[Typed] = []
    parts = [(path, "house") for path in sorted((templates / "parts").glob("*.html"))]
    for path, domain in [*((p, p.stem) for p in sorted(templates.glob("*.html"))), *parts]:
        try:
            tree = env.parse(path.read_text("utf-8"), filename=path.name)
        except TemplateSyntaxError:
            continue
        first: nodes.Node | None = None
        for call in tree.find_all((nodes.Assign, nodes.Call)):
            if isinstance(call, nodes.Assign):
                # the extension computes the first call of a sentence beforehand, under the name _trans
                first = call.node if isinstance(call.target, nodes.Name) and call.target.name == "_trans" else first
            elif isinstance(call, nodes.Call) and isinstance(call.node, nodes.Name) and call.args:
                text = call.args[0]
                if call.node.name in ("gettext", "_") and isinstance(text, nodes.Const):
                    found[domain, str(text.value)] = dict(_named(call, first))
        shown = path.relative_to(templates.parent).as_posix()
        typed += [Typed(shown, data.lineno, data.data) for data in tree.find_all(nodes.TemplateData)]
    return found, tuple(typed)


def _named(call: nodes.Call, first: nodes.Node | None) -> Iterator[tuple[str, Printed]]:
    for keyword in call.kwargs:
        value: nodes.Node | None = keyword.value
        if isinstance(value, nodes.Name) and value.name == "_trans":
            value = first
        if isinstance(value, nodes.Call) and isinstance(value.node, nodes.Name):
            words = [a.value if isinstance(a, nodes.Const) and isinstance(a.value, str) else "" for a in value.args]
            forms = [k.value.value for k in value.kwargs if k.key == "form" and isinstance(k.value, nodes.Const)]
            words += [""] * (2 - len(words))
            yield keyword.key, Printed(value.node.name, words[0], str(forms[0]) if forms else words[1])
