"""The words of projects that are translated, with the catalogue each belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from briefing.content.projects import ProjectRecord

#: The fields of a project that are one text, and the context of their messages.
TEXTS: Mapping[str, str] = {
    "name": "project name", "owner": "company", "status": "status", "sector": "item", "content": "content",
    "benefit": "benefit", "benefit_basis": "benefit", "advantages": "advantages", "site": "site",
    "approvals": "approvals", "note": "note",
}  # fmt: skip
#: Contexts of words that many projects share: they are translated once, among the words of all content.
SHARED = frozenset({"status", "item", "cooperation", "district"})


_LISTS = "projects-"


def domain(list_id: str) -> str:
    """The catalogue of a list's own texts."""
    return _LISTS + list_id


def is_list(catalogue: str) -> bool:
    """Whether a catalogue holds the texts of a list's projects."""
    return catalogue.startswith(_LISTS)


def project_texts(project: ProjectRecord) -> Iterator[tuple[str, str, str]]:
    """Context, text and field of everything of a project that is translated."""
    for key, context in TEXTS.items():
        if text := getattr(project, key):
            yield context, text, key
    for way in project.cooperation:
        yield "cooperation", way, "cooperation"
    for district in project.districts:
        yield "district", district, "districts"
    for region in project.regions:
        yield "item", region, "regions"
    if project.investment is not None and project.investment.value is None:
        yield "amount", project.investment.published, "investment"
    if project.sought is not None and project.sought.value is None:
        yield "amount", project.sought.published, "sought"
    if project.term is not None and project.term.period is None and project.term.duration is None:
        yield "term", project.term.published, "term"
    for contact in project.contacts:
        if contact.office:
            yield "office", contact.office, "contacts"
