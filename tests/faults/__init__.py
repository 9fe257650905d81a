"""Faults injected into building: whatever happens, the edition that stood there stays whole."""
