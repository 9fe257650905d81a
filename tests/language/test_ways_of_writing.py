"""Of the ways a figure can be written only those are tried whose words the wording holds; nothing read gets lost by it."""

from __future__ import annotations

import pytest

from briefing.language import Language
from briefing.language.published import _readers, figures_in, read_plain
from tests.language.languages import EN, LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.tag)
def test_a_way_may_read_every_wording_that_its_pattern_matches(language: Language) -> None:
    rows = [r for kind in language.qualifiers.values() for r in (kind.words, kind.read)]
    patterns = [pattern for row in rows for pattern in row.values()]
    units = [unit for unit in ("CNY", "count", "household") if unit in language.units]
    tried = 0
    for pattern in patterns:
        for unit in units:
            wording = pattern.replace("{figure}", "7").replace("{unit}", language.unit(unit).noun("other")).upper()
            family = language.unit(unit).family
            for reader in _readers(language, family):
                if reader.regex.search(wording):
                    assert reader.may_read(wording.casefold()), (reader.pattern, wording)
                    tried += 1
    assert tried > len(patterns)


def test_a_way_is_not_tried_where_its_words_do_not_stand() -> None:
    about = [r for r in _readers(EN, EN.unit("CNY").family) if r.word == "about"]
    assert about
    assert not any(r.may_read("rmb 5 billion") for r in about)
    assert all(r.may_read("about rmb 5 billion") for r in about)


def test_words_in_capitals_are_read_too() -> None:
    small, capitals = (read_plain(EN, text, "CNY") for text in ("more than RMB 5 billion", "MORE THAN RMB 5 BILLION"))
    assert small is not None and small == capitals
    assert list(figures_in(EN, "It was MORE THAN RMB 5 billion.", "CNY")) == [small]
