"""Collect the files of an edition in its new folder (unchanged ones, ones from the store, ones just made), link its pages
with one another, and put it in the place of the old one in one step.

What the page of a document leads to within its edition (its other languages and formats, its slides, fact sheet and data) is
in no document tree: which files an edition holds is known when it is put together, and may change with the next build. The
manifest says what each document is called (``link_entry``), the pages get their links last."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from briefing.editions.audiences import DocumentSpec
from briefing.editions.manifest import BUILT, FOLDER, LOOKS, NAME, Manifest, as_json, sha256, write_manifest
from briefing.files.reading import failures_as, reason_of
from briefing.formats import FORMATS
from briefing.problems import ProblemsFound, problem
from briefing.project.opening import Project
from briefing.store import Store

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


_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
_ART = re.compile(rb'<svg class="art".*?</svg>', re.DOTALL)
#: Parts of an Office file that hold no words of the document, by format.
_PARTS = {
    "docx": re.compile(r"word/(?:styles|numbering|settings|fontTable|webSettings|theme/theme1)\.xml|docProps/app\.xml"),
    "xlsx": re.compile(r"xl/(?:styles|theme/theme1)\.xml"),
    "pptx": re.compile(
        r"ppt/(?:presProps|viewProps|tableStyles|theme/theme\d+|slideMasters/slideMaster1|slideLayouts/slideLayout\d+"
        r"|notesMasters/notesMaster1)\.xml|docProps/app\.xml"
    ),
}


def looks_of(form: str, data: bytes) -> dict[str, str]:
    """Return the SHA-256 of each thing that sets the looks of a finished file, by name; empty for a format without any."""
    if form == "html":
        found = {"the style sheet": _STYLE.search(data), "the drawing of the cover": _ART.search(data)}
        return {name: sha256(match[match.lastindex or 0]) for name, match in found.items() if match}
    if form in _PARTS:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {
                name: sha256(archive.read(name)) for name in sorted(archive.namelist()) if _PARTS[form].fullmatch(name)
            }
    return {}


@dataclass(frozen=True, slots=True)
class PendingDocument:
    """A document that is composed but not yet rendered: key, formats, length of its tree in bytes, manifest entry without
    files, and what the manifest says of it for links (briefing.editions.collecting). The tree itself is in the record."""

    name: str
    key: str
    formats: tuple[str, ...]
    length: int
    entry: bytes
    links: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Collection:
    """The edition that is at ``target``, as its manifest tells, and the new one being collected in ``folder``. ``made`` are
    the manifest entries of the files written or found as recorded, ``altered`` the standing files that came along and are not
    as recorded: the digest of what was built stays theirs."""

    before: Manifest
    target: Path
    folder: Path
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    recorded: dict[str, str] = field(default_factory=dict)
    altered: set[str] = field(default_factory=set)

    def keep(self, planned: Sequence[PendingDocument]) -> set[str]:
        """Link the finished files of unchanged documents; their names are returned. A file whose bytes are not what the
        manifest says is made again."""
        kept: set[str] = set()
        for plan in planned:
            entry = self.before.documents.get(plan.name, {})
            files: Mapping[str, Any] = entry.get("files", {})
            whole = entry.get("key") == plan.key and all(
                f in files and _is(self.target / f"{plan.name}.{f}", files[f]["sha256"]) for f in plan.formats
            )
            if whole:
                for form in plan.formats:
                    link(self.target / f"{plan.name}.{form}", self.folder)
                    self.made[f"{plan.name}.{form}"] = dict(files[form])
                kept.add(plan.name)
        return kept

    def take(self, planned: Sequence[PendingDocument], store: Store) -> set[str]:
        """Write the documents that the store has; return their names."""
        found: set[str] = set()
        for plan in planned:
            files = store.get(plan.key, plan.formats)
            if files is not None:
                self.write(plan.name, files)
                found.add(plan.name)
        return found

    def write(self, name: str, files: Mapping[str, bytes]) -> None:
        """Write the finished files of a document, by format."""
        for form, data in files.items():
            (self.folder / f"{name}.{form}").write_bytes(data)
            self.made[f"{name}.{form}"] = _entry(data)

    def tree(self, name: str) -> bytes:
        """Return the tree of a document, as JSON."""
        return (self.folder / FOLDER / f"{name}.json").read_bytes()

    def record(self, name: str, data: bytes) -> None:
        """Write a file into record/; hard-link the previous one if unchanged."""
        (self.folder / FOLDER).mkdir(exist_ok=True)
        standing = self.target / FOLDER / name
        self.recorded[name] = sha256(data)
        if standing.is_file() and standing.read_bytes() == data:
            link(standing, self.folder / FOLDER)
        else:
            (self.folder / FOLDER / name).write_bytes(data)

    def finish(
        self,
        head: Manifest,
        planned: Sequence[PendingDocument],
        standing: Manifest,
        offered: Mapping[str, tuple[Sequence[str], Sequence[str]]],
        barred: frozenset[str] = frozenset(),
    ) -> dict[str, tuple[str, ...]]:
        """Bring along the documents that stood there and were not asked for, save those ``barred`` (names without language),
        and write manifest and record. ``offered`` are the languages and formats in which each document can be had. The
        formats of each document asked for are returned."""
        asked = {plan.name: plan for plan in planned}
        others = {
            name: entry
            for name, entry in standing.documents.items()
            if name not in asked and name.rpartition(".")[0] not in barred and self._bring(name, entry, standing.record)
        }
        made = {name: self._files(plan, standing.documents.get(name, {})) for name, plan in asked.items()}
        there = {name: {**asked[name].links, "files": files} for name, files in made.items()}
        linked = self._interlink(there | others)

        def entries() -> Iterator[tuple[str, Mapping[str, Any]]]:
            for name in sorted({*asked, *others}):
                entry = others[name] if name in others else {**json.loads(asked[name].entry), **there[name]}
                yield name, {**entry, "files": entry["files"] | linked.get(name, {})}

        formats = {name: tuple(files) for name, files in made.items()}
        self._remember(formats | {name: tuple(entry["files"]) for name, entry in others.items()}, offered)
        with (self.folder / NAME).open("wb") as stream:
            write_manifest(stream, replace(head, record=self.recorded), entries())
        return formats

    def _interlink(self, documents: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """Give each page its links to the other files there are; return the manifest entries of the pages written again. A page
        that is not as the manifest says is left as it is, for verification to tell."""
        from briefing.render.html import with_links  # noqa: PLC0415 - the writers load only where something is built

        written: dict[str, dict[str, Any]] = {}
        for name, label, links in pages(documents):
            path = self.folder / f"{name}.{PAGE}"
            page = path.read_bytes()
            linked = with_links(page, label, links)
            if linked != page and sha256(page) == documents[name]["files"][PAGE]["sha256"]:
                path.unlink()  # it may be linked with the page of the standing edition
                path.write_bytes(linked)
                written[name] = {PAGE: _entry(linked)}
        return written

    def _remember(
        self, there: Mapping[str, tuple[str, ...]], offered: Mapping[str, tuple[Sequence[str], Sequence[str]]]
    ) -> None:
        """Record what was built, what can be had, and the looks of every file."""
        before = _json(self.target / FOLDER / BUILT).get("offered", {})
        can = {**before, **{name: {"languages": [*tags], "formats": [*f]} for name, (tags, f) in offered.items()}}
        names = {name.rpartition(".")[0] for name in there}
        documents = {name: {"formats": sorted(there[name])} for name in sorted(there)}
        made = {"documents": documents, "offered": {name: can[name] for name in sorted(can) if name in names}}
        self.record(BUILT, as_json(made).encode() + b"\n")
        files = ((f"{name}.{form}", form) for name in sorted(there) for form in sorted(there[name]))
        known = _json(self.target / FOLDER / LOOKS)
        looks = {
            name: known.get(name, {}) if name in self.altered else looks_of(form, (self.folder / name).read_bytes())
            for name, form in files
        }
        self.record(LOOKS, as_json({name: found for name, found in looks.items() if found}).encode() + b"\n")

    def _bring(self, name: str, entry: Mapping[str, Any], record: Mapping[str, str]) -> bool:
        """Link the files and the tree of a document that was not asked for; return whether all of them were there. ``record``
        are the digests of the trees as they were built."""
        files = {self.target / f"{name}.{form}": row["sha256"] for form, row in entry.get("files", {}).items()}
        if not all(path.is_file() for path in files):
            return False
        for path, digest in files.items():
            self._link(path, digest)
        tree = self.target / FOLDER / f"{name}.json"
        if tree.is_file():
            self.recorded[tree.name] = record.get(tree.name) or sha256(tree.read_bytes())
            self._link(tree, self.recorded[tree.name])
        return True

    def _link(self, path: Path, digest: str) -> None:
        """Link a standing file, which has or has not the digest it was built with."""
        if not _is(path, digest):
            self.altered.add(path.relative_to(self.target).as_posix())
        link(path, self.folder / path.parent.relative_to(self.target))

    def _files(self, plan: PendingDocument, old: Mapping[str, Any]) -> dict[str, Any]:
        """Return the manifest entries of a document’s files, including formats that were not asked for and say the same."""
        before = old.get("files", {}) if old.get("key") == plan.key else {}
        files: dict[str, Any] = {}
        for form in FORMATS:
            name = f"{plan.name}.{form}"
            if name in self.made:
                files[form] = self.made[name]
            elif form in before and form not in plan.formats and (self.target / name).is_file():
                self._link(self.target / name, before[form]["sha256"])
                files[form] = dict(before[form])
        return files


def _entry(data: bytes) -> dict[str, Any]:
    return {"sha256": sha256(data), "bytes": len(data)}


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def link(path: Path, folder: Path) -> None:
    """Hard-link a file into a folder; copy it where the file system has no links."""
    try:
        os.link(path, folder / path.name)
    except OSError:
        shutil.copy2(path, folder / path.name)


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path.read_bytes()) == digest


#: renameat2(2): exchange the two names in one step (Linux 3.15, glibc 2.28).
_EXCHANGE = 2
_AT_FDCWD = -100


@contextlib.contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold ``out`` for one build. Raises ``ProblemsFound`` when another build holds it or it cannot be written."""
    if out.is_file():
        raise ProblemsFound([problem("out-not-folder", str(out), 0)])
    with failures_as("out-not-writable", str(out)):
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out / ".lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ProblemsFound([problem("out-busy", str(out), 0)]) from error
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Provide a fresh folder beside ``target`` to write into; it takes the target's place when the block ends well, unless the
    block discarded it, and is removed when it does not. Call with ``out`` locked: leftovers of a killed build are cleared
    first."""
    new = target.with_name(f".{target.name}.new")
    old = target.with_name(f".{target.name}.old")
    if old.exists() and not target.exists():
        old.rename(target)  # a build was killed between the two renames of _exchange's fallback
    for leftover in (new, old):
        discard(leftover)
    try:
        new.mkdir(parents=True)
        yield new
        if not new.is_dir():
            return  # the block threw it away: the edition stays as it is
        _settle(new)
        if target.exists() or target.is_symlink():
            _exchange(new, target, old)
        else:
            new.rename(target)
    except OSError as error:
        name = str(error.filename or target)
        raise ProblemsFound([problem("out-not-writable", name, 0, reason=reason_of(error))]) from error
    finally:
        discard(new)
        discard(old)


def discard(path: Path) -> None:
    """Remove a folder and its contents; of a symbolic link, only the link."""
    if path.is_symlink() or path.is_file():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)


def _settle(folder: Path) -> None:
    """Sync a folder to disk before it is renamed, so that a crash leaves no empty files."""
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _exchange(new: Path, target: Path, old: Path) -> None:
    """Swap two folders atomically where the kernel can, else by two renames, which ``beside`` can finish."""
    libc = ctypes.CDLL(None, use_errno=True)
    swap = getattr(libc, "renameat2", None)
    if swap is not None:
        if swap(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(target), _EXCHANGE) == 0:
            return
        if ctypes.get_errno() not in (errno.ENOSYS, errno.EINVAL):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(target))
    target.rename(old)
    new.rename(target)
