"""The catalogue of checks, its examples and the code hold each other; published pairs pass."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from briefing.catalogue.glossary import read_glossary
from briefing.problems import Severity, catalogue
from briefing.review.lint import Finding, LintRules, Pair, read_rules
from briefing.review.lint.checks import lint

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CODES = sorted((ROOT / "briefing" / "problems" / "examples" / "review").glob("*.yaml"))


@cache
def rules() -> LintRules:
    """The project's own rules, as for a file of another house."""
    glossary, problems = read_glossary(ROOT / "i18n" / "glossary.yaml")
    assert not problems
    return read_rules(ROOT / "i18n", "en", glossary)


def examples(path: Path, kind: str) -> list[tuple[Pair, ...]]:
    """The examples of a file as lists of pairs."""
    data = yaml.safe_load(path.read_text("utf-8"))
    holds = bool(data.get("placeholders"))
    files = data.get(f"{kind}_files") or [[pair] for pair in data.get(kind, ())]
    return [tuple(Pair(str(n), zh, en, placeholders=holds) for n, (zh, en) in enumerate(rows, 1)) for rows in files]


def found(pairs: tuple[Pair, ...]) -> tuple[Finding, ...]:
    """What the checks find."""
    return lint(pairs, rules())


@pytest.mark.parametrize("path", CODES, ids=lambda p: p.stem)
def test_every_bad_example_is_found(path: Path) -> None:
    files = examples(path, "bad")
    assert files
    for pairs in files:
        codes = {f.code for f in found(pairs)}
        assert path.stem in codes, f"{pairs}: {codes}"


@pytest.mark.parametrize("path", CODES, ids=lambda p: p.stem)
def test_no_ok_example_is_found_faulty(path: Path) -> None:
    files = examples(path, "ok")
    assert files
    for pairs in files:
        faults = [f for f in found(pairs) if f.severity is not Severity.NOTE or f.code == path.stem]
        assert not faults, "\n".join(f"{f.code}: {f.message} {f.source} {f.target}" for f in faults)


def test_code_catalogue_and_examples_name_the_same_checks() -> None:
    source = "".join(p.read_text("utf-8") for p in sorted((ROOT / "briefing" / "review" / "lint").glob("*.py")))
    told = set(re.findall(r'"(review-[a-z-]+)"', source)) - {"review-rules"}
    assert told <= set(catalogue())
    assert told == {p.stem for p in CODES}


def control() -> list[tuple[str, Pair]]:
    """Correct pairs as published."""
    groups = yaml.safe_load((HERE / "control.yaml").read_text("utf-8"))
    return [(g["seen"], Pair(str(n), zh, en)) for g in groups for n, (zh, en) in enumerate(g["pairs"], 1)]


@pytest.mark.parametrize(("seen", "pair"), control())
def test_published_pairs_pass(seen: str, pair: Pair) -> None:
    faults = [f for f in found((pair,)) if f.severity is not Severity.NOTE]
    assert not faults, f"{seen}: {faults}"


def test_a_planted_wrong_digit_in_every_published_pair_is_found() -> None:
    for seen, pair in control():
        digits = re.search(
            r"(?<![0-9.,A-Z])[0-9]+\.?[0-9]*(?=[\s\u00a0]?(?:trillion|billion|million|percent|%))", pair.target
        )
        if digits is None:
            continue
        wrong = str(int(digits[0][0]) % 9 + 1) + digits[0][1:]
        planted = Pair(pair.row, pair.source, pair.target[: digits.start()] + wrong + pair.target[digits.end() :])
        codes = {f.code for f in found((planted,)) if f.severity is Severity.ERROR}
        assert codes, f"{seen}: {planted.target}"


#: What is wrong with a pair of wrong.tsv → the codes of which one must be told.
KINDS = {
    "number": (
        "number-differs",
        "number-scale",
        "number-rounded",
        "number-missing",
        "number-added",
        "multiple",
        "range",
        "date",
        "house",
    ),
    "pp": ("percentage-point", "number-differs"),
    "currency": ("currency", "currency-missing"),
    "name": ("name", "term", "name-exchanged", "exchanged"),
    "denial": ("denial-lost", "denial-added"),
    "qualifier": ("qualifier-lost", "qualifier-added", "qualifier-side", "qualifier-differs"),
    "term": ("term", "term-forbidden"),
    "range": ("range", "number-differs", "number-missing", "number-scale", "number-added"),
    "han": ("chinese-left",),
    "date": ("date", "period"),
    "fullwidth": ("full-width",),
    "doubled": ("doubled-word",),
    "code": ("code", "number-differs", "number-missing"),
}


def tsv(name: str) -> list[list[str]]:
    """The lines of a file of pairs."""
    return [line.split("\t") for line in (HERE / name).read_text("utf-8").splitlines() if not line.startswith("#")]


def test_everything_wrong_is_found() -> None:
    missed = []
    for number, (kind, zh, en) in enumerate(tsv("wrong.tsv"), 2):
        codes = {f.code for f in found((Pair(str(number), zh, en, placeholders="%(" in zh),))}
        if not codes & {f"review-{code}" for code in KINDS.get(kind, (kind,))}:
            missed.append(f"line {number}, {kind}: {zh} {en} {sorted(codes)}")
    assert not missed, "\n".join(missed)


def test_nothing_right_is_found_wrong() -> None:
    alarms = []
    for number, (zh, en) in enumerate(tsv("right.tsv"), 2):
        faults = [f for f in found((Pair(str(number), zh, en),)) if f.severity is not Severity.NOTE]
        alarms += [f"line {number}, {f.code}: {f.message} {zh} {en}" for f in faults]
    assert not alarms, "\n".join(alarms)


REPORTED = ROOT.parent / "shared" / "findings" / "inputs" / "public" / "19-lint-wrong-verdicts" / "lint.tsv"


@pytest.mark.skipif(not REPORTED.is_file(), reason="the findings lie outside the repository")
def test_the_verdicts_of_a_public_report_are_right() -> None:
    """Of its twelve rows the first three are wrong translations, the others right ones."""
    rows = [line.split("\t") for line in REPORTED.read_text("utf-8").splitlines()]
    told = [[f.code for f in found((Pair("1", zh, en),)) if f.severity is Severity.ERROR] for zh, en in rows]
    assert told[:3] == [["review-direction"], ["review-number-scale", "review-unit"], ["review-unit"]]
    assert told[3:] == [[]] * 9


def test_a_term_beside_a_quoted_placeholder_is_part_of_what_it_prints() -> None:
    pair = Pair(
        "1",
        "国家级专精特新“%(giant)s”企业%(giants)s。",
        "There are %(giants.number)s national-level %(giant)s.",
        placeholders=True,
    )
    assert "review-term" not in {f.code for f in found((pair,))}
    alone = Pair("1", "培育专精特新企业。", "New companies are fostered.")
    assert "review-term" in {f.code for f in found((alone,))}
