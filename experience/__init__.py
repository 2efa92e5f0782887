"""What a member feels across all of it."""
