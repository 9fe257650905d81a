"""The figures of an annex as statistical series: SDMX-CSV 2.0 (SDMX 3.0, section 5) with a structure in SDMX-JSON 2.0."""

from __future__ import annotations

import csv
import io
import json
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from briefing.document.nodes import Document
from briefing.quantities import Period

AGENCY, FLOW, VERSION = "BRIEFING", "FIGURES", "1.0"
_TARGET = ".target"
#: The columns: dimensions, time, value, attributes.
DIMENSIONS = ("INDICATOR", "KIND")
ATTRIBUTES = ("UNIT_MEASURE", "OBS_STATUS", "TIME_BASIS", "SOURCE", "FACT")
HEADS = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES)
#: Whether a figure is what happened or what is aimed at; and what its period is, where only the day of a report is known.
KINDS = {"A": "Actual", "T": "Target"}
BASES = {"S": "Stated", "R": "As reported: up to the day given"}
_URN = "urn:sdmx:org.sdmx.infomodel"
Record = Mapping[str, str]


def code(indicator: str) -> str:
    """An indicator as an identifier of SDMX, which holds no full stop."""
    return indicator.replace(".", "$")


def indicator_of(fact: str) -> str:
    """The indicator of a fact id, without its period."""
    return fact.removesuffix(_TARGET).partition("@")[0]


def time_of(text: str) -> str:
    """A period as SDMX writes it: ``2025-12-31``, ``2026-03``, ``2025``, ``2026-Q1``, ``2026-01-01/P5M``; the last day where
    the beginning is open."""
    period = Period.parse(text)
    start, end = period.start, period.end
    if start is None or start == end:
        return end.isoformat()
    whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if not whole:
        return f"{start.isoformat()}/P{(end - start + timedelta(days=1)).days}D"
    if months == 1:
        return f"{start:%Y-%m}"
    if months == 3 and start.month % 3 == 1:
        return f"{start.year}-Q{start.month // 3 + 1}"
    if months == 12 and start.month == 1:
        return str(start.year)
    return f"{start.isoformat()}/P{months}M"


def series_csv(records: Sequence[Record]) -> bytes:
    """Return every figure that has a value as an observation."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(HEADS)
    for record in records:
        if record["value"]:
            writer.writerow(_observation(record))
    return buffer.getvalue().encode()


def _observation(record: Record) -> tuple[str, ...]:
    fact, period = record["id"], record["iso"]
    return (
        "dataflow",
        f"{AGENCY}:{FLOW}({VERSION})",
        "I",
        code(indicator_of(fact)),
        "T" if fact.endswith(_TARGET) else "A",
        time_of(period),
        record["value"],
        record["unit"],
        "A",
        "R" if period.startswith("..") else "S",
        record["source"],
        fact,
    )


def structure_json(document: Document, records: Sequence[Record]) -> bytes:
    """Return the structure of the series: concepts, code lists and the data structure definition."""
    tags = [name.rpartition("_")[2] for name in records[0] if name.startswith("indicator_")] if records else []
    indicators = {code(indicator_of(r["id"])): {t: r[f"indicator_{t}"] for t in tags} for r in records if r["value"]}
    units = {r["unit"]: {t: r[f"unit_{t}"] or r["unit"] for t in tags} for r in records if r["value"]}
    lists = {
        "CL_INDICATOR": indicators,
        "CL_KIND": {key: {"en": name} for key, name in KINDS.items()},
        "CL_UNIT_MEASURE": units,
        "CL_OBS_STATUS": {"A": {"en": "Normal value"}},
        "CL_TIME_BASIS": {key: {"en": name} for key, name in BASES.items()},
    }
    concepts = (*DIMENSIONS, "TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES)
    structure = {
        "id": FLOW,
        **_maintained("Figures"),
        "dataStructureComponents": {
            "dimensionList": {
                "id": "DimensionDescriptor",
                "dimensions": [{**_component(name), "position": at} for at, name in enumerate(DIMENSIONS, 1)],
                "timeDimension": _component("TIME_PERIOD", "ObservationalTimePeriod"),
            },
            "measureList": {
                "id": "MeasureDescriptor",
                "measures": [{**_component("OBS_VALUE", "Decimal"), "usage": "mandatory"}],
            },
            "attributeList": {
                "id": "AttributeDescriptor",
                "attributes": [
                    {
                        **_component(name, "String" if name in ("SOURCE", "FACT") else ""),
                        "usage": "optional",
                        "attributeRelationship": {"observation": {}},
                    }
                    for name in ATTRIBUTES
                ],
            },
        },
    }
    defined = f"{_URN}.datastructure.DataStructure={AGENCY}:{FLOW}({VERSION})"
    message = {
        "meta": {
            "id": f"{document.pack}.{document.edition}".replace(" ", "_"),
            "prepared": f"{document.date}T00:00:00Z",
            "test": False,
            "sender": {"id": AGENCY},
            "contentLanguages": tags,
        },
        "data": {
            "conceptSchemes": [
                {
                    "id": FLOW,
                    **_maintained("Concepts"),
                    "concepts": [{"id": name, "name": name, "names": {"en": name}} for name in concepts],
                }
            ],
            "codelists": [
                {"id": name, **_maintained(name), "codes": [_code(key, names) for key, names in sorted(codes.items())]}
                for name, codes in lists.items()
            ],
            "dataStructures": [structure],
            "dataflows": [{"id": FLOW, **_maintained("Figures"), "structure": defined}],
        },
    }
    return (json.dumps(message, ensure_ascii=False, indent=1) + "\n").encode()


def _maintained(name: str) -> dict[str, Any]:
    return {"version": VERSION, "agencyID": AGENCY, "isExternalReference": False, "name": name, "names": {"en": name}}


def _component(name: str, kind: str = "") -> dict[str, Any]:
    """A component with its concept; its values are of a type, or those of its code list."""
    listed = {"enumeration": f"{_URN}.codelist.Codelist={AGENCY}:CL_{name}({VERSION})"}
    return {
        "id": name,
        "conceptIdentity": f"{_URN}.conceptscheme.Concept={AGENCY}:{FLOW}({VERSION}).{name}",
        "localRepresentation": {"format": {"dataType": kind}} if kind else listed,
    }


def _code(identity: str, names: Mapping[str, str]) -> dict[str, Any]:
    return {"id": identity, "name": next(iter(names.values())), "names": dict(names)}
