"""What the page of a document leads to within its edition: its other languages and formats, its slides, fact sheet and data.

None of it is in a document tree: which files an edition holds is known when it is put together, and may change with the
next build. The manifest says what each document is called (``link_entry``), the pages get their links last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from briefing.editions.audiences import DocumentSpec
from briefing.project.opening import Project

#: The format of pages with links.
PAGE = "html"
#: The formats of a document itself, in the order of their links.
_OWN = ("pdf", "docx")
#: What is built with a document, in the order of the links, each with the formats of which the first that is there is linked.
_BUILT_WITH = {"deck": ("pptx",), "factsheet": ("pdf", "docx"), "data": ("xlsx",)}


def link_entry(project: Project, spec: DocumentSpec, language: str) -> dict[str, Any]:
    """Return what the manifest says of a document so that pages can lead to it: of a page, the words of its links in its
    language (``links``); of what is built with a document, which one (``of``) and as what (``kind``)."""
    pack = spec.pack
    if spec.annex:
        return {"of": pack.id, "kind": "data"}
    if pack.kind != "briefing":
        own = project.pack(pack.of or pack.id)
        version = own.version(spec.version)
        same = version.internal == pack.version(spec.version).internal
        return {"of": own.document(version), "kind": pack.kind} if same else {}
    rules = project.languages[language]
    words = {name: rules.furniture.get(f"link_{name}", "") for name in (*_OWN, *_BUILT_WITH)}
    labels = {"label": rules.furniture.get("links", ""), "name": rules.name, "tag": rules.tag, **words}
    return {"links": labels} if PAGE in pack.formats and all(labels.values()) else {}


def pages(documents: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, tuple[tuple[str, str, str], ...]]]:
    """Yield each page of an edition with what its links are called together, and the links: the file, the words, and the
    BCP 47 tag where it is in another language. ``documents`` are entries of a manifest by ``<name>.<language>``."""
    spoken: dict[str, list[str]] = {}
    beside: dict[str, list[str]] = {}
    for name in sorted(documents):
        spoken.setdefault(name.rpartition(".")[0], []).append(name)
        if of := documents[name].get("of"):
            beside.setdefault(of, []).append(name)
    for name, entry in sorted(documents.items()):
        words = entry.get("links")
        if not words or PAGE not in entry["files"]:
            continue
        stem, _, language = name.rpartition(".")
        found = [
            (f"{other}.{PAGE}", documents[other]["links"]["name"], documents[other]["links"]["tag"])
            for other in spoken[stem]
            if other != name and PAGE in documents[other]["files"] and documents[other].get("links")
        ]
        found += [(f"{name}.{form}", words[form], "") for form in _OWN if form in entry["files"]]
        for kind, forms in _BUILT_WITH.items():
            for other in beside.get(stem, ()):
                there = documents[other]
                form = next((form for form in forms if form in there["files"]), "")
                if there["kind"] == kind and form and language in other.rpartition(".")[2].split("-"):
                    found.append((f"{other}.{form}", words[kind], ""))
        yield name, words["label"], tuple(found)
