"""Tags: what they are called, found and shown. community/discussions/tags/actions/tags.py changes them."""
