"""The links of a page to the other files of its edition, against what the manifest says the edition holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from briefing.proof.files import Finished

Link = tuple[str, str, str]


def odd_links(finished: Finished, name: str, documents: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield where the links of the page of the document ``name`` are not exactly those of the edition."""
    if finished.form != "html":
        return
    label, wanted = _wanted(name, documents)
    found = finished.leading
    if finished.leading_label != (label if wanted else ""):
        yield f"its links to other files are called “{finished.leading_label}”, in the manifest “{label}”"
    for file, words, _ in (link for link in found if link not in wanted):
        yield f"its link “{words}” leads to {file}, which the edition does not link by these words"
    for file, words, _ in (link for link in wanted if link not in found):
        yield f"it lacks the link “{words}” to {file}"
    if sorted(found) == sorted(wanted) and found != wanted:
        yield "its links to other files stand in another order"
    if len(found) != len(set(found)):
        yield "a link to another file stands in it twice"


def _wanted(name: str, documents: Mapping[str, Mapping[str, Any]]) -> tuple[str, list[Link]]:
    said = documents[name].get("links")
    if not said:
        return "", []
    stem, _, language = name.rpartition(".")
    others = [(other, entry) for other, entry in sorted(documents.items()) if other != name]
    links = [
        (f"{other}.html", entry["links"]["name"], entry["links"]["tag"])
        for other, entry in others
        if other.rpartition(".")[0] == stem and "html" in entry["files"] and entry.get("links")
    ]
    links += [(f"{name}.{form}", said[form], "") for form in ("pdf", "docx") if form in documents[name]["files"]]
    for kind, first in (("deck", ["pptx"]), ("factsheet", ["pdf", "docx"]), ("data", ["xlsx"])):
        for other, entry in others:
            there = [form for form in first if form in entry["files"]]
            its = other.rpartition(".")[2].split("-")
            if there and (entry.get("of"), entry.get("kind")) == (stem, kind) and language in its:
                links.append((f"{other}.{there[0]}", said[kind], ""))
    return str(said["label"]), [(quote(file), str(words), str(tag)) for file, words, tag in links]
