"""The store of finished documents: what is put in comes out whole or not at all."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from briefing import store as builds
from briefing.store import Store

KEY = "ab" * 32
OTHER = "cd" * 32
FILES = {"pdf": b"%PDF-1.7 pages", "docx": b"PK words", "html": b"<!DOCTYPE html>"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_what_was_put_in_comes_out_by_format(store: Store) -> None:
    assert store.put(KEY, FILES) is None
    assert store.get(KEY, FILES) == FILES
    assert store.get(KEY, ["docx"]) == {"docx": FILES["docx"]}
    assert store.get(OTHER, ["docx"]) is None
    assert store.check() == []


def test_formats_made_later_join_those_made_before(store: Store) -> None:
    store.put(KEY, {"pdf": FILES["pdf"]})
    assert store.get(KEY, ["pdf", "html"]) is None
    store.put(KEY, {"html": FILES["html"]})
    assert store.get(KEY, ["pdf", "html"]) == {"pdf": FILES["pdf"], "html": FILES["html"]}


@pytest.mark.parametrize("place", [0, 40, 200, -30])
def test_an_entry_with_one_byte_changed_is_never_used(store: Store, place: int) -> None:
    store.put(KEY, FILES)
    data = bytearray(store.path(KEY).read_bytes())
    data[place] ^= 0xFF
    store.path(KEY).write_bytes(bytes(data))
    assert store.get(KEY, FILES) in (None, FILES)  # a byte of the archive's padding may not matter; a wrong file does
    assert store.get(KEY, FILES) is None or not store.check()


def test_changed_files_inside_a_sound_archive_are_found(store: Store) -> None:
    store.put(KEY, FILES)
    forged = builds._entry(KEY, {**FILES, "pdf": b"%PDF-1.7 other"})
    listing = builds._entry(KEY, FILES)
    store.path(KEY).write_bytes(forged)
    assert store.get(KEY, ["pdf"]) == {"pdf": b"%PDF-1.7 other"}  # an entry that agrees with itself is an entry
    at = listing.index(b"%PDF-1.7 pages")
    store.path(KEY).write_bytes(listing[:at] + b"%PDF-1.7 Pages" + listing[at + 14 :])
    assert store.get(KEY, ["pdf"]) is None
    assert [p.code for p in store.check()] == ["store-entry-damaged"]


def test_an_entry_under_another_key_is_never_used(store: Store) -> None:
    store.put(KEY, FILES)
    store.path(OTHER).parent.mkdir(parents=True)
    store.path(KEY).rename(store.path(OTHER))
    assert store.get(OTHER, FILES) is None


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_entry_is_as_if_it_were_not_there(store: Store, data: bytes) -> None:
    store.path(KEY).parent.mkdir(parents=True)
    store.path(KEY).write_bytes(data)
    assert store.get(KEY, FILES) is None
    store.put(KEY, FILES)
    assert store.get(KEY, FILES) == FILES


def test_entries_of_another_version_are_not_read_and_go(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(KEY, FILES)
    monkeypatch.setattr(builds, "VERSION", builds.VERSION + 1)
    assert store.get(KEY, FILES) is None
    store.put(OTHER, FILES)
    store.shrink()
    assert [p.stem for p in (store.folder).rglob("*.zip")] == [OTHER]


def test_the_store_stays_within_its_limit_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    store = Store(tmp_path, limit=3500)
    keys = [f"{n:02d}" * 32 for n in range(5)]
    for age, key in enumerate(keys):
        store.put(key, {"pdf": bytes(1000)})
        os.utime(store.path(key), (age + 1, age + 1))
    assert store.get(keys[0], ["pdf"])  # used now
    store.shrink()
    assert store.size()[1] <= 3500
    assert store.get(keys[0], ["pdf"])
    assert store.get(keys[1], ["pdf"]) is None
    assert store.get(keys[4], ["pdf"])


def test_a_folder_that_cannot_be_written_is_one_warning(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    told = Store(tmp_path / "file").put(KEY, FILES)
    assert told is not None
    assert told.code == "store-not-written"
    assert Store(tmp_path / "file").get(KEY, FILES) is None


def test_builds_at_the_same_time_see_whole_entries(store: Store) -> None:
    wrong: list[object] = []

    def work(number: int) -> None:
        for _ in range(60):
            store.put(KEY, {"pdf": FILES["pdf"] * 5000})
            found = store.get(KEY, ["pdf"])
            if found is not None and found["pdf"] != FILES["pdf"] * 5000:
                wrong.append(number)
            store.shrink()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert list(store.folder.rglob("*.new")) == []
