"""The projects of a document as templates see them: everything or a selection, in groups, with totals as fact references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from markupsafe import Markup

from briefing.compose.project_sheets import ProjectView, ProjectWords
from briefing.content.projects import ProjectList, ProjectRecord
from briefing.facts.base import FactBase
from briefing.language import Language
from briefing.language.figures import join
from briefing.projects.checks import Line
from briefing.projects.grouping import Group, Selection
from briefing.projects.romanising import Romanising


@dataclass(frozen=True, slots=True)
class Tailored:
    """What projects a document shows: ``selection`` and ``sheets``, those of them that have a sheet in this document.
    ``title`` and ``cover`` come from an audience, ``left_out`` are the ids of sections to leave out, ``volume`` and
    ``volumes`` number documents that hold only sheets (0 for the pack itself). ``chosen`` says that it is not everything.
    ``reconciled`` are the published totals of each list beside its rows, by list; a contact counts as verified for
    ``contact_days``; ``mobile`` matches the numbers of persons. ``booklet`` says that the document is about these projects
    alone, ``undecided_kept`` that projects which the condition cannot judge are among them, ``whole_regions`` are the regions
    of all projects the selection is from."""

    selection: Selection
    lists: tuple[ProjectList, ...]
    sheets: tuple[ProjectRecord, ...]
    title: str = ""
    cover: str = ""
    left_out: frozenset[str] = frozenset()
    volume: int = 0
    volumes: int = 0
    chosen: bool = False
    source: Language | None = None
    romanising: Mapping[str, Romanising] = field(default_factory=dict)
    reconciled: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    contact_days: int = 365
    mobile: str | None = None
    booklet: bool = False
    undecided_kept: bool = False
    whole_regions: tuple[Group, ...] = ()

    @property
    def sample(self) -> bool:
        """Whether the projects are synthetic."""
        return self.selection.sample


@dataclass(frozen=True, slots=True)
class GroupView:
    """A sector, region or size band: its ``key``, its name, its totals as fact references by role, its projects; of a size band
    the bounds, ``low`` and ``high``, as facts."""

    group: Group
    words: ProjectWords
    base: FactBase
    list: str

    key, low, high = (property(attrgetter(f"group.{name}")) for name in ("key", "low", "high"))

    @property
    def name(self) -> str:
        """Its name; empty for projects without one."""
        return self.words.text(self.list, "item", self.group.name)

    def __getattr__(self, role: str) -> str:
        if role.startswith("_"):
            raise AttributeError(role)
        return self.group.facts.get(role.replace("_", "-"), "")

    @property
    def items(self) -> tuple[ProjectView, ...]:
        """Its projects."""
        return tuple(ProjectView(p, self.words, self.base) for p in self.group.projects)


@dataclass(frozen=True, slots=True)
class ReconciledView:
    """A list and its published totals beside its rows."""

    anchor: str
    title: str
    lines: tuple[Line, ...]

    @property
    def differing(self) -> bool:
        """Whether some figure differs."""
        return any(line.apart or not line.rows for line in self.lines)

    @property
    def open(self) -> bool:
        """Whether some figure agrees only if amounts that are open make up the difference."""
        return any(line.open for line in self.lines)


def _cut(name: str, none: object) -> property:
    """What is said of a document that was cut to projects; ``none`` of any other."""
    return property(lambda view: getattr(view.tailored, name) if view.tailored is not None else none)


@dataclass(frozen=True, slots=True)
class ProjectsView:
    """The projects of a document. False when there are none. ``booklet`` says that the document is about these projects alone,
    and not a guide that shows them; ``unjudged_kept``, that projects which the condition cannot judge are among them;
    ``volumes``, how many volumes of sheets there are (0 when the sheets are in this document), and ``volume``, which of them
    this document is (0 for the pack itself)."""

    tailored: Tailored | None
    words: ProjectWords
    base: FactBase
    said: Markup

    booklet, unjudged_kept = _cut("booklet", False), _cut("undecided_kept", False)
    volumes, volume = _cut("volumes", 0), _cut("volume", 0)

    def __bool__(self) -> bool:
        return self.tailored is not None and bool(self.tailored.selection.projects)

    @property
    def _selection(self) -> Selection:
        return self._shown.selection

    @property
    def _shown(self) -> Tailored:
        if self.tailored is None:
            raise LookupError("this document has no projects: put {% if projects() %} around what speaks of them")
        return self.tailored

    def _group(self, group: Group) -> GroupView:
        return GroupView(group, self.words, self.base, self._selection.projects[0].list)

    @property
    def chosen(self) -> bool:
        """Whether it is a selection and not everything."""
        return bool(self) and self.tailored is not None and self.tailored.chosen

    @property
    def sample(self) -> bool:
        """Whether they are synthetic."""
        return bool(self) and self._selection.sample

    @property
    def unjudged(self) -> str:
        """How many projects the condition could not judge, as a fact; empty where there are none."""
        return self._selection.unjudged_count if self else ""

    @property
    def lists(self) -> str:
        """The titles of the lists the projects come from."""
        return join(self.words.language, [self.words.title("list", r.title) for r in self._shown.lists])

    @property
    def total(self) -> GroupView:
        """All of them."""
        return self._group(self._selection.total)

    @property
    def amounts(self) -> list[str]:
        """The investments that are one amount of CNY, as facts."""
        return [item.investment for item in self.total.items if item.in_cny]

    @property
    def sectors(self) -> tuple[GroupView, ...]:
        """By sector, the largest first."""
        return tuple(map(self._group, self._selection.sectors))

    @property
    def regions(self) -> tuple[GroupView, ...]:
        """By region, the largest first; a project in two regions is in both."""
        return tuple(map(self._group, self._selection.regions))

    def whole_region(self, region: GroupView) -> GroupView | None:
        """Return all projects of the lists in a region of this selection."""
        groups = self.tailored.whole_regions if self.tailored else ()
        return next((self._group(g) for g in groups if g.name == region.group.name), None)

    @property
    def overlapping(self) -> bool:
        """Whether a project is in more than one region."""
        return any(len(p.regions) > 1 for p in self._selection.projects)

    @property
    def sizes(self) -> tuple[GroupView, ...]:
        """By size, the largest first; projects without one amount of CNY are in none."""
        return tuple(map(self._group, self._selection.sizes))

    def cross(self, sector: GroupView, region: GroupView) -> GroupView:
        """Return the projects of a sector in a region."""
        return self._group(self._selection.cross[sector.key, region.key])

    @property
    def reconciled(self) -> tuple[ReconciledView, ...]:
        """The lists with published totals, each with those beside its rows; none where only some projects are shown."""
        if self.tailored is None or self.chosen:
            return ()
        title = self.words.words.content
        return tuple(
            ReconciledView(f"reconciled-{entry.id}", title("list", entry.title), self.tailored.reconciled[entry.id])
            for entry in self.tailored.lists
            if self.tailored.reconciled.get(entry.id)
        )

    @property
    def sheets(self) -> tuple[GroupView, ...]:
        """The sheets of this document by sector."""
        here = {(p.list, p.id) for p in self._shown.sheets}
        groups = (
            Group(g.key, g.name, tuple(p for p in g.projects if (p.list, p.id) in here), g.facts)
            for g in self._selection.sectors
        )
        return tuple(self._group(g) for g in groups if g.projects)

    @property
    def with_contacts(self) -> tuple[ProjectView, ...]:
        """The projects that name somebody to ask."""
        return tuple(v for v in self.total.items if v.contacts)
