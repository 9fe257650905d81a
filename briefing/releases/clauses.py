"""What stands around a number in its clause: its own words, direction, scope and status, and how lists share them
out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefing.releases.grammar import either, elsewhere, says
from briefing.releases.numbers import Number
from briefing.releases.periods import BaseMention, Mention
from briefing.releases.rules import ReadingRules

#: How many characters after a counted number may name what is counted.
_RIGHT = 16

_BLANK = "\0"
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")


@dataclass(frozen=True, slots=True)
class TextBetween:
    """The text between the number before (or the beginning) and a number."""

    text: str
    start: int
    end: int
    bases: tuple[BaseMention, ...]
    mentions: tuple[Mention, ...]
    rules: ReadingRules

    @property
    def whole(self) -> str:
        """All of it, with periods, bases and what is in brackets blanked out."""
        out = list(self.text[self.start : self.end])
        for first, last in (*((b.start, b.end) for b in self.bases), *((m.start, m.end) for m in self.mentions)):
            for at in range(max(first, self.start), min(last, self.end)):
                out[at - self.start] = _BLANK
        return _BRACKETED.sub(lambda m: _BLANK * len(m[0]), "".join(out))

    @property
    def own(self) -> str:
        """The last clause of it: what the figure says of itself."""
        return _after_words(self._clauses()[-1], self.rules)

    @property
    def earlier(self) -> str:
        """The nearest clause before the last one that names anything."""
        told = (clause for clause in reversed(self._clauses()[:-1]) if content(clause, self.rules))
        return _after_words(next(told, ""), self.rules)

    @property
    def clause(self) -> str:
        """The last clause, blanks kept, so that distances are what they are in the text."""
        return self._clauses(_LISTED)[-1]

    def _clauses(self, inside: str = "") -> list[str]:
        """All of it by the marks that end clauses, those ``inside`` them apart."""
        return re.split(_ends(self.rules, inside), self.whole)

    @property
    def joins_only(self) -> bool:
        """Whether nothing but the joint of a list is between this number and the one before."""
        joint = rf"[{_BLANK}\s]*(?:{self.rules.joiners})?[{_BLANK}\s]*"
        return self.start > 0 and re.fullmatch(joint, self.whole) is not None

    @property
    def converts(self) -> bool:
        """Whether the number is right behind the one before, in brackets (7 yuan (about 1 dollar))."""
        return self.start > 0 and bool(re.fullmatch(r"\s*[（(]\w*\s*", self.text[self.start : self.end]))

    @property
    def cumulative(self) -> bool:
        """Whether it is said to be a running total."""
        return says(self.own, self.rules.cumulative) or re.search(self.rules.milestone, self.own) is not None

    @property
    def share(self) -> bool:
        """Whether it says what part of a whole something is."""
        return re.search(self.rules.among, self.text[self.start : self.end], re.IGNORECASE) is not None

    def scope(self, named: Mapping[str, str]) -> str:
        """Return the region its own words speak of: an id, the words for a district, or nothing for the place of the
        release."""
        own = re.sub(self.rules.among, "", self.own)
        own = re.sub(self.rules.geography, "", own, flags=re.IGNORECASE)
        if says(own, set(self.rules.home) - set(self.rules.scopes)):
            return ""
        found = list(re.finditer(either(named), own, re.IGNORECASE))
        if found:
            return next(v for k, v in named.items() if k.casefold() == found[-1][0].casefold())
        if abroad := elsewhere(self.rules).search(own):
            return abroad["place"]
        district = re.search(self.rules.district, own)
        return district[0] if district else ""


def _after_words(clause: str, rules: ReadingRules) -> str:
    """A clause, blanks left out, from the words on that single something out (其中), or that end a list of examples (等)."""
    for word in (*rules.of_which, *rules.examples):
        rest = clause.rpartition(word)[2] if word in clause else clause
        clause = rest if content(rest, rules) else clause
    return clause.replace(_BLANK, "")


def _ends(rules: ReadingRules, inside: str = "") -> str:
    """The marks that end a clause, those ``inside`` one apart."""
    return f"[{re.escape(''.join(mark for mark in rules.clause_marks if mark not in inside))}]"


def same_clause(between: str, rules: ReadingRules) -> bool:
    """Return whether no mark that ends a clause is in a stretch of text."""
    return not set(between) & set(rules.clause_marks)


def segment(text: str) -> str:
    """Return the last part of a text, from the last mark heavier than a comma on."""
    return re.split(r"[；;。]", text)[-1]


def former(text: str, number: Number, following: int, rules: ReadingRules) -> bool:
    """Return whether a number is where something comes from, with where it has come to after it (从16%升至46%), or was said
    before."""
    before = text[max(0, number.start - 8) : number.start].rstrip()
    goes = re.search(rf"(?:{either(rules.level)})\s*$", text[number.end : following]) is not None
    return (goes and before.endswith(rules.comes_from)) or says(
        before + text[number.start : number.start + 1], rules.former
    )


#: Marks that stand inside a list of like things.
_LISTED = "、"


def right_of(text: str, start: int, end: int, rules: ReadingRules) -> str:
    """Return the words after a number, to the end of its clause."""
    window = text[start : min(end, start + _RIGHT * (4 if rules.noun_gap else 1))]
    return re.split(rf"[{re.escape(rules.clause_marks + rules.sentence_ends)}]", window)[0]


def tidy(words: str, rules: ReadingRules) -> str:
    """Return words without what only joins or measures at either end."""
    out = words.replace(_BLANK, " ").strip()
    tail = either(rules.stop_words)
    head = either(word for word in rules.stop_words if len(word) > 1)  # 居民, 对外: a single character may begin a name
    for _ in range(8):
        trimmed = re.sub(rf"^(?:{head})|(?:{tail})$", "", out, flags=re.IGNORECASE).strip(" “”‘’\"'")
        if trimmed == out:
            break
        out = trimmed
    return out


def content(words: str, rules: ReadingRules) -> bool:
    """Return whether words name anything, beyond words that only join or measure."""
    return bool(re.search(r"[\w]{2}", re.sub(_stops(rules), " ", words.replace(_BLANK, " "), flags=re.IGNORECASE)))


@lru_cache(maxsize=16)
def _stops(rules: ReadingRules) -> str:
    moves = (*rules.growth, *rules.decline, *rules.up, *rules.down)
    return either((*rules.stop_words, *moves, *rules.flow, *rules.stock, *rules.home))


def than(text: str, mention: Mention, rules: ReadingRules) -> int:
    """Return where the words begin that make a period one that is compared with (较一季度; than in the first quarter), or
    -1."""
    if mention.now:
        return -1
    beside = re.search(rules.than_with, text[: mention.start], re.IGNORECASE)
    if beside and not mention.counted and re.match(rules.than_after, text[mention.end :], re.IGNORECASE):
        return beside.start("word" if "word" in beside.re.groupindex else 0)
    gap = rf"(?:\s+(?:{either(rules.than_gap)}))*"
    match = re.search(rf"(?P<word>{either(rules.than)}){gap}\s*$", text[: mention.start], re.IGNORECASE)
    stretch = mention.shape in ("days", "months", "years")  # from January to May
    if match is None or (stretch and match["word"].casefold() in rules.comes_from):
        return -1
    return match.start()


def compared(
    text: str, mentions: Sequence[Mention], bases: Sequence[BaseMention], rules: ReadingRules
) -> dict[Mention, int]:
    """Return where the words begin by which each period is one that is compared with, or -1; also those of a list of periods
    that one such word opens (分别比一季度、上半年提升…; 较去年同期、去年全年分别加快…)."""
    ends = {b.end for b in bases}
    found: dict[Mention, int] = {}
    for mention in mentions:
        at = than(text, mention, rules)
        joined = any(rules.joint.fullmatch(text[end : mention.start]) for end in ends if end <= mention.start)
        if at < 0 and joined and re.search(rules.distribute, clause_around(text, mention.start, rules)):
            at = mention.start
        if at >= 0:
            ends.add(mention.end)
        found[mention] = at
    return found


def clause_around(text: str, at: int, rules: ReadingRules) -> str:
    """Return the clause a place of a text is in; the marks inside a list end none."""
    marks = _ends(rules, _LISTED)
    return re.split(marks, text[:at])[-1] + re.split(marks, text[at:])[0]


def aside(text: str, start: int, between: int) -> bool:
    """Return whether what begins at a place is in brackets that close before another (比全市（8.1%）低…)."""
    return bool(re.match(r"[^（(]*[)）]", text[start:between])) and bool(re.search(r"[（(][^)）]*$", text[:start]))


def near(between: str) -> bool:
    """Return whether words of comparison still belong to a number, by what is between the two."""
    return not re.search(r"[；;。]", between) and (len(between) <= 8 or not re.search(r"[，,]", between))


def units_for(number: Number, mine: str, right: str, rules: ReadingRules) -> tuple[str, ...]:
    """Return the units a number may have, the likeliest first: by the noun that is counted, or the measure its own words
    name."""
    if not number.units:
        counted = next(((unit,) for noun, unit in rules.counted.items() if says(mine, (noun,))), None)
        return counted or next((units for word, units in rules.unit_in_subject.items() if word in mine), ())
    behind = [(right.find(noun), unit) for noun, unit in rules.counted.items() if noun in right]
    before = [(mine.rfind(noun) + len(noun), unit) for noun, unit in rules.counted.items() if noun in mine]
    if len(number.units) == 1 or number.coded or not (behind or before):
        return number.units
    best = min(behind)[1] if behind else max(before)[1]
    return (best, *(u for u in number.units if u != best))


def change_of(
    number: Number, stretch: TextBetween, right: str, family: str, compared: bool, rules: ReadingRules
) -> tuple[bool, bool]:
    """Return whether a number says how much something changed, and whether it fell."""
    if number.rank or number.value is None:
        return False, False
    if number.multiple:
        return True, False
    clause = stretch.clause
    behind = _after(right, rules)
    named = re.search(rf"(?:{either(rules.growth)})[{_BLANK}\s]+\w+\s*$", clause, re.IGNORECASE)
    direction = behind if behind and named else _direction(clause, rules) or behind  # the growth rate was 0.1 lower
    if direction:
        return (family in OF_CHANGE or compared), direction == "down"
    if family == "percent" and says(clause, (*rules.growth, *rules.decline)):
        return True, says(clause, rules.decline)
    base_before = compared and re.search(rf"{_BLANK}\s*$", clause)
    return bool(base_before) and family in OF_CHANGE, False


#: Families of the figures that say how much something changed, where words of change precede them.
OF_CHANGE = frozenset({"percent", "percentage-point", "multiple"})


def _direction(clause: str, rules: ReadingRules) -> str:
    last = [*re.finditer(either((*rules.up, *rules.down)), clause, re.IGNORECASE)][-1:]
    if not last or re.search(rf"(?:{either(rules.no_change)})$", clause[: last[0].end()], re.IGNORECASE):
        return ""
    gap = re.sub(rf"[{_BLANK}\s]+", " ", clause[last[0].end() :])
    gap = re.sub(rf"^(?:\s?(?:{either(rules.change_gap)}))+", "", gap, flags=re.IGNORECASE).strip()
    if gap and not re.fullmatch(rules.distribute, gap):
        return ""
    return "down" if last[0][0].casefold() in {w.casefold() for w in rules.down} else "up"


def adds(clause: str, rules: ReadingRules) -> bool:
    """Return whether a number right after a clause says by how much something rose or fell, not where it is."""
    return bool(_direction(clause, rules))


def direction_start(text: str, start: int, end: int, rules: ReadingRules) -> int:
    """Return where the word of change right before a number begins, or the number itself."""
    pattern = re.compile(either((*rules.up, *rules.down)), re.IGNORECASE)
    found = [m.start() for m in pattern.finditer(text, start, end)]
    return found[-1] if found and end - found[-1] <= _RIGHT else end


def moves(right: str, rules: ReadingRules) -> bool:
    """Return whether the words right behind a number say that something rose or fell by it."""
    return bool(_after(right, rules))


def _after(right: str, rules: ReadingRules) -> str:
    match = re.match(rf"\s*(?P<word>{either(rules.change_after)})", right, re.IGNORECASE)
    return "" if match is None else "down" if match["word"].casefold() in rules.down else "up"


def subordinate(text: str, at: int, rules: ReadingRules) -> bool:
    """Return whether a place is in a clause that only adds to the sentence (其中, in brackets)."""
    return says(segment(text[:at]), rules.subordinate)


def status_at(text: str, at: int, rules: ReadingRules) -> str:
    """Return what a sentence says of a figure at a place: a target holds to the end of its sentence, the rest to the end of its
    clause."""
    before = text[:at]
    for status, words in rules.status.items():
        told = [m.end() for m in re.finditer(either(words), before, re.IGNORECASE)]
        if told and (status == "target" or not re.search(r"[；;。，,]", before[told[-1] :])):
            return status
    return ""


def falls(clause: str, rules: ReadingRules, short: bool = True) -> bool:
    """Return whether a word of falling is right before a sum or a count (减少1779亿美元): it counts what went. ``short``:
    also a word of a single character, which before a count may be part of a name (起降3架次)."""
    words = either(w for w in rules.down if short or len(w) > 1)
    said = re.search(rf"(?:{words})[^\w]*(?:{either(rules.change_gap)})?[^\w]*$", clause, re.IGNORECASE)
    return said is not None and _direction(clause, rules) == "down"


def period_before(base: str, period: str) -> str:
    """Return a base that only says “the period before” as the base of the period it is said of: a quarter's is the quarter
    before."""
    if base != "previous":
        return base
    months = re.fullmatch(r"[0-9]{4}-(0[147]|10)/[0-9]{4}-(0[369]|12)", period)
    return "qoq" if months and int(months[2]) - int(months[1]) == 2 else "mom"


def year_before(period: str, years: int = 1) -> str:
    """Return the same period a year, or some years, earlier."""
    return re.sub(r"(?<![0-9-])[0-9]{4}(?=-|/|$)", lambda m: str(int(m[0]) - years), period)


def leads(between: str, rules: ReadingRules) -> bool:
    """Return whether words of comparison stand right before a number, with nothing but a word of change between (a year-on-year
    increase of 14.4 percent)."""
    change = either((*rules.up, *rules.down, *rules.growth, *rules.decline))
    return bool(re.fullmatch(rf"\s*(?:(?:{change})|(?:{either(rules.change_gap)})|\s)*", between, re.IGNORECASE))


def unbracketed(text: str) -> str:
    """Return a text without what is in brackets."""
    return _BRACKETED.sub("", text)


def left(text: str, mention: Mention, number: Number, rules: ReadingRules) -> bool:
    """Return whether a period is where a change comes from, and a number is where it has come to (由2022年…增加到…)."""
    comes = text[: mention.start].rstrip().endswith(rules.comes_from)
    turn = rf"(?:{either((*rules.up, *rules.down))})(?:{either(rules.level)})"
    return comes and re.search(turn, text[mention.end : number.start]) is not None
