"""Posts, of which the sentiment is scored."""
