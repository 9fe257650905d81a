"""What is kept of a release: its text, what a person decides of it, and its source record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from briefing.catalogue import SOURCE_TAG
from briefing.content.records import Article, Coverage, Ignored, Section, SourceRecord
from briefing.files.yaml_reader import read_rules_file
from briefing.problems import Problem, ProblemsFound, problem
from briefing.releases.decisions import Decision, Decisions, SourceForm, by_figure, read_decisions, written_decisions
from briefing.releases.figure import Proposed
from briefing.releases.opening import OpenedText
from briefing.releases.reading import Release

#: The folder in a project that holds it; git ignores it unless somebody wishes otherwise.
FOLDER = "archive"
_TEXT, _RELEASE, _DECISIONS = "text.txt", "release.yaml", "decisions.yaml"


@dataclass(frozen=True, slots=True)
class Kept:
    """A release in the archive, under the id of the source it will be. ``decisions`` hold what is confirmed of it and
    decided of its figures; ``recorded`` says that it has become a source."""

    id: str
    opened: OpenedText
    decisions: Decisions

    @property
    def day(self) -> date | None:
        """The day of publication, where somebody has said it."""
        return date.fromisoformat(self.decisions.source.date) if self.decisions.source.date else None

    def decided(self, decisions: Decisions) -> Kept:
        """Return the same with decisions over those there were."""
        return replace(self, decisions=self.decisions.merged(decisions))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many figures of a release were found, accepted, entered as new, ignored, and are still open."""

    found: int
    accepted: int
    new: int
    ignored: int
    open: int


def counts(kept: Kept, proposals: Sequence[Proposed]) -> Counts:
    """Return the coverage of a release by the decisions made so far."""
    decided, _ = by_figure(kept.decisions, proposals)
    actions = [d.action for d in decided.values()]
    accepted = sum(a in ("accept", "other") for a in actions)
    new, ignored = actions.count("new"), actions.count("ignore")
    return Counts(len(proposals), accepted, new, ignored, len(proposals) - len(decided))


def next_id(root: Path, sources: tuple[SourceRecord, ...]) -> str:
    """Return the id the next source gets: the highest number of those there are and one, written as they are (s004: s005)."""
    taken = [*(s.id for s in sources), *ids(root)]
    numbered = [m for name in taken if (m := re.fullmatch(r"([a-z]+)([0-9]+)", name))]
    if not numbered:
        return "s001"
    last = max(numbered, key=lambda m: int(m[2]))
    return f"{last[1]}{int(last[2]) + 1:0{len(last[2])}}"


def ids(root: Path) -> tuple[str, ...]:
    """Return the ids of the releases in the archive."""
    folder = root / FOLDER
    return tuple(sorted(p.parent.name for p in folder.glob(f"*/{_RELEASE}"))) if folder.is_dir() else ()


def files_of(kept: Kept) -> dict[str, bytes]:
    """Return the files of a release in the archive, by path below the root."""
    place = f"{FOLDER}/{kept.id}"
    text = "\n".join(kept.opened.lines).encode("utf-8")
    opened, digest = kept.opened, hashlib.sha256(text).hexdigest()
    head = {"file": opened.name, "sort": opened.sort, "sha256": opened.sha256, "pages": list(opened.pages),
            "text_sha256": digest}  # fmt: skip
    return {
        f"{place}/{_TEXT}": text,
        f"{place}/{_RELEASE}": yaml.safe_dump(head, allow_unicode=True, sort_keys=False).encode("utf-8"),
        f"{place}/{_DECISIONS}": written_decisions(kept.decisions),
    }


def files_read(root: Path, kept: Kept) -> dict[str, bytes | None]:
    """Return what the archive holds now where the files of a release go."""
    return {name: (root / name).read_bytes() if (root / name).is_file() else None for name in files_of(kept)}


def kept_release(root: Path, name: str) -> Kept:
    """Return a release of the archive. Raises ``ProblemsFound`` when there is none of that id, or its text was altered."""
    place = root / FOLDER / name
    if name not in ids(root):
        known = ", ".join(ids(root)) or "none"
        raise ProblemsFound([problem("release-none", name=name, known=known)])
    head: Any = read_rules_file(place / _RELEASE, f"{FOLDER}/{name}/{_RELEASE}")
    data = (place / _TEXT).read_bytes()
    if hashlib.sha256(data).hexdigest() != head["text_sha256"]:
        raise ProblemsFound([problem("release-altered", f"{FOLDER}/{name}/{_TEXT}")])
    opened = OpenedText(
        head["file"], head["sort"], head["sha256"], tuple(data.decode("utf-8").split("\n")), tuple(head["pages"])
    )
    decisions = read_decisions((place / _DECISIONS).read_bytes(), f"{FOLDER}/{name}/{_DECISIONS}")
    return Kept(name, opened, decisions)


def archived_id(root: Path, sha256: str) -> str:
    """Return the id under which a file lies in the archive, or nothing."""
    return next((name for name in ids(root) if kept_release(root, name).opened.sha256 == sha256), "")


def source_id_of(sha256: str, sources: tuple[SourceRecord, ...]) -> str:
    """Return the id of the source that a file has become, or nothing."""
    return next((s.id for s in sources if s.reading is not None and s.reading.sha256 == sha256), "")


def source_record(
    kept: Kept, release: Release, proposals: Sequence[Proposed], decided: Mapping[str, Decision]
) -> tuple[SourceRecord | None, tuple[Problem, ...]]:
    """Return the source that a release becomes, or a problem for everything of it that is only guessed."""
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
    if len(guess.articles) > 1 and not said.parted:
        shown = "; ".join(f"L{a.first}-{a.last} {a.title}" for a in guess.articles)
        problems.append(problem("release-unconfirmed", source=kept.id, what="which articles it holds", guess=shown))
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


def misplaced(kept: Kept, said: SourceForm) -> tuple[Problem, ...]:
    """Return articles and sections whose lines the text does not have, or that share lines."""
    found = []
    last = max(n for n, line in enumerate(kept.opened.lines, start=1) if line.strip())
    for name, parts in (("articles", said.articles), ("sections", said.sections)):
        taken: set[int] = set()
        for at, part in enumerate(parts):
            first, _, end = part.lines.partition("-")
            lines = set(range(int(first), int(end or first) + 1))
            reason = f"the text has {last} lines" if max(lines) > last else ""
            reason = reason or (f"line {min(lines & taken)} is in two of them" if lines & taken else "")
            taken |= lines
            if reason:
                found.append(problem("release-decision", figure=f"source.{name}.{at}.lines", reason=reason))
    return tuple(found)


def _sections(kept: Kept) -> tuple[Section, ...]:
    """The sections that were given; else the articles, or the whole text under its title."""
    said = kept.decisions.source
    assert said.title is not None  # confirmed before
    whole = Section(id="text", title=said.title[SOURCE_TAG], lines=f"1-{len(kept.opened.lines)}")
    parts = enumerate(said.sections or said.articles, start=1)
    return tuple(Section(id=f"part-{n}", title=p.title[SOURCE_TAG], lines=p.lines) for n, p in parts) or (whole,)


def _articles(kept: Kept) -> tuple[Article, ...]:
    return tuple(
        Article(
            id=f"article-{n}",
            title=a.title[SOURCE_TAG],
            lines=a.lines,
            page=a.page[SOURCE_TAG] if a.page else None,
            url=a.url,
        )
        for n, a in enumerate(kept.decisions.source.articles, start=1)
    )


def _coverage(kept: Kept, proposals: Sequence[Proposed], decided: Mapping[str, Decision]) -> Coverage:
    told, sha256 = counts(kept, proposals), kept.opened.sha256
    ignored = tuple(
        Ignored(locator=f"L{p.figure.line}", text=p.figure.text, reason=reason)
        for p in proposals
        if p.figure.id in decided and (reason := decided[p.figure.id].ignore)
    )
    found, accepted, new = map(str, (told.found, told.accepted, told.new))
    return Coverage(sha256=sha256, found=found, accepted=accepted, new=new, ignored=ignored)
