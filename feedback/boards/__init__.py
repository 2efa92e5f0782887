"""Boards: their settings and statuses, and their pages."""
