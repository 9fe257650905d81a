"""A public class of the engine has a name of its own, so that searching for it finds one thing."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from tests.support.mini_project import ROOT

#: Words of the field that two rooms use for their own form of one thing: a section of a source and of a document, a figure
#: as read in a release and as printed, a number of a release and of a sentence under review.
SHARED = frozenset({"Section", "Figure", "Number"})


def twice(modules: Mapping[str, str]) -> Iterator[str]:
    """Yield the public classes whose name is that of another."""
    places: dict[str, list[str]] = {}
    for path, text in modules.items():
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(path)
    yield from (f"{name}: {', '.join(found)}" for name, found in places.items() if len(found) > 1)


def test_two_classes_of_one_name_are_found() -> None:
    planted = {
        "a.py": "class Page: ...\nclass Other: ...",
        "b.py": "class Page: ...\nclass _Own: ...",
        "c.py": "class _Own: ...",
    }
    assert list(twice(planted)) == ["Page: a.py, b.py"]


def test_no_two_public_classes_of_the_engine_have_one_name() -> None:
    paths = sorted((ROOT / "briefing").rglob("*.py"))
    found = list(twice({str(path.relative_to(ROOT)): path.read_text("utf-8") for path in paths}))
    assert {line.partition(":")[0] for line in found} == SHARED, "\n".join(found)
