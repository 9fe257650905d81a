"""Composing holds nothing once the document is there: a server that composes fifty documents must not keep what each ran with
until the garbage collector comes by."""

from __future__ import annotations

import gc
from datetime import date
from pathlib import Path

from briefing import Workspace
from briefing.compose.functions import Functions
from briefing.compose.sandbox import Sandbox
from briefing.project.opening import Project
from briefing.review.printed import PrintRecorder, printings
from tests.support.mini_project import mini_project

DAY = date(2026, 7, 3)


def left(project: Project) -> list[object]:
    """Environments and functions that ran for this project and are still there."""
    return [
        found
        for found in gc.get_objects()
        if (isinstance(found, Functions) and found.base is project.base)
        or (isinstance(found, Sandbox) and getattr(getattr(found, "loader", None), "folder", None) == project.templates)
    ]


def test_a_document_leaves_neither_its_environment_nor_its_functions(tmp_path: Path) -> None:
    project = Workspace(mini_project(tmp_path), DAY).project()
    was = gc.isenabled()
    gc.disable()
    try:
        assert [made.name for made in project.composed() if made.document is not None] == ["tiny.zh", "tiny.en"]
        assert left(project) == []
    finally:
        if was:
            gc.enable()


def test_what_a_language_prints_holds_its_values_and_no_sentence_twice(tmp_path: Path) -> None:
    project = Workspace(mini_project(tmp_path), DAY).project()
    was = gc.isenabled()
    gc.disable()
    try:
        made = printings(project, ("en",))
        kept = left(project)
        assert {type(found) for found in kept} == {PrintRecorder}
        assert all(not found.made and not found.said for found in kept if isinstance(found, PrintRecorder))
        key = next(key for key in made["en"].said if "%(assets)s" in key[1])
        pieces = made["en"].pieces(*key, "%(assets)s")  # a form is printed when somebody asks for it
        assert [getattr(piece, "text", piece) for piece in pieces] == ["RMB\u00a09.6\u00a0trillion"]
        del made, kept, pieces
        assert left(project) == []
    finally:
        if was:
            gc.enable()
