"""What administrators see of it."""
