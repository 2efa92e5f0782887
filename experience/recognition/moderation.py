"""What moderators decide in recognition."""
