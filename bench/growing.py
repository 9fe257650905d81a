"""A project as ten years of quarters leave it: the real one with many more indicators, observations and sentences."""

from __future__ import annotations

import json
import re
import resource
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

PARTS = ("content", "i18n", "templates", "generate.py")
PACK = """id: bench-growth
template: bench-growth.html
languages: [zh, en]
formats: [html]
title: 增长测试
"""
SOURCE = """sources:
  - id: bench-source
    number: "901"
    file: bench.txt
    issuer: 测试
    title: 测试资料
    date: "{day}"
    date_basis: stated
    kind: news
    sections:
      - {{id: all, title: "全文", lines: "1-99999"}}
"""
LAST = 2026 * 4  # the first quarter of 2026 is the newest; quarters counted from year nought
DAY = date(2026, 4, 20)
LETTERS = str.maketrans("0123456789", "甲乙丙丁戊己庚辛壬癸")  # names hold no typed figures


def grow(root: Path, folder: Path, indicators: int, periods: int, segments: int) -> Path:
    """Copy a project into a new folder and add ``indicators`` with ``periods`` quarterly observations each, and a pack with
    ``segments`` sentences, translated and reviewed, each of which prints one figure. Returns the folder."""
    folder.mkdir(parents=True)
    for name in PARTS:
        whole, copy = root / name, folder / name
        shutil.copytree(whole, copy) if whole.is_dir() else shutil.copy(whole, copy)
    ends = [_end(LAST - periods + 1 + number) for number in range(periods)]
    (folder / "content/sources/bench.yaml").write_text(SOURCE.format(day=DAY), "utf-8")
    for chunk in range(0, indicators, 100):
        rows = [_indicator(number, ends) for number in range(chunk, min(chunk + 100, indicators))]
        (folder / f"content/indicators/bench-{chunk:05d}.yaml").write_text("indicators:\n" + "".join(rows), "utf-8")
    (folder / "content/packs/bench-growth.yaml").write_text(PACK, "utf-8")
    lines = ['<section id="all">', '<h1>{{ _("增长测试") }}</h1>']
    lines += [_sentence(number, indicators) for number in range(segments)]
    (folder / "templates/bench-growth.html").write_text("\n".join([*lines, "</section>"]) + "\n", "utf-8")
    _translate(folder)
    return folder


def _translate(folder: Path) -> None:
    """Every new sentence in English, reviewed, as a translator leaves them."""
    import polib

    from briefing import Workspace

    refreshed = Workspace(folder, DAY).refresh_catalogues()
    for name, data in refreshed.contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for path in sorted((folder / "i18n/en").glob("*.po")):
        file = polib.pofile(str(path))
        for entry in file.untranslated_entries():
            name = "".join(
                "ABCDEFGHIJ"["甲乙丙丁戊己庚辛壬癸".index(c)] for c in entry.msgid if c in "甲乙丙丁戊己庚辛壬癸"
            )
            printed = "%(when)s, balance " + name + " stood at %(amount)s."
            entry.msgstr = printed if "%(" in entry.msgid else f"Balance {name}"
        file.save()


def _end(quarter: int) -> date:
    year, place = divmod(quarter + 1, 4)
    return date(year, place * 3 + 1, 1) - timedelta(days=1)


def _indicator(number: int, ends: list[date]) -> str:
    lines = [f"  - id: bench-{number:05d}", f"    label: 测试指标{_name(number)}余额"]
    lines += ["    unit: CNY", "    kind: stock", "    frequency: quarterly", "    observations:"]
    for place, end in enumerate(ends):
        value = f"{1000 + number + place}亿"
        given = {"period": end, "basis": "stated", "value": value, "published": f"{value}元"}
        given |= {"source": "bench-source", "locator": f"L{place + 1}", "status": "reported"}
        lines.append("      - {" + ", ".join(f'{key}: "{text}"' for key, text in given.items()) + "}")
    return "\n".join(lines) + "\n"


def _name(number: int) -> str:
    return f"{number:05d}".translate(LETTERS)


def _sentence(number: int, indicators: int) -> str:
    fact = f"bench-{number % indicators:05d}"
    given, words = (
        f'when=asof("{fact}"), amount=fig("{fact}")',
        f"{{{{ when }}}}，{_name(number)}项余额{{{{ amount }}}}。",
    )
    return f"<p>{{% trans {given} %}}{words}{{% endtrans %}}</p>"


def measured(root: Path) -> dict[str, float]:
    """Processor seconds of opening, opening again and checking a project in this process, and its peak memory in MB."""
    from briefing import Workspace

    ws = Workspace(root, DAY)
    found = {
        name: _seconds(act) for name, act in (("cold", ws.project), ("unchanged", ws.project), ("check", ws.check))
    }
    return found | {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


#: What is changed for the next look: in which files, what is looked for there, and what takes its place.
CHANGES = {
    "figure": ("content/indicators/*.yaml", '(value: "[0-9]+)(\\.[0-9]+[万亿]*"\n +published: ")([0-9]+)(?=\\.)'),
    "sentence": ("i18n/en/{pack}.po", '(msgstr ")([A-Za-z])'),
    "template": ("templates/{pack}.html", "(<h1>)()"),
}


def looked(root: Path, pack: str, language: str) -> dict[str, float]:
    """Processor seconds until a page of a copied project shows a change, by kind of change. The copy is changed."""
    from briefing import Workspace

    ws = Workspace(root, DAY)
    ws.preview(f"{pack}.{language}")
    found: dict[str, float] = {}
    for kind, (files, pattern) in CHANGES.items():
        path, text = next(
            (path, text)
            for path in sorted(root.glob(files.format(pack=pack)))
            if re.search(pattern, text := path.read_text("utf-8"))
        )
        path.write_text(re.sub(pattern, other, text, count=1), "utf-8")
        found[kind] = _seconds(lambda: ws.preview(f"{pack}.{language}"))
    return found


def other(match: re.Match[str]) -> str:
    """The same with another figure or another first word."""
    first, *rest = match.groups()
    if len(rest) == 1:
        return f"{first} {rest[0]}"
    number = str(int(rest[1]) + 1)
    return f"{first.rpartition(chr(34))[0]}{chr(34)}{number}{rest[0]}{number}"


def _seconds(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


if __name__ == "__main__":
    task, folder, *more = sys.argv[1:]
    if task == "grow":
        grow(Path.cwd(), Path(folder), *map(int, more))
    elif task == "looked":
        print(json.dumps(looked(Path(folder), *more)))
    else:
        print(json.dumps(measured(Path(folder))))
