"""Where a rendering of the glossary was seen: at a place that can be evidence, or nowhere, with the reason."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from briefing.catalogue.glossary import Glossary, GlossaryTerm, read_glossary

ROOT = Path(__file__).parents[2]
#: Mirrors of official sites, machine-made pages, and collections that anybody may write to.
UNFIT = (ROOT / "tests" / "catalogue" / "unfit-hosts.txt").read_text("utf-8").split()


def unfit(term: GlossaryTerm) -> bool:
    """Whether the page a rendering was seen on is no evidence."""
    host = urlsplit(term.seen).hostname or ""
    return any(host == name or host.endswith(f".{name}") for name in UNFIT)


def unseen(glossary: Glossary) -> list[str]:
    """Terms that claim to have been seen and do not say where, or say neither where nor why not."""
    return [t.key for t in glossary.terms.values() if not t.seen and (t.status != "proposed" or not t.note)]


def test_no_evidence_comes_from_a_mirror_or_a_machine() -> None:
    glossary, _ = read_glossary(ROOT / "i18n" / "glossary.yaml")
    assert [t.key for t in glossary.terms.values() if unfit(t)] == []
    assert unfit(GlossaryTerm("再贴现", (), {}, "policy", "official", seen="http://www.xqexn.cn/en/1/index.html"))


def test_every_term_says_where_it_was_seen_or_why_not() -> None:
    glossary, _ = read_glossary(ROOT / "i18n" / "glossary.yaml")
    assert unseen(glossary) == []
    assert unseen(Glossary({"x": GlossaryTerm("x", (), {}, "policy", "official")})) == ["x"]
