"""Tags: what they are called, found and shown. forum/actions/tags.py changes them."""
