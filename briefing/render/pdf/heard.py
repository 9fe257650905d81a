"""What WeasyPrint logs while it works."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def heard() -> Iterator[list[str]]:
    """Yield the lines of level WARNING and above that WeasyPrint logs inside the block; they are not printed."""
    logger = logging.getLogger("weasyprint")
    collector = _Collector()
    before, propagate = logger.level, logger.propagate
    kept = logger.handlers[:]
    logger.handlers[:] = [collector]
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield collector.lines
    finally:
        logger.handlers[:] = kept
        logger.setLevel(before)
        logger.propagate = propagate
