"""Tests of the engine work on small projects of their own: no edit of the real content can break them."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
#: How a test opens or copies the project itself.
REAL = re.compile(
    r"(?:open_project|load_content|write_sample|Workspace)\(ROOT\b|\(\s*\"content\",\s*\"i18n\",\s*\"templates\"\s*\)"
    r"|from tests\.proof\.edition import [^\n]*\bproject\b"  # opened once a process
)
#: Rooms whose subject is the real content.
SUBJECT = ("scenarios", "setup", "faults")
#: Modules that open it all the same, and why.
ALLOWED = {
    "projects/workbooks.py": "the words of workbooks (content/workbooks, content/places), which are data of the engine",
    "projects/test_documents.py": "the demonstration list needs a pack that shows projects",
    "projects/conftest.py": "the demonstration list needs a pack that shows projects",
    "releases/test_other_bodies.py": "how well releases of other bodies are read with the real indicators",
    "workers/test_each.py": "the demonstration list needs a pack that shows projects",
    "workspace/test_starting.py": "a project for another place is made from the real one",
    "review/test_languages.py": "only which languages there are",
    "web/test_lists_flow.py": "the demonstration list needs a pack that shows projects",
    "proof/edition.py": "what is proved is a real edition",
    "proof/test_attacks.py": "what is proved is a real edition",
    "proof/test_tampering.py": "what is proved is a real edition",
    "proof/test_turned.py": "what is proved is a real edition",
    "support/real_project.py": "copies the real project for the rooms whose subject it is",
}


def found(folder: Path) -> set[str]:
    """The test modules below a folder, but for the rooms of the real content, that open or copy it."""
    modules = ((path, path.relative_to(folder)) for path in folder.rglob("*.py"))
    return {
        name.as_posix()
        for path, name in modules
        if name.parts[0] not in SUBJECT and REAL.search(path.read_text("utf-8"))
    }


def test_no_further_test_depends_on_the_real_content() -> None:
    assert found(TESTS) == set(ALLOWED)


def test_a_test_that_opens_the_real_content_is_seen(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    for number, text in enumerate(
        ("x = open_project(ROOT)", 'for f in ("content", "i18n", "templates"): pass', "y = 1")
    ):
        (tmp_path / "facts" / f"test_{number}.py").write_text(text, "utf-8")
    assert found(tmp_path) == {"facts/test_0.py", "facts/test_1.py"}
