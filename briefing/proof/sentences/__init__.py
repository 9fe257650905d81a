"""Checks on sentences before they are printed: what is typed by hand, and what a translation loses, adds or turns round.

Used on import of a translation, in lint, in the workbench and by ``verify``; reads numbers with the reader of finished files.
"""
