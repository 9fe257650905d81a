"""Bad files: one clear line each, and what was there stays."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from briefing import Workspace
from briefing.files.reading import LARGEST
from briefing.problems import Severity, catalogue, has_errors
from briefing.projects.headers import Mapping
from briefing.projects.reading import read_bytes
from tests.projects.workbooks import ROOT, Rows, codes, read, sheet, told, xlsx

GOOD: Rows = [["项目名称", "所属行业", "总投资（亿元）"], ["甲", "生物医药", 1]]
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def with_part(data: bytes, name: str, content: bytes = b"x") -> bytes:
    """A workbook with one part more."""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def errors(data: bytes, name: str = "list.xlsx") -> set[str]:
    """The codes of the errors that reading a file gives."""
    return {p.code for p in read(data, name).problems if p.severity is Severity.ERROR}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7 not a workbook", "list-no-table-file"),
        (b"{\\rtf1 text}", "list-no-table-file"),
        (b"<html><p>no table</p></html>", "list-no-table"),
        (b"PK\x03\x04 broken", "list-not-workbook"),
        (b"# A heading\n\nand words\n", "list-not-workbook"),
        (COMPOUND, "list-not-workbook"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "list-encrypted"),
        (b"   \n", "list-empty"),
    ],
)
def test_not_a_workbook(data: bytes, code: str) -> None:
    assert errors(data) == {code}


def test_zip_without_a_workbook() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert errors(buffer.getvalue()) == {"list-not-workbook"}


def test_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert errors(with_part(sheet(GOOD), "xl/bomb.xml", bytes(60_000_000))) == {"list-bomb"}


def test_size_in_the_directory_that_lies_does_not_help_a_bomb() -> None:
    data = bytearray(with_part(sheet(GOOD), "xl/worksheets/bomb.xml", bytes(3_000_000)))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.rfind(signature)
        data[at + offset : at + offset + 4] = struct.pack("<I", 10)
    assert errors(bytes(data)) <= {"list-not-workbook", "list-bomb"}


def test_a_sheet_that_claims_to_reach_far_is_refused_without_taking_its_memory() -> None:
    far = ('<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000" '
           'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>')  # fmt: skip
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f'<office:document-content{names}><office:body><office:spreadsheet>'
                         '<table:table table:name="S">'
                         f"{far}</table:table></office:spreadsheet></office:body></office:document-content>")  # fmt: skip
    assert errors(buffer.getvalue(), "list.ods") == {"list-not-workbook"}
    data = sheet([*GOOD, ["乙", "生物医药", 2]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b'r="C3"', b'r="XFD1048576"')
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert errors(buffer.getvalue()) == {"list-rows"}


def test_macros_are_refused() -> None:
    assert errors(with_part(sheet(GOOD), "xl/vbaProject.bin")) == {"list-macros"}


def test_external_links_are_told_and_not_followed() -> None:
    found = read(with_part(sheet(GOOD), "xl/externalLinks/externalLink1.xml", b"<a/>"))
    assert "list-external" in codes(found)
    assert len(found.projects) == 1


def test_formulas_are_their_saved_results_and_never_calculated() -> None:
    rows: Rows = [["项目名称", "所属行业", "总投资（亿元）"], ["甲", "生物医药", "=1+1"], ["乙", "生物医药", 3]]
    found = read(sheet(rows))
    assert "list-formulas" in codes(found)
    assert "investment" not in found.projects[0]
    names = ["=HYPERLINK(x)", "+86", "-x", "@x"]
    text = "\n".join(["项目名称,所属行业,总投资（亿元）", *(f"{name},生物医药,1" for name in names)])
    assert [p["name"] for p in read(text.encode(), "a.csv").projects] == names


def test_a_hundred_thousand_empty_rows_cost_nothing() -> None:
    book = openpyxl.Workbook()
    ws = book.active
    for row in GOOD:
        ws.append(row)
    ws["A100000"].number_format = "0.00"
    ws.row_dimensions[99999].height = 20
    buffer = io.BytesIO()
    book.save(buffer)
    found = read(buffer.getvalue())
    assert len(found.projects) == 1
    assert not [p for p in found.problems if p.severity is Severity.ERROR]


def test_too_many_rows() -> None:
    rows = [["项目名称", "所属行业", "总投资（亿元）"], *([f"{n}", "x", 1] for n in range(50_001))]
    assert errors("\n".join(",".join(map(str, r)) for r in rows).encode(), "a.csv") == {"list-rows"}


def test_two_sheets_that_both_look_like_the_list() -> None:
    data = xlsx(("七月", GOOD, []), ("八月", GOOD, []), ("说明", [["填报说明"]], []))
    assert errors(data) == {"list-two-sheets"}
    assert len(read(data, "list.xlsx", None, "八月").projects) == 1
    assert {p.code for p in read(data, "list.xlsx", None, "九月").problems} == {"list-sheet-unknown"}


def test_hidden_sheets_are_told() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(("表", GOOD, []), ("旧", GOOD, []))))
    book["旧"].sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    assert codes(read(buffer.getvalue())) == {"list-hidden-sheet", "list-place-missing"}


def test_a_unit_that_makes_a_project_ten_thousand_times_its_size() -> None:
    rows: Rows = [["项目名称", "所属行业", "总投资（亿元）"], ["甲", "生物医药", 12], ["乙", "生物医药", 52000]]
    found = read(sheet(rows))
    assert told(found, "list-amount-implausible") == [3]
    rows = [["项目名称", "所属行业", "总投资（元）"], ["甲", "生物医药", 52000]]
    assert told(read(sheet(rows)), "list-amount-implausible") == [2]


def test_no_header_and_no_projects() -> None:
    assert errors(sheet([["甲", "乙"], [1, 2]])) == {"list-no-header"}
    assert errors(sheet([GOOD[0]])) == {"list-no-projects"}


def test_text_that_is_no_text() -> None:
    assert errors(b"\x81\x20\xff\xfe\x00x", "a.csv") == {"list-not-workbook"}
    assert errors(b"name,\xff\xff\xff\n", "a.csv") == {"list-encoding"}


def test_a_comma_within_a_cell_of_a_csv_file_is_not_read_as_two_cells() -> None:
    head = "项目名称,所属行业,总投资（亿元）,建设内容\n甲,生物医药,1,厂房\n"
    assert errors((head + '乙,生物医药,"1,200",厂房\n').encode(), "list.csv") == set()
    found = read((head + "乙,生物医药,1,200,厂房\n丙,生物医药,2,厂房\n").encode(), "list.csv")
    assert told(found, "list-row-longer") == [3]
    assert "“厂房”" in next(p.message for p in found.problems if p.code == "list-row-longer")
    assert errors((head + "乙,生物医药,1,200,厂房\n").encode(), "list.csv") == {"list-row-longer"}
    assert errors((head + "乙,生物医药,2,厂房,,\n").encode(), "list.csv") == set()


def test_cells_under_no_head_are_told_and_not_imported() -> None:
    head = ["项目名称", None, "所属行业", "总投资（亿元）"]
    rows: Rows = [head, ["甲", "旁注", "生物医药", 1, "备查"], ["乙", None, "生物医药", 2, "备查"]]
    found = read(sheet(rows))
    assert [p.message for p in found.problems if p.code == "list-cells-unheaded"] == [
        "sheet Sheet1: column B has no head; what stands there in the rows 2 was not imported",
        "sheet Sheet1: column E has no head; what stands there in the rows 2-3 was not imported",
    ]
    assert "list-cells-unheaded" not in codes(read(sheet([*GOOD, ["乙", "生物医药", 2]])))
    ignored = read(sheet(rows), "list.xlsx", Mapping(columns={"B": "ignore"}))
    assert [p.line for p in ignored.problems if p.code == "list-cells-unheaded"] == [2]


def test_error_cells_and_repeats_are_told() -> None:
    rows: Rows = [["项目名称", "所属行业", "总投资（亿元）"], ["甲", "#N/A", 1], ["甲", "生物医药", 2]]
    found = read(sheet(rows))
    assert told(found, "list-repeated") == [3]
    assert told(found, "list-cell-error") in ([], [2])


def test_missing_and_large_files(tmp_path: Path) -> None:
    assert read_bytes(tmp_path / "none.xlsx")[1][0].code == "file-missing"
    big = tmp_path / "big.xlsx"
    with big.open("wb") as handle:
        handle.truncate(LARGEST + 1)
    assert read_bytes(big)[1][0].code == "list-file-large"


def test_nothing_is_imported_by_halves(tmp_path: Path) -> None:
    for name in ("content/workbooks", "content/places"):
        (tmp_path / name).mkdir(parents=True)
        for path in (ROOT / name).iterdir():
            (tmp_path / name / path.name).write_bytes(path.read_bytes())
    book = tmp_path / "list.xlsx"
    book.write_bytes(sheet(GOOD))
    ws = Workspace(tmp_path, date(2026, 8, 1))
    ws.save(ws.import_list(book, "test", day=date(2026, 7, 1), title="清单", issuer="单位"))
    before = {p.name: p.read_bytes() for p in (tmp_path / "content/projects/test").iterdir()}
    book.write_bytes(sheet([*GOOD, ["乙", "生物医药", 52000]]))
    for name in ("test", "../up"):
        plan = ws.import_list(book, name)
        assert has_errors(plan.problems)
        assert ws.save(plan) == ()
    assert {p.name: p.read_bytes() for p in (tmp_path / "content/projects/test").iterdir()} == before


def test_every_code_says_why_and_how_to_mend() -> None:
    ours = [kind for code, kind in catalogue().items() if code.startswith("list-")]
    assert len(ours) > 50
    assert all(kind.why and kind.mend for kind in ours)


@pytest.mark.parametrize("name", ["README.md", "list.yaml", "answers.json", "list.log"])
def test_a_text_that_is_no_table_is_told_as_one(name: str) -> None:
    found = read("# 清单\n\n甲项目，5亿元。\n".encode(), name)
    assert [(p.code, p.file, "a text without a table" in p.message) for p in found.problems] == [
        ("list-no-table-file", name, True)
    ]
