"""What is unchanged is the same object as before; what changed on disk is read again."""

from __future__ import annotations

import os
import threading
from datetime import date
from pathlib import Path

import pytest

from briefing.memory import LIMITS, Memory, Remembered, give_back, stamp


def test_a_value_is_made_again_only_when_an_input_is_another() -> None:
    memory = Memory()
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    thing = object()
    assert memory("kind", "one", (thing, date(2026, 1, 1), "a"), make) == 1
    assert memory("kind", "one", (thing, date(2026, 1, 1), "a"), make) == 1
    assert memory("kind", "two", (thing,), make) == 2
    assert memory("kind", "one", (object(), date(2026, 1, 1), "a"), make) == 3
    assert memory("kind", "one", (thing, date(2026, 1, 2), "a"), make) == 4


def test_equal_lists_are_not_the_same_input() -> None:
    memory = Memory()
    first = memory("kind", "one", ([1],), object)
    assert memory("kind", "one", ([1],), object) is not first


def test_a_failure_is_not_remembered() -> None:
    memory = Memory()

    def fail() -> int:
        raise ValueError

    with pytest.raises(ValueError):
        memory("kind", "one", (), fail)
    assert memory("kind", "one", (), lambda: 7) == 7


def test_what_was_not_asked_for_longest_goes_first() -> None:
    memory = Memory()
    days = [date(2026, 1, day) for day in range(1, LIMITS["as-of"] + 2)]
    first = memory("as-of", days[0], (), object)
    for day in days[1:-1]:
        memory("as-of", day, (), object)
    assert memory("as-of", days[0], (), object) is first  # used again: the second is now the oldest
    second = memory("as-of", days[1], (), object)
    memory("as-of", days[-1], (), object)
    assert memory("as-of", days[1], (), object) is second
    assert memory("as-of", days[2], (), object) is not None


def test_several_threads_get_one_value() -> None:
    memory = Memory()
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(memory("kind", "one", (), object))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1


def test_a_stamp_sees_changed_new_gone_and_exchanged_files(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    one = tmp_path / "a" / "one.yaml"
    one.write_text("x: 1\n")
    seen = [stamp(tmp_path)]
    assert stamp(tmp_path) == seen[0]
    (tmp_path / "two.yaml").write_text("")
    seen.append(stamp(tmp_path))
    times = one.stat()
    other = tmp_path / "other"
    other.write_text("x: 2\n")  # the same size and time, by a rename
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.replace(one)
    seen.append(stamp(tmp_path))
    (tmp_path / "two.yaml").unlink()
    seen.append(stamp(tmp_path))
    assert len(set(seen)) == 4


def test_a_stamp_leaves_out_hidden_names_and_other_endings(tmp_path: Path) -> None:
    before = stamp(tmp_path, tmp_path / "nowhere")
    (tmp_path / ".list.new").mkdir()
    (tmp_path / ".list.new" / "1.yaml").write_text("")
    (tmp_path / "a.txt").write_text("")
    assert stamp(tmp_path, suffixes=(".yaml",)) == before
    assert stamp(tmp_path) != before


def test_one_value_is_found_while_another_is_being_made() -> None:
    memory = Memory()
    memory("kind", "one", (), lambda: 1)
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> int:
        begun.set()
        assert go_on.wait(60)
        return 2

    thread = threading.Thread(target=lambda: memory("kind", "two", (), slow))
    thread.start()
    assert begun.wait(60)
    assert memory("kind", "one", (), lambda: 3) == 1
    assert memory("kind", "three", (), lambda: 4) == 4
    go_on.set()
    thread.join()
    assert memory("kind", "two", (), lambda: 5) == 2


def test_what_was_made_is_known_whether_or_not_it_still_holds() -> None:
    memory = Memory()
    assert memory.known("kind", "one") is None
    memory("kind", "one", ("a",), lambda: 1)
    assert memory.known("kind", "one", ("a",)) == Remembered(1, current=True)
    assert memory.known("kind", "one", ("b",)) == Remembered(1, current=False)


def test_what_is_forgotten_is_made_again_and_the_rest_is_kept() -> None:
    memory = Memory()
    first, other = memory("large", "one", (), object), memory("small", "one", (), object)
    memory.forget("large")
    memory.forget("never kept")
    assert memory("large", "one", (), object) is not first
    assert memory("small", "one", (), object) is other
    second = memory("large", "two", (), object)
    memory.forget("large", "one")
    memory.forget("never kept", "one")
    assert memory.known("large", "one") is None
    assert memory("large", "two", (), object) is second


def test_the_stamp_of_a_part_is_what_a_look_at_the_part_alone_gives(tmp_path: Path) -> None:
    for name in ("a/x.yaml", "a/deep/y.yaml", "ab/z.yaml", "b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    whole = stamp(tmp_path)
    for name in ("a", "a/deep", "ab", "b.txt", "nowhere"):
        assert whole.below(tmp_path / name) == stamp(tmp_path / name)
    assert whole.below(tmp_path / "a", tmp_path / "b.txt") == stamp(tmp_path / "a", tmp_path / "b.txt")


def test_memory_is_given_back_without_harm_to_what_is_kept() -> None:
    kept = ["x" * 1000 for _ in range(1000)]
    give_back()
    assert all(text == "x" * 1000 for text in kept)
