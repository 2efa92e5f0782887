"""What is done at intervals."""
