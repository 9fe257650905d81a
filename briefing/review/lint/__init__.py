"""Checks of a translation against its source: a pair of texts goes in, findings come out. Works on any file of pairs."""
