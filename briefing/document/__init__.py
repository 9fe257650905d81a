"""The document tree: one per pack and language, from which every format is written."""
