"""What is matched against a closed set of kinds looks at every one: a new kind is not silently taken for another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.support.mini_project import ROOT

Modules = dict[str, ast.Module]


def engine() -> Modules:
    """The modules of the engine and of the tools, by their path."""
    paths = sorted(path for room in ("briefing", "tools") for path in (ROOT / room).rglob("*.py"))
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in paths}


def enums(modules: Modules) -> dict[str, frozenset[str]]:
    """The members of every enum, by its name."""
    made: dict[str, frozenset[str]] = {}
    for node in (n for tree in modules.values() for n in ast.walk(tree) if isinstance(n, ast.ClassDef)):
        if any(ast.unparse(base).rpartition(".")[2] in ("Enum", "StrEnum", "IntEnum") for base in node.bases):
            names = {t.id for s in node.body if isinstance(s, ast.Assign) for t in s.targets if isinstance(t, ast.Name)}
            made[node.name] = made.get(node.name, frozenset()) | names
    return made


def closed_sets(modules: Modules) -> list[frozenset[str]]:
    """The sets that a match can exhaust: members of enums, words of a ``Literal``, classes of a union that has a name."""
    sets = [frozenset(f"{name}.{member}" for member in members) for name, members in enums(modules).items()]
    for node in (n for tree in modules.values() for n in ast.walk(tree)):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            words = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            sets.append(frozenset(repr(w.value) for w in words if isinstance(w, ast.Constant)))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
            names = ast.unparse(node.value).split(" | ")
            if all(name.isidentifier() and name[0].isupper() for name in names):
                sets.append(frozenset(names))
    return sets


def kinds(pattern: ast.pattern) -> Iterator[str]:
    """What a pattern names at its head; ``?`` for what is no kind."""
    match pattern:
        case ast.MatchOr(patterns=parts):
            for part in parts:
                yield from kinds(part)
        case ast.MatchAs(pattern=ast.pattern() as inner):
            yield from kinds(inner)
        case ast.MatchClass(cls=kind):
            yield ast.unparse(kind)
        case ast.MatchValue(value=value):
            yield ast.unparse(value)
        case ast.MatchSingleton(value=None):
            return
        case _:
            yield "?"


def silent(modules: Modules) -> Iterator[str]:
    """Matches on a closed set whose last case takes in whatever is not named; tables keyed by an enum that lack a member."""
    sets = closed_sets(modules)
    members = enums(modules)
    for name, tree in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Match):
                *named, last = node.cases
                rest = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None
                found = {kind for case in named for kind in kinds(case.pattern)}
                told = isinstance(last.body[-1], ast.Raise) or "assert_never" in ast.unparse(last)
                if rest and not told and len(found) > 1 and any(found <= s for s in sets):
                    yield f"{name}:{node.lineno} match {ast.unparse(node.subject)}"
            elif isinstance(node, ast.Dict):
                keys = [ast.unparse(key).split(".") for key in node.keys if isinstance(key, ast.Attribute)]
                for enum in {key[-2] for key in keys} & members.keys():
                    if missing := members[enum] - {key[-1] for key in keys if key[-2] == enum}:
                        yield f"{name}:{node.lineno} table of {enum} without {', '.join(sorted(missing))}"


PLANTED = """
class Kind(Enum):
    ONE = 1
    TWO = 2
    THREE = 3

Word = Literal["one", "two", "three"]
Node = Text | Break | Note

def read(kind):
    match kind:
"""


@pytest.mark.parametrize(
    ("cases", "caught"),
    [
        ("case Kind.ONE: return 1; case Kind.TWO: return 2; case _: return 3", True),
        ("case Kind.ONE | None: return 1; case Kind.TWO: return 2; case other: assert_never(other)", False),
        ("case Kind.ONE: return 1; case Kind.TWO | Kind.THREE: return 2", False),  # mypy looks whether all are there
        ("case 'one' | 'two': return 1; case _: return 3", True),
        ("case 'one' | 'four': return 1; case _: return 3", False),  # of no closed set
        ("case Text(): return 1; case Break() as end: return 2; case _: return 3", True),
        ("case Text(): return 1; case str(): return 2; case _: return 3", False),
    ],
)
def test_a_match_that_takes_the_rest_for_something_is_caught(cases: str, caught: bool) -> None:
    text = PLANTED + "".join(f"        {case.strip()}\n" for case in cases.split(";"))
    assert bool(list(silent({"planted.py": ast.parse(text)}))) is caught


def test_a_table_that_lacks_a_member_is_caught() -> None:
    text = f"{PLANTED}        case _: return {{Kind.ONE: 1, kinds.Kind.TWO: 2}}[kind]\n"
    assert list(silent({"planted.py": ast.parse(text)})) == ["planted.py:12 table of Kind without THREE"]


def test_every_match_and_table_of_the_engine_looks_at_every_kind() -> None:
    found = list(silent(engine()))
    assert not found, "\n".join(found)
