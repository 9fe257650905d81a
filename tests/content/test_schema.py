"""The JSON Schemas that editors use are those of the records."""

from __future__ import annotations

from pathlib import Path

from tools.schema import stale_schemas, write_schemas

FOLDER = Path(__file__).parents[2] / "content" / "schema"


def test_schemas_are_fresh() -> None:
    assert not stale_schemas(FOLDER), "write them again with: python -m tools.schema"


def test_a_planted_change_is_seen(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    assert not stale_schemas(tmp_path)
    claims = tmp_path / "claims.json"
    claims.write_text(claims.read_text("utf-8").replace("statement", "sentence"), "utf-8")
    (tmp_path / "events.json").unlink()
    (tmp_path / "notes.json").write_text("{}", "utf-8")
    assert stale_schemas(tmp_path) == ["claims.json", "events.json", "notes.json"]
