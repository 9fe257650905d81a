"""What a person decides of a release: the forms of a file of decisions, read, written, and matched with its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from briefing.catalogue import SOURCE_TAG
from briefing.characters import keyboard
from briefing.content.fields import BaseText, DateText, Id, Kind, LinesText, PeriodText, UnitId, UrlText, Words, wanted
from briefing.files.yaml_reader import read_yaml
from briefing.problems import Problem, ProblemsFound, problem
from briefing.releases.figure import Proposed

Status = Literal["reported", "planned", "announced", "estimated", "opinion", "target"]
Frequency = Literal["annual", "quarterly", "monthly", "irregular", "once"]
#: What is done with a figure of a release.
Action = Literal["accept", "other", "new", "ignore"]


class _Form(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", populate_by_name=True)


#: A field that is no words: whatever it was typed with, its digits and letters are those of the keyboard.
_KEYED = BeforeValidator(lambda value: keyboard(value) if isinstance(value, str) else value)
_Period = Annotated[PeriodText, _KEYED]
_Date = Annotated[DateText, _KEYED]
_Lines = Annotated[LinesText, _KEYED]
_Named = Annotated[Id, _KEYED]
_Base = Annotated[BaseText, _KEYED]


#: Words in the languages of the project, by language id; a bare text is in the language of the content.
Texts = Annotated[
    dict[str, Words], BeforeValidator(lambda value: {SOURCE_TAG: value} if isinstance(value, str) else value)
]


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
    def action(self) -> Action:
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
        """Return these decisions with later ones over them."""
        given = {name: getattr(later.source, name) for name in later.source.model_fields_set}
        source, figures = self.source.model_copy(update=given), {**self.figures, **later.figures}
        return Decisions(source=source, figures=figures, further=later.further or self.further)


def read_decisions(data: bytes, name: str) -> Decisions:
    """Return the decisions of a file. Raises ``ProblemsFound`` with everything that is wrong in it."""
    made, problems = sound_decisions(data, name)
    if problems:
        raise ProblemsFound(problems)
    return made


def sound_decisions(data: bytes, name: str) -> tuple[Decisions, tuple[Problem, ...]]:
    """Return the decisions of a file that have the form they need, and a problem for everything that has not; so that what the
    text says against the others is reported with it."""
    raw, found = read_yaml(data, name, rules=True)
    if found:
        return Decisions(), tuple(found)
    try:
        return Decisions.model_validate(raw or {}), ()
    except ValidationError as error:
        told = error.errors(include_url=False)
    problems = tuple(
        problem("release-decision", name, 0, figure=".".join(map(str, e["loc"])) or "the file", reason=_plain(e))
        for e in told
    )
    amiss = {e["loc"][1] for e in told if len(e["loc"]) > 1 and e["loc"][0] == "figures"}
    figures = raw.get("figures") if isinstance(raw, dict) else None
    whole = {k: v for k, v in figures.items() if k not in amiss} if isinstance(figures, dict) else {}
    try:
        return Decisions.model_validate({"figures": whole}), problems
    except ValidationError:
        return Decisions(), problems


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
    """Return the bytes of a file of decisions."""
    data = decisions.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120).encode("utf-8")


def by_figure(
    decisions: Decisions, proposals: Sequence[Proposed]
) -> tuple[Mapping[str, Decision], tuple[Problem, ...]]:
    """Return the decisions by figure id, and every one that fits no figure of the text or was made for another."""
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
        there = f"L{figure.line} {figure.text}"
        given = f"L{decision.line or figure.line} {decision.text or figure.text}"
        if given != there:
            problems.append(problem("release-changed", figure=name, known=there, given=given))
        if key in found:
            problems.append(problem("release-decision", figure=key, reason="it is decided on twice"))
        found[key] = decision
    return found, tuple(problems)
