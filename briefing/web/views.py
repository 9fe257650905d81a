"""What templates are given: the words of the interface in each language, and where points of small charts stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from briefing.problems import as_typed, patterns, phrased
from briefing.problems import worded as worded_problem

if TYPE_CHECKING:
    from briefing.workspace.figure_page import HistoryLine

#: The language that templates and routes are written in.
SOURCE = "en"
_HERE = Path(str(resources.files(__package__)))
PAGES = _HERE / "pages"
LANGUAGES = _HERE / "languages"
STATIC = _HERE / "static"


class Words(GNUTranslations):
    """The words of the interface in one language."""

    def gettext(self, message: str) -> str:
        """Return a message in this language; of no message nothing, and not the head of the catalogue."""
        return super().gettext(message) if message else ""


def read_words(folder: Path) -> Words:
    """Return the words of a language, from its PO files; a message that has none stays as it is."""
    told = b"\n\n".join(path.read_bytes() for path in sorted(folder.glob("*.po")))
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(told), locale=folder.name.replace("-", "_")))
    compiled.seek(0)
    return Words(compiled)


def worded(message: str) -> str:
    """Mark a message that a template says later (``gettext(…)``), so that it is found for translation."""
    return message


#: What the formats of finished files are called, by their ending.
FORMATS = {
    "docx": worded("Word"),
    "pdf": worded("PDF"),
    "html": worded("Web page"),
    "pptx": worded("Slides"),
    "xlsx": worded("Excel"),
    "zip": worded("Data (ZIP)"),
}


@cache
def languages() -> dict[str, NullTranslations]:
    """Return the words of every language that the interface has, by tag."""
    return {SOURCE: NullTranslations(), **{p.name: read_words(p) for p in sorted(LANGUAGES.iterdir()) if p.is_dir()}}


@cache
def _environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(languages()[language], newstyle=True)  # type: ignore[attr-defined]
    made.globals["interface"] = language
    made.globals["interfaces"] = {tag: autonym(tag) for tag in languages()}
    made.filters["said"] = lambda found: worded_problem(found, language)
    made.filters["phrased"] = lambda said: phrased(said, language)
    made.filters["typed"] = as_typed
    made.filters["own"] = lambda said: said.get(language) or next(iter(said.values()), "")
    made.filters["runs"] = lambda rows, name: [(key, list(run)) for key, run in groupby(rows, attrgetter(name))]
    made.filters["patterns"] = lambda code: patterns(code, language)
    made.filters["format_name"] = lambda name: languages()[language].gettext(FORMATS.get(str(name), str(name)))
    made.filters["language_name"] = lambda tag: language_name(tag, language)
    return made


def render(language: str, template: str, values: Mapping[str, object]) -> str:
    """Return a page, or a part of one, in a language of the interface."""
    return _environment(language).get_template(template).render(values)


def autonym(tag: str) -> str:
    """Return what a language calls itself."""
    return Locale.parse(tag, sep="-").get_display_name(tag) or tag


def language_name(tag: str, interface: str) -> str:
    """Return what a language of documents is called in a language of the interface (two joined by a hyphen by both their
    names); the tag where nobody has a name for it."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(interface.replace("-", "_")) or tag
    except (ValueError, UnknownLocaleError):  # a document in two languages at once
        parts = tag.split("-")
        return " + ".join(language_name(part, interface) for part in parts) if len(parts) > 1 else tag


def negotiated(chosen: str, accepted: str) -> str:
    """Return the language of the interface: the one chosen, or the first that a browser asks for (Accept-Language) and that
    there is."""
    known = list(languages())
    if chosen in known:
        return chosen
    wanted = [part.partition(";")[0].strip() for part in accepted.split(",")]
    with_bases = [tag for full in wanted if full for tag in (full, full.partition("-")[0])]
    return negotiate_locale(with_bases, known, sep="-") or SOURCE


#: The drawing, in its own units.
WIDTH, LEFT, TOP, BOTTOM, EDGE, ABOVE = 320, 34, 22, 92, 4, 9


@dataclass(frozen=True, slots=True)
class Point:
    """A value of the series and where it is; its words begin, end or have their middle (``anchor``, as SVG has it)
    at ``words``, ``above`` it."""

    x: int
    y: int
    words: int
    above: int
    anchor: str
    of: HistoryLine


def chart(series: Sequence[HistoryLine]) -> tuple[Point, ...]:
    """Return the values of a series from left to right, evenly, in the order given; none where there are fewer than two."""
    drawn = [entry for entry in series if entry.level is not None]
    if len(drawn) < 2:
        return ()
    last = len(drawn) - 1
    step = (WIDTH - 2 * LEFT) / last
    made = []
    for place, entry in enumerate(drawn):
        x, y = round(LEFT + place * step), BOTTOM - round((BOTTOM - TOP) * (entry.level or 0) / 100)
        words, anchor = (EDGE, "start") if place == 0 else (WIDTH - EDGE, "end") if place == last else (x, "middle")
        made.append(Point(x, y, words, y - ABOVE, anchor, entry))
    return tuple(made)
