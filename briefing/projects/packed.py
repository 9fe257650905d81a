"""Many records and files in little memory: in blocks, compressed, one block open at a time.

A list of 20,000 projects takes some 60 MB as dictionaries, and an import holds four of them: what the workbook has, what
was imported last, what stands there, what shall stand there. In blocks each takes 5 MB."""

from __future__ import annotations

import hashlib
import marshal
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

#: What a record holds of one project, ready for YAML: text, lists and mappings of text.
Fields = dict[str, Any]
#: Records in a block; fast compression, since a block is packed once and read a few times.
BLOCK, LEVEL = 64, 1
#: Bytes of a file unpacked at once.
PIECE = 1_000_000


def digest(*parts: object) -> bytes:
    """A short stand-in for parts that are compared for equality (BLAKE2, 16 bytes)."""
    return hashlib.blake2b(repr(parts).encode(errors="surrogatepass"), digest_size=16).digest()


class Packed(Sequence[Fields]):
    """Records (plain values by name) in the order in which they were added; each is made anew whenever it is asked for."""

    def __init__(self, records: Iterable[Fields] = ()) -> None:
        self._blocks: list[bytes] = []
        self._last: list[Fields] = []
        self._open: tuple[int, list[Fields]] = (-1, [])
        for record in records:
            self.append(record)

    def append(self, record: Fields) -> None:
        """Add a record."""
        self._last.append(record)
        if len(self._last) == BLOCK:
            self._blocks.append(zlib.compress(marshal.dumps(self._last), LEVEL))
            self._last = []

    def __len__(self) -> int:
        return len(self._blocks) * BLOCK + len(self._last)

    @overload
    def __getitem__(self, place: int) -> Fields: ...
    @overload
    def __getitem__(self, place: slice) -> list[Fields]: ...
    def __getitem__(self, place: int | slice) -> Fields | list[Fields]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        at = place + len(self) if place < 0 else place
        if not 0 <= at < len(self):
            raise IndexError(place)
        block, within = divmod(at, BLOCK)
        if block == len(self._blocks):
            return dict(self._last[within])
        if self._open[0] != block:
            self._open = (block, marshal.loads(zlib.decompress(self._blocks[block])))
        return dict(self._open[1][within])


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


class PackedFiles(Mapping[str, bytes | None]):
    """Files by path, in the order in which they were added; ``None`` stands for one that is not there."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[bytes, str] | None] = {}

    def add(self, path: str, pieces: Iterable[bytes]) -> None:
        """Add a file, given in pieces."""
        packer, digest = zlib.compressobj(LEVEL), hashlib.sha256()
        packed = []
        for piece in pieces:
            digest.update(piece)
            packed.append(packer.compress(piece))
        self._files[path] = (b"".join([*packed, packer.flush()]), digest.hexdigest())

    def differs(self, path: str, other: PackedFiles) -> bool:
        """Whether a file is another one there, or not there."""
        return path not in other._files or (self._files[path] or ("", ""))[1] != (other._files[path] or ("", ""))[1]

    def chosen(self, paths: Iterable[str]) -> PackedFiles:
        """The files of these paths, ``None`` for those that are not here."""
        made = PackedFiles()
        made._files = {path: self._files.get(path) for path in paths}
        return made

    def pieces(self, path: str) -> Iterator[bytes]:
        """The bytes of a file in pieces; none of one that is not there."""
        unpacker = zlib.decompressobj()
        left = (self._files.get(path) or (b"", ""))[0]
        while left and not unpacker.eof:
            yield unpacker.decompress(left, PIECE)
            left = unpacker.unconsumed_tail

    def lines(self, path: str) -> Iterator[bytes]:
        """The lines of a file, without their ends."""
        rest = b""
        for piece in self.pieces(path):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
        if rest:
            yield rest

    def __getitem__(self, path: str) -> bytes | None:
        kept = self._files[path]
        return None if kept is None else zlib.decompress(kept[0])

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
