"""Many records in little memory: in blocks in a temporary file, few of them open at a time.

A list of 20,000 projects takes some 60 MB as dictionaries, and an import holds five of them: what the workbook has, what
was imported last, what is there, what is to be there, what shall be remembered."""

from __future__ import annotations

import hashlib
import marshal
from abc import abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar, overload

from briefing.files.spool import Spool

T = TypeVar("T")
#: What a record holds of one project, ready for YAML: text, lists and mappings of text.
Fields = dict[str, Any]
#: Records in a block, and blocks of records that stay open: they are read in their order, and sometimes two at a time.
BLOCK, OPEN = 64, 2


def digest(*parts: object) -> bytes:
    """Return a short stand-in for parts that are compared for equality (BLAKE2, 16 bytes)."""
    return hashlib.blake2b(repr(parts).encode(errors="surrogatepass"), digest_size=16).digest()


class Sliced(Sequence[T]):
    """A sequence whose subclasses say what ``item`` is at a place from 0, and how many there are."""

    @abstractmethod
    def item(self, place: int) -> T:
        """Return the item at a place that there is."""

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            return [self.item(at) for at in range(*place.indices(len(self)))]
        at = place + len(self) if place < 0 else place
        if not 0 <= at < len(self):
            raise IndexError(place)
        return self.item(at)


class Blocks(Generic[T]):
    """Values in the order in which they were added, ``kept`` blocks of them at hand, those used last; ``pack`` and ``unpack``
    make bytes of a block and a block of bytes."""

    def __init__(
        self,
        kept: int,
        pack: Callable[[list[T]], bytes] = marshal.dumps,
        unpack: Callable[[bytes], list[T]] = marshal.loads,
    ) -> None:
        self._pack, self._spool = pack, Spool()
        self._places, self._last = array("q", [0]), list[T]()
        spool, places = self._spool, self._places
        self._block = lru_cache(kept)(lambda n: unpack(spool.read(places[n], places[n + 1] - places[n])))

    def append(self, value: T) -> None:
        """Add a value."""
        self._last.append(value)
        if len(self._last) == BLOCK:
            self._spool.add(self._pack(self._last))
            self._places.append(len(self._spool))
            self._last = []

    def __len__(self) -> int:
        return (len(self._places) - 1) * BLOCK + len(self._last)

    def __getitem__(self, place: int) -> T:
        """The value at a place from 0."""
        number, within = divmod(place, BLOCK)
        return (self._block(number) if number < len(self._places) - 1 else self._last)[within]


class Packed(Sliced[Fields]):
    """Records (plain values by name) in the order in which they were added; each is given as a copy."""

    def __init__(self, records: Iterable[Fields] = ()) -> None:
        self._blocks: Blocks[Fields] = Blocks(OPEN)
        for record in records:
            self.append(record)

    def append(self, record: Fields) -> None:
        """Add a record."""
        self._blocks.append(record)

    def __len__(self) -> int:
        return len(self._blocks)

    def item(self, place: int) -> Fields:
        """Return a copy of a record."""
        return dict(self._blocks[place])


class PackedById(Mapping[str, Fields]):
    """Records by id, each added once, in the order of adding or, once ``sort`` was called, of their ids."""

    def __init__(self, records: Iterable[tuple[str, Fields]] = ()) -> None:
        self._packed = Packed()
        self._places: dict[str, int] = {}
        for key, record in records:
            if key not in self._places:
                self[key] = record

    def __setitem__(self, key: str, record: Fields) -> None:
        if key in self._places:
            raise KeyError(f"{key} is there already")
        self._places[key] = len(self._packed)
        self._packed.append(record)

    def __getitem__(self, key: str) -> Fields:
        return self._packed[self._places[key]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def sort(self) -> None:
        """Put the ids in their order."""
        self._places = {key: self._places[key] for key in sorted(self._places)}
