"""The rule files: two languages hold the same keys, faults are found with their line, a third language is one file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from briefing.language import UnknownRule, load_language, print_rank
from briefing.language.changes import print_change, print_period
from briefing.language.figures import print_quantity
from briefing.language.model import UnknownForm, forms_of
from briefing.problems import ProblemsFound
from briefing.quantities import Period
from tests.language.languages import EN, I18N, LANGUAGES, ZH, figure


def test_both_languages_know_the_same_units_forms_shapes_and_regions() -> None:
    assert list(ZH.units) == list(EN.units)
    assert {n: u.family for n, u in ZH.units.items()} == {n: u.family for n, u in EN.units.items()}
    assert set(ZH.families) == set(EN.families)
    assert set(ZH.changes.forms) == set(EN.changes.forms)
    assert set(ZH.changes.bases) == set(EN.changes.bases)
    assert set(ZH.periods.shapes) == set(EN.periods.shapes)
    assert set(ZH.regions) == set(EN.regions)
    assert set(ZH.ranks.forms) == set(EN.ranks.forms)
    assert set(ZH.furniture) == set(EN.furniture)


@pytest.mark.parametrize("measure", ["stock", "change", "rank", "event"])
def test_every_form_named_is_printed(measure: str) -> None:
    for form in forms_of(ZH, measure):
        for language in LANGUAGES:
            if measure == "stock":
                assert print_quantity(language, figure("9", "bank"), form)
            elif measure == "change":
                assert print_change(language, figure("9", "percent"), "yoy", form)
            elif measure == "rank":
                assert print_rank(language, figure("9", "rank"), "china", form)
            elif form.removesuffix("-initial") != "full":
                assert print_period(language, Period.parse("2025-08-12"), form, kind="event")


def test_unknown_names_say_what_is_known() -> None:
    with pytest.raises(UnknownForm, match="known are full"):
        print_quantity(EN, figure("9", "bank"), "fancy")
    with pytest.raises(UnknownForm, match="verb"):
        print_change(EN, figure("9", "percent"), "yoy", "fancy")
    with pytest.raises(UnknownForm, match="as-of"):
        print_period(EN, Period.parse("2025"), "fancy")
    with pytest.raises(UnknownRule, match=r"i18n/en\.yaml"):
        print_quantity(EN, figure("9", "zorkmid"))
    with pytest.raises(UnknownRule, match="western-china"):
        print_rank(EN, figure("1", "rank"), "atlantis")
    with pytest.raises(UnknownRule, match="average-annual"):
        print_change(EN, figure("1", "percent"), "decade")


def planted(folder: Path, old: str, new: str, name: str = "en") -> ProblemsFound:
    """Load a copy of the rules with one line changed, and give what was found."""
    folder.mkdir()
    for file in I18N.glob("*.yaml"):
        shutil.copy(file, folder)
    path = folder / f"{name}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ProblemsFound) as caught:
        load_language(folder, name)
    return caught.value


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("tag: en-GB", "tag: [en", "yaml-syntax", ""),
        ("plurals: en ", "tag: x\nplurals: en ", "duplicate-key", "tag"),
        ('factor: "1000000",', "factor: 1000000,", "language-rule-invalid", "quotes"),
        ('factor: "1000000",', 'factor: "-1",', "language-rule-invalid", "greater than 0"),
        ("{family: currency, code: RMB}", "{family: money, code: RMB}", "language-rule-invalid", "money"),
        ('"about {figure}{unit}"', '"about {value}"', "language-rule-invalid", "{value}"),
        ("in_region}", "in_region", "language-rule-invalid", "expected '}'"),
        ("Page {page} of", "Page {side} of", "language-rule-invalid", "{pages}"),
        ("Page {page} of", "Page {page of", "language-rule-invalid", "{pages}"),
        ("name: English", "nmae: English", "language-rule-invalid", "nmae"),
        ("- {scale: trillion", "- {scale: zillion", "language-rule-invalid", "zillion"),
        (
            '{format: decimal, pattern: "%1"}',
            '{format: lowerRoman, pattern: "%1"}',
            "language-rule-invalid",
            "headings.0.format",
        ),
        ('  - {format: decimal, pattern: "%1.%2.%3"}\n', "", "language-rule-invalid", "headings"),
        ("precise: {percent: below}", "precise: {percent: beneath}", "language-rule-invalid", "beneath"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, old: str, new: str, code: str, says: str) -> None:
    found = planted(tmp_path / "i18n", old, new)
    assert code in {p.code for p in found.problems}
    assert says in str(found)
    assert all(p.file == "i18n/en.yaml" and p.mend for p in found.problems)


def test_a_fault_names_its_line(tmp_path: Path) -> None:
    lines = (I18N / "en.yaml").read_text("utf-8").splitlines()
    expected = next(i for i, line in enumerate(lines, 1) if "about {figure}" in line)
    found = planted(tmp_path / "i18n", '"about {figure}{unit}"', '"about {value}"')
    assert [p.line for p in found.problems] == [expected]


def test_a_missing_language_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound, match="en, zh"):
        load_language(I18N, "fr")
    (tmp_path / "a.yaml").write_text("extends: b\n", "utf-8")
    (tmp_path / "b.yaml").write_text("extends: a\n", "utf-8")
    with pytest.raises(ProblemsFound, match="a → b → a"):
        load_language(tmp_path, "a")


HONG_KONG = """
extends: zh
tag: zh-Hant-HK
name: 繁體中文
plurals: zh
scales:
  wan: {factor: "10000", word: 萬}
  yi: {factor: "100000000", word: 億}
  wan-yi: {factor: "1000000000000", word: 兆}
units:
  enterprise: 戶
periods:
  shapes:
    year-end: {plain: "{year}年底", as-of: "截至{year}年底"}
"""

PSEUDO = """
extends: en
tag: en-XA
name: Pseudo
qualifiers:
  more-than: {words: {more than: "[ḿöŕé ťḥáñ] {figure}{unit}"}}
number: {group: "'"}
"""


def test_a_third_language_is_one_file(tmp_path: Path) -> None:
    for file in I18N.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    (tmp_path / "zh-hk.yaml").write_text(HONG_KONG, "utf-8")
    (tmp_path / "xa.yaml").write_text(PSEUDO, "utf-8")
    hong_kong, pseudo = load_language(tmp_path, "zh-hk"), load_language(tmp_path, "xa")
    assert print_quantity(hong_kong, figure("9.6万亿", "CNY", "约")) == "约9.6兆元"
    assert print_quantity(hong_kong, figure("8.1万", "enterprise", "余")) == "8.1萬余戶"
    assert print_period(hong_kong, Period.parse("2025-12-31")) == "截至2025年底"
    assert print_quantity(pseudo, figure("8.1万", "enterprise", "余")) == "[ḿöŕé ťḥáñ] 81'000 enterprises"
    assert (hong_kong.tag, pseudo.tag) == ("zh-Hant-HK", "en-XA")


def test_rules_are_read_once_until_a_file_changes(tmp_path: Path) -> None:
    for file in I18N.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    first = load_language(tmp_path, "en")
    assert load_language(tmp_path, "en") is first
    path = tmp_path / "en.yaml"
    path.write_text(path.read_text("utf-8").replace("name: English", "name: British English"), "utf-8")
    assert load_language(tmp_path, "en").name == "British English"
