"""Where the project lies that the command line works on: around the package it was started from."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
