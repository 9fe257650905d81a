"""What the type checker is asked to see besides types: a match that does not look at every member."""

from __future__ import annotations

from pathlib import Path

from mypy import api

ROOT = Path(__file__).resolve().parents[2]
MEMBER = '    MORE_THAN = "more-than"\n'


def test_a_qualifier_that_no_match_knows_is_seen(tmp_path: Path) -> None:
    text = (ROOT / "briefing" / "quantities" / "__init__.py").read_text("utf-8")
    assert text.count(MEMBER) == 1
    planted = text.replace(MEMBER, f'{MEMBER}    ROUGHLY = "roughly"\n')
    fallen = """

def falls_through(qualifier: Qualifier) -> str:
    match qualifier:
        case Qualifier.MORE_THAN:
            return "more"
    return "exactly"
"""
    (tmp_path / "planted.py").write_text(planted + fallen, "utf-8")
    config = str(ROOT / "pyproject.toml")
    said, wrong, status = api.run(["--config-file", config, "--no-incremental", str(tmp_path / "planted.py")])
    assert (status, wrong) == (1, "")
    unseen = [line for line in said.splitlines() if "Qualifier.ROUGHLY" in line]
    assert [line.rpartition("[")[2] for line in unseen] == ["exhaustive-match]", "arg-type]", "exhaustive-match]"]
