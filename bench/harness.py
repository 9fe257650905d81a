"""What every comparison works with: a folder to measure in, the commands that are run, and a line of the table."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.measuring import Failed, Run, ended, generate, in_turn, run

ROOT = Path(__file__).resolve().parents[1]
FORMATS = "docx,pdf,html"
#: The formats that the engines alone make.
BARE = ("docx", "pdf")
#: One document, as options of build.
ONE = ("western-financial-centre", "--language", "en", "--format", "pdf")
#: The Python of the programs that are compared with, where they have an environment of their own.
PEERS_PYTHON = ROOT / ".cache" / "peers" / "bin" / "python"
#: Of the audiences that share out a list, those that are made alone, too.
SINGLE = (3, 17, 29)


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. ``goal`` is the bound (``None``: only told), ``most`` whether it is an upper one; ``value`` is
    ``None`` where nothing could be measured, and ``note`` says why."""

    name: str
    what: str
    value: float | None
    goal: float | None = None
    most: bool = True
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; ``None`` without one."""
        if self.goal is None or self.value is None:
            return None
        return self.value <= self.goal if self.most else self.value >= self.goal


@dataclass(slots=True)
class Bench:
    """The folder measured in, how many rounds, and how many projects the long lists have."""

    folder: Path
    rounds: int
    counts: tuple[int, int, int] = (16, 160, 1600)
    rows: int = 10_000
    divided: int = 1  # by what the grown project is divided
    packs: int = 40  # audiences that share out a list
    measured: dict[str, dict[str, list[Run]]] = field(default_factory=dict)

    @property
    def quick(self) -> bool:
        """Whether sizes are those of ``--quick``."""
        return self.divided > 1

    @property
    def tags(self) -> tuple[str, ...]:
        """The languages of the packs that are built: under ``--quick`` English only."""
        return ("en",) if self.quick else ("zh", "en")

    @property
    def languages(self) -> list[str]:
        """The same as options of build."""
        return [word for tag in self.tags for word in ("--language", tag)]

    @property
    def whole(self) -> str:
        """What is built anew, in words."""
        return "build of the English half" if self.quick else "full build"

    @property
    def single(self) -> tuple[str, ...]:
        """The audiences that are made alone, too."""
        return tuple(f"bench-{n:02d}" for n in SINGLE if n <= self.packs)

    def task(self, *words: object) -> list[str]:
        """A task of bench.work as a command."""
        return [sys.executable, "-m", "bench.work", *map(str, words)]

    def turns(self, **commands: Sequence[str]) -> dict[str, list[Run]]:
        """Commands measured in turn."""
        return in_turn(dict(commands), self.rounds, ROOT)

    def builds(self) -> dict[str, list[Run]]:
        """The real packs, in turn: with one worker and with two, nothing new, and verifying it all."""
        if "builds" not in self.measured:
            store, kept = self.folder / "store", self.folder / "kept"
            build, verified = self.task("build", kept, store, *self.tags), self.task("verify", kept)
            one = [*generate(self.folder / "one", 1), *self.languages]
            if self.quick:  # the build with two workers is also the one to which nothing is new
                self.measured["builds"] = self.turns(two=build, nothing=build, verified=verified, one=one)
                return self.measured["builds"]
            self.once("build", kept, store)
            both = self.task("beside", self.folder / "left", self.folder / "right")
            self.measured["builds"] = self.turns(
                beside=both, one=one, two=generate(self.folder / "two", 2), nothing=build, verified=verified
            )
        return self.measured["builds"]

    def alike(self) -> dict[str, list[Run]]:
        """The same documents in the same two formats, in turn: as we build them with one worker, and the engines alone. Slides,
        data and pages for the web stand on neither side; under --quick only what is English does."""
        if "alike" not in self.measured:
            chosen = [word for name in BARE for word in ("--format", name)] + self.languages
            ours = [*generate(self.folder / "alike", 1), *chosen]
            self.measured["alike"] = self.turns(bare=self.task("bare", *self.trees()), ours=ours)
        return self.measured["alike"]

    def shared_list(self) -> Path:
        """The folder of a list that the audiences share out: each has a project at least."""
        return self.listed(max(self.counts[1], self.packs))

    def forty(self) -> dict[str, list[Run]]:
        """All audiences of the list in one run, some of them alone, and what comes before the first document."""
        if "forty" not in self.measured:
            folder = self.shared_list()
            self.measured["forty"] = self.turns(
                all=self.task("sample", folder, self.folder / "all", "-", 1, FORMATS, "zh", "all"),
                start=self.task("start", folder),
                **{
                    name: self.task("sample", folder, self.folder / name, "-", 1, FORMATS, "zh", name)
                    for name in self.single
                },
            )
        return self.measured["forty"]

    def once(self, *words: object) -> None:
        """A task done and not measured."""
        run(self.task(*words), ROOT)

    def growing(self, *words: object) -> str:
        """A task of bench.growing done, and what it printed. Raises ``Failed``."""
        return self._printed("bench.growing", *words)

    def serving(self, *words: object) -> str:
        """A task of bench.serving done, and what it printed. Raises ``Failed``."""
        return self._printed("bench.serving", *words)

    def _printed(self, *words: object) -> str:
        command = [sys.executable, "-m", *map(str, words)]
        with ended(command, ROOT, stdout=subprocess.PIPE) as process:
            told, _ = process.communicate()
        if process.returncode:
            raise Failed(f"{' '.join(command)}: exit status {process.returncode}")
        return told

    def told(self, *words: object) -> dict[str, float]:
        """The figures a task of bench.growing printed: each the median of the rounds."""
        rounds = [json.loads(self.growing(*words)) for _ in range(self.rounds)]
        return {name: median(one[name] for one in rounds) for name in rounds[0]}

    def listed(self, count: int) -> Path:
        """The folder of a synthetic list, made when first asked for."""
        return self._made(f"list-{count}", "prepare", after=(count, self.packs))

    def trees(self) -> list[Path]:
        """The trees of the real packs."""
        folder = self._made("trees", "trees", after=self.tags)
        return sorted([*folder.glob("real-*.tree"), *folder.glob("word-*.tree")])

    def list_tree(self) -> Path:
        """The tree of the synthetic list; beside it the pages and the content that others are given."""
        return next(self._made("list-tree", "tree_of_list", after=(self.listed(self.counts[1]),)).glob("list-*.tree"))

    def _made(self, name: str, task: str, after: tuple[object, ...] = ()) -> Path:
        """A folder that a task fills, made when first asked for: whole, or not at all where the task is ended early."""
        folder = self.folder / name
        if not folder.exists():
            part = self.folder / f"{name}.part"
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            self.once(task, part, *after)
            part.rename(folder)
        return folder
