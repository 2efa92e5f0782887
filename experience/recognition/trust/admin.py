"""In the admin."""
