"""Editions: a dated build of the packs, written beside the old one and put in its place whole."""
