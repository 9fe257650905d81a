"""A DOCX with native tracked changes from the old edition to the new one, and what such a redline cannot show."""

from __future__ import annotations

import io
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lxml import etree

from briefing.files.foreign import parse_xml
from briefing.problems import ProblemsFound, problem

#: Parts whose text Word tracks.
_TRACKED = re.compile(r"word/(document|footnotes|endnotes)\.xml\Z")

#: Parts a reader sees that tracked changes do not reach, with what a person calls them.
_UNTRACKED = (
    ("charts", re.compile(r"word/charts/chart\d+\.xml\Z")),
    ("pictures", re.compile(r"word/media/[^/]+\Z")),
    ("headers and footers", re.compile(r"word/(?:header|footer)\d*\.xml\Z")),
    ("comments", re.compile(r"word/comments\.xml\Z")),
    ("styles and numbering", re.compile(r"word/(?:styles|numbering|theme/theme\d+)\.xml\Z")),
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: Elements that track one revision each (ECMA-376 part 1, 17.13.5).
_MARKS = tuple(f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"))


@dataclass(frozen=True, slots=True)
class Redline:
    """The bytes of the redline, how many revisions it tracks, and what differs that it cannot show."""

    data: bytes
    revisions: int
    unshown: tuple[str, ...]


def redline(old: bytes, new: bytes, author: str, day: date) -> Redline:
    """Return the redline of two DOCX files in the name of ``author`` on ``day`` (midnight, UTC). Same input, same bytes. Raises
    ``ProblemsFound`` when the comparison fails."""
    from python_redlines import DocxodusEngine  # noqa: PLC0415 - unpacks its engine where it is first used
    from python_redlines.engines import EngineNotInstalledError  # noqa: PLC0415

    os.environ.setdefault(
        "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1"
    )  # else the engine asks for ICU and minds the locale
    try:
        data, _, _ = DocxodusEngine().run_redline(
            author, _plain(old), _plain(new), date_time=f"{day.isoformat()}T00:00:00Z", detect_format_changes=False
        )
    except (zipfile.BadZipFile, EngineNotInstalledError, subprocess.CalledProcessError, OSError) as error:
        raise ProblemsFound([problem("redline-failed", "", 0, reason=" ".join(str(error).split()))]) from error
    made = bytes(data)
    return Redline(made, _revisions(made), tuple(_unshown(old, new)))


def _plain(data: bytes) -> bytes:
    """The same document with its content controls taken off their contents. A control bound to the document's data shows what
    the data say now: in a redline it would print the new figure in place of the old one. Without them only what changed in a
    sentence is marked, not the whole of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in _parts(data).items():
            part = _unwrapped(content) if _TRACKED.match(name) else content
            made.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _unwrapped(data: bytes) -> bytes:
    root = parse_xml(data)
    for control in list(root.iter(f"{_W}sdt")):
        parent = control.getparent()
        content = control.find(f"{_W}sdtContent")
        if parent is None:
            continue
        at = parent.index(control)
        for child in reversed([] if content is None else list(content)):
            parent.insert(at, child)
        parent.remove(control)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _revisions(data: bytes) -> int:
    tracked = (part for name, part in _parts(data).items() if _TRACKED.match(name))
    return sum(1 for part in tracked for _ in parse_xml(part).iter(*_MARKS))


def _unshown(old: bytes, new: bytes) -> Iterator[str]:
    before, after = _parts(old), _parts(new)
    for name, pattern in _UNTRACKED:
        mine = sorted(filter(pattern.match, before.keys() | after.keys()))
        if changed := [part for part in mine if before.get(part) != after.get(part)]:
            called = _chart_names(after) if name == "charts" else {}
            told = "; ".join(called.get(part, part.rpartition("/")[2]) for part in changed)
            yield f"{name} ({len(changed)} of {len(mine)}: {told})"


def _chart_names(parts: Mapping[str, bytes]) -> dict[str, str]:
    """What the reader knows each chart by: its caption, which begins its description."""
    relations = parse_xml(parts["word/_rels/document.xml.rels"])
    targets = {str(r.get("Id")): f"word/{r.get('Target')}" for r in relations}
    found: dict[str, str] = {}
    for described in parse_xml(parts["word/document.xml"]).iter(f"{_WP}docPr"):
        inline = described.getparent()
        for chart in inline.iter(f"{_C}chart") if inline is not None else ():
            words = re.split(r"。|\.\s", described.get("descr") or described.get("name") or "", maxsplit=1)[0]
            found[targets.get(str(chart.get(f"{_R}id")), "")] = words
    return found


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
