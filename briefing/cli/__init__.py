"""The command line: the only place that knows the clock, the terminal and the process."""
