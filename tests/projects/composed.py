"""The list’s documents for one choice of projects, composed only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefing.document.nodes import Document
from briefing.editions.audiences import DocumentSpec, mixed, with_selections
from briefing.problems import Problem
from briefing.project.opening import Project

PACK = "investment-promotion-lists"


def composed_for(project: Project, wish: DocumentSpec, language: str) -> tuple[Document, Sequence[Problem]]:
    """A document in the words and figures of its selection, and what is told of it."""
    project = replace(project, base=with_selections(project.base, (wish,)))
    context = replace(project.context("test", project.newest_source()), tailored=wish.tailored, base=project.base)
    document, problems = project.compose(wish.pack, language, context)
    assert document is not None, [str(p) for p in problems]
    assert not mixed(project, document)
    return document, problems
