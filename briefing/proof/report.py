"""Verification report: JSON for programs, and a bilingual one-page document for people."""

from __future__ import annotations

from typing import Any

from briefing.document.nodes import (
    Block,
    Caption,
    Cell,
    Column,
    Cover,
    Document,
    Foreign,
    Inline,
    ListBlock,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    Text,
)
from briefing.problems import Severity
from briefing.proof.folder import AGAIN, CHECKS, FACTS, READ, SEALED, SIGNED, WHOLE, Proof

NAME = "proof.json"
#: What accounts for a number, in both languages, in the order of the sheet.
SORTS = {
    "figure": ("事实库中的数字", "Figures of the fact base"),
    "figure again": ("图表说明中重复的数字", "Figures repeated in descriptions of charts"),
    "date": ("日期与期间", "Dates and periods"),
    "numbering": ("章节、图表、来源和页码", "Numbering of sections, tables, sources and pages"),
    "name": ("名称与代号", "Names and codes"),
    "article": ("不计数的“一”", "The word one as an article"),
    "unaccounted": ("没有着落的数字", "Unaccounted for"),
}
#: What verification can do, in both languages.
DONE = {
    WHOLE: ("文件齐全", "whole"),
    READ: ("逐字读过", "read back"),
    FACTS: ("已同事实库核对", "compared with the facts"),
    SEALED: ("与封存一致", "as sealed"),
    SIGNED: ("签名有效", "signed"),
    AGAIN: ("重新生成一致", "made again"),
}
_SHOWN = 12
_DIGEST = 16


def record(proof: Proof) -> dict[str, Any]:
    """Return the report as plain data: verdict, checks done, counts by file, comparisons and problems."""
    return {
        "edition": proof.edition,
        "proved": proved(proof),
        "checks": {n: {"done": c.done, "said": c.said} for n in CHECKS if (c := proof.checks.get(n)) is not None},
        "numbers": {sort: proof.counts[sort] for sort in SORTS},
        "files": {
            name: {sort: a.counts[sort] for sort in SORTS if a.counts[sort]}
            for name, a in sorted(proof.accounts.items())
        },
        "sha256": dict(sorted(proof.digests.items())),
        "same_text": sorted(proof.same_text),
        "same_figures": sorted(proof.same_figures),
        "problems": [
            {
                "code": p.code,
                "severity": str(p.severity),
                "file": p.file,
                "line": p.line,
                "message": p.message,
                "mend": p.mend,
            }
            for p in proof.problems
        ],
    }


def proved(proof: Proof) -> bool:
    """Return whether there is no error."""
    return not any(p.severity is Severity.ERROR for p in proof.problems)


def sheet(proof: Proof, date: str) -> Document:
    """Return the report as a one-page document, Chinese with English beside it. ``date`` is the edition's (ISO 8601)."""
    good = proved(proof)
    verdict = ("全部数字均有出处", "Every number is accounted for") if good else ("未通过", "Not proved")
    blocks: list[Block] = [
        Paragraph((Strong((Text(f"{verdict[0]}。"),)), _english(verdict[1] + "."))),
        *_done(proof),
        _table(proof),
        _files(proof),
        Paragraph(
            (
                Text(
                    f"格式之间文字一致：{len(proof.same_text)}对；两种语言逐节数字一致：{len(proof.same_figures)}套。"
                ),
                _english(
                    f"Pairs of formats with the same text: {len(proof.same_text)}. "
                    f"Packs whose languages carry the same figures, section by section: {len(proof.same_figures)}. "
                ),
            ),
            "small",
        ),
    ]
    if proof.problems:
        shown = proof.problems[:_SHOWN]
        items = tuple((Paragraph((Text(f"{p.file}："), Foreign("en", p.message)), "small"),) for p in shown)
        blocks.append(ListBlock(items))
        if len(proof.problems) > _SHOWN:
            blocks.append(
                Paragraph(
                    _both(f"其余{len(proof.problems) - _SHOWN}项见 {NAME}。", f"The rest are in {NAME}."), "small"
                )
            )
    section = Section("proof", 1, "", (Text("核对结果"), Text(" "), Foreign("en", "Result")), tuple(blocks))
    labels = {
        "contents": "目录",
        "page": "第{page}页，共{pages}页",
        "source": "来源：",
        "caveat": "提示",
        "insight": "要点",
        "method": "方法",
        "back": "返回",
        "note": "注",
        "figures_data": "图中数据",
    }
    cover = Cover("", "数字核对报告 Proof of figures", f"{proof.edition}", ())
    return Document("proof", "zh-CN", proof.edition, date, cover, (section,), labels, extra={"front": "none"})


def _done(proof: Proof) -> tuple[Paragraph, ...]:
    """What was done, and what was not: against mistakes the first three, against tampering the last three."""
    run: list[Inline] = []
    for done, mark in ((True, "✓"), (False, "–")):
        for name in (n for n in CHECKS if n in proof.checks and proof.checks[n].done is done):
            run += [Text(f"{mark} {DONE[name][0]}"), _english(f"{DONE[name][1]}{' ' * 2}")]
    return (Paragraph(tuple(run), "small"),) if run else ()


def _table(proof: Proof) -> Table:
    head: Row = (Cell(_both("数字的归属", "What accounts for it"), "col"), Cell(_both("处", "Places"), "col"))
    body = tuple(
        (Cell(_both(*SORTS[sort]), "row"), Cell((Text(f"{count:,}"),)))
        for sort in SORTS
        if (count := proof.counts[sort]) or sort == "unaccounted"
    )
    total: Row = (Cell(_both("合计", "Total"), "row"), Cell((Text(f"{proof.counts.total():,}"),)))
    caption = Caption("表", 1, "　", _both("成品中的全部数字", "All numbers in the finished files"))
    return Table("proof-numbers", caption, (Column("start", 80), Column("end", 20)), (head,), body, (total,))


def _files(proof: Proof) -> Table:
    head: Row = (
        Cell(_both("文件", "File"), "col"),
        Cell(_both("数字", "Numbers"), "col"),
        Cell((Text("SHA-256"),), "col"),
    )
    body = tuple(
        (
            Cell((Text(name),), "row"),
            Cell((Text(f"{a.numbers:,}"),)),
            Cell((Text(proof.digests.get(name, "")[:_DIGEST]),)),
        )
        for name, a in sorted(proof.accounts.items())
    )
    caption = Caption(
        "表",
        2,
        "　",
        _both("已核对的文件（校验值取前几位，全值在清单中）", "Files read (the manifest has the whole checksums)"),
    )
    return Table("proof-files", caption, (Column("start", 50), Column("end", 18), Column("start", 32)), (head,), body)


def _both(chinese: str, english: str) -> tuple[Inline, ...]:
    return (Text(chinese), _english(english))


def _english(text: str) -> Foreign:
    return Foreign("en", f" {text}")
