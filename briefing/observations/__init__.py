"""Entering figures: what an editor types, understood, questioned, written into the content and saved whole or not at all."""
