"""A translation that loses what its source carries is a problem; a sound one is not."""

from __future__ import annotations

import pytest

from briefing.catalogue.messages import Catalogue, Message, check_catalogue, fill, names, tags


def codes(source: str, target: str, fuzzy: bool = False) -> list[str]:
    message = Message("", source, target, "tiny", "i18n/en/tiny.po", 7, fuzzy)
    return [p.code for p in check_catalogue(Catalogue("en", {("tiny", "", source): message}))]


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("%(a)s增长。", "%(a)s grew.", []),
        ("%(a)s增长。", "%(a.verb)s.", []),
        ("%(a)s增长%(b)s。", "%(b)s by %(a)s.", []),
        ("<strong>%(a)s</strong>，100%%。", "<strong>%(a)s</strong>, 100%%.", []),
        ("%(a)s增长。", "It grew.", ["catalogue-placeholder"]),
        ("%(a)s增长。", "%(a)s grew %(a)s.", ["catalogue-placeholder"]),
        ("%(a)s增长。", "%(b)s grew.", ["catalogue-placeholder"]),
        ("增长。", "Up 100%.", ["catalogue-percent"]),
        ("增长。", "<strong>Up.</strong>", ["catalogue-markup"]),
        ("<em>增长</em>。", "Up.", ["catalogue-markup"]),
        ("增长。", "<script>x</script>", ["catalogue-markup"]),
        ("增长。", "<em>Up.", ["catalogue-markup"]),
        ("增长。", 'A <em class="x">b</em>', ["catalogue-markup"]),
        ("增长。", "&xxe;", ["catalogue-markup"]),
        ("增长。", "", ["translation-missing"]),
    ],
)
def test_each_fault_has_its_code(source: str, target: str, found: list[str]) -> None:
    assert codes(source, target) == found


def test_a_fuzzy_translation_is_named() -> None:
    assert codes("增长。", "Up.", fuzzy=True) == ["catalogue-fuzzy"]


@pytest.mark.parametrize(
    ("domain", "target", "found"),
    [
        ("content", "M&A funds", []),
        ("content", "<em>Funds</em>", ["catalogue-markup"]),
        ("tiny", "M&A funds", ["catalogue-markup"]),
        ("tiny", "M&amp;A funds", []),
    ],
)
def test_an_ampersand_stands_for_itself_in_content_only(domain: str, target: str, found: list[str]) -> None:
    message = Message("", "并购基金", target, domain, "i18n/en/x.po", 7)
    assert [p.code for p in check_catalogue(Catalogue("en", {(domain, "", "并购基金"): message}))] == found


def test_placeholders_keep_name_and_form() -> None:
    assert names("%(a.verb)s %(a)s %% %(b)s") == {"a": 2, "b": 1}
    assert fill("%(a.verb)s is 100%%", lambda name, form: f"{name}/{form}") == "a/verb is 100%"


def test_tags_of_the_closed_set_are_counted() -> None:
    assert tags("a <em>b</em> <strong>c</strong><br/>") == {"em": 1, "strong": 1, "br": 1}
    assert tags("<a href='x'>y</a>") is None
