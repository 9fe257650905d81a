"""The reader's own tables, one YAML file a language, and text compared letter by letter."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import yaml

DIGITS = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
#: Numerals that no edition prints: fractions in one character, superscripts (but for square metres), circled, Arabic-Indic.
OTHER = (
    r"(?<![A-Za-z])[\u00b2\u00b3]|[\u00b9\u2070-\u2079\u2080-\u2089\u00bc-\u00be\u2150-\u2189\u2460-\u249b\u24ea-\u24ff\u2776-\u2793"
    r"\u3220-\u3229\u3280-\u3289\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]"
)
#: Full-width digits and signs count as the plain ones; one character for one, so that places in the text stay right.
PLAIN = str.maketrans("０１２３４５６７８９．％＋", "0123456789.%+")


class NoReader(LookupError):  # noqa: N818 - says what is missing
    """The reader has no tables for a language."""


@cache
def has_tables(language: str) -> bool:
    """Return whether numbers of a language can be read."""
    return (resources.files(__package__) / f"{language.partition('-')[0]}.yaml").is_file()


@cache
def tables(language: str) -> Tables:
    """Return the tables of a language by its id or BCP 47 tag (``zh``, ``en-GB``). Raises ``NoReader``."""
    file = resources.files(__package__) / f"{language.partition('-')[0]}.yaml"
    if not file.is_file():
        raise NoReader(language)
    return Tables(language, yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader))


def _any(words: Any, cased: bool, joined: bool = False) -> str:
    """An alternation, longest first; at word ends for languages that have them; a capital may begin a word. ``joined``: it
    may follow a digit directly."""
    made = []
    for word in sorted({str(w) for w in words}, key=lambda w: (-len(w), w)):
        text = re.escape(word).replace("\\ ", "[ \\u00a0]")
        if cased and word[0].islower():
            text = f"[{word[0]}{word[0].upper()}]{text[1:]}"
        if cased:
            text = (r"\b" if word[0].isalnum() and not joined else "") + text + (r"\b" if word[-1].isalnum() else "")
        made.append(text)
    return "(?:" + "|".join(made) + ")" if made else "(?!)"


def _flat(table: dict[str, list[str]] | None) -> dict[str, str]:
    return {word: key for key, words in (table or {}).items() for word in words}


def _units(table: dict[str, list[str]]) -> dict[str, tuple[tuple[str, ...], Decimal]]:
    made: dict[str, tuple[tuple[str, ...], Decimal]] = {}
    for key, words in table.items():
        base, times, factor = key.partition("*")
        base, over, divisor = base.partition("/")
        weight = Decimal(factor) if times else Decimal(1) / Decimal(divisor) if over else Decimal(1)
        made |= {word: (tuple(base.split()), weight) for word in words}
    return made


class Tables:
    """The tables of one language (``data``, as its file has them), compiled. Patterns are tried in the order: periods, codes,
    fractions, numbers, lone words."""

    def __init__(self, tag: str, data: dict[str, Any]) -> None:
        cased = bool(data["cased"])
        spelt = _spelt(data)
        n = rf"(?:[0-9]+|{spelt})"
        ordinals = data["ordinals"]
        self.tag = tag
        self.simple: dict[str, int] = data["simple"]
        self.times: dict[str, int] = data["times"]
        self.words = self.simple | self.times
        self.point: str = data["point"]
        self.scales = {k: Decimal(v) for k, v in data["scales"].items()}
        self.units = _units(data["units"])
        self.qualifiers = {where: _flat(data[where]) for where in ("before", "inside", "after")}
        self.codes: dict[str, str] = data["codes"]
        self.added = tuple(data["added"])
        self.ordinal_words: dict[str, int] = ordinals["words"]
        self.fixed = {w: ("multiple", Decimal(v)) for w, v in data["multiples"].items()}
        self.fixed |= {w: ("part", Decimal(v)) for w, v in data["halves"].items()}
        self.wholes: dict[str, int] = data.get("fraction_wholes", {})
        self.numbers: dict[str, int] = data["numbers"]
        self.number, self.unit_alone = map(re.compile, _number_patterns(data, spelt, self.qualifiers, self.units))
        self.periods = tuple(re.compile(_period(p, data)) for p in data["periods"])
        self.code = re.compile(data["codes_shape"])
        self.fraction = re.compile(data["fractions"].replace("{n}", n))
        self.ordinal = re.compile(_ordinal(ordinals, n, cased))
        self.top = re.compile("|".join(_top(shape, n) for shape in ordinals["top"]))
        self.fixed_pattern = re.compile(_any(self.fixed, cased))
        self.vague = re.compile(_any(data["vague"], cased))
        self.other = re.compile(f"{OTHER}|{data['other']}")
        self.ordinary = re.compile(data["ordinary"])
        self.direction_of = {w: way for way, listed in data["directions"].items() for w in listed}
        self.directions = re.compile(_any(self.direction_of, cased))
        self.directions_not = re.compile(data["directions_not"], re.IGNORECASE)
        self.negation = re.compile(data["negation"])
        self.denial = re.compile(data["denial"])
        self.not_unit = re.compile(data["not_unit"])
        self.alone = tuple(data["alone"])
        self.not_before = re.compile(data["not_before"], re.IGNORECASE)
        self.not_with = {word: tuple(units) for word, units in data["not_with"].items()}
        self.heading_number = re.compile(data["heading_number"])
        self.numbering = re.compile(data["numbering"])
        self.page = re.compile(data["page"])
        self.continued = re.compile(data["continued"])


def _spelt(data: dict[str, Any]) -> str:
    """Numbers in words: words joined by the language's glue, perhaps a point and further words."""
    words = sorted(data["simple"] | data["times"], key=len, reverse=True)
    one = "(?:" + "|".join(words) + ")"
    run = f"{one}(?:{data['glue']}{one})*"
    place = "(?:" + "|".join(sorted(data["simple"], key=len, reverse=True)) + ")"
    point = f"(?:{data['glue']}{data['point']}(?:{data['glue']}{place})+)?"
    return rf"(?i:\b(?:an? )?{run}{point}\b)" if data["cased"] else run + point


def _number_patterns(
    data: dict[str, Any],
    spelt: str,
    qualifiers: dict[str, dict[str, str]],
    units: dict[str, tuple[tuple[str, ...], Decimal]],
) -> tuple[str, str]:
    """A number with all that may be around it; and a unit or scale standing alone."""
    space, cased = data["space"], bool(data["cased"])
    words = {where: _any(known, cased) for where, known in qualifiers.items()}
    measures = _any((w for w in units if not w.startswith("-")), cased)
    unit = f"(?:{_any((w for w in units if w.startswith('-')), False)}|{space}?{measures})"
    begins = [w for w in units if any(w.startswith(scale) for scale in data["scales"])]  # 千瓦 is no thousand
    scale = f"(?:{space}?(?!{_any(begins, False)}){_any(data['scales'], cased, joined=True)})"
    code = "|".join(map(re.escape, sorted(data["codes"], key=len, reverse=True)))
    mixed = data.get("mixed", "(?!)").replace("{below}", data.get("below", ""))
    number = (
        rf"(?P<before>{words['before']})?{space}?(?P<sign>(?<![0-9A-Za-z\u4e00-\u9fff])[−-]|[+＋])?(?P<code>{code})?{space}?"
        rf"(?:(?P<mixed>{mixed})|(?P<digits>{DIGITS})|(?P<spelt>{spelt}))(?P<scale>{scale}*)"
        rf"(?:{space}?(?P<inside>{words['inside']}))?(?P<scale2>{scale}?)(?P<unit>{unit})?"
        rf"(?:{space}?(?P<after>{words['after']})(?P<unit2>{unit})?)?"
    )
    return number, rf"(?P<code>{code})?{space}?(?P<scale>{scale}*){space}?(?P<unit>{measures})?"


def _ordinal(ordinals: dict[str, Any], n: str, cased: bool) -> str:
    before = "|".join(map(re.escape, ordinals["before"])).replace("\\ ", "[ \\u00a0]")
    suffix = ordinals.get("after", "(?!)")
    return (
        rf"(?P<word>{_any(ordinals['words'], cased)})|(?:{before})(?P<n>{n})|(?<![0-9.,])(?P<suffixed>[0-9]+){suffix}"
    )


def _period(shape: str, data: dict[str, Any]) -> str:
    shape = shape.replace(" ", "[ \\u00a0]")
    for name in ("year", "month", "space"):
        shape = shape.replace(f"{{{name}}}", data.get(name, ""))
    return shape


def _top(shape: str, n: str) -> str:
    return re.escape(shape).replace(r"\{n\}", f"(?:{n})").replace("\\ ", "[ \\u00a0]")


#: White space, characters of no width and hyphens: where a line breaks, and whether inside a word, differs between formats.
_SOFT = r"\s\u00a0\u00ad\u200b-\u200f\u2002-\u200a\u202f\u2060\ufeff\ufffe\u0002\u2010\u2011-"
_SPACE, _LETTER = re.compile(f"[{_SOFT}]+"), re.compile(f"[^{_SOFT}]")
#: A hyphen before a digit is no break: it is a sign, or part of a span.
_SIGN = re.compile(r"[\u2010\u2011-](?=[0-9])")


def squash(text: str) -> str:
    """Return the text without white space and soft characters, letter by letter: what must be the same in every format."""
    return _SPACE.sub("", text).replace("\u2022", "\u00b7")  # fonts of Chinese draw both dots with one glyph


def letter_places(text: str) -> list[int]:
    """Return where in the text the letters are that ``squash`` keeps, in order."""
    return [m.start() for m in _LETTER.finditer(text)]


def alike(one: str, other: str) -> int:
    """Return how many letters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def signed(text: str) -> str:
    """Return the text squashed, with its hyphens before digits, which may be signs."""
    return squash(_SIGN.sub("\ue001", text))
