"""The project of this repository in a folder of the test's own; what one test has built of it serves the next."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.support.mini_project import ROOT


def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this run of the tests share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder  # each worker has a folder of its own in it


def documents_of_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the documents that this run has made, by the tree and the engine that they are made of: what is rendered
    once is not rendered again. For tests of what stands in documents, not of how they are made."""
    folder = run_folder(tmp_path_factory) / "documents-of-run"
    folder.mkdir(exist_ok=True)
    return folder


def copied_project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy content, rules and templates into ``root``, whose store of documents is the one of the run."""
    for folder in ("content", "i18n", "templates"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / ".cache").mkdir()
    (root / ".cache" / "documents").symlink_to(documents_of_run(tmp_path_factory), target_is_directory=True)
    return root
