"""`make bench`: every comparison, as a table and as JSON under out/bench/."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
import sys
import tempfile
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from bench.cases import CASES
from bench.harness import ROOT, Bench, Result
from bench.measuring import Failed, Late, within

OUT = ROOT / "out" / "bench"


def machine() -> dict[str, str]:
    """What was measured on."""
    model = ""
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return {
        "processor": model or platform.processor(),
        "cores": str(os.cpu_count()),
        "system": platform.platform(),
        "python": platform.python_version(),
        "weasyprint": version("weasyprint"),
        "python-docx": version("python-docx"),
        "load before": load,
    }


def line(result: Result) -> str:
    """One row of the table in Markdown."""
    value = "–" if result.value is None else f"{result.value:.3g}"
    goal = "" if result.goal is None else f"{'at most' if result.most else 'at least'} {result.goal:g}"
    verdict = {True: "reached", False: "not reached", None: ""}[result.reached]
    return f"| {result.name} | {result.what} | {value} | {goal} | {verdict} | {result.note} |"


HEAD = "| case | ratio | measured | goal | | note |\n|---|---|---|---|---|---|"


#: Said above the table of --quick.
SMALL = "Small sizes, one round: starting up weighs more than in the full run, which the goals are of."
#: --quick ends within five minutes, whatever else the machine does.
AT_MOST = 285.0
#: The order of --quick, what is soon done first: on a busy machine most is measured all the same.
SOON = ("linting", "reading", "importing", "levers", "peers", "length", "audiences", "changed", "growing", "overhead")
#: Where time is short, no case takes more than so many times its share of what is left, so that the others are measured.
SHARE = 4


def main(arguments: list[str]) -> int:
    """Measure; exit status 1 when a case could not be measured. A goal that is not reached is told, not an error."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the engine against its goals.")
    parser.add_argument("--rounds", type=int, default=5, help="counted runs of each command (default 5)")
    parser.add_argument("--case", action="append", choices=list(CASES), help="only this one; may be repeated")
    parser.add_argument("--counts", default="16,160,1600", help="lengths of the synthetic lists")
    parser.add_argument("--rows", type=int, default=10_000, help="rows of the workbook that is imported")
    parser.add_argument("--quick", action="store_true", help="one round of smaller inputs, five minutes at most")
    parser.add_argument("--out", type=Path, default=OUT, help="where the results go")
    given = parser.parse_args(arguments)
    small, middling, large = (int(n) for n in given.counts.split(","))
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    about, results, failed = machine(), list[Result](), False
    if given.quick:
        print(SMALL)
    begun, at_most = time.monotonic(), AT_MOST if given.quick else math.inf
    print(f"{about['processor']}, {about['cores']} cores, Python {about['python']}\n{HEAD}", flush=True)
    try:
        bench = Bench(folder, given.rounds, (small, middling, large), given.rows)
        if given.quick:
            bench = Bench(folder, 1, (2, 6, 12), rows=1_000, divided=20, packs=6)
            given.rounds = bench.rounds
        names = given.case or (sorted(CASES, key=_place) if given.quick else list(CASES))
        for at, name in enumerate(names):
            left = at_most - (time.monotonic() - begun)
            try:
                found = _measured(name, bench, min(left, SHARE * left / (len(names) - at)))
            except Failed as error:
                found, failed = (
                    [Result(name, str(CASES[name].__doc__), None, note=f"could not be measured: {error}")],
                    True,
                )
            results += found
            print("\n".join(line(result) for result in found), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    given.out.mkdir(parents=True, exist_ok=True)
    data = {"machine": about, "rounds": given.rounds, "results": [asdict(r) | {"reached": r.reached} for r in results]}
    (given.out / "results.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
    named = ", ".join(f"{key} {value}" for key, value in about.items())
    named += f"\n\n{SMALL}" if given.quick else ""
    (given.out / "results.md").write_text("\n".join([named, "", HEAD, *map(line, results)]) + "\n", "utf-8")
    return 1 if failed else 0


def _place(name: str) -> int:
    return SOON.index(name) if name in SOON else len(SOON)


def _measured(name: str, bench: Bench, seconds: float) -> list[Result]:
    if seconds <= 0:
        raise Late("the time was over")
    with within(0 if math.isinf(seconds) else seconds):
        return CASES[name](bench)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
