"""Ideas and bugs, the roadmap and releases."""
