"""The closed sets of elements and attributes that the readers know, as data in ``known.yaml``."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml


@cache
def known(what: str) -> frozenset[str]:
    """One of the sets: ``word elements``, ``html elements``, ``html attributes``."""
    data = yaml.load((resources.files(__package__) / "known.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return frozenset(data[what].split())
