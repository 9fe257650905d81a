"""What a build tells a person at a terminal while it goes on, and where its time went."""

from __future__ import annotations

import time
from typing import Any

from briefing.editions.request import Origin, Progress

#: What the stages of a build are called.
STAGES = {
    "look": "looking for changes", "read": "reading and checking the content", "compose": "composing the documents",
    "store": "comparing with what stands and with the store", "render": "making the documents", "write": "writing the edition",
}  # fmt: skip


class Watch:
    """Draws the bar where there is a terminal and keeps the times, which go into no file."""

    def __init__(self, bar: bool) -> None:
        self._wanted = bar
        self._bar: Any = None
        self._task: Any = None
        self._stages: list[tuple[str, float]] = []
        self._documents: list[tuple[str, Origin, dict[str, float]]] = []

    @property
    def progress(self) -> Progress:
        """What a build tells."""
        return Progress(self.stage, self._started, self._composed, self._done)

    def stage(self, name: str) -> None:
        """Show that a stage begins."""
        self._stages.append((name, time.perf_counter()))
        if self._bar is not None:
            self._bar.update(self._task, description=STAGES[name])

    def _composed(self, name: str) -> None:
        if self._bar is not None:
            self._bar.update(self._task, advance=1, description=f"{name} composed")

    def _started(self, total: int) -> None:
        if self._bar is not None:
            self._bar.reset(self._task, total=total)
        elif self._wanted:
            from rich.console import Console  # noqa: PLC0415 - only where a person is watching
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

            count, said = TextColumn("{task.completed}/{task.total}"), TextColumn("{task.description}")
            self._bar = Progress(
                count, BarColumn(), TimeElapsedColumn(), said, console=Console(stderr=True), transient=True
            )
            self._task = self._bar.add_task(STAGES[self._stages[-1][0]], total=total)
            self._bar.start()

    def _done(self, name: str, origin: Origin, seconds: dict[str, float]) -> None:
        self._documents.append((name, origin, seconds))
        if self._bar is not None:
            count = {o: sum(1 for _, found, _ in self._documents if found is o) for o in Origin}
            told = ", ".join(f"{number} {SAID[o]}" for o, number in count.items() if number)
            self._bar.update(self._task, advance=1, description=f"{name} {SAID[origin]} ({told})")

    def close(self) -> None:
        """Remove the bar and end the last stage."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        if not self._stages or self._stages[-1][0]:
            self._stages.append(("", time.perf_counter()))

    def table(self) -> str:
        """Return a table of the seconds by stage, then by document and format."""
        lines = ["seconds  stage"]
        for (name, begun), (_, ended) in zip(self._stages, self._stages[1:], strict=False):
            lines.append(f"{ended - begun:7.2f}  {STAGES[name]}")
        lines.append(f"{self._stages[-1][1] - self._stages[0][1]:7.2f}  in all")
        lines.append("seconds  document")
        for name, origin, seconds in sorted(self._documents, key=lambda d: (-sum(d[2].values()), d[0])):
            parts = ", ".join(f"{what} {taken:.2f}" for what, taken in seconds.items())
            lines.append(f"{sum(seconds.values()):7.2f}  {name}: {parts or SAID[origin]}")
        return "\n".join(lines)


#: What is said of a document by where it came from.
SAID = {Origin.UNCHANGED: "unchanged", Origin.STORED: "from the store", Origin.BUILT: "built"}
