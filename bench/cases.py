"""The comparisons: what is measured against what, and what was aimed at."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from bench.accuracy import linting, reading
from bench.harness import FORMATS, PEERS_PYTHON, ROOT, Bench, Result
from bench.measuring import middle, ratio, run
from bench.peers import PEERS

VARIANT = "pdf/a-3a"


def overhead(bench: Bench) -> list[Result]:
    """Our build against the engines alone, the same documents and formats on both sides."""
    runs = bench.alike()
    what = "every PDF and Word file, with checks and manifest / WeasyPrint and python-docx alone on the same documents"
    seconds = f"{middle(runs['ours'], 'cpu'):.1f} s / {middle(runs['bare'], 'cpu'):.1f} s"
    return [Result("overhead", what, ratio(runs["ours"], runs["bare"], "cpu"), 0.8, note=seconds)]


def workers(bench: Bench) -> list[Result]:
    """One worker against two."""
    runs = bench.builds()
    value = ratio(runs["one"], runs["two"], "wall")
    results = [
        Result(
            "workers",
            f"{bench.whole} with one worker / with two, by the clock",
            value,
            1.85,
            False,
            "needs two idle cores",
        )
    ]
    if "beside" in runs:
        most = 2 * ratio(runs["one"], runs["beside"], "wall")
        what = "twice one build / two builds at once, by the clock"
        results.append(Result("workers", what, most, note="what the two cores give"))
    return results


def unchanged(bench: Bench) -> list[Result]:
    """Nothing changed."""
    runs = bench.builds()
    return [
        Result("unchanged", "nothing changed, seconds by the clock", middle(runs["nothing"], "wall"), 1.0),
        Result("unchanged", "nothing changed, seconds of processor", middle(runs["nothing"], "cpu")),
        Result("unchanged", f"nothing changed / {bench.whole}", ratio(runs["nothing"], runs["two"], "wall")),
    ]


def verifying(bench: Bench) -> list[Result]:
    """Verifying everything against building it."""
    runs = bench.builds()
    what = "verifying every number of the edition, with its report / building it"
    return [Result("verifying", what, ratio(runs["verified"], runs["one"], "cpu"), 1.0)]


def changed(bench: Bench) -> list[Result]:
    """One observation changed that one of the audiences' documents prints."""
    fresh = middle(bench.forty()["all"], "cpu")
    folder, out = bench.shared_list(), bench.folder / "many"
    build = bench.task("sample", folder, out, bench.folder / "many-store", 1, FORMATS, "zh", "all")
    run(build, ROOT)
    records = sorted((folder / "content" / "projects").rglob("0*.yaml"))
    path = next(p for p in records if "investment:" in p.read_text("utf-8"))
    text = path.read_text("utf-8")
    found = re.search(r'investment: \{value: "(\d+)万"', text)
    assert found is not None
    number, rebuilt, runs = int(found[1]), 0, []
    for turn in range(bench.rounds):
        other = text.replace(found[0], f'investment: {{value: "{number + turn + 1}万"', 1)
        path.write_text(other.replace(f'published: "{number}（', f'published: "{number + turn + 1}（', 1), "utf-8")
        runs.append(run(build, ROOT))
        rebuilt = len((out / "rendered.txt").read_text("utf-8").splitlines())
    path.write_text(text, "utf-8")
    return [
        Result(
            "changed", f"one observation changed, documents made again of {bench.packs} (one prints it)", rebuilt, 1.0
        ),
        Result(
            "changed",
            f"one observation changed / full build of {bench.packs} documents",
            middle(runs, "cpu") / fresh,
            None if bench.quick else 0.1,
            note="told: with so few, opening the project is most of it" if bench.quick else "",
        ),
    ]


#: Sheets of one volume of a long list: what a further sheet costs is judged where there are several.
MOST_SHEETS = 200


def length(bench: Bench) -> list[Result]:
    """Lists of 16, 160 and 1,600 projects in both languages and all formats, one worker, in volumes where they are long."""
    seconds: dict[int, float] = {}
    memory: dict[int, float] = {}
    small, middling, large = bench.counts
    for count in bench.counts:
        command = bench.task("sample", bench.listed(count), bench.folder / f"long-{count}", "-", 1, FORMATS, "zh,en")
        runs = [run(command, ROOT) for _ in range(bench.rounds if count < large else 1)]
        seconds[count], memory[count] = middle(runs, "cpu"), middle(runs, "memory")
    further = (seconds[large] - seconds[middling]) / (large - middling)
    nearer = (seconds[middling] - seconds[small]) / (middling - small)
    each = {count: seconds[count] / count for count in bench.counts}
    once = f"{large} measured once"
    return [
        Result("length", f"seconds a sheet at {large} / at {small}", each[large] / each[small], 1.2, note=once),
        Result(
            "length",
            f"a further sheet beyond {middling} / beyond {small}",
            further / nearer,
            1.2 if large > MOST_SHEETS else None,
            note="without start-up" + ("" if large > MOST_SHEETS else "; told: so few sheets are no list in volumes"),
        ),
        Result(
            "length", f"memory a sheet at {large} / at {small}", memory[large] / large / (memory[small] / small), 1.2
        ),
        Result("length", f"peak memory at {large}, GB", memory[large] / 1024, 1.0, note="the only process"),
    ]


#: The rows at which an import is compared with openpyxl reading the same sheet, where so many are imported at all.
COMPARED = 2_000


def importing(bench: Bench) -> list[Result]:
    """A workbook of many rows read and checked; beside it, openpyxl reading the same cells, both without start-up."""
    seconds, memory, counts = {}, {}, (bench.rows // 10, bench.rows)
    for count in counts:
        runs = [run(bench.task("read_in", bench.listed(count)), ROOT) for _ in range(bench.rounds)]
        seconds[count], memory[count] = middle(runs, "cpu"), middle(runs, "memory")
    few, many = counts
    compared = min(COMPARED, many)
    folder = bench.listed(compared)
    tasks = {
        "ready": bench.task("read_in", folder, 0),
        "once": bench.task("read_in", folder, 1),
        "twice": bench.task("read_in", folder, 2),
        "cells": bench.task("openpyxl_reads", folder),
        "start": bench.task("openpyxl_ready"),
    }
    cpu = {name: middle([run(task, ROOT) for _ in range(bench.rounds)], "cpu") for name, task in tasks.items()}
    cells = cpu["cells"] - cpu["start"]
    grown = (memory[many] - memory[few]) / (many - few)
    rows = f"{compared} rows"
    return [
        Result("importing", f"{many} rows of a workbook imported, seconds of processor", seconds[many]),
        Result("importing", f"seconds a row at {many} / at {few}", seconds[many] / many / (seconds[few] / few), 1.2),
        Result("importing", f"MB of memory for a thousand rows more, {few} to {many}", grown * 1000),
        Result("importing", f"{rows} imported / read by openpyxl", (cpu["once"] - cpu["ready"]) / cells, 4.0),
        Result("importing", f"{rows} imported again / read by openpyxl", (cpu["twice"] - cpu["once"]) / cells, 5.0),
    ]


def audiences(bench: Bench) -> list[Result]:
    """All audiences in one run against a run for each."""
    runs, count = bench.forty(), bench.packs
    single = sum(middle(runs[name], "cpu") for name in bench.single) / len(bench.single) - middle(runs["start"], "cpu")
    what = f"{count} packs in one run / {count} times a single one ({len(bench.single)} measured) less start-up"
    return [Result("audiences", what, middle(runs["all"], "cpu") / (count * single), 1.1)]


def levers(bench: Bench) -> list[Result]:
    """The engines as they come against ours, on the list of 160."""
    tree = bench.list_tree()
    plain = tree.with_name(f"plain-{tree.stem}.html")
    runs = bench.turns(
        ours=bench.task("pdf", tree),
        plain=bench.task("pdf_alone", plain),
        same=bench.task("pdf_alone", plain, VARIANT),
        docx=bench.task("docx", tree),
        documented=bench.task("docx_documented", tree),
    )
    what = "our PDF, tagged, PDF/A-3a / WeasyPrint plain, untagged"
    return [
        Result("levers", what, ratio(runs["ours"], runs["plain"], "cpu"), 0.45),
        Result(
            "levers",
            "our PDF / WeasyPrint plain making the same kind of file",
            ratio(runs["ours"], runs["same"], "cpu"),
        ),
        Result("levers", "our DOCX / python-docx as documented", ratio(runs["docx"], runs["documented"], "cpu"), 0.1),
    ]


def peers(bench: Bench) -> list[Result]:
    """Other programs on the same tables."""
    tree = bench.list_tree()
    results = []
    for name, peer in PEERS.items():
        what = f"our {peer.kind.upper()} / {name} on the same tables"
        if not peer.installed and not PEERS_PYTHON.exists():
            results.append(Result("peers", what, None, note="not installed"))
            continue
        theirs = bench.task("peer", name, tree.parent)
        if PEERS_PYTHON.exists():  # an environment of their own: ours is measured as it is used
            theirs[0] = str(PEERS_PYTHON)
        runs = bench.turns(ours=bench.task(peer.kind, tree), theirs=theirs)
        results.append(Result("peers", what, ratio(runs["ours"], runs["theirs"], "cpu")))
    return results


def looking(bench: Bench) -> list[Result]:
    """A changed figure, sentence and template line until the page shows it, against a full build."""
    folder = bench.folder / "looked-at"
    _copied(folder)
    whole = middle(bench.builds()["one"], "cpu")
    seconds = bench.told("looked", folder, "investment-promotion-lists", "en")
    return [
        Result(
            "looking",
            f"the page after a changed {kind} / {bench.whole}",
            value / whole,
            None if bench.quick else 1 / 60,
            note=f"{value:.2f} s",
        )
        for kind, value in seconds.items()
    ]


#: Indicators and sentences of the grown project, and periods of each indicator.
GROWN, PERIODS = (2_000, 10_000), 10


def growing(bench: Bench) -> list[Result]:
    """Ten years of quarters: opening, checking and memory, against a tenth of it and against the project as it stands."""
    many, sentences = (count // bench.divided for count in GROWN)
    found = {}
    for share in (10, 1):
        folder = bench.folder / f"grown-{share}"
        bench.growing("grow", folder, many // share, PERIODS, sentences // share)
        found[share] = bench.told("measured", folder)
    _copied(bench.folder / "as-it-stands")
    today, few, all_of_it = bench.told("measured", bench.folder / "as-it-stands"), found[10], found[1]
    each = (all_of_it["cold"] - today["cold"]) / 10 / max(few["cold"] - today["cold"], 0.01)
    size = f"{many * PERIODS} observations, {sentences} sentences"
    return [
        Result("growing", f"opening unchanged content / cold, {size}", all_of_it["unchanged"] / all_of_it["cold"], 0.2),
        Result("growing", "opening: a further observation at this size / at a tenth of it", each, 1.2),
        Result("growing", "check at this size / of the project as it stands", all_of_it["check"] / today["check"], 3.0),
        Result("growing", "peak memory at this size, MB", all_of_it["memory"], 500.0, note="the only process"),
    ]


#: Fictitious projects of the served project.
PROJECTS = 1_600


#: Milliseconds within which a page shows what is known after a change, of them 250 in which it waits for what is soon done.
AT_ONCE = 500.0


def workbench(bench: Bench) -> list[Result]:
    """The workbench over a project of 10,000 segments, 20,000 observations and 1,600 projects, once opened."""
    many, sentences = (count // bench.divided for count in GROWN)
    projects = max(PROJECTS // bench.divided, 16)
    folder = bench.folder / "served"
    bench.serving("prepared", folder, many, PERIODS, sentences, projects)
    size = f"{many * PERIODS} observations, {sentences} segments, {projects} projects"
    found = json.loads(bench.serving("served", folder))
    real = bench.folder / "changed-in-the-workbench"
    _copied(real)
    found |= json.loads(bench.serving("changed", real))
    whole = middle(bench.builds()["one"], "cpu")
    results = [
        Result(
            "workbench",
            f"{what}: milliseconds at the 95th of a hundred, by the clock",
            value,
            150 if what == "keystroke" else 100,
            note=f"{found['cpu ' + what]:.0f} ms of processor; {size}",
        )
        for what, value in found.items()
        if what.startswith(("page ", "keystroke"))
    ]
    results += [
        Result(
            "workbench",
            f"the page after a changed {kind} / {bench.whole}",
            found[f"changed {kind}"] / whole,
            None if bench.quick else 1 / 50,
            note=f"{found[f'changed {kind}']:.2f} s of {whole:.0f} s of processor",
        )
        for kind in ("figure", "sentence")
    ]
    results += [
        Result(
            "workbench",
            f"the largest of five looks at {name}, milliseconds, while documents are looked at again",
            value,
            AT_ONCE,
        )
        for what, value in found.items()
        if (name := what.removeprefix("edited page ")) != what
    ]
    again = Result(
        "workbench", "everything looked at again after a changed figure, s of processor", found["looked again"]
    )
    return [*results, again, Result("workbench", "largest memory of the server, MB", found["memory"], 600.0, note=size)]


def _copied(folder: Path) -> None:
    if not folder.exists():
        for name in ("content", "i18n", "templates"):
            shutil.copytree(ROOT / name, folder / name)


CASES: dict[str, Callable[[Bench], list[Result]]] = {
    "overhead": overhead,
    "workers": workers,
    "unchanged": unchanged,
    "verifying": verifying,
    "audiences": audiences,
    "changed": changed,
    "length": length,
    "importing": importing,
    "levers": levers,
    "peers": peers,
    "reading": reading,
    "linting": linting,
    "looking": looking,
    "growing": growing,
    "workbench": workbench,
}
