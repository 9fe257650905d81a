"""The table of checks, running them over the pairs of any file; and findings that somebody has accepted with a reason: kept in
a file, taken out of what is found, told when they lapse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, zip_longest
from pathlib import Path

import polib
import yaml
from pydantic import ValidationError

from briefing.catalogue.messages import digest, names, stray_percent, tags
from briefing.content.projects import is_list
from briefing.files.foreign import WORKBOOK, open_archive, workbook
from briefing.files.reading import Refused, decode, read_bytes, table_rows
from briefing.files.yaml_reader import read_rules_file
from briefing.language.rules import Rules
from briefing.problems import Problem, ProblemsFound, Severity, catalogue, problem
from briefing.review.formats.odf import grids, read_ods
from briefing.review.formats.xliff import read_xliff
from briefing.review.formats.xlsx import MAX_ROWS, read_xlsx
from briefing.review.lint import Finding, Found, LintRules, Pair, finding, labels, sense, terms, values, writing
from briefing.review.rows import InRow, find_columns


def check_placeholders(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that the placeholders and the markup are those of the source, and no others; of whatever kind in the files of other
    tools."""
    if not pair.placeholders:
        if (first := Counter(_FOREIGN.findall(pair.source))) != (second := Counter(_FOREIGN.findall(pair.target))):
            yield "review-placeholder", {"difference": difference(first, second)}
        return
    if is_list(pair.domain):
        return  # the words of projects are plain text: any sign may stand in them
    wanted, given = names(pair.source), names(pair.target)
    if wanted != given:
        yield "review-placeholder", {"difference": difference(wanted, given)}
    if stray_percent(pair.target):
        yield "review-percent", {}
    escaped = [t.replace("&", "&amp;") if pair.domain == "content" else t for t in (pair.source, pair.target)]
    if tags(escaped[0]) != tags(escaped[1]):
        yield "review-markup", {}


def difference(wanted: Counter[str], given: Counter[str]) -> str:
    """Return what one text has and the other lacks, in words."""
    missing, surplus = sorted((wanted - given).elements()), sorted((given - wanted).elements())
    parts = [f"missing {', '.join(missing)}"] if missing else []
    return "; ".join([*parts, *([f"not in the source {', '.join(surplus)}"] if surplus else [])])


#: Placeholders of printf, Python, ICU, shells and XLIFF tools.
_FOREIGN = re.compile(r"%\(\w+\)[sdifu]|%(?:[0-9]+\$)?[sdifu](?![A-Za-z])|\{\{?[A-Za-z0-9_.]*\}?\}|\$\{\w+\}")

PairCheck = Callable[[Pair, LintRules], Iterator[Found]]
#: A check that looks at a whole file at once says which pair each finding belongs to.
FileCheck = Callable[[tuple[Pair, ...], LintRules], Iterator[tuple[Pair, Found]]]

#: Checks whether both sides say the same. The name of a source need not say in one language what it says in the other: what
#: they find there is for a person to judge, and no error.
SAYING: tuple[PairCheck, ...] = (
    values.check_values,
    values.check_units,
    values.check_measures,
    values.check_steps,
    values.check_ranges,
    values.check_named_measures,
    values.check_nouns,
    labels.check_order,
    labels.check_labels,
    labels.check_opposites,
    labels.check_relations,
    sense.check_months,
    sense.check_denial,
    sense.check_qualifiers,
    sense.check_direction,
    sense.check_named,
    sense.check_dates,
)
#: Checks of the words that this house uses. The name of a source has those of its issuer.
WORDING: tuple[PairCheck, ...] = (
    terms.check_terms,
    terms.check_exchanged_names,
    terms.check_countries,
    labels.check_sorts,
    terms.check_forbidden,
    terms.check_acronyms,
    writing.check_length,
    writing.check_spelling,
    writing.check_house,
)
#: Checks of a pair that has something on both sides, in the order in which findings are reported.
CHECKS: tuple[PairCheck, ...] = (
    check_placeholders,
    *SAYING,
    *WORDING,
    terms.check_codes,
    writing.check_language,
    writing.check_remarks,
    writing.check_script,
    writing.check_spaces,
    writing.check_pairs_of_marks,
    writing.check_end,
    writing.check_sentences,
)

#: Checks that look at all pairs of a file together.
FILE_CHECKS: tuple[FileCheck, ...] = (terms.check_consistent, terms.check_first_mention)


#: What one finding says of a pair another one need not say again, in other words.
_TOLD_BY: Mapping[str, frozenset[str]] = {
    "review-opposite": frozenset(f"review-{n}" for n in ("unit", "exchanged", "scope", "period", "basis")),
    "review-exchanged": frozenset({"review-unit"}),
    "review-figures-turned": frozenset({"review-order", "review-exchanged", "review-range"}),
    "review-direction-beside": frozenset({"review-direction", "review-opposite"}),
}


def check_pair(pair: Pair, rules: LintRules) -> tuple[Finding, ...]:
    """Return everything one pair shows by itself."""
    absent = tuple(writing.check_presence(pair, rules))
    if not absent and pair.source.strip():
        mildest = dict.fromkeys(SAYING, Severity.WARNING) | dict.fromkeys(WORDING, Severity.NOTE)
        at_most = mildest if pair.is_title else {}
        found = dict.fromkeys(
            finding(pair, entry, at_most.get(check)) for check in CHECKS for entry in check(pair, rules)
        )
        codes = {f.code for f in found}
        return tuple(f for f in found if not codes & _TOLD_BY.get(f.code, frozenset()))
    return tuple(dict.fromkeys(finding(pair, entry) for entry in absent))


def lint(
    pairs: Iterable[Pair], rules: LintRules, alone: Callable[[Pair], tuple[Finding, ...]] | None = None
) -> tuple[Finding, ...]:
    """Return everything the pairs of a file show, row by row. ``alone``: what a pair shows by itself, where that is known
    (``check_pair``)."""
    alone = alone or partial(check_pair, rules=rules)
    pairs = tuple(pairs)
    together: dict[int, list[Finding]] = {}
    for check in FILE_CHECKS:
        for pair, entry in check(pairs, rules):
            together.setdefault(id(pair), []).append(finding(pair, entry))
    return tuple(f for pair in pairs for f in (*alone(pair), *together.get(id(pair), ())))


_HAN = re.compile(r"[\u3400-\u9fff]")
_CHARSET = re.compile(rb"charset=([A-Za-z0-9_-]+)", re.IGNORECASE)
_TABLES = frozenset({".tsv", ".txt", ".csv"})
_ROW = re.compile(r"^(?:row|line|unit) ")
#: The id of a row that this tool has exported.
_OWN_ID = re.compile(r"[\w-]+\.[0-9a-f]{8}(?=\.|$)")
#: The comment of an entry of ours that has its id.
_PO_ID = re.compile(r"^id: ([\w-]+\.[0-9a-f]{8})\b", re.MULTILINE)


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """Return the pairs of a file, Chinese first. Raises ``ProblemsFound`` when it cannot be read."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise ProblemsFound([problem("import-unreadable", path.name, reason=f"only {', '.join(READERS)} are checked")])
    data = read_bytes(path, "import-unreadable")
    try:
        pairs = reader(data, path)
    except (Refused, OSError, ValueError, LookupError) as error:
        raise ProblemsFound([problem("import-unreadable", path.name, reason=error)]) from error
    if not pairs and path.suffix.lower() in _TABLES:
        told = "it has no two columns, Chinese and a translation"
        raise ProblemsFound([problem("import-unreadable", path.name, reason=told)])
    return _chinese_first(pairs)


def _chinese_first(pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """The pairs turned round where the file goes from the other language into Chinese."""
    han = [
        sum(bool(_HAN.search(text)) for text in side) for side in ([p.source for p in pairs], [p.target for p in pairs])
    ]
    return tuple(replace(p, source=p.target, target=p.source) for p in pairs) if han[1] > han[0] else pairs


def _po(data: bytes, path: Path) -> tuple[Pair, ...]:
    declared = _CHARSET.search(data[:4000])
    if declared is None or declared[1] == b"CHARSET":  # what gettext writes into a new template
        file = polib.pofile(decode(data)[0])
    else:
        file = polib.pofile(data.decode(declared[1].decode("ascii", "replace")))
    domain = file.metadata.get("X-Domain") or path.stem
    pairs = []
    for entry in file:
        if entry.obsolete:
            continue
        said = _PO_ID.search(entry.comment)
        segment = said[1] if said else f"{domain}.{digest(entry.msgctxt or '', entry.msgid)}"
        named = bool(names(entry.msgid)) or "<" in entry.msgid
        targets = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        for number, target in enumerate(targets):
            context = f"{entry.msgctxt or ''} plural {number}".strip() if entry.msgid_plural else entry.msgctxt or ""
            pairs.append(Pair(entry.linenum, entry.msgid, target, context, domain, named, segment))
    return tuple(pairs)


def _xliff(data: bytes, path: Path) -> tuple[Pair, ...]:
    return tuple(_own_pair(r, bool(names(r.source))) for r in read_xliff(data, path.name).rows)


def _own_pair(row: InRow, placeholders: bool) -> Pair:
    """The pair of a row that came back, with the segment that its id names."""
    said = _OWN_ID.match(row.id)
    domain = row.id.partition(".")[0]
    segment = said[0] if said else ""
    place = _ROW.sub("", row.place)
    number = int(place) if place.isdigit() else place
    return Pair(number, row.source, row.target, "", domain, placeholders, segment)


def _xlsx(data: bytes, path: Path) -> tuple[Pair, ...]:
    def sheets() -> Iterator[Sequence[Sequence[str]]]:
        with workbook(open_archive(data, WORKBOOK), formulas=False) as book:
            found = [list(islice(sheet.iter_rows(values_only=True), MAX_ROWS)) for sheet in book.worksheets]
        yield from ([["" if c is None else str(c) for c in line] for line in lines] for lines in found)

    return _sheet_pairs(read_xlsx(data, path.name).rows, sheets())


def _ods(data: bytes, path: Path) -> tuple[Pair, ...]:
    return _sheet_pairs(read_ods(data, path.name).rows, grids(data))


def _sheet_pairs(rows: Iterable[InRow], sheets: Iterable[Sequence[Sequence[str]]]) -> tuple[Pair, ...]:
    """The pairs of a workbook: of the rows that this tool has exported; where there are none, of its first sheet with two
    columns."""
    ours = tuple(_own_pair(row, True) for row in rows if _OWN_ID.match(row.id))
    return ours or next((pairs for lines in sheets if (pairs := _two_columns(lines))), ())


def _table(delimiter: str) -> Callable[[bytes, Path], tuple[Pair, ...]]:
    return lambda data, path: _two_columns(_lines(decode(data)[0], delimiter))


def _lines(text: str, delimiter: str) -> list[list[str]]:
    """The cells of a table. Tabs are read as they are unless cells are quoted, as Excel quotes those with line breaks; a CSV
    file may be delimited by semicolons or tabs."""
    plain = [line.rstrip("\r").split("\t") for line in text.split("\n")]
    if delimiter == "\t" and not any(c.startswith('"') and not c.endswith('"') for line in plain for c in line):
        return plain
    ways: list[list[list[str]]] = []
    refused: Refused | None = None
    for mark in dict.fromkeys((delimiter, ";", "\t")):
        try:
            ways.append([cells for _, cells in table_rows(text, mark)])
        except Refused as error:
            refused = refused or error
            ways.append([])
    split = [sum(len(line) > 1 for line in lines) for lines in ways]
    if refused is not None and delimiter != "\t" and not max(split):
        raise refused
    return plain if delimiter == "\t" and split[0] < max(1, len(ways[0]) - 1) else ways[split.index(max(split))]


def _two_columns(lines: Sequence[Sequence[str]]) -> tuple[Pair, ...]:
    """The columns named by their heads, or the first one with Chinese and the next one with text; rows keep their numbers."""
    if not lines:
        return ()
    named = find_columns(lines[0]).places
    if {"source", "target"} <= set(named):
        zh, en, first = named["source"], named["target"], 1
    else:
        columns = list(zip_longest(*lines, fillvalue=""))
        han = [sum(bool(_HAN.search(cell)) for cell in column) for column in columns]
        if not any(han) or len(columns) < 2:
            return ()
        zh, first = han.index(max(han)), 0
        filled = [sum(bool(cell.strip()) for cell in column) for column in columns]
        filled[zh] = -1
        en = next((i for i in range(zh + 1, len(columns)) if filled[i] > 0), filled.index(max(filled)))
    pairs = []
    for number, line in enumerate(lines[first:], first + 1):
        source, target = (line[i] if i < len(line) else "" for i in (zh, en))
        if source.strip() or target.strip():
            pairs.append(Pair(number, source, target, placeholders=bool(names(source))))
    return tuple(pairs)


READERS: Mapping[str, Callable[[bytes, Path], tuple[Pair, ...]]] = {
    ".po": _po,
    ".pot": _po,
    ".xliff": _xliff,
    ".xlf": _xliff,
    ".xlsx": _xlsx,
    ".ods": _ods,
    ".tsv": _table("\t"),
    ".txt": _table("\t"),
    ".csv": _table(","),
}


_HEAD = """\
# Findings of the checks that somebody has waived, with a reason. Written by “generate.py review waive”; delete an entry to take
# it back. text is a hash of source and translation: when either changes, the waiver has lapsed.
"""


class Waiver(Rules):
    """One finding waived: the segment's id, the code, why, by whom, on which day, and the hash of what was read then."""

    id: str
    code: str
    reason: str
    by: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """Findings that stand, findings that are waived, and what is wrong with the waivers (lapsed, without a finding)."""

    standing: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    problems: tuple[Problem, ...]


def waivers_file(folder: Path, tag: str) -> Path:
    """Return where the waivers of a language lie."""
    return folder / tag / "waivers.yaml"


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """Return the waivers of a file; none where there is none. Raises ``ProblemsFound``."""
    if not path.exists():
        return ()
    shown = f"{path.parent.name}/{path.name}"
    data = read_rules_file(path, shown) or []
    try:
        found = tuple(Waiver.model_validate(entry) for entry in data) if isinstance(data, list) else ()
    except ValidationError as error:
        told = " ".join(str(error).split())
        raise ProblemsFound([problem("waiver-unreadable", shown, 0, reason=told)]) from error
    if not isinstance(data, list):
        raise ProblemsFound([problem("waiver-unreadable", shown, 0, reason="it is no list of waivers")])
    unknown = [problem("waiver-code", shown, 0, waived=w.code) for w in found if w.code not in catalogue()]
    if unknown:
        raise ProblemsFound(unknown)
    return found


def written(waivers: Iterable[Waiver]) -> bytes:
    """Return the file of these waivers, in the order of segment and code."""
    entries = [waiver.model_dump() for waiver in sorted(waivers, key=lambda w: (w.id, w.code))]
    told = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=100_000) if entries else ""
    return (_HEAD + told).encode()


def weigh(findings: Iterable[Finding], waivers: Iterable[Waiver], texts: Mapping[str, tuple[str, str]]) -> Weighed:
    """Take waived findings out. ``texts`` has source and translation of every row by id: a waiver whose hash no longer fits
    has lapsed, one whose segment or finding is gone is no longer needed."""
    findings = tuple(findings)
    by_key = {(w.id, w.code): w for w in waivers}
    good = {k for k, w in by_key.items() if k[0] in texts and w.text == digest(*texts[k[0]])}
    waived = tuple(f for f in findings if (f.row, f.code) in good)
    used = {(f.row, f.code) for f in waived}
    problems = [problem("waiver-lapsed", "", 0, **asdict_of(w)) for k, w in by_key.items() if k not in good]
    problems += [problem("waiver-idle", "", 0, **asdict_of(by_key[k])) for k in sorted(good) if k not in used]
    return Weighed(tuple(f for f in findings if f not in set(waived)), waived, tuple(problems))


def waived_in(pairs: Iterable[Pair], waivers: Iterable[Waiver]) -> frozenset[tuple[int | str, str]]:
    """Return the rows of a file and the codes that are waived there: those of segments of this project, as they are in it."""
    by_text: dict[tuple[str, str], set[str]] = {}
    for waiver in waivers:
        by_text.setdefault((waiver.id, waiver.text), set()).add(waiver.code)
    found = ((p.row, by_text.get((p.segment, digest(p.source, p.target)), set())) for p in pairs if p.segment)
    return frozenset((row, code) for row, codes in found for code in codes)


def asdict_of(waiver: Waiver) -> dict[str, object]:
    """Return what a problem says of a waiver."""
    return {"id": waiver.id, "waived": waiver.code, "by": waiver.by, "reason": waiver.reason}
