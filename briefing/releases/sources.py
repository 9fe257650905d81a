"""The source record of a release, from what was guessed and what a person has confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefing.catalogue import SOURCE_TAG
from briefing.content.records import Article, Coverage, Ignored, Section, SourceRecord
from briefing.problems import Problem, problem
from briefing.releases.archive import Kept
from briefing.releases.decisions import Decision
from briefing.releases.reading import Release
from briefing.releases.verdicts import Proposed


def source_record(
    kept: Kept, release: Release, proposals: Sequence[Proposed], decided: Mapping[str, Decision]
) -> tuple[SourceRecord | None, tuple[Problem, ...]]:
    """The source that a release becomes, or a problem for everything of it that is only guessed."""
    said, guess = kept.decisions.source, release.guess
    problems = [
        problem("release-unconfirmed", source=kept.id, what=what, guess=shown or "nothing")
        for what, given, shown in (
            ("the issuer", said.issuer, guess.issuer),
            ("the title", said.title, guess.title),
            ("the date", said.date, guess.date.isoformat() if guess.date else ""),
            ("the kind", said.kind, guess.kind),
        )
        if not given
    ]
    if problems or said.issuer is None or said.title is None or said.date is None or said.kind is None:
        return None, tuple(problems)
    basis = said.date_basis or (guess.date_basis if guess.date and guess.date.isoformat() == said.date else "stated")
    made = SourceRecord(
        id=kept.id, file=kept.opened.name, issuer=said.issuer[SOURCE_TAG], title=said.title[SOURCE_TAG], date=said.date,
        date_basis="inferred" if basis == "inferred" else "stated",
        date_note=said.date_note or (guess.date_note or None if basis == "inferred" else None), kind=said.kind, url=said.url,
        sections=_sections(kept), articles=_articles(kept), reading=_coverage(kept, proposals, decided),
    )  # fmt: skip
    return made, ()


def _sections(kept: Kept) -> tuple[Section, ...]:
    """The sections that were given; else the articles, or the whole text under its title."""
    said = kept.decisions.source
    assert said.title is not None  # confirmed before
    parts = said.sections or said.articles
    if not parts:
        return (Section(id="text", title=said.title[SOURCE_TAG], lines=f"1-{len(kept.opened.lines)}"),)
    return tuple(
        Section(id=f"part-{n}", title=p.title[SOURCE_TAG], lines=p.lines) for n, p in enumerate(parts, start=1)
    )


def _articles(kept: Kept) -> tuple[Article, ...]:
    return tuple(
        Article(id=f"article-{n}", title=a.title[SOURCE_TAG], lines=a.lines, page=a.page, url=a.url)
        for n, a in enumerate(kept.decisions.source.articles, start=1)
    )


def _coverage(kept: Kept, proposals: Sequence[Proposed], decided: Mapping[str, Decision]) -> Coverage:
    actions = [d.action for d in decided.values()]
    ignored = tuple(
        Ignored(locator=f"L{p.figure.line}", text=p.figure.text, reason=decided[p.figure.id].ignore or "")
        for p in proposals
        if p.figure.id in decided and decided[p.figure.id].action == "ignore"
    )
    accepted = sum(a in ("accept", "other") for a in actions)
    return Coverage(
        sha256=kept.opened.sha256,
        found=str(len(proposals)),
        accepted=str(accepted),
        new=str(actions.count("new")),
        ignored=ignored,
    )
