"""One search for everything: documents that follow what apps register, and a query language."""
