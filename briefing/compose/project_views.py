"""Projects as templates see them: words in the language of the document, figures as fact references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import Glossary
from briefing.compose.printed import moment
from briefing.compose.words import CONTENT, Words
from briefing.content.project_words import SHARED, domain
from briefing.content.projects import Contact, ProjectList, ProjectRecord
from briefing.facts.base import FactBase
from briefing.language import Language
from briefing.language.printing import join, print_period
from briefing.lists.figures_in_words import different
from briefing.lists.grouping import Group, Selection
from briefing.lists.project_facts import project_fact
from briefing.lists.romanising import Romanising
from briefing.problems import Problem, problem
from briefing.quantities import Period


@dataclass(frozen=True, slots=True)
class Tailored:
    """What projects a document shows: ``selection`` and ``sheets``, those of them that have a sheet in this document.
    ``title`` and ``cover`` come from an audience, ``left_out`` are the ids of sections to leave out, ``volume`` and
    ``volumes`` number documents that hold only sheets (0 for the pack itself). ``chosen`` says that it is not everything."""

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

    @property
    def sample(self) -> bool:
        """Whether the projects are synthetic."""
        return self.selection.sample


@dataclass(slots=True)
class ProjectWords:
    """Looks up the words of projects, counting what has no translation by list. ``source`` is the language they are written
    in: a translation must hold the same figures. ``printed`` is everything said: words of the list and not of this house."""

    language: Language
    words: Words
    glossary: Glossary
    romanising: Romanising | None
    asked: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    missing: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    source: Language | None = None
    printed: set[str] = field(default_factory=set)
    unlike: dict[tuple[str, str, str], Problem] = field(default_factory=dict)

    def text(self, list_id: str, context: str, source: str | None) -> str:
        """A text in this language; the mark of the missing where there is no translation."""
        if not source or self.words.tag == SOURCE_TAG:
            return self.told(source or "")
        found = self._found(list_id, context, source)
        return self.words.house("missing") if found is None else self.told(found)

    def told(self, text: str) -> str:
        """The same text, remembered as printed."""
        if text:
            self.printed.add(text)
        return text

    def name(self, list_id: str, context: str, source: str | None, person: bool = False) -> str:
        """A company, an office or a person: translated, from the glossary, or romanised and marked."""
        if not source or self.words.tag == SOURCE_TAG:
            return self.told(source or "")
        term = self.glossary.find(source)
        if term is not None and self.words.tag in term.forms:
            return term.forms[self.words.tag].full
        rules = self.romanising
        if person:
            return rules.person(source) if rules else self.words.house("missing")
        found = self.words.catalogue.find(domain(list_id), context, source)
        if (found and found.target) or rules is None:
            return self.text(list_id, context, source)
        self._found(list_id, context, source)
        return self.told(f"{rules.company(source)} {rules.mark}")

    def _found(self, list_id: str, context: str, source: str) -> str | None:
        where = CONTENT if context in SHARED else domain(list_id)
        found = self.words.catalogue.find(where, context, source)
        self.asked.setdefault(list_id, set()).add((context, source))
        if found is None or not found.target or found.fuzzy:
            self.missing.setdefault(list_id, set()).add((context, source))
        if found is None or not found.target:
            return None
        if self.source is not None and (apart := different(source, found.target, self.source, self.language)):
            told = problem("list-english-figures", found.file, found.line, text=source[:30], difference=apart)
            self.unlike[list_id, context, source] = told
        return found.target

    def problems(self) -> Iterator[Problem]:
        """One problem for each list with words that are missing, and for each translation with other figures."""
        yield from self.unlike.values()
        for list_id, missing in sorted(self.missing.items()):
            file = f"i18n/{self.words.tag}/{domain(list_id)}.po"
            count = {"missing": len(missing), "total": len(self.asked[list_id])}
            yield problem("list-untranslated", file, 0, list=list_id, tag=self.words.tag, catalogue=file, **count)


@dataclass(frozen=True, slots=True)
class ContactView:
    """One contact in the words of the language."""

    contact: Contact
    list: str
    words: ProjectWords

    @property
    def name(self) -> str:
        """The person."""
        return self.words.name(self.list, "person", self.contact.name, person=True)

    @property
    def office(self) -> str:
        """The office or post."""
        return self.words.name(self.list, "office", self.contact.office)

    @property
    def telephone(self) -> str:
        """Every number, as written."""
        return join(self.words.language, [self.words.told(t) for t in self.contact.telephone]) if self.contact.telephone else ""

    @property
    def email(self) -> str:
        """The address, as written."""
        return self.words.told(self.contact.email or "")

    @property
    def verified(self) -> Markup:
        """The day the contact was last verified, or nothing."""
        return _day(self.words.language, self.contact.verified_on)


def _day(language: Language, text: str | None) -> Markup:
    return moment(text, print_period(language, Period.parse(text), "date")) if text else Markup("")


@dataclass(frozen=True, slots=True)
class ProjectView:
    """One project. Texts are empty where the record has none; ``investment``, ``sought`` and ``duration`` are fact references,
    empty where there is no single figure; ``open`` says that the workbook's amount is not one number."""

    record: ProjectRecord
    words: ProjectWords
    base: FactBase

    def _text(self, context: str, source: str | None) -> str:
        return self.words.text(self.record.list, context, source)

    def _fact(self, what: str) -> str:
        key = project_fact(self.record, what)
        return key if key in self.base.facts else ""

    @property
    def anchor(self) -> str:
        """The id of its sheet."""
        return f"project-{self.record.list}-{self.record.id}"

    @property
    def fact(self) -> str:
        """The fact that it is listed."""
        return project_fact(self.record)

    @property
    def name(self) -> str:
        """Its name."""
        return self._text("project name", self.record.name)

    @property
    def sector(self) -> str:
        """Its sector."""
        return self._text("item", self.record.sector)

    @property
    def place(self) -> str:
        """Its districts, or its regions where no district is known."""
        names = [self._text("district", d) for d in self.record.districts]
        return join(self.words.language, names) if names else self.regions

    @property
    def regions(self) -> str:
        """Its regions."""
        names = [self._text("item", r) for r in self.record.regions]
        return join(self.words.language, names) if names else ""

    @property
    def status(self) -> str:
        """How far it is."""
        return self._text("status", self.record.status)

    @property
    def owner(self) -> str:
        """Who owns or offers it."""
        return self.words.name(self.record.list, "company", self.record.owner)

    @property
    def content(self) -> str:
        """What is built, and how large."""
        return self._text("content", self.record.content)

    @property
    def investment(self) -> str:
        """The total investment, as a fact."""
        return self._fact("investment")

    @property
    def estimated(self) -> bool:
        """Whether the workbook calls its investment an estimate."""
        return self.record.investment is not None and self.record.investment.basis == "estimated"

    @property
    def open(self) -> bool:
        """Whether the workbook says something of the investment that is not one amount."""
        return self.record.investment is not None and not self.investment

    @property
    def sought(self) -> str:
        """The amount sought, as a fact."""
        return self._fact("sought")

    @property
    def duration(self) -> str:
        """The construction period as a duration, as a fact."""
        return self._fact("duration")

    @property
    def cooperation(self) -> str:
        """The ways of cooperation."""
        names = [self._text("cooperation", way) for way in self.record.cooperation]
        return join(self.words.language, names) if names else ""

    @property
    def term(self) -> Markup:
        """The construction period as dates or as text; nothing where it is a duration."""
        term = self.record.term
        if term is None or term.duration:
            return Markup("")
        if term.period:
            return moment(term.period, print_period(self.words.language, Period.parse(term.period), "plain"))
        return Markup.escape(self._text("term", term.published))

    @property
    def benefit(self) -> str:
        """The benefit expected."""
        return self._text("benefit", self.record.benefit)

    @property
    def benefit_basis(self) -> str:
        """What the benefit was computed on."""
        return self._text("benefit", self.record.benefit_basis)

    @property
    def advantages(self) -> str:
        """What speaks for it."""
        return self._text("advantages", self.record.advantages)

    @property
    def site(self) -> str:
        """Where it stands."""
        return self._text("site", self.record.site)

    @property
    def approvals(self) -> str:
        """Which approvals there are."""
        return self._text("approvals", self.record.approvals)

    @property
    def contacts(self) -> tuple[ContactView, ...]:
        """Whom to ask."""
        return tuple(ContactView(c, self.record.list, self.words) for c in self.record.contacts)

    @property
    def as_of(self) -> str:
        """A fact whose period is the day the project's entry stands for."""
        return project_fact(self.record)

    @property
    def valid_until(self) -> Markup:
        """The day its entry lapses, or nothing."""
        return _day(self.words.language, self.record.valid_until)


@dataclass(frozen=True, slots=True)
class GroupView:
    """A sector, region or size band: its name, its totals as fact references by role, its projects."""

    group: Group
    words: ProjectWords
    base: FactBase
    list: str

    @property
    def key(self) -> str:
        """Its id."""
        return self.group.key

    @property
    def name(self) -> str:
        """Its name; empty for projects without one."""
        return self.words.text(self.list, "item", self.group.name)

    @property
    def low(self) -> str:
        """The lower bound of a size band, as a fact."""
        return self.group.low

    @property
    def high(self) -> str:
        """The upper bound of a size band, as a fact."""
        return self.group.high

    def __getattr__(self, role: str) -> str:
        if role.startswith("_"):
            raise AttributeError(role)
        return self.group.facts.get(role.replace("_", "-"), "")

    @property
    def items(self) -> tuple[ProjectView, ...]:
        """Its projects."""
        return tuple(ProjectView(p, self.words, self.base) for p in self.group.projects)


@dataclass(frozen=True, slots=True)
class ProjectsView:
    """The projects of a document. False when there are none."""

    tailored: Tailored | None
    words: ProjectWords
    base: FactBase
    said: Markup

    def __bool__(self) -> bool:
        return self.tailored is not None and bool(self.tailored.selection.projects)

    @property
    def _selection(self) -> Selection:
        assert self.tailored is not None
        return self.tailored.selection

    def _groups(self, groups: tuple[Group, ...]) -> tuple[GroupView, ...]:
        return tuple(self._group(g) for g in groups)

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
    def volumes(self) -> int:
        """How many volumes of sheets there are; 0 when the sheets stand in this document."""
        return self.tailored.volumes if self.tailored else 0

    @property
    def volume(self) -> int:
        """Which volume this document is; 0 for the pack itself."""
        return self.tailored.volume if self.tailored else 0

    @property
    def lists(self) -> str:
        """The titles of the lists the projects come from."""
        assert self.tailored is not None
        return join(self.words.language, [self.words.words.content("list", r.title) for r in self.tailored.lists])

    @property
    def total(self) -> GroupView:
        """All of them."""
        return self._group(self._selection.total)

    @property
    def sectors(self) -> tuple[GroupView, ...]:
        """By sector, the largest first."""
        return self._groups(self._selection.sectors)

    @property
    def regions(self) -> tuple[GroupView, ...]:
        """By region, the largest first; a project in two regions stands in both."""
        return self._groups(self._selection.regions)

    @property
    def overlapping(self) -> bool:
        """Whether a project stands in more than one region."""
        return any(len(p.regions) > 1 for p in self._selection.projects)

    @property
    def sizes(self) -> tuple[GroupView, ...]:
        """By size, the largest first; projects without one amount of CNY stand in none."""
        return self._groups(self._selection.sizes)

    def cross(self, sector: GroupView, region: GroupView) -> GroupView:
        """The projects of a sector in a region."""
        return self._group(self._selection.cross[sector.key, region.key])

    @property
    def sheets(self) -> tuple[GroupView, ...]:
        """The sheets of this document by sector."""
        assert self.tailored is not None
        here = {(p.list, p.id) for p in self.tailored.sheets}
        groups = (Group(g.key, g.name, tuple(p for p in g.projects if (p.list, p.id) in here), g.facts)
                  for g in self._selection.sectors)  # fmt: skip
        return tuple(self._group(g) for g in groups if g.projects)

    @property
    def with_contacts(self) -> tuple[ProjectView, ...]:
        """The projects that name somebody to ask."""
        return tuple(v for v in self.total.items if v.contacts)
