"""Contributions, the points that they give, and where they came from."""
