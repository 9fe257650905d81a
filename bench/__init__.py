"""How fast the engine is, measured: `make bench`. See docs/performance.md."""
