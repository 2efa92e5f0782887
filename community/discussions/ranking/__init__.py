"""What hot and top lists are ordered by."""
