"""The figures of one sentence, from left to right: what each number says, with what it is compared with and its period;
and how the lists of the sentence share out what they say (分别; A、B均达; A、B机构数量居第一)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, takewhile

from briefing.releases import clauses, dating
from briefing.releases.clauses import content, right_of, tidy
from briefing.releases.comparisons import Comparing
from briefing.releases.dating import Dating
from briefing.releases.figure import Figure
from briefing.releases.grammar import either, ends_in, region_words, says
from briefing.releases.numbers import Number
from briefing.releases.periods import NO_BASE, ends_on
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
        end, rules, text = self.begins, self.state.rules, self.sentence.text
        closes = re.compile(rf"(?:\s\w+|\w?)[{re.escape(rules.clause_marks)}]")
        opens = [b for b in self.bases if b.base and closes.match(text, b.end)]
        self.local.base = next((b.base for b in opens if b.base in rules.lasting), self.local.base)  # 与上年比，…
        self.earlier, self.local.said = self.local.said, self.said  # 其中 at the beginning is of the sentence before
        comma = re.compile(r"(?!)" if rules.after else r"\w?[，,]")  # 从环比看，…；与上年比较，…
        self.opening = tuple(b for b in opens if b.base not in rules.lasting or comma.match(text, b.end))
        starts = [*(number.start for number in self.numbers), len(text)]
        for index, number in enumerate(self.numbers):
            figure = self.figure(number, end, starts[index + 1], before, len(self.state.figures) + index)
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
        stretch = clauses.TextBetween(text, start, number.start, self.bases, self.mentions, rules)
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
            period, basis = clauses.year_before(of), "inferred"
            change, base = False, NO_BASE
        if period and re.match(rules.target_of_year, text[number.end :], re.IGNORECASE):
            period = str(ends_on(period).year)  # what a half-year is held against is the target of its year
        counted = family == "count" and not number.rank
        self.taken = right if counted else ""
        mine = own + (right if counted or not (change or content(own, rules)) else "")
        if not change and not content(mine, rules):
            mine = stretch.earlier + mine
        named = content(mine, rules)
        if before is None and change and not named:
            before = self.local.last  # a rate that names nothing is that of the sentence before
        units = clauses.units_for(number, mine, right, rules)
        subject, follows = tidy(mine, rules) if named else "", -1
        if before is not None:
            lead = before.change and base.region and not base.base
            follows = before.number if stretch.share or lead or not named else -1
            subject = subject if named else before.subject
            units = units or (before.units if change else ())
        if "place" in units and re.search(rules.place_words, stretch.clause.strip("\0 ")):
            units = ("place",)  # 前移1位
        recent = family == "duration" and number.wording in rules.recent
        return Figure(
            count,
            self.sentence.passage.line(self.sentence.start + number.start),
            text.strip(),
            number.text,
            value,
            number.quantum,
            number.decimals,
            units,
            None if recent else number.qualifier,
            "" if recent else number.wording,
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
            text[: number.start],
            self.sentence.passage.text[max(0, self.sentence.start - _REACH) : self.sentence.start],
            state.headings,
            stretch.scope(region_words(state.language, rules)),
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
            running=family == "duration" and ends_in(stretch.own, rules.running),
            mention=self.mention,
            printed=text[self._begins(number, start, change) : number.end],
            until=self.until,
            family=family,
            increment=not change and clauses.adds(stretch.clause, rules),
            converted=before is not None and before.family == family == "currency" and stretch.converts,
        )

    def _begins(self, number: Number, start: int, change: bool) -> int:
        """Where the wording of a figure begins: with its base and direction where it is a change, else with the
        number."""
        if not change or self.state.rules.after:
            return number.start
        text = self.sentence.text
        here = [b for b in self.bases if start <= b.start < number.start and clauses.near(text[b.end : number.start])]
        return here[-1].start if here else clauses.direction_start(text, start, number.start, self.state.rules)


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
        if run > 1 and re.search(rules.distribute, told, re.IGNORECASE):
            named = _parts(left, run, rules)
            led_by = [f for f in out if f.follows < 0][-run:]  # the figures right before that have words of their own
            led_by = led_by if len(led_by) == run else []
            parts = named or (parts if len(parts) == run else ()) or tuple(f.subject for f in led_by)
            for offset in range(run):
                part = parts[offset] if len(parts) == run else figures[index].subject
                led = led_by[offset].number if led_by and not named else -1
                out.append(_with(figures[index + offset], part, led))
            index += run
            continue
        each = _each(figures[index], left, rules)
        out += [_with(figures[index], part, -1) for part in each] if len(each) > 1 else [figures[index]]
        index += 1
    moved = {f.number: first + i for i, f in reversed([*enumerate(out)])}
    return [
        replace(f, number=first + i, follows=f.follows if f.follows < first else moved.get(f.follows, -1))
        for i, f in enumerate(out)
    ]


def _run(figures: list[Figure], spans: Sequence[tuple[int, int]], text: str, index: int, rules: ReadingRules) -> int:
    """How many figures from one on stand in a list."""
    joint = rf"\s*(?:{rules.joiners})\s*(?:{either((*rules.up, *rules.down))})?\s*"
    between = (text[end:start] for (_, end), (start, _) in pairwise(spans[index : len(figures)]))
    return 1 + sum(1 for _ in takewhile(lambda words: re.fullmatch(joint, words, re.IGNORECASE), between))


def _parts(left: str, run: int, rules: ReadingRules) -> tuple[str, ...]:
    """What the words before 分别 name one by one."""
    head = re.split(rules.distribute, left, flags=re.IGNORECASE)[0]
    clause = re.split(r"[，,；;：:。]", head)[-1]
    if parts := next((parts for parts in _compounds(clause, rules) if len(parts) == run), ()):
        return parts
    named = _named(clause, rules.joiners, rules)
    return _with_tail(named[-run:], rules) if len(named) >= run else ()


def _compounds(clause: str, rules: ReadingRules) -> Iterator[tuple[str, ...]]:
    """What a clause says of each part of what one word in it stands for."""
    for word, parts in rules.compounds.items():
        if word in clause:
            yield tuple(tidy(clause.replace(word, part), rules) for part in parts)


def _named(clause: str, joints: str, rules: ReadingRules) -> tuple[str, ...]:
    """The parts of a clause between its joints that name anything."""
    named = (tidy(part, rules) for part in re.split(joints, clause))
    return tuple(part for part in named if content(part, rules))


def _with_tail(parts: tuple[str, ...], rules: ReadingRules) -> tuple[str, ...]:
    """The parts of a list whose last alone says what is measured of them all (手机、汽车、摩托车出口额), each with that."""
    measured = either((*rules.flow, *rules.stock))
    tail = re.search(rf"(?<=\w)(?:{measured})\w{{0,2}}$", parts[-1]) if not rules.after else None
    if tail is None or tail.start() == 0 or any(re.search(measured, part) for part in parts[:-1]):
        return parts
    return (*(part + tail[0] for part in parts[:-1]), parts[-1])


def _each(figure: Figure, left: str, rules: ReadingRules) -> tuple[str, ...]:
    """The things one figure is said of."""
    clause = re.split(r"[，,；;：:。]", left)[-1]
    said = says(clause, rules.each)
    if not (said or (figure.rank and figure.value is not None)):
        return ()
    named = _named(clause, "、" if figure.rank else rules.joiners, rules)
    if len(named) > 1 or not said:
        return named
    return next(_compounds(clause, rules), ())


def _with(figure: Figure, part: str, led: int) -> Figure:
    return replace(figure, subject=part, own=part, clause=part, context="", follows=led) if part else figure
