"""Segments: the messages of one language with their state and their history, how far review has come, where terms are used, and
what has been translated before."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from html import escape
from pathlib import Path
from types import MappingProxyType

from briefing.catalogue import SOURCE_TAG, messages
from briefing.catalogue.glossary import GlossaryTerm
from briefing.content.packs import Pack, Version
from briefing.document.nodes import Name, walk
from briefing.problems import Problem, problem
from briefing.project.opening import Project
from briefing.review.printed import Printing, Shown


@dataclass(frozen=True, slots=True)
class Segment:
    """A message with its state. ``id`` is ``<domain>.<hash of context and source>``; ``words`` the hash of the words around
    its figures as printed now; ``places`` where it is in each of ``packs``, counted as the pages are composed;
    ``figures`` its figures as printed now, where a review has lapsed because of their words."""

    id: str
    message: messages.Message
    standing: messages.Standing
    words: str
    packs: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    figures: tuple[str, ...] = ()

    @property
    def row_id(self) -> str:
        """The id as it goes out: with a hash of the translation and the first letter of the state, so that a later change of
        either is seen on return."""
        return f"{self.id}.{messages.digest(self.message.target)}.{self.standing.state[0]}"

    @property
    def note(self) -> str:
        """The reviewer's notes."""
        return " ".join(messages.notes(self.message.translator_comment))

    @property
    def thread(self) -> tuple[messages.SegmentNote, ...]:
        """The reviewers' notes one by one, and what settled them."""
        return messages.thread(self.message.translator_comment)


def segment_id(message: messages.Message) -> str:
    """Return the id of a message: its domain and a hash of its context and source."""
    return f"{message.domain}.{messages.digest(message.context, message.source)}"


@dataclass(frozen=True)
class _Listening(messages.Catalogue):
    """A catalogue that remembers what was looked up in it, in the order of the first time."""

    heard: dict[tuple[str, str, str], None] = field(default_factory=dict)

    def find(self, domain: str, context: str, source: str) -> messages.Message | None:
        found = messages.Catalogue.find(self, domain, context, source)
        if found is not None:
            self.heard.setdefault((found.domain, found.context, found.source))
        return found


#: The packs that print a message, and its place in each.
Use = tuple[tuple[str, int], ...]
Key = tuple[str, str, str]
Uses = Mapping[Key, Use]


def uses(
    project: Project, tag: str, heard: Callable[[Pack, Version], Iterable[Key] | None] = lambda _pack, _version: None
) -> Uses:
    """Return the packs that print each message (by domain, context and source) in a language, and its place in each. ``heard``
    gives the messages of a version of a pack in the order in which its documents looked them up, where they are known; a
    version of which it gives ``None`` is composed to hear them."""
    found: dict[Key, Use] = {}
    catalogue = _Listening(tag, project.catalogues[tag].messages, False)
    listening = replace(project, catalogues={**project.catalogues, tag: catalogue})
    context = listening.today()
    for pack, version in ((p, v) for p in project.content.packs for v in p.every_version()):
        if (keys := heard(pack, version)) is None:
            catalogue.heard.clear()
            listening.compose(pack, tag, replace(context, version=version.id))
            keys = catalogue.heard
        for place, key in enumerate(keys):
            there = found.get(key, ())
            if pack.id not in (name for name, _ in there):  # in whichever version of the pack it stands
                found[key] = (*there, (pack.id, place))
    return found


def segments(
    project: Project,
    tag: str,
    printing: Printing,
    used: Uses | None = None,
    kept: dict[Key, Segment] | None = None,
    earlier: Mapping[Key, Segment] = MappingProxyType({}),
) -> tuple[Segment, ...]:
    """Return every segment of a language, in the order of its files. ``used``: also say which packs print it (see ``uses``).
    ``kept`` are segments made before with the same ``printing`` and ``used``: those whose message is still the same are taken
    from it, the others put into it. Of those made with another, what is the same as in ``earlier`` is taken from there."""
    before: dict[Key, Segment] = {} if kept is None else kept
    found: Uses = used or {}
    for key, m in project.catalogues[tag].messages.items():
        if key not in before or before[key].message != m:
            words, use = printing.words(m.context, m.source, m.target), found.get(key, ())
            places = tuple(n for _, n in use)
            stands = messages.standing(m, words)
            shown = _figures(printing, m) if stands.lapsed == "words" else ()
            made = Segment(segment_id(m), m, stands, words, tuple(p for p, _ in use), places, shown)
            before[key] = earlier[key] if earlier.get(key) == made else made
    return tuple(before[key] for key in project.catalogues[tag].messages)


def _figures(printing: Printing, m: messages.Message) -> tuple[str, ...]:
    """The figures of a translation as printed now, each once, at all its places."""
    places = printing.occurrences(m.context, m.source, m.target)
    return tuple(dict.fromkeys(p.text for pieces in places for p in pieces if isinstance(p, Shown) and p.fact))


def lapsed_words(project: Project) -> tuple[Problem, ...]:
    """Return the reviews that new data have undone: the words around a figure are others now (a rise has become a fall).
    Composing a document cannot see this; a release asks for it."""
    from briefing.review.printed import printings  # noqa: PLC0415 - renders every template

    tags = tuple(t for t in project.languages if t != SOURCE_TAG and project.catalogues[t].under_review)
    made = printings(project, tags)
    lapsed = (s for tag in tags for s in segments(project, tag, made[tag]) if s.standing.lapsed == "words")
    return tuple(
        problem("translation-unreviewed", m.file, m.line, source=messages.quote(m.source))
        for m in (segment.message for segment in lapsed)
    )


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of states: ``packs`` by pack (a segment two packs print counts in each), ``files`` by file, ``reviewers`` by who
    gave a state; and the segments whose review has lapsed or whose source has changed."""

    packs: Mapping[str, Counter[str]]
    files: Mapping[str, Counter[str]]
    reviewers: Mapping[str, Counter[str]]
    lapsed: tuple[Segment, ...]
    fuzzy: tuple[Segment, ...]


_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem;max-width:75rem}table{border-collapse:collapse;margin:1rem 0}"
    "th,td{border:1px solid #c4ccd6;padding:.25rem .6rem;text-align:left;vertical-align:top}thead th{background:#eef2f6}"
)


def status(segments: Iterable[Segment]) -> Status:
    """Count the segments of a language."""
    packs: dict[str, Counter[str]] = {}
    files: dict[str, Counter[str]] = {}
    reviewers: dict[str, Counter[str]] = {}
    listed = tuple(segments)
    for segment in listed:
        state = segment.standing.state.value
        files.setdefault(segment.message.file, Counter())[state] += 1
        for pack in segment.packs:
            packs.setdefault(pack, Counter())[state] += 1
        if segment.standing.by and not segment.standing.lapsed:
            reviewers.setdefault(segment.standing.by, Counter())[state] += 1
    packs, files, reviewers = (dict(sorted(table.items())) for table in (packs, files, reviewers))
    lapsed = tuple(s for s in listed if s.standing.lapsed)
    return Status(packs, files, reviewers, lapsed, tuple(s for s in listed if s.standing.state is messages.State.FUZZY))


def as_text(found: Status) -> str:
    """Return the status as tables of plain text."""
    parts = [_text_table(name, table) for name, table in _tables(found)]
    for segment in found.lapsed:
        s = segment.standing
        what = "words printed with its figures" if s.lapsed == "words" else s.lapsed
        told = f"lapsed  {segment.id}: the {what} changed since {s.by} read it on {s.when}"
        told += f"; it prints {', '.join(f'“{text}”' for text in segment.figures)} now" if segment.figures else ""
        parts.append(f"{told}\n  {segment.message.source}")
    for segment in found.fuzzy:
        m = segment.message
        parts.append(f"fuzzy   {segment.id}: the Chinese changed\n  was {m.previous}\n  is  {m.source}")
    return "\n\n".join(parts)


def _tables(found: Status) -> Sequence[tuple[str, Mapping[str, Counter[str]]]]:
    return (("pack", found.packs), ("file", found.files), ("reviewer", found.reviewers))


def _text_table(name: str, table: Mapping[str, Counter[str]]) -> str:
    width = max([len(name), *map(len, table)])
    states = [state.value for state in messages.State]
    head = f"{name:<{width}}" + "".join(f"{state:>14}" for state in states) + f"{'total':>8}"
    rows = [f"{k:<{width}}" + "".join(f"{c[s]:>14}" for s in states) + f"{c.total():>8}" for k, c in table.items()]
    return "\n".join([head, *rows]) if rows else f"{head}\n(none)"


def as_html(found: Status, title: str) -> str:
    """Return the status as one page that needs nothing else."""
    body = [f"<h1>{escape(title)}</h1>"]
    for name, table in _tables(found):
        heads = "".join(
            f"<th scope='col'>{escape(h)}</th>" for h in (name, *(s.value for s in messages.State), "total")
        )
        counts = {k: (*(c[s.value] for s in messages.State), c.total()) for k, c in table.items()}
        cells = {k: "".join(f"<td>{n}</td>" for n in ns) for k, ns in counts.items()}
        rows = "".join(f"<tr><th scope='row'>{escape(k)}</th>{tds}</tr>" for k, tds in cells.items())
        body.append(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")
    for name, items in (("Lapsed", found.lapsed), ("Fuzzy", found.fuzzy)):
        if items:
            rows = "".join(
                f"<tr><td>{escape(s.id)}</td><td lang='zh'>{escape(s.message.source)}</td><td>{escape(s.message.target)}</td>"
                f"<td lang='zh'>{escape(s.message.previous or s.standing.lapsed)}</td></tr>"
                for s in items
            )
            body.append(f"<h2>{name}</h2><table><tbody>{rows}</tbody></table>")
    head = f"<meta charset='utf-8'><title>{escape(title)}</title><style>{_STYLE}</style>"
    return f"<!doctype html>\n<html lang='en'><head>{head}</head><body>{''.join(body)}</body></html>\n"


PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class TermUse:
    """A term, how often each pack prints it, and the segments whose Chinese has it written out."""

    term: GlossaryTerm
    packs: Mapping[str, int]
    segments: tuple[str, ...]


def term_uses(project: Project, tag: str, segments: Iterable[Segment], statuses: frozenset[str]) -> tuple[TermUse, ...]:
    """Return the terms of these statuses (all when empty) in the order of the glossary, with their uses."""
    printed = _printed(project, tag)
    listed = tuple(segments)
    uses = []
    for term in project.glossary.terms.values():
        if statuses and term.status not in statuses:
            continue
        names = (term.key, *term.variants)
        rows = tuple(segment_id(s.message) for s in listed if any(n in s.message.source for n in names))
        packs = {pack: count[term.key] for pack, count in printed.items() if count[term.key]}
        uses.append(TermUse(term, packs, rows))
    return tuple(uses)


def _printed(project: Project, tag: str) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for made in project.composed(language=tag):
        if made.document is not None:
            names = Counter(node.term for node in walk(made.document) if isinstance(node, Name))
            found[made.pack.id] = found.get(made.pack.id, Counter()) | names
    return found


#: The file of the history of a language, below its folder.
HISTORY = "history.jsonl"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a segment. ``id`` is ``<domain>.<hash of context and source>``, ``when`` an ISO 8601 day, ``state`` the
    state given with it, ``how`` the way it came (``import review.docx``, ``mark``)."""

    id: str
    when: str
    by: str
    state: str
    source: str
    was: str
    now: str
    how: str = ""


def read_history(folder: Path, tag: str) -> tuple[Change, ...]:
    """Return every change recorded for the language ``tag`` in the ``i18n`` folder, oldest first. Lines that are no changes (an
    editor's slip, a merge mark) are passed over: the history explains, it decides nothing."""
    path = folder / tag / HISTORY
    return tuple(_parsed(path.read_text("utf-8", "replace"))) if path.is_file() else ()


def _parsed(text: str) -> Iterator[Change]:
    for line in text.splitlines():
        try:
            found = json.loads(line)
            yield Change(**{name: str(found[name]) for name in Change.__slots__})
        except (ValueError, KeyError, TypeError):
            continue


def appended(before: bytes, changes: Iterable[Change]) -> bytes:
    """Return the file's bytes with further changes at its end."""
    lines = [json.dumps(asdict(change), ensure_ascii=False) for change in changes]
    if before and not before.endswith(b"\n"):
        before += b"\n"
    return before + "".join(f"{line}\n" for line in lines).encode()


def exported_text(history: Iterable[Change], identity: str, mark: str) -> str | None:
    """Return the text that segment ``identity`` had when a file was exported whose row carries ``mark`` (the hash of that
    text); ``None`` where the history does not go back so far."""
    for change in history:
        if change.id == identity:
            for text in (change.was, change.now):
                if messages.digest(text) == mark:
                    return text
    return None


#: Below this likeness, in per cent, a sentence is no help.
LEAST = 65


@dataclass(frozen=True, slots=True)
class MemoryEntry:
    """A source text with a translation it once had. ``origin`` says where it is (an id, ``history``, a file)."""

    source: str
    target: str
    origin: str


@dataclass(frozen=True, slots=True)
class EarlierSentence(MemoryEntry):
    """An earlier sentence alike. ``score`` is its likeness in whole per cent; 100 is the same sentence."""

    score: int


@dataclass(frozen=True)
class TranslationMemory:
    """Everything that has been translated into a language."""

    entries: tuple[MemoryEntry, ...]
    keys: tuple[str, ...]

    def proposals(self, source: str, own: str = "", most: int = 3) -> tuple[EarlierSentence, ...]:
        """Return up to ``most`` earlier sentences like ``source``, the most alike first; entries whose origin is ``own`` (the
        segment itself) are left out, and so are repeats of one translation."""
        key = _key(source)
        if not key:
            return ()
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where it is asked for

        found = process.extract(key, self.keys, scorer=fuzz.ratio, score_cutoff=LEAST, limit=most * 4)
        out: dict[tuple[str, str], EarlierSentence] = {}
        for _, score, place in found:
            entry = self.entries[place]
            if entry.origin != own:
                out.setdefault(
                    (entry.source, entry.target), EarlierSentence(entry.source, entry.target, entry.origin, int(score))
                )
        return tuple(out.values())[:most]


def _key(text: str) -> str:
    return messages.PLACEHOLDER.sub("\ufffc", text).strip()


def make_memory(
    catalogue: messages.Catalogue, history: Sequence[Change] = (), others: Iterable[MemoryEntry] = ()
) -> TranslationMemory:
    """Make the memory of a language from its catalogue, its history and the entries of other files. Fuzzy translations are no
    memory: nobody has said that they are right."""
    entries = [MemoryEntry(m.source, m.target, segment_id(m)) for m in catalogue if m.target and not m.fuzzy]
    entries += [MemoryEntry(c.source, text, "history") for c in history for text in (c.now, c.was) if text and c.source]
    entries += list(others)
    kept = {(e.source, e.target): e for e in reversed(entries)}
    ordered = tuple(reversed(kept.values()))
    return TranslationMemory(ordered, tuple(_key(e.source) for e in ordered))
