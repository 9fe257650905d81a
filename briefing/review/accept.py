"""What becomes of each row that came back: changed, unchanged, or refused and why. One set of rules for all formats."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.catalogue.messages import GIVEN, PLACEHOLDER, Message, State, digest, marked, names, noted, unsound
from briefing.characters import read_text
from briefing.problems import Problem, Severity, problem
from briefing.review.lint import Finding, LintRules, Pair, SentenceCheck
from briefing.review.lint.checks import check_pair
from briefing.review.lint.values import check_values
from briefing.review.printed import Printing, Shown, text_of
from briefing.review.rows import InRow, ReviewSheet, is_plain, to_braces
from briefing.review.segment import Change, Segment, exported_text

#: What a template prints for a form that does not exist.
_BROKEN = "?"
#: What a release must not hold in any case, whatever a waiver says: findings of these kinds are refused at the door.
REFUSED = frozenset({"review-identical", "review-language", "review-remark", "review-chinese-left"})
_QUOTES = str.maketrans("“”„‟‘’‚‛「」『』", '""""\'\'\'\'""""')


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """A row and what became of it. ``verdict``: changed, unchanged or refused; ``reasons`` say why it was refused, ``findings``
    what the checks say of a text that was taken. ``after`` is the message as it will be. ``older``: the row is as it was
    exported, and somebody has changed the translation since. ``exported`` is the text a conflicting row was exported with,
    where the history still has it."""

    row: InRow
    verdict: str
    segment: Segment | None = None
    after: Message | None = None
    reasons: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    older: bool = False
    exported: str = ""


@dataclass(frozen=True)
class ImportDecider:
    """What the rows are held against, who brings them and on which day. ``given`` is the state of changed rows where the
    format tells none, ``history`` what has become of the segments before, ``sentences`` the checks that ``verify`` makes of a
    message with a new translation. ``explicit``: each status was given to this very text, and is not what a file was exported
    with."""

    segments: Mapping[str, Segment]
    source: Printing
    target: Printing
    rules: LintRules
    name: str
    by: str
    when: str
    given: State = State.DRAFT
    history: Sequence[Change] = ()
    sentences: SentenceCheck | None = None
    explicit: bool = False

    def decide(self, sheet: ReviewSheet) -> tuple[RowOutcome, ...]:
        """Return every row of a file, in its order."""
        texts: dict[str, set[tuple[str, str, str]]] = {}
        for row in sheet.rows:
            texts.setdefault(_stem(row.id), set()).add((row.target, row.status, row.comment))
        seen: set[str] = set()
        out = []
        for row in sheet.rows:
            stem = _stem(row.id)
            if len(texts[stem]) > 1 and stem in self.segments:
                out.append(self._refused(row, self.segments.get(stem), [self._problem("import-duplicate", row)]))
            elif stem in seen and stem in self.segments:
                out.append(RowOutcome(row, "unchanged", self.segments[stem]))
            else:
                out.append(self._decide(row, sheet.columns, sheet.uncontrolled))
            seen.add(stem)
        return tuple(out)

    @staticmethod
    def _typed(message: Message) -> str:
        """A translation as a person reads it in a workbook."""
        return to_braces(message.target, is_plain(message.domain))

    def _problem(self, code: str, row: InRow, **details: object) -> Problem:
        return problem(code, f"{self.name}, {row.place}", 0, id=row.id, **details)

    def _refused(self, row: InRow, segment: Segment | None, reasons: Sequence[Problem]) -> RowOutcome:
        return RowOutcome(row, "refused", segment, reasons=tuple(dict.fromkeys(reasons)))

    def _decide(self, row: InRow, columns: frozenset[str], uncontrolled: bool) -> RowOutcome:
        segment = self.segments.get(_stem(row.id))
        text, strange = read_text(row.target, f"{self.name}, {row.place}")
        faults = [self._problem(code, row, **details) for code, details in row.faults]
        if faults := [*faults, *(p for p in strange if p.severity is Severity.ERROR)]:
            return self._refused(row, segment, faults)
        if segment is None:
            return self._refused(row, None, [self._problem("import-source-changed", row)])
        before = segment.message
        plain = is_plain(before.domain)
        if "source" in columns and not self._is_source(row, before):
            return self._refused(row, segment, [self._problem("import-wrong-row", row)])
        if not plain and names(text) != names(before.source):
            text = self._recovered(text, before)
        if uncontrolled:
            text = _with_forms(text, before.target)
        if _same(text, before.target):
            text = before.target
        elif '"' in text or "'" in text:
            text = _curly(text)
        if (outcome := self._changed_meanwhile(row, segment, text)) is not None:
            return outcome
        note = _further_note(row.comment, segment.note) if "comment" in columns else None
        state, known = self._state(row, segment, text != before.target)
        if not known:
            return self._refused(row, segment, [self._problem("import-status", row, status=row.status)])
        if text == before.target and state is None and note is None:
            return RowOutcome(row, "unchanged", segment)
        if text != before.target:
            reasons = list(self._against(row, segment, text))
            if reasons:
                return self._refused(row, segment, reasons)
        after = replace(before, target=text)
        words = self.target.words(before.context, before.source, text)
        kept = segment.standing if state is None else None
        if state is not None:
            after = marked(after, state, self.by, self.when, words)
        elif kept is not None and kept.state in (State.REVIEWED, State.APPROVED):
            after = marked(after, kept.state, kept.by, kept.when, words)
        else:
            after = marked(after, State.DRAFT, "", "", words)
            after = replace(after, fuzzy=before.fuzzy, flags=before.flags, previous=before.previous)
        after = noted(after, note or "", self.by, self.when)
        found = check_pair(Pair(row.id, before.source, text, before.context, before.domain, True), self.rules)
        return RowOutcome(row, "changed", segment, after, findings=found)

    def _changed_meanwhile(self, row: InRow, segment: Segment, text: str) -> RowOutcome | None:
        """What becomes of a row whose translation somebody has changed since it was exported; ``None`` for any other row. One
        that stands as it was exported says nothing: the later text stays. One that was changed as well is a conflict."""
        before = segment.message
        mark, letter = [*row.id.split(".")[2:], "", ""][:2]
        if not mark or mark == digest(before.target) or text == before.target:
            return None
        exported = exported_text(self.history, segment.id, mark)
        if digest(text) == mark or (exported is not None and _same(text, exported)):
            word = row.status.strip().casefold()
            if word and letter and word[0] != letter and word in [s.value for s in GIVEN]:
                return self._refused(
                    row, segment, [self._problem("import-older-status", row, status=word, now=self._typed(before))]
                )
            return RowOutcome(row, "unchanged", segment, older=True)
        reason = self._problem("import-conflict", row, now=self._typed(before))
        return replace(self._refused(row, segment, [reason]), exported=exported or "")

    def _is_source(self, row: InRow, message: Message) -> bool:
        if _same(row.source, message.source):
            return True
        shown = text_of(self.source.pieces(message.context, message.source, message.source))
        bare = re.sub(r"</?\w+/?>", "", shown)
        return any(
            _flat(bare) == _flat(t) or _shape(message.source) == _shape(t) for t in (row.shown_source, row.source) if t
        )

    def _recovered(self, text: str, before: Message) -> str:
        """A text whose figures have lost their controls (saved by a program that drops them): each placeholder is put back
        where its figure stands as it is printed today. Figures are looked for in their old order; where that fails, each
        must occur exactly once. The text as it came where neither finds all of them."""
        missing = names(before.source) - names(text)
        pieces = [
            (p.text.replace("%", "%%").replace("&", "&amp;"), p.name + (f".{p.form}" if p.form else ""))
            for p in self.target.pieces(before.context, before.source, before.target)
            if isinstance(p, Shown) and missing[p.name] > 0
        ]
        if len(pieces) != missing.total() or not all(shown for shown, _ in pieces):
            return text
        return _in_order(text, pieces) or _each_once(text, pieces) or text

    def _state(self, row: InRow, segment: Segment, changed: bool) -> tuple[State | None, bool]:
        """The state to give (``None`` to leave what there is), and whether the status could be read."""
        word = row.status.strip().casefold()
        current = segment.standing.state
        if word in ("", State.UNTRANSLATED, State.FUZZY):
            return (self.given if changed else None), True
        if word not in [s.value for s in GIVEN]:
            return None, False
        wanted = State(word)
        if not changed and row.id.split(".")[3:] == [word[0]]:
            return None, True  # as it was exported: nobody has given it, and it may be another by now
        if changed and wanted is current is State.APPROVED and not self.explicit:
            return State.REVIEWED, True  # the approval that stood there was of another text
        if changed or wanted is not current:
            return wanted, True
        return None, True

    def _against(self, row: InRow, segment: Segment, text: str) -> Iterator[Problem]:
        """Every reason to refuse a changed text."""
        before = segment.message
        if not text.strip():
            yield self._problem("import-empty", row)
            return
        for fault in unsound(replace(before, target=text)):
            yield self._problem("import-unsound", row, reason=fault.message, inner=fault)
        if any(
            isinstance(p, Shown) and p.text == _BROKEN for p in self.target.pieces(before.context, before.source, text)
        ):
            yield self._problem("import-form", row)
        old, new = (Pair(row.id, before.source, t, before.context, before.domain, True) for t in (before.target, text))
        known = {str(details) for _, details in check_values(old, self.rules)} if before.target else set()
        typed: list[str] = []
        for code, details in check_values(new, self.rules):
            if code in ("review-number-missing", "review-ordinal") or str(details) in known:
                continue
            typed.append(str(details["en"]))
            yield self._problem("import-number", row, text=details["en"])
        for found in check_pair(new, self.rules):
            if found.code in REFUSED:
                yield self._problem("import-refused", row, reason=found.message, how=found.mend, inner=found)
        if self.sentences is not None:
            stood = set(map(_kind, self.sentences(before, before.target))) if before.target else set()
            for code, details in self.sentences(before, text):
                told_already = code == "proof-typed-figure" and is_one_of(str(details["text"]), typed)
                if _kind((code, details)) not in stood and not told_already:
                    told = problem(code, "", 0, **details)
                    yield self._problem("import-refused", row, reason=told.message, how=told.mend, inner=told)


def is_one_of(number: str, others: Iterable[str]) -> bool:
    """Return whether a number, as it is in a text, is one of others: by its digits, or by its words where it has none."""
    return _digits(number) in map(_digits, others)


def _digits(number: str) -> str:
    return re.sub(r"[^\d.]", "", number) or number.casefold().strip()


def _kind(found: tuple[str, dict[str, object]]) -> str:
    """What a check found, but for the words around it, which an edit changes."""
    return str((found[0], sorted((key, str(value)) for key, value in found[1].items() if key != "sentence")))


def _with_forms(text: str, before: str) -> str:
    """A text whose placeholders have lost their forms with their controls: each that stands without one gets the form it had
    before, where it had only one."""
    had: dict[str, set[str]] = {}
    for match in PLACEHOLDER.finditer(before):
        if match["name"]:
            had.setdefault(match["name"], set()).add(match["form"] or "")

    def formed(match: re.Match[str]) -> str:
        forms = had.get(match["name"] or "", set())
        form = next(iter(forms)) if len(forms) == 1 and not match["form"] else ""
        return f"%({match['name']}.{form})s" if form else match[0]

    return PLACEHOLDER.sub(formed, text)


def _further_note(comment: str, note: str) -> str | None:
    """What a reviewer has added to the notes of a segment; ``None`` where nothing is new. A note that has come meanwhile
    stays, and an emptied cell takes none away: notes are answered, not erased."""
    given, known = (" ".join(text.split()) for text in (comment, note))
    if not given or given in known:
        return None
    return given.removeprefix(known).strip()


def _in_order(text: str, pieces: Sequence[tuple[str, str]]) -> str:
    out, place = "", 0
    for shown, token in pieces:
        found = _whole(shown).search(text, place)
        if found is None:
            return ""
        out += text[place : found.start()] + f"%({token})s"
        place = found.end()
    return out + text[place:]


def _each_once(text: str, pieces: Sequence[tuple[str, str]]) -> str:
    for shown, token in pieces:
        places = list(_whole(shown).finditer(text))
        if len(places) != 1:
            return ""
        text = text[: places[0].start()] + f"%({token})s" + text[places[0].end() :]
    return text


def _whole(shown: str) -> re.Pattern[str]:
    """A printed figure that is not a piece of a longer one."""
    return re.compile(rf"(?<![\w.,]){re.escape(shown)}(?!\w|[.,][0-9])")


def _stem(identity: str) -> str:
    """The id without the hash of the translation."""
    return ".".join(identity.split(".")[:2])


def _flat(text: str) -> str:
    return re.sub(r"[\s\u00a0\u2009]+", " ", unicodedata.normalize("NFC", text).translate(_QUOTES)).strip()


def _shape(text: str) -> str:
    """A source text without placeholders, markup, spaces and figures: what must be the same whatever a program did to it."""
    return re.sub(r"%\([^)]*\)s|\{[^}]*\}|</?\w+/?>|[\s\u00a0%]+", "", text.translate(_QUOTES))


def _same(one: str, other: str) -> bool:
    """Equal but for the style of quotation marks, the kind of spaces and doubled per cent signs."""
    return _flat(one.replace("%%", "%")) == _flat(other.replace("%%", "%"))


def _curly(text: str) -> str:
    """Straight quotation marks and apostrophes as the house sets them."""
    text = re.sub(r"(?<![\w.,;!?)%])\"", "“", text).replace('"', "”")
    return re.sub(r"(?<![\w.,;!?)%”])'", "‘", text).replace("'", "’")
