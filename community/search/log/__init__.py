"""What was searched for: by a member lately, and by all together on each day."""
