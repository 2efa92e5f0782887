"""Which label a text has: trained on rows that an app registers."""
