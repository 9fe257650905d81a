"""The figures of one sentence, from left to right: what each number says, with what it is compared with and its period;
and how the lists of the sentence share out what they say (分别; A、B均达; A、B机构数量居第一)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from briefing.releases import clauses, dating
from briefing.releases.clauses import content, right_of, tidy
from briefing.releases.comparisons import Comparing
from briefing.releases.dating import Dating
from briefing.releases.figure import Figure
from briefing.releases.grammar import either, region_words
from briefing.releases.numbers import Number
from briefing.releases.periods import BaseMention, ends_on
from briefing.releases.rules import ReadingRules

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
        base = replace(base, base=clauses.period_before(dating.same_period(base, of), of))
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


def distributed(
    figures: list[Figure], text: str, spans: Sequence[tuple[int, int]], rules: ReadingRules, first: int
) -> list[Figure]:
    """Return the figures of a sentence with what a list shares out (分别; A、B均达; A、B机构数量居第一): each its own subject.
    A figure that stands for several things becomes one figure for each."""
    out: list[Figure] = []
    index, parts = 0, ()  # type: int, tuple[str, ...]
    starts = [s for s, _ in spans]
    while index < len(figures):
        run = _run(figures, spans, text, index, rules)
        left = text[spans[index - 1][1] if index else 0 : starts[index]]
        told = left + right_of(text, spans[index + run - 1][1], len(text), rules)
        if rules.distribute and re.search(rules.distribute, told, re.IGNORECASE) and run > 1:
            named = _parts(left, run, rules)
            led_by = _leading(out, run)
            parts = named or (parts if len(parts) == run else ()) or tuple(f.subject for f in led_by)
            for offset in range(run):
                part = parts[offset] if len(parts) == run else figures[index].subject
                led = led_by[offset].number if not named and len(led_by) == run else -1
                out.append(_with(figures[index + offset], part, led))
            index += run
            continue
        each = _each(figures[index], left, rules)
        out += [_with(figures[index], part, -1) for part in each] if len(each) > 1 else [figures[index]]
        index += 1
    return [replace(f, number=first + i, follows=_moved(f.follows, out, first)) for i, f in enumerate(out)]


def _moved(follows: int, out: list[Figure], first: int) -> int:
    """The number a followed figure has after sharing out."""
    if follows < first or follows < 0:
        return follows
    return next((first + i for i, f in enumerate(out) if f.number == follows), -1)


def _run(figures: list[Figure], spans: Sequence[tuple[int, int]], text: str, index: int, rules: ReadingRules) -> int:
    count = 1
    while index + count < len(figures):
        between = text[spans[index + count - 1][1] : spans[index + count][0]]
        if not re.fullmatch(
            rf"\s*(?:{rules.joiners})\s*(?:{either((*rules.up, *rules.down))})?\s*", between, re.IGNORECASE
        ):
            break
        count += 1
    return count


def _parts(left: str, run: int, rules: ReadingRules) -> tuple[str, ...]:
    """What the words before 分别 name one by one."""
    head = re.split(rules.distribute, left, flags=re.IGNORECASE)[0]
    clause = re.split(r"[，,；;：:。]", head)[-1]
    for word, parts in rules.compounds.items():
        if word in clause and len(parts) == run:
            return tuple(tidy(clause.replace(word, part), rules) for part in parts)
    named = [tidy(part, rules) for part in re.split(rules.joiners, clause)]
    named = [part for part in named if content(part, rules)]
    return _with_tail(tuple(named[-run:]), rules) if len(named) >= run else ()


def _with_tail(parts: tuple[str, ...], rules: ReadingRules) -> tuple[str, ...]:
    """The parts of a list whose last alone says what is measured of them all (手机、汽车、摩托车出口额), each with that."""
    measured = either((*rules.flow, *rules.stock))
    tail = re.search(rf"(?<=\w)(?:{measured})\w{{0,2}}$", parts[-1]) if not rules.after else None
    if tail is None or tail.start() == 0 or any(re.search(measured, part) for part in parts[:-1]):
        return parts
    return (*(part + tail[0] for part in parts[:-1]), parts[-1])


def _leading(figures: list[Figure], run: int) -> list[Figure]:
    """The figures right before that have words of their own, as many as there are to share out."""
    last = [f for f in figures if f.follows < 0][-run:]
    return last if len(last) == run else []


def _each(figure: Figure, left: str, rules: ReadingRules) -> tuple[str, ...]:
    """The things one figure is said of."""
    clause = re.split(r"[，,；;：:。]", left)[-1]
    said = re.search(either(rules.each), clause, re.IGNORECASE) is not None
    if not (said or (figure.rank and figure.value is not None)):
        return ()
    named = [tidy(part, rules) for part in re.split("、" if figure.rank else rules.joiners, clause)]
    named = [part for part in named if content(part, rules)]
    if len(named) > 1 or not said:
        return tuple(named) if len(named) > 1 else ()
    for word, parts in rules.compounds.items():
        if word in clause:
            return tuple(tidy(clause.replace(word, part), rules) for part in parts)
    return ()


def _with(figure: Figure, part: str, led: int) -> Figure:
    return replace(figure, subject=part, own=part, clause=part, context="", follows=led) if part else figure
