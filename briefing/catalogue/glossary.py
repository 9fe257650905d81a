"""The glossary: every name and term, in every language, with what a first mention adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from briefing.files.reading import read_bytes
from briefing.files.yaml_reader import Located, LocatedList, read_yaml
from briefing.problems import Problem, ProblemsFound, has_errors, problem


@dataclass(frozen=True, slots=True)
class TermForm:
    """A term in one language. ``short`` serves later mentions; an ``acronym`` (in Chinese, 简称) is announced at the first
    mention, as is the ``gloss``. ``article`` is what running text sets before it."""

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
        """Return the term a Chinese name stands for."""
        return self.by_name.get(name)


_FORM_KEYS = ("short", "gloss", "article", "short_article", "acronym", "forbidden")
_SOURCE = "zh"


def _forms(entry: Mapping[str, object]) -> dict[str, TermForm]:
    """``zh``/``en``/``<tag>`` hold full names; ``short_<tag>``, ``gloss_<tag>``, ``acronym_<tag>``, ``forbidden_<tag>`` belong
    to them. ``acronym`` alone is of the foreign names: what Chinese names are known by is Chinese."""
    plain = {"variants", "article", "short_article", "acronym", "characters", "type", "status", "seen", "note"}
    tags = [k for k in entry if k not in plain and not k.startswith(tuple(f"{p}_" for p in _FORM_KEYS))]
    forms = {}
    for tag in tags:
        common = entry if tag != _SOURCE else {}
        forbidden = entry.get(f"forbidden_{tag}")
        words = {name: str(entry.get(f"{name}_{tag}") or "") for name in ("short", "gloss")}
        words |= {n: str(entry.get(f"{n}_{tag}") or common.get(n) or "") for n in ("article", "short_article")}
        forms[tag] = TermForm(
            str(entry[tag]),
            **words,
            acronym=bool(entry.get(f"acronym_{tag}", common.get("acronym"))),
            forbidden=tuple(map(str, forbidden)) if isinstance(forbidden, list) else (),
        )
    return forms


def read_glossary(path: Path) -> tuple[Glossary, tuple[Problem, ...]]:
    """Read ``i18n/glossary.yaml``. Two terms with one Chinese name are a problem."""
    shown = f"{path.parent.name}/{path.name}"
    try:
        data, odd = read_yaml(read_bytes(path, "glossary-unreadable", named=False), shown)
    except ProblemsFound as unread:
        return Glossary(), unread.problems
    entries = data.get("terms") if isinstance(data, Located) else None
    if has_errors(odd) or not isinstance(entries, LocatedList):
        return Glossary(), odd or (problem("glossary-unreadable", shown, 0, reason="it has no list “terms”"),)
    terms: dict[str, GlossaryTerm] = {}
    by_name: dict[str, GlossaryTerm] = {}
    problems = list(odd)
    for entry, line in zip(entries, entries.lines, strict=True):
        if not isinstance(entry, Located) or not entry.get("zh"):
            problems.append(problem("glossary-unreadable", shown, line, reason="the entry has no zh"))
            continue
        key, variants = str(entry["zh"]), entry.get("variants")
        term = GlossaryTerm(
            key,
            tuple(map(str, variants)) if isinstance(variants, list) else (),
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
                problems.append(problem("glossary-duplicate", shown, line, name=name))
            by_name[name] = term
    return Glossary(terms, by_name), tuple(problems)
