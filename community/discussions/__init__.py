"""Anything discussable is a Thread: posts, revisions and likes, written once for every kind."""
