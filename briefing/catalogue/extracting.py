"""What is to be translated: every sentence of templates, every label and name of content, every piece of furniture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError

from briefing.catalogue.template_syntax import environment, sentences
from briefing.characters import read_lines
from briefing.content.fields import Record
from briefing.content.projects import SHARED, project_texts
from briefing.content.projects import domain as project_domain
from briefing.content.records import Content, Derived, Event, Indicator
from briefing.files.listing import listed
from briefing.files.yaml_reader import Located, read_yaml_file
from briefing.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Translatable:
    """One message to translate: domain, context, source text, and where it stands (project-relative file and line)."""

    domain: str
    context: str
    source: str
    file: str
    line: int


def extract(templates: Path, content: Content) -> tuple[tuple[Translatable, ...], tuple[Problem, ...]]:
    """All units of a project in a fixed order, and the templates that could not be read."""
    units: list[Translatable] = []
    problems: list[Problem] = []
    env = environment(templates)
    parts = [(path, "house") for path in listed(templates / "parts", "*.html")]
    for path, domain in [*((p, p.stem) for p in listed(templates, "*.html")), *parts]:
        shown = path.relative_to(templates.parent).as_posix()
        try:
            source, odd = read_lines(path.read_text("utf-8"), shown)
            problems += odd
            found = list(sentences(env, source, path.name))
        except UnicodeDecodeError:
            problems.append(problem("template-error", shown, 0, reason="the file is not UTF-8"))
            continue
        except TemplateSyntaxError as error:
            problems.append(problem("template-error", shown, error.lineno, reason=error.message or "syntax error"))
            continue
        units += [Translatable(domain, context, source, shown, line) for line, context, source in found]
    furniture, odd = _furniture(templates / "house" / "furniture.yaml", templates.name)
    units += furniture
    problems += odd
    units += _content(content)
    return tuple(units), tuple(problems)


def _furniture(path: Path, folder: str) -> tuple[list[Translatable], tuple[Problem, ...]]:
    shown = f"{folder}/house/{path.name}"
    data, found = read_yaml_file(path, shown)
    if not isinstance(data, Located):
        return [], found or (problem("wrong-shape", shown, 1, where="the file", wanted="a mapping of names to words"),)
    return [Translatable("house", "furniture", str(v), shown, data.lines[k]) for k, v in data.items()], found


def _content(content: Content) -> Iterator[Translatable]:
    for pack in content.packs:
        for words in (pack.series, pack.title, pack.subtitle, *pack.notice):
            yield from _unit("pack", words, pack)
    for source in content.sources:
        yield from _unit("issuer", source.issuer, source)
        yield from _unit("source title", source.title, source)
        for section in source.sections:
            yield from _unit("section", section.title, section)
    labels: tuple[Indicator | Event | Derived, ...] = (*content.indicators, *content.events, *content.derived)
    for labelled in labels:
        yield from _unit("label", labelled.label, labelled)
    for listing in content.lists:
        yield from _unit("list", listing.title, listing)
        for item in listing.items:
            yield from _unit("item", item.name, item)
            yield from _unit("text", item.text, item)
    for conflict in content.conflicts:
        yield from _unit("conflict", conflict.caveat, conflict)
    for region in content.regions:
        yield from _unit("item", region.name, region)
        for district in region.districts:
            yield from _unit("district", district.name, district)
    for supplied in content.project_lists:
        yield from _unit("list", supplied.title, supplied)
        yield from _unit("issuer", supplied.issuer, supplied)
        yield from _unit("source title", supplied.title, supplied)
    for audience in content.audiences:
        yield from _unit("audience", audience.title, audience)
        yield from _unit("audience", audience.cover, audience)
    for project in (p for p in content.projects if not p.withdrawn):
        for context, text, key in project_texts(project):
            domain = "content" if context in SHARED else project_domain(project.list)
            place = project.at(key)
            yield Translatable(domain, context, text, place.file, place.line)


def _unit(context: str, words: str | None, record: Record) -> Iterator[Translatable]:
    if words:
        yield Translatable("content", context, words, record.where.file, record.where.line)
