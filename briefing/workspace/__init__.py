"""The front door: a project opened on a folder and a day, with what people do as methods that take and return plain
typed values."""

from briefing.workspace.data import as_data
from briefing.workspace.methods.editions import EditionMethods
from briefing.workspace.methods.figures import FigureMethods
from briefing.workspace.methods.lists import ListMethods
from briefing.workspace.methods.project import ProjectMethods
from briefing.workspace.methods.releases import ReleaseMethods
from briefing.workspace.methods.review import ReviewMethods

__all__ = ["Workspace", "as_data"]


class Workspace(ProjectMethods, FigureMethods, ReleaseMethods, ListMethods, EditionMethods, ReviewMethods):
    """A project at ``root`` on the day ``today``; finished editions lie in ``out`` (``root/out`` where it is not
    given).

    Every call looks at the disk and reads again only what changed; what is returned is immutable. One workspace may
    be used by several threads. Mistakes in people's files raise ``briefing.problems.ProblemsFound`` with all that was
    found."""
