"""Votes: casting, budgets, trending, and what merging and closing do to them."""
