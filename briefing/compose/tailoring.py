"""A document cut to a selection: a cover that says what was chosen, the stamp of a sample."""

from __future__ import annotations

import json
from dataclasses import replace

from briefing.compose.functions import Functions
from briefing.compose.project_views import Tailored
from briefing.compose.selection_words import said
from briefing.compose.words import Words
from briefing.document.nodes import Document
from briefing.language.printing import print_quantity
from briefing.quantities import Quantity

#: The furniture name of the mark on every page that a sample list reaches.
SAMPLE = "sample"
#: The key of a document's extras under which stand, as a JSON list, the passages it quotes from a list.
QUOTED = "quoted"


def tailored_document(document: Document, tailored: Tailored, functions: Functions, words: Words) -> Document:
    """The document with the cover of its selection."""
    cover = document.cover
    title, lines, subtitle = cover.title, list(cover.lines[:1] if tailored.sample else cover.lines), cover.subtitle
    if tailored.title:
        title, subtitle = words.content("audience", tailored.title), cover.title
    if tailored.cover:
        lines.append(words.content("audience", tailored.cover))
    if tailored.chosen and tailored.selection.condition is not None:
        bound = {value: _bound(functions, fact) for value, fact in tailored.selection.bounds.items()}
        phrase = said(tailored.selection.condition, words, lambda *key: print_quantity(functions.language, bound[key]))
        selected = words.filled("where_cover", lambda _: phrase)
        subtitle = subtitle if tailored.title else selected
        lines += [selected] if tailored.title else []
    if tailored.volume:
        told = {"volume": str(tailored.volume), "volumes": str(tailored.volumes)}
        subtitle = words.filled("volume", told.__getitem__)
    notice = (words.house("sample_notice"),) if tailored.sample else cover.notice  # nothing of it comes from public sources
    stamp = words.house(SAMPLE) if tailored.sample else document.stamp
    made = replace(cover, title=title, subtitle=subtitle, lines=tuple(lines), notice=notice)
    passages = {*functions.project_words.printed, *lines[len(cover.lines[:1]) :], subtitle} - {cover.subtitle, *cover.lines}
    extra = {**document.extra, QUOTED: json.dumps(sorted(passages), ensure_ascii=False)}
    return replace(document, cover=made, stamp=stamp, extra=extra, subject=subtitle or title)


def _bound(functions: Functions, fact: str) -> Quantity:
    quantity = functions.base.facts[fact].quantity
    assert quantity is not None
    return quantity
