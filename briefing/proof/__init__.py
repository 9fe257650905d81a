"""Proof on the finished files: an independent reader finds every number in them and each is accounted for."""
