"""Old translations kept where a text of a project has changed: as suggestions (fuzzy) for the new text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polib

from briefing.content.project_words import SHARED, TEXTS
from briefing.lists.interpreting import Fields


def renamed(before: Mapping[str, Fields], after: Mapping[str, Fields]) -> Iterator[tuple[str, str, str]]:
    """Context, old text and new text wherever a text of a project that stays has changed."""
    for key, fields in after.items():
        old = before.get(key, {})
        for name, context in TEXTS.items():
            was, now = old.get(name), fields.get(name)
            if was and now and was != now and context not in SHARED:
                yield context, str(was), str(now)


def carried(data: str, changes: Iterator[tuple[str, str, str]]) -> str:
    """The text of a PO file in which each new text has the translation of the old one, marked fuzzy, and names the old one.
    A text that is translated already keeps its translation."""
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
