"""Players and titles of what posts link to."""
