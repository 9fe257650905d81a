"""What several tests share: sample documents and planted faults."""
