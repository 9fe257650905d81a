"""The figures of one sentence, from left to right: what each number says, with what it is compared with and its period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from briefing.releases import clauses, implied_periods
from briefing.releases.comparisons import Comparing
from briefing.releases.dating import Dating
from briefing.releases.figure import Figure
from briefing.releases.grammar import region_words
from briefing.releases.numbers import Number
from briefing.releases.periods import BaseMention, ends_on

#: How far back in its passage a figure looks for words.
_REACH = 2000


#: Families of what may be told by how much it fell (减少150小时).
_MOVED = frozenset({"currency", "count", "area", "duration"})


class SentenceFigures(Comparing, Dating):
    """The figures of one sentence, from left to right."""

    def figures(self) -> Iterator[Figure]:
        """Yield every figure, leaning on those before it."""
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
        """Return one number as a figure: ``start`` is where the number before it ends, ``following`` where the next one
        begins."""
        rules, text, state = self.state.rules, self.sentence.text, self.state
        stretch = clauses.Stretch(text, start, number.start, self.bases, self.mentions, rules)
        listed = before is not None and stretch.joins_only
        right = clauses.right_of(text, number.end, following, rules)
        own, clause = stretch.own.removeprefix(self.taken), stretch.clause.replace("\0", "").removeprefix(self.taken)
        family = self._family(number)
        base, change, down = self._change(number, stretch, right, following, before if listed else None, before)
        self._remember_lasting(base)
        fallen = family in _MOVED and clauses.falls(stretch.clause, rules, family == "currency")
        value, high = _signed(number, change or fallen, down)
        self.mention, self.until = "", False
        period, basis = self._beside(number) or self._period(number, number.end + len(right))
        of = period or self._fallback()
        base = replace(base, base=clauses.period_before(implied_periods.same_period(base, of), of))
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
        if "place" in units and rules.place_words and re.search(rules.place_words, stretch.clause.strip("\0 ")):
            units = ("place",)  # 前移1位
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
