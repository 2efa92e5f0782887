"""Feedback: see tests/architecture/world.py."""


def grow(world):
    pass
