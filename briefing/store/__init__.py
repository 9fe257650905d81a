"""A cache of earlier results: rendered documents by content, and whole builds whose inputs have not changed.

No result depends on it: an entry that is missing, damaged or of another format version is ignored.
"""
