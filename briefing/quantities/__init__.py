"""Exact quantities, qualifiers and periods: what a figure is before any language prints it."""

from briefing.quantities.period import Period, PeriodError
from briefing.quantities.quantity import Interval, Qualifier, Quantity, interval

__all__ = ["Interval", "Period", "PeriodError", "Qualifier", "Quantity", "interval"]
