"""Reading, locking and replacing the files that people own; see ``docs/design/files.md``."""
