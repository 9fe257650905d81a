"""The words of one language: sentences of templates, labels of content, furniture. Missing translations are counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.messages import Catalogue
from briefing.catalogue.placeholders import fill, quote
from briefing.catalogue.states import State, standing
from briefing.characters import folded
from briefing.files.yaml_reader import read_rules_file
from briefing.language import Language
from briefing.problems import Problem, ProblemsFound, problem

#: The catalogue domains shared by all packs.
HOUSE, CONTENT = "house", "content"

#: The context of furniture messages.
FURNITURE = "furniture"


def read_labels(folder: Path) -> Mapping[str, str]:
    """Return the source words of ``templates/house/furniture.yaml`` by name."""
    data = read_rules_file(folder / "furniture.yaml", f"{folder.parent.name}/{folder.name}/furniture.yaml")
    return {name: folded(str(words)) for name, words in data.items()} if isinstance(data, dict) else {}


@dataclass(slots=True)
class Translator:
    """Looks words up in one language. ``missing`` collects every message without a translation, once each."""

    language: Language
    domain: str
    catalogue: Catalogue
    labels: Mapping[str, str]
    missing: dict[tuple[str, str, str], Problem] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """The language's id, as catalogues and glossary name it."""
        return self.language.id

    def message(self, domain: str, context: str, source: str) -> str | None:
        """Return the translation, the source itself in the source language, or ``None`` (counted) where there is none."""
        if self.tag == SOURCE_TAG:
            return source
        found = self.catalogue.find(domain, context, source)
        if found and found.target:
            if found.fuzzy:
                told = problem("catalogue-fuzzy", found.file, found.line, source=quote(source))
                self.missing[domain, context, source] = told
            elif self.catalogue.under_review and standing(found, "-").state is State.DRAFT:
                told = problem("translation-unreviewed", found.file, found.line, source=quote(source))
                self.missing[domain, context, source] = told
            return found.target
        place = (found.file, found.line) if found else (f"i18n/{self.tag}/{domain}.po", 0)
        self.missing[domain, context, source] = problem(
            "translation-missing", *place, source=quote(source), tag=self.tag, domain=domain
        )
        return None

    def sentence(self, context: str, source: str) -> str:
        """Return a template sentence, still with its placeholders; the mark of the missing where there is no translation."""
        found = self.message(self.domain, context, source)
        return self.house("missing") if found is None else found

    def content(self, context: str, source: str) -> str:
        """Return a label, name or note of the content."""
        if not source:
            return ""
        found = self.message(CONTENT, context, source)
        return self.house("missing") if found is None else found

    def house(self, name: str) -> str:
        """Return a piece of furniture by its name, unfilled."""
        source = self.labels.get(name)
        if source is None:
            raise ProblemsFound([problem("label-missing", "templates/house/furniture.yaml", name=name)])
        found = self.message(HOUSE, FURNITURE, source)
        return f"[{name}]" if found is None else found

    def filled(self, name: str, value_of: Callable[[str], str]) -> str:
        """Return a piece of furniture with its placeholders filled as plain text."""
        return fill(self.house(name), lambda key, _form: value_of(key))
