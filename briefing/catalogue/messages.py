"""The catalogues of one language: messages read, the state of each, and the placeholders a translation must keep."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

import polib

from briefing.characters import read_text
from briefing.content.projects import is_list
from briefing.files.foreign import fragment
from briefing.files.reading import Refused, listed
from briefing.memory import Recall, afresh, stamp
from briefing.problems import Problem, problem

#: A line of a translator's comment that gives a state (see ``briefing.catalogue.messages``).
REVIEWED = re.compile(r"^(?:reviewed|approved): [0-9]{4}-[0-9]{2}-[0-9]{2} ", re.MULTILINE)


MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Message:
    """One translatable unit. ``context`` is empty for template sentences; ``places`` are ``file:line`` of the source."""

    context: str
    source: str
    target: str
    domain: str
    file: str = ""
    line: int = 0
    fuzzy: bool = False
    flags: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    previous: str = ""
    comment: str = ""
    translator_comment: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All messages of one language, by domain, context and source. ``under_review``: somebody has begun to review the language
    (one of its messages has been reviewed), so that what nobody has read counts."""

    tag: str
    messages: Mapping[tuple[str, str, str], Message] = field(default_factory=dict)
    under_review: bool = False

    def find(self, domain: str, context: str, source: str) -> Message | None:
        """Return the message of a domain, or of the shared ``house`` and ``content`` domains."""
        for place in (domain, "house", "content"):
            if found := self.messages.get((place, context, source)):
                return found
        return None

    def __iter__(self) -> Iterator[Message]:
        return iter(self.messages.values())


def parse_po(text: str) -> polib.POFile:
    """Return the entries of a gettext PO file. Raises ``ValueError`` when it is not one, and when a message is in it twice:
    polib can look for those too, but at every entry through all that came before."""
    entries = polib.pofile(text)
    lines: dict[tuple[str | None, str], int] = {}
    for entry in entries:
        key = entry.msgctxt, entry.msgid
        if key in lines:
            raise ValueError(f"line {entry.linenum}: the message “{entry.msgid}” stands already in line {lines[key]}")
        if not entry.obsolete:
            lines[key] = entry.linenum
    return entries


def read_catalogue(folder: Path, tag: str, recall: Recall = afresh) -> tuple[Catalogue, tuple[Problem, ...]]:
    """Return every ``<folder>/<tag>/*.po``; a file that cannot be read is a problem. A language without a folder has no
    messages. ``recall`` keeps the messages of files that have not changed since."""
    messages: dict[tuple[str, str, str], Message] = {}
    problems: list[Problem] = []
    for path in listed(folder / tag, "*.po"):
        shown = f"{folder.name}/{tag}/{path.name}"
        read, found = recall("catalogue file", path, (stamp(path),), partial(_messages, path, shown))
        problems += found
        messages.update(((message.domain, message.context, message.source), message) for message in read)
    reviewed = any(REVIEWED.search(m.translator_comment) for m in messages.values())
    return Catalogue(tag, messages, reviewed), tuple(problems)


def _messages(path: Path, shown: str) -> tuple[tuple[Message, ...], tuple[Problem, ...]]:
    """The messages of one file, and what is wrong with it."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
        entries = parse_po(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        return (), (problem("catalogue-unreadable", shown, 0, reason=str(error)),)
    messages: list[Message] = []
    problems: list[Problem] = []
    for entry in (entry for entry in entries if not entry.obsolete):
        target, odd = read_text(entry.msgstr, shown, entry.linenum)
        problems += odd
        messages.append(
            Message(
                entry.msgctxt or "",
                entry.msgid,
                target,
                path.stem,
                shown,
                entry.linenum,
                entry.fuzzy,
                tuple(entry.flags),
                tuple(f"{f}:{n}" if n else f for f, n in entry.occurrences),
                entry.previous_msgid or "",
                entry.comment,
                entry.tcomment,
            )
        )
    return tuple(messages), tuple(problems)


class State(StrEnum):
    """How far a segment has come."""

    UNTRANSLATED = "untranslated"
    FUZZY = "fuzzy"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"


#: The states a reviewer may give.
GIVEN = (State.DRAFT, State.REVIEWED, State.APPROVED)
#: The words that begin a line of ours in a translator's comment.
KEYS = ("reviewed", "approved", "note", "settled")
_LINE = re.compile(rf"(?P<key>{'|'.join(KEYS)}):\s*(?P<rest>.*)")
_SIGNED = re.compile(r"(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2}) (?P<by>[^:]+?)(?:: (?P<text>.*))?")
_MARK = re.compile(r"(?P<when>[0-9]{4}-[0-9]{2}-[0-9]{2}) (?P<text>[0-9a-f]{8})/(?P<words>[0-9a-f]{8}|-) (?P<by>\S.*)")


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a segment, by whom and when it was given, and why an earlier one has lapsed: ``source`` or
    ``translation`` changed, or the ``words`` around a figure did (empty when nothing lapsed)."""

    state: State
    by: str = ""
    when: str = ""
    lapsed: str = ""


def digest(*parts: str) -> str:
    """Return eight hexadecimal digits that change when any part does."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


def comment_entries(comment: str) -> list[tuple[str, str]]:
    """Return the lines of a translator's comment as (key, text); other people's lines have an empty key."""
    entries: list[tuple[str, str]] = []
    for line in comment.splitlines():
        match = _LINE.match(line.strip())
        if match:
            entries.append((match["key"], match["rest"].strip()))
        elif entries and entries[-1][0] and line.strip():
            entries[-1] = (entries[-1][0], f"{entries[-1][1]} {line.strip()}".strip())
        elif line.strip():
            entries.append(("", line.strip()))
    return entries


@dataclass(frozen=True, slots=True)
class SegmentNote:
    """What somebody wrote about a segment. Both ``by`` and ``when`` (ISO 8601) are empty where a tool or an earlier edition
    wrote it unsigned. ``settled``: no text, but that what was asked before has been answered."""

    text: str
    by: str = ""
    when: str = ""
    settled: bool = False


def thread(comment: str) -> tuple[SegmentNote, ...]:
    """Return the notes in a translator's comment and what settled them, oldest first."""
    found = []
    for key, text in comment_entries(comment):
        if key not in ("note", "settled"):
            continue
        signed = _SIGNED.fullmatch(text)
        settled = key == "settled"
        if signed is not None and (signed["text"] is None) == settled:
            found.append(SegmentNote(signed["text"] or "", signed["by"], signed["when"], settled))
        elif not settled:
            found.append(SegmentNote(text))
    return tuple(found)


def is_open(notes: Sequence[SegmentNote]) -> bool:
    """Tell whether the last of the signed notes has not been settled. Remarks that nobody signed ask for no answer."""
    signed = [note for note in notes if note.by]
    return bool(signed) and not signed[-1].settled


def notes(comment: str) -> tuple[str, ...]:
    """Return the texts of the notes in a translator's comment."""
    return tuple(note.text for note in thread(comment) if not note.settled)


def standing(message: Message, words: str) -> Standing:
    """Return the state of a message. ``words`` is the hash of the words around its figures as printed now, ``-`` when it is
    not."""
    if not message.target:
        return Standing(State.UNTRANSLATED)
    marks = [(k, m) for k, text in comment_entries(message.translator_comment) if (m := _MARK.fullmatch(text))]
    if not marks:
        return Standing(State.FUZZY if message.fuzzy else State.DRAFT)
    key, mark = marks[-1]
    signed = (mark["by"], mark["when"])
    if message.fuzzy:
        return Standing(State.FUZZY, *signed, lapsed="source")
    if mark["text"] != text_hash(message):
        return Standing(State.DRAFT, *signed, lapsed="translation")
    if "-" not in (mark["words"], words) and mark["words"] != words:
        return Standing(State.DRAFT, *signed, lapsed="words")
    return Standing(State(key), *signed)


def text_hash(message: Message) -> str:
    """Return what a review is of: context, source and translation."""
    return digest(message.context, message.source, message.target)


def marked(message: Message, state: State, by: str, when: str, words: str) -> Message:
    """Return the message with a state given to it: its review lines replaced, its fuzzy flag taken away."""
    entries = [(k, t) for k, t in comment_entries(message.translator_comment) if k not in ("reviewed", "approved")]
    if state in (State.REVIEWED, State.APPROVED):
        entries.append((state.value, f"{when} {text_hash(message)}/{words} {' '.join(by.split())}"))
    flags = tuple(f for f in message.flags if f != "fuzzy")
    return replace(message, translator_comment=_joined(entries), flags=flags, fuzzy=False, previous="")


def noted(message: Message, text: str, by: str, when: str) -> Message:
    """Return the message with a further note, signed; an empty text leaves it as it is."""
    return _entered(message, "note", f"{when} {_signature(by)}: {' '.join(text.split())}") if text.strip() else message


def settled(message: Message, by: str, when: str) -> Message:
    """Return the message whose notes have been answered, as ``by`` says."""
    return _entered(message, "settled", f"{when} {_signature(by)}")


def _signature(by: str) -> str:
    """A name on one line, without the sign that ends it."""
    return " ".join(by.replace(":", " ").split())


def _entered(message: Message, key: str, text: str) -> Message:
    """The message with a line of ours before its review lines, which are the last."""
    entries = comment_entries(message.translator_comment)
    place = next((i for i, (k, _) in enumerate(entries) if k in ("reviewed", "approved")), len(entries))
    entries.insert(place, (key, text))
    return replace(message, translator_comment=_joined(entries))


def _joined(entries: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{key}: {text}" if key else text for key, text in entries)


PLACEHOLDER = re.compile(r"%\((?P<name>[A-Za-z_]\w*)(?:\.(?P<form>[\w.-]+))?\)s|%%|(?P<stray>%)")

#: The form that stands for the date of a figure which its sentence does not date.
WHEN = "when"

#: The inline elements a message may hold; everything else enters through placeholders.
INLINE_TAGS = frozenset({"strong", "em", "br"})


def names(message: str) -> Counter[str]:
    """Return how often each placeholder name is in a message, whatever its form."""
    return Counter(named(message))


def named(message: str) -> list[str]:
    """Return the placeholder names of a message in order, each as often as it is there, whatever its form."""
    return [m["name"] for m in PLACEHOLDER.finditer(message) if m["name"] and m["form"] != WHEN]


def dated_apart(message: str) -> frozenset[str]:
    """Return the names whose date a message places itself."""
    return frozenset(m["name"] for m in PLACEHOLDER.finditer(message) if m["form"] == WHEN)


def stray_percent(message: str) -> bool:
    """Return whether a per cent sign is neither doubled nor part of a placeholder."""
    return any(m["stray"] for m in PLACEHOLDER.finditer(message))


def fill(message: str, value_of: Callable[[str, str], str]) -> str:
    """Return the message with each placeholder replaced by ``value_of(name, form)`` (form may be empty)."""

    def replace(match: re.Match[str]) -> str:
        return value_of(match["name"], match["form"] or "") if match["name"] else "%"

    return PLACEHOLDER.sub(replace, message)


#: Without these, printable characters are no markup.
_MARKS = frozenset("<>&")


def tags(message: str) -> Counter[str] | None:
    """Return how often each inline element is in a message; ``None`` when it is not well-formed markup of the closed
    set."""
    if message.isprintable() and _MARKS.isdisjoint(message):
        return Counter()
    try:
        root = fragment(message)
    except Refused:
        return None
    found: Counter[str] = Counter()
    for element in root.iter():
        if element is root:
            continue
        if element.tag not in INLINE_TAGS or element.attrib:
            return None
        found[element.tag] += 1
    return found


#: How much of a source sentence a problem quotes.
QUOTED = 40


def unsound(message: Message) -> Iterator[Problem]:
    """Yield every way in which one translated message does not hold what its source holds. Words of imported projects are plain
    text: they hold neither placeholders nor markup, and may hold any sign."""
    if is_list(message.domain):
        return
    quoted = quote(message.source)
    where = (message.file, message.line)
    wanted, given = names(message.source), names(message.target)
    if wanted != given:
        missing = sorted((wanted - given).elements())
        surplus = sorted((given - wanted).elements())
        parts = [f"missing {', '.join(missing)}"] if missing else []
        parts += [f"not in the source {', '.join(surplus)}"] if surplus else []
        yield problem("catalogue-placeholder", *where, source=quoted, difference="; ".join(parts))
    if stray_percent(message.target):
        yield problem("catalogue-percent", *where, source=quoted)
    if _tags(message, message.target) != _tags(message, message.source):
        yield problem("catalogue-markup", *where, source=quoted)


def check_catalogue(catalogue: Catalogue) -> tuple[Problem, ...]:
    """Return all problems of a language's messages: unsound, fuzzy and missing ones."""
    found: list[Problem] = []
    for message in catalogue:
        where, quoted = (message.file, message.line), quote(message.source)
        if not message.target:
            known = {"source": quoted, "tag": catalogue.tag, "domain": message.domain}
            found.append(problem("translation-missing", message.file, message.line, **known))
            continue
        if message.fuzzy:
            found.append(problem("catalogue-fuzzy", *where, source=quoted))
        found.extend(unsound(message))
    return tuple(found)


def _tags(message: Message, text: str) -> Counter[str] | None:
    """The markup of a text. Content is plain text, where an ampersand stands for itself (M&A, R&D)."""
    return tags(text.replace("&", "&amp;") if message.domain == "content" else text)


def quote(source: str) -> str:
    """Return the beginning of a source sentence, for a message to a person."""
    flat = " ".join(source.split())
    if len(flat) <= QUOTED:
        return flat
    cut = next((m.start() for m in PLACEHOLDER.finditer(flat) if m.start() < QUOTED - 1 < m.end()), QUOTED - 1)
    return flat[:cut] + "…"
