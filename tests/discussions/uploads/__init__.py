"""Files in posts."""
