"""What is to be translated, and the PO files brought up to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as BabelMessage
from babel.messages.pofile import denormalize, read_po, write_po
from jinja2 import TemplateSyntaxError

from briefing.catalogue.messages import Message, parse_po
from briefing.catalogue.template_syntax import sentences
from briefing.characters import read_lines
from briefing.content.projects import SHARED, project_texts
from briefing.content.projects import domain as project_domain
from briefing.content.records import ABSENCES, Content, Derived, Event, Indicator, SourceRecord, cover_words
from briefing.files.reading import listed
from briefing.files.yaml_reader import Located, read_yaml_file
from briefing.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Translatable:
    """One message to translate: domain, context, source text, and where it is (project-relative file and line)."""

    domain: str
    context: str
    source: str
    file: str
    line: int


def extract(templates: Path, content: Content) -> tuple[tuple[Translatable, ...], tuple[Problem, ...]]:
    """Return all units of a project in a fixed order, and the templates that could not be read."""
    units: list[Translatable] = []
    problems: list[Problem] = []
    parts = [(path, "house") for path in listed(templates / "parts", "*.html")]
    for path, domain in [*((p, p.stem) for p in listed(templates, "*.html")), *parts]:
        shown = path.relative_to(templates.parent).as_posix()
        try:
            source, odd = read_lines(path.read_text("utf-8"), shown)
            problems += odd
            found = list(sentences(source, path.name))
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
    units += [
        Translatable("content", "house", words, entry.where.file, entry.where.line)
        for entry, words in cover_words(content)
        if words
    ]
    units += _content(content)
    return tuple(units), tuple(problems)


def content_words(content: Content) -> frozenset[tuple[str, str]]:
    """Return the words of a content that are to be translated, with their contexts."""
    return frozenset((unit.context, unit.source) for unit in _content(content))


def _furniture(path: Path, folder: str) -> tuple[list[Translatable], tuple[Problem, ...]]:
    shown = f"{folder}/house/{path.name}"
    data, found = read_yaml_file(path, shown)
    if not isinstance(data, Located):
        return [], found or (problem("wrong-shape", shown, 1, where="the file", wanted="a mapping of names to words"),)
    return [Translatable("house", "furniture", str(v), shown, data.lines[k]) for k, v in data.items()], found


def _content(content: Content) -> Iterator[Translatable]:
    for record, *worded in _worded(content):
        place = record.where
        yield from (
            Translatable("content", context, words, place.file, place.line) for context, words in worded if words
        )
    for project in (p for p in content.projects if not p.withdrawn):
        for context, text, key in project_texts(project):
            domain = "content" if context in SHARED else project_domain(project.list)
            place = project.at(key)
            yield Translatable(domain, context, text, place.file, place.line)


#: A record, and behind it its words, each with its context; ``None`` for what it does not have.
Worded = tuple[Any, ...]


def _worded(content: Content) -> Iterator[Worded]:
    yield from _covers(content)
    yield from (worded for source in content.sources for worded in _source(source))
    labels: tuple[Indicator | Event | Derived, ...] = (*content.indicators, *content.events, *content.derived)
    yield from ((labelled, ("label", labelled.label)) for labelled in labels)
    for listing in content.lists:
        yield listing, ("list", listing.title)
        yield from ((item, ("item", item.name), ("text", item.text)) for item in listing.items)
    for conflict in content.conflicts:
        yield conflict, ("conflict", conflict.caveat), ("conflict", conflict.outward)
    yield from ((claim, ("claim", claim.statement)) for claim in content.claims if claim.test in ABSENCES)
    for region in content.regions:
        yield region, ("item", region.name)
        yield from ((district, ("district", district.name)) for district in region.districts)
    for supplied in content.project_lists:
        yield supplied, ("list", supplied.title), ("issuer", supplied.issuer), ("source title", supplied.title)
    for audience in content.audiences:
        yield audience, ("audience", audience.title), ("audience", audience.cover)


def _covers(content: Content) -> Iterator[Worded]:
    """The words of covers and of the heads of pages."""
    for pack in content.packs:
        yield pack, *(("pack", words) for words in (pack.series, pack.title, pack.subtitle, *pack.notice))
        yield from ((version, ("pack", version.title), ("pack", version.mark)) for version in pack.versions)


def _source(source: SourceRecord) -> Iterator[Worded]:
    yield source, ("document", source.document)
    for story in source.stories:
        authors = (("author", name) for name in story.authors)
        yield story, ("issuer", story.issuer), ("source title", story.title), ("page", story.page), *authors
    yield from ((section, ("section", section.title)) for section in source.sections)


#: Babel writes a creation date into its header; a fixed one keeps the files the same for the same messages.
_HEADER = "# {domain}: translations of the {tag} edition. Written by “generate.py catalog”; edit the msgstr lines.\n#"

_CHARSET = ('"Content-Type: text/plain; charset=utf-8\\n"', '"Content-Transfer-Encoding: 8bit\\n"')


def template(units: Iterable[Translatable], domain: str) -> Catalog:
    """Return the messages of one domain as a template catalogue."""
    catalog = Catalog(domain=domain, project="briefing", version="1", charset="utf-8", fuzzy=False)
    for unit in units:
        if unit.domain == domain:
            flags = ("python-format",) if "%(" in unit.source else ()
            catalog.add(unit.source, locations=[(unit.file, unit.line)], context=unit.context or None, flags=flags)
    return catalog


def refreshed(units: tuple[Translatable, ...], folder: Path, tags: Iterable[str]) -> Mapping[Path, bytes]:
    """Return the PO file of every language and domain as it should be, by path; nothing is written here."""
    files: dict[Path, bytes] = {}
    for tag in tags:
        for domain in sorted({unit.domain for unit in units}):
            path = folder / tag / f"{domain}.po"
            catalog, wanted = _existing(path, domain, tag), template(units, domain)
            _revive(catalog, wanted)
            previous = {(m.id, m.context): m.previous_id for m in catalog if m.fuzzy}
            catalog.update(wanted, no_fuzzy_matching=False, update_header_comment=False)
            for message in catalog:  # Babel forgets it of a message that was fuzzy before
                if message.fuzzy and not message.previous_id:
                    message.previous_id = previous.get((message.id, message.context), [])
            for key in [key for key, gone in catalog.obsolete.items() if not gone.string]:
                del catalog.obsolete[key]
            files[path] = _written(catalog, domain, tag)
    return files


def _revive(catalog: Catalog, wanted: Catalog) -> None:
    """Messages that are wanted again come back from among the obsolete ones with translation, comments and review, as msgmerge
    brings them back. Babel's update leaves them there and enters an empty one beside, and no tool reads two of one key."""
    for key, message in list(catalog.obsolete.items()):
        if wanted.get(message.id, message.context) is not None and catalog.get(message.id, message.context) is None:
            catalog[message.id] = message
        if catalog.get(message.id, message.context) is not None:
            del catalog.obsolete[key]


def amended(path: Path, domain: str, tag: str, messages: Iterable[Message]) -> bytes:
    """Return a PO file with these messages in place of those it has under the same context and source: translation, flags,
    previous source and translator's comment; everything else is as it stood."""
    catalog = _existing(path, domain, tag)
    for message in messages:
        entry = catalog.get(message.source, message.context or None)
        if entry is None:
            raise KeyError(message.source)
        entry.string = message.target
        entry.flags = set(message.flags) | ({"fuzzy"} if message.fuzzy else set())
        entry.previous_id = entry.previous_id if message.fuzzy else []
        entry.user_comments = message.translator_comment.splitlines()
    return _written(catalog, domain, tag)


def _existing(path: Path, domain: str, tag: str) -> Catalog:
    if path.exists():
        catalog = read_po(BytesIO(path.read_bytes()), locale=tag.replace("-", "_"), domain=domain)
        for message in (*catalog, *catalog.obsolete.values()):
            _read_previous(message)
        return catalog
    return Catalog(locale=tag.replace("-", "_"), domain=domain, charset="utf-8", fuzzy=False)


def _read_previous(message: BabelMessage) -> None:
    """The previous source of a fuzzy message (``#| msgid``), which Babel writes but reads back as a translator's comment."""
    lines = [line[1:].strip() for line in message.user_comments if line.startswith("|")]
    message.user_comments = [line for line in message.user_comments if not line.startswith("|")]
    text: list[str] = []
    within = False
    for line in lines:
        within = line.startswith("msgid") or (within and line.startswith('"'))
        if within:
            text.append(line.removeprefix("msgid").strip())
    if text and message.fuzzy:
        message.previous_id = [denormalize("\n".join(text))]


def _written(catalog: Catalog, domain: str, tag: str) -> bytes:
    catalog.header_comment = _HEADER.format(domain=domain, tag=tag)
    catalog.fuzzy = False
    buffer = BytesIO()
    write_po(
        buffer, catalog, width=0, sort_by_file=False, include_previous=True, omit_header=True, ignore_obsolete=False
    )
    head = [catalog.header_comment, 'msgid ""', 'msgstr ""', f'"Language: {tag}\\n"', *_CHARSET, "", ""]
    return "\n".join(head).encode() + _previous_whole(buffer.getvalue())


def _previous_whole(data: bytes) -> bytes:
    """The previous message of a fuzzy entry on one line each. Babel wraps these comments at 76 columns whatever the width
    asked for, inside the quotation marks where there is a space, and no gettext tool reads that back."""
    lines: list[bytes] = []
    for line in data.split(b"\n"):
        if line.startswith(b"#| ") and not line.startswith(b"#| msg") and lines and lines[-1].startswith(b"#| "):
            lines[-1] += b" " + line.removeprefix(b"#| ")
        else:
            lines.append(line)
    return b"\n".join(lines)


def messages_alone(data: bytes) -> frozenset[tuple[object, ...]] | None:
    """Return what a PO file says, whatever tool has written it: line numbers move with every edit above them, and Poedit or
    Weblate wrap and sort as they like; no message has changed then. ``None`` when it cannot be read."""
    try:
        entries = parse_po(data.decode("utf-8-sig"))
    except (OSError, ValueError):
        return None
    return frozenset(
        (
            e.obsolete,
            e.msgctxt,
            e.msgid,
            e.msgstr,
            frozenset(e.flags),
            e.previous_msgid or "",
            " ".join(e.tcomment.split()),
        )
        for e in entries
    )
