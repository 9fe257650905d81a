"""`python -m tools.interface_words`: bring the translations of the workbench up to its templates and routes.

A message stands in the file of the page that alone says it, else in ``common.po``; what nobody says any longer goes.
``--check`` writes nothing and fails where something would be written, or is not translated."""

from __future__ import annotations

import sys
from collections import defaultdict
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from briefing.web.page import NAVIGATION
from briefing.web.views import LANGUAGES, SOURCE

WEB = LANGUAGES.parent
METHODS = [("pages/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
KEYWORDS = {
    "_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2),
    "say": None, "says": (1, 2), "worded": None,
}  # fmt: skip
COMMON = "common"

Key = tuple[str | None, str | tuple[str, ...]]


def said() -> dict[str, list[Key]]:
    """The messages by the name of their file, sorted."""
    pages = {name for name, *_ in NAVIGATION}
    users: dict[Key, set[str]] = defaultdict(set)
    options = {"pages/**.html": {"trimmed": "true", "silent": "false"}}
    for name, _, message, _, context in extract_from_dir(WEB, METHODS, options, KEYWORDS):
        stem = Path(name).stem.partition("-")[0].partition(".")[0].replace("_", "-").partition("-")[0]
        users[context, message if isinstance(message, str) else tuple(message)].add(stem if stem in pages else COMMON)
    found: dict[str, list[Key]] = defaultdict(list)
    for key in sorted(users, key=lambda k: (str(k[1]).lower(), str(k))):
        found[next(iter(users[key])) if len(users[key]) == 1 else COMMON].append(key)
    return found


def refreshed(language: str) -> dict[Path, bytes]:
    """The PO files of a language as they should be."""
    folder = LANGUAGES / language
    known: dict[Key, Message] = {}
    for path in sorted(folder.glob("*.po")):
        for message in read_po(BytesIO(path.read_bytes()), locale=language):
            if message.id:
                known[message.context, _key(message.id)] = message
    return {folder / f"{name}.po": _written(language, keys, known) for name, keys in said().items()}


def _key(given: object) -> str | tuple[str, ...]:
    return given if isinstance(given, str) else tuple(given)  # type: ignore[arg-type]


def _written(language: str, keys: list[Key], known: dict[Key, Message]) -> bytes:
    catalogue = Catalog(locale=language, fuzzy=False, header_comment="")
    for context, ids in keys:
        old = known.get((context, ids))
        catalogue.add(ids, old.string if old else None, context=context, user_comments=old.user_comments if old else ())
    made = BytesIO()
    write_po(made, catalogue, no_location=True, omit_header=True, width=0)
    return made.getvalue()


def untranslated(data: bytes, language: str) -> list[str]:
    """The messages of a PO file that have no text."""
    read = [m for m in read_po(BytesIO(data), locale=language) if m.id]
    texts = [(m.id, m.string if isinstance(m.string, tuple | list) else (m.string,)) for m in read]
    return [str(key) for key, given in texts if not all(given)]


def main(words: list[str]) -> int:
    """Write, or with ``--check`` compare; list what is not translated."""
    wrong = 0
    for folder in sorted(p for p in LANGUAGES.iterdir() if p.is_dir() and p.name != SOURCE):
        wanted = refreshed(folder.name)
        standing = {path: path.read_bytes() for path in folder.glob("*.po")}
        if "--check" in words:
            stale = sorted({p.name for p, _ in wanted.items() ^ standing.items()})
            wrong += len(stale)
            for name in stale:
                print(f"{folder.name}/{name}: not as templates and routes are")
        else:
            for path in standing.keys() - wanted.keys():
                path.unlink()
            for path, data in wanted.items():
                path.write_bytes(data)
        for path, data in sorted(wanted.items()):
            missing = untranslated(data, folder.name)
            wrong += len(missing)
            for message in missing:
                print(f"{folder.name}/{path.name}: {message}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
