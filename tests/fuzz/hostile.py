"""Seeds of every kind of file that comes in, and what a hostile hand does to them."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib

import docx
import xlsxwriter

LEVELS = "".join(f'<!ENTITY a{n} "{4 * f"&a{n - 1};"}">' for n in range(1, 12))
BOMB = f'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a0 "aaaaaaaaaa">{LEVELS}]><b>&a11;</b>'.encode()
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]><b>&x;</b>'
FRAGMENTS = [
    "=1+1",
    '=HYPERLINK("http://x")',
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "]]>",
    "&lt;",
    "&",
    "\x00",
    "\u202e",
    "9" * 400,
    "1e999999",
    "-0",
    "NaN",
    "９．６",
    "{{ 7*7 }}",
    "{% include '/etc/passwd' %}",
    "%(x)s",
    "%(x.__class__)s",
    "../../x",
    "\ud7ff",
    "*a",
    "&a x",
    "!!python/object/apply:os.system [id]",
    "a: &a [*a]",
    "- " * 60,
    "[" * 200,
    "\ufeff",
    "\r",
    "\u2028",
    "亿" * 50,
]


def workbook() -> bytes:
    """A small list workbook with a header row, amounts, a date and a merged title."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("清单")
    sheet.merge_range(0, 0, 0, 4, "重点项目清单（单位：万元）")
    rows: list[list[object]] = [
        ["序号", "项目名称", "建设地点", "总投资（万元）", "联系人"],
        [1, "甲项目", "渝北区", 12000, "张三 023-63150000"],
        [2, "乙项目", "沙坪坝区", "3.5亿元", ""],
        ["合计", "", "", 47000, ""],
    ]
    for row, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.close()
    return out.getvalue()


def observations() -> bytes:
    """A workbook of observations, every cell text."""
    return _texts("observations", OBSERVATIONS.decode())


def review_workbook() -> bytes:
    """A review workbook of one row."""
    return _texts("review", "ID,中文,English,Status,Comment\nabc123,规模,Scale,draft,")


def _texts(name: str, lines: str) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(name)
    for row, line in enumerate(lines.splitlines()):
        for column, cell in enumerate(line.split(",")):
            sheet.write_string(row, column, cell)
    book.close()
    return out.getvalue()


def review_table() -> bytes:
    """A Word review table of three columns."""
    made = docx.Document()
    table = made.add_table(rows=2, cols=4)
    for cell, text in zip(table.rows[0].cells, ["ID", "Source", "Target", "Comment"], strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ["abc123", "规模", "Scale", ""], strict=True):
        cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


XLIFF = (
    '<?xml version="1.0" encoding="UTF-8"?><xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="zh-CN" '
    'trgLang="en-GB"><file id="f"><unit id="u1"><segment state="translated"><source>规模</source><target>Scale</target>'
    "</segment></unit></file></xliff>"
).encode()
TBX = (
    '<?xml version="1.0" encoding="UTF-8"?><tbx type="TBX-Basic" style="dca" xml:lang="zh-CN" '
    'xmlns="urn:iso:std:iso:30042:ed-2"><tbxHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader>'
    '<text><body><conceptEntry id="c1">'
    '<langSec xml:lang="zh-CN"><termSec><term>甲</term></termSec></langSec><langSec xml:lang="en-GB"><termSec><term>A</term>'
    '<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>'
    "</termSec></langSec></conceptEntry></body></text></tbx>"
).encode()
OBSERVATIONS = (
    "indicator,figure,period,source,locator,basis,status,published,action,note\n"
    "a,9.6万亿元,2025,s1,L1,stated,reported,,observe,\nb,超过70%,2025-12-31,s1,L2,,,,target,\n"
).encode()
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "规模%(x)s"\nmsgstr "Scale %(x)s"\n'.encode()
CSV = "序号,项目名称,总投资（万元）\n1,甲项目,12000\n2,乙项目,3.5亿元\n".encode()
YAML = (
    "indicators:\n  - id: a\n    label: 甲\n    unit: CNY\n    kind: stock\n    observations:\n"
    '      - {period: "2025", value: "9.6万亿"}\n'
).encode()
HTML = (
    '<html lang="zh"><body><main><section id="a"><h2>甲</h2><p>共<data data-fact="f" value="9">9家</data></p></section>'
    "</main></body></html>"
).encode()


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """The seed with one to three hostile changes: inside a part when it is an archive, inside its text when it is not."""
    data = seed
    for _ in range(chance.randint(1, 3)):
        data = _archive(data, chance) if data[:2] == b"PK" and chance.random() < 0.85 else _bytes(data, chance)
    return data


def _archive(data: bytes, chance: random.Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(i.filename, archive.read(i)) for i in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError):
        return _bytes(data, chance)
    place = chance.randrange(len(parts))
    name, part = parts[place]
    match chance.randrange(9):
        case 0:
            del parts[place]
        case 1:
            parts[place] = (name, BOMB)
        case 2:
            parts[place] = (name, OUTSIDE)
        case 3:
            parts.append((chance.choice(["../../evil", "/etc/evil", name, "xl/vbaProject.bin"]), part))
        case 4:
            parts[place] = (name, b"<a>" * 5000 + b"</a>" * 5000)
        case 5:
            parts.append(("xl/media/big.bin", b"\0" * chance.choice([1_000_000, 30_000_000])))
        case _:
            parts[place] = (name, _text(part, chance))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return out.getvalue()


def _text(part: bytes, chance: random.Random) -> bytes:
    """A hostile fragment in place of a text, an attribute or a number of some markup or text."""
    spots = [m.span(1) for m in re.finditer(rb">([^<>]+)<|\"([^\"<>]*)\"|([0-9]+)", part) if m.group(1)] or [
        (0, len(part))
    ]
    start, end = chance.choice(spots)
    fragment = chance.choice(FRAGMENTS).encode("utf-8", "surrogatepass")
    if chance.random() < 0.7:
        fragment = fragment.replace(b"&", b"&amp;").replace(b"<", b"&lt;")
    return part[:start] + fragment + part[end:]


def _bytes(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    fragment = chance.choice(FRAGMENTS).encode("utf-8", "surrogatepass")
    match chance.randrange(6):
        case 0:
            return data[:place]
        case 1:
            return data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]
        case 2:
            return data[:place] + fragment + data[place:]
        case 3:
            return data + data[place:]
        case 4:
            return _text(data, chance)
        case _:
            lines = data.split(b"\n")
            chance.shuffle(lines)
            return b"\n".join(lines)
