"""The figures of one sentence, from left to right: what each is compared with, of which time it is, what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from briefing.releases import clauses, spoken
from briefing.releases.context import Frame, Reading, year_spoken
from briefing.releases.figure import Basis, Figure
from briefing.releases.grammar import either, region_words
from briefing.releases.numbers import Number
from briefing.releases.opening import Sentence
from briefing.releases.periods import BaseMention, Mention, ends_on, resolve

#: Families of the figures that say how much something changed, where words of change stand before them.
_CHANGES = frozenset({"percent", "percentage-point", "multiple"})

#: How far back in its passage a figure looks for words.
_REACH = 2000


@dataclass(slots=True)
class Walk:
    """The figures of one sentence, from left to right."""

    sentence: Sentence
    state: Reading
    local: Frame
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
    said: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)

    def figures(self) -> Iterator[Figure]:
        """Every figure, leaning on those before it."""
        before: Figure | None = None
        end = self.begins
        marks = self.state.rules.clause_marks
        closes = re.compile(rf"(?:\s\w+|\w?)[{re.escape(marks)}]")
        opens = [b for b in self.bases if closes.match(self.sentence.text, b.end)]
        lasting = (b.base for b in opens if b.base in self.state.rules.lasting)
        self.local.base = next(lasting, self.local.base)  # 与上年比，…
        said, self.local.said = self.local.said, self.said  # 其中 at the beginning is of the sentence before
        self.earlier = said
        comma = re.compile(r"\w?[，,]")  # 从环比看，…；与上年比较，…
        self.opening = tuple(
            b
            for b in opens
            if b.base
            and (
                b.base not in self.state.rules.lasting
                or (not self.state.rules.after and comma.match(self.sentence.text, b.end))
            )
        )
        for index, number in enumerate(self.numbers):
            following = self.numbers[index + 1].start if index + 1 < len(self.numbers) else len(self.sentence.text)
            figure = self.figure(number, end, following, before, len(self.state.figures) + index)
            self.spans.append((number.start, number.end))
            end = number.end
            yield figure
            if not self._aside(number):  # what follows brackets is of what stands before them
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
        family = self._family(number)
        base, change, down = self._change(number, stretch, right, following, before if listed else None, before)
        self._lasts(base, number)
        fallen = family in ("currency", "count", "area", "duration") and clauses.falls(stretch.clause, rules, family == "currency")
        value, high = _signed(number, change or fallen, down)
        self.mention, self.until = "", False
        period, basis = self._beside(number) or self._period(number, number.end + len(right))
        of = period or self._fallback()
        base = replace(base, base=clauses.period_before(spoken.same_period(base, of), of))
        if self._of_the_year_before(number):
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
        self,
        number: Number,
        stretch: clauses.Stretch,
        right: str,
        following: int,
        listed: Figure | None,
        before: Figure | None,
    ) -> tuple[BaseMention, bool, bool]:
        """What a number is compared with, whether it says how much something changed, and whether that fell.
        ``listed`` is the figure before it in a list of its own, ``before`` the one it may lean on."""
        rules, family = self.state.rules, self._family(number)
        base = self._base(number, stretch.start, number.end + len(right), listed)
        opened = None if base.base or base.region else self._opened(number)
        compared = bool(base.base or base.region or opened)
        change, down = self._changes(number, stretch, right, following, compared)
        elided = self.changed if family in _CHANGES and clauses.elides(stretch.clause, rules) else None
        if elided is None and before is not None and before.change and before.units[:1] == number.units[:1]:
            at = self.numbers.index(number)
            beside = at > 0 and spoken.parallel(self.sentence.text, self.numbers[at - 1], number, rules)
            elided = before if beside and family in _CHANGES else None
        if elided is not None and not change:  # rose by 3 percent to 5 billion, and services by 2 percent
            change, down = True, (elided.value or 0) < 0
            base = base if base.base else replace(base, base=elided.base)
        if listed is not None and listed.change and number.units[:1] == listed.units[:1]:
            own = bool(base.text and base.region and not base.base)  # 0.2 points below one place and 0.3 above another
            change, down = True, down or ((listed.value or 0) < 0 and not own)
        if listed is None and before is not None and before.change and stretch.converts and not base.base:
            change, down, base = True, (before.value or 0) < 0, BaseMention(0, 0, "", before.base)  # 增加3吨（6斤）
        if base.text and family == "percentage-point":  # a lead over another place or time, or a lag
            change = change or bool(base.region and not base.base)
            down = down or bool(re.search(either(rules.behind), base.text, re.IGNORECASE))
        if change and not base.base and not base.region:
            base = opened or self._carried_base(before, family, number)
        if not change:
            base = replace(base, base="")
        elif family in _CHANGES and base.base:
            self.said.append(base.base)
        return base, change, down

    def _changes(
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
        if (shared := self._shared_base(number)) is not None:
            return shared
        at = self.numbers.index(number)
        if at and (
            clauses.aside(text, self.numbers[at - 1].start, number.start)
            or self._of_the_year_before(self.numbers[at - 1])
        ):
            start = self.numbers[at - 2].end if at > 1 else 0  # what it is compared with stands before the brackets
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
            behind = behind or self._beyond_level(number) or self._from_level(number) or self._told_twice(number)
            closing = self.numbers[self._last_listed(number)]
            if (
                not behind and closing is not number and closing.units[:1] == number.units[:1]
            ):  # 11.2, 8.2 and 3.9 percent from the previous year
                ends = clauses.right_of(text, closing.end, len(text), self.state.rules)
                behind = [b for b in self.bases if 0 <= b.start - closing.end < len(ends)]
            here = behind or [
                b
                for b in here
                if not clauses.same_clause(text[start : b.start], self.state.rules)
                or not start
                or clauses.leads(text[b.end : number.start], self.state.rules)
            ]
        elif not here and self._rated(number):
            here = [b for b in self.bases if start <= b.start and b.end <= number.start][-1:]
        elif not here:
            here = [b for b in self.bases if number.end <= b.start < until and self._changes_behind(number, until)]
        if here:
            named = [b for b in here if not b.region]
            region = next((b.region for b in here if b.region), "")
            last = named[-1] if named else here[-1]
            if here[-1].region and number.units[:1] == ("percentage-point",):
                return here[-1]  # a lead over another place is none over another time
            return replace(last, base=last.base, region=region)
        if before is not None:
            return BaseMention(0, 0, "", before.base, before.base_region)
        return BaseMention(0, 0, "", "")

    def _of_the_year_before(self, number: Number) -> bool:
        """Whether the words right before a number say that it is of the same period a year earlier."""
        words = self.state.rules.of_the_year_before
        before = self.sentence.text[: number.start]
        return bool(words) and re.search(f"(?:{words})\\s*$", before, re.IGNORECASE) is not None

    def _rated(self, number: Number) -> bool:
        """Whether a number is told as the rate (降幅, 增速) of a change that the clause before speaks of."""
        rules, segment = self.state.rules, clauses.segment(self.sentence.text, number.start)
        said = either((*rules.growth, *rules.decline))
        return re.search(rf"[，,](?:{said})[^，,0-9]{{0,6}}$", segment, re.IGNORECASE) is not None

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

    def _from_level(self, number: Number) -> list[BaseMention]:
        """The base of a rate whose level at that time stands behind it (14 percent from 30 billion in the same period
        last year; 7 percent compared with 5 billion in May)."""
        text, day = self.sentence.text, self.state.day
        following = next((n for n in self.numbers if n.start >= number.end), None)
        if day is None or self._family(number) not in _CHANGES or following is None:
            return []
        if not spoken.level_before(text, number, following, self.state.rules):
            return []
        if spoken.year_earlier(text, following, str(day.year), self.state.rules):
            return [BaseMention(number.end, number.end, "", "yoy")]
        mention = self.bound.get(following.start)
        if mention is None or mention.shape in ("previous-month", "previous-quarter"):
            return []
        earlier = [m for m in self.mentions if m.end <= number.start]
        return [
            BaseMention(number.end, number.end, "", resolve(mention, day, year_spoken(mention, earlier, self.state)))
        ]

    def _told_twice(self, number: Number) -> list[BaseMention]:
        """The base of a sum by which something changed, behind the rate that tells the same change (an increase of 1.2
        billion and up by 6 percent from the beginning of the year)."""
        text, rules = self.sentence.text, self.state.rules
        following = next((n for n in self.numbers if n.start >= number.end), None)
        if following is None or self._family(number) in _CHANGES or self._family(following) != "percent":
            return []
        moved = rf"\s*(?:{rules.joiners})\s*(?:or\s+)?(?:{either((*rules.up, *rules.down))})(?:\s+by|\s+of)?\s*"
        if not clauses.adds(text[: number.start], rules) or not re.fullmatch(
            moved, text[number.end : following.start], re.IGNORECASE
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

    def _carried_base(self, before: Figure | None, family: str, number: Number) -> BaseMention:
        """A change without a base of its own takes that of the change before it; a rate also the one of its sentence
        where it is a part (其中) of what that is said of, or one that holds on in its passage or article, unless it
        is of a span of years. How far a rate has moved says nothing of the next rate where one holds on."""
        moved = before is not None and before.unit == "percentage-point" and number.units[:1] == ("percent",)
        base = before.base if before is not None and before.change and not (moved and self.local.base) else ""
        acts = rf"(?:{either(self.state.rules.acts)})\s*$"
        if re.search(acts, self.sentence.text[: number.start], re.IGNORECASE):
            return BaseMention(0, 0, "", "")  # 利率下调25个基点: somebody set it
        if not base and family in _CHANGES:
            here = [m for m in self.mentions if m.end <= number.start][-1:] or self.mentions
            spanned = any(m.since or m.shape == "years" for m in here)
            part = re.search(either(self.state.rules.of_which), self.sentence.text[: number.start], re.IGNORECASE)
            begins = part is not None and not self.sentence.text[: part.start()].strip()
            said = self.said or self.earlier if begins else self.said
            own = said if part and len(set(said)) == 1 else []
            base = (own[-1] if own else "") or self.local.base or ("" if spanned else self.state.frame.base)
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
        period = resolve(mention, day, year_spoken(mention, here, state), ahead)
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
        period = resolve(named, day, year_spoken(named, earlier, self.state)) if named else carried
        return spoken.year_earlier(self.sentence.text, number, period, self.state.rules) or spoken.previous(
            mention, period
        )

    def _beside(self, number: Number) -> tuple[str, Basis] | None:
        """The period of a figure in brackets right behind the period that something is compared with (较一季度（5%）)."""
        day = self.state.day
        told = self._aside(number)
        if told is None or day is None:
            return None
        if told.base == "yoy":
            return clauses.year_before(self._period(number, number.end)[0] or self._fallback()), "inferred"
        return (told.base, "inferred") if told.base[:1].isdigit() else None

    def _aside(self, number: Number) -> BaseMention | None:
        """What something is compared with, where a number stands in brackets right behind it: it is that one's own."""
        text = self.sentence.text
        told = [b for b in self.bases if re.fullmatch(r"\s*[（(]\D{0,4}", text[b.end : number.start])]
        return told[-1] if told else None

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
        first = self._first_listed(number, last)
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

    def _shared_base(self, number: Number) -> BaseMention | None:
        """What a number of a list is compared with, where the list takes bases one by one (分别比一季度、上半年…)."""
        text, rules = self.sentence.text, self.state.rules
        last = self._last_listed(number)
        first = self._first_listed(number, last)
        before = [b for b in self.bases if b.end <= self.numbers[first].start and (b.base or b.region)]
        run = before[-(last - first + 1) :]
        if last == first or len(run) != last - first + 1:
            return None
        joint = re.compile(rf"\s*(?:{rules.joiners})\s*", re.IGNORECASE)
        joined = all(joint.fullmatch(text[a.end : b.start]) for a, b in pairwise(run))
        return run[self.numbers.index(number) - first] if joined else None

    def _first_listed(self, number: Number, last: int) -> int:
        """Which number begins the list that a number stands in."""
        first = self.numbers.index(number)
        while first and self._last_listed(self.numbers[first - 1]) == last:
            first -= 1
        return first

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
        end = ends_on(resolve(spoken[-1], day, year_spoken(spoken[-1], here[:-1], self.state)))
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
        if number.start in self.bound and self._over(self.bound[number.start]):
            return ""  # up from 32 in 2025: what is aimed at is compared with it
        if said or not here or self.state.day is None or not here[-1].until or here[-1].now:
            return said
        return "target" if ends_on(resolve(here[-1], self.state.day, here[-1].year, True)) > self.state.day else ""

    def _over(self, mention: Mention) -> bool:
        """Whether a period has ended by the day of the release."""
        day = self.state.day
        return day is not None and ends_on(resolve(mention, day, mention.year)) <= day

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
    if down and value < 0:  # 下降-3.1%: the sign only says once more that it fell
        return value, high
    return (-value, -high if high is not None else None) if down else (value, high)
