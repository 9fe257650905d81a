"""Read a press release: its text, its figures, what each may be, what a person decides, and the one change that
follows."""
