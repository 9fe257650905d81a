"""The files of a list in ``content/projects/<list>/``: new projects as text, single fields changed in place by ruamel.yaml."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from briefing.lists.interpreting import ORDER, Fields
from briefing.lists.merging import Merged

#: Projects in one file: small enough to edit, few enough files.
IN_FILE = 100
LIST, ORIGINS, IMPORTED = "list.yaml", "origins.yaml", "imported.json"
HEAD = "# Projects of the list {title}. Written by `generate.py lists import`; edits by hand stay when it is imported again.\n"

_PLAIN_KEYS = frozenset({"id", "list"})


def list_files(
    before: Mapping[str, bytes], places: Mapping[str, str], merged: Merged, head: Fields, changed_head: Fields
) -> dict[str, bytes]:
    """Every file of the list's folder as it should stand, by name. ``before`` are the files there, ``places`` the file of
    each record; ``head`` is the list's entry, ``changed_head`` its fields that the import brings up to date."""
    files = dict(before)
    if LIST in files:
        files[LIST] = _updated(files[LIST], "project_lists", {str(head["id"]): changed_head})
    else:
        files[LIST] = ("project_lists:\n" + _entry(head, tuple(head))).encode()
    by_file: dict[str, dict[str, Mapping[str, object]]] = {}
    for key, changes in merged.touched.items():
        by_file.setdefault(places[key], {})[key] = changes
    for name, entries in by_file.items():
        files[name] = _updated(files[name], "projects", entries)
    for at in range(0, len(merged.added), IN_FILE):
        keys = merged.added[at : at + IN_FILE]
        body = "".join(_entry(merged.records[key], ORDER) for key in keys)
        files[f"{keys[0]}.yaml"] = (HEAD.format(title=head["title"]) + "projects:\n" + body).encode()
    rows = "".join(f"      {_scalar(k)}: {_scalar(v)}\n" for k, v in sorted(merged.origins.items()))
    files[ORIGINS] = f"project_origins:\n  - list: {head['id']}\n    rows:\n{rows}".encode()
    files[IMPORTED] = _json(merged.imported)
    return files


def _json(imported: Mapping[str, Fields]) -> bytes:
    lines = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False, sort_keys=True)}" for k, v in sorted(imported.items())]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


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
    """The same file with fields of some entries set (``None`` removes one); comments, order and quotes stay."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    root = yaml.load(data.decode("utf-8-sig"))
    for entry in root[key]:
        for name, value in entries.get(str(entry["id"]), {}).items():
            if value in (None, [], {}):
                entry.pop(name, None)
            elif name in entry:
                entry[name] = _node(value)
            else:
                entry.insert(_place(entry, name), name, _node(value))
    out = io.StringIO()
    yaml.dump(root, out)
    return out.getvalue().encode()


def _place(entry: CommentedMap, name: str) -> int:
    """Where a new key belongs among those there."""
    after = ORDER[ORDER.index(name) + 1 :] if name in ORDER else ()
    return next((place for place, key in enumerate(entry) if key in after), len(entry))


def _node(value: object) -> object:
    match value:
        case None | bool():
            return value
        case Mapping():
            made = CommentedMap({k: _node(v) for k, v in value.items()})
            made.fa.set_flow_style()
            return made
        case list() | tuple():
            seq = CommentedSeq([_node(v) for v in value])
            if not any(isinstance(v, Mapping) for v in value):
                seq.fa.set_flow_style()
            return seq
        case _:
            return DoubleQuotedScalarString(str(value))
