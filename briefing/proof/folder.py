"""The folder of an edition as a whole, and the verification report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from briefing.approval.seals import Seal, altered_record, digests, promised, unlisted_files
from briefing.document import nodes
from briefing.problems import Problem, ProblemsFound, Severity, in_order, problem
from briefing.proof.accounting import FileAccount, ManifestEntry

MANIFEST = "manifest.json"
#: What an edition records of the looks of its files.
LOOKS = "record/looks.json"
#: What it records of what was built and what its packs offer.
BUILT = "record/edition.json"
RECORD = frozenset({LOOKS, BUILT, "record/facts.json"})


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that verification can do: whether it was done and nothing was found, and what is said of it (why not, where it
    was not done)."""

    done: bool
    said: str


class Stage(StrEnum):
    """What verification can do, in the order it is reported."""

    WHOLE = "every file accounted for"
    READ = "read back"
    FACTS = "compared with the fact base"
    SEALED = "sealed"
    SIGNED = "signed"
    AGAIN = "made again"


@dataclass(slots=True)
class Proof:
    """What verification found of one edition. ``accounts`` and ``digests`` (SHA-256) by file name; ``same_text``
    names pairs of files, ``same_figures`` packs; ``checks`` says what was done and what was not, by name."""

    edition: str
    accounts: dict[str, FileAccount] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    same_text: list[str] = field(default_factory=list)
    same_figures: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    checks: dict[str, Check] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[str]:
        """The numbers of all files by what accounts for them."""
        return sum((a.counts for a in self.accounts.values()), Counter())

    def add(self, problems: Iterable[Problem]) -> bool:
        """Add problems found later; return whether there was none."""
        found = tuple(problems)
        self.problems = in_order([*self.problems, *found])
        return not found


def read_entries(folder: Path) -> tuple[str, dict[str, dict[str, Any]]]:
    """Return the edition's name and its manifest's documents. Raises ``ProblemsFound`` for none, or a damaged one."""
    path = folder / MANIFEST
    try:
        data = json.loads(path.read_bytes())
        documents: dict[str, dict[str, Any]] = data["documents"]
        for entry in documents.values():
            entry["figures"] = [ManifestEntry.of(row) for row in entry["figures"]]
            entry["files"] = {str(form): {"sha256": str(said["sha256"])} for form, said in entry["files"].items()}
            entry["pack"], entry["language"] = str(entry["pack"]), str(entry["language"])
        return str(data["edition"]), documents
    except FileNotFoundError as error:
        raise ProblemsFound([problem("proof-no-manifest", str(folder), 0)]) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        reason = str(error) or type(error).__name__
        raise ProblemsFound([problem("manifest-unreadable", str(path), 0, reason=reason)]) from error


def recorded_looks(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Return the SHA-256 of what only sets the looks of each file, as the edition recorded it; empty where it did not."""
    try:
        data = json.loads((folder / LOOKS).read_bytes())
        return {str(name): {str(k): str(v) for k, v in entry.items()} for name, entry in data.items()}
    except (OSError, ValueError, AttributeError):
        return {}


#: Problems of files and digests, which are no matter of reading.
FILES = frozenset({"proof-stray", "proof-hash", "seal-file-missing", "sealed-otherwise", "proof-nothing"})


def accounted(
    folder: Path, documents: Mapping[str, Mapping[str, Any]], proof: Proof, seal: Seal | None, wanted: set[str]
) -> Iterator[Problem]:
    """Yield files of the folder that are not the edition’s, documents and formats that manifest, record or seal promise and
    that are missing, and files that are not as sealed."""
    listed = promised({name: tuple(entry["files"]) for name, entry in documents.items()})
    recorded = recorded_formats(folder)
    should = listed | promised(recorded) | (promised(seal.documents) if seal else frozenset())
    found: list[Problem] = []
    if not wanted:
        if not listed:
            found.append(problem("proof-nothing", folder.name, 0))
        found += [problem("proof-stray", name, 0, edition=proof.edition) for name in unlisted_files(folder, listed)]
        found += [problem("seal-file-missing", name, 0, edition=proof.edition) for name in sorted(should - listed)]
        trees = {path.stem for path in (folder / "record").glob("*.json") if f"record/{path.name}" not in RECORD}
        lost = sorted(trees - {name for name, entry in documents.items() if entry["files"]})
        found += [problem("seal-file-missing", name, 0, edition=proof.edition) for name in lost if name not in recorded]
        found += altered_record(folder, proof.edition, _record_digests(folder))
    text = f"{many(len(listed), 'file')}, {_told_languages(documents)}"
    part = _in_part(folder, documents)
    proof.checks[Stage.WHOLE] = Check(not found, text + (f"; built in part: no {part}" if part else ""))
    yield from found
    if seal is None:
        proof.checks[Stage.SEALED] = Check(False, f"nobody has sealed it (generate.py seal {proof.edition})")
        return
    now = digests(folder)
    kept = {name: digest for name, digest in seal.files.items() if not wanted or name in wanted}
    broken = [name for name, digest in sorted(kept.items()) if now.get(name) not in (None, digest)]
    missing = sorted(name for name in kept if name not in now)
    added = [] if wanted else sorted(name for name in now if name not in seal.files and name.startswith("record/"))
    yield from (
        problem("sealed-otherwise", name, 0, edition=seal.edition, day=seal.sealed) for name in [*broken, *added]
    )
    yield from (problem("seal-file-missing", name, 0, edition=seal.edition) for name in missing if name not in should)
    whole = not (broken or missing or added)
    text = f"by {seal.by} on {seal.sealed.isoformat()}"
    what = "all is as sealed" if whole else f"{many(len([*broken, *missing, *added]), 'file')} not as sealed"
    proof.checks[Stage.SEALED] = Check(whole, f"{text}: {what}")


def many(count: int, what: str) -> str:
    """Return a count with its noun: ``1 file``, ``2 files``."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def _told_languages(documents: Mapping[str, Mapping[str, Any]]) -> str:
    packs = {entry["pack"] for entry in documents.values()}
    tags = sorted({entry["language"] for entry in documents.values()})
    return f"{many(len(packs), 'pack')} in {', '.join(tags) or 'no language'}"


def recorded_formats(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the formats of each document as the edition's record has them; empty for an edition that recorded none."""
    try:
        data = json.loads((folder / BUILT).read_bytes())["documents"]
        return {str(name): tuple(map(str, entry["formats"])) for name, entry in data.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _record_digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of the record as the manifest has it; empty where it does not say."""
    try:
        return {str(k): str(v) for k, v in json.loads((folder / MANIFEST).read_bytes()).get("record", {}).items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _in_part(folder: Path, documents: Mapping[str, Mapping[str, Any]]) -> str:
    """What the packs offer and the edition does not hold, as words: ``tiny.zh, tiny.en.pdf``."""
    try:
        offered = json.loads((folder / BUILT).read_bytes())["offered"]
        wanted = {(f"{p}.{tag}", form) for p, o in offered.items() for tag in o["languages"] for form in o["formats"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ""
    lacking = sorted((name, form) for name, form in wanted if form not in documents.get(name, {}).get("files", {}))
    whole = sorted({name for name, _ in lacking if name not in documents})
    return ", ".join([*whole, *(f"{name}.{form}" for name, form in lacking if name in documents)])


NAME = "proof.json"
_WORDS = yaml.load((resources.files(__package__) / "sheet.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
#: What accounts for a number, and what verification can do, each in both languages.
SORTS: Mapping[str, tuple[str, str]] = _WORDS["sorts"]
DONE: Mapping[str, tuple[str, str]] = _WORDS["checks"]
#: What the record says of a problem.
_TOLD = ("code", "severity", "file", "line", "message", "mend")
_SHOWN = 12
_DIGEST = 16


def record(proof: Proof) -> dict[str, Any]:
    """Return the report as plain data: verdict, checks done, counts by file, comparisons and problems."""
    return {
        "edition": proof.edition,
        "proved": proved(proof),
        "checks": {n.value: {"done": c.done, "said": c.said} for n in Stage if (c := proof.checks.get(n)) is not None},
        "numbers": {sort: proof.counts[sort] for sort in SORTS},
        "files": {
            name: {sort: a.counts[sort] for sort in SORTS if a.counts[sort]}
            for name, a in sorted(proof.accounts.items())
        },
        "sha256": dict(sorted(proof.digests.items())),
        "same_text": sorted(proof.same_text),
        "same_figures": sorted(proof.same_figures),
        "problems": [{name: getattr(p, name) for name in _TOLD} for p in proof.problems],
    }


def proved(proof: Proof) -> bool:
    """Return whether there is no error."""
    return not any(p.severity is Severity.ERROR for p in proof.problems)


def sheet(proof: Proof, date: str) -> nodes.Document:
    """Return the report as a one-page document, Chinese with English beside it. ``date`` is the edition's (ISO 8601)."""
    verdict = ("全部数字均有出处", "Every number is accounted for") if proved(proof) else ("未通过", "Not proved")
    texts, packs = len(proof.same_text), len(proof.same_figures)
    blocks: list[nodes.Block] = [
        nodes.Paragraph((nodes.Strong((nodes.Text(f"{verdict[0]}。"),)), _english(verdict[1] + "."))),
        *_done(proof),
        _numbers(proof),
        _files(proof),
        _small(
            nodes.Text(f"格式之间文字一致：{texts}对；两种语言逐节数字一致：{packs}套。"),
            _english(
                f"Pairs of formats with the same text: {texts}. "
                f"Packs whose languages carry the same figures, section by section: {packs}. "
            ),
        ),
    ]
    if proof.problems:
        shown, more = proof.problems[:_SHOWN], len(proof.problems) - _SHOWN
        items = ((_small(nodes.Text(f"{p.file}："), nodes.Foreign("en", p.message)),) for p in shown)
        blocks.append(nodes.ListBlock(tuple(items)))
        if more > 0:
            blocks.append(_small(*_both(f"其余{more}项见 {NAME}。", f"The rest are in {NAME}.")))
    section = nodes.Section("proof", 1, "", _both("核对结果", "Result"), tuple(blocks))
    labels = {"contents": "目录", "page": "第{page}页，共{pages}页"}
    cover = nodes.Cover("", "数字核对报告 Proof of figures", f"{proof.edition}", ())
    return nodes.Document("proof", "zh-CN", proof.edition, date, cover, (section,), labels, extra={"front": "none"})


def _done(proof: Proof) -> Iterator[nodes.Paragraph]:
    """What was done, and what was not: against mistakes the first three, against tampering the last three."""
    run: list[nodes.Inline] = []
    for done, mark in ((True, "✓"), (False, "–")):
        for name in (n for n in Stage if n in proof.checks and proof.checks[n].done is done):
            run += [nodes.Text(f"{mark} {DONE[name][0]}"), _english(f"{DONE[name][1]}{' ' * 2}")]
    if run:
        yield _small(*run)


def _numbers(proof: Proof) -> nodes.Table:
    counts = {sort: n for sort in SORTS if (n := proof.counts[sort]) or sort == "unaccounted"}
    rows = [(_both(*SORTS[sort]), f"{n:,}") for sort, n in counts.items()]
    total = (_both("合计", "Total"), f"{proof.counts.total():,}")
    columns = (
        (nodes.Column("start", 80), _both("数字的归属", "What accounts for it")),
        (nodes.Column("end", 20), _both("处", "Places")),
    )
    return _table(1, "numbers", _both("成品中的全部数字", "All numbers in the finished files"), columns, rows, [total])


def _files(proof: Proof) -> nodes.Table:
    rows = [
        ((nodes.Text(name),), f"{a.numbers:,}", proof.digests.get(name, "")[:_DIGEST])
        for name, a in sorted(proof.accounts.items())
    ]
    columns = (
        (nodes.Column("start", 50), _both("文件", "File")),
        (nodes.Column("end", 18), _both("数字", "Numbers")),
        (nodes.Column("start", 32), (nodes.Text("SHA-256"),)),
    )
    caption = _both("已核对的文件（校验值取前几位，全值在清单中）", "Files read (the manifest has the whole checksums)")
    return _table(2, "files", caption, columns, rows)


#: Words in both languages, or of one.
_Run = tuple[nodes.Inline, ...]


def _table(
    number: int,
    name: str,
    caption: _Run,
    columns: Sequence[tuple[nodes.Column, _Run]],
    rows: Sequence[tuple[_Run, *tuple[str, ...]]],
    totals: Sequence[tuple[_Run, *tuple[str, ...]]] = (),
) -> nodes.Table:
    """A table with a head for each column and for each row."""
    body, foot = (
        tuple((nodes.Cell(head, "row"), *(nodes.Cell((nodes.Text(text),)) for text in texts)) for head, *texts in part)
        for part in (rows, totals)
    )
    widths, heads = tuple(column for column, _ in columns), tuple(nodes.Cell(words, "col") for _, words in columns)
    return nodes.Table(f"proof-{name}", nodes.Caption("表", number, "　", caption), widths, (heads,), body, foot)


def _small(*run: nodes.Inline) -> nodes.Paragraph:
    return nodes.Paragraph(run, "small")


def _both(chinese: str, english: str) -> _Run:
    return nodes.Text(chinese), _english(english)


def _english(text: str) -> nodes.Foreign:
    return nodes.Foreign("en", f" {text}")
