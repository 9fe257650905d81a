"""All decisions of a release as one change to files: the source, its figures, new indicators, their translations, learnt
aliases."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import yaml

from briefing.catalogue import CONTENT, SOURCE_TAG
from briefing.catalogue.messages import Message
from briefing.catalogue.updating import amended, extract, refreshed
from briefing.content.load import load_content
from briefing.content.records import SourceRecord
from briefing.files.yaml_reader import Splice, figure, found, scalar
from briefing.observations.saving import Edits, Recording, indicator_node, outcome, source_file, trial_copy
from briefing.observations.understand import Entry, understand
from briefing.problems import ProblemsFound, has_errors, in_order, problem
from briefing.project.opening import Project
from briefing.releases.archive import Kept, source_record
from briefing.releases.clauses import tidy
from briefing.releases.deciding import decided_proposals, decision_problems, indicator_of
from briefing.releases.decisions import Decision, NewIndicator, Texts, by_figure
from briefing.releases.figure import Proposed
from briefing.releases.grammar import either, region_words, says
from briefing.releases.naming import words_of
from briefing.releases.reading import Release
from briefing.releases.rules import ReadingRules
from briefing.releases.verdicts import reading_rules

#: Where new indicators are written.
FURTHER = "content/indicators/from-releases.yaml"


def recording_of(project: Project, kept: Kept, release: Release, proposals: Sequence[Proposed]) -> Recording:
    """Return what recording a release would do; nothing is written. Raises ``ProblemsFound`` with everything that stands
    against it: a guess nobody confirmed, figures nobody decided on, a decision that cannot be carried out, an error it would
    bring in."""
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
    problems += tuple(p for told in decision_problems(project, kept, release, proposals).values() for p in told)
    if source is None or has_errors(problems):
        raise ProblemsFound(in_order(problems))
    return _recorded(project, kept, release, source, [(p, decided[p.figure.id]) for p in proposals])


def _recorded(
    project: Project, kept: Kept, release: Release, source: SourceRecord, rows: Sequence[tuple[Proposed, Decision]]
) -> Recording:
    path, data = source_file(source, project.content.sources)
    edits = Edits(project.root, {path: data}, {path: None})
    forms = {d.new.id: d.new for _, d in rows if d.new is not None}
    _write_forms(forms, edits)
    indicators = (*project.content.indicators, *(indicator_of(form) for form in forms.values()))
    content = replace(project.content, sources=(*project.content.sources, source), indicators=indicators)
    proposals, problems = decided_proposals(rows, source, content, project)
    if problems:
        raise ProblemsFound(in_order(problems))
    places = {i.id: i.where.file for i in project.content.indicators} | dict.fromkeys(forms, FURTHER)
    edits.enter(proposals, places)
    _write_aliases(project, rows, release, places, edits)
    _print_further(project, kept, edits)
    translate(project, {tag: _messages(kept, forms, tag, project) for tag in project.languages}, edits)
    return outcome(project, edits, proposals)


def _write_forms(forms: Mapping[str, NewIndicator], edits: Edits) -> None:
    """New indicators at the end of the file of those that came with releases."""
    if not forms:
        return
    lines = [edits.at(FURTHER).decode("utf-8").rstrip("\n") or "indicators:"]
    for form in forms.values():
        lines.append(f"  - id: {form.id}")
        order = ("unit", "kind", "frequency", "region", "of", "whole", "base", "note")
        given = {"label": form.label[SOURCE_TAG], **{key: getattr(form, key) for key in order}}
        lines += [f"    {key}: {figure(v) if v[:1].isdigit() else scalar(v)}" for key, v in given.items() if v]
    edits.files[FURTHER] = ("\n".join(lines) + "\n").encode("utf-8")


def _write_aliases(
    project: Project,
    rows: Sequence[tuple[Proposed, Decision]],
    release: Release,
    places: Mapping[str, str],
    edits: Edits,
) -> None:
    """The names by which a person found an indicator that the machine had not: the next release is matched with
    them."""
    rules = reading_rules(project)[release.tag]
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
        splice = Splice(edits.at(place).decode("utf-8"))
        node = indicator_node(splice.root(), target)
        listed = found(node, "aliases")
        if isinstance(listed, yaml.SequenceNode):
            splice.append(listed, scalar(name))
        else:
            splice.put(node, "aliases", f"[{scalar(name)}]", "kind")
        edits.files[place] = splice.text().encode("utf-8")


#: A name longer than this is half a sentence.
_NAME = 40


def learnt_name(subject: str, rules: ReadingRules, home: Sequence[str]) -> str:
    """Return what a subject may teach as another name of an indicator: its words without those for the place of the project
    (``home``); nothing where they are too few, half a sentence, or say what something did (saw its GDP grow)."""
    name = re.sub(rf"(?:\b(?:in|of)\s+)?(?:{either(home)})(?:['’]s)?", " ", subject, flags=re.IGNORECASE)
    name = tidy(re.sub(r"\s+", " ", name), rules)
    acts = says(name, (w for w in (*rules.up, *rules.down) if len(w) > 1))
    few = len(words_of(name, rules)) < 2
    return "" if acts or few or len(name) > _NAME or re.search(r"[–—-]\s|\s[–—-]|[:：]", name) else name


def _print_further(project: Project, kept: Kept, edits: Edits) -> None:
    """The packs that shall print the figures of the release which their templates do not, with its source in that setting."""
    for name in kept.decisions.further:
        pack = project.pack(name)
        splice = Splice(edits.at(pack.where.file).decode("utf-8"))
        root = splice.root()
        assert isinstance(root, yaml.MappingNode)  # a pack is a file of one entry
        listed = found(root, "further")
        if isinstance(listed, yaml.SequenceNode):
            splice.append(listed, kept.id)
        else:
            splice.set(root, "further", f"[{kept.id}]")
        edits.files[pack.where.file] = splice.text().encode("utf-8")


def translate(project: Project, given: Mapping[str, Sequence[Message]], edits: Edits) -> None:
    """Add to a change the catalogues with what it brings to be translated; ``given`` are translations that come with it, by
    language. Raises ``ProblemsFound`` with the errors that the change would bring into the content."""
    tags = [tag for tag in project.languages if tag != SOURCE_TAG]
    with trial_copy(project.root, {**edits.files, "i18n/.keep": b""}) as copy:
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
                place, now = f"i18n/{tag}/{changed.name}", changed.read_bytes()
                before = project.root / place
                old = before.read_bytes() if before.exists() else None
                if now != old:
                    edits.files[place], edits.read[place] = now, old


def translations(project: Project, tag: str, given: Sequence[tuple[str, Texts | None]]) -> list[Message]:
    """Return the translations into a language that words by language id give (with their context), where the catalogue has
    none."""
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
    """Return what entering a new indicator, with its label in every language, and its first figure would do. Raises
    ``ProblemsFound``."""
    if taken := next((i for i in project.content.indicators if i.id == form.id), None):
        known = problem("indicator-known", taken.where.file, taken.where.line, source=form.id, title=taken.label)
        raise ProblemsFound([replace(known, field="id")])
    edits = Edits(project.root)
    _write_forms({form.id: form}, edits)
    content = with_indicator(project, form).content
    proposal, problems = understand(replace(entry, indicator=form.id), content, project.languages)
    if proposal is None:
        raise ProblemsFound(in_order(problems))
    edits.enter([proposal], {form.id: FURTHER})
    translate(project, {tag: translations(project, tag, [("label", form.label)]) for tag in project.languages}, edits)
    return outcome(project, edits, [proposal])


def with_indicator(project: Project, form: NewIndicator) -> Project:
    """Return the project with an indicator that is only being defined: without figures, and written nowhere."""
    made = indicator_of(form)
    catalogues = dict(project.catalogues)
    for tag in project.languages:
        for message in translations(project, tag, [("label", form.label)]):
            there = catalogues[tag]
            key = (message.domain, message.context, message.source)
            catalogues[tag] = replace(there, messages={**there.messages, key: message})
    content = replace(project.content, indicators=(*project.content.indicators, made))
    base = replace(project.base, indicators={**project.base.indicators, form.id: made})
    return replace(project, content=content, base=base, catalogues=catalogues)
