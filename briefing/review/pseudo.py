"""A pseudo-locale: every message and every word of the language rules accented and lengthened, made while reading. What stands
plain on the page has escaped translation. A language file with ``pseudo: true`` and ``extends:`` is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from briefing.catalogue.glossary import Glossary, GlossaryTerm, TermForm
from briefing.catalogue.messages import PLACEHOLDER, Catalogue
from briefing.document.nodes import Chart, Document, Figure, Moment, Reference, Text, walk
from briefing.language import read_rules
from briefing.language.model import Language
from briefing.problems import ProblemsFound, problem
from briefing.project.opening import Project

_ACCENTS = str.maketrans("aeiounAEIOUNcC", "áéíóúñÁÉÍÓÚÑçÇ")
_VOWEL = re.compile(r"[áéíóú]")
#: What stays as it is inside a text: placeholders of every kind, tags, entities, addresses.
_KEPT = re.compile(rf"{PLACEHOLDER.pattern}|\{{[^{{}}]*\}}|</?\w+/?>|&\w+;|https?://\S+")
#: An address on the web, whole or as it is said (investincq.com): the same in every language.
_ADDRESS = re.compile(r"https?://\S+|\b[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
#: Rules that are words on the page, and keys within them whose values are none.
_PARTED = yaml.load((resources.files(__package__) / "pseudo.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
_WORDS, _NOT_WORDS = frozenset(_PARTED["words"]), frozenset(_PARTED["others"])


def pseudo(text: str) -> str:
    """Return a text accented, and each word with a vowel lengthened by one; what a program reads stays as it is."""
    out, place = "", 0
    for kept in _KEPT.finditer(text):
        out += _accented(text[place : kept.start()]) + kept[0]
        place = kept.end()
    return out + _accented(text[place:])


def _accented(text: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda m: _VOWEL.sub(lambda v: v[0] * 2, m[0].translate(_ACCENTS), count=1), text)


def with_pseudo(project: Project, tag: str) -> Project:
    """Return the project with a pseudo-locale as one more language of every pack. Raises ``ProblemsFound``."""
    folder = project.root / "i18n"
    raw = read_rules(folder, tag)
    data = dict(raw.data)
    data.pop("pseudo", None)
    source = _parent(folder, tag)
    language = Language.model_validate({"id": tag, **{k: _rules(v) if k in _WORDS else v for k, v in data.items()}})
    if source not in project.catalogues:
        known, path = ", ".join(project.catalogues), f"i18n/{source}.yaml"
        raise ProblemsFound(
            [problem("language-file-missing", f"i18n/{tag}.yaml", 0, tag=source, path=path, known=known)]
        )
    messages = {k: replace(m, target=pseudo(m.target)) for k, m in project.catalogues[source].messages.items()}
    terms = {key: _term(term, source, tag) for key, term in project.glossary.terms.items()}
    packs = tuple(p.model_copy(update={"languages": (*p.languages, tag)}) for p in project.content.packs)
    return replace(
        project,
        content=replace(project.content, packs=packs),
        glossary=Glossary(terms, {name: terms[term.key] for name, term in project.glossary.by_name.items()}),
        languages={**project.languages, tag: language},
        catalogues={**project.catalogues, tag: Catalogue(tag, messages)},
    )


def escaped(document: Document) -> tuple[str, ...]:
    """Return words of a pseudo-locale's document that stand plain: they have escaped translation. Codes in capitals may."""
    texts = [
        n.text for n in walk((document.cover, document.sections)) if isinstance(n, Text | Figure | Moment | Reference)
    ]
    texts += [n.alt for n in walk(document.sections) if isinstance(n, Chart)]
    cover = document.cover
    texts += [cover.title, cover.series, cover.subtitle, *cover.lines, *cover.notice]
    texts += [_KEPT.sub(" ", label) for label in document.labels.values()]  # their places are filled by the writers
    words = re.findall(r"[^\W\d_]+", _ADDRESS.sub(" ", " ".join(texts)))
    return tuple(dict.fromkeys(w for w in words if re.search("[aeiou]", w)))


def _parent(folder: Path, tag: str) -> str:
    found = re.search(r"^extends:\s*(\S+)", (folder / f"{tag}.yaml").read_text("utf-8"), re.MULTILINE)
    return found[1] if found else tag.partition("-")[0]


def _rules(value: Any, key: str = "") -> Any:
    if key in _NOT_WORDS:
        return value
    if isinstance(value, str):
        return pseudo(value)
    if isinstance(value, list):
        return [_rules(item) for item in value]
    if isinstance(value, Mapping):
        return {k: _rules(v, str(k)) for k, v in value.items()}
    return value


def _term(term: GlossaryTerm, source: str, tag: str) -> GlossaryTerm:
    form = term.forms.get(source)
    if form is None:
        return term
    texts = {f.name: pseudo(getattr(form, f.name)) for f in fields(TermForm) if isinstance(getattr(form, f.name), str)}
    return replace(term, forms={**term.forms, tag: replace(form, **texts)})  # type: ignore[arg-type]
