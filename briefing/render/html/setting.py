"""What every function of the writer may need to know about the document it writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from briefing.document.nodes import Document, Note, SourceLink, walk
from briefing.render.house import House


class Medium(Enum):
    """Screen: the HTML edition, its notes below each section. Pages: the source of the PDF, its notes at the foot of pages."""

    SCREEN = "screen"
    PAGES = "pages"


@dataclass(frozen=True, slots=True)
class Setting:
    """The document, the house and the medium; ``cited`` gives, for a source, the anchor of the place that cites it first.
    ``pushed`` holds the ids of notes whose paragraph or row starts a new page, because they found no room on theirs."""

    document: Document
    house: House
    medium: Medium
    cited: Mapping[str, str]
    pushed: frozenset[str] = frozenset()

    def starts_page(self, content: object) -> bool:
        """Whether the block with this inline content is to start a new page."""
        return bool(self.pushed) and any(isinstance(n, Note) and n.id in self.pushed for n in walk(content))


def setting_of(document: Document, house: House, medium: Medium, pushed: frozenset[str] = frozenset()) -> Setting:
    """The setting of one document; a source's first citation is the first note that names it."""
    cited: dict[str, str] = {}
    for node in walk(document.sections):
        if isinstance(node, Note):
            for inner in walk(node.children):
                if isinstance(inner, SourceLink):
                    cited.setdefault(inner.target, f"call-{node.id}")
    return Setting(document, house, medium, MappingProxyType(cited), pushed)
