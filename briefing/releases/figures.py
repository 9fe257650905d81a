"""The figures of a text: each number that is data, with period, base, sign, subject, scope and status, read from its
sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from briefing.language.model import Language
from briefing.releases import clauses, spoken
from briefing.releases.figure import Basis, Figure
from briefing.releases.grammar import either, region_words
from briefing.releases.numbers import Number, numbers_in
from briefing.releases.opening import Passage, Sentence, sentences_of
from briefing.releases.periods import BaseMention, Mention, Name, bases_in, ends_on, mentions_in, resolve, why_no_data
from briefing.releases.rules import ReadingRules
from briefing.releases.sharing import shared_out

#: Families of the figures that say how much something changed, where words of change stand before them.
_CHANGES = frozenset({"percent", "percentage-point", "multiple"})

#: How far back in its passage a figure looks for words.
_REACH = 2000

#: Reasons for which a number is no data unless an indicator clearly is about it: part of a name, a superlative.
_WEAK = frozenset({"name", "superlative", "numeral-in-name"})


@dataclass(slots=True)
class _Frame:
    """What later sentences may lean on."""

    period: str = ""
    since: str = ""
    base: str = ""
    ahead: str = ""
    reported: str = ""
    last: Figure | None = None


@dataclass(slots=True)
class Reading:
    """The state of reading one article: figures and names so far, and what later sentences lean on."""

    language: Language
    rules: ReadingRules
    day: date | None
    article: int
    title_period: str = ""
    plan: str = ""
    figures: list[Figure] = field(default_factory=list)
    weak: list[Figure] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    headings: tuple[str, ...] = ()
    frame: _Frame = field(default_factory=_Frame)
    year: int = 0


def read_passage(passage: Passage, state: Reading) -> None:
    """Add the figures and names of a passage to the state."""
    if passage.heading:
        state.headings = (*state.headings[-1:], passage.heading)
    local = _Frame()
    for sentence in sentences_of(passage, state.rules):
        _read_sentence(sentence, state, local)


def _read_sentence(sentence: Sentence, state: Reading, local: _Frame) -> None:
    rules, text = state.rules, sentence.text
    bases = bases_in(text, rules)
    mentions = tuple(m for m in mentions_in(text, rules) if not any(b.start <= m.start < b.end for b in bases))
    compared = {m: clauses.than(text, m, rules) for m in mentions}
    if state.day is not None:
        bases += tuple(
            BaseMention(at, m.end, text[at : m.end], _compared(m, state.day, state))
            for m, at in compared.items()
            if at >= 0
        )
    mentions = spoken.joined(text, tuple(m for m in mentions if compared[m] < 0), rules)
    data: list[Number] = []
    weak: list[tuple[Number, str]] = []
    for number in numbers_in(text, state.language, rules):
        reason = why_no_data(
            number,
            text,
            mentions,
            bases,
            state.language,
            rules,
            passage_start=not text[: number.start].strip() and sentence.start == 0,
        )
        reason = reason or clauses.bare(number, text, rules)
        if reason in _WEAK and number.units:
            weak.append((number, reason))
        elif reason:
            state.names.append(Name(sentence.passage.line(sentence.start + number.start), number.text, reason))
        else:
            data.append(number)
    lead = re.search(rules.lead, text[:60]) if sentence.start == 0 and rules.lead else None
    begins = lead.end() if lead else 0
    mentions = tuple(m for m in mentions if m.start >= begins)  # BEIJING, June 17 -- is no period
    bound = spoken.bound(text, mentions, data, rules)
    walk = _Walk(sentence, state, local, bases, mentions, tuple(data), begins=begins, bound=bound)
    made = list(walk.figures())
    state.figures += shared_out(made, text, walk.spans, rules, len(state.figures))
    for number, reason in weak:
        start = max((n.end for n in data if n.end <= number.start), default=0)
        alone = _Walk(sentence, state, local, bases, mentions, (number,), weak=reason)
        state.weak.append(alone.figure(number, start, len(text), None, len(state.weak)))
    _lean([m for m in mentions if m not in bound.values()], text, state, local)


def _lean(mentions: Sequence[Mention], text: str, state: Reading, local: _Frame) -> None:
    """What the following sentences take over: the last period that does not stand in a subordinate clause."""
    seen: list[Mention] = []
    for mention in mentions:
        seen.append(mention)
        if mention.year and not mention.since:
            state.year = mention.year
        if (
            state.day is None
            or mention.now
            or mention.shape in ("year-start", "previous-month", "previous-quarter")
            or clauses.subordinate(text, mention.start, state.rules)
        ):
            continue
        status = clauses.status_at(text, mention.end, state.rules)
        period = resolve(mention, state.day, _year(mention, seen, state), bool(status))
        if mention.since:
            local.since = period
            continue
        local.period = period
        days = (state.day - ends_on(period)).days
        if days < 0 and mention.shape not in ("day", "days", "bare-year"):
            state.frame.ahead = period
        if not status and mention.shape not in ("day", "days", "bare-year") and 0 <= days < 300:
            state.frame.period = local.reported if spoken.within(local.reported, period) else period
            local.reported = local.reported or period


def _compared(mention: Mention, day: date, state: Reading) -> str:
    """The base that a period is which something is compared with."""
    if mention.shape in ("previous-month", "previous-quarter"):
        return "mom" if mention.shape == "previous-month" else "qoq"
    return "mom" if mention.back == -1 and mention.shape == "month" else resolve(mention, day, _told(state))


def _told(state: Reading) -> int:
    """The year spoken of where it is no recent one; else a period that is compared with is the latest before the day
    of the release."""
    return state.year if state.day is not None and state.year < state.day.year - 1 else 0


def _year(mention: Mention, seen: Sequence[Mention], state: Reading) -> int:
    """The year in which a mention is read that names none: the last one its sentence has named."""
    assert state.day is not None  # without a day nothing is inferred
    years = [m.year or state.day.year + (m.relative or 0) for m in seen if m.year or m.relative is not None]
    whole = mention.shape in ("year", "year-end") and mention.back is None  # 全年, 年末: of the year spoken of
    return years[-1] if years else state.year if mention.same_year or whole else 0


@dataclass(slots=True)
class _Walk:
    """The figures of one sentence, from left to right."""

    sentence: Sentence
    state: Reading
    local: _Frame
    bases: tuple[BaseMention, ...]
    mentions: tuple[Mention, ...]
    numbers: tuple[Number, ...]
    spans: list[tuple[int, int]] = field(default_factory=list)
    taken: str = ""
    weak: str = ""
    mention: str = ""
    until: bool = False
    begins: int = 0
    bound: Mapping[int, Mention] = field(default_factory=dict)
    changed: Figure | None = None
    opening: tuple[BaseMention, ...] = ()

    def figures(self) -> Iterator[Figure]:
        """Every figure, leaning on those before it."""
        before: Figure | None = None
        end = self.begins
        marks = self.state.rules.clause_marks
        closes = re.compile(rf"(?:\s\w+|\w?)[{re.escape(marks)}]")
        opens = [b for b in self.bases if closes.match(self.sentence.text, b.end)]
        lasting = (b.base for b in opens if b.base in self.state.rules.lasting)
        self.local.base = next(lasting, self.local.base)  # 与上年比，…
        self.opening = tuple(b for b in opens if b.base and b.base not in self.state.rules.lasting)  # 从环比看，…
        for index, number in enumerate(self.numbers):
            following = self.numbers[index + 1].start if index + 1 < len(self.numbers) else len(self.sentence.text)
            figure = self.figure(number, end, following, before, len(self.state.figures) + index)
            self.spans.append((number.start, number.end))
            end = number.end
            yield figure
            before = self.local.last = figure
            self.changed = figure if figure.change and not figure.rank else self.changed

    def figure(self, number: Number, start: int, following: int, before: Figure | None, count: int) -> Figure:
        """One number as a figure: ``start`` is where the number before it ends, ``following`` where the next one
        begins."""
        rules, text, state = self.state.rules, self.sentence.text, self.state
        stretch = clauses.Stretch(text, start, number.start, self.bases, self.mentions, rules)
        listed = before is not None and stretch.joins_only
        right = clauses.right_of(text, number.end, following, rules)
        own, clause = stretch.own.removeprefix(self.taken), stretch.clause.replace("\0", "").removeprefix(self.taken)
        base = self._base(number, start, number.end + len(right), before if listed else None)
        family = self._family(number)
        opened = None if base.base or base.region else self._opened(number)
        compared = bool(base.base or base.region or opened)
        change, down = self._change(number, stretch, right, following, compared)
        elided = self.changed if family in _CHANGES and clauses.elides(stretch.clause, rules) else None
        if elided is not None and not change:  # rose by 3 percent to 5 billion, and services by 2 percent
            change, down = True, (elided.value or 0) < 0
            base = base if base.base else replace(base, base=elided.base)
        if listed and before is not None and before.change and number.units[:1] == before.units[:1]:
            change, down = True, down or (before.value or 0) < 0
        if base.text and family == "percentage-point":  # a lead over another place or time, or a lag
            change = change or bool(base.region and not base.base)
            down = down or bool(re.search(either(rules.behind), base.text, re.IGNORECASE))
        if change and not base.base and not base.region:
            base = opened or self._carried_base(before, family, number.units[:1])
        if not change:
            base = replace(base, base="")
        self._lasts(base, number)
        value, high = _signed(number, change or (family == "currency" and clauses.falls(stretch.clause, rules)), down)
        self.mention, self.until = "", False
        period, basis = self._period(number, number.end + len(right))
        base = replace(base, base=clauses.period_before(spoken.same_period(base, period), period))
        if rules.of_the_year_before and re.search(
            f"(?:{rules.of_the_year_before})\\s*$", text[: number.start], re.IGNORECASE
        ):
            period, basis, change, base = (
                clauses.year_before(period or self._fallback()),
                "inferred",
                False,
                BaseMention(0, 0, "", ""),
            )
        aimed = self.state.rules.target_of_year
        if aimed and period and re.match(aimed, text[number.end :], re.IGNORECASE):
            period = str(ends_on(period).year)  # what a half-year is held against is the target of its year
        counted = family == "count" and not number.rank
        self.taken = right if counted else ""
        mine = own + (right if counted or not (change or clauses.content(own, rules)) else "")
        if not change and not clauses.content(mine, rules):
            mine = stretch.earlier + mine
        if before is None and change and not clauses.content(mine, rules):
            before = self.local.last  # a rate that names nothing is that of the sentence before
        lead = before is not None and before.change and bool(base.region and not base.base)
        leans = before is not None and (stretch.share or lead or not clauses.content(mine, rules))
        follows = before.number if before is not None and leans else -1
        lean = before.subject if before is not None and not clauses.content(mine, rules) else ""
        units = clauses.units_for(number, mine, right, rules) or (before.units if before is not None and change else ())
        qualifier, wording = number.qualifier, number.wording
        if wording in rules.recent and family == "duration":
            qualifier, wording = None, ""
        subject = clauses.tidy(mine, rules) if clauses.content(mine, rules) else lean
        return Figure(
            count,
            self.sentence.passage.line(self.sentence.start + number.start),
            text.strip(),
            number.text,
            value,
            number.quantum,
            number.decimals,
            units,
            qualifier,
            wording,
            high,
            period,
            basis,
            self._fallback(),
            base.base,
            base.region,
            change,
            subject,
            mine,
            f"{before.clause} {before.subject}" if before else "",
            clause,
            right,
            clauses.segment(text, number.start),
            text[: number.start],
            self.sentence.passage.text[max(0, self.sentence.start - _REACH) : self.sentence.start],
            state.headings,
            self._scope(stretch),
            self._status(number),
            stretch.cumulative,
            number.rank,
            number.region,
            stretch.share,
            follows,
            bool(self.sentence.passage.heading),
            state.article,
            number.spelt,
            weak=self.weak,
            former=clauses.former(text, number, following, rules),
            running=family == "duration" and clauses.runs(stretch, rules),
            lasting=family == "duration",
            mention=self.mention,
            printed=text[self._begins(number, start, change) : number.end],
            until=self.until,
            money=family == "currency",
            increment=not change and clauses.adds(stretch.clause, rules),
            converted=family == "currency" and before is not None and before.money and stretch.converts,
        )

    def _change(
        self, number: Number, stretch: clauses.Stretch, right: str, following: int, compared: bool
    ) -> tuple[bool, bool]:
        """Whether a number says how much something changed, and whether it fell; its words of change may stand behind
        those of comparison (a 30 percent year-on-year fall)."""
        rules, text, family = self.state.rules, self.sentence.text, self._family(number)
        rated = spoken.immediate(text, number, self.bases, rules) if family == "percent" and rules.after else None
        behind = clauses.right_of(text, rated.end, following, rules) if rated else right
        change, down = clauses.change_of(number, stretch, behind, family, compared, rules)
        return change or rated is not None, down

    def _family(self, number: Number) -> str:
        unit = number.units[0] if number.units else ""
        return self.state.language.units[unit].family if unit in self.state.language.units else "count"

    def _base(self, number: Number, start: int, until: int, before: Figure | None) -> BaseMention:
        text = self.sentence.text
        here = [
            b
            for b in self.bases
            if start <= b.start and b.end <= number.start and clauses.near(text[b.end : number.start])
        ]
        if self.state.rules.after:
            behind = [
                b
                for b in self.bases
                if number.end <= b.start and (b.start < until or not text[number.end : b.start].strip(" ,"))
            ]
            behind = behind or self._beyond_level(number)
            closing = self.numbers[self._last_listed(number)]
            if not behind and closing is not number:  # 11.2, 8.2 and 3.9 percent from the previous year
                ends = clauses.right_of(text, closing.end, len(text), self.state.rules)
                behind = [b for b in self.bases if 0 <= b.start - closing.end < len(ends)]
            here = behind or [
                b
                for b in here
                if not clauses.same_clause(text[start : b.start], self.state.rules)
                or not start
                or clauses.leads(text[b.end : number.start], self.state.rules)
            ]
        elif not here:
            here = [b for b in self.bases if number.end <= b.start < until and self._changes_behind(number, until)]
        if here:
            named = [b for b in here if not b.region]
            region = next((b.region for b in here if b.region), "")
            last = named[-1] if named else here[-1]
            return replace(last, base=last.base, region=region)
        if before is not None:
            return BaseMention(0, 0, "", before.base, before.base_region)
        return BaseMention(0, 0, "", "")

    def _beyond_level(self, number: Number) -> list[BaseMention]:
        """The base of a change behind the level that it led to (fell 1.1 percent to 2.5 trillion from June 30)."""
        text, rules = self.sentence.text, self.state.rules
        following = next((n for n in self.numbers if n.start >= number.end), None)
        if following is None or not re.fullmatch(
            rf"\s*(?:{either(rules.level)})\s*", text[number.end : following.start], re.IGNORECASE
        ):
            return []
        ends = following.end + len(clauses.right_of(text, following.end, len(text), rules))
        return [b for b in self.bases if following.end <= b.start < ends]

    def _opened(self, number: Number) -> BaseMention | None:
        """The base that the part of the sentence a number stands in was opened with."""
        text = self.sentence.text
        said = [b for b in self.opening if b.end <= number.start and not re.search("[；;]", text[b.end : number.start])]
        return said[-1] if said else None

    def _changes_behind(self, number: Number, until: int) -> bool:
        """Whether the words of change stand behind a number (8%以上的年均增速)."""
        words = either(self.state.rules.change_after)
        return re.match(rf"\s*(?:{words})", self.sentence.text[number.end : until], re.IGNORECASE) is not None

    def _carried_base(self, before: Figure | None, family: str, unit: tuple[str, ...]) -> BaseMention:
        """A change without a base of its own takes that of the change before it; a rate also one that holds on in its
        passage or article, unless its sentence speaks of a span of years. How far a rate has moved says nothing of
        the next rate where one holds on."""
        moved = before is not None and before.unit == "percentage-point" and unit == ("percent",) and self.local.base
        base = before.base if before is not None and before.change and not moved else ""
        if not base and family in _CHANGES:
            spanned = any(m.since or m.shape == "years" for m in self.mentions)
            base = self.local.base or ("" if spanned else self.state.frame.base)
        return BaseMention(0, 0, "", base)

    def _lasts(self, base: BaseMention, number: Number) -> None:
        """Remember a base that holds on for the rates after it."""
        rules = self.state.rules
        if base.base in rules.lasting:
            self.local.base = base.base
            if not any(m.since or m.shape == "years" for m in self.mentions):
                self.state.frame.base = base.base

    def _period(self, number: Number, until: int) -> tuple[str, Basis]:
        day, state = self.state.day, self.state
        if day is None:
            stated = [m for m in self.mentions if m.end <= number.start and m.year]
            return (resolve(stated[-1], date(stated[-1].year, 12, 31)), "stated") if stated else ("", "unknown")
        here = self._mentioned(number, until)
        if not here:
            return self._leaning(number)
        mention = self._shared_out(number) or here[-1]
        self.mention = mention.text.strip()
        self.until = mention.until
        ahead = bool(clauses.status_at(self.sentence.text, mention.end, state.rules))
        period = resolve(mention, day, _year(mention, here, state), ahead)
        if mention.now:
            return period, "reported"
        if told := self._told_by_another(number, mention, here, day):
            return told, "inferred"
        if mention.since:
            period = self._since(period, here)
        printed = bool(mention.year or any(m.year for m in here))
        return period, "stated" if printed else "inferred"

    def _told_by_another(self, number: Number, mention: Mention, here: Sequence[Mention], day: date) -> str:
        """The period of a number that is told by another one: the month before it, the same period of the year
        before."""
        earlier = [m for m in here if m.end <= number.start and m is not mention]
        named, carried = spoken.spoken_of(earlier, self.local.period or self._fallback(), day)
        period = resolve(named, day, _year(named, earlier, self.state)) if named else carried
        return spoken.year_earlier(self.sentence.text, number, period, self.state.rules) or spoken.previous(
            mention, period
        )

    def _mentioned(self, number: Number, until: int) -> list[Mention]:
        """The periods of the sentence up to the one a number is of, which comes last: one right behind it, one before
        it in its clause; where periods follow, one further on in its clause or, where none stands before, in its
        sentence."""
        text, rules = self.sentence.text, self.state.rules
        free = [m for m in self.mentions if m not in self.bound.values()]
        here = [m for m in free if m.end <= number.start and not clauses.left(text, m, number, rules)]
        if number.start in self.bound:
            return [*here, self.bound[number.start]]
        near = bool(here) and clauses.same_clause(text[here[-1].end : number.start], rules)
        inside = [m for m in free if number.end <= m.start and m.end <= until and not m.now]
        if inside and (rules.after or not near):
            return [*here, inside[0]]
        if near or not rules.after:
            return here
        end = self.numbers[self._last_listed(number)].end
        beyond = [m for m in free if m.start >= end and not m.now][:1]
        if beyond and clauses.same_clause(clauses.unbracketed(text[end : beyond[0].start]), rules):
            return [*here, beyond[0]]
        return here or [m for m in beyond if not (m.until or clauses.status_at(text, m.start, rules))]

    def _shared_out(self, number: Number) -> Mention | None:
        """The period of a number whose list takes those of a list before it one by one (第一、二季度分别为…)."""
        text, rules = self.sentence.text, self.state.rules
        last = self._last_listed(number)
        first = self.numbers.index(number)
        while first and self._last_listed(self.numbers[first - 1]) == last:
            first -= 1
        joint = re.compile(rf"\s*(?:{rules.joiners})\s*", re.IGNORECASE)
        count = last - first + 1
        if last == first or not rules.distribute:
            return None
        told = [m for m in self.mentions if not (m.now or m.since)]
        before = [m for m in told if m.end <= self.numbers[first].start][-count:]
        behind = [m for m in told if m.start >= self.numbers[last].end][:count] if rules.after else []
        for run, end in ((before, self.numbers[first].start), (behind, len(text))):
            joined = len(run) == count and all(joint.fullmatch(text[a.end : b.start]) for a, b in pairwise(run))
            if joined and re.search(rules.distribute, text[run[-1].end : end], re.IGNORECASE):
                return run[self.numbers.index(number) - first]
        return None

    def _last_listed(self, number: Number) -> int:
        """Which number ends the list that a number stands in."""
        at = self.numbers.index(number)
        joint = re.compile(rf"\s*(?:{self.state.rules.joiners})\s*", re.IGNORECASE)
        while at + 1 < len(self.numbers) and joint.fullmatch(
            self.sentence.text[self.numbers[at].end : self.numbers[at + 1].start]
        ):
            at += 1
        return at

    def _since(self, period: str, here: Sequence[Mention]) -> str:
        """A stretch that has gone on since some time ends with the period its sentence speaks of, where that is
        over."""
        day = self.state.day
        spoken = [m for m in here[:-1] if not (m.since or m.now) and m.shape not in ("day", "bare-year", "year-start")]
        if day is None or not spoken:
            return period
        end = ends_on(resolve(spoken[-1], day, _year(spoken[-1], here[:-1], self.state)))
        start = period.partition("/")[0]
        return f"{start}/{end.isoformat()[: len(start)]}" if start <= end.isoformat() < day.isoformat() else period

    def _begins(self, number: Number, start: int, change: bool) -> int:
        """Where the wording of a figure begins: with its base and direction where it is a change, else with the
        number."""
        if not change or self.state.rules.after:
            return number.start
        text = self.sentence.text
        bases = [
            b.start for b in self.bases if start <= b.start < number.start and clauses.near(text[b.end : number.start])
        ]
        return bases[-1] if bases else clauses.direction_start(text, start, number.start, self.state.rules)

    def _leaning(self, number: Number) -> tuple[str, Basis]:
        """The period of a sentence that names none: a running total has gone on since when the sentence before
        says."""
        if self.local.since and re.search(
            either(self.state.rules.cumulative), self.sentence.text[: number.start], re.IGNORECASE
        ):
            return self.local.since, "carried"
        if not self.local.period and self.state.frame.ahead and self._status(number):
            self.local.period = self.state.frame.ahead  # what is planned is of the time that plans were last told for
        return (self.local.period, "carried") if self.local.period else ("", "reported")

    def _status(self, number: Number) -> str:
        """What is said of a figure; what shall be reached by a day to come is a target."""
        said = clauses.status_at(self.sentence.text, number.start, self.state.rules)
        ahead = self.state.rules.target_after
        if not said and ahead and re.match(ahead, self.sentence.text[number.end :], re.IGNORECASE):
            return "target"
        here = [m for m in self.mentions if m.end <= number.start]
        if said or not here or self.state.day is None or not here[-1].until or here[-1].now:
            return said
        return "target" if ends_on(resolve(here[-1], self.state.day, here[-1].year, True)) > self.state.day else ""

    def _fallback(self) -> str:
        known = [p for p in (self.state.frame.period, self.state.title_period) if p]
        return max(known, key=ends_on, default="")

    def _scope(self, stretch: clauses.Stretch) -> str:
        named = region_words(self.state.language, self.state.rules)
        return stretch.scope(named)


def _signed(number: Number, change: bool, down: bool) -> tuple[Decimal | None, Decimal | None]:
    value, high = number.value, number.high
    if value is None or number.multiple or not change:
        return value, high
    if number.units[:1] == ("multiple",):
        return value + 1, high
    return (-value, -high if high is not None else None) if down else (value, high)
