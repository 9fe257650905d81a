"""Who approves which document of an edition, and whether that still holds."""
