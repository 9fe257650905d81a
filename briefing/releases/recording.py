"""All decisions of a release as one change: the source, its figures, new indicators, their translations, learnt
aliases."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import yaml

from briefing.catalogue import SOURCE_TAG
from briefing.catalogue.messages import Message
from briefing.catalogue.updating import amended, extract, refreshed
from briefing.compose.translator import CONTENT
from briefing.content.load import load_content
from briefing.content.records import Content, Indicator, SourceRecord
from briefing.files.yaml_reader import Splice, figure, found, scalar
from briefing.observations.saving import (
    DISPUTES,
    Recording,
    indicator_node,
    outcome,
    source_file,
    tried,
    with_disputes,
    written,
)
from briefing.observations.understand import Entry, Proposal, qualifier_word, understand, value_text
from briefing.problems import Problem, ProblemsFound, has_errors, in_order, problem
from briefing.project.opening import Project
from briefing.quantities import Period, Quantity
from briefing.releases.archive import Decision, Kept, NewIndicator, Texts, by_figure, source_record
from briefing.releases.clauses import tidy
from briefing.releases.grammar import either, region_words
from briefing.releases.matching import words_of
from briefing.releases.reading import Release
from briefing.releases.rules import ReadingRules
from briefing.releases.verdicts import Proposed, rules_of

#: Where new indicators are written.
FURTHER = "content/indicators/from-releases.yaml"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many figures of a release were found, accepted, entered as new, ignored, and are still open."""

    found: int
    accepted: int
    new: int
    ignored: int
    open: int


def counts(kept: Kept, proposals: Sequence[Proposed]) -> Counts:
    """The coverage of a release by the decisions made so far."""
    decided, _ = by_figure(kept.decisions, proposals)
    actions = [d.action for d in decided.values()]
    accepted = sum(a in ("accept", "other") for a in actions)
    new, ignored = actions.count("new"), actions.count("ignore")
    return Counts(len(proposals), accepted, new, ignored, len(proposals) - len(decided))


def recording_of(project: Project, kept: Kept, release: Release, proposals: Sequence[Proposed]) -> Recording:
    """What recording a release would do; nothing is written. Raises ``ProblemsFound`` with everything that stands
    against it: a guess nobody confirmed, figures nobody decided on, a decision that cannot be carried out, an error
    it would bring in."""
    if has_errors(project.problems):
        raise ProblemsFound([problem("observe-content", "content", 0), *project.problems])
    decided, problems = by_figure(kept.decisions, proposals)
    open_ = [p.figure.id for p in proposals if p.figure.id not in decided]
    if open_:
        named = ", ".join(open_[:12])
        problems += (
            problem("release-undecided", count=len(open_), found=len(proposals), figures=named, source=kept.id),
        )
    source, unconfirmed = source_record(kept, release, proposals, decided)
    problems += unconfirmed
    if source is None or has_errors(problems):
        raise ProblemsFound(in_order(problems))
    return _recorded(project, kept, release, source, [(p, decided[p.figure.id]) for p in proposals])


def _recorded(
    project: Project, kept: Kept, release: Release, source: SourceRecord, rows: Sequence[tuple[Proposed, Decision]]
) -> Recording:
    path, data = source_file(source, project.content.sources)
    files: dict[str, bytes] = {path: data}
    read: dict[str, bytes | None] = {path: None}
    forms = {d.new.id: d.new for _, d in rows if d.new is not None}
    if taken := [i for i in project.content.indicators if i.id in forms]:
        raise ProblemsFound(
            problem(
                "release-decision", figure=i.id, reason=f"there is such an indicator ({i.label}): name it as indicator"
            )
            for i in taken
        )
    _write_forms(project, forms, files, read)
    indicators = (*project.content.indicators, *(_made(form) for form in forms.values()))
    content = replace(project.content, sources=(*project.content.sources, source), indicators=indicators)
    proposals, problems = _understood(rows, source, content, project, release)
    if problems:
        raise ProblemsFound(in_order(problems))
    places = {i.id: i.where.file for i in project.content.indicators} | dict.fromkeys(forms, FURTHER)
    for place in dict.fromkeys(places[p.indicator.id] for p in proposals):
        _read(project, place, files, read)
        files[place] = written(files[place], [p for p in proposals if places[p.indicator.id] == place])
    disputes = [p for p in proposals if p.action == "dispute"]
    if disputes:
        _read(project, DISPUTES, files, read)
        files[DISPUTES] = with_disputes(files[DISPUTES] or None, disputes)
    _write_aliases(project, rows, release, places, files, read)
    _print_further(project, kept, files, read)
    _translate(project, kept, forms, files, read)
    return outcome(project, files, read, tuple(proposals))


def _read(project: Project, place: str, files: dict[str, bytes], read: dict[str, bytes | None]) -> None:
    """A file of the project among those to be written, once."""
    if place not in files:
        path = project.root / place
        read[place] = path.read_bytes() if path.exists() else None
        files[place] = read[place] or b""


def _write_forms(
    project: Project, forms: Mapping[str, NewIndicator], files: dict[str, bytes], read: dict[str, bytes | None]
) -> None:
    """New indicators at the end of the file of those that came with releases."""
    if not forms:
        return
    _read(project, FURTHER, files, read)
    lines = [files[FURTHER].decode("utf-8").rstrip("\n") or "indicators:"]
    for form in forms.values():
        lines.append(f"  - id: {form.id}")
        given = {"label": form.label[SOURCE_TAG], "unit": form.unit, "kind": form.kind, "frequency": form.frequency,
                 "region": form.region, "of": form.of, "whole": form.whole, "base": form.base, "note": form.note}  # fmt: skip
        lines += [f"    {key}: {figure(v) if v[:1].isdigit() else scalar(v)}" for key, v in given.items() if v]
    files[FURTHER] = ("\n".join(lines) + "\n").encode("utf-8")


def _made(form: NewIndicator) -> Indicator:
    values = form.model_dump(exclude_none=True) | {"label": form.label[SOURCE_TAG]}
    return Indicator.model_validate(values)


def _understood(
    rows: Sequence[tuple[Proposed, Decision]],
    source: SourceRecord,
    content: Content,
    project: Project,
    release: Release,
) -> tuple[list[Proposal], list[Problem]]:
    proposals: list[Proposal] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for proposed, decision in rows:
        if decision.action == "ignore" or (proposed.repeats and decision.action == "accept"):
            continue
        made, found_ = _one(proposed, decision, source, content, project, release)
        problems += found_
        if made is None:
            continue
        if made.fact in seen:
            reason = f"{made.fact} is already given by {seen[made.fact]}"
            problems.append(problem("release-decision", figure=proposed.figure.id, reason=reason))
        seen[made.fact] = proposed.figure.id
        proposals.append(made)
    return proposals, problems


def stands_against(
    project: Project, kept: Kept, release: Release, proposals: Sequence[Proposed]
) -> Mapping[str, tuple[Problem, ...]]:
    """What keeps each decision made so far from being carried out, by figure id; what is not confirmed of the release is taken
    as guessed."""
    decided, _ = by_figure(kept.decisions, proposals)
    if not decided or release.day is None:
        return {}
    said = kept.decisions.source
    day = said.date or release.day.isoformat()
    source = SourceRecord(
        id=kept.id, file=kept.opened.name, issuer="—", title="—", date=day, date_basis="stated", kind="news"
    )
    forms = {d.new.id: d.new for d in decided.values() if d.new is not None}
    indicators = (*project.content.indicators, *(_made(form) for form in forms.values()))
    content = replace(project.content, sources=(*project.content.sources, source), indicators=indicators)
    taken = {i.id: i.label for i in project.content.indicators}
    found: dict[str, tuple[Problem, ...]] = {}
    for proposed in proposals:
        decision = decided.get(proposed.figure.id)
        if decision is None or decision.action == "ignore" or (proposed.repeats and decision.action == "accept"):
            continue
        if decision.new is not None and decision.new.id in taken:
            reason = f"there is such an indicator ({taken[decision.new.id]}): name it as indicator"
            found[proposed.figure.id] = (problem("release-decision", figure=proposed.figure.id, reason=reason),)
            continue
        _, problems = _one(proposed, decision, source, content, project, release)
        if problems:
            found[proposed.figure.id] = problems
    return found


def _one(
    proposed: Proposed, decision: Decision, source: SourceRecord, content: Content, project: Project, release: Release
) -> tuple[Proposal | None, tuple[Problem, ...]]:
    """A decision as an observation or target, or everything that stands against it."""
    read = proposed.figure

    def refused(reason: str) -> tuple[None, tuple[Problem, ...]]:
        return None, (problem("release-decision", figure=f"{read.id} (L{read.line}, {read.text})", reason=reason),)

    chosen = (
        decision.indicator
        or (decision.new.id if decision.new else None)
        or (proposed.indicator.id if proposed.indicator else "")
    )
    if not chosen:
        return refused(
            "it is accepted, and nothing is proposed for it: name an indicator, or fill in the form of a new one"
        )
    if proposed.verdict == "same" and decision.action == "accept" and proposed.existing is not None:
        return None, ()
    if (
        proposed.verdict == "contradiction"
        and decision.action == "accept"
        and not (decision.revise or decision.dispute)
    ):
        assert proposed.existing is not None  # a contradiction has something it contradicts
        told = f"{proposed.existing.published} ({proposed.existing.source}) is known for {proposed.period}"
        return refused(
            f"it contradicts what is known: {told}; add “revise: true” where this corrects it, “dispute: …” where both"
            " stand and readers are told so, or ignore it"
        )
    period = decision.period or _period(proposed, decision, content)
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
    return _proposal(entry, proposed, content, project)


def _period(proposed: Proposed, decision: Decision, content: Content) -> str:
    """The period of a figure under the indicator that was chosen for it."""
    if decision.action == "accept":
        return proposed.period
    kind = (
        decision.new.kind
        if decision.new
        else next((i.kind for i in content.indicators if i.id == decision.indicator), "")
    )
    end = proposed.period.rpartition("/")[2]
    if kind == "stock" and not proposed.figure.period.startswith(".."):
        return Period.parse(proposed.period).end.isoformat() if proposed.period else ""
    if kind == "cumulative" and proposed.period and "/" not in proposed.period:
        return f"../{end}"
    return proposed.period


def _basis(proposed: Proposed, decision: Decision, project: Project) -> tuple[str, str]:
    """How the period is known, and the note that says so where it was inferred."""
    note = decision.note or ""
    if decision.basis:
        return decision.basis, note
    if decision.period:
        return ("inferred" if note else "stated"), note
    match proposed.basis:
        case "stated":
            return "stated", note
        case "reported" | "unknown":
            return "reported", note
        case basis:
            rules = rules_of(project)
            texts = (rules.get(SOURCE_TAG) or next(iter(rules.values()))).notes
            carried, inferred, once = (texts.get(key, "") for key in ("carried", "inferred", "once"))
            told = carried if basis == "carried" else inferred if proposed.figure.mention else once
            told = told.format(mention=proposed.figure.mention)
            return "inferred", "；".join(filter(None, (told, note)))


def _proposal(
    entry: Entry, proposed: Proposed, content: Content, project: Project
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
    unit = next((i.unit for i in content.indicators if i.id == entry.indicator), proposed.unit)
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


def _write_aliases(
    project: Project, rows: Sequence[tuple[Proposed, Decision]], release: Release, places: Mapping[str, str],
    files: dict[str, bytes], read: dict[str, bytes | None],
) -> None:  # fmt: skip
    """The names by which a person found an indicator that the machine had not: the next release is matched with
    them."""
    rules = rules_of(project)[release.tag]
    named = region_words(project.languages[release.tag], rules)
    home = (*rules.home, *(w for w, region in named.items() if region == project.base.home))
    known = {i.id: (i.label, *i.aliases) for i in project.content.indicators}
    for proposed, decision in rows:
        name = learnt_name(proposed.figure.subject, rules, home)
        target = decision.indicator or ""
        fits = decision.action == "other" and decision.learn and target in known and name not in known[target]
        if not fits or not name or proposed.figure.follows >= 0:
            continue
        place = places[target]
        _read(project, place, files, read)
        splice = Splice(files[place].decode("utf-8"))
        node = indicator_node(splice.root(), target)
        listed = found(node, "aliases")
        if isinstance(listed, yaml.SequenceNode):
            splice.append(listed, scalar(name))
        else:
            splice.put(node, "aliases", f"[{scalar(name)}]", "kind")
        files[place] = splice.text().encode("utf-8")


#: A name longer than this is half a sentence.
_NAME = 40


def learnt_name(subject: str, rules: ReadingRules, home: Sequence[str]) -> str:
    """What a subject may teach as another name of an indicator: its words without those for the place of the project
    (``home``); nothing where they are too few, half a sentence, or say what something did (saw its GDP grow)."""
    name = re.sub(rf"(?:\b(?:in|of)\s+)?(?:{either(home)})(?:['’]s)?", " ", subject, flags=re.IGNORECASE)
    name = tidy(re.sub(r"\s+", " ", name), rules)
    acts = re.search(either(w for w in (*rules.up, *rules.down) if len(w) > 1), name, re.IGNORECASE)
    words = sum(1 for _ in words_of(name, rules))
    return "" if acts or len(name) > _NAME or words < 2 or re.search(r"[–—-]\s|\s[–—-]|[:：]", name) else name


def _print_further(project: Project, kept: Kept, files: dict[str, bytes], read: dict[str, bytes | None]) -> None:
    """The packs that shall print the figures of the release which their templates do not, with its source in that setting."""
    for name in kept.decisions.further:
        pack = project.pack(name)
        _read(project, pack.where.file, files, read)
        splice = Splice(files[pack.where.file].decode("utf-8"))
        root = splice.root()
        assert isinstance(root, yaml.MappingNode)  # a pack is a file of one entry
        listed = found(root, "further")
        if isinstance(listed, yaml.SequenceNode):
            splice.append(listed, kept.id)
        else:
            splice.set(root, "further", f"[{kept.id}]")
        files[pack.where.file] = splice.text().encode("utf-8")


def _translate(
    project: Project,
    kept: Kept,
    forms: Mapping[str, NewIndicator],
    files: dict[str, bytes],
    read: dict[str, bytes | None],
) -> None:
    """The catalogues with what the change brings to be translated, and the translations that were given with it."""
    translate(project, {tag: _messages(kept, forms, tag, project) for tag in project.languages}, files, read)


def translate(
    project: Project, given: Mapping[str, Sequence[Message]], files: dict[str, bytes], read: dict[str, bytes | None]
) -> None:
    """Add to a change the catalogues with what it brings to be translated; ``given`` are translations that come with it, by
    language. Raises ``ProblemsFound`` with the errors that the change would bring into the content."""
    tags = [tag for tag in project.languages if tag != SOURCE_TAG]
    with tried(project.root, {**files, "i18n/.keep": b""}) as copy:
        content, problems = load_content(copy)
        if has_errors(problems):
            raise ProblemsFound(in_order(problems))
        units, _ = extract(copy / "templates", content)
        asked = {(u.context, u.source) for u in units if u.domain == CONTENT}
        for path, data in refreshed(units, copy / "i18n", tags).items():
            path.write_bytes(data)
        for tag in tags:
            path = copy / "i18n" / tag / f"{CONTENT}.po"
            if messages := [m for m in given.get(tag, ()) if (m.context, m.source) in asked]:
                path.write_bytes(amended(path, CONTENT, tag, messages))
            for changed in sorted((copy / "i18n" / tag).glob("*.po")):
                place = f"i18n/{tag}/{changed.name}"
                now = changed.read_bytes()
                before = project.root / place
                old = before.read_bytes() if before.exists() else None
                if now != old:
                    files[place], read[place] = now, old


def translations(project: Project, tag: str, given: Sequence[tuple[str, Texts | None]]) -> list[Message]:
    """The translations into a language that words by language id give (with their context), where the catalogue has none."""
    made = []
    for context, texts in given:
        if texts is None or tag not in texts or SOURCE_TAG not in texts or tag == SOURCE_TAG:
            continue
        known = project.catalogues[tag].find(CONTENT, context, texts[SOURCE_TAG])
        if known is None or not known.target or known.fuzzy:
            target = texts[tag].replace("%%", "%").replace("%", "%%")  # a catalogue writes the sign twice
            made.append(Message(context, texts[SOURCE_TAG], target, CONTENT))
    return made


def _messages(kept: Kept, forms: Mapping[str, NewIndicator], tag: str, project: Project) -> list[Message]:
    """The translations given in forms, where the catalogue has none yet."""
    source = kept.decisions.source
    given: list[tuple[str, Texts | None]] = [("label", form.label) for form in forms.values()]
    given += [("issuer", source.issuer), ("source title", source.title), ("section", source.title)]
    given += [("section", part.title) for part in (*source.sections, *source.articles)]
    for article in source.articles:
        given += [("source title", article.title), ("page", article.page)]
    given += [("conflict", d.dispute) for d in kept.decisions.figures.values() if d.dispute is not None]
    return translations(project, tag, given)


def indicator_outcome(project: Project, form: NewIndicator, entry: Entry) -> Recording:
    """What entering a new indicator, with its label in every language, and its first figure would do. Raises
    ``ProblemsFound``."""
    if taken := next((i for i in project.content.indicators if i.id == form.id), None):
        known = problem("indicator-known", taken.where.file, taken.where.line, source=form.id, title=taken.label)
        raise ProblemsFound([replace(known, field="id")])
    files: dict[str, bytes] = {}
    read: dict[str, bytes | None] = {}
    _write_forms(project, {form.id: form}, files, read)
    content = with_indicator(project, form).content
    proposal, problems = understand(replace(entry, indicator=form.id), content, project.languages)
    if proposal is None:
        raise ProblemsFound(in_order(problems))
    files[FURTHER] = written(files[FURTHER], [proposal])
    given = {tag: translations(project, tag, [("label", form.label)]) for tag in project.languages}
    translate(project, given, files, read)
    return outcome(project, files, read, (proposal,))


def with_indicator(project: Project, form: NewIndicator) -> Project:
    """The project with an indicator that is only being defined: without figures, and written nowhere."""
    made = _made(form)
    catalogues = dict(project.catalogues)
    for tag in project.languages:
        for message in translations(project, tag, [("label", form.label)]):
            there = catalogues[tag]
            key = (message.domain, message.context, message.source)
            catalogues[tag] = replace(there, messages={**there.messages, key: message})
    return replace(
        project,
        content=replace(project.content, indicators=(*project.content.indicators, made)),
        base=replace(project.base, indicators={**project.base.indicators, form.id: made}),
        catalogues=catalogues,
    )
