"""The opened project: content, facts, languages and catalogues together, with every problem found in them."""
