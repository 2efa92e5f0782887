"""The doors to groups, for staff."""
