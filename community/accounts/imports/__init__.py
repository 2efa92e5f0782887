"""Members and badges that are imported from other sites."""
