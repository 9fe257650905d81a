"""Every place that lists formats reads the table: a new one is a row and a module."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from briefing import store
from briefing.content.load import load_content
from briefing.editions.build import Built, build
from briefing.editions.request import Request
from briefing.formats import FORMATS, in_words, marked, named
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from briefing.proof.verifying import Proof, verify
from briefing.review.lint import declarations
from tests.formats.toy import ROW
from tests.support.mini_project import PACK, mini_project
from tools.quality.__main__ import check
from tools.quality.editions import standing

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = """\
<section id="scale"><h1>{{ _("规模") }}</h1>
<p>{% trans when=asof("financial-assets"), assets=fig("financial-assets"), growth=fig("assets-growth"), c=term("西部陆海新通道") %}
{{ when }}，金融资产达{{ assets }}，
{{ growth }}，见{{ c }}。{% endtrans %}</p></section>
<section id="sources" data-numbered="no"><h1>{{ _("资料来源") }}</h1><div data-block="sources"/></section>
"""  # noqa: E501 - a template reads best with one sentence a line


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, ROW.name, ROW)


def project_of(folder: Path, formats: str) -> Path:
    return mini_project(folder, TEMPLATE, content__packs__tiny=PACK.replace("[docx, pdf, html]", formats))


def built(root: Path) -> Built:
    return build(open_project(root), Request(root / "out", jobs=1))


def verified(root: Path, folder: Path) -> Proof:
    return verify(folder, declarations(open_project(root))[0])


@pytest.mark.usefixtures("toy")
def test_a_format_of_one_row_is_built_verified_and_gated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = project_of(tmp_path, "[txt, html]")
    made = built(root)
    assert made.formats == {"tiny.en": ("html", "txt"), "tiny.zh": ("html", "txt")}
    proof = verified(root, made.folder)
    assert proof.problems == ()
    assert {name: done.counts["figure"] for name, done in proof.accounts.items() if name.endswith("txt")} == {
        "tiny.en.txt": 2,
        "tiny.zh.txt": 2,
    }
    assert check(standing(root / "out")) == 0
    passed = [line.split() for line in capsys.readouterr().out.splitlines() if ".txt" in line]
    assert passed == [[f"tiny.{tag}.txt", "has", "lines", "passed"] for tag in ("en", "zh")]


@pytest.mark.usefixtures("toy")
def test_a_figure_falsified_in_a_file_of_the_new_format_is_caught(tmp_path: Path) -> None:
    root = project_of(tmp_path, "[txt]")
    made = built(root)
    file = made.folder / "tiny.zh.txt"
    text = file.read_text("utf-8")
    (printed,) = re.findall(r"\[financial-assets@[^|]*\|([^\]]+)\]", text)
    file.write_text(text.replace(printed, printed.replace("9", "8", 1)), "utf-8")
    codes = {p.code for p in verified(root, made.folder).problems}
    assert {"proof-hash", "proof-figure-not-in-manifest"} <= codes


def test_without_its_row_a_format_is_unknown_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project_of(tmp_path, "[txt, html]")
    (wrong,) = load_content(root)[1]
    assert (wrong.code, "'docx', 'pdf', 'html'" in str(wrong)) == ("wrong-value", True)
    monkeypatch.setitem(FORMATS, ROW.name, ROW)
    made = built(root)
    monkeypatch.delitem(FORMATS, ROW.name)
    with pytest.raises(ProblemsFound) as refused:
        raise ProblemsFound(verified(root, made.folder).problems)
    assert {p.code for p in refused.value.problems} >= {"proof-not-a-finished-file"}


def test_the_packages_of_a_format_belong_to_the_engine_that_documents_depend_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(FORMATS, ROW.name, replace(ROW, packages=("rich",)))
    assert any(line.startswith("rich=") for line in store.versions.__wrapped__())


def test_every_row_names_what_exists() -> None:
    for row in FORMATS.values():
        assert callable(named(row.writer))
        assert callable(named(row.reader))
        assert named(row.gates)
    assert marked()[:2] == ("html", "docx")
    assert in_words().startswith("docx, pdf, html") and " or " in in_words()


def test_nothing_else_in_the_engine_lists_the_formats() -> None:
    listed = re.compile(r"docx\W+(and |or )?pdf\W+(and |or )?html", re.IGNORECASE)
    own = {"briefing/formats.py", "briefing/proof/files/__init__.py"}  # the table; what the readers read, in a sentence
    files = [path for folder in ("briefing", "tools") for path in (ROOT / folder).rglob("*.py")]
    found = {p.relative_to(ROOT).as_posix() for p in files if listed.search(p.read_text("utf-8"))}
    assert found - own == set()
