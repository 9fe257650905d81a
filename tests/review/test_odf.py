"""A Word or Excel file that comes back as LibreOffice's own .odt or .ods: taken where it can be known, told where not."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from briefing.problems import ProblemsFound
from briefing.review.importing import read_file
from briefing.review.lint.checks import read_pairs
from tests.review.desk import exported, imported, segment, small_project, target
from tests.review.test_alike import memory
from tests.review.test_tools import needs

NAMES = "".join(
    f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
        ("draw", "drawing"),
    )
)
STYLES = (
    '<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/>'
    '</style:style><style:style style:name="T2" style:family="text"><style:text-properties '
    'style:text-underline-style="solid"/></style:style></office:automatic-styles>'
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_project(tmp_path)


def cell(inside: str, more: str = "") -> str:
    return f"<table:table-cell{more}><text:p>{inside}</text:p></table:table-cell>"


def written(path: Path, kind: str, rows: list[str], before: str = "", manifest: str = "") -> Path:
    """An OpenDocument file of one table."""
    table = f"<table:table>{''.join(f'<table:table-row>{r}</table:table-row>' for r in rows)}</table:table>"
    body = f"<office:body><office:{kind}>{before}{table}</office:{kind}></office:body>"
    content = f'<office:document-content{NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/">{STYLES}{body}</office:document-content>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return path


HEADS = "".join(cell(h) for h in ("ID", "中文", "English", "Status", "Comment"))


def row(root: Path, english: str, more: str = "", comment: str = "") -> str:
    found = segment(root, "规模")
    return cell(found.row_id) + cell("规模") + cell(english, more) + cell("draft") + cell(comment)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, int]]:
    """The review file of the small project as LibreOffice saves it in each of its own formats, and how many rows it has: not
    to be written to."""
    root, out = small_project(tmp_path_factory.mktemp("exported")), tmp_path_factory.mktemp("saved")
    made = {}
    for form, theirs in (("docx", "odt"), ("xlsx", "ods")):
        path, rows = exported(root, form, memory=memory())
        profile = f"-env:UserInstallation=file://{out}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", theirs, "--outdir", str(out), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        made[theirs] = out / f"{path.stem}.{theirs}", len(rows)
    return made


def copied(given: Path, root: Path) -> Path:
    """A copy of a file that LibreOffice saved. Writer and Calc are installed each by itself."""
    if not given.exists():
        pytest.skip(f"the part of LibreOffice that writes {given.suffix} is not installed")
    return Path(shutil.copy(given, root))


def edited(path: Path, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    text = parts["content.xml"].decode()
    assert change(text) != text
    parts["content.xml"] = change(text).encode()
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    path.write_bytes(buffer.getvalue())


@needs("soffice")
@pytest.mark.parametrize(
    ("form", "figure", "wrong"), [("odt", "6.42", "6.24"), ("ods", "at {loans}", "at RMB 6.24 trillion")]
)
def test_what_libreoffice_saves_in_its_own_format_comes_back_unchanged_and_an_edit_is_taken(
    root: Path, saved: dict[str, tuple[Path, int]], form: str, figure: str, wrong: str
) -> None:
    given, rows = saved[form]
    path = copied(given, root)
    report = imported(root, path)
    assert [o.verdict for o in report.outcomes] == ["unchanged"] * rows
    codes = [p.code for p in read_file(path).told]
    assert codes == (["import-controls-gone"] if form == "odt" else [])
    edited(path, lambda text: text.replace("They stand at", "They now stand at"))
    assert imported(root, path).count("changed") == 1
    assert target(root, "<strong>贷款在增加。</strong>余额%(loans)s，约占一半。") == (
        "<strong>Loans are growing.</strong> They now stand at %(loans)s, about half of the total."
    )
    edited(path, lambda text: text.replace(figure, wrong))
    assert imported(root, path).count("refused") == 1


@needs("soffice")
def test_a_row_gone_from_a_spreadsheet_is_told(root: Path, saved: dict[str, tuple[Path, int]]) -> None:
    path = copied(saved["ods"][0], root)
    edited(path, lambda text: text.replace(segment(root, "规模").row_id, ""))
    assert "import-rows-gone" in [p.code for p in read_file(path).told]


@pytest.mark.parametrize(("name", "kind"), [("a.odt", "text"), ("a.ods", "spreadsheet")])
def test_a_text_changed_is_taken_with_its_comment(root: Path, name: str, kind: str) -> None:
    path = written(root / name, kind, [HEADS, row(root, "Size<text:s/>of it", comment="Why not?")])
    assert imported(root, path).count("changed") == 1
    assert target(root, "规模") == "Size of it"
    assert segment(root, "规模").note.endswith("Why not?")


@pytest.mark.parametrize(
    ("kind", "english", "more", "code"),
    [
        ("spreadsheet", "Size", ' table:formula="of:=[.A1]"', "import-formula"),
        ("spreadsheet", "Size", ' table:number-columns-spanned="2"', "import-merged"),
        ("text", "Size", ' table:number-rows-spanned="2"', "import-merged"),
        ("text", '<text:span text:style-name="T2">Size</text:span>', "", "import-markup"),
        ("text", "Size<text:note><text:note-body><text:p>x</text:p></text:note-body></text:note>", "", "import-markup"),
        ("text", "<draw:frame/>Size", "", "import-markup"),
        ("text", "", "", "import-empty"),
    ],
)
def test_what_cannot_be_a_translation_is_refused(root: Path, kind: str, english: str, more: str, code: str) -> None:
    path = written(root / f"a.{'ods' if kind == 'spreadsheet' else 'odt'}", kind, [HEADS, row(root, english, more)])
    outcome = imported(root, path).outcomes[0]
    assert outcome.verdict == "refused"
    assert code in {r.code for r in outcome.reasons}
    assert target(root, "规模") == "Scale"


def test_tracked_changes_are_read_as_accepted_and_remarks_are_told(root: Path) -> None:
    tracked = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:insertion><office:change-info><dc:creator>Li Wei'
        "</dc:creator><dc:date>2026-07-01T08:00:00</dc:date></office:change-info></text:insertion></text:changed-region>"
        '<text:changed-region text:id="c2"><text:deletion><text:p>Scale</text:p></text:deletion></text:changed-region>'
        "</text:tracked-changes><text:p>General remark.</text:p>"
    )
    english = (
        '<text:change text:change-id="c2"/><text:change-start text:change-id="c1"/>Size<text:change-end text:change-id="c1"/>'
        "<office:annotation><dc:creator>Wang</dc:creator><text:p>Shorter.</text:p></office:annotation>"
    )
    path = written(root / "a.odt", "text", [HEADS, row(root, english)], tracked)
    sheet = read_file(path)
    assert [(p.code, p.details["text"]) for p in sheet.told if p.code == "import-remark"] == [
        ("import-remark", "General remark.")
    ]
    assert sheet.rows[0].tracked == ("Li Wei 2026-07-01",)
    assert (sheet.rows[0].target, sheet.rows[0].comment) == ("Size", "Wang: Shorter.")
    assert imported(root, path).count("changed") == 1


def test_a_file_of_the_other_kind_encrypted_or_without_a_table_is_refused_as_a_whole(root: Path) -> None:
    rows = [HEADS, row(root, "Size")]
    for path, code, told in (
        (written(root / "a.ods", "text", rows), "import-unreadable", "holds no OpenDocument spreadsheet"),
        (written(root / "b.odt", "spreadsheet", rows), "import-unreadable", "holds no OpenDocument text"),
        (written(root / "c.odt", "text", rows, manifest="<encryption-data/>"), "import-unreadable", "encrypted"),
        (written(root / "d.odt", "text", [cell("x")]), "import-no-table", ""),
        (written(root / "e.ods", "spreadsheet", []), "import-no-table", ""),
    ):
        with pytest.raises(ProblemsFound) as refused:
            read_file(path)
        assert [p.code for p in refused.value.problems] == [code], path.name
        assert told in refused.value.problems[0].message
    (root / "f.ods").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(ProblemsFound):
        read_file(root / "f.ods")


def test_rows_repeated_without_end_cost_nothing(root: Path) -> None:
    empty = '<table:table-cell table:number-columns-repeated="16000"/>'
    path = written(root / "a.ods", "spreadsheet", [HEADS + empty, row(root, "Size") + empty, empty])
    edited(
        path,
        lambda t: t.replace(
            f"<table:table-row>{empty}", f'<table:table-row table:number-rows-repeated="1048574">{empty}'
        ),
    )
    assert len(read_file(path).rows) == 1


def test_a_spreadsheet_of_others_is_checked_as_pairs(root: Path) -> None:
    rows = [cell("中文") + cell("English"), cell("发行债券912.17亿元。") + cell("Bonds of RMB 912.17 billion.")]
    path = written(root / "pairs.ods", "spreadsheet", rows)
    assert [(p.row, p.source, p.target) for p in read_pairs(path)] == [
        (2, "发行债券912.17亿元。", "Bonds of RMB 912.17 billion.")
    ]
