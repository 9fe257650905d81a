"""How much the checks of translations hear, and how often they cry, beside pofilter (translate-toolkit): wrong variants found
by kind, and right pairs with an error.

The pairs are those of the tests; batches of fresh ones, each written after published texts and run once before anything was
mended by it, so that the rate of that first run tells what may be hoped for of texts not seen; and published ones with wrong
variants where these lie outside the repository (``../shared``)."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAIRS = ROOT / "tests" / "review"
FRESH = PAIRS / "fresh"
PUBLISHED = ROOT.parent / "shared" / "findings" / "inputs" / "lint"

#: A source and a translation → the errors and warnings a checker has.
Checker = Callable[[str, str], frozenset[str]]


@dataclass(slots=True)
class Heard:
    """Wrong variants found, of how many, by kind; right pairs with an error, of how many."""

    found: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    alarms: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        """The share of wrong variants that are found."""
        return sum(n for n, _ in self.found.values()) / max(sum(n for _, n in self.found.values()), 1)


def ours() -> tuple[Checker, Checker]:
    """Our checks: everything but notes, and errors alone."""
    from briefing.catalogue.glossary import read_glossary
    from briefing.problems import Severity
    from briefing.review.lint import Pair, read_rules
    from briefing.review.lint.checks import check_pair

    glossary, _ = read_glossary(ROOT / "i18n" / "glossary.yaml")
    rules = read_rules(ROOT / "i18n", "en", glossary)

    def checker(severities: frozenset[Severity]) -> Checker:
        def check(source: str, target: str) -> frozenset[str]:
            found = check_pair(Pair("1", source, target, placeholders="%(" in source), rules)
            return frozenset(f"{f.code} {f.message}" for f in found if f.severity in severities)

        return check

    return checker(frozenset({Severity.ERROR, Severity.WARNING})), checker(frozenset({Severity.ERROR}))


def pofilter() -> Checker:
    """The check of numbers of translate-toolkit. Raises ``ImportError`` where it is not installed."""
    from translate.filters.checks import CheckerConfig, StandardChecker
    from translate.storage.pypo import pounit

    checker = StandardChecker(checkerconfig=CheckerConfig(targetlanguage="en"), limitfilters=["numbers"])

    def check(source: str, target: str) -> frozenset[str]:
        unit = pounit(source)
        unit.target = target
        return frozenset(checker.run_filters(unit))

    return check


def lines(path: Path) -> Iterator[list[str]]:
    """The rows of a file of pairs, without comments and head."""
    if path.is_file():
        for row in csv.reader(path.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
            if row and not row[0].startswith("#") and row[:2] != ["zh", "en"]:
                yield row


def batches() -> Iterator[tuple[str, tuple[float, float], Path]]:
    """Each batch of fresh pairs: its name, the share found and the share of false errors at its first run, and its file."""
    for name, *counts in lines(FRESH / "first-read.tsv"):
        found, wrong, alarms, right = map(int, counts)
        yield name, (found / wrong, alarms / right), FRESH / f"{name}.tsv"


def heard_in(path: Path, check: Checker, errors: Checker) -> Heard:
    """Count over a batch: lines of right pairs (“=”), each followed by wrong translations of its source by kind."""
    result, source, before = Heard(), "", frozenset[str]()
    for kind, *texts in lines(path):
        if kind == "=":
            source, target = texts
            before = check(source, target)
            result.right += 1
            result.alarms += bool(errors(source, target))
        else:
            result.found[kind][1] += 1
            result.found[kind][0] += bool(check(source, texts[0]) - before)
    return result


def heard(check: Checker, errors: Checker, published: bool) -> Heard:
    """Count over the pairs of the tests, or the published ones. A variant is found by what its right pair does not have."""
    result = Heard()
    right = [(zh, en) for zh, en, *_ in lines((PUBLISHED if published else PAIRS) / "right.tsv")]
    before = {zh: check(zh, en) for zh, en in right}
    for zh, en in right:
        result.right += 1
        result.alarms += bool(errors(zh, en))
    for row in lines((PUBLISHED if published else PAIRS) / "wrong.tsv"):
        kind, zh, en = row if len(row) == 3 else ("published", *row[:2])
        result.found[kind][1] += 1
        result.found[kind][0] += bool(check(zh, en) - before.get(zh, frozenset()))
    return result
