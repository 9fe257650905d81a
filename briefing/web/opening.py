"""Opening the project when the server starts, so that nobody waits for a first page; who comes in before sees how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from briefing.problems import ProblemsFound
from briefing.web.views import worded
from briefing.workspace import Workspace

#: Seconds that a page waits for the opening to end before it says that it is going on.
PATIENCE = 1.0


def _review(workspace: Workspace) -> None:
    for tag in workspace.review_languages():
        workspace.review_list(tag)


#: How many of the steps below a page waits for, by the name of its part of the workbench; the others wait for the first.
NEEDED = {"home": 2, "document": 2, "changes": 2, "review": 3, "problems": 4}

#: What is done, in order, and what it is called.
STEPS: tuple[tuple[str, Callable[[Workspace], object]], ...] = (
    (worded("reading figures, templates and translations"), Workspace.project),
    (worded("composing the documents for the first page"), Workspace.overview),
    (worded("listing the sentences under review"), _review),
    (worded("collecting the problems"), Workspace.mends),
)


@dataclass(slots=True)
class Opening:
    """How far the opening of a project is: steps done, of ``STEPS``. One that was never begun is over."""

    done: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _begun: bool = False

    @property
    def step(self) -> str:
        """What is being done now."""
        return STEPS[min(self.done, len(STEPS) - 1)][0]

    def begin(self, workspace: Workspace) -> None:
        """Begin, in a thread of its own."""
        self._begun = True
        threading.Thread(target=self._run, args=(workspace,), name="opening", daemon=True).start()

    def over(self, patience: float = 0, here: str = "") -> bool:
        """Whether it is over, at the latest after so many seconds; or, of a part of the workbench (``here``), whether what that
        needs is done."""
        if not self._begun or (here and self.done >= NEEDED.get(here, 1)):
            return True
        return self._over.wait(patience)

    def stop(self) -> None:
        """Begin no further step."""
        self._over.set()

    def _run(self, workspace: Workspace) -> None:
        try:
            for self.done, (_, step) in enumerate(STEPS):
                if self._over.is_set():
                    return
                with workspace.steady():
                    step(workspace)
        except ProblemsFound:
            return  # the page that needs it tells what is wrong
        finally:
            self._over.set()
