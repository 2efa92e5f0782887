"""Members who are mentioned in posts."""
