"""The only door to language rules: ``i18n/<tag>.yaml`` to a frozen ``Language``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from briefing.language.model import Language
from briefing.language.reading import Raw, read_rules
from briefing.problems import Problem, ProblemsFound, in_order, problem


def load_language(folder: Path, tag: str) -> Language:
    """The rules in ``<folder>/<tag>.yaml`` (``tag`` is the name of the file: ``zh``, ``en``).

    Raises ``ProblemsFound`` with every fault of the file at once. Loaded once per path and state of the folder's files.
    """
    folder = folder.resolve()
    state = tuple((p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in sorted(folder.glob("*.yaml")))
    return _load(folder, tag, state)


@lru_cache(maxsize=64)
def _load(folder: Path, tag: str, state: tuple[tuple[str, int, int], ...]) -> Language:
    raw = read_rules(folder, tag)
    try:
        return Language.model_validate({"id": tag, **raw.data})
    except ValidationError as error:
        found = [_as_problem(raw, f"{folder.name}/{tag}.yaml", e["loc"], e["msg"]) for e in error.errors()]
        raise ProblemsFound(in_order(found)) from error


def _as_problem(raw: Raw, file: str, loc: tuple[int | str, ...], message: str) -> Problem:
    path = tuple(str(part) for part in loc)
    while path and path not in raw.places:
        path = path[:-1]
    file, line = raw.places.get(path, (file, 0))
    rule = ".".join(str(part) for part in loc) or "the whole file"
    return problem("language-rule-invalid", file, line, rule=rule, reason=message.removeprefix("Value error, "))
