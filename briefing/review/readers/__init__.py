"""Files that come back: one reader a format. Each looks at a file before opening it and reads what can be read."""
