"""Deleting the contacts of projects from a list's files: the records that people edit and what was imported."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

import yaml

from briefing.files.splice import Splice, found
from briefing.projects.writing import IMPORTED, imported_file

#: The field of a project that holds personal data.
CONTACTS = "contacts"


def without_contacts(files: Mapping[str, bytes], projects: Collection[str]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of a list that change when the contacts of some projects (of all, when none is named) are
    deleted, and the ids of the projects that had any. Everything else keeps its bytes."""
    changed: dict[str, bytes] = {}
    had: set[str] = set()
    for name, data in files.items():
        if name == IMPORTED or not name.endswith(".yaml"):
            continue
        splice = Splice(data.decode("utf-8-sig"))
        listed = found(splice.root(), "projects")
        for entry in listed.value if isinstance(listed, yaml.SequenceNode) else ():
            key = found(entry, "id")
            if key is None or (projects and str(key.value) not in projects) or found(entry, CONTACTS) is None:
                continue
            had.add(str(key.value))
            splice.drop(entry, CONTACTS)
        if splice.edits:
            changed[name] = splice.text().encode()
    imported = json.loads(files[IMPORTED]) if IMPORTED in files else {}
    kept = {}
    for key, fields in imported.items():
        forget = (not projects or key in projects) and CONTACTS in fields
        kept[key] = {k: v for k, v in fields.items() if not (forget and k == CONTACTS)}
        had |= {key} if forget else set()
    if kept != imported:
        changed[IMPORTED] = imported_file(kept)
    return changed, tuple(sorted(had))
