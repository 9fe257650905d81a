"""The translation reviewer's bench: state of segments, exports and imports, checks, glossary, proof copy, pseudo-locale."""
