"""Threads brought in from other sites."""
