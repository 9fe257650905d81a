"""Templates are compiled once in a process, and again when they change."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment

from briefing.catalogue.template_syntax import environment


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
