"""What the placeholders of a template's sentences stand for: which function prints them, and of which fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from briefing.catalogue.template_syntax import environment
from briefing.characters import folded

#: Functions of a template that print a figure, and those that print a date.
FIGURES = frozenset({"fig", "cell"})
DATES = frozenset({"asof", "period", "day"})


@dataclass(frozen=True, slots=True)
class PrintedPlaceholder:
    """One placeholder: the function that fills it, the reference it is given (empty where it is computed), and the form; the
    claims without which its sentence is printed nowhere."""

    function: str
    reference: str
    form: str
    claims: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Typed:
    """Text that stands in a template outside every sentence."""

    file: str
    line: int
    text: str


#: For each sentence, by domain and source text, what its placeholders print; and the text outside sentences.
Read = tuple[Mapping[tuple[str, str], Mapping[str, PrintedPlaceholder]], tuple[Typed, ...]]


def placeholders(templates: Path) -> Read:
    """For each sentence, by domain and source text, what its placeholders print; and the text outside sentences. Templates
    that cannot be parsed are left to the check of templates."""
    env = environment(templates)
    found: dict[tuple[str, str], Mapping[str, PrintedPlaceholder]] = {}
    typed: list[Typed] = []
    parts = [(path, "house") for path in sorted((templates / "parts").glob("*.html"))]
    for path, domain in [*((p, p.stem) for p in sorted(templates.glob("*.html"))), *parts]:
        try:
            tree = env.parse(folded(path.read_text("utf-8")), filename=path.name)
        except TemplateSyntaxError:
            continue
        first: nodes.Node | None = None
        guards = _guards(tree)
        for call in tree.find_all((nodes.Assign, nodes.Call)):
            if isinstance(call, nodes.Assign):
                # the extension computes the first call of a sentence beforehand, under the name _trans
                first = call.node if isinstance(call.target, nodes.Name) and call.target.name == "_trans" else first
            elif isinstance(call, nodes.Call) and isinstance(call.node, nodes.Name) and call.args:
                text = call.args[0]
                if call.node.name in ("gettext", "_") and isinstance(text, nodes.Const):
                    key = (domain, str(text.value))
                    found[key] = _together(found.get(key), dict(_named(call, first, guards.get(id(call), frozenset()))))
        shown = path.relative_to(templates.parent).as_posix()
        typed += [Typed(shown, data.lineno, data.data) for data in tree.find_all(nodes.TemplateData)]
    return found, tuple(typed)


def _guards(tree: nodes.Template) -> Mapping[int, frozenset[str]]:
    """For each call, by identity, the claims that must hold where it stands."""
    found: dict[int, frozenset[str]] = {}
    for branch in tree.find_all(nodes.If):
        claims = frozenset(_claims(branch.test))
        for statement in branch.body if claims else ():
            for call in statement.find_all(nodes.Call):
                found[id(call)] = found.get(id(call), frozenset()) | claims
    return found


def _claims(test: nodes.Node) -> Iterator[str]:
    if isinstance(test, nodes.And):
        yield from (*_claims(test.left), *_claims(test.right))
    elif isinstance(test, nodes.Call) and isinstance(test.node, nodes.Name) and test.node.name == "holds":
        yield from (str(a.value) for a in test.args[:1] if isinstance(a, nodes.Const))


def _together(
    before: Mapping[str, PrintedPlaceholder] | None, now: Mapping[str, PrintedPlaceholder]
) -> Mapping[str, PrintedPlaceholder]:
    """A sentence that stands in several places needs only what all of them need."""
    if before is None:
        return now
    return {n: replace(p, claims=p.claims & before[n].claims if n in before else frozenset()) for n, p in now.items()}


def _named(
    call: nodes.Call, first: nodes.Node | None, claims: frozenset[str]
) -> Iterator[tuple[str, PrintedPlaceholder]]:
    for keyword in call.kwargs:
        value: nodes.Node | None = keyword.value
        if isinstance(value, nodes.Name) and value.name == "_trans":
            value = first
        if isinstance(value, nodes.Call) and isinstance(value.node, nodes.Name):
            words = [a.value if isinstance(a, nodes.Const) and isinstance(a.value, str) else "" for a in value.args]
            forms = [k.value.value for k in value.kwargs if k.key == "form" and isinstance(k.value, nodes.Const)]
            words += [""] * (2 - len(words))
            yield (
                keyword.key,
                PrintedPlaceholder(value.node.name, words[0], str(forms[0]) if forms else words[1], claims),
            )
