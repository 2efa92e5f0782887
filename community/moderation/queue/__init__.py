"""The review queue: everything that waits for a moderator's decision."""
