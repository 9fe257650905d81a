"""The bytes of a content file with a proposal written into it. Nothing is saved here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import yaml

from briefing.content.records import Observation, Target
from briefing.files.splice import Splice, figure, flow, found, scalar
from briefing.observations.figure import qualifier_word
from briefing.observations.understand import Proposal
from briefing.quantities import Period

#: What a revision keeps of the value it replaces, in this order.
_KEPT = ("value", "qualifier", "published", "source", "locator", "status", "note")


#: Where disagreements between sources are recorded that an editor enters.
DISPUTES = "content/relations/disagreements.yaml"


def with_disputes(data: bytes | None, proposals: Iterable[Proposal]) -> bytes:
    """The bytes of the file of disagreements (``None`` when there is none yet) with a conflict for each figure that disagrees
    with the one there is."""
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


def written(data: bytes, proposals: Iterable[Proposal]) -> bytes:
    """A file's bytes with every proposal of its indicators in it, one after the other. Raises ``LookupError`` when an indicator
    or entry is not in the file."""
    text = data.decode("utf-8")
    for proposal in proposals:
        splice = Splice(text)
        _write(splice, indicator_node(splice.root(), proposal.indicator.id), proposal)
        text = splice.text()
    return text.encode("utf-8")


def sought(data: bytes, indicator: str, day: date) -> bytes:
    """A file's bytes with the day up to which a newer figure of an indicator was looked for."""
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
        "published": entry.published or entry.figure,
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
        "value": figure(proposal.value),
        "published": figure(entry.published or entry.figure),
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


def _qualifier(proposal: Proposal) -> str | None:
    return (qualifier_word(proposal.quantity) or None) if proposal.quantity else None


def indicator_node(root: yaml.Node, name: str) -> yaml.MappingNode:
    """The entry of an indicator in a content file. Raises ``LookupError``."""
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
        if (
            isinstance(node, yaml.MappingNode)
            and isinstance(period, yaml.ScalarNode)
            and Period.parse(period.value) == wanted
        ):
            return node
    raise LookupError(proposal.fact)
