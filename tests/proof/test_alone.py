"""A format built alone proves, and what is changed in it is found: without another format beside it to compare with."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from briefing.approval.seals import make_seal
from briefing.editions.build import Request, build
from briefing.project.opening import open_project
from briefing.proof.files import open_finished
from briefing.proof.folder import Stage
from briefing.proof.sentences import Declared
from briefing.proof.verifying import verify
from briefing.review.lint import declarations
from tests.approval.test_seals import rewrite_hash
from tests.compose.test_proved import GROWTH, SOURCES, TEMPLATE, WORDS
from tests.formats.test_factsheet import project_of
from tests.proof.tampering.beside import _packed
from tests.proof.tampering.docx_attacks import _parts
from tests.proof.tampering.files import PdfTamper
from tests.proof.tampering.words import Swap
from tests.support.mini_project import ENGLISH, INDICATORS, PACK, mini_project, translations

#: A table of its own, two of whose figures may change places; and a section that only draws its figures.
MORE = """\
<section id="b"><h1>{{ _("增速") }}</h1><table id="t-growth"><caption>{{ _("增速") }}</caption>
<thead><tr><th>{{ _("时间") }}</th><th>{{ _("甲") }} {{ unit("percent") }}</th><th>{{ _("乙") }} {{ unit("percent") }}</th></tr></thead>
<tbody>{% for r in rows("one", "two") %}<tr><th>{{ period(r.any, "short") }}</th><td>{{ cell(r.one) }}</td><td>{{ cell(r.two) }}</td></tr>
{% endfor %}</tbody></table></section>
<section id="c"><h1>{{ _("乙") }}</h1><figure id="c-alone" data-chart="column" {{ axis("percent") }}><figcaption>{{ _("甲") }}</figcaption>
<table><thead><tr><th>{{ _("时间") }}</th><th>{{ _("甲") }}</th></tr></thead>
<tbody>{% for r in rows("one") %}<tr><th>{{ period(r.any, "short") }}</th><td>{{ cell(r.one) }}</td></tr>{% endfor %}</tbody></table>
</figure></section>
"""  # noqa: E501 - a template reads best with one element a line
MARKED = PACK + "versions:\n  - {id: outward, mark: 内部参阅}\n"
ALONE = [("report", "docx"), ("report", "pdf"), ("report", "html"), ("sheet", "docx"), ("sheet", "pdf")]
#: In what is changed: the kind of pack, what stands there and what takes its place.
CHANGES = {
    "a figure": ("report", "9.6", "6.9"),
    "a figure of a sheet": ("sheet", "9.6", "6.9"),
    "a cell": ("report", "20.5", "25.0"),
    "cells exchanged": ("report", "12.3|3.1", "3.1|12.3"),
}


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    report = tmp_path_factory.mktemp("report")
    template = TEMPLATE.replace(SOURCES, MORE + SOURCES)
    mini_project(report, template, content__indicators__one=INDICATORS + GROWTH, content__packs__tiny=MARKED)
    named = {"甲增速": "A", "乙增速": "B", "内部参阅": "INTERNAL"}
    translations(report, {"tiny": ENGLISH["tiny"] | WORDS, "content": ENGLISH["content"] | named})
    return {"report": report, "sheet": project_of(tmp_path_factory.mktemp("sheet"))}


@pytest.fixture(scope="module")
def editions(roots: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """The edition of each kind of pack in each format, built alone."""
    return {
        (kind, form): build(
            open_project(roots[kind]), Request(tmp_path_factory.mktemp("out"), packs=("tiny",), formats=(form,), jobs=1)
        ).folder
        for kind, form in ALONE
    }


@pytest.fixture(scope="module")
def names(roots: dict[str, Path]) -> dict[str, dict[str, Declared]]:
    return {kind: declarations(open_project(root))[0] for kind, root in roots.items()}


@pytest.mark.parametrize(("kind", "form"), ALONE)
def test_a_format_built_alone_is_proved(
    kind: str, form: str, editions: dict[tuple[str, str], Path], names: dict[str, dict[str, Declared]]
) -> None:
    proof = verify(editions[kind, form], names[kind])
    assert [str(p) for p in proof.problems] == []
    assert set(proof.accounts) == {f"tiny.{tag}.{form}" for tag in ("zh", "en")}
    assert proof.counts["figure"] > 15
    assert proof.counts["unaccounted"] == 0
    if kind == "report":
        english = open_finished(editions[kind, form] / f"tiny.en.{form}")
        assert any("INTERNAL" in piece.text for piece in english.pieces)


def planted(form: str, data: bytes, old: str, new: str) -> Iterator[bytes]:
    """The file with ``old`` changed, once for each place that holds it in a text of its own or as part of one."""
    olds, news = old.split("|"), new.split("|")
    if form == "pdf":
        tamper = PdfTamper(data, "en", first=0)
        places = [
            [k for k, shown in enumerate(tamper.shown) if re.search(rf"(?<![0-9.]){re.escape(o)}(?![0-9])", shown[2])]
            for o in olds
        ]
        for chosen in zip(*places, strict=False):
            changed = data
            for k, o, n in zip(chosen, olds, news, strict=True):
                start = tamper.shown[k][2].index(o)
                tamper.data = changed
                changed = tamper.with_(k, Swap(start, start + len(o), n))
            yield changed
        return
    part = "word/document.xml"
    text = _parts(data)[part].decode() if form == "docx" else data.decode()
    start = text.index("<w:body>" if form == "docx" else "<main>")
    shown = r"(?<=>){0}(?=<)|(?<=[^0-9.\"=]){0}(?=[^0-9\"<>]*</)"
    spots = [[m.start() for m in re.finditer(shown.format(re.escape(o)), text[start:])] for o in olds]
    for chosen in zip(*spots, strict=False):
        changed_text = text
        for at, o, n in sorted(zip((c + start for c in chosen), olds, news, strict=True), reverse=True):
            changed_text = changed_text[:at] + n + changed_text[at + len(o) :]
        yield _packed(_parts(data) | {part: changed_text.encode()}) if form == "docx" else changed_text.encode()


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("form", ["docx", "pdf", "html"])
def test_a_figure_changed_in_a_format_alone_is_found_by_reading_and_by_the_seal(
    change: str, form: str, editions: dict[tuple[str, str], Path], names: dict[str, dict[str, Declared]], tmp_path: Path
) -> None:
    kind, old, new = CHANGES[change]
    if (kind, form) not in editions:
        assert (kind, form) == ("sheet", "html")  # a fact sheet is made in two formats
        return
    folder = Path(shutil.copytree(editions[kind, form], tmp_path / editions[kind, form].name))
    seal = make_seal(folder, "Li Na", date(2026, 4, 10))
    assert verify(folder, names[kind], seal=seal).checks[Stage.SEALED].done
    name = f"tiny.en.{form}"
    unseen = []
    made = list(planted(form, (folder / name).read_bytes(), old, new))
    assert made
    for number, data in enumerate(made[:3]):
        (folder / name).write_bytes(data)
        if not [p for p in verify(folder, names[kind], [name], hashes=False).problems if p.code != "proof-inside"]:
            unseen.append(number)
    assert unseen == []
    rewrite_hash(folder, name)
    assert "sealed-otherwise" in {p.code for p in verify(folder, names[kind], seal=seal).problems}


def test_a_value_drawn_otherwise_in_a_pdf_alone_is_found(
    editions: dict[tuple[str, str], Path], names: dict[str, dict[str, Declared]], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(editions["report", "pdf"], tmp_path / editions["report", "pdf"].name))
    name = "tiny.en.pdf"
    tamper = PdfTamper((folder / name).read_bytes(), "en", first=0, artifacts=True)
    drawn = [k for k, shown in enumerate(tamper.shown) if shown[2].strip() == "12.3"][-1]
    start = tamper.shown[drawn][2].index("12.3")
    (folder / name).write_bytes(tamper.with_(drawn, Swap(start, start + 4, "13.2")))
    found = verify(folder, names["report"], [name], hashes=False).problems
    assert any("13.2" in str(p) for p in found)
