"""Checks of the English as writing: what is left of the Chinese, marks, spaces, spelling, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from briefing.review.lint import MARK, Finding, Found, Length, LintRules, Pair, finding

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_FULL_WIDTH = re.compile(r"[\uff01-\uff5e\u3000-\u3003\u3008-\u3011\u3014-\u301b\uffe0-\uffe6]+|——|……")
_DOUBLED = re.compile(r"\b([A-Za-z]+)[ \u00a0]+\1\b", re.IGNORECASE)
_SPACES = re.compile(
    r"[ \u00a0]{2,}|^[ \t]|[ \t]$|[ \u00a0](?:[,;!?)\]”]|[.:](?!\w))|[(\[“][ \u00a0]|[a-z][,;][A-Za-z]"
)
_NAME = re.compile(r"[A-Z][\w’-]*(?: (?:of|and|the|for) [A-Z][\w’-]*| [A-Z][\w’-]*)*")
#: Below so many characters a name may become a whole line.
_SHORTEST = 4
_STOPS_ALL = "。！？：；!?:;"
#: The length of a translation written as the source is.
ALIKE = Length.model_validate({"from": 10, "low": "0.5", "high": "2", "short_high": "4"})
_STOPS = "。！？；!?;"
_CLOSING = "”’\"')）]】》」』"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def check_presence(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that something is there, and that it is not the source again."""
    if not pair.source.strip():
        return
    if not pair.target:
        yield "review-untranslated", {}
    elif not pair.target.strip(" \u00a0\u3000\t\r\n"):
        yield "review-empty", {}
    elif not rules.alike and pair.target.strip() == pair.source.strip() and _HAN.search(pair.source):
        yield "review-identical", {}


#: Fewer words than these tell nothing of a language; a passage of which a smaller share is known is in another one.
_ENOUGH_WORDS, _KNOWN_SHARE = 6, Decimal("0.25")


def check_language(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that the translation is in the language it is for: some of its words are known. Names, with their capitals, do not
    count."""
    if not rules.words.common or rules.alike:
        return
    written = re.findall(r"(?<![\w’'-])[^\W\d_]+", re.sub(r"\S+[./@]\S+", " ", pair.target_text))
    words = [w for w in written if w.islower() and len(w) > 1]
    known = sum(w in rules.known_words or w.removesuffix("s") in rules.known_words for w in words)
    if len(words) >= _ENOUGH_WORDS and known < len(words) * _KNOWN_SHARE:
        yield "review-language", {"language": rules.tag, "found": " ".join(words[:6])}


def check_remarks(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that nothing is left that somebody meant to see to before the text goes out."""
    for pattern in rules.words.remarks:
        match = re.search(pattern, pair.target_text)
        if match and not re.search(pattern, pair.source_text):
            yield "review-remark", {"found": match[0]}
            return


def check_script(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that there are no Chinese characters and no full-width marks, but for a name's characters where the glossary has
    them printed."""
    if rules.alike or pair.target.strip() == pair.source.strip():
        return
    text = pair.target_text
    for term in rules.glossary.terms.values():
        if term.characters:
            quoted = re.search(r"“([^”]+)”", term.key)
            for name in (term.key, quoted[1] if quoted else ""):
                text = text.replace(name, MARK) if name else text
    if found := _HAN.findall(text):
        yield "review-chinese-left", {"found": "、".join(dict.fromkeys(found))}
    if found := _FULL_WIDTH.findall(text):
        yield "review-full-width", {"found": " ".join(dict.fromkeys(found))}


def check_spaces(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that there is no word twice, no space too many or too few."""
    for match in _DOUBLED.finditer(pair.target_text):
        if match[1].lower() not in rules.words.repeatable and len(match[1]) > 1:
            yield "review-doubled-word", {"found": match[0]}
    text = (
        pair.target_text.strip(" \u00a0") if pair.domain == "house" else pair.target_text
    )  # joining words bring their spaces
    if space := _SPACES.search(text):
        start = max(0, space.start() - 12)
        yield "review-space", {"found": text[start : space.end() + 12].strip("\n")}


def check_pairs_of_marks(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that quotation marks and brackets open and close."""
    text = pair.target_text
    if text.count("“") != text.count("”") or text.count('"') % 2:
        yield "review-quotes", {}
    open_: list[str] = []
    listed = re.sub(r"(?:(?<=^)|(?<=[\s;,]))(?:[0-9]{1,2}|[a-z]|[ivx]{1,4})\)", MARK, text)  # 1) a) ii) in lists
    for sign in listed:
        if sign in _BRACKETS.values():
            open_.append(sign)
        elif sign in _BRACKETS and (not open_ or open_.pop() != _BRACKETS[sign]):
            open_.append("!")
            break
    if open_:
        yield "review-brackets", {}


def check_end(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that the translation ends as the source does: with a stop or without one."""
    zh, en = pair.source_text.rstrip().rstrip(_CLOSING), pair.target_text.rstrip().rstrip(_CLOSING)
    if not zh or not en or en[-1] == MARK or zh[-1] == MARK:
        return
    if rules.alike:
        if (zh[-1] in _STOPS_ALL or en[-1] in _STOPS_ALL) and zh[-1] != en[-1]:
            yield "review-end", {"zh": zh[-1], "en": en[-1]}
        return
    last = en.rsplit(" ", 1)[-1].rstrip(".")
    if zh[-1] in "。！？!?" and en[-1] not in ".!?…;:":
        yield "review-end", {"zh": zh[-1], "en": en[-1]}
    elif en[-1] == "." and zh[-1] not in "。！？.…!?；;" and last not in rules.words.abbreviations and len(last) > 1:
        yield "review-end", {"zh": zh[-1], "en": "."}
    elif (zh[-1] in "？?" and en[-1] == ".") or (zh[-1] in "：:") != (en[-1] == ":"):
        yield "review-end", {"zh": zh[-1], "en": en[-1]}


def check_length(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that the text is neither much shorter nor much longer than a translation is."""
    bounds = ALIKE if rules.alike and "length" not in rules.words.model_fields_set else rules.words.length
    zh, en = (re.sub(rf"{MARK}|https?://\S+", "", text).strip() for text in (pair.source_text, pair.target_text))
    source, target = len(zh), len(en)
    if source < _SHORTEST or not target:
        return
    ratio = Decimal(target) / Decimal(source)
    low, high = (bounds.low, bounds.high) if source >= bounds.start else (Decimal(0), bounds.short_high)
    if not low <= ratio <= high:
        yield "review-length", {"source": source, "target": target}


def check_sentences(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that no sentence is left out and none added."""
    if rules.alike:
        first, second = (len(re.findall(r"[。！？!?]+", text)) for text in (pair.source_text, pair.target_text))
        if first != second:
            yield "review-sentences", {"source": first, "target": second}
        return
    source = len(re.findall(r"[。！？!?；]+", pair.source_text.rstrip(_CLOSING + _STOPS))) + 1
    target = sentences(pair.target_text, rules)
    if not pair.target.strip() or source == target:
        return
    commas = pair.source_text.count("，") + pair.source_text.count("；")
    full = len(re.findall(r"[。！？!?]+", pair.source_text.rstrip(_CLOSING + _STOPS))) + 1
    if target * 2 <= full or target > source + 1 + commas // 2:
        yield "review-sentences", {"source": source, "target": target}


def sentences(text: str, rules: LintRules) -> int:
    """Return how many sentences an English text has."""
    count = 1
    for match in re.finditer(rf"[.!?][{re.escape(_CLOSING)}]*\s+(?=[A-Z“‘\"({MARK}])", text):
        word = text[: match.start()].rsplit(" ", 1)[-1].lstrip('(“‘"')
        if word not in rules.words.abbreviations and not (len(word) == 1 and word.isupper()):
            count += 1
    return count


@lru_cache(maxsize=8)
def _spelling(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words)) or r'(?!)'})\b", re.IGNORECASE)


def check_spelling(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check for the house spelling; names of the glossary keep theirs."""
    table = rules.words.spelling
    pattern = _spelling(tuple(table))
    text = pair.target_text
    for match in pattern.finditer(text):
        if match[0][0].isupper() and _in_a_name(text, match.start(), rules):
            continue
        house = table[match[0].lower()]
        if isinstance(house, dict):
            if not re.search(r"\b(?:a|an|the|of|this|its|business|banking)\s$", text[: match.start()], re.IGNORECASE):
                continue
            house = house["noun"]
        yield "review-spelling", {"found": match[0], "house": house}


def _in_a_name(text: str, place: int, rules: LintRules) -> bool:
    """Whether the capitalised words around a place are of a name in the glossary."""
    phrase = next((m[0] for m in _NAME.finditer(text) if m.start() <= place < m.end()), "")
    return " " in phrase and any(phrase.removeprefix("The ") in name for name in rules.own_spelling())


def check_house(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check for ways of writing the house has given up."""
    patterns = rules.words.house + (rules.words.own if rules.own else ())
    for pattern in patterns:
        if match := re.search(pattern.match, pair.target_text):
            yield "review-house", {"found": match[0], "why": pattern.why}


def check_printed(pair: Pair, rules: LintRules) -> tuple[Finding, ...]:
    """Return what a sentence shows only with its figures filled in."""
    return tuple(finding(pair, found) for found in check_spaces(pair, rules))
