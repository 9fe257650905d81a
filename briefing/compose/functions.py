"""What a template can call. Each function names facts; none computes or formats: that has been done before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from markupsafe import Markup

from briefing.compose import printed
from briefing.compose.markup import Cut
from briefing.compose.printed import FactTexts, Printed, figure, plain_decimal, term, undated
from briefing.compose.project_sheets import ProjectWords
from briefing.compose.project_views import ProjectsView, Tailored
from briefing.compose.translator import ListView, condition_phrase
from briefing.content.projects import Contacts
from briefing.facts import Fact
from briefing.facts.base import FactBase, UnknownClaim, UnknownFact
from briefing.facts.observe import PAST
from briefing.language import UnknownRule
from briefing.language.figures import cell, column_scale, join, scale_factor, scale_label
from briefing.projects.project_facts import Freshness, Publishing

#: The functions of templates, by the names templates know them by; ``_`` is ``gettext``.
NAMES = (
    "fig", "cell", "asof", "period", "day", "label", "term", "holds", "need", "has", "named", "reported",
    "same_period", "same_source", "older", "together", "rows", "valued", "series", "unit", "axis", "scale_of",
    "cite", "ref", "shows", "target", "gettext", "pgettext", "names", "empty", "projects", "further",
    "version", "converts",
)  # fmt: skip


@dataclass(slots=True)
class Functions(FactTexts):
    """The functions of one pack in one language."""

    tailored: Tailored | None = None
    of_projects: ProjectWords | None = None
    cut: Cut | None = None
    contacts: Contacts = "offices"
    further_of: tuple[str, ...] = ()
    version_id: str = ""
    versions: tuple[str, ...] = ()
    asked: dict[str, None] = field(default_factory=dict)

    @property
    def project_words(self) -> ProjectWords:
        """The words of projects, counted over the whole document."""
        if self.of_projects is None:
            cut = self.tailored
            made = ProjectWords(self.language, self.words, self.glossary, publishing=Publishing(self.contacts, None))
            if cut is not None:
                made.romanising, made.source = cut.romanising.get(self.words.tag), cut.source
                made.fresh = Freshness(self.edition, cut.contact_days) if self.edition else None
                made.publishing = Publishing(self.contacts, cut.mobile)
            self.of_projects = made
        return self.of_projects

    def table(self) -> Mapping[str, Callable[..., object]]:
        """Return the names templates know the functions by."""
        return {name: getattr(self, name) for name in NAMES} | {"_": self.gettext}

    # ---- figures and dates

    def fig(self, reference: str, form: str = "full") -> Printed | Markup:
        """Return a figure of a fact: an id, or an indicator for its latest observation."""
        fact = self._fact(reference)
        return self._broken() if fact is None else self._printed("figure", fact, form)

    def cell(self, reference: str, scale: str = "one") -> Markup:
        """Return the number alone, in the scale a table column names in its head (see ``scale_of`` and ``unit``)."""
        fact = self._fact(reference)
        if fact is None:
            return self._broken()
        if fact.quantity is None or fact.turn:
            return self._figure(fact, "full")
        try:
            text = cell(self.language, fact.quantity, scale)
        except UnknownRule as error:
            return self._no_form(reference, scale, error)
        return figure(fact.id, plain_decimal(fact.quantity.value), fact.quantity.unit, "cell", text)

    def asof(self, reference: str, form: str = "as-of") -> Printed | Markup:
        """Return the period of a fact as a sentence needs it (截至2025年末 / at end-2025)."""
        fact = self._fact(reference)
        return self._broken() if fact is None else self._printed("period", fact, form)

    def period(self, reference: str, form: str = "plain") -> Printed | Markup:
        """Return the period of a fact as a noun (2025年末 / end-2025); ``short`` for tables and charts."""
        return self.asof(reference, form)

    def day(self, event: str, form: str = "date") -> Printed | Markup:
        """Return the date of an event, cited like a figure."""
        fact = self._fact(event)
        return self._broken() if fact is None else self._printed("moment", fact, form)

    def series(self, indicator: str) -> list[str]:
        """Return the fact ids of an indicator's observations, oldest first."""
        self._watch(indicator)
        return [fact.id for fact in self.base.series(indicator)]

    def further(self) -> list[str]:
        """Return the fact ids of the sources and indicators that the pack names for its table of further figures and that
        nothing before has printed, in the order of the content."""
        named = self.base.asked(_further, self.further_of)
        return [name for name in named if name not in self.used]

    def target(self, indicator: str, year: int | None = None) -> str:
        """Return the fact id of an indicator's next target, or of the one for a year; empty when there is none."""
        try:
            return self.base.target(indicator, year).id
        except UnknownFact as error:
            self._report("template-fact", reference=indicator, reason=str(error))
            return ""

    def converts(self, unit: str) -> bool:
        """Tell whether this language gives amounts in another currency beside them, and there are such amounts."""
        made = (self.base.facts[name] for names in self.base.beside.values() for name in names)
        return unit in self.language.conversions and any(f.quantity and f.quantity.unit == unit for f in made)

    def version(self, *names: str) -> bool:
        """Tell whether the document is one of these versions of its pack."""
        for name in names:
            if name not in self.versions:
                self._report("template-version", version=name, known=", ".join(self.versions) or "none")
        return self.version_id in names

    def has(self, reference: str) -> bool:
        """Tell whether there is such a fact."""
        return self.base.knows(reference)

    def reported(self, reference: str) -> bool:
        """Tell whether an indicator has a figure, and not only a target."""
        return bool(self.base.series(reference))

    def same_period(self, *references: str) -> bool:
        """Tell whether the facts speak of one moment: their periods end on one day."""
        return self.base.same_period(references)

    def same_source(self, *references: str) -> bool:
        """Tell whether the facts come from one source, so that one attribution serves them all."""
        return self.base.same_source(references)

    def older(self, reference: str, than: str) -> bool:
        """Tell whether the latest figure of one indicator is of an earlier moment than that of another."""
        known = self.base.knows(reference) and self.base.knows(than)
        return known and self.base.as_at(self.base.resolve(reference)) < self.base.as_at(self.base.resolve(than))

    def together(self, *indicators: str) -> dict[str, str]:
        """Return the fact ids of several indicators at the latest period for which all of them have a figure, by indicator;
        empty when there is none."""
        return self.base.together(indicators)

    def rows(self, *indicators: str, last: int = 0) -> list[dict[str, str]]:
        """Return the observations of several indicators by period, oldest first (the ``last`` of them), for a table that
        grows with every period: fact ids by indicator (empty where there is none), and ``any`` of them for the period."""
        for indicator in indicators:
            self._watch(indicator)
        blank = dict.fromkeys(indicators, "")
        return [blank | row | {"any": next(iter(row.values()))} for row in self.base.rows(indicators)[-last:]]

    def valued(self, reference: str) -> bool:
        """Tell whether a fact has a value, and not only words of its source (居全国前列)."""
        return self.base.knows(reference) and self.base.resolve(reference).quantity is not None

    def holds(self, claim: str) -> bool:
        """Tell whether the data support a claim; the template then has two wordings."""
        self.asked[claim] = None
        try:
            return self.base.holds(claim)
        except UnknownClaim:
            self._report("template-fact", reference=claim, reason="no claim has this id")
            return False

    def need(self, claim: str) -> str:
        """Print nothing while the data support a claim; otherwise stop the build and name the sentence's claim."""
        if not self.holds(claim):
            statement = self.base.claims[claim].statement if claim in self.base.claims else ""
            self._report("template-claim", claim=claim, statement=statement)
        return ""

    # ---- words

    def term(self, name: str, form: str = "") -> Printed:
        """Return a name of the glossary by any of its Chinese forms; in full at its first mention, short afterwards."""
        return Printed(lambda f: term(name, f), form)

    def names(self, names: list[str], form: str = "short") -> Markup:
        """Return several glossary names joined as the language joins a list of names; ``form``: that of each, as of
        ``term``."""
        marks = [f"\ue000{i}\ue001" for i in range(len(names))]
        joined = join(self.language, marks, names=True)
        for mark, name in zip(marks, names, strict=True):
            joined = joined.replace(mark, str(term(name, form)))
        return Markup(joined)

    def label(self, reference: str) -> Markup:
        """Return what a fact measures, as a noun phrase."""
        fact = self._fact(reference)
        return self._broken() if fact is None else Markup.escape(self.words.content("label", fact.label))

    def named(self, name: str) -> ListView | list[object]:
        """Return a named list of the content, with its words in this language."""
        found = self.base.lists.get(name)
        if found is None:
            self._report("template-fact", reference=name, reason="no list has this id")
            return []
        if self.edition and found.valid_until and date.fromisoformat(found.valid_until) < self.edition:
            details = {"list": found.id, "title": found.title, "until": found.valid_until}
            self.problems.append(found.problem("list-stale", "valid_until", **details))
        return ListView(found, self.words, self.base.lists)

    def scale_of(self, references: list[str]) -> str:
        """Return the scale for a column that prints these facts: the largest of the language that all of them reach."""
        found = [self._fact(reference) for reference in references]
        return column_scale(self.language, [f.quantity for f in found if f is not None and f.quantity is not None])

    def unit(self, unit: str, scale: str = "one") -> str:
        """Return the unit a table column in this scale carries in its head (亿元, RMB billion)."""
        try:
            return scale_label(self.language, unit, scale)
        except UnknownRule as error:
            self._no_form(unit, scale, error)
            return ""

    def axis(self, unit: str, scale: str = "one") -> Markup:
        """Return the attributes of a chart's ``<figure>``: its axis title and what values are divided by."""
        factor = plain_decimal(scale_factor(self.language, scale))
        return Markup('data-unit="{}" data-factor="{}"').format(self.unit(unit, scale), factor)

    def empty(self) -> str:
        """Return what a table prints where there is no figure."""
        return self.words.language.furniture["not_available"]

    def cite(self, reference: str) -> Markup:
        """Cite the source of a list, an event, a fact or a claim (the facts it tests), for words that print no
        figure of it. Words taken from one release name its fact with the period (``npl-ratio@2025-12-31``): they
        keep their note when newer data come."""
        claim = self.base.claims.get(reference)
        if claim is not None:
            return Markup("").join(self.cite(name) for name in (claim.left, claim.right) if name)
        if reference in self.base.lists:
            places = [(self.base.lists[reference].source, self.base.lists[reference].locator)]
        else:
            fact = self._fact(reference)
            places = list(self._places(fact)) if fact is not None else []
        return Markup("").join(Markup('<cite data-source="{}" data-locator="{}"/>').format(*p) for p in places)

    def _places(self, fact: Fact) -> Iterator[tuple[str, str]]:
        """Where a fact is; for a derived one, where its inputs are."""
        if fact.source:
            yield fact.source, fact.locator
        for put in fact.inputs:
            yield from self._places(self.base.facts[put])

    def ref(self, target: str) -> Markup:
        """Return a cross-reference to a section, table or chart by its id."""
        return Markup('<a href="#{}"></a>').format(target)

    def shows(self, *names: str) -> bool:
        """Tell whether none of these sections, tables and charts is left out: what speaks of them is printed only then."""
        if self.cut is None:
            return True
        for name in self.cut.unknown(names):
            self._report("template-section", section=name)
        return self.cut.shows(names)

    def projects(self) -> ProjectsView:
        """Return the projects of this document, for templates/parts/projects.html; false when there are none."""
        said = self.condition(lambda fact: str(self.fig(fact)), lambda words: str(Markup.escape(words)))
        return ProjectsView(self.tailored, self.project_words, self.base, Markup(said))

    def condition(self, amount: Callable[[str], str], quote: Callable[[str], str] = str) -> str:
        """Return the condition that the projects of this document fulfil as a phrase, empty where there is none; ``amount``
        prints the fact of a bound, ``quote`` makes words fit for where they are."""
        if self.tailored is None or self.tailored.selection.condition is None:
            return ""
        selection = self.tailored.selection
        word = partial(self.project_words.word, selection.projects[0].list if selection.projects else "")
        bound = selection.bounds
        return condition_phrase(self.tailored.selection.condition, self.words, lambda *k: amount(bound[k]), word, quote)

    # ---- sentences

    def gettext(self, message: str, **values: object) -> Markup:
        """Return a sentence in this language with its placeholders filled."""
        return self._sentence("", message, values)

    def pgettext(self, context: str, message: str, **values: object) -> Markup:
        """Return the same, told apart from an equal sentence by its context."""
        return self._sentence(context, message, values)

    def _sentence(self, context: str, message: str, values: Mapping[str, object]) -> Markup:
        text = self.words.sentence(context, message)
        if found := printed.fault(message, text, values):
            if found[0]:
                self._report(found[0], **found[1])
            return Markup("")
        self.problems[:] = printed.naming(message, values, self.problems)
        own = {name: self._bracketed(fact) for name, fact in undated(text, values, self.base).items()}
        beside = {name: self._beside(value) for name, value in values.items() if name not in own}
        return printed.filled(text, values, own, beside)


def _further(base: FactBase, named: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of the facts of sources and indicators, in the order of the content."""
    return tuple(
        fact.id
        for fact in base.facts.values()
        if (fact.source in named or fact.indicator in named)
        and fact.kind not in ("event", "derived")
        and PAST not in fact.id
        and (fact.kind == "target" or fact.source in named or base.is_latest(fact))
    )
