"""A document tree goes through JSON and comes back the same."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from briefing.document.nodes import Document, walk
from briefing.document.reading import NotADocument, from_json, to_json
from tests.support import sample_document

SAMPLES = [sample_document.sample(language) for language in sorted(sample_document.WORDS)]


def test_there_are_samples_with_every_node() -> None:
    assert len(SAMPLES) >= 2
    assert len({type(node).__name__ for node in walk(SAMPLES[0])}) > 20


@pytest.mark.parametrize("document", SAMPLES, ids=lambda d: d.language)
def test_round_trip_is_exact_and_stable(document: Document) -> None:
    data = to_json(document)
    assert from_json(data) == document
    assert to_json(from_json(data)) == data


def test_the_stamp_survives() -> None:
    assert from_json(to_json(replace(SAMPLES[0], stamp="草稿"))).stamp == "草稿"


OTHERS = ["", "[]", "{}", '{"$": "Nothing"}', '{"$": "Text", "text": "a"}', '{"$": "Document", "x": 1}']


@pytest.mark.parametrize("text", OTHERS)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(NotADocument):
        from_json(text.encode())


def test_defaults_are_left_out() -> None:
    assert '"stamp"' not in json.dumps(json.loads(to_json(replace(SAMPLES[0], stamp=""))))
