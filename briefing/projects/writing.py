"""Writing a list's files: new projects, changed fields in place, translations carried over, contacts deleted."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import polib
import yaml

from briefing.content.projects import IMPORTED, SHARED, TEXTS, read_imported
from briefing.files.yaml_reader import Splice, found, read_yaml
from briefing.problems import ProblemsFound, has_errors
from briefing.projects.interpreting import ORDER
from briefing.projects.merging import Merged
from briefing.projects.packed import Fields

#: Projects in one file: small enough to edit, few enough files.
IN_FILE = 100
LIST, ORIGINS = "list.yaml", "origins.yaml"
HEAD = "# Projects of the list {title}. Written by `generate.py lists import`; edits by hand stay when it is imported again.\n"

_PLAIN_KEYS = frozenset({"id", "list"})


def list_files(
    before: Callable[[str], bytes | None], places: Mapping[str, str], merged: Merged, head: Fields, changed_head: Fields
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the files of the list's folder that an import writes, as they should be: name, and bytes in pieces. ``before``
    gives a file that is there, ``places`` the file of each record; ``head`` is the list's entry, ``changed_head`` its fields
    that the import brings up to date."""
    if (there := before(LIST)) is not None:
        yield LIST, (_updated(there, "project_lists", {str(head["id"]): changed_head}),)
    else:
        yield LIST, (("project_lists:\n" + _entry(head, tuple(head))).encode(),)
    by_file: dict[str, dict[str, Mapping[str, object]]] = {}
    for key, changes in merged.touched.items():
        by_file.setdefault(places[key], {})[key] = changes
    for name, entries in by_file.items():
        yield name, (_updated(before(name) or b"", "projects", entries),)
    for at in range(0, len(merged.added), IN_FILE):
        keys = merged.added[at : at + IN_FILE]
        body = "".join(_entry(merged.records[key], ORDER) for key in keys)
        yield f"{keys[0]}.yaml", ((HEAD.format(title=head["title"]) + "projects:\n" + body).encode(),)
    yield ORIGINS, _origins_file(str(head["id"]), merged.origins)
    yield IMPORTED, imported_file(merged.imported)


def _origins_file(list_id: str, origins: Mapping[str, str]) -> Iterator[bytes]:
    yield f"project_origins:\n  - list: {list_id}\n    rows:\n".encode()
    for key in sorted(origins):
        yield f"      {_scalar(key)}: {_scalar(origins[key])}\n".encode()


def imported_file(imported: Mapping[str, Fields]) -> Iterator[bytes]:
    """Write the file of what was imported, a project a line."""
    yield b"{\n"
    for place, key in enumerate(sorted(imported)):
        line = f"{json.dumps(key)}: {json.dumps(imported[key], ensure_ascii=False, sort_keys=True)}"
        yield ((",\n" if place else "") + line).encode()
    yield b"\n}\n"


def _entry(fields: Fields, order: Iterable[str]) -> str:
    lines: list[str] = []
    for name in (n for n in order if n in fields):
        value = fields[name]
        if name in _PLAIN_KEYS and not str(value).isdigit():
            text = f" {value}"
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            text = "".join(f"\n      - {_flow(v)}" for v in value)
        else:
            text = f" {_flow(value)}"
        lines.append(("    " if lines else "  - ") + f"{name}:{text}\n")
    return "".join(lines)


def _flow(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case dict():
            return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(_flow(v) for v in value) + "]"
        case _:
            return _scalar(value)


def _scalar(value: object) -> str:
    """A JSON string is a YAML 1.2 double-quoted scalar; NEL and the line separators are escaped, which YAML 1.1 needs."""
    text = json.dumps(str(value), ensure_ascii=False)
    return text.replace("\u0085", "\\N").replace("\u2028", "\\L").replace("\u2029", "\\P").replace("\u007f", "\\x7f")


def _updated(data: bytes, key: str, entries: Mapping[str, Mapping[str, object]]) -> bytes:
    """The same file with fields of some entries set (``None`` removes one); everything else keeps its bytes."""
    splice = Splice(data.decode("utf-8-sig"))
    listed = found(splice.root(), key)
    for entry in listed.value if isinstance(listed, yaml.SequenceNode) else ():
        name = found(entry, "id")
        if name is not None and str(name.value) in entries:
            _change(splice, entry, entries[str(name.value)])
    return splice.text().encode()


def _change(splice: Splice, entry: yaml.MappingNode, changes: Mapping[str, object]) -> None:
    """Set and remove fields of one entry; a new field is where the order of fields has it."""
    gone = {name for name, value in changes.items() if value in (None, [], {})}
    names = [key.value for key, _ in entry.value if key.value not in gone]
    for name in gone:
        splice.drop(entry, name)
    for name in sorted(changes, key=lambda n: ORDER.index(n) if n in ORDER else len(ORDER), reverse=True):
        if name in gone:
            continue
        later = set(ORDER[ORDER.index(name) + 1 :]) if name in ORDER else set()
        place = next((n for n, key in enumerate(names) if key in later), len(names))
        there = found(entry, name)
        column = entry.start_mark.column + 2 if there is None else there.start_mark.column
        block = not entry.flow_style and (there is None or not getattr(there, "flow_style", True))
        text = _value(changes[name], column, there is None) if block else _flow(changes[name])
        splice.put(entry, name, text, names[place - 1])


def _value(value: object, column: int, new: bool) -> str:
    """A value as the import writes it: a list of mappings a line each, from this column on."""
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        lines = f"\n{' ' * column}".join(f"- {_flow(v)}" for v in value)
        return f"\n{' ' * column}{lines}" if new else lines
    return _flow(value)


def renamed(before: Mapping[str, Fields], after: Mapping[str, Fields]) -> Iterator[tuple[str, str, str]]:
    """Yield context, old text and new text wherever a text of a project that stays has changed."""
    for key, fields in after.items():
        old = before.get(key, {})
        for name, context in TEXTS.items():
            was, now = old.get(name), fields.get(name)
            if was and now and was != now and context not in SHARED:
                yield context, str(was), str(now)


def carried(data: str, changes: Iterator[tuple[str, str, str]]) -> str:
    """Return the text of a PO file in which each new text has the translation of the old one, marked fuzzy, and names the old
    one. A text that is translated already keeps its translation."""
    catalogue = polib.pofile(data, wrapwidth=0)
    entries = {(e.msgctxt or "", e.msgid): e for e in catalogue}
    for context, was, now in changes:
        old, new = entries.get((context, was)), entries.get((context, now))
        if old is None or not old.msgstr:
            continue
        if new is None:
            new = polib.POEntry(msgid=now, msgctxt=context)
            catalogue.append(new)
            entries[context, now] = new
        if not new.msgstr:
            new.msgstr = old.msgstr
            new.previous_msgid = was
            new.flags.append("fuzzy")
    return str(catalogue)


#: The field of a project that holds personal data.
CONTACTS = "contacts"


def without_contacts(
    files: Mapping[str, bytes], projects: Collection[str], folder: str = ""
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of a list that change when the contacts of some projects (of all, when none is named) are
    deleted, and the ids of the projects that had any. Everything else keeps its bytes. Raises ``ProblemsFound`` where one of
    them is damaged; ``folder`` is where they lie."""
    damaged = [
        told for file, data in files.items() if file.endswith(".yaml") for told in read_yaml(data, folder + file)[1]
    ]
    if has_errors(damaged):
        raise ProblemsFound(damaged)
    changed: dict[str, bytes] = {}
    had: set[str] = set()
    for file, data in files.items():
        if file == IMPORTED or not file.endswith(".yaml"):
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
            changed[file] = splice.text().encode()
    there = files.get(IMPORTED)
    imported = {} if there is None else dict(read_imported(there.split(b"\n"), folder + IMPORTED))
    kept = {}
    for name, fields in imported.items():
        forget = (not projects or name in projects) and CONTACTS in fields
        kept[name] = {k: v for k, v in fields.items() if not (forget and k == CONTACTS)}
        had |= {name} if forget else set()
    if kept != imported:
        changed[IMPORTED] = b"".join(imported_file(kept))
    return changed, tuple(sorted(had))
