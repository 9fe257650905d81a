"""What a template may do: it runs within limits, and no mistake in it ends in a traceback."""

from __future__ import annotations

import pytest

from tests.support.composer import Composer

#: The mistake, and what the message says of it.
MISTAKES = {
    "{{ 'a' * 2000000000 }}": "does not calculate",
    "{{ 10 ** 10 ** 10 }}": "does not calculate",
    "{{ '%9999999999d' % 1 }}": "does not calculate",
    "{{ 1 / 0 }}": "does not calculate",
    "{{ [1] * 3 }}": "does not calculate",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}": "steps",
    "{% macro f(s, n) %}{% if n %}{{ f(s ~ s, n - 1) }}{% endif %}{% endmacro %}{{ f('aaaaaaaaaa', 100) }}": "1,000,000",
    "{% set s = 'a' * 1 %}": "does not calculate",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}": "calls itself",
    "{% include 'tiny.html' %}": "calls itself",
    "{% include 'nowhere.html' %}": "no template nowhere.html",
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}": "nested too deeply",
    "".join(f"{{% for a{i} in [1] %}}" for i in range(30)) + "{% endfor %}" * 30: "nested",
    "{{ 'a'.center(9999999999) }}": "may not use",
    "{{ 'a' | center(99999999999) }}": "center",
    "{{ range(5) | map('center', 99999999999) | list }}": "center",
    "{{ range(9000) | join('" + "a" * 200 + "') }}": "1,000,000",
    "{% set l = [range(2000) | join('" + "a" * 900 + "')] %}": "1,000,000",
    "{{ (('" + "a" * 999 + "' | join('" + "b" * 999 + "')) | join('c')) | join('d') }}": "1,000,000",
    "{% filter join('" + "b" * 2000 + "') %}" + "a" * 2000 + "{% endfilter %}": "1,000,000",
    "{% for x in range(3) %}{% for y in _counted %}{% endfor %}{% endfor %}": "undefined",
    "{{ [1] | _counted }}": "_counted",
    "{{ _trans }}": "words and figures",
    "{% macro m(fig) %}{{ fig('a') }}{% endmacro %}{{ m() }}": "not provided",
    "{{ lipsum(n=100000) }}": "lipsum",
    "{{ '<p>x</p>' | safe }}": "safe",
    "{{ fig('financial-assets').fact }}": "may not use",
    "{{ ''.__class__ }}": "may not use",
    "{{ fig() }}": "reference",
    "{{ fig(5) }}": "ids and words",
    "{{ fig(['a']) }}": "template-error",
    "{{ fig(fig('financial-assets')) }}": "ids and words",
    "{{ term(fig('nowhere')) }}": "ids and words",
    "{{ fig('financial-assets', 5) }}": "ids and words",
    "{{ names(5) }}": "ids and words",
    "{{ series(5) }}": "ids and words",
    "{{ axis('CNY', []) }}": "template-error",
    "{{ named('nowhere')['x'].name }}": "no list has this id",
    "{{ projects().total.items }}": "no projects",
    "{{ nowhere }}": "undefined",
    "{% if '%9999999999d' is odd %}{% endif %}": "odd",
    "{% if '%9999999999d' is divisibleby(3) %}{% endif %}": "divisibleby",
    "{% trans x=[1] %}a{{ x }}{% endtrans %}": "neither words nor a figure",
    "{% trans n=3 %}a{{ n }}{% endtrans %}": "neither words nor a figure",
    "{{ holds('growing') }}": "words and figures",
    "{{ none }}": "words and figures",
    "{{ ['a'] }}": "words and figures",
    "{{ 1.5 }}": "words and figures",
    "{{ together('financial-assets') }}": "words and figures",
    "{{ loop.index }}": "undefined",
    "{{ _('%(x)s') }}": "placeholder x",
    "{% trans x=fig('financial-assets') %}{{ x }}{{ y }}{% endtrans %}": "y",
    "{% trans %}one{% pluralize %}two{% endtrans %}": "template-error",
    "{{ range(200000) | list }}": "template-error",
    "{% for %}": "template-error",
    "{{ fig('financial-assets' }}": "template-error",
    "{{ '": "template-error",
}


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Composer:
    return Composer(tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_file_and_line(mistake: str, composed: Composer) -> None:
    _, problems = composed(f"<section><h1>a</h1>\n\n<p>{mistake}</p></section>")
    assert problems
    assert any(MISTAKES[mistake] in str(p) for p in problems), problems
    assert {p.file for p in problems} <= {"templates/tiny.html", "templates/nowhere.html"}
    compiled = "nested" in MISTAKES[mistake]  # Python tells no line of what it cannot compile
    assert all(p.line == (0 if compiled else 3) for p in problems), problems


def test_an_item_that_a_list_has_not_is_told_with_those_it_has(composed: Composer) -> None:
    lists = composed.project.root / "content" / "lists"
    lists.mkdir()
    (lists / "one.yaml").write_text(LISTS, "utf-8")
    try:
        again = Composer.of(composed.project.root)
        _, problems = again('<section><h1>a</h1>\n<p>{{ named("fields")["third"].name }}</p></section>')
    finally:
        (lists / "one.yaml").unlink()
    assert [(p.code, p.line) for p in problems] == [("template-error", 2)]
    assert "it has first, second" in problems[0].message


LISTS = """\
lists:
  - id: fields
    title: 领域
    source: s1
    locator: L3
    complete: true
    items:
      - {id: first, name: 甲}
      - {id: second, name: 乙}
"""


def test_what_templates_need_stays_allowed(composed: Composer) -> None:
    template = (
        "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{% set all = ['a', 'b'] + ['c'] %}<section><h1>a</h1><p>"
        "{% for x in all | reverse if x != 'b' %}{{ loop.length }}{{ twice(x ~ '-') }}{{ loop.index + 1 }}{% endfor %}"
        "{{ all | select | list | count }}{{ [1, 2] | join(',') }}</p></section>"
    )
    document, problems = composed(template)
    assert document is not None, problems
    assert "2c-c-22a-a-331,2" in repr(document)
