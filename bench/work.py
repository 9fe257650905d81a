"""What the measured processes do, one task each: `python -m bench.work TASK ARGUMENT …`."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.document.nodes import Document
    from briefing.editions.audiences import DocumentSpec
    from briefing.project.opening import Project

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "templates" / "house"
PACK = "investment-promotion-lists"
VARIANT = "pdf/a-3a"


def build(out: str, store: str, *languages: str) -> None:
    """The real packs in these languages, as `generate.py build` makes them, with a store of its own."""
    from datetime import date

    from briefing import Workspace

    ws = Workspace(ROOT, date.min)
    ws.store = Path(store)
    ws.build(jobs=2, out=Path(out), languages=languages)


def beside(*outs: str) -> None:
    """The real packs in several processes at once, one worker each: what the cores give to work that shares nothing."""
    from bench.measuring import generate

    builds = [subprocess.Popen(generate(Path(out), 1), cwd=ROOT) for out in outs]
    if max(build.wait() for build in builds):
        raise SystemExit("a build failed")


def verify(out: str) -> None:
    """Every number of the edition in a folder accounted for, with the report, as `generate.py verify` does."""
    from datetime import date

    from briefing import Workspace

    if not all(one.proved for one in Workspace(ROOT, date.min).verify(report=True, out=Path(out))):
        raise SystemExit("not proved")


def sample(folder: str, out: str, store: str, jobs: str, formats: str, languages: str, *audiences: str) -> None:
    """A synthetic list: whole, or cut to audiences; ``-`` for no store."""
    from briefing.editions.build import build
    from briefing.editions.request import Request
    from briefing.project.opening import open_project

    kept = None if store == "-" else Path(store)
    project = open_project(ROOT, sample=Path(folder))
    request = Request(
        Path(out),
        (PACK,),
        tuple(languages.split(",")),
        tuple(formats.split(",")),
        jobs=int(jobs),
        audiences=audiences,
        store=kept,
        fresh=kept is None,
    )
    built = build(project, request)
    (Path(out) / "rendered.txt").write_text("\n".join(built.rendered), "utf-8")


def start(folder: str) -> None:
    """Everything a build of a synthetic list does before the first document."""
    import docx  # noqa: F401
    import weasyprint  # noqa: F401

    from briefing.project.opening import open_project

    open_project(ROOT, sample=Path(folder))


def pdf(tree: str) -> None:
    """Our PDF of a tree."""
    from briefing.render.pdf import render_pdf
    from briefing.render.theme import load_theme

    render_pdf(pickle.loads(Path(tree).read_bytes()), load_theme(HOUSE))


def docx(tree: str) -> None:
    """Our DOCX of a tree."""
    from briefing.render.docx import render_docx
    from briefing.render.theme import load_theme

    render_docx(pickle.loads(Path(tree).read_bytes()), load_theme(HOUSE))


def bare(*trees: str) -> None:
    """The engines alone on the same pages: WeasyPrint on our HTML, with the same kind of PDF, then python-docx."""
    for tree in trees:
        page = Path(tree).with_suffix(".html")
        if page.exists():
            pdf_alone(str(page), VARIANT)
        docx_documented(tree)


def pdf_alone(page: str, variant: str = "") -> None:
    """WeasyPrint on a finished page."""
    from weasyprint import HTML

    HTML(filename=page, base_url=HOUSE.as_uri() + "/").write_pdf(
        Path(page).with_suffix(".pdf"), pdf_variant=variant or None
    )


def docx_documented(tree: str) -> None:
    """python-docx as its documentation shows it: paragraphs with style names, cells by row and column."""
    import docx

    from briefing.document.nodes import Paragraph, Section, Table, plain, walk

    word = docx.Document()
    for node in walk(pickle.loads(Path(tree).read_bytes()).sections):
        match node:
            case Section(heading=heading, level=level):
                word.add_heading(plain(heading), level)
            case Paragraph(children=children):
                word.add_paragraph(plain(children), style="Body Text")
            case Table():
                word.add_paragraph(plain(node.caption.children), style="Caption")
                rows = (*node.head, *node.body, *node.foot)
                table = word.add_table(rows=len(rows), cols=len(node.columns), style="Table Grid")
                for r, row in enumerate(rows):
                    for c, cell in enumerate(row[: len(node.columns)]):
                        paragraph = table.cell(r, c).paragraphs[0]
                        paragraph.style = "Body Text"
                        paragraph.add_run(plain(cell.children))
    word.save(str(Path(tree).with_suffix(".docx")))


def peer(name: str, folder: str) -> None:
    """Another program on the same content (bench.peers)."""
    from bench.peers import PEERS

    PEERS[name].make(Path(folder))


def prepare(folder: str, count: str, packs: str) -> None:
    """A synthetic list of so many projects, and audiences that share it out."""
    from tools.sampling import write_sample

    write_sample(ROOT, Path(folder), int(count))
    lines = ["audiences:"]
    for number in range(int(packs)):
        chosen = " or ".join(f'name ~ "{n:03d}（"' for n in range(number + 1, int(count) + 1, int(packs)))
        if chosen:
            lines += [f"- id: bench-{number + 1:02d}", f"  pack: {PACK}", f"  title: 第{number + 1}册"]
            lines.append(f"  condition: '{chosen}'")
    (Path(folder) / "content" / "audiences" / "sample.yaml").write_text("\n".join(lines) + "\n", "utf-8")


def read_in(folder: str, turns: str = "1") -> None:
    """The workbook of a synthetic list imported: read, recognised, checked, merged, written. ``turns``: 0 only prepares, 1
    imports it for the first time, 2 imports it again after that."""
    from briefing.content.load import load_content
    from briefing.files.writing import write_all
    from briefing.problems import has_errors
    from briefing.projects.drafting import read_template
    from briefing.projects.importing import Asked
    from briefing.projects.importing import prepare as prepare_import
    from briefing.projects.vocabulary import read_vocabulary
    from tools.sample import LIST
    from tools.sampling import DAY

    data = (Path(folder) / "workbook.xlsx").read_bytes()
    asked = Asked(LIST, DAY, "清单", "单位", (read_template(ROOT).sheet,), sample=True)
    vocabulary = read_vocabulary(ROOT, load_content(ROOT)[0].regions)
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "content").mkdir()
        for _ in range(int(turns)):
            made = prepare_import(Path(place), data, "workbook.xlsx", asked, vocabulary)
            assert not has_errors(made.problems)
            write_all(Path(place), made.files, made.read)


def openpyxl_ready() -> None:
    """openpyxl loaded and nothing read."""
    import openpyxl

    assert openpyxl.__version__


def openpyxl_reads(folder: str) -> None:
    """Every cell of the same workbook read by openpyxl."""
    import openpyxl

    book = openpyxl.load_workbook(Path(folder) / "workbook.xlsx")
    assert sum(1 for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)


def trees(folder: str, *languages: str) -> None:
    """The trees of the real packs in these languages, and the pages WeasyPrint is given; those of documents that are made in
    Word only are named ``word-``."""
    from briefing.editions.audiences import wanted
    from briefing.project.opening import open_project

    project = open_project(ROOT)
    for wish in (w for pack in project.content.packs for w in wanted(project, pack, "", ())):
        if "docx" in wish.pack.formats:
            for language in (tag for tag in wish.languages if tag in languages):
                _write_tree(project, wish, language, "real" if "pdf" in wish.pack.formats else "word", Path(folder))


def tree_of_list(folder: str, sample_folder: str) -> None:
    """The tree of a synthetic list in Chinese, the page WeasyPrint is given, and what other programs are given."""
    from briefing.editions.audiences import wanted
    from briefing.project.opening import open_project

    project = open_project(ROOT, sample=Path(sample_folder))
    wish = next(w for w in wanted(project, project.pack(PACK), "", ()) if "pdf" in w.pack.formats)
    _for_peers(_write_tree(project, wish, "zh", "list", Path(folder)), Path(folder))


def _write_tree(project: Project, wish: DocumentSpec, language: str, kind: str, folder: Path) -> Document:
    from briefing.editions.audiences import document_of
    from briefing.render.html import html_of
    from briefing.render.html.inline import Medium
    from briefing.render.theme import load_theme

    _, document, _ = document_of(project, wish, language, project.today())
    assert document is not None
    path = folder / f"{kind}-{wish.name}-{language}.tree"
    path.write_bytes(pickle.dumps(document))
    if kind != "word":
        page = html_of(document, load_theme(HOUSE), Medium.PAGES)
        path.with_suffix(".html").write_text(page, "utf-8")
        Path(folder, f"plain-{path.stem}.html").write_text(_plain(page), "utf-8")
    return document


def _for_peers(document: Document, folder: Path) -> None:
    from bench.peers import write_content
    from briefing.document.nodes import Table, plain, walk

    tables = [node for node in walk(document.sections) if isinstance(node, Table) and len(node.columns) == 2]
    rows = [(plain(t.caption.children), [(plain(r[0].children), plain(r[1].children)) for r in t.body]) for t in tables]
    write_content(rows, folder)


def _plain(page: str) -> str:
    """The page as one writes it before the levers: automatic column widths, dotted leaders in the contents."""
    plain = "table { table-layout: auto !important } col { width: auto !important } "
    plain += ".contents a::after { position: static !important; "
    plain += "content: leader('.') target-counter(attr(href), page) !important }"
    return page.replace("</head>", f"<style>{plain}</style></head>", 1)


TASKS = {
    task.__name__: task
    for task in (
        build,
        beside,
        verify,
        sample,
        start,
        pdf,
        docx,
        bare,
        pdf_alone,
        docx_documented,
        peer,
        prepare,
        read_in,
        openpyxl_ready,
        openpyxl_reads,
        trees,
        tree_of_list,
    )
}

if __name__ == "__main__":
    TASKS[sys.argv[1]](*sys.argv[2:])
