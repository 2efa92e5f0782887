"""Releases: drafting from completed ideas, publishing, the changelog."""
