"""Writing imported threads."""
