"""Places in sources whose text is kept: a locator or a section that names lines the text does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from briefing.content.checks import located
from briefing.content.fields import line_ranges
from briefing.content.records import Content
from briefing.facts.base import FactBase
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.project.opening import Project
from briefing.proof.placing import trace_texts
from briefing.releases.archive import ids, kept_release
from briefing.workspace.folder import ProjectFolder

#: The lines of sources whose text is kept, by source id.
Texts = Mapping[str, Sequence[str]]


def locators_beyond_text(content: Content, texts: Texts) -> tuple[Problem, ...]:
    """Return every locator and every section or article of the content that goes beyond the kept text of its source."""
    found = [
        problem("locator-beyond", at.file, at.line, **told)
        for record, source, locator in located(content)
        if (told := locator_beyond(source, locator, texts)) and (at := record.at("locator"))
    ]
    return in_order([*found, *_parts(content, texts)])


def locator_beyond(source: str, locator: str, texts: Texts) -> dict[str, object]:
    """Return what is to be told of a locator that names lines the kept text of its source does not have; nothing where it does
    not, and of one that cannot be read."""
    try:
        last = max(end for _, end in line_ranges(locator))
    except ValueError:
        return {}
    lines = _last(texts[source]) if source in texts else last
    return {"locator": locator, "source": source, "lines": lines} if last > lines else {}


def _parts(content: Content, texts: Texts) -> Iterator[Problem]:
    for source in content.sources:
        lines = len(texts.get(source.id, ()))
        for part in (*source.sections, *source.articles):
            if lines and part.last > lines:
                at = part.at("lines")
                told = {"part": part.id, "named": part.lines, "source": source.id, "lines": _last(texts[source.id])}
                yield problem("section-beyond", at.file, at.line, **told)


def misplaced_wordings(base: FactBase, texts: Texts, facts: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return wordings that are not at their locator, of these facts or of all; one beyond the text is reported by
    ``locators_beyond_text``."""
    asked = (base.facts[name] for name in facts) if facts else base.facts.values()
    within = {f.id for f in asked if f.source in texts and not locator_beyond(f.source, f.locator, texts)}
    return trace_texts(base, texts, within) if within else ()


def _last(lines: Sequence[str]) -> int:
    """The number of the last line with anything in it."""
    return max((number for number, line in enumerate(lines, 1) if line.strip()), default=0)


def archived_separately(ws: ProjectFolder, project: Project) -> tuple[Problem, ...]:
    """Return a warning for each source whose document seems to be kept as another release, which nobody has entered: then its
    text stays unread, and no locator can be looked up in it."""
    names = set(ids(ws.root))
    apart: dict[str, str] = {}
    for name in sorted(names - set(project.base.sources)):
        try:
            apart.setdefault(kept_release(ws.root, name).opened.name, name)
        except ProblemsFound:  # an altered text, of which the check tells
            continue
    return in_order(
        problem("source-archived", s.where.file, s.at("file").line, source=s.id, document=s.file, kept=apart[s.file])
        for s in project.content.sources
        if s.file in apart and s.id not in names
    )
