"""What the decisions on a release enter: each as an observation or target of an indicator, or what prevents it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from briefing.catalogue import SOURCE_TAG
from briefing.content.records import Content, Indicator, SourceRecord
from briefing.observations.understand import Entry, Proposal, qualifier_word, understand, value_text
from briefing.problems import Problem, problem
from briefing.project.opening import Project
from briefing.quantities import Period, Quantity
from briefing.releases.archive import Kept
from briefing.releases.decisions import Decision, NewIndicator, by_figure
from briefing.releases.figure import Figure, Proposed
from briefing.releases.reading import Release
from briefing.releases.verdicts import reading_rules


def indicator_of(form: NewIndicator) -> Indicator:
    """Return the indicator that a form defines."""
    values = form.model_dump(exclude_none=True) | {"label": form.label[SOURCE_TAG]}
    return Indicator.model_validate(values)


def decided_proposals(
    rows: Sequence[tuple[Proposed, Decision]], source: SourceRecord, content: Content, project: Project
) -> tuple[list[Proposal], list[Problem]]:
    """Return what all decisions enter (nothing for what is ignored or only repeated), and what prevents them, a fact
    given twice among it. ``content`` holds the release as ``source``, and its new indicators."""
    carried = list(_carried_out(rows, source, content, project))
    return [made for _, made, _ in carried if made is not None], [p for *_, problems in carried for p in problems]


def decision_problems(
    project: Project, kept: Kept, release: Release, proposals: Sequence[Proposed]
) -> Mapping[str, tuple[Problem, ...]]:
    """Return what keeps each decision made so far from being carried out, by figure id; what is not confirmed of the release is
    taken as guessed."""
    decided, _ = by_figure(kept.decisions, proposals)
    if not decided or release.day is None:
        return {}
    said = kept.decisions.source
    day = said.date or release.day.isoformat()
    source = SourceRecord(
        id=kept.id, file=kept.opened.name, issuer="—", title="—", date=day, date_basis="stated", kind="news"
    )
    forms = {d.new.id: d.new for d in decided.values() if d.new is not None}
    indicators = (*project.content.indicators, *(indicator_of(form) for form in forms.values()))
    content = replace(project.content, sources=(*project.content.sources, source), indicators=indicators)
    taken = {i.id: i.label for i in project.content.indicators}
    found: dict[str, tuple[Problem, ...]] = {}
    rows: list[tuple[Proposed, Decision]] = []
    for proposed in (p for p in proposals if p.figure.id in decided):
        own, decision = proposed.figure.id, decided[proposed.figure.id]
        if decision.new is not None and decision.new.id in taken:
            reason = f"there is such an indicator ({taken[decision.new.id]}): name it as indicator"
            found[own] = (problem("release-decision", figure=own, reason=reason),)
        else:
            rows.append((proposed, decision))
    carried = _carried_out(rows, source, content, project)
    return found | {proposed.figure.id: problems for proposed, _, problems in carried if problems}


def _carried_out(
    rows: Sequence[tuple[Proposed, Decision]], source: SourceRecord, content: Content, project: Project
) -> Iterator[tuple[Proposed, Proposal | None, tuple[Problem, ...]]]:
    """Every decision that is to enter something, as an observation or target, with everything that prevents it: above all, a
    fact that a figure before has given."""
    seen: dict[str, str] = {}
    for proposed, decision in rows:
        if decision.action == "ignore" or (proposed.repeats and decision.action == "accept"):
            continue
        made, problems = _one(proposed, decision, source, content, project)
        own = proposed.figure.id
        if made is not None and (first := seen.setdefault(made.fact, own)) != own:
            reason = f"{made.fact} is already given by {first}"
            problems += (problem("release-decision", figure=own, reason=reason),)
        yield proposed, made, problems


def _one(
    proposed: Proposed, decision: Decision, source: SourceRecord, content: Content, project: Project
) -> tuple[Proposal | None, tuple[Problem, ...]]:
    """A decision as an observation or target, or everything that prevents it."""
    read = proposed.figure

    def refused(reason: str) -> tuple[None, tuple[Problem, ...]]:
        return None, (problem("release-decision", figure=f"{read.id} (L{read.line}, {read.text})", reason=reason),)

    named = decision.new or proposed.indicator
    chosen = decision.indicator or (named.id if named else "")
    known = next((i for i in content.indicators if i.id == chosen), None)
    if not chosen:
        return refused(
            "it is accepted, and nothing is proposed for it: name an indicator, or fill in the form of a new one"
        )
    if proposed.verdict == "same" and decision.action == "accept" and proposed.existing is not None:
        return None, ()
    settled = decision.action != "accept" or decision.revise or decision.dispute
    if proposed.verdict == "contradiction" and not settled:
        assert proposed.existing is not None  # a contradiction has something it contradicts
        told = f"{proposed.existing.published} ({proposed.existing.source}) is known for {proposed.period}"
        return refused(
            f"it contradicts what is known: {told}; add “revise: true” where this corrects it, “dispute: …” where both"
            " stand and readers are told so, or ignore it"
        )
    period = decision.period or _period(proposed, decision, known.kind if known else "")
    if not period:
        return refused("its period is not known: give one")
    status = decision.status or read.status or "reported"
    basis, note = _basis(proposed, decision, project)
    wording = read.printed or read.text
    entry = Entry(
        chosen,
        wording,
        period,
        source.id,
        f"L{read.line}",
        basis,
        "reported" if status == "target" else status,
        wording,
        note,
        decision.plan or "",
        status == "target",
        revision=decision.revise or proposed.verdict == "revision",
        disagreement=decision.dispute is not None,
        caveat=decision.dispute[SOURCE_TAG] if decision.dispute else "",
    )
    if known is None:
        return refused(f"there is no indicator {chosen}")
    if other := _measured_otherwise(read, known, project):
        return None, (problem("observe-unit", figure=wording, unit=known.unit, read=other, indicator=known.id),)
    return _proposal(entry, proposed, known, content, project)


def _measured_otherwise(read: Figure, indicator: Indicator, project: Project) -> str:
    """The unit of a figure where it is not that of the indicator chosen for it: another currency, points for percent, a place
    in a ranking for a value; nothing where they agree or the figure names none. What counts things may count them by
    another noun."""
    if read.rank != (indicator.kind == "rank"):
        return "rank" if read.rank else read.unit or "a value"
    if read.rank or not read.units or indicator.unit in read.units:
        return ""
    units = project.languages[SOURCE_TAG].units
    families = {units[unit].family if unit in units else "" for unit in (read.unit, indicator.unit)}
    return "" if families == {"count"} else read.unit


def _period(proposed: Proposed, decision: Decision, kind: str) -> str:
    """The period of a figure under the indicator that was chosen for it, of a kind."""
    period = proposed.period
    if decision.action == "accept" or not period:
        return period
    if kind == "stock" and not proposed.figure.period.startswith(".."):
        return Period.parse(period).end.isoformat()
    return f"../{period}" if kind == "cumulative" and "/" not in period else period


def _basis(proposed: Proposed, decision: Decision, project: Project) -> tuple[str, str]:
    """How the period is known, and the note that says so where it was inferred."""
    note, mention = decision.note or "", proposed.figure.mention
    if decision.basis:
        return decision.basis, note
    if decision.period:
        return ("inferred" if note else "stated"), note
    match proposed.basis:
        case "stated":
            return "stated", note
        case "reported" | "unknown":
            return "reported", note
        case "carried" | "inferred" as basis:
            rules = reading_rules(project)
            texts = (rules.get(SOURCE_TAG) or next(iter(rules.values()))).notes
            told = texts.get("carried" if basis == "carried" else "inferred" if mention else "once", "")
            return "inferred", "；".join(filter(None, (told.format(mention=mention), note)))


def _proposal(
    entry: Entry, proposed: Proposed, indicator: Indicator, content: Content, project: Project
) -> tuple[Proposal | None, tuple[Problem, ...]]:
    """What is entered, with the value as it was read from the sentence; wordings that entering by hand does not read
    (一半) are entered by their value."""
    read = proposed.figure
    if read.value is None or read.high is not None:  # open: a range, 数十亿
        made, problems = understand(entry, content, project.languages)
        unread = made is None and any(p.code == "observe-unreadable" for p in problems)
        if unread and read.high is not None and read.value is not None and read.value >= 0:  # 同比增长8%—9%
            return understand(replace(entry, figure=read.text), content, project.languages)
        return made, problems
    unit = indicator.unit
    quantity = Quantity(read.value, unit, read.quantum, read.decimals, read.qualifier, read.wording)
    quantity = replace(quantity, wording=qualifier_word(quantity))
    made, problems = understand(entry, content, project.languages)
    if made is None and any(p.code == "observe-unreadable" for p in problems):
        made, problems = understand(replace(entry, figure=value_text(quantity, read.text)), content, project.languages)
    if made is None:
        return None, problems
    if made.quantity is not None and made.quantity.value != quantity.value:
        told = f"the sentence reads {quantity.value:f} {unit}, its wording alone {made.quantity.value:f}"
        return None, (problem("release-decision", figure=read.id, reason=told),)
    return replace(made, quantity=quantity, value=value_text(quantity, read.text)), ()
