"""Inputs made at random, by structure: every door gives a value, a problem, or its own refusal, in bounded time."""
