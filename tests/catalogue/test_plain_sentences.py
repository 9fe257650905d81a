"""Plain sentences are read by one expression, and come to what Jinja2 makes of them alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import TemplateError, TemplateSyntaxError, nodes

from briefing.catalogue import template_syntax
from briefing.catalogue.template_syntax import Compiled, Sentence, sentences, shortened, trimmed
from briefing.compose.sandbox import LimitReached, Sandbox, sandbox
from briefing.proof.sentences.contrasts import placeholders
from tests.support.composer import Composer

WHEN = '<p>{% trans when=asof("a"), sum=fig("a", "bare") %}{{ when }}，100%为{{ sum }}。{% endtrans %}</p>'
#: Templates whose sentences are all plain.
PLAIN = (
    WHEN,
    "<p>{% trans %}没有数字{% endtrans %}</p>",
    "<p>{% trans a=fig('x') %}\n   一行{{a}}\n  两行 \n{% endtrans %}</p>\n<p>{{ fig('y') }}</p>",
    "{% if holds('c') %}" + WHEN + "{% else %}<p>{% trans b=day('d') %}{{ b }} <em>more</em>{% endtrans %}</p>{% endif %}",
    "{% macro m(x) %}" + WHEN + "{{ x }}{% endmacro %}{{ m('1') }}{{ m('2') }}",
    "{# {% trans %}no{% endtrans %} #}" + WHEN + "{# end #}",
    "{{ '{% trans %}no{% endtrans %}' }}" + WHEN,
    "{% set w %}" + WHEN + "{% endset %}{{ w }}",
    "{% for i in ['1', '2'] -%}  <b>" + WHEN + "</b>\n  {%- endfor %}",
)  # fmt: skip
#: Sentences that Jinja2 reads alone, beside a plain one or not.
OTHERWISE = (
    '<p>{% trans a=fig(same["x"]) %}{{ a }}{% endtrans %}</p>',
    '<p>{% trans "context", a=fig("x") %}{{ a }}{% endtrans %}</p>',
    '<p>{% trans a=fig("x"), b=a %}{{ a }}{% endtrans %}</p>',
    '<p>{% trans a=fig("x") %}{{ a }}{{ free }}{% endtrans %}</p>',
    '<p>{% trans notrimmed, a=fig("x") %} {{ a }} {% endtrans %}</p>',
    '<p>{% trans a=fig("x\\u4e00") %}{{ a }}{% endtrans %}</p>',
    '<p>{% trans a=not("x") %}{{ a }}{% endtrans %}</p>',
    '<p> {%- trans a=fig("x") %}{{ a }}{% endtrans %}</p>',
    '<p>\n  {% trans a=fig("x") %}{{ a }}{% endtrans %}</p>',
    '<p>{% trans a=fig("x") %}{{ a }}{# note #}{% endtrans %}</p>',
    '<p>{% trans a=fig("x", form="bare") %}{{ a }}{% endtrans %}</p>',
)
#: Templates that hold a plain sentence and something that may give it another meaning, or a mistake.
UNSURE = (
    "{% raw %}" + WHEN + "{% endraw %}",
    "{% autoescape false %}" + WHEN + "{% endautoescape %}",
    "{% block b %}" + WHEN + "{% endblock %}",
    "{% set fig = asof %}" + WHEN,
    "{% macro fig(a, b) %}{{ a }}{% endmacro %}" + WHEN,
    "{% macro m(asof) %}" + WHEN + "{% endmacro %}{{ m(fig) }}",
    "{% for gettext in [asof] %}" + WHEN + "{% endfor %}",
    "{% from 'part.html' import other as fig %}" + WHEN,
    "{{ {'a': 'b'}['a'] }}" + WHEN,
    WHEN + "{{ %0 }}",
    WHEN + "{% 0 %}",
    WHEN + "{% trans x=fig('y') %}{{ x }}" + WHEN + "{% endtrans %}",
    WHEN + "{% trans a=fig('x'), a=fig('y') %}{{ a }}{% endtrans %}",
    WHEN + "{% if %}",
    WHEN + "{{ unclosed",
    WHEN + "{% trans a=nowhere('x') %}{{ a }}{% endtrans %}",
    WHEN + "<p>{% trans a=nowhere('x') %}{{ a }}{% endtrans %}</p>",
)


def said(name: str) -> Callable[..., str]:
    return lambda *words, **given: f"<{name} {words} {sorted(given.items())}>"


FUNCTIONS = {name: said(name) for name in ("fig", "asof", "day", "gettext", "pgettext")} | {"holds": lambda _: True}


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Have templates read anew; once it is called, by Jinja2 alone."""
    monkeypatch.setattr(template_syntax, "_TREES", {})
    monkeypatch.setitem(template_syntax._COMPILED, Sandbox, Compiled())

    def now() -> None:
        monkeypatch.setattr(template_syntax, "_TREES", {})
        monkeypatch.setitem(template_syntax._COMPILED, Sandbox, Compiled())
        monkeypatch.setattr(template_syntax, "read_plain", lambda *_: None)

    return now


def told(folder: Path, source: str) -> tuple[object, ...]:
    """What a template prints or fails with, its sentences, and what their placeholders stand for."""
    path = folder / "a.html"
    path.write_text(source, "utf-8")
    (folder / "part.html").write_text("{% macro other(a, b) %}{{ a }}{% endmacro %}", "utf-8")
    try:
        printed = sandbox(folder, FUNCTIONS).get_template("a.html").render()
    except TemplateError as error:
        printed = f"{type(error).__name__} {error} {getattr(error, 'lineno', '')}"
    try:
        found = list(sentences(source, "a.html"))
    except TemplateSyntaxError as error:
        found = [(error.lineno, "", str(error))]
    return printed, found, placeholders(folder)


@pytest.mark.parametrize("source", [*PLAIN, *OTHERWISE, *(WHEN + one for one in OTHERWISE), *UNSURE])
def test_a_template_comes_to_what_jinja_makes_of_it_alone(
    source: str, tmp_path: Path, alone: Callable[[], None]
) -> None:
    quick = told(tmp_path, source)
    alone()
    assert quick == told(tmp_path, source)


@pytest.mark.parametrize("source", PLAIN)
def test_every_plain_sentence_is_one_node(source: str, alone: Callable[[], None]) -> None:
    tree = template_syntax.parsed(source, "a.html")
    kept = [node.value for node in tree.find_all(nodes.Const) if isinstance(node.value, Sentence)]
    assert len(kept) == len(list(sentences(source, "a.html"))) > 0


@pytest.mark.parametrize("source", OTHERWISE)
def test_what_is_not_plain_is_left_to_jinja(source: str) -> None:
    assert shortened(source, trimmed) == (source, ())


def test_a_plain_sentence_is_counted_in_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.html").write_text(WHEN * 3, "utf-8")
    monkeypatch.setattr("briefing.compose.sandbox.MOST_STEPS", 9)
    assert sandbox(tmp_path, FUNCTIONS).get_template("a.html").render().count("<p ") == 3
    monkeypatch.setattr("briefing.compose.sandbox.MOST_STEPS", 8)
    with pytest.raises(LimitReached):
        sandbox(tmp_path, FUNCTIONS).get_template("a.html").render()


@pytest.mark.parametrize("given", ['a=fig("nowhere")', 'a=fig(["nowhere"][0])'])
def test_an_unknown_figure_is_told_at_the_line_of_its_sentence(given: str, tmp_path: Path) -> None:
    body = "<p>{% trans %}一{% endtrans %}</p>\n\n<p>{% trans " + given + " %}二{{ a }}{% endtrans %}</p>"
    _, problems = Composer(tmp_path)("<section>\n<h1>a</h1>\n" + body + "\n</section>")
    assert [(p.code, p.line) for p in problems] == [("template-fact", 5)]


@pytest.mark.parametrize("source", [*PLAIN, *(WHEN * 3 + one + WHEN for one in (*PLAIN, *OTHERWISE))])
def test_a_template_compiled_in_parts_prints_the_same(
    source: str, tmp_path: Path, alone: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = told(tmp_path, source)
    monkeypatch.setitem(template_syntax._COMPILED, Sandbox, Compiled())
    monkeypatch.setattr("briefing.compose.sandbox.PART", 1)
    assert told(tmp_path, source) == whole


def test_of_a_long_template_no_more_than_a_part_is_compiled_at_a_time(
    tmp_path: Path, alone: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.html").write_text("<h1>{{ fig('a') }}</h1>" + WHEN * 50, "utf-8")
    monkeypatch.setattr("briefing.compose.sandbox.PART", 10)
    lengths: list[int] = []

    def noted(source: str, *rest: str) -> object:
        lengths.append(len(source.strip().split("\n")))
        return compile(source, *rest)

    monkeypatch.setattr("briefing.compose.sandbox.compile", noted, raising=False)
    assert sandbox(tmp_path, FUNCTIONS).get_template("a.html").render().count("100%") == 50
    assert len(lengths) == 11  # ten parts, and what holds them together
    assert max(lengths[:-1]) == 11  # a part and its first line


def test_an_unknown_figure_in_a_part_is_told_at_the_line_of_its_sentence(
    tmp_path: Path, alone: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.compose.sandbox.PART", 2)
    body = "<p>{% trans %}一{% endtrans %}</p>\n" * 5 + '\n<p>{% trans a=fig("nowhere") %}二{{ a }}{% endtrans %}</p>'
    _, problems = Composer(tmp_path)("<section>\n<h1>a</h1>\n" + body + "\n</section>")
    assert [(p.code, p.line) for p in problems] == [("template-fact", 9)]
