"""The modules of the front door by name, each imported when something of it is first used; and their functions as methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from briefing.workspace.folder import ProjectFolder

if TYPE_CHECKING:
    from briefing.workspace import (
        building as building,
        changes as changes,
        documents as documents,
        editions as editions,
        entering as entering,
        facts as facts,
        figure_page as figure_page,
        figures as figures,
        list_page as list_page,
        lists as lists,
        marked_page as marked_page,
        mending as mending,
        overview as overview,
        previews as previews,
        received as received,
        register as register,
        releases as releases,
        review_checks as review_checks,
        review_list as review_list,
        reviews as reviews,
        segment_desk as segment_desk,
        segments as segments,
        starting as starting,
        translation_memory as translation_memory,
        verifying as verifying,
    )
else:
    from importlib import import_module

    def __getattr__(name: str) -> Any:
        if name.startswith("__"):  # what the import system asks of every module
            raise AttributeError(name)
        return import_module(f"briefing.workspace.{name}")


P = ParamSpec("P")
R = TypeVar("R")


class Method(Generic[P, R]):
    """A method of the workspace: a function of a topic that takes the opened project first. ``function`` names it and is called
    when the method is looked up, so that opening a workspace, and a command that needs little, load no more than they use."""

    def __init__(self, function: Callable[[], Callable[Concatenate[ProjectFolder, P], R]]) -> None:
        self._function = function

    @overload
    def __get__(self, project: None, owner: type) -> Callable[Concatenate[ProjectFolder, P], R]: ...
    @overload
    def __get__(self, project: ProjectFolder, owner: type) -> Callable[P, R]: ...
    def __get__(self, project: ProjectFolder | None, owner: type) -> Callable[..., R]:
        function = self._function()
        return function if project is None else function.__get__(project)
