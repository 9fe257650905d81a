"""Tests of the reviewer's bench."""
