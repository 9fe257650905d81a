"""The segments of a language as a reviewer sees them, and how far their review has come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.messages import Catalogue, State, digest, is_open
from briefing.content.packs import Pack, Version
from briefing.editions.audiences import wanted
from briefing.memory import give_back
from briefing.problems import Problem, ProblemsFound, problem
from briefing.project.opening import Project
from briefing.review.printed import Printing, printings, text_of
from briefing.review.rows import out_rows
from briefing.review.segment import Key, Segment, Status, Uses, segments, uses
from briefing.review.segment import status as count_states
from briefing.workspace.documents import in_each_language
from briefing.workspace.folder import HIDDEN, ProjectFolder, named


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment as a reviewer sees it. ``version`` is its id with a hash of what is there now: given back to
    ``accept``, it tells whether the segment has changed since. ``source`` and ``target`` are messages with
    ``%(name)s`` for figures and names; ``printed_source`` and ``printed`` have today's filled in. ``lapsed`` says
    what undid an earlier review, ``previous`` is the source that a fuzzy translation belongs to; ``figures`` has one
    line for each figure: text, period, source, fact. ``open_note``: somebody has asked something that nobody has settled."""

    id: str
    version: str
    file: str
    context: str
    source: str
    target: str
    printed_source: str
    printed: str
    figures: tuple[str, ...]
    state: str
    by: str
    when: str
    lapsed: str
    previous: str
    note: str
    packs: tuple[str, ...]
    open_note: bool = False


@dataclass(frozen=True, slots=True)
class LapsedRow:
    """A segment whose review has lapsed, and because of what."""

    id: str
    because: str
    by: str
    when: str
    source: str = field(metadata=named("zh"))
    target: str = field(metadata=named("en"))


@dataclass(frozen=True, slots=True)
class FuzzyRow:
    """A segment whose source has changed under its translation."""

    id: str
    source: str = field(metadata=named("zh"))
    previous: str
    target: str = field(metadata=named("en"))


@dataclass(frozen=True, slots=True)
class ReviewStatus:
    """How far review has come: counts of states (and ``total``) by pack, by file and by reviewer; segments whose
    review lapsed or whose source changed."""

    packs: Mapping[str, Mapping[str, int]]
    files: Mapping[str, Mapping[str, int]]
    reviewers: Mapping[str, Mapping[str, int]]
    lapsed: tuple[LapsedRow, ...]
    fuzzy: tuple[FuzzyRow, ...]
    counted: Status = field(repr=False, compare=False, metadata=HIDDEN)


@dataclass(frozen=True, slots=True)
class Opened:
    """A project with what it prints and the segments of one language."""

    project: Project
    printed: Mapping[str, Printing]
    listed: tuple[Segment, ...]
    by_id: Mapping[str, Segment]

    def segment(self, version: str) -> Segment:
        """Return a segment by its id or version. Raises ``ProblemsFound`` where there is none."""
        found = self.by_id.get(stem(version))
        if found is None:
            raise ProblemsFound([problem("segment-unknown", "", 0, id=version)])
        return found


def opened(ws: ProjectFolder, tag: str) -> Opened:
    """Return the project, what it prints in the source language and in ``tag``, and the segments of ``tag``."""
    project = ws.project()
    if tag not in project.catalogues or tag == SOURCE_TAG:
        known = (t for t in project.catalogues if t != SOURCE_TAG)
        raise ProblemsFound([unknown_choice("language", tag, known)])
    printed = {t: _printing(ws, project, t) for t in (SOURCE_TAG, tag)}
    used = _uses(ws, project, tag)
    before, mark = ws.known("segments made", tag), printed[tag].mark
    kept = ws.recall("segments made", tag, (mark, used), dict[Key, Segment])
    earlier = before.value if before is not None else {}
    inputs = (project.catalogues[tag], mark, used)
    listed = ws.recall("segments", tag, inputs, lambda: segments(project, tag, printed[tag], used, kept, earlier))
    by_id = ws.recall("segments by id", tag, (listed,), lambda: {s.id: s for s in listed})
    return Opened(project, printed, listed, by_id)


def review_tags(ws: ProjectFolder, language: str) -> tuple[str, str]:
    """Return the language tags (BCP 47) of the source and of a language under review, for those who read the page aloud."""
    languages = opened(ws, language).project.languages
    return languages[SOURCE_TAG].tag, languages[language].tag


def _looked_up(ws: ProjectFolder, project: Project, pack: Pack, version: Version, tag: str) -> tuple[Key, ...] | None:
    """Return the messages of a language that the documents of a version of a pack look up in it, whole, in the order in which
    they do; ``None`` where it is not made in this language from its own template. What was composed before is not composed
    again."""
    specs = [s for s in wanted(project, pack, "", ()) if s.version == version.id and not s.annex]
    made = [d for d in in_each_language(ws, project, specs) if d.language == tag]
    if not made or made[0].spec.pack.template != pack.template:
        return None
    return tuple(dict.fromkeys(key for document in made for key in document.reading().messages(tag)))


def _uses(ws: ProjectFolder, project: Project, tag: str) -> Uses:
    """Which packs print each message: the same while translations keep their figures and markup, and none comes or goes. It is
    taken from what documents looked up when they were composed."""
    catalogue = project.catalogues[tag]
    shape = ws.recall("shape", tag, (catalogue,), lambda: _shape(catalogue))
    inputs = (project.content, project.base, project.labels, project.languages[tag], ws.stamp("templates"), shape)

    def make() -> Uses:
        last = ws.known("uses", tag)
        found = uses(project, tag, lambda pack, version: _looked_up(ws, project, pack, version, tag))
        return last.value if last is not None and last.value == found else found

    return ws.recall("uses", tag, inputs, make)


#: What of a translation decides whether a sentence is printed: its placeholders and its markup.
_SHAPE = re.compile(r"%\([^)]*\)s|<[^<>]*>|[%&<>]")


def _shape(catalogue: Catalogue) -> str:
    """A hash of what messages there are, which are translated, and their placeholders and markup."""
    return digest(
        *(
            "\1".join((*key, "translated" if m.target else "", *_SHAPE.findall(m.target)))
            for key, m in catalogue.messages.items()
        )
    )


@dataclass(frozen=True, slots=True)
class PrintedLanguage:
    """What a language prints, and the catalogue it was made with."""

    printing: Printing
    catalogue: Catalogue
    own: frozenset[str]

    def words(self, catalogue: Catalogue) -> str:
        """Return a hash of the words of a catalogue that values of sentences are made of: labels and names, and the sentences
        that are in others; the words of all other sentences change nothing."""
        inner, opaque = self.printing.inner, self.printing.opaque
        return digest(
            *(
                m.target
                for m in catalogue
                if opaque or m.domain not in self.own or (inner and (m.context, m.source) in inner)
            )
        )


#: What holds the values of all sentences of a language.
_OF_VALUES = ("printing", "printing since", "words of values", "first words of values")


def _printing(ws: ProjectFolder, project: Project, tag: str) -> Printing:
    """What a language prints; made again only where something has changed that its figures and names are made of."""
    catalogue = project.catalogues[tag]
    own = frozenset(Path(pack.template).stem for pack in project.content.packs)
    inputs = (
        project.content,
        project.base,
        project.glossary,
        project.labels,
        project.languages[tag],
        ws.stamp("templates"),
    )

    def make(kinds: tuple[str, ...]) -> PrintedLanguage:
        for kind in kinds:  # what stood before need not stand beside what is made
            ws.forget(kind, tag)
        found = printings(project, (tag,))[tag]
        give_back()
        return PrintedLanguage(found, catalogue, own)

    first = ws.recall("printing", tag, inputs, lambda: make(_OF_VALUES))
    if first.catalogue is catalogue:
        return first.printing
    now = ws.recall("words of values", tag, (first, catalogue), lambda: first.words(catalogue))
    if now == ws.recall("first words of values", tag, (first,), lambda: first.words(first.catalogue)):
        return first.printing
    return ws.recall("printing since", tag, (first, now), lambda: make(("printing since",))).printing


def segment_rows(
    ws: ProjectFolder, language: str, *, pack: str = "", file: str = "", states: Sequence[str] = ()
) -> tuple[SegmentRow, ...]:
    """Return the segments of a language in the order of its files; only those of a pack, a file, or in certain states where
    these are named."""
    there = opened(ws, language)
    every = _every_row(ws, there, language)
    return tuple(every[s.id] for s in chosen(there.listed, pack, file, tuple(states)))


def segment_row(ws: ProjectFolder, tag: str, segment: str) -> SegmentRow:
    """Return one segment of a language by its id or version. Raises ``ProblemsFound`` where there is none."""
    there = opened(ws, tag)
    return _every_row(ws, there, tag)[there.segment(segment).id]


def _every_row(ws: ProjectFolder, there: Opened, tag: str) -> dict[str, SegmentRow]:
    return ws.recall("segment rows", tag, (there.listed, there.printed[SOURCE_TAG].mark), lambda: _rows(ws, there, tag))


#: So many segments are taken to pieces at a time.
_AT_A_TIME = 200


def _rows(ws: ProjectFolder, there: Opened, tag: str) -> dict[str, SegmentRow]:
    """The rows by id; of a segment that is as it was, that of before."""
    source, target = there.printed[SOURCE_TAG], there.printed[tag]
    before = ws.known("rows made", tag)
    kept = ws.recall("rows made", tag, (source.mark, target.mark), dict[str, tuple[Segment, SegmentRow]])
    earlier = before.value if before is not None else {}
    new = [s for s in there.listed if s.id not in kept or kept[s.id][0] is not s]
    parts = (new[n : n + _AT_A_TIME] for n in range(0, len(new), _AT_A_TIME))
    for row in (row for part in parts for row in out_rows(part, source, target, there.project.base)):
        s = row.segment
        made = (s, _row(s, text_of(row.shown_source), text_of(row.shown), row.figures))
        kept[s.id] = earlier[s.id] if earlier.get(s.id) == made else made
    return {s.id: kept[s.id][1] for s in there.listed}


def _row(s: Segment, printed_source: str, printed: str, figures: tuple[str, ...]) -> SegmentRow:
    m, standing = s.message, s.standing
    return SegmentRow(
        s.id,
        s.row_id,
        m.domain,
        m.context,
        m.source,
        m.target,
        printed_source,
        printed,
        figures,
        standing.state.value,
        standing.by,
        standing.when,
        standing.lapsed,
        m.previous,
        s.note,
        s.packs,
        is_open(s.thread),
    )


def chosen(listed: tuple[Segment, ...], pack: str, file: str, states: tuple[str, ...] = ()) -> tuple[Segment, ...]:
    """Return the segments of a pack, of a file, in certain states. Raises ``ProblemsFound`` for a name nothing has."""
    wanted = {"pack": pack, "file": file}
    known = {"pack": {p for s in listed for p in s.packs}, "file": {s.message.domain for s in listed}}
    wrong = [
        unknown_choice(what, name, sorted(known[what]))
        for what, name in wanted.items()
        if name and name not in known[what]
    ]
    wrong += [unknown_choice("state", s, [state.value for state in State]) for s in states if s not in list(State)]
    if wrong:
        raise ProblemsFound(wrong)
    return tuple(
        s
        for s in listed
        if (not pack or pack in s.packs)
        and (not file or file == s.message.domain)
        and (not states or s.standing.state in states)
    )


def unknown_choice(what: str, name: str, known: Iterable[str]) -> Problem:
    """Return the problem of a name that nothing has."""
    return problem("review-choice", "", 0, what=what, name=name, known=", ".join(known))


def review_status(ws: ProjectFolder, language: str) -> ReviewStatus:
    """Return how far the review of a language has come."""
    found = count_states(opened(ws, language).listed)

    def counts(table: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
        return {
            key: {s.value: c.get(s.value, 0) for s in State} | {"total": sum(c.values())} for key, c in table.items()
        }

    return ReviewStatus(
        counts(found.packs),
        counts(found.files),
        counts(found.reviewers),
        tuple(
            LapsedRow(s.id, s.standing.lapsed, s.standing.by, s.standing.when, s.message.source, s.message.target)
            for s in found.lapsed
        ),
        tuple(FuzzyRow(s.id, s.message.source, s.message.previous, s.message.target) for s in found.fuzzy),
        found,
    )


def stem(version: str) -> str:
    """Return the id of a segment without what its version adds."""
    return ".".join(version.split(".")[:2])
