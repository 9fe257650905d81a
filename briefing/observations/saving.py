"""Recording figures: understood, tried against the content, written into the bytes of its files."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from briefing.content.records import Observation, SourceRecord, Target
from briefing.editions.manifest import claims_of
from briefing.facts.doubts import FactChange, compare
from briefing.facts.observe import numbers_of
from briefing.files.yaml_reader import Splice, figure, flow, found, scalar
from briefing.observations.questions import questions
from briefing.observations.understand import Entry, Proposal, qualifier_word, understand
from briefing.problems import Problem, ProblemsFound, Severity, has_errors, in_order, problem
from briefing.project.opening import Project, open_project
from briefing.quantities import Period

#: What a revision keeps of the value it replaces, in this order.
_KEPT = ("value", "qualifier", "published", "source", "locator", "status", "note")


#: Where disagreements between sources are recorded that an editor enters.
DISPUTES = "content/relations/disagreements.yaml"


@dataclass(slots=True)
class Edits:
    """A change to files of the project at ``root`` as it grows: what they are to hold, by project-relative path, and what they
    held when they were first looked at (``None`` for one that is not there)."""

    root: Path
    files: dict[str, bytes] = field(default_factory=dict)
    read: dict[str, bytes | None] = field(default_factory=dict)

    def at(self, path: str) -> bytes:
        """Return what a file is to hold so far; from now on it is part of the change."""
        if path not in self.files:
            there = self.root / path
            self.read[path] = there.read_bytes() if there.is_file() else None
            self.files[path] = self.read[path] or b""
        return self.files[path]

    def enter(self, proposals: Sequence[Proposal], places: Mapping[str, str]) -> None:
        """Write proposals into the files of their indicators (``places``, by indicator id), and the disagreements among them.
        Raises ``LookupError`` when an indicator or entry is not in its file."""
        for place in dict.fromkeys(places[p.indicator.id] for p in proposals):
            own = [p for p in proposals if places[p.indicator.id] == place]
            self.files[place] = _with_proposals(self.at(place), own)
        if disputes := [p for p in proposals if p.action == "dispute"]:
            self.files[DISPUTES] = _with_disputes(self.at(DISPUTES), disputes)


def _with_disputes(data: bytes, proposals: Iterable[Proposal]) -> bytes:
    """The file of disagreements (empty when there is none yet) with a conflict for each figure that disagrees with the one
    there is."""
    text = data.decode("utf-8") if data else "conflicts:\n"
    for proposal in proposals:
        entry, existing = proposal.entry, proposal.existing
        assert existing is not None  # there is no disagreement without an earlier figure
        name = re.sub(r"[^a-z0-9]+", "-", f"{proposal.fact}-{entry.source}".lower()).strip("-")
        values = {
            "id": name,
            "kind": "disagreement",
            "facts": None,
            "source": entry.source,
            "locator": entry.locator,
            "printed": entry.published or entry.figure,
            "reason": entry.note or entry.caveat,
            "caveat": entry.caveat,
        }
        lines = [f"    {key}: {scalar(value)}" for key, value in values.items() if value]
        lines.insert(2, f"    facts: [{figure(proposal.fact)}]")
        text = text.rstrip("\n") + "\n  - " + "\n".join(lines).lstrip() + "\n"
    return text.encode("utf-8")


def _with_proposals(data: bytes, proposals: Iterable[Proposal]) -> bytes:
    """A file with every proposal of its indicators in it, one after the other."""
    text = data.decode("utf-8")
    for proposal in proposals:
        splice = Splice(text)
        _write(splice, indicator_node(splice.root(), proposal.indicator.id), proposal)
        text = splice.text()
    return text.encode("utf-8")


def with_sought(data: bytes, indicator: str, day: date) -> bytes:
    """Return a file's bytes with the day up to which a newer figure of an indicator was looked for."""
    splice = Splice(data.decode("utf-8"))
    node = indicator_node(splice.root(), indicator)
    splice.put(node, "sought", figure(day.isoformat()), "frequency")
    return splice.text().encode("utf-8")


def _write(splice: Splice, indicator: yaml.MappingNode, proposal: Proposal) -> None:
    if proposal.action == "dispute":
        return
    key = "targets" if proposal.entry.target else "observations"
    listed = found(indicator, key)
    if proposal.action == "add":
        if isinstance(listed, yaml.SequenceNode):
            splice.append(listed, _entry(proposal))
        elif listed is not None:
            splice.set(indicator, key, f"[{_entry(proposal)}]")
        else:
            splice.begin(indicator, key, _entry(proposal), "targets" if key == "observations" else "")
        return
    record = _record(listed, proposal)
    if proposal.action == "withdraw":
        entry = proposal.entry
        gone = {"source": entry.source, "locator": entry.locator, "note": entry.note or None}
        splice.set(record, "withdrawn", flow(gone))
        return
    _revise(splice, record, proposal)


def _entry(proposal: Proposal) -> str:
    entry = proposal.entry
    values = {
        "period": entry.period,
        "basis": entry.basis,
        "value": proposal.value,
        "qualifier": _qualifier(proposal),
        "published": _published(proposal),
        "source": entry.source,
        "locator": entry.locator,
        "status": "target" if entry.target else entry.status,
        "plan": entry.plan or None,
        "note": entry.note or None,
    }
    return flow(values)


def _revise(splice: Splice, record: yaml.MappingNode, proposal: Proposal) -> None:
    entry, existing = proposal.entry, proposal.existing
    assert existing is not None  # a revision has something to revise
    new = {
        "value": "null" if proposal.value is None else figure(proposal.value),
        "published": figure(_published(proposal)),
        "source": scalar(entry.source),
        "locator": scalar(entry.locator),
    }
    for key, value in new.items():
        splice.set(record, key, value)
    if not entry.target and existing.status != entry.status:
        splice.set(record, "status", entry.status)
    if existing.basis != entry.basis:
        splice.set(record, "basis", entry.basis)
    for key, text in (("qualifier", _qualifier(proposal) or ""), ("note", entry.note)):
        if text:
            splice.set(record, key, scalar(text))
        elif getattr(existing, key) is not None:
            splice.drop(record, key)
    revisions = found(record, "revisions")
    if isinstance(revisions, yaml.SequenceNode):
        splice.append(revisions, _former(existing))
    else:
        splice.set(record, "revisions", f"[{_former(existing)}]")


def _former(existing: Observation | Target) -> str:
    values: dict[str, str | None] = {key: getattr(existing, key) for key in _KEPT}
    if values["status"] in ("reported", "target"):
        values["status"] = None
    return flow(values)


def _published(proposal: Proposal) -> str:
    """The wording that is kept: the longer one around the figure, but of a value left open the words that leave it so."""
    entry = proposal.entry
    return entry.figure if proposal.value is None else entry.published or entry.figure


def _qualifier(proposal: Proposal) -> str | None:
    return (qualifier_word(proposal.quantity) or None) if proposal.quantity else None


def indicator_node(root: yaml.Node, name: str) -> yaml.MappingNode:
    """Return the entry of an indicator in a content file. Raises ``LookupError``."""
    listed = found(root, "indicators")
    for node in listed.value if isinstance(listed, yaml.SequenceNode) else ():
        key = found(node, "id")
        if isinstance(node, yaml.MappingNode) and isinstance(key, yaml.ScalarNode) and key.value == name:
            return node
    raise LookupError(name)


def _record(listed: yaml.Node | None, proposal: Proposal) -> yaml.MappingNode:
    wanted = proposal.existing.when if proposal.existing else None
    for node in listed.value if isinstance(listed, yaml.SequenceNode) else ():
        period = found(node, "period")
        dated = isinstance(period, yaml.ScalarNode) and Period.parse(period.value) == wanted
        if isinstance(node, yaml.MappingNode) and dated:
            return node
    raise LookupError(proposal.fact)


@contextlib.contextmanager
def trial_copy(root: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Provide a project that is ``root`` with these content files (bytes by project-relative path) in it, to be thrown away.
    Hidden files are never content: what somebody else is about to put in place is not copied, and may go meanwhile."""
    hidden = shutil.ignore_patterns(".*")
    with tempfile.TemporaryDirectory(prefix="briefing-") as name:
        copy = Path(name)
        shutil.copytree(root / "content", copy / "content", ignore=hidden)
        for folder in ("i18n", "templates"):
            if any(path.startswith(f"{folder}/") for path in files):
                shutil.copytree(root / folder, copy / folder, ignore=hidden)
            else:
                (copy / folder).symlink_to((root / folder).resolve(), target_is_directory=True)
        for path, data in files.items():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes(data)
        yield copy


@dataclass(frozen=True, slots=True)
class Recording:
    """What saving would do: the files (bytes by project-relative path, and as they were read), what is asked first, every
    figure that moves with it, the claims that flip (id to whether it now holds), and warnings that are new."""

    proposals: tuple[Proposal, ...]
    files: Mapping[str, bytes]
    read: Mapping[str, bytes | None]
    asked: tuple[Problem, ...]
    changes: tuple[FactChange, ...]
    flipped: Mapping[str, bool]
    noticed: tuple[Problem, ...]
    after: Project


def record(project: Project, entries: Sequence[Entry]) -> Recording:
    """Return what recording the entries would do; nothing is written. Raises ``ProblemsFound`` with everything that stands
    against it: an entry not understood, content that has errors already, or an error the entries would bring into it."""
    if has_errors(project.problems):
        raise ProblemsFound([problem("observe-content", "content", 0), *_errors(project.problems)])
    proposals, problems = _understood(project, entries)
    if problems:
        raise ProblemsFound(in_order(problems))
    edits = Edits(project.root)
    edits.enter(proposals, {i.id: i.where.file for i in project.content.indicators})
    return outcome(project, edits, proposals)


def outcome(project: Project, edits: Edits, proposals: Sequence[Proposal] = ()) -> Recording:
    """Return what putting files in place would bring about. Raises ``ProblemsFound`` with the errors they would bring."""
    with trial_copy(project.root, edits.files) as copy:
        after = open_project(copy)
    known = {(p.code, p.message) for p in project.problems}
    fresh = [p for p in after.problems if (p.code, p.message) not in known]
    asked = in_order(q for p in proposals for q in questions(p, after.content, project.base, after.base))
    if has_errors(fresh):  # what is asked may well be the reason: a slip of 万 for 亿
        raise ProblemsFound([*asked, *_errors(fresh)])
    was, now = claims_of(project.base), claims_of(after.base)
    flipped = {key: claim.held for key, claim in now.items() if key in was and was[key].held != claim.held}
    said = {p.message for p in asked}
    noticed = [p for p in fresh if p.severity is Severity.WARNING and p.message not in said]
    changes = compare(project.base.facts, after.base.facts)
    return Recording(tuple(proposals), edits.files, edits.read, asked, changes, flipped, in_order(noticed), after)


def _understood(project: Project, entries: Sequence[Entry]) -> tuple[list[Proposal], list[Problem]]:
    proposals: list[Proposal] = []
    problems: list[Problem] = []
    seen: dict[str, Entry] = {}
    for entry in entries:
        proposal, found = understand(entry, project.content, project.languages)
        problems.extend(found)
        if proposal is None:
            continue
        if proposal.fact in seen:
            problems.append(problem("observe-twice", entry.where.file, entry.where.line, fact=proposal.fact))
        seen[proposal.fact] = entry
        proposals.append(proposal)
    return proposals, problems


def _errors(found: Sequence[Problem]) -> tuple[Problem, ...]:
    return in_order(p for p in found if p.severity is Severity.ERROR)


def source_file(record: SourceRecord, known: tuple[SourceRecord, ...]) -> tuple[str, bytes]:
    """Return the project-relative path and the bytes of the file of a new source. Raises ``ProblemsFound`` when the id is
    taken."""
    path = f"content/sources/{record.id}.yaml"
    taken = next((s for s in known if s.id == record.id), None)
    if taken is not None:
        where = taken.where
        raise ProblemsFound([problem("source-known", where.file, where.line, source=record.id, title=taken.title)])
    keys = ("file", "issuer", "title", "date", "date_basis", "date_note", "kind", "document", "page", "url", "note")
    given = {key: getattr(record, key) for key in keys}
    number = record.number or str(max(numbers_of(known).values(), default=0) + 1)
    lines = ["sources:", f"  - id: {record.id}", f"    number: {figure(number)}"]
    lines += [f"    {key}: {figure(text) if key == 'date' else scalar(text)}" for key, text in given.items() if text]
    lines += [f"    authors: [{', '.join(map(scalar, record.authors))}]"] if record.authors else []
    for key, parts in (("sections", record.sections), ("articles", record.articles)):
        lines += [f"    {key}:"] if parts else []
        lines += [f"      - {flow({k: v for k, v in part.model_dump().items() if v})}" for part in parts]
    lines += _coverage(record)
    return path, ("\n".join(lines) + "\n").encode("utf-8")


def _coverage(record: SourceRecord) -> list[str]:
    """What became of the figures of a release, where the source is one that was read."""
    reading = record.reading
    if reading is None:
        return []
    lines = ["    reading:", f"      sha256: {figure(reading.sha256)}"]
    lines += [f"      {key}: {figure(getattr(reading, key))}" for key in ("found", "accepted", "new")]
    lines += ["      ignored:"] if reading.ignored else []
    told = ((entry.locator, figure(entry.text), scalar(entry.reason)) for entry in reading.ignored)
    return lines + [f"        - {{locator: {at}, text: {text}, reason: {why}}}" for at, text, why in told]
