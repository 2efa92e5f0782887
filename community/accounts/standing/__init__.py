"""Reputation, badges and trust levels, as apps register and show them."""
