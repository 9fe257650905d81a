"""Words that stand outside the sentences of a template are refused: every language would print the same ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.catalogue.template_words import outside, typed_words
from briefing.editions.build import Request, build
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from tests.support.mini_project import ROOT, TEMPLATE, mini_project


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>银行</p>", [(1, "银行")]),
        ("<p>{{ fig('a') }}：{{ fig('b') }}</p>", [(1, "：")]),
        ("<p>\n\n  two\n  words</p>", [(3, "two words")]),
        ("{% raw %}<p>{{ fig('a') }}</p>{% endraw %}", [(1, "{{ fig('a') }}")]),
        ("<p>{{ '银行' }}</p>", [(1, "银行")]),
        ("<p>{{ 'a' if x else _('b') }}</p>", [(1, "a")]),
        ("<p>{{ fig('a') ~ '亿元' }}</p>", [(1, "亿元")]),
        ("{% for x in y %}{% if x %}<li>{{ x }} 9.7</li>{% endif %}{% endfor %}", [(1, "9.7")]),
        ("{% macro m(a) %}<p>in a macro</p>{% endmacro %}", [(1, "in a macro")]),
        ("<p>{% trans x=fig('a') %}银行<strong>有</strong>{{ x }}。{% endtrans %}{{ _('再说') }}</p>", []),
        ("<td data-width=\"{{ '40' }}\"{% if x %} class='a b'{% endif %}>{{ ref('words') }}</td>", []),
        ("{# 说明 #}{% set a = '字' %}<p>{{ names(['甲', '乙'], '、') }}</p>", []),
    ],
)
def test_what_is_typed_outside_a_sentence_is_found(source: str, found: list[tuple[int, str]]) -> None:
    assert list(outside(source, "a.html")) == found


def test_an_edition_with_such_words_is_not_built(tmp_path: Path) -> None:
    root = mini_project(tmp_path, TEMPLATE.replace("<table", "<p>九万亿</p>\n<table"))
    with pytest.raises(ProblemsFound) as refused:
        build(open_project(root), Request(root / "out", formats=("html",), jobs=1))
    told = [(p.code, p.file, p.line) for p in refused.value.problems if p.code == "template-words"]
    assert told == [("template-words", "templates/tiny.html", 7)]
    assert not (root / "out").exists()


def test_the_templates_of_the_house_have_none() -> None:
    assert typed_words(ROOT / "templates") == ()
