"""One project with its contacts as a sheet shows them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from briefing.compose.printed import moment
from briefing.compose.project_words import ProjectWords
from briefing.content.projects import Contact, ProjectRecord
from briefing.facts.base import FactBase
from briefing.language import Language
from briefing.language.changes import print_period
from briefing.language.figures import join
from briefing.projects.project_facts import project_fact
from briefing.quantities import Period


@dataclass(frozen=True, slots=True)
class ContactView:
    """One contact in the words of the language."""

    contact: Contact
    list: str
    words: ProjectWords

    @property
    def name(self) -> str:
        """The person."""
        return self.words.name(self.list, "person", self.contact.name, person=True)

    @property
    def office(self) -> str:
        """The office or post."""
        return self.words.name(self.list, "office", self.contact.office)

    @property
    def telephone(self) -> str:
        """Every number, as written."""
        return (
            join(self.words.language, [self.words.printing(t) for t in self.contact.telephone])
            if self.contact.telephone
            else ""
        )

    @property
    def email(self) -> str:
        """The address, as written."""
        return self.words.printing(self.contact.email or "")

    @property
    def verified(self) -> Markup:
        """The day the contact was last verified, or nothing."""
        return _day(self.words.language, self.contact.verified_on)

    @property
    def due(self) -> bool:
        """Whether that was too long before the edition."""
        return self.words.fresh is not None and self.words.fresh.due(self.contact)


def _day(language: Language, text: str | None) -> Markup:
    return moment(text, print_period(language, Period.parse(text), "date")) if text else Markup("")


def _word(context: str, field: str) -> property:
    """A word that the lists have in common, in the language of the document."""
    return property(lambda view: view._text(context, getattr(view.record, field)))


def _if_translated(context: str, field: str = "") -> property:
    """A text of the record in the language of the document; empty where the record has none, or it is not translated."""
    return property(lambda view: view._if_any(context, getattr(view.record, field or context)))


def _figure(name: str) -> property:
    """The id of a fact of the project; empty where there is no single figure."""
    return property(lambda view: view._fact(name))


@dataclass(frozen=True, slots=True)
class ProjectView:
    """One project. Texts are empty where the record has none; ``investment``, ``sought`` and ``duration`` are fact references,
    empty where there is no single figure; ``open`` says that the workbook's amount is not one number."""

    record: ProjectRecord
    words: ProjectWords
    base: FactBase

    sector, status = _word("item", "sector"), _word("status", "status")
    content, advantages, site = _if_translated("content"), _if_translated("advantages"), _if_translated("site")
    approvals, benefit_basis = _if_translated("approvals"), _if_translated("benefit", "benefit_basis")
    investment, sought, duration = _figure("investment"), _figure("sought"), _figure("duration")

    def _text(self, context: str, source: str | None) -> str:
        return self.words.text(self.record.list, context, source)

    def _if_any(self, context: str, source: str | None) -> str:
        return self.words.if_any(self.record.list, context, source) if source else ""

    @property
    def untranslated(self) -> tuple[str, ...]:
        """The fields whose text the list has and this language has not, in the order of a sheet."""
        term = self.record.term
        worded = term is not None and not term.duration and not term.period
        return tuple(
            key
            for key, text in (
                ("content", self.content),
                ("term", self.term if worded else "-"),
                ("benefit", self.benefit),
                ("advantages", self.advantages),
                ("site", self.site),
                ("approvals", self.approvals),
            )
            if not text and getattr(self.record, key)
        )

    def _fact(self, what: str) -> str:
        key = project_fact(self.record, what)
        return key if key in self.base.facts else ""

    @property
    def anchor(self) -> str:
        """The id of its sheet."""
        return f"project-{self.record.list}-{self.record.id}"

    @property
    def fact(self) -> str:
        """The fact that it is listed."""
        return project_fact(self.record)

    @property
    def name(self) -> str:
        """Its name."""
        return self._text("project name", self.record.name)

    @property
    def place(self) -> str:
        """Its districts, or its regions where no district is known."""
        names = [self._text("district", d) for d in self.record.districts]
        return join(self.words.language, names) if names else self.regions

    @property
    def regions(self) -> str:
        """Its regions."""
        names = [self._text("item", r) for r in self.record.regions]
        return join(self.words.language, names) if names else ""

    @property
    def owner(self) -> str:
        """Who owns or offers it."""
        return self.words.name(self.record.list, "company", self.record.owner)

    @property
    def estimated(self) -> bool:
        """Whether the workbook calls its investment an estimate."""
        return self.record.investment is not None and self.record.investment.basis == "estimated"

    @property
    def open(self) -> bool:
        """Whether the workbook says something of the investment that is not one amount."""
        return self.record.investment is not None and not self.investment

    @property
    def in_cny(self) -> bool:
        """Whether its investment is one amount of CNY."""
        return bool(self.investment) and self.record.investment is not None and self.record.investment.unit == "CNY"

    @property
    def as_written(self) -> str:
        """What the workbook says where it gives no single amount; nothing where that has not been translated."""
        amount = self.record.investment
        return (
            self.words.if_any(self.record.list, "amount", amount.published) if amount is not None and self.open else ""
        )

    @property
    def code(self) -> str:
        """The number the list gives it, as written."""
        return self.words.printing(self.record.code or "")

    @property
    def sought_as_written(self) -> str:
        """What the workbook says of the amount sought where it is no single amount, once that is translated."""
        amount = self.record.sought
        open_ = amount is not None and not self.sought
        return self.words.if_any(self.record.list, "amount", amount.published) if amount is not None and open_ else ""

    @property
    def cooperation(self) -> str:
        """The ways of cooperation, as a line of their own begins."""
        names = [self._text("cooperation", way) for way in self.record.cooperation]
        text = join(self.words.language, names) if names else ""
        return text[:1].upper() + text[1:]

    @property
    def term(self) -> Markup:
        """The construction period as dates or as text; nothing where it is a duration."""
        term = self.record.term
        if term is None or term.duration:
            return Markup("")
        if term.period:
            return moment(term.period, print_period(self.words.language, Period.parse(term.period), "plain"))
        return Markup.escape(self._if_any("term", term.published))

    @property
    def benefit(self) -> str:
        """The benefit expected, without a full stop: what it was computed on follows in brackets."""
        return self._if_any("benefit", self.record.benefit).rstrip("。.")

    @property
    def contacts(self) -> tuple[ContactView, ...]:
        """Whom to ask."""
        return tuple(
            ContactView(c, self.record.list, self.words) for c in self.words.publishing.of(self.record.contacts)
        )

    @property
    def as_of(self) -> str:
        """A fact whose period is the day the project's entry stands for."""
        return project_fact(self.record)

    @property
    def valid_until(self) -> Markup:
        """The day its entry lapses, or nothing."""
        return _day(self.words.language, self.record.valid_until)

    @property
    def lapsed(self) -> bool:
        """Whether that day lies before the edition."""
        return self.words.fresh is not None and self.words.fresh.lapsed(self.record)
