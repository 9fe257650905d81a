"""What placeholders stand for, and translations that keep every figure and change what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

import yaml
from jinja2 import TemplateSyntaxError, nodes

from briefing.catalogue.template_syntax import Sentence, parsed
from briefing.facts import Fact
from briefing.facts.base import FactBase, UnknownFact
from briefing.files.yaml_reader import Located, read_yaml
from briefing.problems import Problem, problem
from briefing.proof.reading.tables import tables
from briefing.quantities import Quantity

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
    """Text that is in a template outside every sentence."""

    file: str
    line: int
    text: str


#: For each sentence, by domain and source text, what its placeholders print; and the text outside sentences.
Read = tuple[Mapping[tuple[str, str], Mapping[str, PrintedPlaceholder]], tuple[Typed, ...]]


def placeholders(templates: Path) -> Read:
    """Return for each sentence, by domain and source text, what its placeholders print; and the text outside sentences.
    Templates that cannot be parsed are left to the check of templates."""
    found: dict[tuple[str, str], Mapping[str, PrintedPlaceholder]] = {}
    typed: list[Typed] = []
    parts = [(path, "house") for path in sorted((templates / "parts").glob("*.html"))]
    for path, domain in [*((p, p.stem) for p in sorted(templates.glob("*.html"))), *parts]:
        try:
            tree = parsed(path.read_text("utf-8"), path.name)
        except TemplateSyntaxError:
            continue
        first: nodes.Node | None = None
        guards = _guards(tree)
        for call in tree.find_all((nodes.Assign, nodes.Call, nodes.Const)):
            held = guards.get(id(call), frozenset())
            match call:
                case nodes.Const(value=Sentence() as sentence):
                    key, printed = (domain, sentence.message), dict(_plain(sentence, held))
                case nodes.Call(node=nodes.Name(name="gettext" | "_"), args=[nodes.Const(value=text), *_]):
                    key, printed = (domain, str(text)), dict(_named(call, first, held))
                case nodes.Assign(target=nodes.Name(name="_trans")):
                    first = call.node  # the extension computes the first call of a sentence beforehand, under this name
                    continue
                case _:
                    continue
            found[key] = _together(found.get(key), printed)
        shown = path.relative_to(templates.parent).as_posix()
        typed += [Typed(shown, data.lineno, data.data) for data in tree.find_all(nodes.TemplateData)]
    return found, tuple(typed)


def _guards(tree: nodes.Template) -> Mapping[int, frozenset[str]]:
    """For each call, by identity, the claims that must hold where it is."""
    found: dict[int, frozenset[str]] = {}
    for branch in tree.find_all(nodes.If):
        claims = frozenset(_claims(branch.test))
        for statement in branch.body if claims else ():
            for call in statement.find_all((nodes.Call, nodes.Const)):
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
    """A sentence that is in several places needs only what all of them need."""
    if before is None:
        return now
    return {n: replace(p, claims=p.claims & before[n].claims if n in before else frozenset()) for n, p in now.items()}


def _plain(sentence: Sentence, claims: frozenset[str]) -> Iterator[tuple[str, PrintedPlaceholder]]:
    for name, function, words in sentence.given:
        yield name, PrintedPlaceholder(function, words[0], words[1] if len(words) > 1 else "", claims)


def _named(
    call: nodes.Call, first: nodes.Node | None, claims: frozenset[str]
) -> Iterator[tuple[str, PrintedPlaceholder]]:
    for keyword in call.kwargs:
        bound = isinstance(keyword.value, nodes.Name) and keyword.value.name == "_trans"
        value = first if bound else keyword.value
        if isinstance(value, nodes.Call) and isinstance(value.node, nodes.Name):
            words = [a.value if isinstance(a, nodes.Const) and isinstance(a.value, str) else "" for a in value.args]
            named = (k.value.value for k in value.kwargs if k.key == "form" and isinstance(k.value, nodes.Const))
            reference, form, *_ = *words, "", ""
            yield keyword.key, PrintedPlaceholder(value.node.name, reference, str(next(named, form)), claims)


#: Where a project adds opposite names of its own, below its root.
OWN = Path("i18n") / "contrasts.yaml"
_PLACEHOLDER = re.compile(r"%\((?P<name>[A-Za-z_]\w*)(?:\.[\w.-]+)?\)s")


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two opposite names: for each side, the pattern of its words by language."""

    sides: tuple[Mapping[str, re.Pattern[str]], Mapping[str, re.Pattern[str]]]

    def counts(self, text: str, tag: str) -> tuple[int, int] | None:
        """Return how often a text says each side; ``None`` for a language that has no words for one of them."""
        if not all(tag in side for side in self.sides):
            return None
        return len(self.sides[0][tag].findall(text)), len(self.sides[1][tag].findall(text))


Contrasts = Mapping[str, Contrast]


@cache
def engine_contrasts() -> Contrasts:
    """Return the pairs of opposites that every project has, by name."""
    file = resources.files(__package__) / "contrasts.yaml"
    return _contrasts(yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader))


def read_contrasts(root: Path) -> tuple[Contrasts, tuple[Problem, ...]]:
    """Return the pairs of the engine with those a project adds in ``i18n/contrasts.yaml`` (``name: off`` takes one away),
    and what is wrong in that file."""
    path = root / OWN
    if not path.is_file():
        return engine_contrasts(), ()
    data, problems = read_yaml(path.read_bytes(), OWN.as_posix())
    if problems or not isinstance(data, Located):
        return engine_contrasts(), problems or (problem("contrasts-unreadable", OWN.as_posix(), 1, reason="no pairs"),)
    off = {name for name, pair in data.items() if pair in ("off", "no")}
    try:
        own = _contrasts({name: pair for name, pair in data.items() if name not in off})  # type: ignore[misc]
        return {name: pair for name, pair in {**engine_contrasts(), **own}.items() if name not in off}, ()
    except (re.error, KeyError, TypeError, AttributeError) as error:
        return engine_contrasts(), (problem("contrasts-unreadable", OWN.as_posix(), 1, reason=str(error)),)


def _contrasts(data: Mapping[str, Mapping[str, Mapping[str, str]]]) -> dict[str, Contrast]:
    def side(words: Mapping[str, str]) -> Mapping[str, re.Pattern[str]]:
        return {
            tag: re.compile(rf"\b(?:{text})\b" if str(text).isascii() else text, re.IGNORECASE)
            for tag, text in words.items()
        }

    return {name: Contrast((side(pair["one"]), side(pair["other"]))) for name, pair in data.items()}


def turned(source: str, target: str, from_tag: str, to_tag: str, contrasts: Contrasts) -> Iterator[str]:
    """Yield, as short phrases, the opposite names that a translation has in place of those of its source. Texts carry their
    placeholders and no markup."""
    ours, theirs = (_PLACEHOLDER.sub(" ", text) for text in (source, target))
    for name, contrast in contrasts.items():
        before, after = contrast.counts(ours, _id(from_tag)), contrast.counts(theirs, _id(to_tag))
        if before is None or after is None:
            continue
        for one, other in ((0, 1), (1, 0)):
            gone = after[other] == 0 < before[other] and after[one] > before[one]
            if gone or (before[one] == 0 < after[one] and after[other] < before[other]):
                yield f"it turns round “{name}”"


def negations(source: str, target: str, from_tag: str, to_tag: str) -> tuple[int, int]:
    """Return how many negations a translation added, and how many of its source's it lost. What surely denies on one side
    is counted against everything that may deny on the other."""
    ours, theirs = (_PLACEHOLDER.sub(" ", text) for text in (source, target))
    sure = [len(tables(tag).denial.findall(text)) for text, tag in ((ours, from_tag), (theirs, to_tag))]
    perhaps = [len(tables(tag).negation.findall(text)) for text, tag in ((ours, from_tag), (theirs, to_tag))]
    return max(sure[1] - perhaps[0], 0), max(sure[0] - perhaps[1], 0)


def labels_exchanged(source: str, target: str, from_tag: str, to_tag: str, contrasts: Contrasts) -> Iterator[str]:
    """Yield pairs of figures that stand behind each other's names: two opposite names, each said once in both texts."""
    if any(len({m["name"] for m in _PLACEHOLDER.finditer(text)}) < 2 for text in (source, target)):
        return  # two figures are exchanged, or none
    sides = [(text, _without_names(text), _id(tag)) for text, tag in ((source, from_tag), (target, to_tag))]
    for contrast in contrasts.values():
        orders = [_figures_behind(contrast, *side) for side in sides]
        if orders[0] and orders[0] == orders[1][::-1]:
            yield f"{orders[0][0]} and {orders[0][1]}"


def _without_names(text: str) -> str:
    """A text of the same length without the names of its placeholders."""
    return _PLACEHOLDER.sub(lambda m: "\ue000" * len(m[0]), text)


def _figures_behind(contrast: Contrast, text: str, clean: str, tag: str) -> Sequence[str]:
    """The placeholders behind the two names of a contrast; empty where a name is missing, repeated, or both share one."""
    if not all(tag in side for side in contrast.sides):
        return []
    found = [list(side[tag].finditer(clean)) for side in contrast.sides]
    behind = [next((p["name"] for p in _PLACEHOLDER.finditer(text, m[0].end())), "") for m in found if len(m) == 1]
    return behind if len(behind) == 2 and behind[0] != behind[1] else []


def exchanged(
    source: str, target: str, stand: Mapping[str, PrintedPlaceholder], base: FactBase
) -> Iterator[tuple[str, str]]:
    """Yield pairs of placeholders that stand in the other order than in the source and could be taken for one another: two
    dates, or two figures of one unit and one sort of measure."""
    orders = [list(dict.fromkeys(m["name"] for m in _PLACEHOLDER.finditer(text))) for text in (source, target)]
    known = [name for name in orders[0] if name in orders[1] and name in stand]
    for at, one in enumerate(known):
        for other in known[at + 1 :]:
            if orders[1].index(one) > orders[1].index(other) and _alike(stand[one], stand[other], base):
                yield one, other


def _alike(one: PrintedPlaceholder, other: PrintedPlaceholder, base: FactBase) -> bool:
    if one.function in DATES and other.function in DATES:
        return True
    found = [figure_of(printed, base) for printed in (one, other) if printed.function in FIGURES]
    sorts = [(quantity.unit, fact.measure) for fact, quantity in filter(None, found)]
    return len(sorts) == 2 and sorts[0] == sorts[1]


def figure_of(printed: PrintedPlaceholder, base: FactBase) -> tuple[Fact, Quantity] | None:
    """Return the fact that a placeholder prints, with its quantity; ``None`` for what is computed, unknown or has none."""
    try:
        fact = base.resolve(printed.reference) if printed.reference else None
    except UnknownFact:
        return None
    return (fact, fact.quantity) if fact is not None and fact.quantity is not None else None


def _id(tag: str) -> str:
    return tag.partition("-")[0]
