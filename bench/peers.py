"""Other programs on the same content, where they are installed (bench/requirements.txt); nothing of ours depends on them."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Peer:
    """A program, the module it is called by, what it makes, and how."""

    module: str
    kind: str
    make: Callable[[Path], object]

    @property
    def installed(self) -> bool:
        """Whether it can be measured here."""
        return importlib.util.find_spec(self.module) is not None


def write_content(rows: list[tuple[str, list[tuple[str, str]]]], folder: Path) -> None:
    """The tables of the list for all peers: a caption and rows of two cells each, as JSON, Typst, HTML and a Word template."""
    (folder / "content.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    typst = ['#set text(font: "Noto Serif CJK SC", size: 9pt)', "#outline()"]
    page = ["<!DOCTYPE html><html><body>"]
    for caption, cells in rows:
        quoted = ", ".join(f"[#{json.dumps(c, ensure_ascii=False)}]" for pair in cells for c in pair)
        typst.append(f"= #{json.dumps(caption, ensure_ascii=False)}\n#table(columns: (22%, 78%), {quoted})")
        body = "".join(f"<tr><td>{_escaped(a)}</td><td>{_escaped(b)}</td></tr>" for a, b in cells)
        page.append(f"<h1>{_escaped(caption)}</h1><table>{body}</table>")
    (folder / "content.typ").write_text("\n".join(typst), "utf-8")
    (folder / "content.html").write_text("\n".join([*page, "</body></html>"]), "utf-8")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _typst(folder: Path) -> None:
    import typst

    typst.compile(str(folder / "content.typ"), output=str(folder / "typst.pdf"))


def _pandoc(folder: Path) -> None:
    import pypandoc

    pypandoc.convert_file(str(folder / "content.html"), "docx", outputfile=str(folder / "pandoc.docx"))


def _docxtpl(folder: Path) -> None:
    import docx
    from docxtpl import DocxTemplate

    template = folder / "template.docx"
    word = docx.Document()
    word.add_paragraph("{%p for item in items %}")
    word.add_heading("{{ item[0] }}", 1)
    table = word.add_table(rows=3, cols=2)
    table.cell(0, 0).text, table.cell(2, 0).text = "{%tr for row in item[1] %}", "{%tr endfor %}"
    table.cell(1, 0).text, table.cell(1, 1).text = "{{ row[0] }}", "{{ row[1] }}"
    word.add_paragraph("{%p endfor %}")
    word.save(str(template))
    filled = DocxTemplate(str(template))
    filled.render({"items": json.loads((folder / "content.json").read_text("utf-8"))}, autoescape=True)
    filled.save(str(folder / "docxtpl.docx"))


PEERS = {
    "typst": Peer("typst", "pdf", _typst),
    "pandoc": Peer("pypandoc", "docx", _pandoc),
    "docxtpl": Peer("docxtpl", "docx", _docxtpl),
}
