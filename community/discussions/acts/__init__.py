"""What moderators do with threads and posts, as the log tells it, and undoing it."""
