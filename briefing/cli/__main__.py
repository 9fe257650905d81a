"""``python -m briefing.cli``: the command line without ``generate.py``."""

from briefing.cli.app import command

if __name__ == "__main__":
    command()
