"""The public roadmap, and when ideas are expected."""
