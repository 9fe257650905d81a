"""A project opened: everything under its root that a build reads, with every problem found while reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.glossary import Glossary, read_glossary
from briefing.catalogue.messages import Catalogue, read_catalogue
from briefing.catalogue.soundness import check_catalogue
from briefing.compose.composing import Setting, compose
from briefing.compose.project_views import Tailored
from briefing.compose.words import Words, read_furniture
from briefing.content.load import load_content
from briefing.content.records import Content, Pack
from briefing.content.validate import validate
from briefing.document.nodes import Document
from briefing.editions.periods import period_problems
from briefing.editions.supplied import supplied, with_sample
from briefing.facts.base import FactBase
from briefing.facts.building import build_fact_base
from briefing.language import Language, load_language
from briefing.language.open_values import open_reader
from briefing.language.published import parse_published
from briefing.language.reading import languages_in
from briefing.lists.validating import check_projects
from briefing.memory import Recall, afresh, stamp
from briefing.problems import Problem, ProblemsFound, in_order, problem
from briefing.quantities import Quantity


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
    furniture: Mapping[str, str]
    problems: tuple[Problem, ...]
    everything: Tailored | None = None
    bands: tuple[str, ...] = ()

    @property
    def templates(self) -> Path:
        """Where the templates lie."""
        return self.root / "templates"

    def earlier(self, day: date, since: date | None = None) -> Mapping[str, FactBase]:
        """The fact base as the last edition of each pack knew it, by pack: the newest of its ``editions`` before
        ``day``, or ``since`` for all. A pack that had no edition before is not in it."""
        last = {pack.id: since or max((d for text in pack.editions if (d := date.fromisoformat(text)) < day), default=None)
                for pack in self.content.packs}  # fmt: skip
        read = open_reader(self.languages.values())
        bases = {known: build_fact_base(self.content, known, read)[0] for known in {d for d in last.values() if d}}
        return {pack: bases[known] for pack, known in last.items() if known}

    def stamped(self, document: Document, language: str, name: str) -> Document:
        """The document with the mark that the furniture calls ``name`` on every page."""
        words = Words(self.languages[language], document.pack, self.catalogues[language], self.furniture)
        return replace(document, stamp=words.house(name))

    def newest_source(self) -> date:
        """The publication date of the newest source: the default edition."""
        return max(source.date for source in self.base.sources.values())

    def pack(self, name: str) -> Pack:
        """A pack by its id. Raises ``ProblemsFound`` naming those there are."""
        for pack in self.content.packs:
            if pack.id == name:
                return pack
        known = ", ".join(pack.id for pack in self.content.packs)
        raise ProblemsFound([problem("pack-unknown", "content/packs", 0, pack=name, known=known)])

    def setting(self, edition: str, day: date, since: date | None = None) -> Setting:
        """What the packs of an edition are composed from; ``since`` is the day of the edition they are compared with
        (the last of each pack by default)."""
        source_tag = self.languages[SOURCE_TAG].tag
        return Setting(self.base, self.glossary, self.templates, self.furniture, edition, day.isoformat(), source_tag,
                       earlier=self.earlier(day, since), tailored=self.everything)  # fmt: skip

    def compose(self, pack: Pack, language: str, setting: Setting) -> tuple[Document | None, tuple[Problem, ...]]:
        """The document of a pack in a language of this project, with the sentences that new data has torn apart."""
        document, problems = compose(pack, setting, self.languages[language], self.catalogues[language])
        if document is not None:
            problems = in_order(
                [*problems, *period_problems(document, self.base, f"{self.templates.name}/{pack.template}")]
            )
        return document, problems


def language_ids(root: Path) -> tuple[str, ...]:
    """The languages a project has rules for, the source language first."""
    found = languages_in(root / "i18n")
    return tuple(sorted(found, key=lambda tag: (tag != SOURCE_TAG, tag)))


def open_project(root: Path, as_of: date | None = None, sample: Path | None = None, recall: Recall = afresh) -> Project:
    """Read everything. ``sample`` is a folder like ``root`` with a synthetic list, which then takes the place of the
    lists. ``recall`` keeps what was made from files that have not changed since. Problems are collected, not raised,
    so that all of them can be shown at once; only language rules that cannot be read, and content that is no YAML,
    stop here with ``ProblemsFound``: all else that would be found follows from them."""
    problems: list[Problem] = []
    languages = _languages(root, recall, problems)
    content, found_content = recall("content", root, (stamp(root / "content"),), lambda: load_content(root, recall))
    problems.extend(found_content)
    if broken := [p for p in found_content if p.code == "yaml-syntax"]:
        raise ProblemsFound(in_order(broken))
    if sample is not None:
        content, found_sample = with_sample(content, sample)
        problems.extend(found_sample)
    source = languages[SOURCE_TAG]
    valid = recall(
        "valid",
        root,
        (content, source),
        lambda: (*check_projects(content, sample is not None), *_valid(content, source)),
    )
    problems.extend(valid)
    base, found_facts = recall(
        "base",
        as_of,
        (content, *languages.values()),
        lambda: build_fact_base(content, as_of, open_reader(languages.values())),
    )
    problems.extend(found_facts)
    terms = root / "i18n" / "glossary.yaml"
    glossary, found_terms = recall("glossary", root, (stamp(terms),), lambda: read_glossary(terms))
    problems.extend(found_terms)
    problems.extend(_parties(content, glossary))
    catalogues: dict[str, Catalogue] = {}
    for tag in languages:
        catalogues[tag], found = recall(
            "catalogue", tag, (stamp(root / "i18n" / tag),), partial(_catalogue, root, tag, sample)
        )
        problems.extend(found)
    house = root / "templates" / "house"
    furniture = recall("furniture", root, (stamp(house),), lambda: read_furniture(house))
    base, everything, bands, found_lists = recall(
        "supplied", as_of, (content, base, *languages.values()), lambda: supplied(root, content, base, languages)
    )
    problems.extend(found_lists)
    return Project(
        root, content, base, glossary, languages, catalogues, furniture, in_order(problems), everything, bands
    )


def _languages(root: Path, recall: Recall, problems: list[Problem]) -> dict[str, Language]:
    """The rules of every language, the source language first. Raises ``ProblemsFound`` when those of the source
    language fail."""
    languages: dict[str, Language] = {}
    rules = stamp(root / "i18n", suffixes=(".yaml",))
    for tag in language_ids(root):
        try:
            languages[tag] = recall("language", tag, (rules,), partial(load_language, root / "i18n", tag))
        except ProblemsFound as found:
            problems.extend(found.problems)
    if SOURCE_TAG not in languages:
        raise ProblemsFound(problems or [problem("language-missing", "i18n", 0, tag=SOURCE_TAG)])
    return languages


def _catalogue(root: Path, tag: str, sample: Path | None) -> tuple[Catalogue, tuple[Problem, ...]]:
    """The catalogue of a language, with the translations of a sample, and what is wrong with it."""
    catalogue, unread = read_catalogue(root / "i18n", tag)
    if sample is not None:
        read = {**read_catalogue(sample / "i18n", tag)[0].messages, **catalogue.messages}
        catalogue = Catalogue(tag, read, catalogue.under_review)
    return catalogue, (*unread, *(p for p in check_catalogue(catalogue) if p.code != "translation-missing"))


def _valid(content: Content, source: Language) -> tuple[Problem, ...]:
    def read(text: str, unit: str) -> Quantity | None:
        found = parse_published(source, text, unit)
        return found if isinstance(found, Quantity) else None

    return validate(content, frozenset(source.units), read, frozenset(source.regions))


def _parties(content: Content, glossary: Glossary) -> list[Problem]:
    return [
        problem("party-unknown", item.where.file, item.where.line, party=party)
        for listing in content.lists
        for item in listing.items
        for party in item.parties
        if glossary.find(party) is None
    ]
