"""Remembering what was made from which inputs, so that only what changed on disk is read and computed again."""

from __future__ import annotations

import ctypes
import gc
import itertools
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar
from weakref import WeakValueDictionary

T = TypeVar("T")

#: How many values of one kind are kept, where it is not every one; what was not asked for longest goes first.
LIMITS = {
    **dict.fromkeys(("as-of", "base", "supplied", "facts", "page"), 8),
    "edition": 4,
    "document": 12,  # trees: a volume of 200 sheets takes 2 MB
    **dict.fromkeys(("outcome", "digest", "printed", "reading"), 4096),  # of a document, without its tree
    "annex": 1,  # the tree of a data annex: of 1,600 projects it takes as much as all else
    "recorded": 64,
    **dict.fromkeys(
        ("afterwards", "import"), 1
    ),  # the project as it would stand after a workbook: as large as the project
    **dict.fromkeys(("marked page", "parts", "draft"), 8),
    **dict.fromkeys(("part", "marked part", "review list"), 16),
}


#: How many have asked for the garbage collector to rest, and whether it was at work before the first of them.
_RESTING = {"asked": 0, "was": 0}
_RESTING_LOCK = threading.Lock()


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the garbage collector rest: what makes very many objects and hardly any circle of them is looked through again and
    again for nothing. Whoever comes last, in whatever thread, wakes it."""
    with _RESTING_LOCK:
        if not _RESTING["asked"]:
            _RESTING["was"] = gc.isenabled()
            gc.disable()
        _RESTING["asked"] += 1
    try:
        yield
    finally:
        with _RESTING_LOCK:
            _RESTING["asked"] -= 1
            if not _RESTING["asked"] and _RESTING["was"]:
                gc.enable()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells whether files changed: path, size, times of change and inode of each. Reads no file."""

    files: tuple[tuple[str, int, int, int, int], ...]

    def below(self, *paths: Path) -> Stamp:
        """Return the stamp of some of its files: those named, and those below folders named."""
        names = tuple(map(str, paths))
        inside = tuple(f"{name}{os.sep}" for name in names)
        return Stamp(tuple(entry for entry in self.files if entry[0] in names or entry[0].startswith(inside)))


def stamp(*paths: Path, suffixes: tuple[str, ...] = ()) -> Stamp:
    """Return the stamp of files, and of all files below folders (with one of ``suffixes`` where some are given). What does not
    exist, Python's caches and names that begin with a dot are left out."""
    found: list[tuple[str, int, int, int, int]] = []
    for path in paths:
        found += _below(str(path), suffixes) if path.is_dir() else _one(path)
    return Stamp(tuple(sorted(found)))


def _one(path: Path) -> Iterator[tuple[str, int, int, int, int]]:
    try:
        told = path.stat()
    except OSError:
        return
    yield str(path), told.st_size, told.st_mtime_ns, told.st_ctime_ns, told.st_ino


def _below(folder: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, int, int, int, int]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, suffixes)
            elif not suffixes or entry.name.endswith(suffixes):
                told = entry.stat()
                yield entry.path, told.st_size, told.st_mtime_ns, told.st_ctime_ns, told.st_ino
        except OSError:
            continue  # it went while the folder was read; the next look will not see it


class Recall(Protocol):
    """Asked for a value: gives the one made before from the same inputs, or makes it. ``kind`` and ``name`` say what
    it is; ``inputs`` are stamps, plain values, or objects that were recalled themselves."""

    def __call__(self, kind: str, name: Hashable, inputs: Sequence[object], make: Callable[[], T]) -> T: ...


def give_back() -> None:
    """Hand memory that is free back to the system where its C library would keep it (glibc): composing a long document takes a
    multiple, for a moment, of what is kept of it."""
    _trim(0)


def spare() -> None:
    """Have the C library of this process (glibc) keep little for later, however many threads it has: one arena for all of them
    and not up to eight for each core, and blocks from 128 KB on always taken from the system and handed back at once. Without
    this it takes larger and larger blocks into its arenas, from which they do not come back. For a process that stays."""
    for setting, value in ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, 128 * 1024)):
        _set(setting, value)


#: Each so many times that a process settles, the garbage collector looks through everything.
_THOROUGH = 25
_SETTLED = itertools.count()


def settle() -> None:
    """Collect garbage among what was made since the last time, hand free memory back, and have the garbage collector pass over
    what is there now: it will stay, and looking through millions of records holds all threads for a second or more. Each so
    many times everything is looked through after all."""
    if next(_SETTLED) % _THOROUGH == _THOROUGH - 1:
        gc.unfreeze()
    gc.collect()
    gc.freeze()
    give_back()


def take_turns() -> None:
    """Have a thread that computes let another one have the interpreter after half a millisecond (Python's own measure is five):
    whoever asks the disk for the state of three hundred files waits for it three hundred times. For a process that answers
    people while it computes."""
    sys.setswitchinterval(0.0005)


#: Parameters of ``mallopt``, as malloc.h numbers them.
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3


def _found(name: str) -> Callable[..., object]:
    """A function of the C library; one that does nothing where it has none of this name."""
    try:
        found: Callable[..., object] = getattr(ctypes.CDLL(None), name)
    except (AttributeError, OSError, TypeError):  # another C library
        return lambda *_: None
    return found


_trim, _set = _found("malloc_trim"), _found("mallopt")


def afresh(kind: str, name: Hashable, inputs: Sequence[object], make: Callable[[], T]) -> T:
    """Return a ``Recall`` without memory: everything is made when it is asked for."""
    return make()


@dataclass(frozen=True, slots=True)
class Remembered:
    """A value that was made before; ``current``: from the inputs asked for, so that it still holds."""

    value: Any
    current: bool


class _Making:
    """The making of one value: whoever wants the same one waits for it."""

    __slots__ = ("__weakref__", "lock")

    def __init__(self) -> None:
        self.lock = threading.RLock()


class Memory:
    """A ``Recall`` that keeps the last value of each kind and name. Safe to be used by several threads: each value is made by
    one of them at a time, while others find or make other values. An exception is not remembered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, OrderedDict[Hashable, tuple[tuple[object, ...], Any]]] = {}
        self._making: WeakValueDictionary[tuple[str, Hashable], _Making] = WeakValueDictionary()

    def __call__(self, kind: str, name: Hashable, inputs: Sequence[object], make: Callable[[], T]) -> T:
        """The value of this kind and name for these inputs."""
        found = self._find(kind, name, inputs)
        if found is None:
            with self._lock:
                making = self._making.setdefault((kind, name), _Making())
            with making.lock:
                found = self._find(kind, name, inputs)
                if found is None:
                    found = (make(),)
                    self._keep(kind, name, inputs, found[0])
        made: T = found[0]
        return made

    def known(self, kind: str, name: Hashable, inputs: Sequence[object] = ()) -> Remembered | None:
        """Return the value last made of this kind and name, and whether it was made from these inputs; ``None`` where none is
        kept. Nothing is made."""
        with self._lock:
            kept = self._kept[kind].get(name) if kind in self._kept else None
        return None if kept is None else Remembered(kept[1], _same(kept[0], inputs))

    def forget(self, kind: str, name: Hashable = None) -> None:
        """Keep nothing of this kind any longer, or only of this name where one is given."""
        with self._lock:
            if name is None:
                self._kept.pop(kind, None)
            elif kind in self._kept:
                self._kept[kind].pop(name, None)

    def _find(self, kind: str, name: Hashable, inputs: Sequence[object]) -> tuple[Any] | None:
        with self._lock:
            kept = self._kept.setdefault(kind, OrderedDict())
            if name in kept and _same(kept[name][0], inputs):
                kept.move_to_end(name)
                return (kept[name][1],)
        return None

    def _keep(self, kind: str, name: Hashable, inputs: Sequence[object], made: object) -> None:
        with self._lock:
            kept = self._kept.setdefault(kind, OrderedDict())
            kept[name] = tuple(inputs), made
            kept.move_to_end(name)
            while len(kept) > LIMITS.get(kind, len(kept)):
                kept.popitem(last=False)


def _same(kept: Sequence[object], inputs: Sequence[object]) -> bool:
    return len(kept) == len(inputs) and all(
        one is other or (type(one) is type(other) and isinstance(one, _PLAIN) and one == other)
        for one, other in zip(kept, inputs, strict=True)
    )


#: Inputs that are compared by value; all others must be the very same object.
_PLAIN = (Stamp, str, bytes, int, bool, frozenset, tuple, type(None), date, Path)
