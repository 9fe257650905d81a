"""A segment in edit: figures as chips with their forms, the page's sentence, terms, sentences alike, notes, history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import Glossary, GlossaryTerm
from briefing.catalogue.messages import WHEN, SegmentNote, is_open, names
from briefing.compose.printed import INITIAL, Printed
from briefing.document.nodes import Reference, walk
from briefing.language import Language
from briefing.language.model import PERIOD_FORMS, forms_of
from briefing.review.accept import is_one_of
from briefing.review.lint import Finding
from briefing.review.printed import Shown, read_text
from briefing.review.rows import TextSpan, from_braces, is_plain, to_braces, to_spans
from briefing.review.segment import Change, Segment
from briefing.workspace.documents import in_each_language, specs
from briefing.workspace.folder import ProjectFolder
from briefing.workspace.review_checks import check_text
from briefing.workspace.reviews import Reason, ReviewPlan, Translation, accept, outcome_of
from briefing.workspace.segments import Opened, SegmentRow, opened, segment_row
from briefing.workspace.translation_memory import history, proposals

#: What a template prints for a form that does not exist.
_BROKEN = "?"
#: Forms for cells and tiles, whose column or label names the unit: nothing to choose in a sentence.
_WITHOUT_UNIT = frozenset({"bare", "number", "cell", "tile", WHEN})
#: What a check finds that the reason for which a text is refused says already.
_SAID_BY = {"import-unsound": "review-placeholder", "import-empty": "review-untranslated"}
#: The detail of a finding that is a number typed by hand.
_NUMBER_IN = {"review-number-added": "en", "proof-typed-figure": "text"}
#: The forms of a name: alone, without and with its article, at the beginning of a sentence.
_OF_NAMES = ("", "full", "short", "the", "full.the", "short.the", "initial", "the.initial", "short.the.initial")


#: The forms that a figure, date or name has in the language, each with what it prints today.
FormTexts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Chip:
    """A placeholder: what may be moved but not typed. ``token`` (``growth.verb``) is how it is typed between braces, ``text``
    what it prints today (its name where its sentence is not printed), ``about`` period, source and fact of a figure,
    ``forms`` what it may be printed as instead."""

    name: str
    token: str
    text: str
    about: str
    forms: FormTexts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SegmentPart:
    """A piece of a segment: text, a chip, or a line break, with its emphasis."""

    kind: Literal["text", "chip", "break"]
    text: str = ""
    chip: Chip | None = None
    strong: bool = False
    em: bool = False


@dataclass(frozen=True, slots=True)
class SimilarSentence:
    """An earlier sentence alike, both texts as typed. ``score`` in per cent; ``fits``: its figures are those of the segment, so
    that it can be taken as it is."""

    source: str
    target: str
    score: int
    fits: bool


@dataclass(frozen=True, slots=True)
class TextCheck:
    """What is said of a text as somebody types it: the sentence as it would print, why it would be refused, and what the checks
    find. ``changed``: it is not what is there."""

    printed: str
    changed: bool
    reasons: tuple[Reason, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class SegmentDesk:
    """Everything beside one segment. ``typed`` is its translation as typed: placeholders between braces; ``chips`` are
    the placeholders its source has; ``plain``: it has neither placeholders nor markup. ``documents`` print it; ``terms`` are
    those of the glossary that its source has; ``versions`` its changes, the last first, each text (``now``) as typed."""

    row: SegmentRow
    typed: str
    plain: bool
    source: tuple[SegmentPart, ...]
    chips: tuple[Chip, ...]
    printed: tuple[str, ...]
    printed_source: tuple[str, ...]
    documents: tuple[str, ...]
    terms: tuple[GlossaryTerm, ...]
    notes: tuple[SegmentNote, ...]
    open_note: bool
    versions: tuple[Change, ...]
    check: TextCheck


def segment_desk(ws: ProjectFolder, version: str, language: str) -> SegmentDesk:
    """Return a segment in edit with everything beside it: its figures as chips with their forms, the sentence as printed,
    terms, notes, earlier texts, what the checks find."""
    desk = _at_desk(ws, version, language)
    segment, m = desk.segment, desk.segment.message
    mark = desk.there.printed[language].mark
    forms = ws.recall("forms", (language, segment.id), (mark,), desk.forms)
    typed, printed_source = to_braces(m.target, desk.plain), desk.printed(SOURCE_TAG, m.source)
    return SegmentDesk(
        segment_row(ws, language, segment.id),
        typed,
        desk.plain,
        desk.parts(SOURCE_TAG, m.source),
        desk.chips(forms),
        desk.printed(language, m.target),
        printed_source,
        tuple(f"{pack}.{language}" for pack in segment.packs),
        term_hits(desk.there.project.glossary, language, m.source, printed_source),
        segment.thread,
        is_open(segment.thread),
        tuple(replace(c, now=to_braces(c.now, desk.plain)) for c in reversed(history(ws, language, segment.id))),
        check_typed(ws, segment.row_id, typed, language),
    )


def similar_sentences(ws: ProjectFolder, version: str, language: str) -> tuple[SimilarSentence, ...]:
    """Return earlier sentences like that of a segment, with their translations, the most alike first."""
    m = opened(ws, language).segment(version).message
    plain = is_plain(m.domain)
    return tuple(
        SimilarSentence(
            to_braces(p.source, plain), to_braces(p.target, plain), p.score, names(p.target) == names(m.source)
        )
        for p in proposals(ws, version, language)
    )


def check_typed(ws: ProjectFolder, version: str, typed: str, language: str) -> TextCheck:
    """Return what is said of a text for a segment as somebody types it (``{name.form}`` for figures): the sentence as it
    would print, why it would be refused, what the checks find; nothing is written."""
    desk = _at_desk(ws, version, language)
    text, row_id = from_braces(typed, desk.plain), desk.segment.row_id
    outcome = outcome_of(ws, Translation(row_id, text, "draft"), language)
    found = {(f.code, f.message): f for f in (*outcome.findings, *check_text(ws, row_id, text, language))}
    messages = {r.message for r in outcome.reasons}
    codes = {_SAID_BY.get(r.code, "") for r in outcome.reasons}
    typed_numbers = tuple(str(r.details["text"]) for r in outcome.reasons if r.code == "import-number")

    def is_said(f: Finding) -> bool:
        """Return whether the reasons for which the text is refused say it already."""
        number = f.details[_NUMBER_IN[f.code]] if f.code in _NUMBER_IN else None
        return (
            f.message in messages or f.code in codes or (number is not None and is_one_of(str(number), typed_numbers))
        )

    return TextCheck(
        next(iter(desk.printed(language, text)), ""),
        text != desk.segment.message.target,
        outcome.reasons,
        tuple(f for f in found.values() if not is_said(f)),
    )


def term_hits(glossary: Glossary, tag: str, source: str, printed: Iterable[str]) -> tuple[GlossaryTerm, ...]:
    """Return the terms that a source text has written out or prints, in the order in which they stand; a longer name hides
    those inside it."""
    text = "\n".join((source, *printed))
    places: list[tuple[int, int, GlossaryTerm]] = []
    for name, term in glossary.by_name.items():
        at = text.find(name)
        if at >= 0 and tag in term.forms:
            places.append((at, len(name), term))
    kept: list[tuple[int, int, GlossaryTerm]] = []
    for at, size, term in sorted(places, key=lambda p: (-p[1], p[0])):
        if not any(a <= at and at + size <= a + n for a, n, _ in kept):
            kept.append((at, size, term))
    found = dict.fromkeys(term.key for _, _, term in sorted(kept, key=lambda p: p[0]))
    return tuple(glossary.terms[key] for key in found)


#: The forms that each placeholder of a sentence may be printed in, by its name.
Forms = Mapping[str, FormTexts]
_NO_FORMS: Forms = {}


def _at_desk(ws: ProjectFolder, version: str, language: str) -> _AtDesk:
    there = opened(ws, language)
    return _AtDesk(ws, there, there.segment(version), language)


@dataclass(frozen=True, slots=True)
class _AtDesk:
    """A segment of a language, to be shown with what its figures, dates and names print today. Each text of it is in the
    language ``tag``: its own, or that of the source."""

    ws: ProjectFolder
    there: Opened
    segment: Segment
    language: str

    @property
    def plain(self) -> bool:
        """Whether it has neither placeholders nor markup."""
        return is_plain(self.segment.message.domain)

    def printed(self, tag: str, text: str) -> tuple[str, ...]:
        """Return a text as it prints at each of its places today, each reading once."""
        if self.plain:
            return (text,) if text else ()
        m, printing = self.segment.message, self.there.printed[tag]
        targets = cache(lambda: self._targets(tag))
        made = [*printing.occurrences(m.context, m.source, text)] or [printing.pieces(m.context, m.source, text)]
        return tuple(
            dict.fromkeys(read_text(p if isinstance(p, str) else _led(p, targets) for p in pieces) for pieces in made)
        )

    def _targets(self, tag: str) -> dict[str, str]:
        """What a reference to each section, table and chart prints in the documents that print the segment."""
        found: dict[str, str] = {}
        project = self.there.project
        for document in in_each_language(self.ws, project, specs(project)[0]):
            if document.spec.name in self.segment.packs and document.language == tag:
                nodes = walk(document.tree().document)
                found |= {node.target: node.text for node in nodes if isinstance(node, Reference)}
        return found

    def parts(self, tag: str, text: str) -> tuple[SegmentPart, ...]:
        """Return a text in pieces, its placeholders as chips."""
        return tuple(
            SegmentPart("break", strong=span.strong, em=span.em)
            if span.br
            else SegmentPart("chip", chip=self._chip(tag, span), strong=span.strong, em=span.em)
            if span.token
            else SegmentPart("text", span.text, strong=span.strong, em=span.em)
            for span in to_spans(text, self.plain)
        )

    def chips(self, forms: Forms) -> tuple[Chip, ...]:
        """Return a chip for each placeholder of the source, in the form its translation has, or as it comes."""
        m = self.segment.message
        had = {s.token.partition(".")[0]: s for s in reversed(to_spans(m.target, self.plain)) if s.token}
        asked = dict.fromkeys(s.token.partition(".")[0] for s in to_spans(m.source, self.plain) if s.token)
        return tuple(self._chip(self.language, had.get(name, TextSpan(token=name)), forms) for name in asked)

    def _chip(self, tag: str, span: TextSpan, forms: Forms = _NO_FORMS) -> Chip:
        name, _, form = span.token.partition(".")
        shown = _led(self._shown(tag, name, form), lambda: self._targets(tag))
        fact = self.there.project.base.facts.get(shown.fact)
        where = (f"{fact.source} {fact.locator}".strip() or "derived", fact.id) if fact else ()
        about = " · ".join((fact.period.text, *where)) if fact else ""
        return Chip(name, span.token, shown.text or f"{{{span.token}}}", about, forms.get(name, {}))

    def _shown(self, tag: str, name: str, form: str) -> Shown:
        m = self.segment.message
        token = f"%({name}.{form})s" if form else f"%({name})s"
        return next(p for p in self.there.printed[tag].pieces(m.context, m.source, token) if isinstance(p, Shown))

    def forms(self) -> Forms:
        """Return the forms of every placeholder that the sentence is given today, each with what it prints; of those that print
        the same the shortest name."""
        m, language = self.segment.message, self.there.project.languages[self.language]
        values = next(iter(self.there.printed[self.language].said.get((m.context, m.source), ())), {})
        out: dict[str, FormTexts] = {}
        for name in names(m.source):
            choices: dict[str, str] = {}
            for form in _candidates(values.get(name), language):
                text = self._shown(self.language, name, form).text
                if text and text != _BROKEN and name in values:
                    choices.setdefault(text, form)
            out[name] = {form: text for text, form in choices.items()}
        return out


def _led(shown: Shown, targets: Callable[[], Mapping[str, str]]) -> Shown:
    """A placeholder with what it prints where it is a reference; only then are the ``targets`` asked for."""
    return replace(shown, text=targets().get(shown.text[1:], shown.text)) if shown.text.startswith("→") else shown


def in_chips(
    ws: ProjectFolder, version: str, typed: str, language: str, *, source: bool = False
) -> tuple[SegmentPart, ...]:
    """Return a text that a segment has, had or might have, or some words of one, as typed: its placeholders as chips with what
    they print today, in the language or in that of the ``source``."""
    desk = _at_desk(ws, version, language)
    body = typed.strip()
    before, _, after = typed.partition(body) if body else (typed, "", "")
    parts = desk.parts(SOURCE_TAG if source else language, from_braces(body, desk.plain)) if body else ()
    first, last = (tuple(SegmentPart("text", space) for space in (one,) if space) for one in (before, after))
    return (*first, *parts, *last)


def _candidates(value: object, language: Language) -> tuple[str, ...]:
    """The forms that could be asked of a value, plain ones first."""
    if not isinstance(value, Printed):
        return ("", INITIAL)
    if value.fact is None:
        return _OF_NAMES
    if value.date:
        forms: Iterable[str] = PERIOD_FORMS
    else:
        measure = "turn" if value.fact.turn else value.fact.measure or value.fact.kind
        ranked = value.fact.quantity is not None and value.fact.quantity.unit == "rank" and measure != "change"
        known = forms_of(language, "rank" if ranked else measure)
        own = (*language.changes.forms, *language.ranks.forms)  # before those that all figures have
        every = (*(f for f in own if f in known), *sorted(known))
        forms = (f for f in dict.fromkeys(every) if not f.endswith(f"-{INITIAL}"))
    plain = tuple(f for f in forms if f not in _WITHOUT_UNIT)
    return ("", *plain, INITIAL, *(f"{form}-{INITIAL}" for form in plain))


def accept_typed(
    ws: ProjectFolder, version: str, typed: str, language: str, *, by: str, state: str, note: str = ""
) -> ReviewPlan:
    """Return what taking a text as typed for a segment would do, with the state that a person gives to it; as
    ``accept``."""
    text = from_braces(typed, _at_desk(ws, version, language).plain)
    given = Translation(version, text, state, note)
    return accept(ws, given, language=language, by=by, state=state)
