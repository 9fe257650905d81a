"""The content in this repository: loads, makes sense, reconciles, and says what its sources say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefing.catalogue.updating import extract, messages_alone, refreshed
from briefing.content.fields import line_ranges
from briefing.content.load import load_content, validate
from briefing.facts.building import build_fact_base
from briefing.language import load_language, print_fact
from briefing.language.printed import open_reader, without_words, wording_reader
from briefing.problems import Severity, problem

ROOT = Path(__file__).parents[2]
SOURCES = ROOT.parent / "shared" / "sources"
CONTENT, LOADING = load_content(ROOT)
BASE, LATER = build_fact_base(CONTENT, read_open=open_reader([load_language(ROOT / "i18n", "zh")]))


def test_no_errors() -> None:
    languages = [load_language(ROOT / "i18n", tag) for tag in ("zh", "en")]
    read, lacking, units = wording_reader(languages), without_words(languages), languages[0].units
    problems = (*LOADING, *validate(CONTENT, units.keys(), read, languages[0].regions.keys(), lacking), *LATER)
    assert not [str(p) for p in problems if p.severity is not Severity.NOTE]


def test_everything_stated_became_a_fact() -> None:
    awaiting = {d.id for d in CONTENT.derived} - set(BASE.facts)
    # Digital economy loans and listed companies await their first source; green loans are "more than" over "more than".
    listed = {"listed-companies-progress-2025", "listed-companies-progress-2027"}
    assert awaiting == {"digital-economy-loans-progress", "green-loans-progress"} | listed
    derived = len(CONTENT.derived) - len(awaiting) + sum(map(len, BASE.beside.values()))
    assert len(BASE.facts) == sum(len(i.stated) for i in CONTENT.indicators) + len(CONTENT.events) + derived
    assert len(BASE.outcomes) == len(CONTENT.relations)


def test_values_a_source_leaves_open_are_no_chinese_in_english() -> None:
    english = load_language(ROOT / "i18n", "en")
    units = {name: indicator.unit for name, indicator in BASE.indicators.items()}
    left_open = [fact for fact in BASE.facts.values() if fact.quantity is None and fact.kind != "event"]
    assert left_open
    assert not [f.id for f in left_open if re.search("[一-鿿]", print_fact(english, f, "full", units[f.indicator]))]


@pytest.mark.parametrize("source", [s.id for s in CONTENT.sources])
def test_titles_of_articles_and_sections_are_the_source_s_own(source: str) -> None:
    record = next(s for s in CONTENT.sources if s.id == source)
    path = SOURCES / record.file
    if not path.exists():
        return
    lines = path.read_text("utf-8").splitlines()
    missing = []
    for part in (*record.sections, *record.articles):
        text = re.sub(r"[\s#]", "", "".join(lines[part.first - 1 : part.last]))
        words = re.split(r"[\s：]", part.title or "")  # a title of two lines may stand in either order
        missing += [f"{part.id}: {word}" for word in words if word not in text]
    assert not missing


@pytest.mark.parametrize("source", [s.id for s in CONTENT.sources])
def test_what_is_published_is_found_at_its_locator(source: str) -> None:
    """Where the source documents are at hand: each verbatim wording stands in the lines its locator names."""
    path = SOURCES / next(s.file for s in CONTENT.sources if s.id == source)
    if not path.exists():
        return
    lines = path.read_text("utf-8").splitlines()
    missing = []
    for fact in BASE.facts.values():
        if fact.source == source:
            text = "".join("".join(lines[a - 1 : b]) for a, b in line_ranges(fact.locator))
            if "".join(fact.published.split()) not in "".join(text.split()):
                missing.append(f"{fact.file}:{fact.line}: {fact.published} is not in {fact.locator} of {source}")
    assert not missing, "\n".join(missing)


def test_the_project_s_own_catalogues_are_fresh() -> None:
    units, problems = extract(ROOT / "templates", CONTENT)
    assert not problems
    fresh = refreshed(units, ROOT / "i18n", ["en"])
    stale = [p.name for p, data in fresh.items() if messages_alone(p.read_bytes()) != messages_alone(data)]
    assert not stale, problem("catalogue-stale", ", ".join(stale)).mend
