"""The glossary: every name and term, in every language, with what a first mention adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from briefing.characters import read_lines
from briefing.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class TermForm:
    """A term in one language. ``short`` serves later mentions; an ``acronym`` is announced at the first mention, as is
    the ``gloss``. ``article`` is what running text sets before it."""

    full: str
    short: str = ""
    gloss: str = ""
    article: str = ""
    short_article: str = ""
    acronym: bool = False
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A glossary entry under its Chinese ``key``. ``status``: official, reputable or proposed. ``characters``: the
    Chinese name is printed once beside the foreign one."""

    key: str
    variants: tuple[str, ...]
    forms: Mapping[str, TermForm]
    type: str
    status: str
    characters: bool = False
    seen: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms by key and by every Chinese variant."""

    terms: Mapping[str, GlossaryTerm] = field(default_factory=dict)
    by_name: Mapping[str, GlossaryTerm] = field(default_factory=dict)

    def find(self, name: str) -> GlossaryTerm | None:
        """The term a Chinese name stands for."""
        return self.by_name.get(name)


_FORM_KEYS = ("short", "gloss", "article", "short_article", "forbidden")
_SOURCE = "zh"
MAX_BYTES = 5_000_000


def _forms(entry: Mapping[str, object]) -> dict[str, TermForm]:
    """``zh``/``en``/``<tag>`` hold full names; ``short_<tag>``, ``gloss_<tag>``, ``forbidden_<tag>`` belong to them."""
    plain = {"variants", "article", "short_article", "acronym", "characters", "type", "status", "seen", "note"}
    tags = [k for k in entry if k not in plain and not k.startswith(tuple(f"{p}_" for p in _FORM_KEYS))]
    forms = {}
    for tag in tags:
        latin = tag != _SOURCE
        forbidden = entry.get(f"forbidden_{tag}") or ()
        forms[tag] = TermForm(
            str(entry[tag]),
            str(entry.get(f"short_{tag}") or ""),
            str(entry.get(f"gloss_{tag}") or ""),
            str(entry.get(f"article_{tag}") or (entry.get("article") or "" if latin else "")),
            str(entry.get(f"short_article_{tag}") or (entry.get("short_article") or "" if latin else "")),
            bool(entry.get("acronym")) and latin,
            tuple(str(f) for f in forbidden) if isinstance(forbidden, list) else (),
        )
    return forms


def _read(path: Path, shown: str) -> tuple[list[object], tuple[Problem, ...]]:
    """The entries of a glossary file, and its odd characters. Raises ``ValueError`` for what no person would write: too much of
    it, or aliases, by which a few lines stand for gigabytes."""
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
    text, odd = read_lines(path.read_text("utf-8"), shown)
    if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, Loader=yaml.CSafeLoader)):
        raise ValueError("it uses a YAML alias (*name); write the words out")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    entries = data.get("terms") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise ValueError("it has no list “terms”")
    return entries, odd


def read_glossary(path: Path) -> tuple[Glossary, tuple[Problem, ...]]:
    """Read ``i18n/glossary.yaml``. Two terms with one Chinese name are a problem."""
    shown = f"{path.parent.name}/{path.name}"
    try:
        data, odd = _read(path, shown)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        return Glossary(), (problem("glossary-unreadable", shown, 0, reason=" ".join(str(error).split())),)
    terms: dict[str, GlossaryTerm] = {}
    by_name: dict[str, GlossaryTerm] = {}
    problems = list(odd)
    for number, entry in enumerate(data, 1):
        if not isinstance(entry, dict) or not entry.get("zh"):
            problems.append(problem("glossary-unreadable", shown, 0, reason=f"entry {number} has no zh"))
            continue
        key = str(entry["zh"])
        term = GlossaryTerm(
            key,
            tuple(str(v) for v in entry.get("variants") or ()),
            _forms(entry),
            str(entry.get("type") or ""),
            str(entry.get("status") or "proposed"),
            bool(entry.get("characters")),
            str(entry.get("seen") or ""),
            str(entry.get("note") or ""),
        )
        terms[key] = term
        for name in (key, *term.variants):
            if name in by_name:
                problems.append(problem("glossary-duplicate", shown, 0, name=name))
            by_name[name] = term
    return Glossary(terms, by_name), tuple(problems)
