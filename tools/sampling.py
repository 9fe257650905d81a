"""Build the demonstration list: ``python -m tools.sampling`` (``make sample``)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import polib
import typer
import yaml

from briefing.cli import shared
from briefing.cli.editions import print_build
from briefing.content.load import load_content
from briefing.content.projects import SHARED, domain
from briefing.content.records import Content
from briefing.editions.build import build
from briefing.editions.request import Request
from briefing.files.writing import write_all
from briefing.formats import in_words
from briefing.problems import ProblemsFound, has_errors
from briefing.project.opening import open_project
from briefing.projects.drafting import read_template, template_workbook
from briefing.projects.importing import Asked, prepare
from briefing.projects.vocabulary import read_vocabulary
from briefing.workspace.building import result_of
from tools.sample import LIST, Sample, SampleWords, make_sample, read_sample_words

ROOT = Path(__file__).resolve().parents[1]
PACK = "investment-promotion-lists"
#: The day the sample stands for; never later than a real source, so that editions keep their names.
DAY = "2026-07-01"


def run_sample(
    root: Path,
    out: Path,
    where: str,
    audiences: tuple[str, ...],
    languages: tuple[str, ...],
    formats: tuple[str, ...],
    count: int,
    jobs: int,
) -> None:
    """Write the workbook, import it under ``out/input``, build from it. Raises ``ProblemsFound``."""
    folder = out / "input"
    write_sample(root, folder, count)
    project = open_project(root, sample=folder)
    request = Request(out, (PACK,), languages, formats, "", jobs=jobs, where=where, audiences=audiences)
    print_build(result_of(build(project, request)))


def write_sample(root: Path, folder: Path, count: int) -> None:
    """A fresh folder with the workbook, the list imported from it, its translations and its audiences."""
    content, found = load_content(root)
    if has_errors(found):
        raise ProblemsFound(found)
    words = read_sample_words(root)
    sample = make_sample(words, tuple(_districts(root, content)), count)
    data = template_workbook(read_template(root), tuple(sample.rows))
    if folder.exists():
        shutil.rmtree(folder)
    (folder / "content").mkdir(parents=True)
    (folder / "workbook.xlsx").write_bytes(data)
    asked = Asked(LIST, DAY, words.title.zh, words.issuer.zh, (read_template(root).sheet,), sample=True)
    made = prepare(folder, data, "workbook.xlsx", asked, read_vocabulary(root, content.regions))
    if has_errors(made.problems):
        raise ProblemsFound(made.problems)
    write_all(folder, made.files, made.read)
    _translations(folder, words, sample)
    _audiences(folder, words)


def _districts(root: Path, content: Content) -> Iterator[tuple[str, str, str]]:
    catalogue = polib.pofile((root / "i18n" / "en" / "content.po").read_text("utf-8"))
    english = {e.msgid: e.msgstr for e in catalogue if e.msgctxt == "district" and not e.obsolete}
    for region in content.regions:
        for district in region.districts:
            yield district.name, region.name, english.get(district.name) or district.name


def _translations(folder: Path, words: SampleWords, sample: Sample) -> None:
    english = dict(sample.english)
    english |= {("list", words.title.zh): words.title.en, ("issuer", words.issuer.zh): words.issuer.en}
    english |= {("source title", words.title.zh): words.title.en}
    english |= {("audience", a.zh): a.en for a in words.audiences}
    shared = SHARED | {"list", "issuer", "source title", "audience"}
    target = folder / "i18n" / "en"
    target.mkdir(parents=True)
    for name, wanted in ((domain(LIST), False), ("content", True)):
        catalogue = polib.POFile(wrapwidth=0)
        for (context, source), text in sorted(english.items()):
            if (context in shared) is wanted:
                catalogue.append(polib.POEntry(msgctxt=context, msgid=source, msgstr=text))
        (target / f"{name}.po").write_text(str(catalogue), "utf-8", newline="\n")


def _audiences(folder: Path, words: SampleWords) -> None:
    entries = []
    for audience in words.audiences:
        entry: dict[str, object] = {"id": audience.id, "pack": PACK, "title": audience.zh}
        entry |= {"sectors": list(audience.sectors)} if audience.sectors else {}
        entry |= {"regions": list(audience.regions)} if audience.regions else {}
        entry |= {"least": audience.least} if audience.least else {}
        entries.append(entry)
    path = folder / "content" / "audiences" / "sample.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump({"audiences": entries}, allow_unicode=True, sort_keys=False), "utf-8", newline="\n")


app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder to build into.")] = ROOT / "out" / "sample",
    where: Annotated[str, typer.Option(help="Only projects that fit, as in build --where.")] = "",
    audience: Annotated[list[str] | None, typer.Option(help="Cut to an audience of the sample, or all.")] = None,
    language: Annotated[list[str] | None, typer.Option("--language", "-l", help="Only this language.")] = None,
    format_: Annotated[list[str] | None, typer.Option("--format", "-f", help=f"Only {in_words()}.")] = None,
    count: Annotated[int, typer.Option(help="How many projects.", min=1, max=20_000)] = 160,
    jobs: Annotated[int, typer.Option(help="Worker processes; 0 for one a core.", min=0)] = 0,
) -> None:
    """Make a list of synthetic projects and build packs from it, with the mark of a sample on every page."""
    chosen = tuple(audience or ())
    try:
        run_sample(ROOT, out, where, chosen, tuple(language or ()), tuple(format_ or ()), count, jobs)
    except ProblemsFound as error:
        shared.problems(error.problems)
        raise typer.Exit(1) from error


if __name__ == "__main__":
    app()
