"""Selections: which projects an audience or a condition chooses, and the names of selections in file names (what was chosen, in
pinyin and figures, and a few letters that no other condition has)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import replace
from decimal import Decimal

from briefing.compose.project_views import Tailored
from briefing.compose.translator import CONTEXTS, Translator, known_names
from briefing.content.projects import Audience, ProjectRecord
from briefing.problems import Problem, ProblemsFound, problem
from briefing.project.opening import Project
from briefing.projects.conditions import (
    Both,
    Condition,
    Either,
    Not,
    OneOf,
    Sized,
    comparisons,
    judged,
    parse_condition,
    values_of,
)
from briefing.projects.grouping import Selection, select
from briefing.projects.romanising import joined
from briefing.quantities.parse import ValueTextError, parse_value

#: So long a name may be before its letters of distinction.
LONGEST = 48
_SCALES = ((12, "t"), (9, "b"), (6, "m"), (3, "k"))
_SIGNS = {">=": "from", ">": "over", "<=": "to", "<": "under", "=": "is", "!=": "not"}


def selection_name(condition: Condition, more: str = "") -> str:
    """Return the name of a condition. Two conditions never share one; ``more`` is what else decides which projects are
    chosen."""
    name = re.sub(r"-{2,}", "-", _in_file_name(condition)).strip("-")[:LONGEST].rstrip("-")
    digest = hashlib.sha256(f"{plain(condition)} {more}".encode()).hexdigest()[:6]
    return f"{name}-{digest}"


def slug(text: str) -> str:
    """Return words as small Latin letters and digits: Chinese in pinyin (ü as v), other letters without their accents."""
    latin = "".join(joined(part) if re.match(r"[\u3400-\u9fff]", part) else part for part in _PARTS.findall(text))
    bare = unicodedata.normalize("NFKD", latin.casefold().replace("'", "").replace("ü", "v"))
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f]", "", bare)).strip("-") or "x"


_PARTS = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")


def plain(condition: Condition | None) -> str:
    """Return a condition in the words of the command line."""
    match condition:
        case None:
            return "everything"
        case Both(parts):
            return " and ".join(plain(p) for p in parts)
        case Either(parts):
            return "(" + " or ".join(plain(p) for p in parts) + ")"
        case Not(part):
            return f"not {plain(part)}"
        case OneOf(name, values, contains):
            return f"{name} {'~' if contains else 'in'} ({', '.join(values)})"
        case Sized(name, sign, bound):
            return f"{name} {sign} {bound:f}"


def _in_file_name(condition: Condition) -> str:
    match condition:
        case Both(parts):
            return "-".join(_in_file_name(p) for p in parts)
        case Either(parts):
            return "-or-".join(_in_file_name(p) for p in parts)
        case Not(part):
            return f"not-{_in_file_name(part)}"
        case OneOf(_, values, _):
            return "-".join(slug(v) for v in values[:3])
        case Sized(_, sign, bound):
            return f"{_SIGNS[sign]}-{_short(bound)}"


def _short(bound: Decimal) -> str:
    """An amount in a few letters: 1b, 500m, 1-5b for 1.5 billion."""
    power, letter = next(((p, s) for p, s in _SCALES if bound >= Decimal(10) ** p), (0, ""))
    return f"{bound.scaleb(-power).normalize():f}".replace(".", "-") + letter


#: Fields whose values are few and known: one that nobody has is a slip of the pen.
CLOSED = frozenset({"sector", "region", "district", "status", "cooperation", "list"})


def of_audience(audience: Audience) -> Condition | None:
    """Return the condition that the profile of an audience amounts to; ``None`` takes every project. Raises
    ``ProblemsFound``."""
    parts: list[Condition] = []
    if audience.sectors:
        parts.append(OneOf("sector", audience.sectors))
    if audience.regions:
        parts.append(OneOf("region", audience.regions))
    if audience.lists:
        parts.append(OneOf("list", audience.lists))
    for sign, text in ((">=", audience.least), ("<=", audience.most)):
        if text:
            try:
                parts.append(Sized("investment", sign, parse_value(text, "CNY").value))
            except ValueTextError as error:
                place = audience.at("least" if sign == ">=" else "most")
                raise ProblemsFound(
                    [problem("list-where", place.file, place.line, near=text, reason=str(error))]
                ) from error
    if audience.condition:
        parts.append(parse_condition(audience.condition, audience.where.file))
    return None if not parts else parts[0] if len(parts) == 1 else Both(tuple(parts))


def cut_to(
    project: Project, name: str, condition: Condition | None, audience: Audience | None, undecided: str = "leave"
) -> Tailored:
    """Cut everything there is to an audience, a condition or both, under a name. Raises ``ProblemsFound`` for a project without
    lists, and as ``fitting`` does."""
    everything = project.everything
    if everything is None:
        if condition is not None or audience is None:
            raise ProblemsFound([problem("list-none", audience.where.file if audience else "content/projects", 0)])
        everything = Tailored(Selection(name, ()), (), ())
        return _for(audience, everything)
    keep = undecided == "keep" or (audience is not None and audience.undecided == "keep")
    condition, chosen, unjudged = fitting(project, everything, condition, audience, keep)
    bands = project.bands
    selection = select(project.base, name, f"selection.{name}", chosen, bands, condition, everything.sample, unjudged)
    lists = tuple(r for r in everything.lists if any(p.list == r.id for p in chosen))
    whole = condition is None
    made = replace(
        everything,
        selection=selection,
        lists=lists,
        sheets=selection.projects,
        chosen=not whole,
        undecided_kept=keep and bool(unjudged),
        whole_regions=everything.selection.regions,
    )
    return made if audience is None else _for(audience, made)


def fitting(
    project: Project, everything: Tailored, condition: Condition | None, audience: Audience | None, keep: bool
) -> tuple[Condition | None, list[ProjectRecord], list[ProjectRecord]]:
    """Return the condition in the words of the records, the projects that fit it, and those it cannot judge, which fit where
    they are kept. Raises ``ProblemsFound`` for a value that nothing has, and where nothing fits."""
    place = audience.where.file if audience else "--where"
    projects = everything.selection.projects
    if condition is not None:
        condition = in_source_words(condition, project, projects)
        if strange := _strange(condition, project, projects, place):
            raise ProblemsFound(strange)
    verdicts = [(p, True if condition is None else judged(condition, p)) for p in projects]
    unjudged = [p for p, verdict in verdicts if verdict is None]
    chosen = [p for p, verdict in verdicts if verdict or (verdict is None and keep)]
    if not chosen:
        sectors = sorted({p.sector for p in projects if p.sector})
        details = {"selection": plain(condition), "sectors": "、".join(sectors)}
        raise ProblemsFound([problem("list-empty-selection", place, 0, **details)])
    return condition, chosen, unjudged


def _for(audience: Audience, tailored: Tailored) -> Tailored:
    """What an audience sees of it, under its own title and cover line."""
    return replace(tailored, title=audience.title, cover=audience.cover or "", left_out=frozenset(audience.leave_out))


def in_source_words(condition: Condition, project: Project, projects: tuple[ProjectRecord, ...]) -> Condition:
    """Return the same condition with words of another language turned into those of the records."""
    match condition:
        case Both(parts):
            return Both(tuple(in_source_words(p, project, projects) for p in parts))
        case Either(parts):
            return Either(tuple(in_source_words(p, project, projects) for p in parts))
        case Not(part):
            return Not(in_source_words(part, project, projects))
        case OneOf(name, values, contains) if not contains and name in CONTEXTS:
            there = tuple(sorted({v for p in projects for v in values_of(p, name)}))
            names: dict[str, str] = {}
            for tag, catalogue in project.catalogues.items():
                words = Translator(project.languages[tag], "", catalogue, project.labels)
                rules = project.everything.romanising.get(tag) if project.everything else None
                if rules is not None:
                    names |= {w.casefold(): v for v in there if (w := rules.set_word(CONTEXTS[name], v))}
                    names |= {rules.label(v).casefold(): v for v in there}
                names |= {k.casefold(): v for k, v in known_names(words, CONTEXTS[name], there).items()}
            names |= _places(project, name)
            return OneOf(name, tuple(names.get(v.casefold(), v) for v in values))
        case OneOf() | Sized():
            return condition


def _places(project: Project, name: str) -> dict[str, str]:
    """How else the regions or districts are written, by that writing: 渝东南, 万州."""
    regions = project.content.regions
    records = regions if name == "region" else [d for r in regions for d in r.districts] if name == "district" else []
    short = {r.name.rstrip("区县").casefold(): r.name for r in records if len(r.name.rstrip("区县")) > 1}
    return short | {other.casefold(): r.name for r in records for other in (r.name, *r.also)}


def _strange(condition: Condition, project: Project, projects: tuple[ProjectRecord, ...], place: str) -> list[Problem]:
    """A problem for each value asked for that no project has and no place is called: a slip would cut projects in silence."""
    found: list[Problem] = []
    for part in comparisons(condition):
        if isinstance(part, Sized) or part.contains or part.field not in CLOSED:
            continue
        there = sorted({v for p in projects for v in values_of(p, part.field)})
        known = {*there, *_places(project, part.field).values()}
        found += [
            problem("list-where-value", place, 0, field=part.field, value=value, known="、".join(there) or "none")
            for value in part.values
            if value not in known
        ]
    return found
