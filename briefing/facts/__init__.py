"""The fact base: every sourced, derived or targeted figure, under one id."""

from briefing.facts.fact import Fact, Source

__all__ = ["Fact", "Source"]
