"""Named lists as templates see them: their words already in the language of the document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import TemplateRuntimeError

from briefing.compose.translator import Translator
from briefing.content.records import ListItem, NamedList


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item: ``name`` and ``text`` in the document's language, ``parties`` as glossary names, ``figures`` as fact
    references by role, ``sub`` the list below it (``None`` when there is none)."""

    item: ListItem
    words: Translator
    lists: Mapping[str, NamedList]

    @property
    def id(self) -> str:
        """The item's id within its list."""
        return self.item.id

    @property
    def name(self) -> str:
        """Its name."""
        return self.words.content("item", self.item.name)

    @property
    def text(self) -> str:
        """Its one-sentence description, or nothing."""
        return self.words.content("text", self.item.text or "")

    @property
    def parties(self) -> tuple[str, ...]:
        """The units responsible, as the glossary names them."""
        return self.item.parties

    @property
    def figures(self) -> Mapping[str, str]:
        """Fact references by role."""
        return self.item.figures

    @property
    def sub(self) -> ListView | None:
        """The list below this item."""
        below = self.lists.get(self.item.list or "")
        return ListView(below, self.words, self.lists) if below else None


@dataclass(frozen=True, slots=True)
class ListView:
    """A named list: ``title`` in the document's language, and its items in order."""

    listing: NamedList
    words: Translator
    lists: Mapping[str, NamedList]

    @property
    def id(self) -> str:
        """The list's id."""
        return self.listing.id

    @property
    def title(self) -> str:
        """Its title."""
        return self.words.content("list", self.listing.title)

    @property
    def complete(self) -> bool:
        """Whether the source names all its items."""
        return self.listing.complete

    @property
    def entries(self) -> tuple[ItemView, ...]:
        """Its items in order."""
        return tuple(ItemView(item, self.words, self.lists) for item in self.listing.items)

    def __iter__(self) -> Iterator[ItemView]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.listing.items)

    def __getitem__(self, name: str) -> ItemView:
        for entry in self.entries:
            if entry.id == name:
                return entry
        known = ", ".join(entry.id for entry in self.entries)
        raise TemplateRuntimeError(f"the list {self.id} has no item “{name}”; it has {known}")
