"""Doorbells: open pages hear that something changed, and fetch it through the ordinary view."""
