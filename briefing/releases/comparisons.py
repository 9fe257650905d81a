"""What each number of a sentence is compared with, and whether it says how much something changed."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from briefing.releases import clauses, dating
from briefing.releases.dating import SentenceReading, year_spoken
from briefing.releases.figure import Figure
from briefing.releases.grammar import either, ends_in, is_either, says
from briefing.releases.numbers import Number
from briefing.releases.periods import NO_BASE, BaseMention, resolve


class Comparing(SentenceReading):
    """What each number is compared with."""

    def _change(
        self,
        number: Number,
        stretch: clauses.TextBetween,
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
        elided = self.changed if family in clauses.OF_CHANGE and ends_in(stretch.clause, rules.elided) else None
        if elided is None and before is not None and before.change and before.units[:1] == number.units[:1]:
            at = self.numbers.index(number)
            beside = at > 0 and dating.is_parallel_rate(self.sentence.text, self.numbers[at - 1], number, rules)
            elided = before if beside and family in clauses.OF_CHANGE else None
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
            down = down or says(base.text, rules.behind)
        if change and not base.base and not base.region:
            base = opened or self._carried_base(before, family, number)
        if not change:
            base = replace(base, base="")
        elif family in clauses.OF_CHANGE and base.base:
            self.said.append(base.base)
        return base, change, down

    def _changes(
        self, number: Number, stretch: clauses.TextBetween, right: str, following: int, compared: bool
    ) -> tuple[bool, bool]:
        """Whether a number says how much something changed, and whether it fell; its words of change may be behind
        those of comparison (a 30 percent year-on-year fall)."""
        rules, text, family = self.state.rules, self.sentence.text, self._family(number)
        rated = dating.rate_base_after(text, number, self.bases, rules) if family == "percent" and rules.after else None
        behind = clauses.right_of(text, rated.end, following, rules) if rated else right
        change, down = clauses.change_of(number, stretch, behind, family, compared, rules)
        return change or rated is not None, down

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
        before_it = [b for b in self.bases if start <= b.start and b.end <= number.start]
        after_it = [b for b in self.bases if number.end <= b.start]
        here = [b for b in before_it if clauses.near(text[b.end : number.start])]
        if self.state.rules.after:
            behind = [b for b in after_it if b.start < until or not text[number.end : b.start].strip(" ,")]
            behind = behind or self._beyond_level(number) or self._from_level(number) or self._told_twice(number)
            closing = self.numbers[self._last_listed(number)]
            if not behind and closing is not number and closing.units[:1] == number.units[:1]:
                behind = self._right_behind(closing)  # 11.2, 8.2 and 3.9 percent from the previous year
            here = behind or [
                b
                for b in here
                if not (start and clauses.same_clause(text[start : b.start], self.state.rules))
                or clauses.leads(text[b.end : number.start], self.state.rules)
            ]
        elif not here and self._rated(number):
            here = before_it[-1:]
        elif not here and clauses.moves(text[number.end : until], self.state.rules):  # 8%以上的年均增速
            here = [b for b in after_it if b.start < until]
        if here:
            named = [b for b in here if not b.region] or here
            if here[-1].region and number.units[:1] == ("percentage-point",):
                return here[-1]  # a lead over another place is none over another time
            return replace(named[-1], region=next((b.region for b in here if b.region), ""))
        if before is not None:
            return BaseMention(0, 0, "", before.base, before.base_region)
        return NO_BASE

    def _of_the_year_before(self, number: Number) -> bool:
        """Whether the words right before a number say that it is of the same period a year earlier."""
        words, before = self.state.rules.of_the_year_before, self.sentence.text[: number.start]
        return re.search(rf"(?:{words})\s*$", before, re.IGNORECASE) is not None

    def _rated(self, number: Number) -> bool:
        """Whether a number is reported as the rate (降幅, 增速) of a change that the clause before speaks of."""
        rules, segment = self.state.rules, clauses.segment(self.sentence.text[: number.start])
        said = either((*rules.growth, *rules.decline))
        return re.search(rf"[，,](?:{said})[^，,0-9]{{0,6}}$", segment, re.IGNORECASE) is not None

    def _next(self, number: Number) -> Number | None:
        return next((n for n in self.numbers if n.start >= number.end), None)

    def _right_behind(self, number: Number) -> list[BaseMention]:
        """The words of comparison in the clause behind a number."""
        text = self.sentence.text
        ends = number.end + len(clauses.right_of(text, number.end, len(text), self.state.rules))
        return [b for b in self.bases if number.end <= b.start < ends]

    def _beyond_level(self, number: Number) -> list[BaseMention]:
        """The base of a change behind the level that it led to (fell 1.1 percent to 2.5 trillion from June 30)."""
        following = self._next(number)
        if following is None or not is_either(self.sentence.text[number.end : following.start], self.state.rules.level):
            return []
        return self._right_behind(following)

    def _from_level(self, number: Number) -> list[BaseMention]:
        """The base of a rate whose level at that time follows it (14 percent from 30 billion in the same period
        last year; 7 percent compared with 5 billion in May)."""
        text, day = self.sentence.text, self.state.day
        following = self._next(number)
        if day is None or self._family(number) not in clauses.OF_CHANGE or following is None:
            return []
        if not dating.is_earlier_level(text, number, following, self.state.rules):
            return []
        if dating.year_earlier(text, following, str(day.year), self.state.rules):
            return [BaseMention(number.end, number.end, "", "yoy")]
        mention = self.bound.get(following.start)
        if mention is None or mention.shape in ("previous-month", "previous-quarter"):
            return []
        earlier = [m for m in self.mentions if m.end <= number.start]
        period = resolve(mention, day, year_spoken(mention, earlier, self.state))
        return [BaseMention(number.end, number.end, "", period)]

    def _told_twice(self, number: Number) -> list[BaseMention]:
        """The base of a sum by which something changed, behind the rate that tells the same change (an increase of 1.2
        billion and up by 6 percent from the beginning of the year)."""
        text, rules = self.sentence.text, self.state.rules
        following = self._next(number)
        if following is None or self._family(number) in clauses.OF_CHANGE or self._family(following) != "percent":
            return []
        moved = rf"\s*(?:{rules.joiners})\s*(?:or\s+)?(?:{either((*rules.up, *rules.down))})(?:\s+by|\s+of)?\s*"
        same = re.fullmatch(moved, text[number.end : following.start], re.IGNORECASE)
        return self._right_behind(following) if same and clauses.adds(text[: number.start], rules) else []

    def _opened(self, number: Number) -> BaseMention | None:
        """The base that the part of the sentence a number is in was opened with."""
        text = self.sentence.text
        said = [b for b in self.opening if b.end <= number.start and not re.search("[；;]", text[b.end : number.start])]
        return said[-1] if said else None

    def _carried_base(self, before: Figure | None, family: str, number: Number) -> BaseMention:
        """A change without a base of its own takes that of the change before it; a rate also the one of its sentence
        where it is a part (其中) of what that is said of, or one that holds on in its passage or article, unless it
        is of a span of years. How far a rate has moved says nothing of the next rate where one holds on."""
        moved = before is not None and before.unit == "percentage-point" and number.units[:1] == ("percent",)
        base = before.base if before is not None and before.change and not (moved and self.local.base) else ""
        if ends_in(self.sentence.text[: number.start], self.state.rules.acts):
            return NO_BASE  # 利率下调25个基点: somebody set it
        if not base and family in clauses.OF_CHANGE:
            here = [m for m in self.mentions if m.end <= number.start][-1:] or self.mentions
            spanned = any(m.since or m.shape == "years" for m in here)
            part = re.search(either(self.state.rules.of_which), self.sentence.text[: number.start], re.IGNORECASE)
            begins = part is not None and not self.sentence.text[: part.start()].strip()
            said = self.said or self.earlier if begins else self.said
            base = said[-1] if part and len(set(said)) == 1 else ""
            if not number.multiple:  # 翻一番: seldom within one year
                base = base or self.local.base or ("" if spanned else self.state.frame.base)
        return BaseMention(0, 0, "", base)

    def _remember_lasting(self, base: BaseMention) -> None:
        """Remember a base that holds on for the rates after it."""
        rules = self.state.rules
        if base.base in rules.lasting:
            self.local.base = base.base
            if not any(m.since or m.shape == "years" for m in self.mentions):
                self.state.frame.base = base.base

    def _shared_base(self, number: Number) -> BaseMention | None:
        """What a number of a list is compared with, where the list takes bases one by one (分别比一季度、上半年…)."""
        first, last = self._listed(number)
        before = [b for b in self.bases if b.end <= self.numbers[first].start and (b.base or b.region)]
        run = before[-(last - first + 1) :]
        if last == first or len(run) != last - first + 1:
            return None
        joint = self.state.rules.joint
        joined = all(joint.fullmatch(self.sentence.text[a.end : b.start]) for a, b in pairwise(run))
        return run[self.numbers.index(number) - first] if joined else None
