"""The languages and readers of fixture files that these tests share."""

from __future__ import annotations

from pathlib import Path

import yaml

from briefing.language import Language, load_language
from briefing.quantities import Qualifier, Quantity
from briefing.quantities.parse import parse_value

ROOT = Path(__file__).resolve().parents[2]
I18N = ROOT / "i18n"
ZH: Language = load_language(I18N, "zh")
EN: Language = load_language(I18N, "en")
LANGUAGES = (ZH, EN)
MORE = Qualifier.MORE_THAN


def rows(name: str) -> list[dict[str, str]]:
    """The rows of ``fixtures/<name>.yaml``."""
    text = (Path(__file__).parent / "fixtures" / f"{name}.yaml").read_text("utf-8")
    return list(yaml.safe_load(text))


def shown(text: str) -> str:
    """A text as fixtures show it, no-break spaces as ``_``."""
    return text.replace("\u00a0", "_")


def named(row: dict[str, str]) -> str:
    """A readable test id."""
    return " ".join(v for k, v in row.items() if k not in ("zh", "en"))


def figure(value: str, unit: str, qualifier: str = "") -> Quantity:
    """A quantity as a content file writes it."""
    return parse_value(value, unit, qualifier)
