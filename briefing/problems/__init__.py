"""What a check found, as a value: stable code, severity, place, and a way to mend it; and the same in other words: in the
languages of a reader who is not at a terminal, with mends that name no command, and a code in full, with an example.

The codes live in the YAML files beside this module, one file per stage, sorted; each gives ``severity``, ``message``
(a ``str.format`` pattern over the details), ``why`` and ``mend``, and may give ``cause``: a pattern for what several
problems of the code have in common, where their messages differ. ``words/<tag>/*.yaml`` hold, by code, a pattern for the
message and one for the mend; an empty one, or a code that is not there, leaves the words of the catalogue.
``phrases/<tag>.yaml`` holds what the engine says inside a problem (a reason, a hint) or of a verification: patterns of the
English, and how the language says it. ``reasons/<tag>.yaml`` says why each problem matters."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Protocol, cast

_HERE = Path(__file__).parent


class Severity(StrEnum):
    """How much a problem weighs: an error stops a build, a warning is shown, a note is for information."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One entry of the catalogue of problem codes."""

    code: str
    severity: Severity
    message: str
    why: str
    mend: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found wrong, with the place where a person can mend it (``line`` 0 when the file has no lines).
    Problems of one code and one ``cause`` are mended by one change; ``details`` fill the patterns of its code; ``field``
    names the field of a form that a problem of what was filled in belongs to."""

    code: str
    severity: Severity
    message: str
    mend: str
    file: str = ""
    line: int = 0
    cause: str = field(default="", compare=False, repr=False, metadata={"data": "hidden"})
    details: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False, metadata={"data": "hidden"})
    field: str = field(default="", compare=False, repr=False, metadata={"data": "hidden"})

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        return f"{place}{self.severity}: {self.message} [{self.code}] — {self.mend}"


class ProblemsFound(Exception):  # noqa: N818 - the plural noun says what it carries
    """Raised where a stage cannot go on; carries every problem found so far."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


@cache
def catalogue() -> dict[str, ProblemKind]:
    """Return all problem codes, by code, read from the YAML files beside this module."""
    kinds: dict[str, ProblemKind] = {}
    for entry in sorted(_HERE.glob("*.yaml")):
        for code, fields in _yaml(entry).items():
            if code in kinds:
                raise ValueError(f"problem code {code} is declared twice")
            kinds[code] = ProblemKind(code, **fields | {"severity": Severity(fields["severity"])})
    return kinds


def _yaml(place: Path) -> Any:
    """What a file of this room holds."""
    import yaml  # noqa: PLC0415 - a command in which nothing is wrong has nothing to say

    return yaml.load(place.read_text("utf-8"), yaml.CSafeLoader)


def problem(code: str, file: str = "", line: int = 0, **details: object) -> Problem:
    """Make a problem of a catalogued code; ``details`` fill the patterns of its message and its mend."""
    kind = catalogue()[code]
    message, mend, cause = (text.format(**details) for text in (kind.message, kind.mend, kind.cause))
    return Problem(code, kind.severity, message, sys.intern(mend), file, line, sys.intern(cause), details)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any of them is an error."""
    return any(p.severity is Severity.ERROR for p in problems)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems without repeats: errors, warnings, then notes, each by file, line and code, so that the same inputs
    list the same problems."""
    return tuple(sorted(set(problems), key=lambda p: (_WEIGHT[p.severity], p.file, p.line, p.code, p.message)))


def grouped(problems: Iterable[Problem]) -> tuple[tuple[Problem, tuple[Problem, ...]], ...]:
    """Return one entry for each cause, in the order given: the first problem that says something, and those that say the same
    of other places."""
    found: dict[tuple[str, str], list[Problem]] = {}
    for entry in problems:
        found.setdefault((entry.code, entry.cause or f"{entry.message}\0{entry.mend}"), []).append(entry)
    return tuple((first, tuple(others)) for first, *others in found.values())


_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def nearest(name: str, known: Iterable[str], most: int = 3, cutoff: float = 0.6) -> list[str]:
    """Return the known names most like a wrong one, the nearest first; ``cutoff`` is how like they must be, 0 to 1."""
    return get_close_matches(name, list(known), n=most, cutoff=cutoff)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint for the end of a message: ``; did you mean X?``, or nothing when no known name is near."""
    return f"; did you mean {close[0]}?" if (close := nearest(name, known, 1)) else ""


#: What is said of further rows of one cause.
MORE = "more rows"
#: The details that hold words of the engine. All others are taken from people's files, and stay as they are.
SAID = frozenset(
    {"difference", "done", "hint", "how", "kind", "opposite", "place", "reason", "result", "said", "status", "than"}
    | {"wanted", "way", "ways", "what", "why"}
)


#: The detail that is itself something found wrong: its message is the reason, its mend the way.
INNER = "inner"

#: Those of them that may hold what a library says (of YAML, XML, templates, the system), and the key of the pattern that
#: quotes it where a language has no words for it: three words of English in a row.
LIBRARIES, REST = frozenset({"reason", "what"}), "*"
_SENTENCE = re.compile(r"(?:[A-Za-z][A-Za-z'’-]*[,.:;]? ){2}[A-Za-z]{2}")


class Told(Protocol):
    """What is found wrong, as the engine says it: a problem, or a finding of the checks of translations."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def message(self) -> str:
        """What is wrong, in the words of the catalogue."""

    @property
    def mend(self) -> str:
        """How to mend it."""

    @property
    def details(self) -> Mapping[str, object]:
        """What fills the patterns of its code."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A problem as a person reads it."""

    message: str
    mend: str


@cache
def words(tag: str) -> dict[str, tuple[str, str]]:
    """Return the patterns of message and mend in a language, by code."""
    found: dict[str, tuple[str, str]] = {}
    for entry in sorted((_HERE / "words" / tag).glob("*.yaml")):
        for code, (message, mend) in _yaml(entry).items():
            if code in found:
                raise ValueError(f"the words of {code} stand twice in {tag}")
            found[code] = message, mend
    return found


@cache
def _data(room: str, tag: str) -> dict[str, str]:
    place = _HERE / room / f"{tag}.yaml"
    return _yaml(place) if place.is_file() else {}


def reasons(tag: str) -> dict[str, str]:
    """Return why each problem matters, in a language, by code."""
    return _data("reasons", tag)


def patterns(code: str, tag: str) -> ProblemKind:
    """Return a code in the words of a language, before details are filled in."""
    kind = catalogue()[code]
    message, mend = words(tag).get(code, ("", ""))
    why = reasons(tag).get(code, kind.why)
    return replace(kind, message=message or kind.message, mend=mend or kind.mend, why=why)


@cache
def phrases(tag: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what the engine says in English, as patterns that fit the whole of it, and how a language says it."""
    return tuple((_fitting(said), other) for said, other in _data("phrases", tag).items() if said != REST)


def rest(tag: str) -> str:
    """Return how a language quotes what a library says, where it has no words for it; empty where it does not."""
    return str(_data("phrases", tag).get(REST, ""))


def phrased(text: str, tag: str) -> str:
    """Return a phrase of the engine in a language; the phrase itself where the language has no words for it."""
    for pattern, other in phrases(tag):
        if found := pattern.fullmatch(text):
            return other.format(**{name: phrased(part, tag) for name, part in found.groupdict().items()})
    return text


def _fitting(said: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", said)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)), re.DOTALL
    )


#: A placeholder as the PO files have it; people who are not at a terminal see it between braces.
_PLACEHOLDER = re.compile(r"%\((\w+(?:\.[\w.-]+)?)\)s")


def as_typed(message: str) -> str:
    """Return a message of a catalogue as people type and read it: placeholders between braces, a per cent sign once."""
    from xml.sax.saxutils import unescape  # noqa: PLC0415 - it loads http and email, which no start of a command needs

    return unescape(_PLACEHOLDER.sub(r"{\1}", message).replace("%%", "%"))


def worded(found: Told, tag: str) -> Worded:
    """Return a problem in the words of a language; in those of the catalogue where there are none. Placeholders stand between
    braces, as they are typed in the workbench."""
    said = _worded(found, tag)
    return Worded(_PLACEHOLDER.sub(r"{\1}", said.message), _PLACEHOLDER.sub(r"{\1}", said.mend))


def _worded(found: Told, tag: str) -> Worded:
    known = words(tag)
    message, mend = known.get(found.code, ("", ""))
    details = _phrased(found.details, tag)
    if INNER in details:  # what it holds is said in the words of the language, too
        message, mend = message or catalogue()[found.code].message, mend or catalogue()[found.code].mend
    if not message:
        return Worded(found.message, mend.format(**details) if mend else found.mend)
    text = message.format(**details)
    plain = catalogue()[found.code].message.format(**found.details)
    if found.message != plain and "more" in found.details and MORE in known:
        text += known[MORE][0].format(**details)
    elif found.message != plain and found.message.startswith(plain):
        text += phrased(found.message[len(plain) :], tag)
    return Worded(text, mend.format(**details) if mend else found.mend)


def _phrased(details: Mapping[str, object], tag: str) -> dict[str, object]:
    if INNER in details:
        inner = worded(cast(Told, details[INNER]), tag)
        return {**details, "reason": inner.message, "how": inner.mend}
    translated = {k: phrased(v, tag) for k, v in details.items() if k in SAID and isinstance(v, str)}
    quoted = {
        k: rest(tag).format(text=told)
        for k, told in translated.items()
        if k in LIBRARIES and rest(tag) and told == details[k] and _SENTENCE.search(told)
    }
    return {**details, **translated, **quoted}


#: The file with an occurrence of each code that no input in the folders beside it shows.
OCCURRENCES = "occurrences.yaml"


@dataclass(frozen=True, slots=True)
class Example:
    """Input that has the problem, and the same without: files by name, or pairs of texts (both as text); empty where
    there is none."""

    bad: str = ""
    good: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of a code. ``message`` and ``mend`` are patterns: words in braces are filled in where it
    occurs. Where the example is no input, ``occurrence`` is the problem as it was told of one."""

    code: str
    severity: str
    message: str
    why: str
    mend: str
    example: Example
    occurrence: Problem | None = None


def explain(code: str) -> Explanation:
    """Return a code explained. Raises ``ProblemsFound`` for one that does not exist, naming the nearest."""
    wanted = code.strip().strip("[]").casefold()
    kind = catalogue().get(wanted)
    if kind is None:
        close = ", ".join(nearest(wanted, catalogue())) or "known-conflict"
        raise ProblemsFound([problem("explain-unknown", given=code, known=close)])
    known = (kind.code, kind.severity.value, kind.message, kind.why, kind.mend)
    return Explanation(*known, _example(kind), _occurrence(kind))


def _example(kind: ProblemKind) -> Example:
    for place in (_HERE / "examples").glob(f"*/{kind.code}.yaml"):
        data = _yaml(place)
        return Example(*(_text(data.get(key) or [*chain(*data[f"{key}_files"])]) for key in ("bad", "ok")))
    return Example()


def _occurrence(kind: ProblemKind) -> Problem | None:
    """A problem of a code as it is told: where one was found, and what filled the patterns of its code."""
    row = _occurrences().get(kind.code)
    return problem(kind.code, row["file"], row["line"], **row["details"]) if row else None


@cache
def _occurrences() -> dict[str, dict[str, Any]]:
    return cast(dict[str, dict[str, Any]], _yaml(_HERE / "examples" / OCCURRENCES))


def _text(given: dict[str, str] | list[list[str]]) -> str:
    if isinstance(given, dict):
        return "\n".join(f"# {name}\n{text.rstrip()}" for name, text in given.items())
    return "\n".join("\n".join(pair) for pair in given)
