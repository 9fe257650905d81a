"""What people call documents."""

from __future__ import annotations

from pathlib import Path

from briefing import Workspace
from briefing.workspace.documents import DocumentTitle
from tests.web.support import Browser, workspace

DESK = """\
versions:
  - id: outward
    caveats: outward
  - {id: desk, title: 内部参阅稿, mark: 内部参阅, formats: [html], caveats: all, internal: true}
"""


def with_desk(tmp_path: Path) -> Workspace:
    made = workspace(tmp_path / "p")
    pack = made.root / "content" / "packs" / "tiny.yaml"
    pack.write_text(pack.read_text("utf-8") + DESK, "utf-8")
    return made


def test_a_document_is_called_by_title_version_and_kind_in_every_language(tmp_path: Path) -> None:
    titles = with_desk(tmp_path).document_titles()
    own = {"zh": "小简报", "en": "A small briefing"}
    assert titles["tiny"] == DocumentTitle(own, {}, "briefing")
    assert titles["tiny-desk"] == DocumentTitle(own, {"zh": "内部参阅稿"}, "briefing")


def test_nothing_is_called_by_a_name_while_the_content_has_errors(tmp_path: Path) -> None:
    ws = workspace(tmp_path / "p")
    (ws.root / "content" / "packs" / "tiny.yaml").write_text("id: [", "utf-8")
    assert ws.document_titles() == {}
    assert Browser(ws).come_in().get("/").status_code == 200


def test_pages_call_documents_as_people_do(tmp_path: Path) -> None:
    ws = with_desk(tmp_path)
    ws.build(formats=["html"], jobs=1)
    edition = ws.editions()[-1].name
    page = Browser(ws, language="zh").come_in().get(f"/changes/edition/{edition}").text
    assert "小简报 · 内部参阅稿 · 英语" in page
    assert "A small briefing · Chinese" in Browser(ws).come_in().get(f"/changes/edition/{edition}").text
    assert "内部参阅稿" in Browser(ws, language="zh").come_in().get("/").text
