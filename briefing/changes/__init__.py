"""What moved between two editions: figures, the sentences that print them, claims, documents; as reports and as redlines."""
