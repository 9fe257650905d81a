"""What is kept of a release: its text, what a person decides of it, and its source record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from briefing.catalogue import SOURCE_TAG
from briefing.characters import keyboard
from briefing.content.fields import BaseText, DateText, Id, Kind, LinesText, PeriodText, UnitId, UrlText, Words, wanted
from briefing.content.records import Article, Coverage, Ignored, Section, SourceRecord
from briefing.files.yaml_reader import read_rules_file, read_yaml
from briefing.problems import Problem, ProblemsFound, problem
from briefing.releases.opening import Opened
from briefing.releases.reading import Release
from briefing.releases.verdicts import Proposed

Status = Literal["reported", "planned", "announced", "estimated", "opinion", "target"]
Frequency = Literal["annual", "quarterly", "monthly", "irregular", "once"]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _words(value: object) -> object:
    return {"zh": value} if isinstance(value, str) else value


def _keyed(value: object) -> object:
    return keyboard(value) if isinstance(value, str) else value


#: A field that is no words: whatever it was typed with, its digits and letters are those of the keyboard.
_KEYED = BeforeValidator(_keyed)
_Period = Annotated[PeriodText, _KEYED]
_Date = Annotated[DateText, _KEYED]
_Lines = Annotated[LinesText, _KEYED]
_Named = Annotated[Id, _KEYED]
_Base = Annotated[BaseText, _KEYED]

#: Words in the languages of the project, by language id; a bare text is in the language of the content.
Texts = Annotated[dict[str, Words], BeforeValidator(_words)]


class NewIndicator(_Form):
    """The form for an indicator that does not exist yet. ``label`` is needed in the language of the content and, so
    that the figure can be printed there, in every other."""

    id: _Named
    label: Texts
    unit: UnitId
    kind: Kind
    frequency: Frequency = "irregular"
    of: Words | None = None
    whole: _Named | None = None
    base: _Base | None = None
    region: _Named | None = None
    note: Words | None = None


class Decision(_Form):
    """What is decided of one figure. ``accept`` takes the proposal; ``indicator`` names another; ``new`` is a form;
    ``ignore`` is a reason. ``period``, ``basis``, ``status`` and ``note`` correct what was read. ``line`` and
    ``text`` say which figure was meant; where they are given, they must be those of the text. ``revise`` confirms
    that another value of the same period is replaced, ``dispute`` that both stand and what readers are told of it."""

    accept: bool = False
    indicator: _Named | None = None
    new: NewIndicator | None = None
    ignore: Words | None = None
    period: _Period | None = None
    basis: Literal["stated", "inferred", "reported"] | None = None
    status: Status | None = None
    note: Words | None = None
    plan: _Named | None = None
    revise: bool = False
    dispute: Texts | None = None
    learn: bool = True
    line: int | None = None
    text: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"accept": True} if value == "accept" else value

    @model_validator(mode="after")
    def _one(self) -> Decision:
        chosen = [bool(self.accept), self.indicator is not None, self.new is not None, self.ignore is not None]
        if sum(chosen) != 1:
            raise ValueError("write one of accept, indicator, new and ignore")
        return self

    @property
    def action(self) -> Literal["accept", "other", "new", "ignore"]:
        """What is done with the figure."""
        if self.accept:
            return "accept"
        return "other" if self.indicator else "new" if self.new else "ignore"


class SectionForm(_Form):
    """A section of the source: its title in each language, and its lines."""

    title: Texts
    lines: _Lines


class ArticleForm(SectionForm):
    """One of several articles of the source, with its page and address."""

    page: Texts | None = None
    url: UrlText | None = None


class SourceForm(_Form):
    """What the release is. What stands here is confirmed; what does not is only guessed. ``one_day`` says that its
    articles are of one day, ``one_text`` that it is one article, whatever it looks like."""

    id: _Named | None = None
    issuer: Texts | None = None
    title: Texts | None = None
    date: _Date | None = None
    date_basis: Literal["stated", "inferred"] | None = None
    date_note: Words | None = None
    kind: Literal["news", "government-document", "press-conference", "commentary"] | None = None
    url: UrlText | None = None
    articles: tuple[ArticleForm, ...] = ()
    sections: tuple[SectionForm, ...] = ()
    one_day: bool = False
    one_text: bool = False

    @property
    def parted(self) -> bool:
        """Whether somebody has said which articles or sections it holds, or that it holds none."""
        return bool(self.articles or self.sections or self.one_text)


class Decisions(_Form):
    """A file of decisions: ``source`` confirms what the release is, ``figures`` holds a decision for each figure by
    its id (``f03``), or by its line and text (``L5 6.68万亿元``), ``further`` the packs that get a table of those
    figures that their templates do not print."""

    source: SourceForm = Field(default_factory=SourceForm)
    figures: dict[str, Decision] = Field(default_factory=dict)
    further: tuple[Id, ...] = ()

    def merged(self, later: Decisions) -> Decisions:
        """These decisions with later ones over them."""
        given = later.source.model_dump(exclude_unset=True)
        return Decisions(source=self.source.model_copy(update={k: getattr(later.source, k) for k in given}),
                         figures={**self.figures, **later.figures}, further=later.further or self.further)  # fmt: skip


def read_decisions(data: bytes, name: str) -> Decisions:
    """The decisions of a file. Raises ``ProblemsFound`` with everything that is wrong in it."""
    raw, found = read_yaml(data, name, rules=True)
    if found:
        raise ProblemsFound(found)
    try:
        return Decisions.model_validate(raw or {})
    except ValidationError as error:
        raise ProblemsFound(
            problem("release-decision", name, 0, figure=".".join(map(str, e["loc"])) or "the file", reason=_plain(e))
            for e in error.errors(include_url=False)
        ) from error


def _plain(error: ErrorDetails) -> str:
    """What is wrong with a value, in plain words."""
    match error["type"]:
        case "missing":
            return "it is missing"
        case "extra_forbidden":
            return "there is no such key"
        case "value_error":
            return wanted(error)
        case _ if error["input"] in ("", None):
            return "it is empty"
        case _:
            return f"{str(error['input'])[:60]!r} is not {wanted(error)}"


def written_decisions(decisions: Decisions) -> bytes:
    """The bytes of a file of decisions."""
    data = decisions.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120).encode("utf-8")


def by_figure(
    decisions: Decisions, proposals: Sequence[Proposed]
) -> tuple[Mapping[str, Decision], tuple[Problem, ...]]:
    """The decisions by figure id, and every one that fits no figure of the text or was made for another."""
    known = {p.figure.id: p for p in proposals}
    places = {f"L{p.figure.line} {p.figure.text}": p.figure.id for p in reversed(proposals)}
    found: dict[str, Decision] = {}
    problems: list[Problem] = []
    for name, decision in decisions.figures.items():
        key = name if name in known else places.get(name, "")
        if not key:
            problems.append(problem("release-decision", figure=name, reason="the release has no such figure"))
            continue
        figure = known[key].figure
        line, text = decision.line or figure.line, decision.text or figure.text
        if (line, text) != (figure.line, figure.text):
            problems.append(
                problem("release-changed", figure=name, known=f"L{figure.line} {figure.text}", given=f"L{line} {text}")
            )
        if key in found:
            problems.append(problem("release-decision", figure=key, reason="it is decided on twice"))
        found[key] = decision
    return found, tuple(problems)


#: The folder in a project that holds it; git ignores it unless somebody wishes otherwise.
FOLDER = "archive"
_TEXT, _RELEASE, _DECISIONS = "text.txt", "release.yaml", "decisions.yaml"


@dataclass(frozen=True, slots=True)
class Kept:
    """A release in the archive, under the id of the source it will be. ``decisions`` hold what is confirmed of it and
    decided of its figures; ``recorded`` says that it has become a source."""

    id: str
    opened: Opened
    decisions: Decisions

    @property
    def day(self) -> date | None:
        """The day of publication, where somebody has said it."""
        return date.fromisoformat(self.decisions.source.date) if self.decisions.source.date else None

    def decided(self, decisions: Decisions) -> Kept:
        """The same with decisions over those there were."""
        return replace(self, decisions=self.decisions.merged(decisions))


def next_id(root: Path, sources: tuple[SourceRecord, ...]) -> str:
    """The id the next source gets: the highest number of those there are and one, written as they are (s004:
    s005)."""
    taken = [*(s.id for s in sources), *ids(root)]
    numbered = [m for name in taken if (m := re.fullmatch(r"([a-z]+)([0-9]+)", name))]
    if not numbered:
        return "s001"
    last = max(numbered, key=lambda m: int(m[2]))
    return f"{last[1]}{int(last[2]) + 1:0{len(last[2])}}"


def ids(root: Path) -> tuple[str, ...]:
    """The ids of the releases in the archive."""
    folder = root / FOLDER
    return tuple(sorted(p.parent.name for p in folder.glob(f"*/{_RELEASE}"))) if folder.is_dir() else ()


def files_of(kept: Kept) -> dict[str, bytes]:
    """The files of a release in the archive, by path below the root."""
    place = f"{FOLDER}/{kept.id}"
    text = "\n".join(kept.opened.lines).encode("utf-8")
    head = {
        "file": kept.opened.name,
        "sort": kept.opened.sort,
        "sha256": kept.opened.sha256,
        "pages": list(kept.opened.pages),
        "text_sha256": hashlib.sha256(text).hexdigest(),
    }
    return {
        f"{place}/{_TEXT}": text,
        f"{place}/{_RELEASE}": yaml.safe_dump(head, allow_unicode=True, sort_keys=False).encode("utf-8"),
        f"{place}/{_DECISIONS}": written_decisions(kept.decisions),
    }


def files_read(root: Path, kept: Kept) -> dict[str, bytes | None]:
    """What the archive holds now where the files of a release go."""
    return {name: (root / name).read_bytes() if (root / name).is_file() else None for name in files_of(kept)}


def kept_release(root: Path, name: str) -> Kept:
    """A release of the archive. Raises ``ProblemsFound`` when there is none of that id, or its text was altered."""
    place = root / FOLDER / name
    if name not in ids(root):
        known = ", ".join(ids(root)) or "none"
        raise ProblemsFound([problem("release-none", name=name, known=known)])
    head: Any = read_rules_file(place / _RELEASE, f"{FOLDER}/{name}/{_RELEASE}")
    data = (place / _TEXT).read_bytes()
    if hashlib.sha256(data).hexdigest() != head["text_sha256"]:
        raise ProblemsFound([problem("release-altered", f"{FOLDER}/{name}/{_TEXT}")])
    opened = Opened(
        head["file"], head["sort"], head["sha256"], tuple(data.decode("utf-8").split("\n")), tuple(head["pages"])
    )
    decisions = read_decisions((place / _DECISIONS).read_bytes(), f"{FOLDER}/{name}/{_DECISIONS}")
    return Kept(name, opened, decisions)


def kept_as(root: Path, sha256: str) -> str:
    """The id under which a file lies in the archive, or nothing."""
    return next((name for name in ids(root) if kept_release(root, name).opened.sha256 == sha256), "")


def recorded_as(sha256: str, sources: tuple[SourceRecord, ...]) -> str:
    """The id of the source that a file has become, or nothing."""
    return next((s.id for s in sources if s.reading is not None and s.reading.sha256 == sha256), "")


def begun(opened: Opened, name: str, source: SourceForm) -> Kept:
    """A release that has just been read."""
    return Kept(name, opened, Decisions(source=source))


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
    """Articles and sections whose lines the text does not have, or that share lines."""
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
    parts = said.sections or said.articles
    if not parts:
        return (Section(id="text", title=said.title[SOURCE_TAG], lines=f"1-{len(kept.opened.lines)}"),)
    return tuple(
        Section(id=f"part-{n}", title=p.title[SOURCE_TAG], lines=p.lines) for n, p in enumerate(parts, start=1)
    )


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
