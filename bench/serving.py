"""The workbench over a grown project: what a browser waits for, and what the server takes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench.growing import CHANGES, DAY, grow, other

ROOT = Path(__file__).resolve().parents[1]
#: How often each page is asked for once it has been opened, and how many keys are struck.
ASKED, KEYS = 20, 60
PAGE = "bench-growth"
#: The pack whose page is looked at after a change.
REAL = "investment-promotion-lists"


def prepared(root: Path, folder: Path, indicators: int, periods: int, segments: int, projects: int) -> None:
    """A grown project that also holds a list of fictitious projects."""
    from tools.sampling import write_sample

    grow(root, folder, indicators, periods, segments)
    sample = folder.parent / f"{folder.name}-list"
    write_sample(root, sample, projects)
    for path in sorted((sample / "content").rglob("*.yaml")):
        there = folder / path.relative_to(sample)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(re.sub(r"(?m)^(\s*)(?:- )?sample: true\n", "", path.read_text("utf-8")), "utf-8")
    for path in sorted((sample / "i18n").rglob("*.po")):
        shutil.copy(path, folder / path.relative_to(sample))


def served(root: Path) -> dict[str, float]:
    """Milliseconds that pages and keystrokes take once opened, the 95th of a hundred, by the clock and of the server's
    processor (``cpu …``); the server's largest memory in MB."""
    import httpx

    command = [sys.executable, str(ROOT / "generate.py"), "--root", str(root), "serve", "--no-open", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert server.stdout is not None
        found = re.search(r"(http://[^/]+)/enter\?link=\S+", server.stdout.readline())
        assert found is not None
        with httpx.Client(base_url=found[1], timeout=600, follow_redirects=True) as browser:
            _opened(browser, found[0])
            made = _measured(browser, root, server.pid)
            made |= _after_an_edit(browser, root, server.pid)
        status = Path(f"/proc/{server.pid}/status").read_text("utf-8")
        peak = re.search(r"VmHWM:\s+(\d+)", status)
        return made | {"memory": int(peak[1]) / 1024 if peak else 0.0}
    finally:
        server.kill()
        server.wait(30)


def _opened(browser: Any, link: str) -> None:
    """Come in, and wait until everything has been looked at."""
    begun = time.perf_counter()
    browser.get(link)
    for path in ("/", "/problems"):
        while 'http-equiv="refresh"' in browser.get(path).text:
            time.sleep(0.5)
        print(f"{path}: whole after {time.perf_counter() - begun:.0f} s", file=sys.stderr)


#: A figure of the grown project that is changed: the files, and its value and wording.
EDITED = ("content/indicators/bench-00000.yaml", r'(value: "[0-9]+)(亿", published: "[0-9]+)(?=亿元", [^\n]*"L10")')


def _after_an_edit(browser: Any, root: Path, server: int) -> dict[str, float]:
    """What the first page, the register and another page take while everything is looked at again after a change of a figure on
    disk, and seconds of processor until all has been: documents, the sentences under review, and the problems."""
    path = root / EDITED[0]
    text = path.read_text("utf-8")
    found: dict[str, float] = {}
    begun, before = time.perf_counter(), _processor(server)
    path.write_text(re.sub(EDITED[1], r"\g<1>7\g<2>7", text, count=1), "utf-8")
    assert path.read_text("utf-8") != text
    told = {
        "home": ("/", "as of the last look"),
        "figures": ("/figures", "as of the last look"),
        "lists": ("/lists", ""),
    }
    for name, (there, words) in told.items():
        times = []
        for _ in range(5):
            asked = time.perf_counter()
            answer = browser.get(there, headers={"accept-language": "en"})
            times.append((time.perf_counter() - asked) * 1000)
            known = words in answer.text or not _waiting(browser)  # a small project may have been looked at by now
            assert known, f"{there}: it does not say that it is behind"
        found[f"edited page {name}"] = max(times)
    while _waiting(browser):
        time.sleep(0.5)
    print(f"documents looked at again after {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    while BEHIND in browser.get("/problems").text:
        time.sleep(0.5)
    found["looked again"] = _processor(server) - before
    print(f"everything looked at again after {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return found


#: What stands on the page of problems, which is looked at last, as long as something has still to be looked at.
BEHIND = 'class="moved behind"'


def _waiting(browser: Any) -> bool:
    """Whether a document has still to be looked at."""
    return 'name="waiting"' in browser.get("/").text


def _measured(browser: Any, root: Path, server: int) -> dict[str, float]:
    segments = re.findall(r'href="(/review/en/[^"?/]+)', browser.get("/review/en").text)
    segment = segments[0]
    figure = "bench-00007"
    pages = {
        "home": "/",
        "document": f"/document/{PAGE}",
        "part of a document": f"/document/{PAGE}/zh?part=2",
        "figure beside it": f"/document/figure/{figure}",
        "figures": "/figures",
        "figures searched": "/figures?q=00123",
        "figure": f"/figures/{figure}",
        "review": segment,
        "page beside it": re.sub("/en/", f"/en/page/{PAGE}.en?lit=", segment),
        "lists": "/lists",
        "projects": next(iter(re.findall(r'href="(/lists/of/[^"]+)"', browser.get("/lists").text))),
        "release": "/release",
        "changes": "/changes",
        "problems": "/problems",
        "fits": "/fits?where=investment+%3E%3D+10%E4%BA%BF",
    }
    found: dict[str, float] = {}
    for name, path in pages.items():
        begun = time.perf_counter()
        answer = browser.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[-300:]}"
        print(f"{name}: opened in {time.perf_counter() - begun:.2f} s", file=sys.stderr)
        found[f"page {name}"], found[f"cpu page {name}"] = _p95(lambda path=path: browser.get(path), ASKED, server)
    page = browser.get(segment).text
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    typed = re.search(r'name="typed"[^>]*>([^<]*)', page)
    assert token is not None
    assert typed is not None
    headers = {"origin": str(browser.base_url).rstrip("/"), "hx-request": "true", "x-form-token": token[1]}
    numbers = iter(range(KEYS + 1))

    def strike() -> None:
        data = {"typed": typed[1] + "x" * (next(numbers) % 9)}
        answer = browser.post(f"{segment}/check", data=data, headers=headers)
        assert answer.status_code == 200, answer.text

    strike()
    found["keystroke"], found["cpu keystroke"] = _p95(strike, KEYS, server)
    return found


def changed(root: Path) -> dict[str, float]:
    """Seconds of processor until the page of a document shows a changed figure and a changed sentence; the project (the real
    packs, copied) is changed."""
    from briefing import Workspace

    ws = Workspace(root, DAY)
    shown = f"{REAL}.en"
    ws.part_page(shown)
    found: dict[str, float] = {}
    for name in ("figure", "sentence"):
        files, pattern = CHANGES[name]
        path = next(p for p in sorted(root.glob(files.format(pack=REAL))) if re.search(pattern, p.read_text("utf-8")))
        path.write_text(re.sub(pattern, other, path.read_text("utf-8"), count=1), "utf-8")
        begun = time.process_time()
        ws.part_page(shown)
        found[f"changed {name}"] = time.process_time() - begun
    return found


def _p95(act: Any, times: int, server: int) -> tuple[float, float]:
    """The 95th of a hundred, in milliseconds: by the clock, and of the processor of a process."""
    clock, processor = [], []
    for _ in range(times):
        begun, before = time.perf_counter(), _processor(server)
        act()
        clock.append((time.perf_counter() - begun) * 1000)
        processor.append((_processor(server) - before) * 1000)
    return quantiles(clock, n=20)[-1], quantiles(processor, n=20)[-1]


def _processor(process: int) -> float:
    """Seconds of processor that a process has taken (to a hundredth)."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    what, folder, *counts = sys.argv[1:]
    if what == "prepared":
        prepared(ROOT, Path(folder), *map(int, counts))
    elif what == "changed":
        print(json.dumps(changed(Path(folder))))
    else:
        print(json.dumps(served(Path(folder))))
