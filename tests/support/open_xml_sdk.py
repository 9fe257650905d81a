"""The Open XML SDK validator that `make test` installs from package-lock.json, as one call."""

from __future__ import annotations

from tools.quality.outside import open_xml_errors

__all__ = ["open_xml_errors"]
