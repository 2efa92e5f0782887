"""Flags by members, and what follows from them."""
