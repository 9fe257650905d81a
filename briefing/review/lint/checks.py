"""The table of checks, and running them over the pairs of a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from briefing.catalogue.placeholders import names, stray_percent, tags
from briefing.content.projects import is_list
from briefing.review.lint import attached, direction, sense, terms, values, writing
from briefing.review.lint.pair import FileCheck, Finding, Found, Pair, PairCheck, finding
from briefing.review.lint.rules import LintRules


def check_placeholders(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """The placeholders and the markup of the source, and no others; of whatever kind in the files of other tools."""
    if not pair.placeholders:
        if (first := Counter(_FOREIGN.findall(pair.source))) != (second := Counter(_FOREIGN.findall(pair.target))):
            yield "review-placeholder", {"difference": difference(first, second)}
        return
    if is_list(pair.domain):
        return  # the words of projects are plain text: any sign may stand in them
    wanted, given = names(pair.source), names(pair.target)
    if wanted != given:
        yield "review-placeholder", {"difference": difference(wanted, given)}
    if stray_percent(pair.target):
        yield "review-percent", {}
    escaped = [t.replace("&", "&amp;") if pair.domain == "content" else t for t in (pair.source, pair.target)]
    if tags(escaped[0]) != tags(escaped[1]):
        yield "review-markup", {}


def difference(wanted: Counter[str], given: Counter[str]) -> str:
    """What one text has and the other lacks, in words."""
    missing, surplus = sorted((wanted - given).elements()), sorted((given - wanted).elements())
    parts = [f"missing {', '.join(missing)}"] if missing else []
    return "; ".join([*parts, *([f"not in the source {', '.join(surplus)}"] if surplus else [])])


#: Placeholders of printf, Python, ICU, shells and XLIFF tools.
_FOREIGN = re.compile(r"%\(\w+\)[sdifu]|%(?:[0-9]+\$)?[sdifu](?![A-Za-z])|\{\{?[A-Za-z0-9_.]*\}?\}|\$\{\w+\}")

#: Checks of a pair that has something on both sides, in the order in which findings are told.
CHECKS: tuple[PairCheck, ...] = (
    check_placeholders,
    values.check_values,
    values.check_units,
    values.check_measures,
    values.check_ranges,
    attached.check_named_measures,
    attached.check_nouns,
    attached.check_order,
    attached.check_months,
    attached.check_denial,
    sense.check_qualifiers,
    direction.check_direction,
    sense.check_bases,
    sense.check_stretches,
    sense.check_scope,
    sense.check_dates,
    terms.check_terms,
    terms.check_exchanged_names,
    terms.check_countries,
    terms.check_forbidden,
    terms.check_acronyms,
    terms.check_codes,
    writing.check_language,
    writing.check_remarks,
    writing.check_script,
    writing.check_spaces,
    writing.check_pairs_of_marks,
    writing.check_end,
    writing.check_length,
    writing.check_sentences,
    writing.check_spelling,
    writing.check_house,
)

#: Checks that look at all pairs of a file together.
FILE_CHECKS: tuple[FileCheck, ...] = (terms.check_consistent, terms.check_first_mention)


def check_pair(pair: Pair, rules: LintRules) -> tuple[Finding, ...]:
    """Everything one pair shows by itself."""
    found = list(writing.check_presence(pair, rules))
    if not found and pair.source.strip():
        found = [entry for check in CHECKS for entry in check(pair, rules)]
    return tuple(dict.fromkeys(finding(pair, entry) for entry in found))


def lint(pairs: Iterable[Pair], rules: LintRules) -> tuple[Finding, ...]:
    """Everything the pairs of a file show, row by row."""
    pairs = tuple(pairs)
    together: dict[int, list[Finding]] = {}
    for check in FILE_CHECKS:
        for pair, entry in check(pairs, rules):
            together.setdefault(id(pair), []).append(finding(pair, entry))
    return tuple(f for pair in pairs for f in (*check_pair(pair, rules), *together.get(id(pair), ())))
