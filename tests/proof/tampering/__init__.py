"""Planting small falsehoods in finished files and PO entries, to see that each is caught."""
