"""``generate.py lists sample`` and ``lists reconcile``."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polib
import yaml

from briefing.command import show
from briefing.command.building import tell
from briefing.command.importing import write
from briefing.content.load import load_content
from briefing.content.project_words import SHARED, domain
from briefing.content.records import Content
from briefing.editions.build import build
from briefing.editions.project import open_project
from briefing.editions.request import Request
from briefing.lists.grouping import select
from briefing.lists.importing import Asked, prepare
from briefing.lists.project_facts import project_fact
from briefing.lists.reconciling import reconcile_list
from briefing.lists.sample import LIST, Sample, SampleWords, make_sample, read_sample_words
from briefing.lists.template_workbook import read_template, template_workbook
from briefing.lists.vocabulary import read_vocabulary
from briefing.problems import ProblemsFound, has_errors

PACK = "investment-promotion-lists"
#: The day the sample stands for; never later than a real source, so that editions keep their names.
DAY = "2026-07-01"


def run_sample(root: Path, out: Path, where: str, audiences: tuple[str, ...], languages: tuple[str, ...],
               formats: tuple[str, ...], count: int, jobs: int) -> None:  # fmt: skip
    """Write the workbook, import it under ``out/input``, build from it. Raises ``ProblemsFound``."""
    folder = out / "input"
    write_sample(root, folder, count)
    project = open_project(root, sample=folder)
    request = Request(out, (PACK,), languages, formats, "", jobs=jobs, where=where, audiences=audiences)
    tell(build(project, request))


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
    (folder / "content" / "projects").mkdir(parents=True)
    (folder / "workbook.xlsx").write_bytes(data)
    asked = Asked(LIST, DAY, words.title.zh, words.issuer.zh, (read_template(root).sheet,), sample=True)
    made = prepare(folder, data, "workbook.xlsx", asked, read_vocabulary(root, content.regions))
    if has_errors(made.problems):
        raise ProblemsFound(made.problems)
    write(folder, made)
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


def run_reconcile(root: Path) -> None:
    """Print every published figure with what the rows give."""
    project = open_project(root)
    if project.everything is None:
        print("No list with projects has been imported.")
        return
    for entry in project.everything.lists:
        live = [p for p in project.content.projects if p.list == entry.id and project_fact(p) in project.base.facts]
        own = select(project.base, entry.id, f"list.{entry.id}", live, project.bands)
        base = replace(project.base, facts={**project.base.facts, **own.facts})
        print(f"{entry.id}: {entry.title}, {len(live)} projects")
        for one in reconcile_list(entry, own, base):
            verdict = "agrees" if one.agrees else f"differs by {one.told(one.apart)}"
            verdict += ", if the amounts that are open make up the difference" if one.agrees and one.only_with_open else ""
            print(f"  {one.what} ({one.published}): published {one.told(one.stated)}, rows {one.told(one.given)}: {verdict}")
    show.problems([p for p in project.problems if p.code == "list-reconciled-differs"])
