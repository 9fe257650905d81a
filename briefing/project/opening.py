"""The opened project: content, facts, languages, catalogues, and every problem found in them; what composes is loaded where a
document is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import Glossary, read_glossary
from briefing.catalogue.messages import Catalogue, check_catalogue, read_catalogue
from briefing.characters import folded
from briefing.content.load import UNREAD, load_content, validate
from briefing.content.packs import Pack, Version, on_cover
from briefing.content.records import Content
from briefing.facts.base import FactBase
from briefing.facts.building import build_fact_base
from briefing.files.writing import consistent
from briefing.files.yaml_reader import read_rules_file
from briefing.language import Language, languages_in, load_language
from briefing.language.printed import open_reader, without_words, wording_reader
from briefing.memory import Recall, afresh, stamp, uncollected
from briefing.problems import Problem, ProblemsFound, has_errors, in_order, problem
from briefing.projects.checks import Line, check_projects, differences, lines, reconcile_list
from briefing.projects.grouping import select
from briefing.projects.project_facts import project_fact, with_projects
from briefing.projects.romanising import read_romanising
from briefing.projects.vocabulary import read_vocabulary

if TYPE_CHECKING:
    from briefing.compose.composing import ComposeContext
    from briefing.compose.project_views import Tailored
    from briefing.document.nodes import Document

#: What the fact ids of all projects together begin with.
PREFIX = "projects"


def with_sample(content: Content, sample: Path) -> tuple[Content, tuple[Problem, ...]]:
    """Return the content with the lists, projects and audiences of a sample in place of its own."""
    theirs, found = load_content(sample)
    made = replace(
        content,
        project_lists=theirs.project_lists,
        projects=theirs.projects,
        project_origins=theirs.project_origins,
        audiences=theirs.audiences,
    )
    return made, found


def supplied(
    root: Path, content: Content, base: FactBase, languages: Mapping[str, Language]
) -> tuple[FactBase, Tailored | None, tuple[str, ...], tuple[Problem, ...]]:
    """Return the fact base with the projects and their totals, everything as a selection, the bounds of size bands, and the
    problems: above all, where rows and published totals differ."""
    if not content.projects:
        return base, None, (), ()
    from briefing.compose.project_views import Tailored  # noqa: PLC0415 - only where there are projects

    base = with_projects(base, content)
    live = [p for p in content.projects if project_fact(p) in base.facts]
    if not live:
        return base, None, (), ()
    problems: list[Problem] = []
    try:
        words = read_vocabulary(root, content.regions).words
        rules = {t: r for t in languages if (r := read_romanising(root / "i18n", t)) is not None}
    except ProblemsFound as found:
        return base, None, (), found.problems
    lists = tuple(r for r in content.project_lists if any(p.list == r.id for p in live))
    sample = any(r.sample for r in lists)
    selection = select(base, "", PREFIX, live, words.bands, sample=sample)
    base = replace(base, facts={**base.facts, **selection.facts})
    reconciled: dict[str, tuple[Line, ...]] = {}
    for entry in lists:
        if entry.published is not None:
            own = select(base, entry.id, f"list.{entry.id}", [p for p in live if p.list == entry.id], words.bands)
            base = replace(base, facts={**base.facts, **own.facts})
            compared = reconcile_list(entry, own, base)
            problems += differences(entry, compared)
            beside, made = lines(compared, base, f"list.{entry.id}")
            base = replace(base, facts={**base.facts, **made})
            reconciled[entry.id] = beside
    source = languages.get(SOURCE_TAG)
    everything = Tailored(
        selection,
        lists,
        selection.projects,
        source=source,
        romanising=rules,
        reconciled=reconciled,
        contact_days=int(words.contact_days),
        mobile=words.mobile,
    )
    return base, everything, words.bands, tuple(problems)


@dataclass(frozen=True, slots=True)
class Project:
    """What is under ``root``. ``languages`` and ``catalogues`` are by id (``zh``, ``en``). ``everything`` are the
    projects of the imported lists (``None`` without any), ``bands`` the lower bounds of their size bands."""

    root: Path
    content: Content
    base: FactBase
    glossary: Glossary
    languages: Mapping[str, Language]
    catalogues: Mapping[str, Catalogue]
    labels: Mapping[str, str]
    problems: tuple[Problem, ...]
    everything: Tailored | None = None
    bands: tuple[str, ...] = ()

    @property
    def templates(self) -> Path:
        """Where the templates lie."""
        return self.root / "templates"

    def earlier(self, day: date, since: date | None = None) -> Mapping[str, FactBase]:
        """Return the fact base as the last edition of each pack knew it, by pack: the newest of its ``editions`` before
        ``day``, or ``since`` for all. A pack that had no edition before is not in it."""
        last = {
            pack.id: since or max((d for text in pack.editions if (d := date.fromisoformat(text)) < day), default=None)
            for pack in self.content.packs
        }
        read = open_reader(self.languages.values())
        bases = {known: build_fact_base(self.content, known, read)[0] for known in {d for d in last.values() if d}}
        return {pack: bases[known] for pack, known in last.items() if known}

    def tags(self, language: str) -> tuple[str, ...]:
        """Return the languages of a document: its own, or those that ``zh-en`` joins."""
        return (language,) if language in self.languages else tuple(language.split("-"))

    def stamped(self, document: Document, language: str, name: str) -> Document:
        """Return the document with the mark that the furniture calls ``name`` on every page."""
        from briefing.compose.translator import Translator  # noqa: PLC0415

        marks = [
            Translator(self.languages[tag], document.pack, self.catalogues[tag], self.labels).house(name)
            for tag in self.tags(language)
        ]
        return replace(document, stamp=" ".join(dict.fromkeys(marks)))

    def newest_source(self) -> date:
        """Return the publication date of the newest source: the default edition. Raises ``ProblemsFound`` when there is
        none."""
        if not self.base.sources:
            raise ProblemsFound([problem("no-source", "content/sources")])
        return max(source.date for source in self.base.sources.values())

    def pack(self, name: str) -> Pack:
        """Return a pack by its id. Raises ``ProblemsFound`` naming those there are."""
        for pack in self.content.packs:
            if pack.id == name:
                return pack
        known = ", ".join(pack.id for pack in self.content.packs)
        raise ProblemsFound([problem("pack-unknown", "content/packs", 0, pack=name, known=known)])

    def context(self, edition: str, day: date, since: date | None = None) -> ComposeContext:
        """Return what the packs of an edition are composed from; ``since`` is the day of the edition they are compared with
        (the last of each pack by default)."""
        from briefing.compose.composing import ComposeContext  # noqa: PLC0415

        source_tag = self.languages[SOURCE_TAG].tag
        return ComposeContext(
            self.base,
            self.glossary,
            self.templates,
            self.labels,
            edition,
            day.isoformat(),
            source_tag,
            earlier=self.earlier(day, since),
            tailored=self.everything,
            house={pack.id: on_cover(pack, self.content.home) for pack in self.content.packs},
        )

    def today(self) -> ComposeContext:
        """Return what the packs are composed from as they are: as the edition of the day of the newest source."""
        day = self.newest_source()
        return self.context(day.isoformat(), day)

    def composed(self, context: ComposeContext | None = None, language: str = "") -> Iterator[ComposedPack]:
        """Compose every version of every pack whole, in each of its languages or in the one given; as of ``today``
        without a ``context``."""
        context = context or self.today()
        for pack, version in ((p, v) for p in self.content.packs for v in p.every_version()):
            asked = replace(context, version=version.id)
            for tag in (language,) if language else pack.languages_of(version):
                yield ComposedPack(pack, tag, *self.compose(pack, tag, asked), version=version)

    def compose(
        self, pack: Pack, language: str, context: ComposeContext
    ) -> tuple[Document | None, tuple[Problem, ...]]:
        """Return the document of a pack in a language of this project, with the sentences that new data has torn apart."""
        from briefing.compose.composing import compose  # noqa: PLC0415
        from briefing.project.periods import period_problems  # noqa: PLC0415

        with uncollected():
            document, problems = compose(pack, context, self.languages[language], self.catalogues[language])
            if document is not None:
                problems = in_order(
                    [*problems, *period_problems(document, self.base, f"{self.templates.name}/{pack.template}")]
                )
        return document, problems


@dataclass(frozen=True, slots=True)
class ComposedPack:
    """A version of a pack in one language: its document, ``None`` where there is none, and what was found on the way."""

    pack: Pack
    language: str
    document: Document | None
    problems: tuple[Problem, ...]
    version: Version

    @property
    def name(self) -> str:
        """The name of the document: ``<pack>.<language>``, ``<pack>-<version>.<language>``."""
        return f"{self.pack.document(self.version)}.{self.language}"


def language_ids(root: Path) -> tuple[str, ...]:
    """Return the languages a project has rules for, the source language first."""
    found = languages_in(root / "i18n")
    return tuple(sorted(found, key=lambda tag: (tag != SOURCE_TAG, tag)))


def open_project(root: Path, as_of: date | None = None, sample: Path | None = None, recall: Recall = afresh) -> Project:
    """Read everything. ``sample`` is a folder like ``root`` with a synthetic list, which then takes the place of the
    lists. ``recall`` keeps what was made from files that have not changed since. Problems are collected, not raised,
    so that all of them can be shown at once. Where rules of the source language or a file of the content cannot be read
    at all, most of what would be found follows from that: ``ProblemsFound`` is raised with what the files alone show.
    A change of several files is read whole or not at all; what a killed process left of one is finished first."""
    return consistent(root, lambda: _opened(root, as_of, sample, recall))


def _opened(root: Path, as_of: date | None, sample: Path | None, recall: Recall) -> Project:
    problems: list[Problem] = []
    languages = _languages(root, recall, problems)
    content, found_content = recall("content", root, (stamp(root / "content"),), lambda: load_content(root, recall))
    problems.extend(found_content)
    terms = root / "i18n" / "glossary.yaml"
    glossary, found_terms = recall("glossary", root, (stamp(terms),), lambda: read_glossary(terms))
    problems.extend(found_terms)
    catalogues: dict[str, Catalogue] = {}
    for tag in languages:
        catalogues[tag], found = recall(
            "catalogue", tag, (stamp(root / "i18n" / tag),), partial(_catalogue, root, tag, sample, recall)
        )
        problems.extend(found)
    labels, found_labels = recall("labels", root, (stamp(root / "templates" / "house"),), lambda: _labels(root))
    problems.extend(found_labels)
    if SOURCE_TAG not in languages or any(p.code in UNREAD for p in found_content):
        raise ProblemsFound(in_order(problems))
    if sample is not None:
        content, found_sample = with_sample(content, sample)
        problems.extend(found_sample)
    valid = recall(
        "valid",
        root,
        (content, *languages.values()),
        lambda: (*check_projects(content, sample is not None), *_valid(content, languages)),
    )
    problems.extend(valid)
    base, found_facts = recall(
        "base",
        as_of,
        (content, *languages.values()),
        lambda: build_fact_base(content, as_of, open_reader(languages.values())),
    )
    problems.extend(found_facts)
    problems.extend(() if has_errors(found_terms) else _parties(content, glossary))
    problems.extend(_without_rules(root, content))
    base, everything, bands, found_lists = recall(
        "supplied", as_of, (content, base, *languages.values()), lambda: supplied(root, content, base, languages)
    )
    problems.extend(found_lists)
    return Project(root, content, base, glossary, languages, catalogues, labels, in_order(problems), everything, bands)


def _languages(root: Path, recall: Recall, problems: list[Problem]) -> dict[str, Language]:
    """The rules of every language, the source language first; one whose rules cannot be read is left out."""
    languages: dict[str, Language] = {}
    rules = stamp(root / "i18n", suffixes=(".yaml",))
    for tag in language_ids(root):
        try:
            languages[tag] = recall("language", tag, (rules,), partial(load_language, root / "i18n", tag))
        except ProblemsFound as found:
            problems.extend(found.problems)
    if SOURCE_TAG not in languages and not problems:
        problems.append(problem("language-missing", "i18n", 0, tag=SOURCE_TAG))
    return languages


class _Unread(dict[str, str]):
    """The labels of a house whose file cannot be read, which is reported once: each is its own name."""

    def get(self, key: str, default: object = None) -> str:
        return f"[{key}]"


def read_labels(folder: Path) -> Mapping[str, str]:
    """Return the source words of ``templates/house/furniture.yaml`` by name."""
    data = read_rules_file(folder / "furniture.yaml", f"{folder.parent.name}/{folder.name}/furniture.yaml")
    return {name: folded(str(words)) for name, words in data.items()} if isinstance(data, dict) else {}


def _labels(root: Path) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
    try:
        return read_labels(root / "templates" / "house"), ()
    except ProblemsFound as unread:
        return _Unread(), unread.problems


def _catalogue(root: Path, tag: str, sample: Path | None, recall: Recall) -> tuple[Catalogue, tuple[Problem, ...]]:
    """The catalogue of a language, with the translations of a sample, and what is wrong with it."""
    catalogue, unread = read_catalogue(root / "i18n", tag, recall)
    if sample is not None:
        read = {**read_catalogue(sample / "i18n", tag)[0].messages, **catalogue.messages}
        catalogue = Catalogue(tag, read, catalogue.under_review)
    return catalogue, (*unread, *(p for p in check_catalogue(catalogue) if p.code != "translation-missing"))


def _valid(content: Content, languages: Mapping[str, Language]) -> tuple[Problem, ...]:
    source, known = languages[SOURCE_TAG], languages.values()
    regions = frozenset(source.regions)
    return validate(content, frozenset(source.units), wording_reader(known), regions, without_words(known))


def _without_rules(root: Path, content: Content) -> list[Problem]:
    """The languages of packs that there are no rules for."""
    known = language_ids(root)
    places = ((pack.at("languages"), tag) for pack in content.packs for tag in pack.languages if tag not in known)
    return [problem("language-missing", place.file, place.line, tag=tag) for place, tag in places]


def _parties(content: Content, glossary: Glossary) -> list[Problem]:
    return [
        problem("party-unknown", item.where.file, item.where.line, party=party)
        for listing in content.lists
        for item in listing.items
        for party in item.parties
        if glossary.find(party) is None
    ]
