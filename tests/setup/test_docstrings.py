"""What the documentation strings of the engine are held to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.support.mini_project import ROOT

#: The verbs that public documentation strings begin with; a new one is entered here.
_SAID = (
    "account add answer approve ask begin bring build call check cite close collect come compare compose "
    "confirm count cut decide delete do draw end enter find finish follow give go hand hard-link have hold "
    "import join justify keep lay let link list load lock look make mark merge name note open pair parse print "
    "provide put raise read rebuild record refresh refuse release remember remove render replace report return rid "
    "run say seal see send set share show stage start stop store strip switch take tell throw verify waive "
    "write yield "
)
VERBS = frozenset(_SAID.split())


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a module, at any depth, without the expressions in it: they are most of a tree."""
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        for inner in getattr(node, name, ()):
            yield inner
            yield from statements(inner)


def unfit(text: str, name: str = "text") -> Iterator[str]:
    """Yield the public functions of a module whose documentation string does not begin with an imperative (PEP 257)."""
    for node in statements(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        if any("property" in ast.unparse(decorator) for decorator in node.decorator_list):
            continue  # named for what it is
        said = (ast.get_docstring(node) or "").split()
        if said and said[0].rstrip(",.:;").lower() not in VERBS:
            yield f"{name}:{node.lineno} {node.name}: {' '.join(said[:6])}"


def test_it_is_seen_wherever_it_stands() -> None:
    """In a class, in a branch of any kind, in a function."""
    bad = 'def total(): "The sum."'
    for place in (
        "class A:\n  {}",
        "if 1: pass\nelse:\n  {}",
        "try: pass\nexcept OSError:\n  {}",
        "try: pass\nfinally:\n  {}",
        "match 1:\n case 1:\n  {}",
        "with a:\n  {}",
        "async def add():\n  {}",
    ):
        assert len([*unfit(place.format(bad))]) == 1, place


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("Return the sum.", True),
        ("The sum of two figures.", False),
        ("Returns the sum.", False),
        ("Whether it is a sum.", False),
    ],
)
def test_an_imperative_is_told_from_a_name(said: str, fits: bool) -> None:
    assert (not list(unfit(f'def add():\n    """{said}"""\n'))) is fits


def test_every_public_function_says_first_what_it_does() -> None:
    found = [
        line for path in sorted((ROOT / "briefing").rglob("*.py")) for line in unfit(path.read_text("utf-8"), path.name)
    ]
    assert not found, "\n".join(found)
