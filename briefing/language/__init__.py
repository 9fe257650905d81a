"""The language engine: quantities, periods, changes and ranks as text, by rules that are data in ``i18n/``."""

from briefing.language.loading import load_language
from briefing.language.model import Language
from briefing.language.rules import UnknownRule

__all__ = ["Language", "UnknownRule", "load_language"]
