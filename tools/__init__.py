"""Tools for maintainers; the engine imports nothing of them."""
