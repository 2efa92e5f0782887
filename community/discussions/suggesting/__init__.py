"""Which category or board a new topic or idea belongs in, while somebody writes it."""
