"""The language engine: quantities, periods, changes and ranks as text, by rules that are data in ``i18n/``."""

from briefing.language.model import Language, UnknownRule
from briefing.language.reading import load_language

__all__ = ["Language", "UnknownRule", "load_language"]
