"""The command line: parses, calls the front door (briefing.workspace), prints. Nothing is decided here."""
