"""Segments: the messages of one language with their state, how far review has come, and where terms are used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from types import MappingProxyType

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import GlossaryTerm
from briefing.catalogue.messages import (
    Catalogue,
    Message,
    Note,
    Standing,
    State,
    digest,
    notes,
    quote,
    standing,
    thread,
)
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
    message: Message
    standing: Standing
    words: str
    packs: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    figures: tuple[str, ...] = ()

    @property
    def row_id(self) -> str:
        """The id as it goes out: with a hash of the translation and the first letter of the state, so that a later change of
        either is seen on return."""
        return f"{self.id}.{digest(self.message.target)}.{self.standing.state[0]}"

    @property
    def note(self) -> str:
        """The reviewer's notes."""
        return " ".join(notes(self.message.translator_comment))

    @property
    def thread(self) -> tuple[Note, ...]:
        """The reviewers' notes one by one, and what settled them."""
        return thread(self.message.translator_comment)


def segment_id(message: Message) -> str:
    """Return the id of a message: its domain and a hash of its context and source."""
    return f"{message.domain}.{digest(message.context, message.source)}"


@dataclass(frozen=True)
class _Listening(Catalogue):
    """A catalogue that remembers what was looked up in it, in the order of the first time."""

    heard: dict[tuple[str, str, str], None] = field(default_factory=dict)

    def find(self, domain: str, context: str, source: str) -> Message | None:
        found = Catalogue.find(self, domain, context, source)
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
            stands = standing(m, words)
            shown = _figures(printing, m) if stands.lapsed == "words" else ()
            made = Segment(segment_id(m), m, stands, words, tuple(p for p, _ in use), places, shown)
            before[key] = earlier[key] if earlier.get(key) == made else made
    return tuple(before[key] for key in project.catalogues[tag].messages)


def _figures(printing: Printing, m: Message) -> tuple[str, ...]:
    """The figures of a translation as printed now, each once, at all its places."""
    places = printing.occurrences(m.context, m.source, m.target)
    return tuple(dict.fromkeys(p.text for pieces in places for p in pieces if isinstance(p, Shown) and p.fact))


def lapsed_words(project: Project) -> tuple[Problem, ...]:
    """Return the reviews that new data have undone: the words around a figure are others now (a rise has become a fall).
    Composing a document cannot see this; a release asks for it."""
    from briefing.review.printed import printings  # noqa: PLC0415 - renders every template

    tags = tuple(t for t in project.languages if t != SOURCE_TAG and project.catalogues[t].under_review)
    made = printings(project, tags)
    return tuple(
        problem("translation-unreviewed", s.message.file, s.message.line, source=quote(s.message.source))
        for tag in tags
        for s in segments(project, tag, made[tag])
        if s.standing.lapsed == "words"
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
    return Status(
        dict(sorted(packs.items())),
        dict(sorted(files.items())),
        dict(sorted(reviewers.items())),
        tuple(s for s in listed if s.standing.lapsed),
        tuple(s for s in listed if s.standing.state is State.FUZZY),
    )


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
    head = f"{name:<{width}}" + "".join(f"{state.value:>14}" for state in State) + f"{'total':>8}"
    rows = [f"{k:<{width}}" + "".join(f"{c[s.value]:>14}" for s in State) + f"{c.total():>8}" for k, c in table.items()]
    return "\n".join([head, *rows]) if rows else f"{head}\n(none)"


def as_html(found: Status, title: str) -> str:
    """Return the status as one page that needs nothing else."""
    body = [f"<h1>{escape(title)}</h1>"]
    for name, table in _tables(found):
        heads = "".join(f"<th scope='col'>{escape(h)}</th>" for h in (name, *(s.value for s in State), "total"))
        counts = {k: (*(c[s.value] for s in State), c.total()) for k, c in table.items()}
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
