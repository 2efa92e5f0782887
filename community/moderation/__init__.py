"""Keeping order: flags, the review queue, word filters, sanctions and the public log."""
