"""Whatever file a reviewer brings: a review, a memory or a term base, told apart by the end of its name."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from briefing.catalogue import SOURCE_TAG
from briefing.problems import ProblemsFound
from briefing.review.formats import WRITERS
from briefing.workspace.plan import Plan
from briefing.workspace.reviews import ReviewPlan, export, import_review
from briefing.workspace.segments import opened, unknown_choice
from briefing.workspace.terms import TermsPlan, export_terms, import_terms
from briefing.workspace.translation_memory import MemoryPlan, export_memory, import_memory

if TYPE_CHECKING:
    from datetime import date

    from briefing.workspace.workspace import Workspace

#: What goes out beside the formats of segments.
MEMORY, TERMS = "tmx", "tbx"


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What taking a file would do; ``kind`` says which of the three plans it has."""

    kind: str
    review: ReviewPlan | None = None
    memory: MemoryPlan | None = None
    terms: TermsPlan | None = None

    @property
    def plan(self) -> Plan:
        """What would be written."""
        found = self.review or self.memory or self.terms
        assert found is not None
        return found


def bring_back(ws: Workspace, path: Path, by: str, day: date, given: str, tag: str) -> BroughtBack:
    """What taking a file back would do: ``.tmx`` a memory, ``.tbx`` terms, everything else a review."""
    match path.suffix.lower():
        case ".tmx":
            return BroughtBack("memory", memory=import_memory(ws, path, tag))
        case ".tbx":
            return BroughtBack("terms", terms=import_terms(ws, path, tag))
        case _:
            return BroughtBack("review", review=import_review(ws, path, by, day, given, tag))


def take_out(ws: Workspace, form: str, tag: str, pack: str, states: tuple[str, ...]) -> tuple[str, bytes]:
    """A file for a reviewer, with its name: segments in one of the formats of ``export_review`` (an archive where that makes
    several files), the memory (``tmx``), or the terms (``tbx``)."""
    if form == MEMORY:
        return f"memory.{tag}.tmx", export_memory(ws, tag)[0]
    if form == TERMS:
        return f"terms.{tag}.tbx", export_terms(ws, tag, "2008")
    if form not in WRITERS:
        raise ProblemsFound([unknown_choice("format", form, (*WRITERS, MEMORY, TERMS))])
    files = export(ws, form, tag, pack, "", states).files
    if len(files) == 1:
        return next(iter(files.items()))
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, ZIP_DEFLATED)
    return f"{pack or 'all'}.{tag}.{form}.zip", made.getvalue()


def review_languages(ws: Workspace) -> tuple[str, ...]:
    """The languages beside the source that packs are printed in, by id."""
    printed = dict.fromkeys(tag for pack in ws.project().content.packs for tag in pack.languages)
    return tuple(tag for tag in printed if tag != SOURCE_TAG)


def typed_in(ws: Workspace, tag: str) -> tuple[str, str]:
    """The language tags (BCP 47) of the source and of a language under review, for those who read the page aloud."""
    languages = opened(ws, tag).project.languages
    return languages[SOURCE_TAG].tag, languages[tag].tag
