"""The validator that set-up installs runs, passes a sound file and catches a planted fault."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.oxml import OxmlElement

from tests.support.open_xml_sdk import open_xml_errors


def test_a_sound_document_passes(tmp_path: Path) -> None:
    path = tmp_path / "sound.docx"
    docx.Document().save(str(path))
    assert open_xml_errors(path) == ()


def test_an_element_out_of_place_is_caught(tmp_path: Path) -> None:
    path = tmp_path / "planted.docx"
    document = docx.Document()
    document.add_paragraph("text")._p.append(OxmlElement("w:tbl"))
    document.save(str(path))
    assert open_xml_errors(path)


def test_what_is_no_document_is_caught(tmp_path: Path) -> None:
    path = tmp_path / "text.docx"
    path.write_text("not a document", encoding="utf-8")
    assert open_xml_errors(path)
