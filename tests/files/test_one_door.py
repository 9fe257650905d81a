"""No room opens, parses or replaces people's files by its own means: what is allowed beside ``briefing/files`` stands here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: What only ``briefing/files`` does, and the modules that do it for a reason of their own. ``briefing/proof`` reads finished
#: files with rules of its own, on purpose.
DOORS: dict[str, tuple[str, dict[str, str]]] = {
    "parse XML": (r"etree\.(XMLParser|fromstring|parse|iterparse)\(", {}),
    "open an archive": (
        r"ZipFile\(",
        {
            "changes/redline.py": "Word files of this house",
            "editions/collecting.py": "Word files just rendered",
            "render/office.py": "writes Office files",
            "workspace/reviews.py": "writes archives to download",
            "workspace/editions.py": "writes archives to download",
            "review/formats/docx.py": "writes Word files",
            "store.py": "entries of the cache, checked by digest",
        },
    ),
    "open a workbook": (r"load_workbook\(", {"render/xlsx.py": "the workbook it has just written"}),
    "read a table": (r"csv\.(reader|DictReader)\(", {}),
    "read YAML": (
        r"yaml\.(load|safe_load|compose|scan|parse)\(",
        {
            "characters/__init__.py": "data of the package",
            "compose/grammar.py": "data of the package",
            "formats.py": "data of the package, below files",
            "problems/__init__.py": "data of the package, below files",
            "quantities/parse.py": "data of the package, below files",
            "review/pseudo.py": "data of the package",
            "review/rows.py": "data of the package",
            "workspace/starting.py": "data of the package",
        },
    ),
    "replace a file": (
        r"(\.write_bytes|\.write_text|os\.replace|os\.rename|mkstemp|NamedTemporaryFile|\.open\(\"[wxa]b?\")\(?",
        {
            "editions/collecting.py": "writes into the folder that is exchanged whole",
            "observations/saving.py": "a throw-away copy of the content",
            "releases/recording.py": "a throw-away copy of the content",
            "workspace/starting.py": "a throw-away folder for the first catalogues",
        },
    ),
    "lock": (r"flock\(", {"editions/collecting.py": "one build at a time in a folder of editions"}),
    "tell why a file failed": (r"error\.strerror\b", {}),
}
OWN = ("files/", "proof/")


def found(pattern: str, modules: dict[str, str]) -> set[str]:
    """The modules whose text has the pattern."""
    return {name for name, text in modules.items() if re.search(pattern, text)}


@pytest.fixture(scope="module")
def modules() -> dict[str, str]:
    engine = ROOT / "briefing"
    names = {path.relative_to(engine).as_posix(): path for path in engine.rglob("*.py")}
    return {name: path.read_text("utf-8") for name, path in names.items() if not name.startswith(OWN)}


@pytest.mark.parametrize("what", DOORS)
def test_only_the_files_room_does_it(modules: dict[str, str], what: str) -> None:
    pattern, allowed = DOORS[what]
    assert not found(pattern, modules) - set(allowed), f"{what}: use briefing.files, or say here why not"


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("parse XML", "root = etree.fromstring(data)"),
        ("open an archive", "with zipfile.ZipFile(stream) as archive:"),
        ("open a workbook", "book = openpyxl.load_workbook(path)"),
        ("read a table", "rows = csv.reader(stream)"),
        ("read YAML", "yaml.safe_load(text)"),
        ("replace a file", 'path.write_text("x", "utf-8")'),
        ("lock", "fcntl.flock(handle, fcntl.LOCK_EX)"),
        ("tell why a file failed", "reason=error.strerror or str(error)"),
    ],
)
def test_a_planted_copy_is_seen(what: str, line: str) -> None:
    assert found(DOORS[what][0], {"review/new.py": line}) == {"review/new.py"}
