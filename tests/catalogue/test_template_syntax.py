"""Templates are compiled once in a process, and again when they change."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser

from briefing.catalogue.template_syntax import environment, sentences
from briefing.compose.sandbox import LimitReached, sandbox


def test_a_template_is_compiled_once_and_again_when_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_ = Environment._generate

    def counted(self: Environment, source: object, name: str, *rest: object, **more: object) -> str:
        compiled.append(name)
        return compile_(self, source, name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Environment, "_generate", counted)
    (tmp_path / "a.html").write_text("<p>{{ word }}</p>", "utf-8")
    said = [environment(tmp_path).get_template("a.html").render(word=word) for word in ("one", "two")]
    assert said == ["<p>one</p>", "<p>two</p>"]
    assert compiled == ["a.html"]
    (tmp_path / "a.html").write_text("<b>{{ word }}</b>", "utf-8")
    assert environment(tmp_path).get_template("a.html").render(word="three") == "<b>three</b>"
    assert compiled == ["a.html", "a.html"]


def test_what_was_compiled_without_limits_is_never_run_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "long.html").write_text("{% for a in range(9) %}<p>{{ a }}</p>{% endfor %}", "utf-8")
    assert environment(tmp_path).get_template("long.html").render().count("<p>") == 9
    monkeypatch.setattr("briefing.compose.sandbox.MOST_STEPS", 5)
    with pytest.raises(LimitReached):
        sandbox(tmp_path, {}).get_template("long.html").render()
    assert "data-at" not in environment(tmp_path).get_template("long.html").render()


def test_a_template_is_read_once_for_its_sentences_and_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    parse = Parser.parse

    def noted(self: Parser) -> nodes.Template:
        read.append(str(self.filename))
        return parse(self)

    monkeypatch.setattr(Parser, "parse", noted)
    path = tmp_path / "once.html"
    path.write_text("<p>{% trans %}读一遍{% endtrans %}{{ words('a') }}</p>", "utf-8")
    said = [sandbox(tmp_path, {"words": str, "gettext": str}).get_template("once.html").render() for _ in range(2)]
    assert list(sentences(path.read_text("utf-8"), path.name)) == [(1, "", "读一遍")]
    assert said == ['<p data-at="once.html:1">读一遍a</p>'] * 2
    assert len(read) == 1


def test_an_error_names_the_template_that_was_read_last_and_not_the_first(tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        (tmp_path / name).write_text("{% if %}", "utf-8")
        with pytest.raises(TemplateSyntaxError) as found:
            sandbox(tmp_path, {}).get_template(name)
        assert found.value.name == name
