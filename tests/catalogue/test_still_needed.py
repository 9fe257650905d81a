"""Our ways round what the libraries of catalogues lack are still needed: when one of these fails, it goes (docs/upstream)."""

from __future__ import annotations

from io import BytesIO

import polib
from babel.messages.pofile import read_po


def test_the_previous_message_is_still_read_as_a_comment() -> None:
    message = read_po(BytesIO(b'#, fuzzy\n#| msgid "old"\nmsgid "new"\nmsgstr "neu"\n')).get("new")
    assert message is not None
    assert (list(message.previous_id), message.user_comments) == ([], ['| msgid "old"'])


def test_duplicates_are_still_looked_for_through_all_entries_before() -> None:
    looked: list[str] = []

    class Watched(polib.POEntry):  # type: ignore[misc]
        def __getattribute__(self, name: str) -> object:
            if name == "msgid":
                looked.append(name)
            return super().__getattribute__(name)

    file = polib.POFile(check_for_duplicates=True)
    for number in range(50):
        file.append(Watched(msgid=f"m{number}", msgstr="x"))
    looked.clear()
    file.append(polib.POEntry(msgid="one more", msgstr="x"))
    assert len(looked) >= 50
