"""Checks of names and terms: required, forbidden, acronyms, one rendering for one term."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from briefing.catalogue.glossary import GlossaryTerm, TermForm
from briefing.review.lint import MARK, Found, LintRules, Pair, compiled

#: A name is kept as it is; every other term may be inflected and taken apart.
NAMES = frozenset({"organisation", "person", "company", "place", "brand", "media", "document", "platform", "facility"})
#: What one rare word tells.
_PROPER = frozenset({"person", "company", "place", "brand"})
#: A word of no more names of the glossary than this tells which one is meant (Shapingba, without District).
_RARE = 4
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{3,}")
_SMALL = frozenset({"the", "and", "for", "with", "from", "into", "its"})
_ADDRESS = re.compile(r"https?://[^\s，。；）)>”》]+|[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CODE = re.compile(
    r"(?<![A-Za-z0-9_.])(?:[A-Za-z]+-?[0-9]+[A-Za-z0-9-]*|[0-9]+(?:\+[0-9A-Za-z]+)+|[0-9][A-Z]+|[A-Z]{2,})(?![A-Za-z0-9_.])"
)
_ACRONYM = re.compile(r"(?<![\w@/.-])[A-Z][A-Z&]{1,6}s?(?![\w@/$-])")


def terms_in(pair: Pair, rules: LintRules) -> Iterator[tuple[str, GlossaryTerm, TermForm]]:
    """Yield the glossary terms of a source text that have a form in this language, longest first, each once."""
    seen: set[str] = set()
    for match in rules.names.finditer(pair.source_text):
        if _straddled(pair.source_text, match.start(), rules):
            continue
        term = rules.glossary.terms[rules.terms[match[0]]]
        form = term.forms.get(rules.tag)
        if form is not None and term.key not in seen:
            seen.add(term.key)
            yield match[0], term, form


def _straddled(text: str, start: int, rules: LintRules) -> bool:
    """Whether what looks like the beginning of a term is the end of another word (其中小微企业 holds no 中小微企业)."""
    cuts = ((word, start - before) for word in rules.words.straddling for before in range(1, len(word)))
    return any(place >= 0 and text.startswith(word, place) for word, place in cuts)


def check_terms(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that a term of the glossary is in one of its printed forms."""
    if not pair.target.strip() or pair.target.strip() == pair.source.strip():
        return
    for found, term, form in terms_in(pair, rules):
        name = term.type in NAMES
        around = re.escape(found)
        beside = compiled(rf"{around}[“‘]?{MARK}|{MARK}[”’]?{around}").search(
            pair.source_text
        )  # a figure brings its noun with it
        if pair.source_text.strip("“”《》 ") == found or name or (len(found) > 2 and not beside):
            if not _HAN.search(found) and found.strip("“”") in pair.target_text:
                continue  # a name made of digits and letters stands as it is
            code = "review-name" if name else "review-term"
            if not _rendered(pair.target_text, form, rules, term.type):
                wanted = form.full if not form.short else f"{form.full} / {form.short}"
                yield code, {"zh": found, "wanted": wanted, "status": term.status}


def check_countries(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that a country is not taken for another one: one of the source is missing, another one is there."""
    said = [name for name in rules.countries if name in pair.source_text]
    missing = [name for name in said if not any(_known_by(word, pair.target_text) for word in rules.countries[name])]
    if not missing:
        return
    for name, words in rules.countries.items():
        known = next(
            (w for w in words if w in words[0] and compiled(rf"\b{re.escape(w)}\b").search(pair.target_text)), ""
        )
        if name not in pair.source_text and known:
            yield "review-name-exchanged", {"zh": missing[0], "en": known, "wanted": rules.countries[missing[0]][0]}
            return


def _known_by(word: str, text: str) -> bool:
    """Whether a text names a country, be it by a word made from its name (Germany, German)."""
    return compiled(rf"\b{re.escape(word[:4] if len(word) > 5 and word.isalpha() else word)}").search(text) is not None


def check_exchanged_names(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that a body, a place or an indicator is not taken for another one: one is missing, another of its sort is there."""
    surplus = surplus_names(pair, rules)
    if not surplus:
        return
    for found, term, form in terms_in(pair, rules):
        other = surplus.get(_sort(term))
        if other and (
            not _rendered(pair.target_text, form, rules, term.type) or _foreign(pair.target_text, form, other)
        ):
            yield "review-name-exchanged", {"zh": found, "en": other, "wanted": form.full}


def surplus_names(pair: Pair, rules: LintRules) -> Mapping[str, str]:
    """Return a name of the glossary of each sort that the translation has and the source does not."""
    present = {rules.terms[m[0]] for m in rules.names.finditer(pair.source_text)}
    surplus: dict[str, str] = {}
    for match in rules.rendered.finditer(pair.target_text):
        keys = rules.renderings.get(match[0]) or rules.renderings.get(match[0].casefold(), set())
        if keys and not keys & present:
            for key in sorted(keys):
                surplus.setdefault(_sort(rules.glossary.terms[key]), match[0])
    surplus.pop("", None)
    return surplus


def _foreign(text: str, form: TermForm, other: str) -> bool:
    """Whether a text has none of the words by which a term differs from another one (narrow money, broad money)."""
    names = [name for name in (form.full, form.short, form.gloss) if name]
    theirs, ours = set(_stems(other)), {w for name in names for w in _stems(name)}
    differing = ours - theirs
    standing = any(_stands(name, _flat(text)) for name in names)
    return bool(differing and theirs - ours) and not standing and not differing & set(_stems(text))


#: Sorts of names that could be taken for one another.
_SORTS = {"place": "place", "organisation": "body", "company": "body", "indicator": "indicator", "person": "person"}


def _sort(term: GlossaryTerm) -> str:
    return _SORTS.get(term.type, "")


def _rendered(text: str, form: TermForm, rules: LintRules, kind: str) -> bool:
    """Whether a text has a term: as printed, or in words enough to know it. A name needs more of its words than a term; a title
    of three capitalised words all of them; a place, a company or a person is known by its rare word (Shapingba)."""
    flat = _flat(text)
    if any(_stands(name, flat) for name in (form.full, form.short, form.gloss) if name):
        return True
    words = set(_stems(text))
    for name in (form.full, form.short):
        wanted = list(_stems(name))
        if not wanted:
            continue
        kept = sum(w in words for w in wanted)
        titled = len(re.findall(r"\b[A-Z][a-z]+", name)) >= (2 if kind in NAMES else 3)
        enough = 3 * kept > 2 * len(wanted) if titled else 2 * kept >= len(wanted)
        if kept == len(wanted) or (enough and (len(wanted) > 2 or kind not in NAMES)):
            return True
        if kind in _PROPER and any(rules.rarity[w] <= _RARE for w in re.findall(r"[A-Z][a-z]{3,}", name) if w in text):
            return True
    return False


def _stands(name: str, flat: str) -> bool:
    """Whether a name is in a text made flat; an acronym only as a word of its own (STA is not in State)."""
    if not name.isupper():
        return _flat(name) in flat
    return compiled(rf"(?<!\w){re.escape(_flat(name))}s?(?!\w)").search(flat) is not None


def _flat(text: str) -> str:
    return re.sub(r"[\s\u00a0–-]+", " ", text.translate(str.maketrans("’‘“”", "''\"\""))).casefold()


def _stems(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        small = word.casefold()
        if small not in _SMALL:
            yield re.sub(r"(?:ies|ing|es|ed|al|s|y|e|re|er)$", "", small)[:6]


def check_forbidden(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that there is no rendering that the glossary refuses."""
    flat = _flat(pair.target_text)
    for _, term, form in terms_in(pair, rules):
        for refused in form.forbidden:
            if compiled(rf"(?<!\w){re.escape(_flat(refused))}(?!\w)").search(flat) and not _inside(flat, refused, form):
                yield "review-term-forbidden", {"found": refused, "wanted": form.full, "zh": term.key}


def _inside(flat: str, refused: str, form: TermForm) -> bool:
    """Whether the refused words stand only as a part of the right name."""
    without = flat
    for name in (form.full, form.short):
        without = without.replace(_flat(name), MARK) if name else without
    return _flat(refused) not in without


def check_acronyms(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that every acronym is one the reader knows, the glossary has, the source has, or the sentence explains."""
    known = rules.words.acronyms
    if rules.alike:
        return
    for match in _ACRONYM.finditer(pair.target_text):
        word = match[0]
        bare = word.removesuffix("s")
        if word in known or bare in known or bare in pair.source_text or bare in _own(rules):
            continue
        explained = f"({word})" in pair.target_text or re.search(rf"{re.escape(bare)}s? \(", pair.target_text)
        if explained or pair.target_text.isupper():
            continue
        yield "review-acronym", {"found": word}


def _own(rules: LintRules) -> frozenset[str]:
    return frozenset(a.removesuffix("s") for name in rules.own_spelling() for a in _ACRONYM.findall(name))


def check_codes(pair: Pair, rules: LintRules) -> Iterator[Found]:
    """Check that addresses, reference numbers and codes stand unchanged."""
    for found in dict.fromkeys(_ADDRESS.findall(pair.source_text)):
        if found.rstrip(".,;") not in pair.target_text:
            yield "review-link", {"found": found}
    for found in dict.fromkeys(_CODE.findall(_ADDRESS.sub(MARK, pair.source_text))):
        if found.casefold() not in pair.target_text.casefold() and found not in rules.words.acronyms:
            yield "review-code", {"found": found}


def check_consistent(pairs: tuple[Pair, ...], rules: LintRules) -> Iterator[tuple[Pair, Found]]:
    """Check that one source has one translation, and one short translation one source."""
    by_source: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    by_target: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.target.strip() and pair.source.strip():
            by_source[pair.context, pair.source.strip().rstrip("。.")].append(pair)
            by_target[pair.context, pair.target.strip().casefold()].append(pair)
    for first, *others in by_source.values():
        for pair in others:
            if pair.target.strip().rstrip(".").casefold() != first.target.strip().rstrip(".").casefold():
                yield pair, ("review-inconsistent", {"other": first.target, "row": first.row})
    for group in by_target.values():
        sources = {re.sub(r"[\s，。“”《》、]", "", p.source) for p in group}
        first, *others = group
        for pair in others if len(sources) > 1 else ():
            one, other = pair.source.strip(), first.source.strip()
            if one not in other and other not in one:
                yield pair, ("review-shared-target", {"other": first.source, "row": first.row})


def check_first_mention(pairs: tuple[Pair, ...], rules: LintRules) -> Iterator[tuple[Pair, Found]]:
    """Check that an acronym of the glossary is written out before it is used alone. Looked at in running text, in the file's
    order."""
    introduced: set[str] = set()
    told: set[str] = set()
    acronyms = [
        (t.key, f) for t in rules.glossary.terms.values() if (f := t.forms.get(rules.tag)) and f.acronym and f.short
    ]
    whole = _flat(" ".join(p.target_text for p in pairs))
    later = {key for key, form in acronyms if _flat(form.full) in whole and form.short not in rules.words.acronyms}
    for pair in pairs:
        if pair.domain == "content" or rules.own:
            continue  # labels have no reading order, and templates leave first mentions to the tool
        if not pair.source_text.rstrip(_ENDS).endswith("。") and "。" not in pair.source_text:
            continue
        flat = _flat(pair.target_text)
        for key, form in acronyms:
            if _flat(form.full) in flat:
                introduced.add(key)
            elif key in later - introduced - told and re.search(
                rf"(?<!\w){re.escape(form.short)}(?!\w)", pair.target_text
            ):
                told.add(key)
                yield pair, ("review-first-mention", {"short": form.short, "full": form.full})


_ENDS = "”’」』）) "
