"""Passages that print a figure under another period than its own, and sentences that new data have torn apart."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.compose.printed import DATED
from briefing.document.nodes import Document, Figure, walk
from briefing.document.reading import Passage, passages
from briefing.facts import Fact
from briefing.facts.base import FactBase
from briefing.problems import Problem, in_order, problem
from briefing.quantities import Period


def period_problems(document: Document, base: FactBase, template: str) -> tuple[Problem, ...]:
    """Return one problem for each passage that prints a figure under another period than its own."""
    found: list[Problem] = []
    for passage in passages(document):
        for code, details in (*_unsaid(passage, base), *_elsewhere(passage, base)):
            found.append(problem(code, template, 0, text=_short(passage.text), section=passage.title, **details))
    found += [problem("actual-unprinted", template, 0, **details) for details in _unprinted(document, base)]
    return in_order(found)


def _unprinted(document: Document, base: FactBase) -> Iterator[dict[str, object]]:
    """Indicators whose target the document prints, and none of the figures there are by now: a document written when there was
    only the target says so somewhere."""
    printed = {node.fact for node in walk(document) if isinstance(node, Figure)}
    facts = [base.facts[fact] for fact in printed if fact in base.facts]
    used = {f.indicator for f in facts if f.kind not in ("target", "derived")}
    used |= {base.facts[put].indicator for f in facts for put in f.inputs if base.facts[put].kind != "target"}
    for indicator in sorted({f.indicator for f in facts if f.kind == "target"} - used):
        if base.series(indicator):
            fact = base.latest(indicator)
            yield {"fact": fact.id, "label": fact.label, "published": fact.published}


def _unsaid(passage: Passage, base: FactBase) -> Iterator[tuple[str, dict[str, object]]]:
    """Figures newer or older than every date of a sentence that dates other figures of theirs."""
    if passage.kind != "sentence" or not passage.moments:
        return
    dates = {Period.parse(iso).end for iso in passage.moments}
    facts = [base.facts[fact] for fact, _ in passage.figures if fact in base.facts]
    stated = [f for f in facts if f.kind not in ("target", "event", "derived") and f.period_basis != "reported"]
    dated = [f for f in stated if f.measure in DATED]
    if not any(f.period.end in dates for f in dated):
        return
    for fact in dated:
        if fact.period.end not in dates and base.is_latest(fact):
            yield "period-unsaid", {"fact": fact.id, "said": ", ".join(sorted(d.isoformat() for d in dates))}


def _elsewhere(passage: Passage, base: FactBase) -> Iterator[tuple[str, dict[str, object]]]:
    """Derived figures beside an observation of the same indicator that they were not computed from."""
    printed = {fact for fact, _ in passage.figures}
    for fact in (base.facts[f] for f in printed if f in base.facts and base.facts[f].kind == "derived"):
        for put in (base.facts[i] for i in fact.inputs):
            others = [f for f in printed if f in base.facts and _rival(base.facts[f], put)]
            if put.id not in printed and others:
                yield "derived-elsewhere", {"fact": fact.id, "input": put.id, "printed": ", ".join(sorted(others))}


def _rival(fact: Fact, put: Fact) -> bool:
    alike = (fact.indicator, fact.kind) == (put.indicator, put.kind)
    return alike and fact.id != put.id and fact.period.end > put.period.end


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:119] + "…"
