"""What a page may read while it is laid out: files of the house folder, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def house_only(folder: Path) -> Any:
    """A WeasyPrint fetcher (``weasyprint.urls.URLFetcher``) that refuses every address outside ``folder``.

    WeasyPrint turns the refusal into a logged error, and every logged line is fatal to the build (``watch``).
    """
    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415 - costs half a second to import

    root = folder.resolve()

    class HouseOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            parts = urlsplit(url)
            inside = parts.scheme == "file" and Path(unquote(parts.path)).resolve().is_relative_to(root)
            if not inside:
                raise FatalURLFetchingError(url)
            return super().fetch(url, headers)

    return HouseOnly(allowed_protocols=("file",), allow_redirects=False)
