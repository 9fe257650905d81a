"""What was built before and can be used again: finished documents by content, and builds in which nothing would change.

Nothing here is needed for a right result: an entry that is missing, damaged or of another version is as if it were not there.
"""
