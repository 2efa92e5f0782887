"""A widget for other sites: one script, with panels that apps register."""
