"""The doors for files of foreign programs: what is harmless is read, what is not is refused with its reason and line."""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest

from briefing.files.foreign import (
    DOCUMENT,
    PROLOG,
    WORKBOOK,
    elements,
    fragment,
    open_archive,
    parse_xml,
    refusals,
    workbook,
)
from briefing.files.reading import LARGEST, Refused, decode, delimiter_of, table_rows

ROOT = "<b>x</b>"
SUBSET = '<!DOCTYPE b [<!ENTITY a "y">]>'
EXTERNAL = '<!DOCTYPE b PUBLIC "-//x//y" "http://127.0.0.1:9/x.dtd?[y]>">'


def xlsx(parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A workbook with one cell, some of its parts replaced or added."""
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    saved, out = io.BytesIO(), io.BytesIO()
    book.save(saved)
    parts = dict(parts or {})
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, old.read(name)))
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()


def cells(data: bytes) -> list[object]:
    with workbook(open_archive(data, WORKBOOK), formulas=False, stream=True) as book:
        return [value for row in book.worksheets[0].iter_rows(values_only=True) for value in row]


def sheet(inside: str, before: str = "") -> bytes:
    """A workbook whose sheet has this XML."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return xlsx({"xl/worksheets/sheet1.xml": f"{before}<worksheet {space}><sheetData>{inside}</sheetData></worksheet>"})


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "not-archive"),
        (b"%PDF-1.7", "not-archive"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "old"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (xlsx({"../../evil.txt": "x"}), "escapes"),
        (xlsx({"/etc/x": "x"}), "escapes"),
        (xlsx({"xl\\..\\..\\x": "x"}), "escapes"),
        (xlsx({"C:/x": "x"}), "escapes"),
        (xlsx({"XL/workbook.xml": "x"}), "twice"),
        (xlsx({"xl/vbaProject.bin": "x"}), "macros"),
        (xlsx({"xl/bomb.xml": bytes(9_000_000)}), "bomb"),
        (xlsx({f"xl/media/{n}": "" for n in range(3_001)}), "bomb"),
        (xlsx({"xl/a.xml": SUBSET + ROOT}), "doctype"),
        (xlsx({"xl/a.xml": EXTERNAL + ROOT}), "doctype"),
        (xlsx({"xl/a.dat": f"<?xml version='1.0'?><!-- > -->\n{SUBSET}{ROOT}"}), "doctype"),
        (xlsx({"xl/a.xml": codecs.BOM_UTF16_LE + (SUBSET + ROOT).encode("utf-16-le")}), "doctype"),
        (xlsx({"xl/a.xml": (SUBSET + ROOT).encode("utf-16-be")}), "doctype"),
        (xlsx({"xl/a.xml": codecs.BOM_UTF8 + (SUBSET + ROOT).encode()}), "doctype"),
        (xlsx({"xl/a.xml": f"<!--{'x' * PROLOG}-->{SUBSET}{ROOT}"}), "doctype"),
        (xlsx({"xl/a.xml": "<?xml version='1.0' encoding='utf-7'?>+ADw-!DOCTYPE b+AD4-<b/>"}), "xml"),
    ],
)
def test_an_office_file_that_is_refused(data: bytes, kind: str) -> None:
    assert [r.kind for r in refusals(data, WORKBOOK)] == [kind]
    with pytest.raises(Refused) as caught:
        open_archive(data, WORKBOOK)
    assert caught.value.kind == kind


def test_what_only_looks_dangerous_is_read() -> None:
    data = xlsx({"xl/a.xml": "<b><![CDATA[<!DOCTYPE]]></b>", "xl/media/..x.png": b"x"})
    assert cells(data) == ["甲"]


def test_a_file_is_refused_by_its_size_and_by_what_it_is_not() -> None:
    assert [r.kind for r in refusals(xlsx() + b" " * LARGEST, WORKBOOK)] == ["large"]
    assert [r.kind for r in refusals(xlsx(), DOCUMENT)] == ["missing"]


@pytest.mark.parametrize(
    "inside",
    [
        '<row r="1"><c r="ZZZZ99999999"><v>1</v></c></row>',  # no such cell (openpyxl: CellCoordinatesException)
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',  # no such shared string
        '<row r="1"><c r="A1" t="d"><v>2026-13-45</v></c></row>',
        '<row r="x"><c r="A1"><v>1</v></c></row>',
        "<row><c><v>1</v>",
    ],
)
def test_a_damaged_workbook_is_refused_and_no_traceback(inside: str) -> None:
    with pytest.raises(Refused) as caught:
        cells(sheet(inside))
    assert caught.value.kind == "damaged"


def test_entities_in_a_sheet_are_refused_not_expanded() -> None:
    inside = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'
    with pytest.raises(Refused) as caught:
        cells(sheet(inside, '<!DOCTYPE worksheet [<!ENTITY a "aaaa">]>'))
    assert caught.value.kind == "doctype"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (SUBSET + "<b>&a;</b>", "doctype"),
        (SUBSET + ROOT, "doctype"),
        ('<!DOCTYPE b SYSTEM "file:///etc/passwd" [ ]>' + ROOT, "doctype"),
        (EXTERNAL + "<b>&x;</b>", "doctype"),
        (EXTERNAL + '<b y="&x;"/>', "doctype"),
        ("<!DOCTYPE b" + " " * PROLOG + "[]>" + ROOT, "doctype"),
        ("<b>&x;</b>", "xml"),
        ("<b>", "xml"),
        ("", "xml"),
        ("<b>" * 20_000, "xml"),
    ],
)
def test_xml_that_is_refused(text: str, kind: str) -> None:
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
        with pytest.raises(Refused) as caught:
            parse_xml(data)
        assert caught.value.kind == kind


@pytest.mark.parametrize("named", ["utf-7", "IBM037", "ucs-4"])
def test_an_encoding_that_hides_markup_is_refused(named: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_xml(f"<?xml version='1.0' encoding='{named}'?>+ADw-!DOCTYPE b+AD4-<b/>".encode())
    assert named in caught.value.reason


def test_a_document_type_that_lies_elsewhere_is_passed_over_and_never_fetched() -> None:
    for declared in (EXTERNAL, "<!DOCTYPE b>", "<!DOCTYPE b SYSTEM 'TBXcoreStructV02.dtd'>"):
        assert parse_xml(f"<?xml version='1.0'?>\n<!-- c -->{declared}{ROOT}".encode()).text == "x"
        with pytest.raises(Refused):
            parse_xml((declared + ROOT).encode(), doctype=False)


def test_a_fragment_keeps_its_comments_and_can_declare_nothing() -> None:
    assert [str(e.tag) for e in fragment("a<!-- c --><br/>")][1] == "br"
    for markup in (SUBSET, "</m><m>", "&a;", "\x07"):
        with pytest.raises(Refused) as caught:
            fragment(markup)
        assert caught.value.kind == "xml"


def test_elements_of_a_broken_part_are_refused_at_their_line() -> None:
    with pytest.raises(Refused) as caught:
        list(elements(io.BytesIO(b"<a>\n<b/>\n<b>"), ("b",)))
    assert (caught.value.kind, caught.value.line) == ("xml", 3)


TEXT = "名称,规模\n甲,9.6万亿\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16"),
        ("name,size\nA,9.6\n".encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("gb18030"), "GB 18030"),
        (b"name,size\n", "UTF-8"),
    ],
)
def test_text_of_every_program(data: bytes, encoding: str) -> None:
    text, found = decode(data)
    assert found == encoding
    assert text in (TEXT, "name,size\nA,9.6\n", "name,size\n")


@pytest.mark.parametrize(
    ("data", "kind", "line"),
    [
        (b"a\nb\0c\n" + b"d" * 40, "binary", 2),
        (bytes(range(256)) * 9, "binary", 0),  # no text at all: it has no lines
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\n\0", "binary", 0),
        (b"\xff\xfea", "encoding", 0),
        (b"name,\xff\xff\xff\n", "encoding", 0),
        (TEXT.encode()[:-2] + b"\xe4\n" + TEXT.encode(), "encoding", 2),  # one byte lost: not to be taken for GB 18030
    ],
)
def test_what_is_no_text_or_damaged(data: bytes, kind: str, line: int) -> None:
    with pytest.raises(Refused) as caught:
        decode(data)
    assert (caught.value.kind, caught.value.line) == (kind, line)


def test_rows_know_the_line_they_begin_in() -> None:
    assert list(table_rows('a,"b\nc"\r\nd,e\n\n"x ""y""",z', ",")) == [
        (1, ["a", "b\nc"]),
        (3, ["d", "e"]),
        (4, []),
        (5, ['x "y"', "z"]),
    ]
    assert [delimiter_of(text) for text in ("a;b;c,d", "a\tb", "a|b", "a")] == [";", "\t", "|", ","]


@pytest.mark.parametrize(
    ("text", "line", "words"), [('a,b\nc,"d\ne\nf', 2, "never closed"), ('a,b\nc,"d"e\n', 2, "closing quotation mark")]
)
def test_a_quotation_mark_out_of_place_is_refused_at_its_row(text: str, line: int, words: str) -> None:
    with pytest.raises(Refused) as caught:
        list(table_rows(text, ","))
    assert (caught.value.kind, caught.value.line) == ("table", line)
    assert words in caught.value.reason
