"""Count what readers stumble over: caveats, passive hedges, sentences about sources, and words, document by document.

``python -m tools.wording BEFORE AFTER`` compares the pages (HTML) of two editions, each a folder as a build leaves it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from briefing.document.reading import SENTENCE_END

#: Elements that hold words of their own, and parts of a page that are none of the document's text.
_HOLDING = ("p", "li", "td", "th", "dt", "dd", "figcaption", "caption", "h1", "h2", "h3", "h4")
_OUTSIDE = "ancestor-or-self::nav or ancestor-or-self::svg or ancestor-or-self::script or ancestor-or-self::style"


@dataclass(frozen=True, slots=True)
class Signs:
    """How a language says each thing counted: patterns of sentences, and of what counts as a word."""

    word: str
    caveat: str
    hedge: str
    source: str


#: By the main tag of the language.
SIGNS: Mapping[str, Signs] = {
    "en": Signs(
        word=r"[A-Za-z0-9][\w.,’'-]*",
        caveat="|".join(
            (
                r"\bData note\b|\bcannot\b|\bmust not\b|\bnot comparable\b|\bmay or may not\b",
                r"\bnot known\b|\bon another basis\b",
                r"\bnot (?:to )?be (?:added|compared|divided|subtracted|taken)\b|\bno (?:more recent|separate|such)\b",
                r"\b(?:does|do|did) not (?:say|give|state|name|mean|add|include|break|show|tell|match)\b",
                r"\b(?:is|are) not (?:an?|the|money|loans?|enough|a forecast)\b",
                r"\bshould (?:first|be read|check|ask)\b|\btaken as\b",
                r"\b(?:confirm|verify|ask|check) (?:with|the|PBoC|them)\b",
            )
        ),
        hedge="|".join(
            (
                r"\b(?:can|could|may|might|should|must|cannot)(?: not)? be \w+(?:ed|en|de|wn)\b",
                r"\b(?:is|are) (?:said|reported|understood|taken|inferred|assumed)\b",
            )
        ),
        source=r"\b(?:sources?|reports?|material|briefing)(?: used)? (?:also |only |alone )?"
        r"(?:does|do|did|is|are|has|have|gives?|says?|states?|prints?|calls?|counts?|names?|draws?)\b",
    ),
    "zh": Signs(
        word=r"[\u4e00-\u9fff]",
        caveat="|".join(
            (
                "数据提示|不能|不宜|不可|不等于|不足以|无从|不是|口径不同|不代表|系多年累计",
                "没有(?:给出|说明|公布|列|载明|单列|点名|交代|实际数)|未(?:说明|载|注明|给出|公布)",
                "须(?:向|以)|需向|应向|核实|补问|索取",
            )
        ),
        hedge="可以(?:被|据此|由此)|据(?:此|其)推|视为|理解为|推定|按[^。；]{1,12}理解",
        source="(?:来源|所据资料|所据报道|报道|本简报)(?:都|只|另|也|中|均|没有|未|称|给出|说|写|印|把|不)",
    ),
}


@dataclass(frozen=True, slots=True)
class Count:
    """What one document holds: sentences, those of each sort, and words (characters in Chinese)."""

    words: int
    sentences: int
    caveats: int
    hedges: int
    sources: int


def texts(page: bytes) -> Iterator[str]:
    """Yield the text of every element that holds words of its own, as a reader sees it."""
    root = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
    for element in root.iter(*_HOLDING):
        if element.xpath(_OUTSIDE) or any(child.tag in _HOLDING for child in element.iterdescendants()):
            continue
        if text := " ".join("".join(map(str, element.itertext())).split()):
            yield text


def counted(page: bytes, language: str) -> Count:
    """Return what a page holds; ``language`` is its main tag. Raises ``KeyError`` for one without signs."""
    signs = SIGNS[language]
    sentences = [s for text in texts(page) for s in SENTENCE_END.split(text) if s.strip()]

    def of(pattern: str) -> int:
        found = re.compile(pattern, re.IGNORECASE)
        return sum(1 for s in sentences if found.search(s))

    words = sum(len(re.findall(signs.word, s)) for s in sentences)
    return Count(words, len(sentences), of(signs.caveat), of(signs.hedge), of(signs.source))


def table(before: Path, after: Path) -> Iterator[str]:
    """Yield a line for each document of either folder, before and after."""
    names = sorted({p.stem for folder in (before, after) for p in folder.glob("*.html")})
    heads = ("words", "sentences", "caveats", "share", "hedges", "sources")
    yield f"{'document':44} {'':7}" + "".join(f"{head:>11}" for head in heads)
    for name in names:
        language = name.rpartition(".")[2]
        for when, folder in (("before", before), ("after", after)):
            path = folder / f"{name}.html"
            if path.is_file() and language in SIGNS:
                c = counted(path.read_bytes(), language)
                share = f"{c.caveats / max(c.sentences, 1):.1%}"
                row = (c.words, c.sentences, c.caveats, share, c.hedges, c.sources)
                yield f"{name:44} {when:7}" + "".join(f"{cell:>11}" for cell in row)


def main() -> int:
    """Print the table for the two folders named."""
    if len(sys.argv) != 3:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    sys.stdout.write("\n".join(table(Path(sys.argv[1]), Path(sys.argv[2]))) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
